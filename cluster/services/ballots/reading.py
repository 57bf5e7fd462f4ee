"""The ballots of a year as a person may see them: votes only through `ballot_sight`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.ballot_results import (
    FIRST_SETTLED_ROUND,
    Outcome,
    Settlement,
    Share,
    Verdict,
    equals,
    explanation,
    outcome,
)
from cluster.domain.ballot_sight import can_count, can_settle, sees_ballot, sees_result
from cluster.domain.ballots import PHASES, BallotKind, BallotStatus, Count, Method, Rule
from cluster.domain.errors import Message, NotFound, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase, vietnam_day
from cluster.models import Ballot, BallotSettlement, Year
from cluster.services import members, years
from cluster.services.ballots.casting import voting_for
from cluster.services.ballots.counting import count_of, counts_of
from cluster.services.ballots.rows import Opened, load, rule_of


@dataclass(frozen=True, kw_only=True)
class BallotLine:
    """One round of a ballot in the list."""

    id: int
    kind: BallotKind
    title: str
    round: int
    method: Method
    status: BallotStatus
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class VoterLine:
    """A member unit: whether somebody may vote for it on the screen, and whether it has voted."""

    member: Member
    has_elector: bool
    has_voted: bool


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    """One name with its votes."""

    member: Member
    share: Share


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How a lasting tie was settled, by whom and why."""

    how: Settlement
    chosen: tuple[Member, ...]
    reason: str
    at: datetime
    by: Message | str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a closed ballot came to; `elected` includes whom a settlement chose.

    `equals`: who stands equal before the open seats.
    """

    count: Count
    outcome: Outcome
    lines: tuple[ShareLine, ...]
    elected: tuple[Member, ...]
    next_round: tuple[Member, ...]
    equals: tuple[Member, ...]
    settled: Settled | None
    explanation: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class BallotView:
    """One round of a ballot as one person may see it.

    `result` None: not closed yet, or not this person's to see. `tellers`: who has counted.
    `voting_for`: the unit for which this person votes now. `own_count`: what they counted.
    """

    line: BallotLine
    year_id: int
    year_number: int
    cluster_id: int
    phase: Phase
    seats: int
    rule: Rule
    candidates: tuple[Member, ...]
    voters: tuple[VoterLine, ...]
    tellers: tuple[str, ...]
    own_count: Count | None
    result: Result | None
    opened_by: Message | str
    closed_at: datetime | None
    closed_by: Message | str
    voting_for: Member | None
    may_count: bool
    may_close: bool
    may_open_next: bool
    may_settle: frozenset[Settlement]
    may_announce: bool
    announced_at: datetime | None
    next_id: int | None
    follows_id: int | None

    @property
    def voted(self) -> int:
        """How many units have voted on the screen."""
        return sum(voter.has_voted for voter in self.voters)


def list_ballots(actor: Actor, year_id: int) -> list[BallotLine]:
    """Return the ballots of the year that this person knows of, newest first (2 queries)."""
    year = years.get_visible(actor, year_id)
    rows = db.session.scalars(
        select(Ballot).where(Ballot.year_id == year_id).order_by(Ballot.id.desc())
    )
    return [
        _line(row)
        for row in rows
        if sees_ballot(
            actor,
            year.cluster_id,
            year.phase,
            row.status,
            is_announced=row.announced_at is not None,
        )
    ]


def get_ballot(actor: Actor, year_id: int, ballot_id: int) -> BallotView:
    """Return one ballot of the year, as far as this person may see it."""
    opened = load(actor, ballot_id)
    year, ballot = opened.year, opened.ballot
    if ballot.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    day = vietnam_day(ballot.opened_at)
    named = members.labels((row.alliance_id for row in opened.voters), day)
    result = _result(actor, opened, named)
    counts = counts_of(ballot_id)
    is_open = ballot.status is BallotStatus.OPEN
    runs = permissions.can_run_year(actor, year.cluster_id)
    next_id = db.session.scalar(select(Ballot.id).where(Ballot.follows_id == ballot_id))
    return BallotView(
        line=_line(ballot),
        year_id=year_id,
        year_number=year.number,
        cluster_id=year.cluster_id,
        phase=year.phase,
        seats=ballot.seats,
        rule=rule_of(ballot),
        candidates=tuple(named[row.alliance_id] for row in opened.candidates),
        voters=_voters(opened, named),
        tellers=tuple(row.teller for row in counts),
        own_count=next((count_of(c) for c in counts if c.user_id == actor.user_id), None),
        result=result,
        opened_by=called(ballot.opened_by),
        closed_at=ballot.closed_at,
        closed_by=called(ballot.closed_by),
        voting_for=named.get(voting_for(actor, opened) or 0),
        may_count=is_open
        and ballot.method is not Method.SCREEN
        and can_count(actor, year.cluster_id, ballot.method),
        may_close=is_open and runs,
        may_open_next=_may_open_next(year, ballot, result, next_id) and runs,
        may_settle=_may_settle(actor, opened, result, next_id),
        may_announce=ballot.status is BallotStatus.CLOSED and not ballot.announced_at and runs,
        announced_at=ballot.announced_at,
        next_id=next_id,
        follows_id=ballot.follows_id,
    )


def list_closed(year: Year) -> Sequence[tuple[int, str, int]]:
    """Return number, title and round of the year's closed ballots, which can be printed."""
    rows = db.session.execute(
        select(Ballot.id, Ballot.title, Ballot.round)
        .where(Ballot.year_id == year.id, Ballot.status == BallotStatus.CLOSED)
        .order_by(Ballot.id)
    )
    return [(row.id, row.title, row.round) for row in rows]


