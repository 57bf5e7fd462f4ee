"""Years as their pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.errors import Message
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.vietnamese import sort_key
from cluster.domain.years import Phase, moves_from, naming_day, vietnam_day, what_blocks
from cluster.models import Cluster, Leadership, Year, YearMember
from cluster.services.members import labels_at, members_of
from cluster.services.years.state import get_visible, mark_of, phase_dates, state_of


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """A year in the list of its cluster."""

    year_id: int
    number: int
    theme: str
    phase: Phase
    members: int
    leader: Member | None
    deputy: Member | None


@dataclass(frozen=True, kw_only=True)
class ClusterYears:
    """A cluster with its years, newest first."""

    cluster_id: int
    name: str
    name_en: str
    years: list[YearLine]
    is_run: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """One phase of a year: planned for a day, begun at a moment."""

    phase: Phase
    planned_on: date | None
    began_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NextMove:
    """A phase the year can move to, with every reason why it cannot yet."""

    after: Phase
    back: bool
    blocks: list[Message]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What the page of a year shows."""

    year_id: int
    cluster_id: int
    number: int
    theme: str
    phase: Phase
    cluster_name: str
    cluster_name_en: str
    authority: str
    steps: list[Step]
    moves: list[NextMove]
    members: list[Member]
    leader: Member | None
    deputy: Member | None
    handed_over_on: date | None
    is_run: bool
    objection_days: int

    @property
    def theme_mark(self) -> str:
        """The mark of the theme as shown."""
        return mark_of(self.theme)

    @property
    def members_mark(self) -> str:
        """The mark of the members and their order as shown."""
        return mark_of(*(member.alliance_id for member in self.members))

    @property
    def plan_mark(self) -> str:
        """The mark of the planned days as shown."""
        return mark_of(*(step.planned_on for step in self.steps))

    @property
    def days(self) -> dict[Phase, date]:
        """Return the day on which each phase began, or is planned to."""
        days = {
            step.phase: vietnam_day(step.began_at) if step.began_at else step.planned_on
            for step in self.steps
        }
        return {phase: day for phase, day in days.items() if day is not None}


def list_by_cluster(actor: Actor, now: datetime) -> list[ClusterYears]:
    """Return the clusters in sight with their years (4 queries)."""
    clusters = db.session.scalars(select(Cluster)).all()
    years: dict[int, list[YearLine]] = {}
    for cluster_id, line in _lines(vietnam_day(now)):
        years.setdefault(cluster_id, []).append(line)
    seen = [
        ClusterYears(
            cluster_id=cluster.id,
            name=cluster.name,
            name_en=cluster.name_en,
            years=years.get(cluster.id, []),
            is_run=permissions.can_run_year(actor, cluster.id),
        )
        for cluster in clusters
        if permissions.can_see_cluster(actor, cluster.id)
    ]
    return sorted(seen, key=lambda cluster: sort_key(cluster.name))


def overview(actor: Actor, year_id: int, now: datetime) -> Overview:
    """Return what the page of the year shows (8 queries)."""
    year = get_visible(actor, year_id)
    state = state_of(year, vietnam_day(now))
    dates = phase_dates(year.id)
    led = db.session.scalar(
        select(Leadership).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number
        )
    )
    day = naming_day(year.number, vietnam_day(now))
    members = members_of(year, day)
    named = {member.alliance_id: member for member in members}
    return Overview(
        year_id=year.id,
        cluster_id=year.cluster_id,
        number=year.number,
        theme=year.theme,
        phase=year.phase,
        cluster_name=year.cluster.name,
        cluster_name_en=year.cluster.name_en,
        authority=year.cluster.authority,
        steps=[
            Step(
                phase=phase,
                planned_on=dates[phase].planned_on if phase in dates else None,
                began_at=dates[phase].began_at if phase in dates else None,
            )
            for phase in Phase
        ],
        moves=[
            NextMove(after=step.after, back=step.back, blocks=what_blocks(state, step.after))
            for step in moves_from(year.phase)
        ],
        members=members,
        leader=named.get(led.leader_id) if led else None,
        deputy=named.get(led.deputy_id or 0) if led else None,
        handed_over_on=led.handed_over_on if led else None,
        is_run=permissions.can_run_year(actor, year.cluster_id),
        objection_days=year.objection_days,
    )


def _lines(today: date) -> list[tuple[int, YearLine]]:
    members = (
        select(func.count()).where(YearMember.year_id == Year.id).correlate(Year).scalar_subquery()
    )
    rows = db.session.execute(
        select(Year, members, Leadership)
        .outerjoin(
            Leadership,
            (Leadership.cluster_id == Year.cluster_id) & (Leadership.year_number == Year.number),
        )
        .order_by(Year.number.desc())
    ).all()
    days = {year.id: naming_day(year.number, today) for year, _members, _led in rows}
    named = labels_at(
        (alliance_id, days[year.id])
        for year, _members, led in rows
        if led is not None
        for alliance_id in (led.leader_id, led.deputy_id)
        if alliance_id is not None
    )
    return [
        (
            year.cluster_id,
            YearLine(
                year_id=year.id,
                number=year.number,
                theme=year.theme,
                phase=year.phase,
                members=count,
                leader=named.get((led.leader_id, days[year.id])) if led else None,
                deputy=named.get((led.deputy_id or 0, days[year.id])) if led else None,
            ),
        )
        for year, count, led in rows
    ]
