"""What alliances are called, and who heads them, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain import membership
from cluster.domain.membership import Member
from cluster.domain.years import naming_day, vietnam_day
from cluster.models import Alliance, AllianceName, Office, Person, Year, YearMember


def labels(alliance_ids: Iterable[int], day: date) -> dict[int, Member]:
    """Return how each alliance was called, and who headed it, on the day (2 queries)."""
    named = labels_at((alliance_id, day) for alliance_id in alliance_ids)
    return {alliance_id: member for (alliance_id, _day), member in named.items()}


def labels_at(wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Member]:
    """Return how alliances were called on days of their own (2 queries)."""
    pairs = sorted(set(wanted))
    ids = sorted({alliance_id for alliance_id, _day in pairs})
    names = _names(ids)
    heads = _heads(ids)
    return {
        (alliance_id, day): _member(names[alliance_id], heads.get(alliance_id, []), day)
        for alliance_id, day in pairs
        if alliance_id in names
    }


def members_of(year: Year, day: date | None = None) -> list[Member]:
    """Return the members of the year in its order, as on its last day or today (3 queries).

    `day` asks for the names and heads of another day.
    """
    ordered = db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year.id)
        .order_by(YearMember.position)
    ).all()
    named = labels(ordered, day or naming_day(year.number, vietnam_day(datetime.now(UTC))))
    return [
        replace(named[alliance_id], position=position)
        for position, alliance_id in enumerate(ordered, start=1)
    ]


def _names(alliance_ids: Sequence[int]) -> dict[int, list[tuple[str, AllianceName]]]:
    rows = db.session.execute(
        select(Alliance.code, AllianceName)
        .join(AllianceName, AllianceName.alliance_id == Alliance.id)
        .where(Alliance.id.in_(alliance_ids))
    )
    names: dict[int, list[tuple[str, AllianceName]]] = {}
    for code, name in rows:
        names.setdefault(name.alliance_id, []).append((code, name))
    return names


def _heads(alliance_ids: Sequence[int]) -> dict[int, list[tuple[Office, str]]]:
    rows = db.session.execute(
        select(Office, Person.full_name)
        .join(Person, Office.person_id == Person.id)
        .where(Office.alliance_id.in_(alliance_ids), Office.is_head)
    )
    heads: dict[int, list[tuple[Office, str]]] = {}
    for office, full_name in rows:
        heads.setdefault(office.alliance_id, []).append((office, full_name))
    return heads


def _member(
    names: Sequence[tuple[str, AllianceName]], heads: Sequence[tuple[Office, str]], day: date
) -> Member:
    code = names[0][0]
    called = membership.nearest([name for _code, name in names], day)
    office = membership.covering([office for office, _name in heads], day)
    persons = {held.id: full_name for held, full_name in heads}
    return Member(
        alliance_id=called.alliance_id,
        code=code,
        name=called.name,
        short_name=called.short_name,
        name_en=called.name_en,
        seat=called.seat,
        head_name=persons[office.id] if office else "",
        head_title=office.title if office else "",
    )
