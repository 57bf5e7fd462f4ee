"""The phases of an emulation year and the moves between them: when something may be done.

    setup → pledge → report → review → council → frozen → published → archived

A move back is possible where nothing final has happened yet, and needs a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from cluster.domain.errors import Message, RuleViolation, _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def vietnam_day(now: datetime) -> date:
    """Return the calendar day in Vietnam at this moment: deadlines and dates are Vietnamese."""
    return now.astimezone(VIETNAM).date()


def vietnam_moment(moment: datetime) -> str:
    """Return the moment to the second on Vietnam's clock, in figures: 14:05:09 20/11/2025."""
    return f"{moment.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"


class Phase(StrEnum):
    """Where a year stands; it decides who may write what."""

    SETUP = "setup"
    PLEDGE = "pledge"
    REPORT = "report"
    REVIEW = "review"
    COUNCIL = "council"
    FROZEN = "frozen"
    PUBLISHED = "published"
    ARCHIVED = "archived"


PHASE_NAMES: dict[Phase, Message] = {
    Phase.SETUP: _("Setup"),
    Phase.PLEDGE: _("Pledge"),
    Phase.REPORT: _("Report"),
    Phase.REVIEW: _("Review"),
    Phase.COUNCIL: _("Council"),
    Phase.FROZEN: _("Frozen"),
    Phase.PUBLISHED: _("Published"),
    Phase.ARCHIVED: _("Archived"),
}


REPORTING_CLOSED = (
    Phase.REVIEW,
    Phase.COUNCIL,
    Phase.FROZEN,
    Phase.PUBLISHED,
    Phase.ARCHIVED,
)
"""Once what was reported is appraised and scored, and after."""

OPEN = tuple(phase for phase in Phase if phase is not Phase.ARCHIVED)
"""While a year may still change in anything: what is archived stays as it is."""


@dataclass(frozen=True)
class Move:
    """One step from phase to phase; a step back must say why."""

    before: Phase
    after: Phase
    back: bool = False


MOVES: tuple[Move, ...] = (
    Move(Phase.SETUP, Phase.PLEDGE),
    Move(Phase.PLEDGE, Phase.REPORT),
    Move(Phase.REPORT, Phase.REVIEW),
    Move(Phase.REVIEW, Phase.COUNCIL),
    Move(Phase.COUNCIL, Phase.FROZEN),
    Move(Phase.FROZEN, Phase.PUBLISHED),
    Move(Phase.PUBLISHED, Phase.ARCHIVED),
    Move(Phase.PLEDGE, Phase.SETUP, back=True),
    Move(Phase.REVIEW, Phase.REPORT, back=True),
    Move(Phase.COUNCIL, Phase.REVIEW, back=True),
)


@dataclass(frozen=True, kw_only=True)
class YearState:
    """What the moves of a year depend on.

    `rulebook_unsigned`: a version was published after the one that the pledge in force stands on.
    `amendment_open`: a new version of the pledge is being written or signed. `lines_open`: sent
    back to members and not closed. `lines_to_confirm`: appraised before the member reported anew.
    """

    phase: Phase
    rulebook_published: bool
    members: int
    has_leader: bool
    signatures: int
    pledge_in_force: bool
    rulebook_unsigned: bool
    amendment_open: bool
    result_frozen: bool
    lines_open: int = 0
    lines_to_confirm: int = 0


def moves_from(phase: Phase) -> list[Move]:
    """Return the moves that the table knows from this phase, forward first."""
    return [move for move in MOVES if move.before is phase]


def check_phase(phase: Phase, allowed: Sequence[Phase], doing: Message) -> None:
    """Refuse what the year's phase does not allow; `doing` is the act: "Signing the pledge"."""
    if phase not in allowed:
        raise RuleViolation(
            _(
                "%(doing)s is not possible now: the year is in the phase “%(phase)s”.",
                doing=doing,
                phase=PHASE_NAMES[phase],
            )
        )


def what_blocks(state: YearState, after: Phase) -> list[Message]:
    """Return every reason why the year cannot move to `after` yet; empty means it can."""
    needed: dict[Phase, list[tuple[bool, Message]]] = {
        Phase.PLEDGE: [
            (state.rulebook_published, _("The rule book of the year is not published.")),
            (state.members >= 2, _("The year has fewer than two members.")),
            (state.has_leader, _("The year has no leader.")),
        ],
        Phase.REPORT: [(state.pledge_in_force, _("Not every member has signed the pledge."))],
        Phase.REVIEW: [
            (
                state.phase is not Phase.REPORT or not state.rulebook_unsigned,
                _("A newer rule book is published that the members have not signed."),
            ),
            (
                state.phase is not Phase.REPORT or not state.amendment_open,
                _("Not every member has signed the amended pledge."),
            ),
        ],
        Phase.COUNCIL: [
            (
                not state.lines_open,
                _("Lines sent back to members are still open: %(count)s.", count=state.lines_open),
            ),
            (
                not state.lines_to_confirm,
                _(
                    "Lines appraised before the member reported anew wait to be confirmed or"
                    " appraised again: %(count)s.",
                    count=state.lines_to_confirm,
                ),
            ),
        ],
        Phase.FROZEN: [
            (
                state.result_frozen,
                _("The result is frozen on the ranking page, and the year with it."),
            )
        ],
        Phase.SETUP: [(state.signatures == 0, _("A member has already signed the pledge."))],
    }
    return [message for fulfilled, message in needed.get(after, []) if not fulfilled]


def check_move(state: YearState, after: Phase, reason: str) -> Move:
    """Return the move if the table, the state of the year and the reason allow it."""
    move = next((move for move in moves_from(state.phase) if move.after is after), None)
    if move is None:
        raise RuleViolation(
            _(
                "A year cannot move from “%(before)s” to “%(after)s”.",
                before=PHASE_NAMES[state.phase],
                after=PHASE_NAMES[after],
            )
        )
    blocks = what_blocks(state, after)
    if blocks:
        raise RuleViolation(blocks[0])
    if move.back and not reason.strip():
        raise RuleViolation(_("A step back needs a reason."), field="reason")
    return move


def check_number(number: int) -> None:
    """Refuse a year that no emulation cluster can have."""
    if not 1948 <= number <= 2100:
        raise RuleViolation(_("Enter a year from 1948 to 2100."), field="number")


def check_plannable(phase: Phase) -> None:
    """Refuse to plan the days of an archived year."""
    check_phase(phase, OPEN, _("Planning the days"))


def check_plan(planned: Mapping[Phase, date | None]) -> None:
    """Refuse planned dates that do not follow the order of the phases."""
    latest: date | None = None
    for phase in Phase:
        day = planned.get(phase)
        if day is None:
            continue
        if latest is not None and day < latest:
            raise RuleViolation(
                _("“%(phase)s” is planned before an earlier phase.", phase=PHASE_NAMES[phase]),
                field=phase.value,
            )
        latest = day


def shifted(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def naming_day(number: int, today: date) -> date:
    """Return the day whose names a year's papers carry: its last, or today while it runs."""
    return min(date(number, 12, 31), today)
