"""Clusters and alliances: registered, renamed, merged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import membership, permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import Span, day_before
from cluster.domain.permissions import Actor
from cluster.models import Alliance, AllianceName, Cluster, Office, Year, YearMember
from cluster.services import audit
from cluster.services.audit import Where


@dataclass(frozen=True, kw_only=True)
class Called:
    """What an alliance is called: official name, name in tables, English name, place on papers."""

    name: str
    short_name: str
    name_en: str = ""
    seat: str = ""


@atomic()
def register_cluster(
    actor: Actor,
    *,
    code: str,
    name: str,
    authority: str,
    name_en: str = "",
    is_sample: bool = False,
    now: datetime,
) -> Cluster:
    """Add a cluster; `authority` is the level above, as it heads the cluster's papers."""
    permissions.require(permissions.can_register(actor))
    code = membership.check_code(code)
    if db.session.scalar(select(Cluster.id).where(Cluster.code == code)) is not None:
        raise RuleViolation(_("The code %(code)s is taken.", code=code), field="code")
    cluster = Cluster(
        code=code, name=name, name_en=name_en, authority=authority, is_sample=is_sample
    )
    db.session.add(cluster)
    db.session.flush()
    audit.record(
        actor,
        "cluster.registered",
        ("cluster", cluster.id),
        now,
        where=audit.within(cluster),
        after=_cluster_as_text(cluster),
    )
    return cluster


@atomic()
def rename_cluster(
    actor: Actor, cluster_id: int, *, name: str, name_en: str, authority: str, now: datetime
) -> Cluster:
    """Change what the cluster and its authority are called on papers from now on."""
    cluster = get_or_raise(Cluster, cluster_id)
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    permissions.require(permissions.can_keep_cluster(actor, cluster_id))
    before = _cluster_as_text(cluster)
    cluster.name, cluster.name_en, cluster.authority = name, name_en, authority
    audit.record(
        actor,
        "cluster.renamed",
        ("cluster", cluster.id),
        now,
        where=audit.within(cluster),
        before=before,
        after=_cluster_as_text(cluster),
    )
    return cluster


@atomic()
def register_alliance(
    actor: Actor,
    *,
    code: str,
    called: Called,
    starts_on: date,
    founded_on: date | None = None,
    now: datetime,
) -> Alliance:
    """Add an alliance under the name it bears since `starts_on`."""
    permissions.require(permissions.can_register(actor))
    code = membership.check_code(code)
    if db.session.scalar(select(Alliance.id).where(Alliance.code == code)) is not None:
        raise RuleViolation(_("The code %(code)s is taken.", code=code), field="code")
    alliance = Alliance(code=code, founded_on=founded_on)
    db.session.add(alliance)
    db.session.flush()
    db.session.add(_name_row(alliance.id, called, starts_on))
    audit.record(
        actor,
        "alliance.registered",
        ("alliance", alliance.id),
        now,
        where=Where(alliance_id=alliance.id),
        after={"code": code, "starts_on": starts_on.isoformat(), **_as_text(called)},
    )
    return alliance


@atomic()
def rename(
    actor: Actor, alliance_id: int, *, called: Called, starts_on: date, now: datetime
) -> AllianceName:
    """Give the alliance a new name from a day on; papers of earlier days keep the old one."""
    alliance = get_kept(actor, alliance_id)
    membership.check_not_dissolved(alliance.dissolved_on)
    names = _names([alliance_id])
    membership.check_follows(names, Span(starts_on=starts_on))
    old = max(names, key=lambda name: name.starts_on)
    old.ends_on = day_before(starts_on)
    new = _name_row(alliance_id, called, starts_on)
    db.session.add(new)
    audit.record(
        actor,
        "alliance.renamed",
        ("alliance", alliance_id),
        now,
        where=Where(alliance_id=alliance_id),
        before=_row_as_text(old),
        after={"starts_on": starts_on.isoformat(), **_as_text(called)},
    )
    return new


