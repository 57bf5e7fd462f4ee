"""Ballots for tests, made by the real services."""

from collections.abc import Sequence
from typing import Any

from cluster.database import db
from cluster.domain.ballots import BallotKind, Count, Method
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.models import AuditEntry, Ballot, BallotCandidate, User, Year
from cluster.services import ballots
from tests.conftest import NOW
from tests.make.awards import make_member
from tests.make.people import actor
from tests.make.scoring import ids_of, make_settled_year

Council = tuple[Year, list[User]]
"""A year and its council members, in the order of their units."""


def make_council(alliances: int = 6) -> Council:
    """Return a year in its council with one council member for each of its member units."""
    year = make_settled_year(alliances)
    return year, [make_member(year, Role.COUNCIL, place=place) for place in range(alliances)]


def open_ballot(year: Year, **changes: Any) -> Ballot:
    """Open the election of next year's leader on the screen among all members, or what differs."""
    fields: dict[str, Any] = {
        "kind": BallotKind.LEADER,
        "method": Method.SCREEN,
        "candidate_ids": ids_of(year),
        "rule": ballots.default_rule(),
    }
    return ballots.open_ballot(SYSTEM, year.id, **(fields | changes), now=NOW)


def vote(ballot: Ballot, user: User, *choices: int) -> None:
    """Cast the vote of the unit for which this council member speaks."""
    (unit,) = actor(user).alliances(actor(user).grants[0].cluster_id or 0)
    ballots.cast(actor(user), ballot.id, alliance_id=unit, choices=choices, now=NOW)


def count_of(year: Year, votes: Sequence[int], **changes: int) -> Count:
    """Return a count with these votes for the members in order, every unit's paper valid."""
    units = len(ids_of(year))
    figures = {"issued": units, "returned": units, "valid": units, "invalid": 0}
    return Count(**(figures | changes), votes=dict(zip(ids_of(year), votes, strict=True)))


def close(ballot: Ballot) -> Ballot:
    """Close a ballot."""
    return ballots.close(SYSTEM, ballot.id, now=NOW)


def result_of(reader: Actor, ballot: Ballot) -> ballots.BallotView:
    """Return a ballot as somebody sees it."""
    return ballots.get_ballot(reader, ballot.year_id, ballot.id)


def votes_of(ballot: Ballot) -> list[int]:
    """Return the votes stored for each candidate."""
    db.session.expire_all()
    return list(
        db.session.scalars(
            db.select(BallotCandidate.votes)
            .where(BallotCandidate.ballot_id == ballot.id)
            .order_by(BallotCandidate.id)
        )
    )


def vote_all(ballot: Ballot, users: Sequence[User], places: Sequence[int]) -> None:
    """Cast the units' votes for the members at these places of the year."""
    ids = [m.alliance_id for m in result_of(SYSTEM, ballot).candidates]
    for user, place in zip(users, places, strict=False):
        vote(ballot, user, ids[place])


def elected(ballot: Ballot) -> list[int]:
    """Return who is elected in a closed ballot."""
    result = result_of(SYSTEM, ballot).result
    assert result is not None
    return [member.alliance_id for member in result.elected]


def actions(ballot: Ballot) -> list[AuditEntry]:
    """Return what the record tells of a ballot, oldest first."""
    return list(
        db.session.scalars(
            db.select(AuditEntry)
            .filter_by(object_type="ballot", object_id=str(ballot.id))
            .order_by(AuditEntry.seq)
        )
    )
