"""Roles: given and ended, never deleted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import membership, people, permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.people import HeldGrant
from cluster.domain.permissions import Actor, Grant, Role
from cluster.domain.years import vietnam_day
from cluster.models import Alliance, Cluster, RoleGrant, User
from cluster.services import audit
from cluster.services.audit import Where
from cluster.services.people.reading import held_grants


def grant_by_codes(role: Role, cluster_code: str | None, alliance_code: str | None) -> Grant:
    """Return the role in the cluster, and for the alliance, that the codes name."""
    return Grant(
        role,
        _id_of(Cluster, cluster_code, "cluster"),
        _id_of(Alliance, alliance_code, "alliance"),
    )


@atomic()
def grant_role(
    actor: Actor,
    user_id: int,
    grant: Grant,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> RoleGrant:
    """Give a role from a day on, by default from today."""
    user = get_or_raise(User, user_id)
    permissions.require_sight(permissions.can_see_account(actor, _grants(user)))
    return give(actor, user, grant, starts_on=starts_on, ends_on=ends_on, now=now)


@atomic()
def give(
    actor: Actor,
    user: User,
    grant: Grant,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> RoleGrant:
    """Give a role to an account that need not be in sight: one named by its address."""
    permissions.require(permissions.can_grant(actor, grant))
    new = HeldGrant(grant=grant, starts_on=starts_on or vietnam_day(now), ends_on=ends_on)
    people.check_can_hold(held_grants(user.grants), new)
    _check_place(grant)
    row = RoleGrant(
        user_id=user.id,
        role=grant.role,
        cluster_id=grant.cluster_id,
        alliance_id=grant.alliance_id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )
    user.grants.append(row)
    db.session.flush()
    audit.record(
        actor, "role.granted", ("user", user.id), now, where=_where(grant), after=_as_text(row)
    )
    return row


@atomic()
def end_role(actor: Actor, role_id: int, *, ends_on: date, now: datetime) -> RoleGrant:
    """End a role after its last day; yesterday ends it at once."""
    row = get_or_raise(RoleGrant, role_id)
    user = get_or_raise(User, row.user_id)
    permissions.require_sight(permissions.can_see_account(actor, _grants(user)))
    grant = Grant(row.role, row.cluster_id, row.alliance_id)
    permissions.require(permissions.can_grant(actor, grant))
    today = vietnam_day(now)
    people.check_last_day(held_grants([row])[0], ends_on, today)
    before = _as_text(row)
    row.ends_on = ends_on
    if grant.role is Role.SYSADMIN:
        check_administrator_stays(today)
    audit.record(
        actor,
        "role.ended",
        ("user", user.id),
        now,
        where=_where(grant),
        before=before,
        after=_as_text(row),
    )
    return row


def check_administrator_stays(today: date) -> None:
    """Refuse a change that leaves nobody to look after the accounts."""
    db.session.flush()
    rows = db.session.scalars(
        select(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.SYSADMIN, User.active)
    )
    if not any(membership.covers(row, today) and row.ends_on is None for row in rows):
        raise RuleViolation(_("The last system administrator must stay: name another one first."))


def _check_place(grant: Grant) -> None:
    if grant.cluster_id is not None:
        get_or_raise(Cluster, grant.cluster_id)
    if grant.alliance_id is not None:
        membership.check_not_dissolved(get_or_raise(Alliance, grant.alliance_id).dissolved_on)


def _grants(user: User) -> list[Grant]:
    return [each.grant for each in held_grants(user.grants)]


def _where(grant: Grant) -> Where:
    return Where(cluster_id=grant.cluster_id, alliance_id=grant.alliance_id)


def _as_text(row: RoleGrant) -> dict[str, Any]:
    return {
        "role": row.role.value,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }


def _id_of(table: type[Cluster] | type[Alliance], code: str | None, field: str) -> int | None:
    if code is None:
        return None
    found: int | None = db.session.scalar(
        select(table.id).where(table.code == code.strip().upper())
    )
    if found is None:
        raise RuleViolation(_("There is nothing with the code %(code)s.", code=code), field=field)
    return found
