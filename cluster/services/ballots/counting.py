"""Enter what was counted: raised hands once, papers by two tellers who must agree."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.ballot_sight import can_count
from cluster.domain.ballots import (
    Count,
    Method,
    check_count,
    check_method,
    check_open,
    check_same,
    check_teller,
)
from cluster.domain.permissions import Actor
from cluster.models import BallotCount
from cluster.services import audit
from cluster.services.ballots.rows import load


@atomic()
def enter_count(actor: Actor, ballot_id: int, *, count: Count, now: datetime) -> None:
    """Enter one teller's count; until the ballot is closed the same teller may enter it anew.

    The second teller's count must equal the first one's. Nobody else sees either before the close.
    """
    opened = load(actor, ballot_id, lock=True)
    ballot = opened.ballot
    permissions.require(can_count(actor, opened.year.cluster_id, ballot.method))
    check_open(ballot.status)
    check_method(ballot.method, [Method.HANDS, Method.PAPER])
    check_count(opened.terms, count)
    kept = counts_of(ballot_id)
    own = next((row for row in kept if row.user_id == actor.user_id), None)
    others = [row for row in kept if row is not own]
    check_teller(len(others))
    if others:
        check_same(count_of(others[0]), count)
    if own is None:
        own = BallotCount(ballot_id=ballot_id, user_id=actor.user_id)
        db.session.add(own)
    own.teller, own.issued, own.returned = actor.name, count.issued, count.returned
    own.valid, own.invalid = count.valid, count.invalid
    own.votes = {str(alliance_id): votes for alliance_id, votes in count.votes.items()}
    audit.record(
        actor, "ballot.counted", ("ballot", ballot_id), now, where=audit.within(opened.year)
    )


def counts_of(ballot_id: int) -> Sequence[BallotCount]:
    """Return what tellers have counted, in the order in which they began."""
    return db.session.scalars(
        select(BallotCount).where(BallotCount.ballot_id == ballot_id).order_by(BallotCount.id)
    ).all()


def count_of(row: BallotCount) -> Count:
    """Return one teller's count."""
    return Count(
        issued=row.issued,
        returned=row.returned,
        valid=row.valid,
        invalid=row.invalid,
        votes={int(alliance_id): votes for alliance_id, votes in row.votes.items()},
    )
