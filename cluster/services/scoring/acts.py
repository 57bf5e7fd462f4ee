"""Give points: one line, a member's whole sheet, or everything that its reports say.

Nothing is overwritten: every change is a new revision of its voice in its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cluster.database import atomic
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.figure_text import read_figures
from cluster.domain.measures import Measure
from cluster.domain.permissions import Actor
from cluster.domain.score_inputs import inputs_of, measure_from_reports
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.years import vietnam_day
from cluster.models import Score
from cluster.services import achievements
from cluster.services.reopened_lines import older_than_report
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.desk import Desk, Entry, open_desk


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What taking over from the reports did: lines written, lines that could not be and why."""

    written: tuple[str, ...]
    refused: Mapping[str, Message]


class SheetRefused(RuleViolation):
    """Lines of a sheet cannot be saved as typed, so nothing was; `lines` says why, by code."""

    def __init__(self, lines: Mapping[str, RuleViolation]) -> None:
        super().__init__(
            _("Lines that need another look: %(count)s. Nothing is saved yet.", count=len(lines))
        )
        self.lines = lines


@atomic()
def score(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    code: str,
    layer: Layer,
    measure: Measure | None = None,
    typed: str | None = None,
    reason: str = "",
    revision: int,
    scorer_id: int | None = None,
    now: datetime,
) -> Score:
    """Give one layer of one line its figure; the formula makes the points.

    In place of a measure, `typed` is the figure as a cell holds it (`domain/figure_text.py`);
    neither: the figure is taken back. `scorer_id`: the alliance that cross-scores. `revision`: the
    one that was read, 0 for none; if another stands by now, a Conflict shows both. The same figure
    once more changes nothing.
    """
    basis = gather(actor, year_id, now=now)
    desk = open_desk(actor, basis, alliance_id, Voice(layer, scorer_id or 0), code=code)
    if typed is not None:
        measure = read_figures(inputs_of(basis.book.get(code)), typed)
    entry = Entry(code=code, measure=measure or Measure(), reason=reason, revision=revision)
    row = desk.draft(entry, now)
    if row is None:
        return desk.stored(code)
    desk.add([row], now)
    return row


@atomic()
def confirm(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    code: str,
    voice: Voice,
    reason: str = "",
    revision: int,
    now: datetime,
) -> Score:
    """Say once more what this voice said of a line, now that the member has reported anew."""
    basis = gather(actor, year_id, now=now)
    desk = open_desk(actor, basis, alliance_id, voice, code=code)
    latest = desk.latest(code)
    if (alliance_id, code, voice) not in older_than_report(basis.year, vietnam_day(now)):
        raise RuleViolation(_("There is nothing to confirm in line %(code)s.", code=code))
    said = latest.measure if latest is not None else Measure()
    entry = Entry(code=code, measure=said, reason=reason or said.reason, revision=revision)
    row = desk.write(entry, now)
    desk.add([row], now)
    return row


@atomic()
def save_sheet(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    layer: Layer,
    scorer_id: int = 0,
    entries: Sequence[Entry],
    now: datetime,
) -> tuple[str, ...]:
    """Save one voice's sheet of a member: the lines that changed, or none if one is refused.

    Returns the codes written. SheetRefused names every line at fault.
    """
    desk = open_desk(actor, gather(actor, year_id, now=now), alliance_id, Voice(layer, scorer_id))
    rows: list[Score] = []
    refused: dict[str, RuleViolation] = {}
    for entry in entries:
        try:
            row = desk.draft(entry, now)
        except RuleViolation as refusal:
            refused[entry.code] = refusal
        else:
            rows += [row] if row is not None else []
    if refused:
        raise SheetRefused(refused)
    desk.add(rows, now)
    return tuple(row.criterion_code for row in rows)


@atomic()
def take_over(actor: Actor, year_id: int, *, alliance_id: int, now: datetime) -> TakenOver:
    """Make the member's self-score from what it reported, in every line that its reports fill."""
    basis = gather(actor, year_id, now=now)
    desk = open_desk(actor, basis, alliance_id, Voice(Layer.SELF))
    rows: list[Score] = []
    refused: dict[str, Message] = {}
    for entry in _reported(basis, desk):
        try:
            row = desk.draft(entry, now)
        except RuleViolation as refusal:
            refused[entry.code] = refusal.message
        else:
            rows += [row] if row is not None else []
    desk.add(rows, now)
    return TakenOver(written=tuple(row.criterion_code for row in rows), refused=refused)


def _reported(basis: Basis, desk: Desk) -> list[Entry]:
    lines = basis.lines_of(desk.alliance_id)
    actuals = achievements.actuals(basis.year.id, {c.code: c.aggregate for c in lines})
    answers = achievements.answers(basis.year.id)
    entries = []
    for criterion in lines:
        key = (desk.alliance_id, criterion.code)
        measure = measure_from_reports(criterion, actuals.get(key), answers.get(key, ()))
        if measure is not None:
            latest = desk.latest(criterion.code)
            revision = latest.revision if latest is not None else 0
            entries.append(Entry(code=criterion.code, measure=measure, revision=revision))
    return entries