@atomic()
def correct_name(
    actor: Actor, name_id: int, *, called: Called, reason: str, now: datetime
) -> AllianceName:
    """Put right a name that was written down wrongly; the days it holds stay as they are."""
    row = get_or_raise(AllianceName, name_id)
    get_kept(actor, row.alliance_id)
    check_reason(reason)
    before = _row_as_text(row)
    row.name, row.short_name, row.name_en, row.seat = (
        called.name,
        called.short_name,
        called.name_en,
        called.seat,
    )
    audit.record(
        actor,
        "alliance.name_corrected",
        ("alliance_name", row.id),
        now,
        where=Where(alliance_id=row.alliance_id),
        before=before,
        after=_row_as_text(row),
        reason=reason,
    )
    return row


@atomic()
def merge(
    actor: Actor, alliance_ids: Sequence[int], *, successor_id: int, on: date, now: datetime
) -> Alliance:
    """Dissolve alliances into a successor on a day; they are kept, with their names and offices.

    The successor may be one of them: it goes on, the others end the day before.
    """
    successor = get_kept(actor, successor_id)
    membership.check_merger(alliance_ids, successor_id)
    membership.check_not_dissolved(successor.dissolved_on)
    ending = [get_kept(actor, key) for key in dict.fromkeys(alliance_ids) if key != successor_id]
    for alliance in ending:
        membership.check_not_dissolved(alliance.dissolved_on)
        _dissolve(alliance, successor_id, on)
        audit.record(
            actor,
            "alliance.merged",
            ("alliance", alliance.id),
            now,
            where=Where(alliance_id=alliance.id),
            after={"successor": successor.code, "dissolved_on": on.isoformat()},
        )
    return successor


@atomic()
def merge_into_new(
    actor: Actor,
    alliance_ids: Sequence[int],
    *,
    code: str,
    called: Called,
    on: date,
    now: datetime,
) -> Alliance:
    """Register a new alliance on the day of the merger and dissolve the others into it."""
    successor = register_alliance(
        actor, code=code, called=called, starts_on=on, founded_on=on, now=now
    )
    return merge(actor, alliance_ids, successor_id=successor.id, on=on, now=now)


def get_kept(actor: Actor, alliance_id: int) -> Alliance:
    """Return the alliance if the actor sees the register and keeps this entry of it."""
    permissions.require_sight(permissions.can_see_register(actor))
    alliance = get_or_raise(Alliance, alliance_id)
    permissions.require(permissions.can_keep_alliance(actor, clusters_of(alliance_id)))
    return alliance


def clusters_of(alliance_id: int) -> Collection[int]:
    """Return the clusters in whose years the alliance competes or competed."""
    return frozenset(
        db.session.scalars(
            select(Year.cluster_id)
            .join(YearMember, YearMember.year_id == Year.id)
            .where(YearMember.alliance_id == alliance_id)
        )
    )


def check_reason(reason: str) -> None:
    """Refuse a correction without a reason."""
    if not reason.strip():
        raise RuleViolation(_("A correction needs a reason."), field="reason")


def _dissolve(alliance: Alliance, successor_id: int, on: date) -> None:
    names = _names([alliance.id])
    membership.check_merger_day(on, names)
    for name in names:
        if name.ends_on is None:
            name.ends_on = day_before(on)
    offices = db.session.scalars(
        select(Office).where(
            Office.alliance_id == alliance.id,
            Office.starts_on < on,
            Office.ends_on.is_(None) | (Office.ends_on >= on),
        )
    )
    for office in offices:
        office.ends_on = day_before(on)
    alliance.dissolved_on, alliance.successor_id = on, successor_id


def _names(alliance_ids: Sequence[int]) -> Sequence[AllianceName]:
    return db.session.scalars(
        select(AllianceName).where(AllianceName.alliance_id.in_(alliance_ids))
    ).all()


def _name_row(alliance_id: int, called: Called, starts_on: date) -> AllianceName:
    return AllianceName(alliance_id=alliance_id, starts_on=starts_on, **_as_text(called))


def _as_text(called: Called) -> dict[str, Any]:
    return {
        "name": called.name,
        "short_name": called.short_name,
        "name_en": called.name_en,
        "seat": called.seat,
    }


def _row_as_text(row: AllianceName) -> dict[str, Any]:
    return {
        "name": row.name,
        "short_name": row.short_name,
        "name_en": row.name_en,
        "seat": row.seat,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }


def _cluster_as_text(cluster: Cluster) -> dict[str, Any]:
    return {
        "code": cluster.code,
        "name": cluster.name,
        "name_en": cluster.name_en,
        "authority": cluster.authority,
    }
