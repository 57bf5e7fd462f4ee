"""Announce the result of a closed ballot to everybody, and settle a tie that lasts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.ballot_results import Settlement, check_settlement, outcome
from cluster.domain.ballot_sight import can_settle
from cluster.domain.ballots import BallotStatus, check_announcement
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.models import Ballot, BallotSettlement
from cluster.services import audit
from cluster.services.ballots.rows import Opened, load


@atomic()
def announce(actor: Actor, ballot_id: int, *, now: datetime) -> Ballot:
    """Let every member of the cluster see the result of a closed ballot from now on."""
    opened = load(actor, ballot_id, lock=True)
    permissions.require(permissions.can_run_year(actor, opened.year.cluster_id))
    ballot = opened.ballot
    check_announcement(ballot.status, is_announced=ballot.announced_at is not None)
    ballot.announced_at = now
    audit.record(
        actor, "ballot.announced", ("ballot", ballot_id), now, where=audit.within(opened.year)
    )
    return ballot


@atomic()
def settle(
    actor: Actor,
    ballot_id: int,
    *,
    how: Settlement,
    chosen: Sequence[int],
    reason: str,
    now: datetime,
) -> BallotSettlement:
    """Record who gets the open seats of a tie that a further round did not end, and why."""
    opened = load(actor, ballot_id, lock=True)
    permissions.require(can_settle(actor, opened.year.cluster_id, how))
    _check_may_settle(opened, chosen, reason)
    settlement = BallotSettlement(
        ballot_id=ballot_id,
        how=how,
        chosen=list(dict.fromkeys(chosen)),
        reason=reason.strip(),
        settled_at=now,
        settled_by=actor.name,
    )
    db.session.add(settlement)
    audit.record(
        actor,
        "ballot.settled",
        ("ballot", ballot_id),
        now,
        where=audit.within(opened.year),
        after={"how": how.value, "elected": settlement.chosen},
        reason=settlement.reason,
    )
    return settlement


def _check_may_settle(opened: Opened, chosen: Sequence[int], reason: str) -> None:
    if opened.ballot.status is not BallotStatus.CLOSED or opened.settlement is not None:
        raise RuleViolation(_("There is no tie to settle in this round."))
    check_settlement(
        outcome(opened.terms, opened.count),
        chosen,
        reason,
        round_number=opened.ballot.round,
        has_next=bool(
            db.session.scalar(select(exists().where(Ballot.follows_id == opened.ballot.id)))
        ),
    )
