"""Close a ballot, which tells its votes, or call it off, which tells nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.ballot_results import Verdict, outcome
from cluster.domain.ballots import (
    BallotStatus,
    Count,
    Method,
    check_enough_counts,
    check_open,
)
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import vietnam_day
from cluster.models import Ballot, BallotCount
from cluster.services import audit, members
from cluster.services.ballots.counting import count_of, counts_of
from cluster.services.ballots.rows import Opened, load


@atomic()
def close(actor: Actor, ballot_id: int, *, now: datetime) -> Ballot:
    """End the voting; from now on its votes stand and are seen by those who may.

    Where too few have voted, what they voted is destroyed: it would decide nothing and tell much.
    """
    opened = _get_open(actor, ballot_id)
    ballot = opened.ballot
    _take_over(opened, _final(opened))
    if outcome(opened.terms, opened.count).verdict is Verdict.NO_QUORUM:
        _destroy_votes(opened)
    _end(ballot, BallotStatus.CLOSED, actor, now)
    result = outcome(opened.terms, opened.count)
    named = members.labels(opened.terms.candidates, vietnam_day(ballot.opened_at))
    audit.record(
        actor,
        "ballot.closed",
        ("ballot", ballot_id),
        now,
        where=audit.within(opened.year),
        after={
            "title": ballot.title,
            "returned": ballot.returned,
            "votes": {named[s.alliance_id].short_name: s.votes for s in result.shares},
            "elected": list(result.elected),
        },
    )
    return ballot


@atomic()
def call_off(actor: Actor, ballot_id: int, *, reason: str, now: datetime) -> Ballot:
    """End a ballot opened by mistake; what was voted is destroyed and never told."""
    opened = _get_open(actor, ballot_id)
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")
    _destroy_votes(opened)
    _end(opened.ballot, BallotStatus.CALLED_OFF, actor, now)
    audit.record(
        actor,
        "ballot.called_off",
        ("ballot", ballot_id),
        now,
        where=audit.within(opened.year),
        after={"title": opened.ballot.title},
        reason=reason,
    )
    return opened.ballot


def _get_open(actor: Actor, ballot_id: int) -> Opened:
    opened = load(actor, ballot_id, lock=True)
    permissions.require(permissions.can_run_year(actor, opened.year.cluster_id))
    check_open(opened.ballot.status)
    return opened


def _final(opened: Opened) -> Count:
    """Return what was counted: by the program on the screen, else by the tellers."""
    if opened.ballot.method is not Method.SCREEN:
        counts: Sequence[BallotCount] = counts_of(opened.ballot.id)
        check_enough_counts(opened.ballot.method, len(counts))
        return count_of(counts[0])
    returned = sum(row.has_voted for row in opened.voters)
    return Count(
        issued=len(opened.voters),
        returned=returned,
        valid=returned - opened.ballot.invalid,
        invalid=opened.ballot.invalid,
        votes=opened.count.votes,
    )


def _take_over(opened: Opened, final: Count) -> None:
    ballot = opened.ballot
    ballot.issued, ballot.returned, ballot.invalid = final.issued, final.returned, final.invalid
    for row in opened.candidates:
        row.votes = final.votes[row.alliance_id]


def _destroy_votes(opened: Opened) -> None:
    opened.ballot.invalid = 0
    for row in opened.candidates:
        row.votes = 0
    db.session.execute(delete(BallotCount).where(BallotCount.ballot_id == opened.ballot.id))


def _end(ballot: Ballot, status: BallotStatus, actor: Actor, now: datetime) -> None:
    ballot.status, ballot.closed_at, ballot.closed_by = status, now, actor.name
