"""Who leads the cluster: one year each, in rotation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cluster.domain.errors import RuleViolation, _
from cluster.domain.years import OPEN, Phase, check_phase


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One member's place in the rotation: the year it led last, None if it never did."""

    alliance_id: int
    last_led: int | None
    times: int


def rotation(members: Sequence[int], led: Mapping[int, int]) -> list[Turn]:
    """Return the members in the order of their turn; `led` maps a year to its leader.

    Whoever never led comes first, then whoever led longest ago; equal turns keep the order.
    """
    turns = [
        Turn(
            alliance_id=member,
            last_led=max((year for year, leader in led.items() if leader == member), default=None),
            times=sum(leader == member for leader in led.values()),
        )
        for member in members
    ]
    return sorted(turns, key=lambda turn: (turn.last_led is not None, turn.last_led or 0))


def check_leaders(leader: int, deputy: int | None, members: Sequence[int]) -> None:
    """Refuse a leader or deputy who is no member of the year, and one alliance in both posts."""
    if leader not in members:
        raise RuleViolation(_("The leader must be a member of the year."), field="leader_id")
    if deputy is not None and deputy not in members:
        raise RuleViolation(_("The deputy must be a member of the year."), field="deputy_id")
    if leader == deputy:
        raise RuleViolation(_("Leader and deputy must be two alliances."), field="deputy_id")


CHANGEABLE = (Phase.SETUP, Phase.PLEDGE, Phase.REPORT, Phase.REVIEW, Phase.COUNCIL)
"""Until the result is frozen: it stands, and is printed, with the leaders it was found under."""


def check_changeable(phase: Phase) -> None:
    """Refuse to change the leaders of a year whose result is frozen."""
    check_phase(phase, CHANGEABLE, _("Changing leader and deputy"))


def check_change(phase: Phase, reason: str) -> None:
    """Refuse to change the leaders of a frozen year, and of a running one without a reason."""
    check_changeable(phase)
    if phase is not Phase.SETUP and not reason.strip():
        raise RuleViolation(_("A change during the year needs a reason."), field="reason")


def check_recordable(phase: Phase) -> None:
    """Refuse to record or correct the handover of an archived year."""
    check_phase(phase, OPEN, _("Recording the handover"))


def check_handover(on: date, today: date) -> None:
    """Refuse to record a handover that has not taken place."""
    if on > today:
        raise RuleViolation(_("The handover lies in the future."), field="on")
