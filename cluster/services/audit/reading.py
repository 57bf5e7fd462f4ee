"""Read the record: who changed what, in words, as far as somebody may know of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.audit import Change, EntryFacts, alliances_in, changes, sees_values
from cluster.domain.audit_words import ACTION_NAMES, ACTIONS, Area, called
from cluster.domain.errors import Message
from cluster.domain.membership import nearest
from cluster.domain.permissions import Actor, Role
from cluster.domain.vietnamese import sort_key
from cluster.domain.years import vietnam_day
from cluster.models import AllianceName, AuditEntry, Person, RoleGrant, User, Year, YearMember

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which entries to show: of one area, about one alliance, by one person, before a number."""

    area: Area | None = None
    alliance_id: int | None = None
    actor_name: str | None = None
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """One entry in words; `about` names the alliance or account it is about.

    `is_hidden`: there are values that this person does not see (yet).
    """

    seq: int
    at: datetime
    actor_name: Message | str
    action: Message
    about: str
    changes: list[Change]
    reason: str
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """One page of the record, newest entry first; `older` is where the next page begins.

    `actors` and `alliances`: what the filter can choose from.
    """

    entries: list[AuditLine]
    older: int | None
    actors: list[str]
    alliances: list[tuple[int, str]]


def list_entries(actor: Actor, year: Year, *, only: Filter = Filter(), today: date) -> AuditPage:
    """Return the entries of a year and its cluster that this person may read, a page of them.

    Auditor, chair and secretary read all; people of a member their own alliance's and their own.
    The number of queries does not depend on what is found.
    """
    members = db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year.id)
        .order_by(YearMember.position)
    ).all()
    readable = _readable(actor, year, members)
    found = db.session.scalars(
        select(AuditEntry)
        .where(readable, *_chosen(only))
        .order_by(AuditEntry.seq.desc())
        .limit(PAGE + 1)
    ).all()
    shown = found[:PAGE]
    names = _names([*members, *_alliances_of(shown)])
    people = _people(shown)
    actors = db.session.scalars(select(AuditEntry.actor_name).where(readable).distinct())
    return AuditPage(
        entries=[_line(actor, year, entry, names, people) for entry in shown],
        older=shown[-1].seq if len(found) > PAGE else None,
        actors=sorted(actors, key=sort_key),
        alliances=[(member, nearest(names[member], today).short_name) for member in members],
    )


def last_about(subject: tuple[str, int]) -> int:
    """Return the number of the last entry about a row, which `record` was given as its subject."""
    object_type, object_id = subject
    found = db.session.scalar(
        select(func.max(AuditEntry.seq)).where(
            AuditEntry.object_type == object_type, AuditEntry.object_id == str(object_id)
        )
    )
    return found or 0


def _readable(actor: Actor, year: Year, members: Sequence[int]) -> ColumnElement[bool]:
    cluster_id = year.cluster_id
    of_the_cluster = AuditEntry.cluster_id == cluster_id
    of_the_year = or_(AuditEntry.year_id == year.id, AuditEntry.year_id.is_(None))
    of_no_cluster = AuditEntry.cluster_id.is_(None)
    of_a_member = and_(of_no_cluster, AuditEntry.alliance_id.in_(members))
    scope = or_(and_(of_the_cluster, of_the_year), of_a_member)
    if actor.is_system or permissions.can_read_audit(actor, cluster_id):
        reads_accounts = actor.is_system or actor.holds(cluster_id, Role.AUDITOR, Role.CHAIR)
        return or_(scope, _of_accounts(cluster_id)) if reads_accounts else scope
    own = [
        alliance_id
        for alliance_id in actor.alliances(cluster_id)
        if actor.speaks_for(cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)
    ]
    own_acts = false() if actor.user_id is None else AuditEntry.user_id == actor.user_id
    return or_(
        and_(scope, or_(own_acts, AuditEntry.alliance_id.in_(own))), and_(of_no_cluster, own_acts)
    )


def _of_accounts(cluster_id: int) -> ColumnElement[bool]:
    holders = select(cast(RoleGrant.user_id, String)).where(RoleGrant.cluster_id == cluster_id)
    return and_(
        AuditEntry.cluster_id.is_(None),
        AuditEntry.object_type == "user",
        AuditEntry.object_id.in_(holders),
    )


def _chosen(only: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.area is not None:
        conditions.append(AuditEntry.action.in_(ACTIONS[only.area]))
    if only.alliance_id is not None:
        conditions.append(AuditEntry.alliance_id == only.alliance_id)
    if only.actor_name is not None:
        conditions.append(AuditEntry.actor_name == only.actor_name)
    if only.before is not None:
        conditions.append(AuditEntry.seq < only.before)
    return conditions


def _alliances_of(entries: Iterable[AuditEntry]) -> set[int]:
    found = {entry.alliance_id for entry in entries if entry.alliance_id is not None}
    for entry in entries:
        found |= alliances_in(entry.before) | alliances_in(entry.after)
    return found


def _names(alliance_ids: Iterable[int]) -> dict[int, list[AllianceName]]:
    rows = db.session.scalars(
        select(AllianceName).where(AllianceName.alliance_id.in_(set(alliance_ids)))
    )
    names: dict[int, list[AllianceName]] = {}
    for row in rows:
        names.setdefault(row.alliance_id, []).append(row)
    return names


def _people(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the people whose accounts the entries are about."""
    ids = [int(entry.object_id) for entry in entries if entry.object_type == "user"]
    rows = db.session.execute(
        select(User.id, Person.full_name)
        .join(Person, User.person_id == Person.id)
        .where(User.id.in_(ids))
    )
    return {str(user_id): full_name for user_id, full_name in rows}


def _line(
    actor: Actor,
    year: Year,
    entry: AuditEntry,
    names: Mapping[int, list[AllianceName]],
    people: Mapping[str, str],
) -> AuditLine:
    day = vietnam_day(entry.at)
    named = {alliance: nearest(called, day).short_name for alliance, called in names.items()}
    facts = EntryFacts(
        action=entry.action,
        cluster_id=year.cluster_id,
        phase=year.phase,
        alliance_id=entry.alliance_id,
        user_id=entry.user_id,
    )
    is_shown = sees_values(actor, facts)
    whom = people.get(entry.object_id, "") if entry.object_type == "user" else ""
    return AuditLine(
        seq=entry.seq,
        at=entry.at,
        actor_name=called(entry.actor_name),
        action=ACTION_NAMES.get(entry.action, Message(entry.action)),
        about=whom or named.get(entry.alliance_id or 0, ""),
        changes=changes(entry.before, entry.after, named) if is_shown else [],
        reason=entry.reason if is_shown else "",
        is_hidden=not is_shown,
    )
