"""Scores that come back in a workbook: what they would change, and the change once confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cluster.database import atomic
from cluster.domain.errors import ClusterError, Conflict, Message, NotFound, RuleViolation, Value, _
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import Criterion
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.settling import can_compare
from cluster.domain.years import Phase
from cluster.models import Score
from cluster.services.scoring import Entry
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.desk import Desk, open_desk
from cluster.services.scoring.figures import read_measure, write_measure
from cluster.services.scoring.words import describe
from cluster.services.spreadsheets.files import CHANGED_MEANWHILE, NOT_OURS, Upload, read
from cluster.services.spreadsheets.score_cells import measure_of, place_of, reason_of
from cluster.services.spreadsheets.scores_out import PURPOSE
from cluster.spreadsheets.figures import FIGURE, digest_of_grid, rows_by_line, seal_of
from cluster.spreadsheets.reading import CellFault, Fault, Grid, cell_name
from cluster.spreadsheets.seals import open_seal, seal

CONFIRMING = "scores to confirm"

NO_SHEET = _(
    "There is no sheet of this program in the workbook. Download one from the score table and fill"
    " that."
)
TAMPERED = _(
    "The locked cells of the sheet “%(sheet)s” were changed. Download the sheet again and fill only"
    " the yellow cells."
)
FOREIGN = _("The sheet “%(sheet)s” was made for another year, or by another installation.")
OLD_BOOK = _(
    "The sheet “%(sheet)s” was made for another version of the rule book. Download it again."
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """What a line says: its figures in words, its points (None: not given or not shown)."""

    said: dict[Message, Value]
    points: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line that a workbook would change, at its cell; `clash`: somebody else saved since."""

    id: str
    sheet: str
    cell: str
    member: Member
    layer: Layer
    criterion: Criterion
    old: Side
    new: Side
    clash: bool


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What an upload would change; nothing is changed yet.

    `token`: what confirming sends back; None while a fault stands in the way, or nothing changes.
    """

    year_id: int
    year_number: int
    phase: Phase
    sheets: tuple[str, ...]
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    token: str | None

    @property
    def clashes(self) -> int:
        """How many lines somebody else has saved since the sheet was downloaded."""
        return sum(change.clash for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """A sheet whose seal is whole, at the desk of its voice."""

    grid: Grid
    desk: Desk
    revisions: Mapping[str, int]


def preview_scores(
    actor: Actor, year_id: int, upload: Upload, *, key: str, now: datetime
) -> Proposal:
    """Return what a workbook would change line by line, and every cell at fault."""
    basis = gather(actor, year_id)
    filled = _filled(actor, basis, read(upload), key)
    faults: list[Fault] = []
    changes: list[Change] = []
    staged: list[dict[str, Any]] = []
    for sheet in filled:
        for code, rows in rows_by_line(sheet.grid).items():
            try:
                found = _line(sheet, code, rows, now)
            except CellFault as refusal:
                faults.append(refusal.fault)
            else:
                changes += [found[0]] if found else []
                staged += [found[1]] if found else []
    said = {"year": year_id, "by": actor.user_id, "lines": staged}
    can_confirm = staged and not faults
    return Proposal(
        year_id=year_id,
        year_number=basis.year.number,
        phase=basis.year.phase,
        sheets=tuple(sheet.grid.title for sheet in filled),
        changes=tuple(changes),
        faults=tuple(faults),
        token=seal(said, key=key, purpose=CONFIRMING) if can_confirm else None,
    )


@atomic()
def save_scores(
    actor: Actor,
    year_id: int,
    token: str,
    *,
    over: Collection[str] = (),
    key: str,
    now: datetime,
) -> int:
    """Save exactly what was shown, or nothing if that would be something else by now.

    `over`: the ids of lines that somebody else saved and this person sets theirs above; the other
    such lines stay as they are. Returns how many lines were written.
    """
    basis = gather(actor, year_id)
    said = open_seal(token, key=key, purpose=CONFIRMING, refusal=NOT_OURS)
    if (said["year"], said["by"]) != (year_id, actor.user_id):
        raise RuleViolation(NOT_OURS)
    desks: dict[tuple[int, Voice], Desk] = {}
    drafted: dict[tuple[int, Voice], list[Score]] = {}
    for line in said["lines"]:
        if line["clash"] and line["id"] not in over:
            continue
        place = line["member"], Voice(Layer(line["layer"]), line["scorer"])
        if place not in desks:
            desks[place] = open_desk(actor, basis, *place)
        row = _draft_as_shown(desks[place], line, now)
        drafted.setdefault(place, []).extend([row] if row is not None else [])
    for place, rows in drafted.items():
        desks[place].add(rows, now)
    return sum(len(rows) for rows in drafted.values())


def _draft_as_shown(desk: Desk, line: Mapping[str, Any], now: datetime) -> Score | None:
    entry = Entry(
        code=line["code"],
        measure=read_measure(line["measure"], None, ""),
        reason=line["reason"],
        revision=line["revision"],
    )
    try:
        row = desk.draft(entry, now)
        criterion = desk.basis.book.get(entry.code)
    except (RuleViolation, NotFound):
        raise RuleViolation(CHANGED_MEANWHILE) from None
    if row is not None and _as_text(_shown_points(desk, criterion, row.points)) != line["points"]:
        raise RuleViolation(CHANGED_MEANWHILE)
    return row


def _filled(actor: Actor, basis: Basis, grids: Sequence[Grid], key: str) -> list[_Filled]:
    found = [(grid, text) for grid in grids if (text := seal_of(grid)) is not None]
    if not found:
        raise RuleViolation(NO_SHEET)
    filled = [_open(actor, basis, grid, text, key) for grid, text in found]
    places = [(sheet.desk.alliance_id, sheet.desk.voice) for sheet in filled]
    for number, sheet in enumerate(filled):
        if places[number] in places[:number]:
            raise RuleViolation(
                _("The sheet “%(sheet)s” is in the workbook twice.", sheet=sheet.grid.title)
            )
    return filled


def _open(actor: Actor, basis: Basis, grid: Grid, text: str, key: str) -> _Filled:
    def refusal(sentence: Message) -> Message:
        return Message(sentence.text, (("sheet", grid.title),))

    said = open_seal(text, key=key, purpose=PURPOSE, refusal=refusal(FOREIGN))
    if said["year"] != basis.year.id:
        raise RuleViolation(refusal(FOREIGN))
    if said["book"] != basis.rulebook_id:
        raise RuleViolation(refusal(OLD_BOOK))
    grid.check_unmerged({row for rows in rows_by_line(grid).values() for row in rows.values()})
    if said["digest"] != digest_of_grid(grid):
        raise RuleViolation(refusal(TAMPERED))
    voice = Voice(Layer(said["layer"]), said["scorer"])
    desk = open_desk(actor, basis, said["member"], voice)
    return _Filled(grid=grid, desk=desk, revisions=said["revisions"])


def _line(
    sheet: _Filled, code: str, rows: Mapping[str, int], now: datetime
) -> tuple[Change, dict[str, Any]] | None:
    """Return what one line would change, and how it is staged; CellFault where it cannot be."""
    desk, first = sheet.desk, min(rows.values())
    criterion = desk.basis.book.get(code)
    latest = desk.latest(code)
    entry = Entry(
        code=code,
        measure=measure_of(sheet.grid, criterion, rows),
        reason=reason_of(sheet.grid, rows, latest.reason if latest is not None else ""),
        revision=sheet.revisions.get(code, 0),
    )
    try:
        row, clash = _draft(desk, entry, now)
    except ClusterError as refusal:
        field = getattr(refusal, "field", None)
        place = place_of(field, rows) or (first, FIGURE)
        raise sheet.grid.fault(*place, refusal.message) from None
    if row is None:
        return None
    old = latest.measure if latest is not None and latest.is_given else Measure()
    layer, scorer = desk.voice.layer, desk.voice.scorer_id
    name = f"{desk.alliance_id}-{layer.value}-{scorer}-{code}"
    points = _shown_points(desk, criterion, row.points)
    change = Change(
        id=name,
        sheet=sheet.grid.title,
        cell=cell_name(first, FIGURE),
        member=desk.basis.member(desk.alliance_id),
        layer=layer,
        criterion=criterion,
        old=Side(
            said=describe(criterion, old),
            points=_points_now(desk, criterion),
            reason=latest.reason if latest is not None else "",
        ),
        new=Side(said=describe(criterion, entry.measure), points=points, reason=entry.reason),
        clash=clash,
    )
    staged = {
        "id": name,
        "member": desk.alliance_id,
        "layer": layer.value,
        "scorer": scorer,
        "code": code,
        "revision": row.revision - 1,
        "measure": write_measure(entry.measure),
        "reason": entry.reason,
        "points": _as_text(points),
        "clash": clash,
    }
    return change, staged


def _draft(desk: Desk, entry: Entry, now: datetime) -> tuple[Score | None, bool]:
    """Return the row to add, and whether it would stand above what somebody else saved since."""
    try:
        return desk.draft(entry, now), False
    except Conflict:
        latest = desk.latest(entry.code)
        revision = latest.revision if latest is not None else 0
        return desk.draft(replace(entry, revision=revision), now), True


def _points_now(desk: Desk, criterion: Criterion) -> Decimal | None:
    latest = desk.latest(criterion.code)
    if latest is None or not latest.is_given:
        return None
    standing = [f for f in desk.figures.get(criterion.code, ()) if f.is_given]
    others = [f for f in standing if f.alliance_id != desk.alliance_id]
    return desk.basis.explain(criterion, latest, others).points


def _shown_points(desk: Desk, criterion: Criterion, points: Decimal | None) -> Decimal | None:
    """Return points to whom they are shown: a comparison would tell what others reported."""
    return points if can_compare(criterion, comparable=desk.basis.comparable) else None


def _as_text(points: Decimal | None) -> str | None:
    return None if points is None else format(points, "f")
