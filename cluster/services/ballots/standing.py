"""Where ballots stand: votes still to cast, how many have voted, who is elected."""

from dataclasses import dataclass

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.ballot_sight import sees_turnout
from cluster.domain.ballots import BallotKind, BallotStatus, Method
from cluster.domain.permissions import Actor, Role
from cluster.models import Ballot, Year
from cluster.services.ballots.casting import voting_for
from cluster.services.ballots.counting import counts_of
from cluster.services.ballots.reading import sees_result_of
from cluster.services.ballots.rows import load, newest


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How many units have voted in the newest ballot on a matter: never who, nor for whom.

    On paper and by hands `counted` tells how many tellers have counted.
    """

    ballot_id: int
    title: str
    round: int
    method: Method
    status: BallotStatus
    is_announced: bool
    voted: int
    entitled: int
    counted: int


def to_cast(actor: Actor, year: Year) -> list[str]:
    """Return the titles of the open ballots in which this person is to vote.

    No query for who is not in the council, else one and five for each ballot open on the screen.
    """
    if not actor.holds(year.cluster_id, Role.COUNCIL):
        return []
    open_ids = db.session.scalars(
        select(Ballot.id)
        .where(
            Ballot.year_id == year.id,
            Ballot.status == BallotStatus.OPEN,
            Ballot.method == Method.SCREEN,
        )
        .order_by(Ballot.id)
    ).all()
    opened = [load(actor, ballot_id) for ballot_id in open_ids]
    return [each.ballot.title for each in opened if voting_for(actor, each) is not None]


def turnout(actor: Actor, year: Year, kind: BallotKind) -> Turnout | None:
    """Return how far the newest ballot on a matter has come, as everybody in the hall may see."""
    permissions.require_sight(sees_turnout(actor, year.cluster_id))
    opened = newest(year, kind)
    if opened is None:
        return None
    ballot = opened.ballot
    return Turnout(
        ballot_id=ballot.id,
        title=ballot.title,
        round=ballot.round,
        method=ballot.method,
        status=ballot.status,
        is_announced=ballot.announced_at is not None,
        voted=sum(row.has_voted for row in opened.voters),
        entitled=len(opened.voters),
        counted=len(counts_of(ballot.id)),
    )


def elected_in(actor: Actor, year: Year, kind: BallotKind) -> tuple[int, ...]:
    """Return whom the newest round on a matter elected, as far as this person may see it."""
    opened = newest(year, kind)
    if opened is None or not sees_result_of(actor, opened):
        return ()
    return opened.elected
