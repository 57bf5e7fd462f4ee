"""Who leads the cluster: one year each, in rotation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.years import OPEN, Phase, check_phase


class RotationRule(StrEnum):
    """How a cluster proposes who leads next; a proposal only: the conference elects."""

    LONGEST_SINCE = "longest_since"
    DEPUTY_FIRST = "deputy_first"


ROTATION_RULE_NAMES: dict[RotationRule, Message] = {
    RotationRule.LONGEST_SINCE: _(
        "Whoever never led comes first, then whoever led longest ago; equals follow the order of"
        " the year’s table."
    ),
    RotationRule.DEPUTY_FIRST: _(
        "The deputy of a year leads the next one. Then whoever never led comes first, then whoever"
        " led longest ago; equals follow the order of the year’s table."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Post:
    """Who leads in a year and who is deputy."""

    leader: int
    deputy: int | None = None


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One member's place in the rotation: the year it led last, None if it never did."""

    alliance_id: int
    last_led: int | None
    times: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Who is proposed for a coming year; `by_deputy`: the leader was deputy the year before."""

    year_number: int
    leader: int
    deputy: int | None
    by_deputy: bool


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


def proposed_order(
    members: Sequence[int],
    posts: Mapping[int, Post],
    rule: RotationRule,
    *,
    first: int,
    years: int,
) -> list[Proposal]:
    """Return who would lead the years from `first` on under the rule, if each proposal is followed.

    Each year's deputy is whoever would lead the year after. Without a second member there is none.
    """
    led = {number: post.leader for number, post in posts.items() if number < first}
    before = posts.get(first - 1)
    deputy = before.deputy if before and rule is RotationRule.DEPUTY_FIRST else None
    leaders: list[int] = []
    for number in range(first, first + years + 1):
        turns = rotation(members, led)
        if not turns:
            return []
        follows = number == first and deputy in members
        led[number] = deputy if follows and deputy is not None else turns[0].alliance_id
        leaders.append(led[number])
    return [
        Proposal(
            year_number=first + place,
            leader=leader,
            deputy=following if following != leader else None,
            by_deputy=place == 0 and leader == deputy,
        )
        for place, (leader, following) in enumerate(pairwise(leaders))
    ]


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
