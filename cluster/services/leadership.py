"""Who leads a cluster, year by year, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import leadership, permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.years import OPEN, Phase, check_number, naming_day, vietnam_day
from cluster.models import Alliance, Cluster, Leadership, Year, YearMember
from cluster.services import audit
from cluster.services.members import labels_at, members_of
from cluster.services.years import get_visible


@dataclass(frozen=True, kw_only=True)
class Led:
    """One year of a cluster's leadership, its alliances named as in that year.

    `phase` None: a year before this software.
    """

    year_number: int
    leader: Member
    deputy: Member | None
    handed_over_on: date | None
    note: str
    phase: Phase | None

    @property
    def may_be_handed_over(self) -> bool:
        """Tell whether the handover may still be recorded."""
        return self.phase is None or self.phase in OPEN


@dataclass(frozen=True, kw_only=True)
class MemberTurn:
    """A member's place in the rotation; whoever never led has no `last_led`."""

    member: Member
    last_led: int | None
    years_since: int | None
    times: int


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Who led a cluster and whose turn it is, as seen from one of its years."""

    year_number: int
    phase: Phase
    cluster_id: int
    history: list[Led]
    turns: list[MemberTurn]
    is_run: bool

    @property
    def may_change(self) -> bool:
        """Tell whether leader and deputy of the year may be named by this person now."""
        return self.is_run and self.phase in leadership.CHANGEABLE


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
    needs a reason, and once its result is frozen they stay. Years before this software take any
    alliance of the register, and may be corrected at any time.
    """
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    cluster = get_or_raise(Cluster, cluster_id)
    permissions.require(permissions.can_run_year(actor, cluster_id))
    check_number(year_number)
    year = _find_year(cluster_id, year_number)
    leadership.check_leaders(leader_id, deputy_id, _eligible(year))
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


def ledger(actor: Actor, year_id: int, now: datetime) -> Ledger:
    """Return who led the year's cluster, and whose turn it is after this year (7 queries)."""
    year, today = get_visible(actor, year_id), vietnam_day(now)
    found = db.session.execute(
        select(Leadership, Year.phase)
        .outerjoin(
            Year,
            (Year.cluster_id == Leadership.cluster_id) & (Year.number == Leadership.year_number),
        )
        .where(Leadership.cluster_id == year.cluster_id)
        .order_by(Leadership.year_number.desc())
    ).all()
    rows = [row for row, _phase in found]
    members = {
        member.alliance_id: member for member in members_of(year, naming_day(year.number, today))
    }
    led = {row.year_number: row.leader_id for row in rows if row.year_number <= year.number}
    turns = leadership.rotation(list(members), led)
    return Ledger(
        year_number=year.number,
        phase=year.phase,
        cluster_id=year.cluster_id,
        history=_named(rows, {row.id: phase for row, phase in found}, today),
        turns=[
            MemberTurn(
                member=members[turn.alliance_id],
                last_led=turn.last_led,
                years_since=year.number - turn.last_led if turn.last_led is not None else None,
                times=turn.times,
            )
            for turn in turns
        ],
        is_run=permissions.can_run_year(actor, year.cluster_id),
    )


def _named(
    rows: Sequence[Leadership], phases: Mapping[int, Phase | None], today: date
) -> list[Led]:
    days = {row.year_number: naming_day(row.year_number, today) for row in rows}
    named = labels_at(
        (alliance_id, days[row.year_number])
        for row in rows
        for alliance_id in (row.leader_id, row.deputy_id)
        if alliance_id is not None
    )
    return [
        Led(
            year_number=row.year_number,
            leader=named[row.leader_id, days[row.year_number]],
            deputy=named.get((row.deputy_id or 0, days[row.year_number])),
            handed_over_on=row.handed_over_on,
            note=row.note,
            phase=phases[row.id],
        )
        for row in rows
    ]


def _eligible(year: Year | None) -> Sequence[int]:
    if year is None:
        return db.session.scalars(select(Alliance.id)).all()
    return db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year.id)
        .order_by(YearMember.position)
    ).all()


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
