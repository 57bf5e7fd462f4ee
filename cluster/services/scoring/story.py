"""The history of one line: its revisions, and the story they make with what was asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cluster.domain import line_story
from cluster.domain.errors import Message, Value, _
from cluster.domain.line_story import Told
from cluster.domain.membership import Member
from cluster.domain.reopening import ReopeningState, state_of
from cluster.domain.score_sight import Voice
from cluster.models import Objection, ReopenedLine, Reopening
from cluster.services import objection_rows, reopened_lines
from cluster.services.scoring.basis import Basis


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One revision: who said what, when and why; `points` None: the score was taken back."""

    voice: Voice
    scorer: Member | None
    revision: int
    points: Decimal | None
    said: dict[Message, Value]
    reason: str
    by: str | None
    at: datetime


def story_of(
    basis: Basis, member: Member, code: str, history: Sequence[HistoryEntry], today: date
) -> tuple[Told, ...]:
    """Return the story of one line as this person may know it; two queries."""
    whose = (basis.sight.actor, basis.year, member.alliance_id, code)
    sent_back = reopened_lines.of_line(*whose)
    questions = objection_rows.of_line(*whose)
    return line_story.in_order(
        [
            *_of_scores(history),
            *(told for row, line in sent_back for told in _of_return(member, row, line, today)),
            *(told for row in questions for told in _of_question(member, row)),
        ]
    )


def _of_scores(history: Sequence[HistoryEntry]) -> Iterable[Told]:
    """Tell each revision with the points of its voice before it; the newest entry comes first."""
    before: dict[Voice, Decimal | None] = {}
    for entry in reversed(history):
        yield Told(
            at=entry.at,
            sentence=line_story.scored(
                entry.by or _("the system"),
                entry.voice.layer,
                entry.scorer.short_name if entry.scorer else None,
                before=before.get(entry.voice),
                after=entry.points,
            ),
            why=entry.reason,
            said=entry.said,
        )
        before[entry.voice] = entry.points


def _of_return(member: Member, row: Reopening, line: ReopenedLine, today: date) -> Iterable[Told]:
    name = member.short_name
    sent = line_story.sent_back(row.sent_by, name, row.due_on)
    yield Told(at=row.sent_at, sentence=sent, why=line.note)
    if line.changed_at is not None:
        yield Told(at=line.changed_at, sentence=line_story.reported_anew(name))
    if row.answered_at is not None:
        closed = line_story.answered(row.answered_by, name)
        yield Told(at=row.answered_at, sentence=closed, why=row.answer)
    elif state_of(row.due_on, answered=False, today=today) is ReopeningState.OVERDUE:
        yield line_story.closed_unanswered(row.due_on)


def _of_question(member: Member, row: Objection) -> Iterable[Told]:
    asked = line_story.asked(row.asked_by, member.short_name, row.kind)
    yield Told(at=row.asked_at, sentence=asked, why=row.text)
    if row.verdict is not None and row.answered_at is not None:
        told = line_story.decided(row.answered_by, row.verdict)
        yield Told(at=row.answered_at, sentence=told, why=row.answer)
