"""The register as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from cluster.database import db, get_or_raise
from cluster.domain import permissions
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.vietnamese import fold, sort_key
from cluster.domain.years import Phase
from cluster.models import (
    Alliance,
    AllianceName,
    Cluster,
    Leadership,
    Office,
    Person,
    Year,
    YearMember,
)
from cluster.services.members.labels import labels


@dataclass(frozen=True, kw_only=True)
class ClusterLine:
    """A cluster with how many years it has here."""

    cluster_id: int
    code: str
    name: str
    name_en: str
    authority: str
    years: int
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """An alliance as on a day; a dissolved one with what it became."""

    member: Member
    dissolved_on: date | None
    successor: Member | None


@dataclass(frozen=True, kw_only=True)
class NameLine:
    """What an alliance was called from one day to another."""

    id: int
    name: str
    short_name: str
    name_en: str
    seat: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class OfficeLine:
    """Who held which office from one day to another."""

    id: int
    person_id: int
    full_name: str
    honorific: str
    title: str
    title_en: str
    is_head: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class Competed:
    """A year in which an alliance competes, and whether it leads it."""

    year_id: int
    number: int
    phase: Phase
    cluster_name: str
    cluster_name_en: str
    led: bool
    was_deputy: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything the register knows of one alliance, newest first."""

    member: Member
    founded_on: date | None
    dissolved_on: date | None
    successor: Member | None
    predecessors: list[Member]
    names: list[NameLine]
    offices: list[OfficeLine]
    years: list[Competed]
    is_kept: bool
    offices_are_kept: bool


def list_clusters(actor: Actor) -> list[ClusterLine]:
    """Return the clusters in sight, sorted by name (1 query)."""
    query = (
        select(Cluster, func.count(Year.id))
        .outerjoin(Year, Year.cluster_id == Cluster.id)
        .group_by(Cluster.id)
    )
    lines = [
        ClusterLine(
            cluster_id=cluster.id,
            code=cluster.code,
            name=cluster.name,
            name_en=cluster.name_en,
            authority=cluster.authority,
            years=years,
            is_kept=permissions.can_keep_cluster(actor, cluster.id),
        )
        for cluster, years in db.session.execute(query)
        if permissions.can_see_cluster(actor, cluster.id)
    ]
    return sorted(lines, key=lambda line: sort_key(line.name))


def list_register(actor: Actor, *, search: str = "", day: date) -> list[RegisterLine]:
    """Return the alliances known on the day, those that exist first, sorted by name (4 queries).

    `search` finds parts of names, codes, places and heads, without regard to accents.
    """
    permissions.require_sight(permissions.can_see_register(actor))
    first_days = dict(
        db.session.execute(
            select(AllianceName.alliance_id, func.min(AllianceName.starts_on)).group_by(
                AllianceName.alliance_id
            )
        ).all()
    )
    alliances = db.session.scalars(select(Alliance)).all()
    named = labels(first_days, day)
    lines = [
        RegisterLine(
            member=named[alliance.id],
            dissolved_on=_gone(alliance, day),
            successor=named.get(alliance.successor_id or 0) if _gone(alliance, day) else None,
        )
        for alliance in alliances
        if first_days[alliance.id] <= day and _found(named[alliance.id], search)
    ]
    return sorted(
        lines, key=lambda line: (line.dissolved_on is not None, sort_key(line.member.short_name))
    )


def get_record(actor: Actor, alliance_id: int, day: date) -> Record:
    """Return the record of an alliance, called as on the day (8 queries)."""
    permissions.require_sight(permissions.can_see_register(actor))
    alliance = get_or_raise(Alliance, alliance_id)
    predecessors = db.session.scalars(
        select(Alliance.id).where(Alliance.successor_id == alliance_id)
    ).all()
    related = [alliance_id, *predecessors, *filter(None, [alliance.successor_id])]
    named = labels(related, day)
    competed, clusters = _years(actor, alliance_id)
    return Record(
        member=named[alliance_id],
        founded_on=alliance.founded_on,
        dissolved_on=alliance.dissolved_on,
        successor=named.get(alliance.successor_id or 0),
        predecessors=_sorted(named[key] for key in predecessors),
        names=_names(alliance_id),
        offices=_offices(alliance_id),
        years=competed,
        is_kept=permissions.can_keep_alliance(actor, clusters),
        offices_are_kept=permissions.can_keep_offices(actor, clusters, alliance_id),
    )


def _gone(alliance: Alliance, day: date) -> date | None:
    on = alliance.dissolved_on
    return on if on is not None and on <= day else None


def _found(member: Member, search: str) -> bool:
    text = " ".join(
        (member.code, member.name, member.short_name, member.name_en, member.seat, member.head_name)
    )
    return fold(search) in fold(text)


def _sorted(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: sort_key(member.short_name))


def _names(alliance_id: int) -> list[NameLine]:
    rows = db.session.scalars(
        select(AllianceName)
        .where(AllianceName.alliance_id == alliance_id)
        .order_by(AllianceName.starts_on.desc())
    )
    return [
        NameLine(
            id=row.id,
            name=row.name,
            short_name=row.short_name,
            name_en=row.name_en,
            seat=row.seat,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def _offices(alliance_id: int) -> list[OfficeLine]:
    rows = db.session.execute(
        select(Office, Person)
        .join(Person, Office.person_id == Person.id)
        .where(Office.alliance_id == alliance_id)
        .order_by(Office.ends_on.is_not(None), Office.starts_on.desc(), Office.id)
    )
    return [
        OfficeLine(
            id=office.id,
            person_id=person.id,
            full_name=person.full_name,
            honorific=person.honorific,
            title=office.title,
            title_en=office.title_en,
            is_head=office.is_head,
            starts_on=office.starts_on,
            ends_on=office.ends_on,
        )
        for office, person in rows
    ]


def _years(actor: Actor, alliance_id: int) -> tuple[list[Competed], frozenset[int]]:
    """Return the years in sight, and every cluster the alliance competes in."""
    rows = db.session.execute(
        select(Year, Leadership)
        .join(YearMember, YearMember.year_id == Year.id)
        .outerjoin(
            Leadership,
            (Leadership.cluster_id == Year.cluster_id) & (Leadership.year_number == Year.number),
        )
        .where(YearMember.alliance_id == alliance_id)
        .order_by(Year.number.desc(), Year.cluster_id)
    ).all()
    competed = [
        Competed(
            year_id=year.id,
            number=year.number,
            phase=year.phase,
            cluster_name=year.cluster.name,
            cluster_name_en=year.cluster.name_en,
            led=leadership is not None and leadership.leader_id == alliance_id,
            was_deputy=leadership is not None and leadership.deputy_id == alliance_id,
        )
        for year, leadership in rows
        if permissions.can_see_cluster(actor, year.cluster_id)
    ]
    return competed, frozenset(year.cluster_id for year, _leadership in rows)
