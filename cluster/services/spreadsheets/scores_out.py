"""The score table as a workbook, with a sheet for every voice that this person may fill now."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from cluster.domain.errors import Message, NotFound, _
from cluster.domain.measures import Measure
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import Inputs
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import LAYER_NAMES
from cluster.domain.vietnamese import fold
from cluster.domain.years import PHASE_NAMES, vietnam_day
from cluster.language import say
from cluster.language import write as in_words
from cluster.services.scoring import ScoreTable, SheetRow, figures
from cluster.services.scoring import Sheet as MemberSheet
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.sheet import sheet_of
from cluster.services.scoring.table import table_of
from cluster.services.spreadsheets.files import Workbook, write
from cluster.spreadsheets.figures import (
    FigureSheet,
    Input,
    Line,
    digest_of_sheet,
    lay_out,
    sealed,
)
from cluster.spreadsheets.seals import seal
from cluster.spreadsheets.writing import Cell, Look, Sheet

PURPOSE = "figure sheet"
HEADERS = (
    _("Code"),
    _("Criterion"),
    _("What to enter"),
    _("Target"),
    _("Maximum"),
    _("Points of the layer below"),
    _("Enter here"),
    _("Reason"),
)
HOW_TO = _(
    "Fill the yellow cells only, then send the sheet back on the page of the score table; nothing"
    " is saved before you have seen the differences. Day of this sheet: %(day)s."
)
INPUT_NAMES: dict[str, Message] = {
    "actual": _("Figure"),
    "base": _("Of a whole of"),
    "choice": _("Answer"),
    "judged": _("Judged at"),
}


def score_workbook(actor: Actor, year_id: int, *, key: str, locale: str, now: datetime) -> Workbook:
    """Return the score table as this person sees it, and the sheets that are theirs to fill."""
    basis = gather(actor, year_id)
    every = basis.load()
    table = table_of(basis)
    filled = [
        _figure_sheet(basis, every, member_id, voice, key=key, locale=locale, now=now)
        for member_id, voice in voices_of(basis)
    ]
    sheets = (_table_sheet(table, locale, now), *_explained(basis, table, every, locale), *filled)
    title = say(_("Score table %(year)s", year=str(basis.year.number)), locale)
    return write(actor, f"bang-diem-{basis.year.number}", title, sheets, now=now)


def member_workbook(
    actor: Actor, year_id: int, alliance_id: int, *, key: str, locale: str, now: datetime
) -> Workbook:
    """Return one member's sheets that are this person's to fill now; NotFound if there is none."""
    basis = gather(actor, year_id)
    member = basis.member(alliance_id)
    voices = [voice for member_id, voice in voices_of(basis) if member_id == alliance_id]
    if not voices:
        raise NotFound(_("There is nothing for you to fill for this member now."))
    every = basis.load()
    sheets = tuple(
        _figure_sheet(basis, every, alliance_id, voice, key=key, locale=locale, now=now)
        for voice in voices
    )
    name = f"phieu-diem-{basis.year.number}-{fold(member.code)}"
    return write(actor, name, f"{member.short_name} {basis.year.number}", sheets, now=now)


def voices_of(basis: Basis) -> Iterator[tuple[int, Voice]]:
    """Go through the voices that this person has now, member by member."""
    for member in basis.members:
        if basis.sight.sees_member(member.alliance_id):
            for voice in basis.sight.voices(member.alliance_id):
                yield member.alliance_id, voice


def _figure_sheet(
    basis: Basis,
    every: Sequence[Figure],
    alliance_id: int,
    voice: Voice,
    *,
    key: str,
    locale: str,
    now: datetime,
) -> Sheet:
    content = sheet_of(basis, every, basis.member(alliance_id), voice, {})
    laid_out = lay_out(_in_cells(content, locale, now))
    said = {
        "year": basis.year.id,
        "book": basis.rulebook_id,
        "member": alliance_id,
        "layer": voice.layer.value,
        "scorer": voice.scorer_id,
        "revisions": {row.criterion.code: row.revision for row in content.rows if row.revision},
        "digest": digest_of_sheet(laid_out),
    }
    return sealed(laid_out, seal(said, key=key, purpose=PURPOSE))


def _in_cells(content: MemberSheet, locale: str, now: datetime) -> FigureSheet:
    layer = say(LAYER_NAMES[content.voice.layer], locale)
    if content.scorer is not None:
        layer = f"{layer} ({content.scorer.short_name})"
    return FigureSheet(
        title=f"{content.member.seat or content.member.short_name} – {layer}",
        heading=f"{content.member.name} – {layer} {content.year_number}",
        note=say(Message(HOW_TO.text, (("day", vietnam_day(now)),)), locale),
        headers=tuple(say(header, locale) for header in HEADERS),
        sections=tuple(
            (
                f"{section.code}. {in_words(section.name, locale)}",
                tuple(_line(row, locale) for row in rows if row.is_assigned),
            )
            for section, rows in content.sections
        ),
    )


def _line(row: SheetRow, locale: str) -> Line:
    criterion = row.criterion
    unit = f" ({criterion.unit})" if criterion.unit else ""
    return Line(
        code=criterion.code,
        name=in_words(criterion.name, locale) + unit,
        target=row.target.value if row.target is not None else None,
        maximum=criterion.max_points,
        below=row.below.outcome.points if row.below is not None else None,
        reason=row.measure.reason if row.measure is not None else "",
        inputs=tuple(_inputs(row.inputs, row.measure or Measure(), locale)),
    )


def _inputs(inputs: Inputs, said: Measure, locale: str) -> Iterator[Input]:
    if inputs.actual:
        yield Input(key="actual", label=say(INPUT_NAMES["actual"], locale), value=said.actual)
    if inputs.base:
        yield Input(key="base", label=say(INPUT_NAMES["base"], locale), value=said.base)
    if inputs.choices:
        names = {part.key: in_words(part.name, locale) for part in inputs.choices}
        yield Input(
            key="choice",
            label=say(INPUT_NAMES["choice"], locale),
            value=names.get(said.choice or ""),
            choices=tuple(names.values()),
        )
    for part in inputs.events:
        label = say(_("Number of: %(event)s", event=part.name), locale)
        yield Input(key=f"event:{part.key}", label=label, value=said.events.get(part.key))
    if inputs.judged:
        yield Input(key="judged", label=say(INPUT_NAMES["judged"], locale), value=said.judged)


def _table_sheet(table: ScoreTable, locale: str, now: datetime) -> Sheet:
    columns = 3 + len(table.members)
    heading = say(_("Score table %(year)s", year=str(table.year_number)), locale)
    rows = [
        (Cell(value=heading, look=Look.TITLE, across=columns),),
        (Cell(value=say(_state(table, now), locale), look=Look.NOTE, across=columns),),
        _row(
            Look.HEADER,
            *(say(name, locale) for name in (_("Code"), _("Criterion"), _("Maximum"))),
            *(member.short_name for member in table.members),
        ),
    ]
    for row in table.rows:
        name = in_words(row.criterion.name, locale)
        points = [
            cell.points if cell.is_assigned else say(_("not assigned"), locale)
            for cell in row.cells
        ]
        look = Look.SECTION if row.is_section else Look.PLAIN
        rows.append(_row(look, row.criterion.code, name, row.maximum, *points))
    rows += [_row(Look.TOTAL, "", say(name, locale), *points) for name, points in _sums(table)]
    return Sheet(
        title=heading,
        rows=tuple(rows),
        widths=(9, 48, 10, *[13.0] * len(table.members)),
        head=3,
        head_from=2,
        side=2,
    )


def _state(table: ScoreTable, now: datetime) -> Message:
    day = vietnam_day(now)
    if table.stamp is not None:
        return _(
            "%(frozen)s A blank cell has no points. Day of this sheet: %(day)s.",
            frozen=table.stamp.sentence,
            day=day,
        )
    return _(
        "Points that count at present, phase “%(phase)s”; not final. A blank cell has no points."
        " Day of this sheet: %(day)s.",
        phase=PHASE_NAMES[table.phase],
        day=day,
    )


def _sums(table: ScoreTable) -> Iterator[tuple[Message, list[Decimal | None]]]:
    totals = table.totals
    yield _("Content"), [table.content_maximum, *(total.content for total in totals)]
    yield _("Bonus"), [table.book.bonus_cap, *(total.bonus for total in totals)]
    yield _("Penalty"), [None, *(total.penalty for total in totals)]
    yield _("Total so far"), [None, *(total.so_far for total in totals)]
    yield _("Total (blank: lines are missing)"), [None, *(total.total for total in totals)]


def _row(look: Look, *values: str | Decimal | None) -> tuple[Cell, ...]:
    return tuple(Cell(value=value, look=look, places=2) for value in values)


def _explained(
    basis: Basis, table: ScoreTable, every: Sequence[Figure], locale: str
) -> tuple[Sheet, ...]:
    """Return the sheet with the sentence behind every number of the table, if there are any."""
    seen = figures.by_line(figures.seen(every, basis.sight))
    rows = [
        row
        for line in table.rows
        if not line.is_section
        for row in _sentences(
            basis, table, line.criterion, seen.get(line.criterion.code, ()), locale
        )
    ]
    if not rows:
        return ()
    names = (_("Code"), _("Member"), _("Layer"), _("Points"), _("How these points come about"))
    header = tuple(Cell(value=say(name, locale), look=Look.HEADER) for name in names)
    title = say(_("Explanations"), locale)
    return (Sheet(title=title, rows=(header, *rows), widths=(9, 18, 16, 10, 100), head=1, side=2),)


def _sentences(
    basis: Basis,
    table: ScoreTable,
    criterion: Criterion,
    standing: Iterable[Figure],
    locale: str,
) -> Iterator[tuple[Cell, ...]]:
    cells = next(row.cells for row in table.rows if row.criterion is criterion)
    settled = basis.settle(criterion, standing)
    for member, cell in zip(table.members, cells, strict=True):
        found = settled.get(member.alliance_id)
        if found is None or cell.points is None or found.outcome.points != cell.points:
            continue
        yield _row(
            Look.PLAIN,
            criterion.code,
            member.short_name,
            say(LAYER_NAMES[found.layer], locale),
            cell.points,
            say(found.outcome.explanation, locale),
        )
