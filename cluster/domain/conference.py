"""The wrap-up conference on one projected screen: its steps, what may be done, what all may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cluster.domain.ballots import PHASES, BallotKind, BallotStatus
from cluster.domain.errors import Message, _
from cluster.domain.permissions import Actor, Grant, Role
from cluster.domain.years import Phase

NO_ALLIANCE = 0


class Step(StrEnum):
    """One screen of the conference, in the order of the agenda."""

    OPENING = "opening"
    REPORT = "report"
    SCORES = "scores"
    NOMINATION = "nomination"
    PLEDGE = "pledge"
    LEADER = "leader"
    DEPUTY = "deputy"
    PAPERS = "papers"


STEP_NAMES: dict[Step, Message] = {
    Step.OPENING: _("Start"),
    Step.REPORT: _("Report of the year"),
    Step.SCORES: _("Score table"),
    Step.NOMINATION: _("Nomination"),
    Step.PLEDGE: _("Pledge of the next year"),
    Step.LEADER: _("Election of the leader"),
    Step.DEPUTY: _("Election of the deputy"),
    Step.PAPERS: _("Papers"),
}
BALLOT_OF: dict[Step, BallotKind] = {
    Step.NOMINATION: BallotKind.NOMINATION,
    Step.LEADER: BallotKind.LEADER,
    Step.DEPUTY: BallotKind.DEPUTY,
}


class Act(StrEnum):
    """What whoever runs the year may do from the projected screen."""

    FREEZE = "freeze"
    PUBLISH = "publish"
    OPEN_BALLOT = "open-ballot"
    CLOSE_BALLOT = "close-ballot"
    ANNOUNCE = "announce"
    NEXT_ROUND = "next-round"
    OPEN_NEXT_YEAR = "open-next-year"
    NAME_LEADERS = "name-leaders"


@dataclass(frozen=True)
class ActWords:
    """What an act is called, and what is asked before it is done."""

    name: Message
    question: Message


ACT_WORDS: dict[Act, ActWords] = {
    Act.FREEZE: ActWords(
        _("Freeze the ranking"),
        _("I have compared the table with the minutes. After this no score can be changed."),
    ),
    Act.PUBLISH: ActWords(
        _("Publish the result"), _("Everybody then sees the score table and all places.")
    ),
    Act.OPEN_BALLOT: ActWords(
        _("Open the ballot"),
        _("In secret on the screen, among all members that may be chosen, by the usual rule."),
    ),
    Act.CLOSE_BALLOT: ActWords(
        _("Close the ballot"), _("After this nobody can vote or count any more.")
    ),
    Act.ANNOUNCE: ActWords(
        _("Announce the result"), _("The votes then stand on this screen, for everybody.")
    ),
    Act.NEXT_ROUND: ActWords(
        _("Open the next round"), _("It is voted again among those named for the next round.")
    ),
    Act.OPEN_NEXT_YEAR: ActWords(
        _("Open the next year"), _("With the members, the rule book and the dates of this one.")
    ),
    Act.NAME_LEADERS: ActWords(
        _("Record who was elected"),
        _("They are named leader and deputy of the next year, as the ballots were announced."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class BallotState:
    """How far the newest ballot on a step's matter has come; `needs_round`: as announced."""

    status: BallotStatus
    is_announced: bool
    needs_round: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the conference stands at one step.

    `names_left`: somebody was elected to lead the next year, and is not named for it yet.
    """

    phase: Phase
    ballot: BallotState | None = None
    has_next_year: bool = False
    names_left: bool = False


def audience(cluster_id: int) -> Actor:
    """Return whose sight the projected screen has: any member's, who speaks for none of them."""
    grants = (Grant(Role.OFFICER, cluster_id, NO_ALLIANCE),)
    return Actor(user_id=None, name="", grants=grants)


def possible_acts(step: Step, at: Standing) -> list[Act]:
    """Return what can be done from a step as the conference stands."""
    if step is Step.SCORES:
        by_phase = {Phase.COUNCIL: [Act.FREEZE], Phase.FROZEN: [Act.PUBLISH]}
        return by_phase.get(at.phase, [])
    if step is Step.PLEDGE:
        return [] if at.has_next_year else [Act.OPEN_NEXT_YEAR]
    return list(_of_ballot(step, at)) if step in BALLOT_OF else []


def _of_ballot(step: Step, at: Standing) -> Iterator[Act]:
    in_phase = at.phase in PHASES[BALLOT_OF[step]]
    if at.ballot is None:
        if in_phase:
            yield Act.OPEN_BALLOT
    elif at.ballot.status is BallotStatus.OPEN:
        yield Act.CLOSE_BALLOT
    elif not at.ballot.is_announced:
        yield Act.ANNOUNCE
    elif at.ballot.needs_round and in_phase:
        yield Act.NEXT_ROUND
    if step is not Step.NOMINATION and at.names_left:
        yield Act.NAME_LEADERS
