"""Lines sent back to a member: exactly these are reported and scored again, until a day.

An appraiser flags lines of one member, each with a note, and sets one day. Through that day the
member reports on these lines although the year is in review; then they close by themselves, or
earlier with the member's answer. Whoever scored a line before its new report says so again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.years import Phase, check_phase

MOST_DAYS = 30
"""A line is not kept open longer than this, so that a slip of the year's number is noticed."""


class ReopeningState(StrEnum):
    """Where a return of lines stands."""

    OPEN = "open"
    ANSWERED = "answered"
    OVERDUE = "overdue"


REOPENING_STATE_NAMES: dict[ReopeningState, Message] = {
    ReopeningState.OPEN: _("Waits for the member"),
    ReopeningState.ANSWERED: _("Answered"),
    ReopeningState.OVERDUE: _("Closed without an answer"),
}


def state_of(due_on: date, *, answered: bool, today: date) -> ReopeningState:
    """Return where it stands: open through its last day, unless the member answers before."""
    if answered:
        return ReopeningState.ANSWERED
    return ReopeningState.OPEN if today <= due_on else ReopeningState.OVERDUE


def check_sending_back(phase: Phase) -> None:
    """Refuse to send lines back outside the review."""
    check_phase(phase, [Phase.REVIEW], _("Sending lines back"))


def check_flagged(
    notes: Mapping[str, str], *, scored: Collection[str], still_open: Collection[str]
) -> None:
    """Refuse to send back nothing, a line without a note, or one that cannot be sent back.

    `notes`: what is asked, by code. `scored`: the codes of the member's lines; `still_open`:
    those that were sent back before and are not closed yet.
    """
    if not notes:
        raise RuleViolation(_("Write a note at each line that you send back."))
    for code, note in notes.items():
        if code not in scored:
            raise RuleViolation(_("Line %(code)s is not assigned to this member.", code=code))
        if not note.strip():
            raise RuleViolation(_("Say what is asked in line %(code)s.", code=code))
        if code in still_open:
            raise RuleViolation(_("Line %(code)s was sent back and is still open.", code=code))


def check_due(due_on: date, today: date) -> None:
    """Refuse a last day that has passed, or lies so far ahead that it is a slip."""
    if not 0 <= (due_on - today).days <= MOST_DAYS:
        raise RuleViolation(
            _("Choose a day from today up to %(most)s days ahead.", most=MOST_DAYS),
            field="due_on",
        )


def check_answer(state: ReopeningState, due_on: date, unchanged: Sequence[str], text: str) -> None:
    """Refuse an answer to what is closed, and silence about lines that were left as they are."""
    if state is ReopeningState.ANSWERED:
        raise RuleViolation(_("These lines have been answered already."))
    if state is ReopeningState.OVERDUE:
        raise RuleViolation(_("These lines were open until %(day)s.", day=due_on))
    if unchanged and not text.strip():
        raise RuleViolation(
            _("Say why these lines stay as they are: %(codes)s.", codes=", ".join(unchanged)),
            field="text",
        )
