"""A rule book as a workbook, and the empty template that one is made from."""

from dataclasses import replace
from datetime import datetime

from cluster.domain.errors import Message, _
from cluster.domain.measures import HUNDRED
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import RuleBook, Rung, RungKind, rulebook_from_data
from cluster.domain.rulebook_words import FORMULA_EXAMPLES, FORMULA_NAMES
from cluster.domain.years import vietnam_day
from cluster.language import say
from cluster.services import rulebook, years
from cluster.services.spreadsheets.files import Workbook, write
from cluster.spreadsheets.rulebooks import LINES, PARTS, Say, lay_out
from cluster.spreadsheets.writing import Cell, Look, Sheet

STEPS = (
    _(
        "1. “Sections and criteria”: one row for each section and criterion, in print order. A"
        " section stands above its lines; a line names its section under “Stands under”."
    ),
    _(
        "2. Choose from the lists wherever a cell offers one; a word typed without accents is"
        " understood."
    ),
    _(
        "3. “Bands and answers”: for rules by bands, by answer, by event or by award, one row for"
        " each, under the code of the line; the best one first."
    ),
    _(
        "4. “Worked examples” may stay empty. Each is figures and the points that must come of"
        " them; the rule book is published only when all come out right."
    ),
    _("5. “Settings”: the scale, the bonus cap, how equal totals are told apart, the classes."),
    _("6. Write numbers as numbers. A penalty's maximum is below zero."),
    _(
        "7. Send the workbook on the page of the rule book. Every bad cell is named; nothing is"
        " saved before you have seen the differences and confirmed."
    ),
)
FIELDS_OF_FORMULA: dict[str, Message] = {
    "ratio_capped": _("Proportion: divided by; Share: if the whole is zero"),
    "step_band": _("Bands: which way; rows among the bands and answers"),
    "count_capped": _("Count: points for each"),
    "yes_no": _("rows among the bands and answers"),
    "penalty_per_event": _("Points off: starting; rows among the bands and answers"),
    "bonus_count": _("Count: points for each"),
    "bonus_best": _("rows among the bands and answers"),
    "expert": _("Judgement: steps of"),
    "relative_to_leader": _("Comparison: measured"),
}
EMPTY = RuleBook(
    version=1,
    scale=HUNDRED,
    ladder=(Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.FEWER_PENALTIES)),
    criteria=(),
)


def rulebook_workbook(
    actor: Actor, year_id: int, *, version: int | None = None, locale: str, now: datetime
) -> Workbook:
    """Return a version of the year's rule book, the newest by default."""
    page = rulebook.view(actor, year_id, version=version)
    speak = speaker(locale)
    title = say(
        _(
            "Rule book of %(year)s, version %(version)s",
            year=str(page.year.number),
            version=page.version.version,
        ),
        locale,
    )
    name = f"bang-tieu-chi-{page.year.number}-v{page.version.version}"
    sheets = (*lay_out(page.book, speak), _help_sheet(speak, now))
    return write(actor, name, title, sheets, now=now)


def template_workbook(actor: Actor, year_id: int, *, locale: str, now: datetime) -> Workbook:
    """Return the empty template, with help and lines of the sample to look at."""
    years.get_visible(actor, year_id)
    speak = speaker(locale)
    sheets = (*lay_out(EMPTY, speak), _help_sheet(speak, now), *_sample_sheets(speak))
    title = say(_("Rule book template"), locale)
    return write(actor, "mau-bang-tieu-chi", title, sheets, now=now)


def speaker(locale: str) -> Say:
    """Return what says a sentence in the language."""
    return lambda message: say(message, locale)


def _help_sheet(speak: Say, now: datetime) -> Sheet:
    header = tuple(
        Cell(value=speak(name), look=Look.HEADER)
        for name in (_("Rule"), _("Example"), _("Also fill in"))
    )
    formulas = tuple(
        (
            Cell(value=speak(name)),
            Cell(value=speak(FORMULA_EXAMPLES[kind])),
            Cell(value=speak(FIELDS_OF_FORMULA[kind])),
        )
        for kind, name in FORMULA_NAMES.items()
    )
    day = _("Day of this sheet: %(day)s.", day=vietnam_day(now))
    return Sheet(
        title=speak(_("Help")),
        rows=(
            (Cell(value=speak(_("How to fill in this workbook")), look=Look.TITLE, across=3),),
            *((Cell(value=speak(step), look=Look.NOTE, across=3),) for step in STEPS),
            (Cell(value=speak(day), look=Look.NOTE, across=3),),
            header,
            *formulas,
        ),
        widths=(40, 60, 60),
    )


def _sample_sheets(speak: Say) -> tuple[Sheet, ...]:
    """Return the first line of each rule of the sample, to look at: nothing reads them."""
    sample = rulebook_from_data({**rulebook.sample_data(), "version": 1})
    chosen: dict[str, str] = {}
    for criterion in sample.lines():
        if criterion.formula is not None:
            chosen.setdefault(criterion.formula.kind, criterion.code)
    codes = {*chosen.values(), *(c for code in chosen.values() for c in sample.sections_of[code])}
    lines = tuple(c for c in sample.criteria if c.code in codes)
    book = replace(sample, criteria=lines)
    titles = {speak(LINES.title), speak(PARTS.title)}
    return tuple(
        replace(
            sheet,
            title=speak(_("Sample – %(sheet)s", sheet=sheet.title)),
            rows=sheet.rows[1:],
            hidden_rows=frozenset(),
            head=1,
            head_from=0,
        )
        for sheet in lay_out(book, speak, empty_rows=0)
        if sheet.title in titles
    )
