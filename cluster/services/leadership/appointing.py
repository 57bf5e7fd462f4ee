"""Name who leads a cluster in a year, record the handover, and by which rule leaders follow."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import leadership, permissions
from cluster.domain.ballots import BallotKind
from cluster.domain.errors import RuleViolation, _
from cluster.domain.leadership import Post, RotationRule
from cluster.domain.permissions import Actor
from cluster.domain.years import check_number, vietnam_day
from cluster.models import Alliance, Cluster, Leadership, Year, YearMember
from cluster.services import audit, ballots
from cluster.services.years import get_visible


@atomic()
def appoint(
    actor: Actor,
    cluster_id: int,
    year_number: int,
    *,
    leader_id: int,
    deputy_id: int | None = None,
    reason: str = "",
    now: datetime,
) -> Leadership:
    """Name the leader and deputy of a year, or change them.

    A year kept in this software takes them from its members; once it has left Setup a change
    needs a reason, and once its result is frozen they stay. A coming year, not opened yet, takes
    them from the members of the newest year before it. Years before this software take any
    alliance of the register. Both may be corrected at any time.
    """
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    cluster = get_or_raise(Cluster, cluster_id)
    permissions.require(permissions.can_run_year(actor, cluster_id))
    check_number(year_number)
    year = _find_year(cluster_id, year_number)
    eligible = _eligible(year or _before(cluster_id, year_number))
    leadership.check_leaders(leader_id, deputy_id, eligible)
    row = _find(cluster_id, year_number)
    before = _as_text(row) if row else None
    if row is None:
        row = Leadership(cluster_id=cluster_id, year_number=year_number, leader_id=leader_id)
        db.session.add(row)
    elif year is not None:
        leadership.check_change(year.phase, reason)
    row.leader_id, row.deputy_id = leader_id, deputy_id
    audit.record(
        actor,
        "leadership.appointed",
        ("leadership", f"{cluster.code}/{year_number}"),
        now,
        where=audit.within(year or cluster, leader_id),
        before=before,
        after=_as_text(row),
        reason=reason,
    )
    return row


def elected_for_next(actor: Actor, year_id: int) -> Post | None:
    """Return whom the year's ballots elected to lead the next one, if this person may see it."""
    year = get_visible(actor, year_id)
    leader = ballots.elected_in(actor, year, BallotKind.LEADER)
    deputy = ballots.elected_in(actor, year, BallotKind.DEPUTY)
    return Post(leader=leader[0], deputy=next(iter(deputy), None)) if leader else None


@atomic()
def hand_over(
    actor: Actor, cluster_id: int, year_number: int, *, on: date, note: str = "", now: datetime
) -> Leadership:
    """Record the day on which this year's leader took over; refused once the year is archived."""
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    permissions.require(permissions.can_run_year(actor, cluster_id))
    row = _find(cluster_id, year_number)
    if row is None:
        raise RuleViolation(_("The year has no leader."))
    year = _find_year(cluster_id, year_number)
    if year is not None:
        leadership.check_recordable(year.phase)
    leadership.check_handover(on, vietnam_day(now))
    before = _as_text(row)
    row.handed_over_on, row.note = on, note
    cluster = get_or_raise(Cluster, cluster_id)
    audit.record(
        actor,
        "leadership.handed_over",
        ("leadership", f"{cluster.code}/{year_number}"),
        now,
        where=audit.within(cluster, row.leader_id),
        before=before,
        after=_as_text(row),
    )
    return row


@atomic()
def set_rotation(actor: Actor, cluster_id: int, *, rule: RotationRule, now: datetime) -> Cluster:
    """Choose the rule by which the cluster proposes its next leaders."""
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    permissions.require(permissions.can_run_year(actor, cluster_id))
    cluster = get_or_raise(Cluster, cluster_id)
    before, cluster.rotation = cluster.rotation, rule
    audit.record(
        actor,
        "leadership.rotation_set",
        ("cluster", cluster_id),
        now,
        where=audit.within(cluster),
        before={"rotation": before.value},
        after={"rotation": rule.value},
    )
    return cluster


def _eligible(year: Year | None) -> Sequence[int]:
    if year is None:
        return db.session.scalars(select(Alliance.id)).all()
    return db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year.id)
        .order_by(YearMember.position)
    ).all()


def _before(cluster_id: int, year_number: int) -> Year | None:
    """Return the newest year before a number; None for years before this software."""
    return db.session.scalar(
        select(Year)
        .where(Year.cluster_id == cluster_id, Year.number < year_number)
        .order_by(Year.number.desc())
        .limit(1)
    )


def _find_year(cluster_id: int, year_number: int) -> Year | None:
    return db.session.scalar(
        select(Year).where(Year.cluster_id == cluster_id, Year.number == year_number)
    )


def _find(cluster_id: int, year_number: int) -> Leadership | None:
    return db.session.scalar(
        select(Leadership).where(
            Leadership.cluster_id == cluster_id, Leadership.year_number == year_number
        )
    )


def _as_text(row: Leadership) -> dict[str, Any]:
    return {
        "leader_id": row.leader_id,
        "deputy_id": row.deputy_id,
        "handed_over_on": row.handed_over_on.isoformat() if row.handed_over_on else None,
        "note": row.note,
    }