def _line(ballot: Ballot) -> BallotLine:
    return BallotLine(
        id=ballot.id,
        kind=ballot.kind,
        title=ballot.title,
        round=ballot.round,
        method=ballot.method,
        status=ballot.status,
        opened_at=ballot.opened_at,
    )


def _voters(opened: Opened, named: dict[int, Member]) -> tuple[VoterLine, ...]:
    return tuple(
        VoterLine(
            member=named[row.alliance_id],
            has_elector=bool(row.electors),
            has_voted=row.has_voted,
        )
        for row in opened.voters
    )


def _may_open_next(year: Year, ballot: Ballot, result: Result | None, next_id: int | None) -> bool:
    return (
        result is not None
        and result.outcome.verdict is not Verdict.DECIDED
        and result.settled is None
        and next_id is None
        and year.phase in PHASES[ballot.kind]
    )


def _may_settle(
    actor: Actor, opened: Opened, result: Result | None, next_id: int | None
) -> frozenset[Settlement]:
    """Return the ways in which this person may settle a lasting tie now."""
    if result is None or result.settled or not result.equals or next_id is not None:
        return frozenset()
    if opened.ballot.round < FIRST_SETTLED_ROUND:
        return frozenset()
    return frozenset(how for how in Settlement if can_settle(actor, opened.year.cluster_id, how))


def _settled(row: BallotSettlement | None, named: dict[int, Member]) -> Settled | None:
    if row is None:
        return None
    return Settled(
        how=row.how,
        chosen=tuple(named[alliance_id] for alliance_id in row.chosen),
        reason=row.reason,
        at=row.settled_at,
        by=called(row.settled_by),
    )


def sees_result_of(actor: Actor, opened: Opened) -> bool:
    """Tell whether this person sees what a ballot came to."""
    year, ballot = opened.year, opened.ballot
    return sees_result(
        actor,
        year.cluster_id,
        year.phase,
        ballot.status,
        is_announced=ballot.announced_at is not None,
    )


def _result(actor: Actor, opened: Opened, named: dict[int, Member]) -> Result | None:
    if not sees_result_of(actor, opened):
        return None
    terms, count = opened.terms, opened.count
    decided = outcome(terms, count)
    return Result(
        count=count,
        outcome=decided,
        lines=tuple(
            ShareLine(member=named[share.alliance_id], share=share) for share in decided.shares
        ),
        elected=tuple(named[alliance_id] for alliance_id in opened.elected),
        equals=tuple(named[alliance_id] for alliance_id in equals(decided)),
        settled=_settled(opened.settlement, named),
        next_round=tuple(named[alliance_id] for alliance_id in decided.next_round),
        explanation=tuple(explanation(terms, count, decided)),
    )
