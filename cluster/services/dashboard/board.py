"""A year as it concerns one person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain.duties import Duty, duties
from cluster.domain.membership import Member
from cluster.domain.objections import can_ask
from cluster.domain.permissions import Actor, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.progress import Progress, Situation, phase_after
from cluster.domain.ranking import FrozenResult, ResultLine
from cluster.domain.revising import Stamp
from cluster.domain.score_sight import SETTLED, Sight
from cluster.domain.years import Phase, vietnam_day, what_blocks
from cluster.models import Leadership, Pledge, Year
from cluster.services import ballots, years
from cluster.services.dashboard.progress import progress_of
from cluster.services.members import members_of
from cluster.services.objection_rows import last_day_of
from cluster.services.scoring.basis import Frozen, find_frozen


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """A year as it concerns one person.

    `all_members`: their progress, for those who run or audit the year, else empty. `own`: of the
    alliances this person speaks for. `results`: the frozen results that this person may see,
    stored as `stamp` says.
    """

    year_id: int
    number: int
    theme: str
    phase: Phase
    dates: Mapping[Phase, date]
    next_phase: Phase | None
    next_on: date | None
    days_left: int | None
    leader: Member | None
    deputy: Member | None
    duties: list[Duty]
    own: list[Progress]
    all_members: list[Progress]
    results: list[ResultLine]
    stamp: Stamp | None
    pledge: PledgeStatus | None
    names: Mapping[int, str] = field(default_factory=dict)


def of_year(actor: Actor, year_id: int, *, now: datetime) -> Dashboard:
    """Return what concerns this person in the year; NotFound if the year is not theirs."""
    year = years.get_visible(actor, year_id)
    members = members_of(year)
    planned = {phase: row.planned_on for phase, row in years.phase_dates(year.id).items()}
    pledge = _newest_pledge(year.id)
    following = phase_after(year.phase)
    at = Situation(
        cluster_id=year.cluster_id,
        phase=year.phase,
        today=vietnam_day(now),
        members=progress_of(year, members, pledge[0] if pledge else None, vietnam_day(now)),
        pledge=pledge[1] if pledge else None,
        blocks=what_blocks(years.state_of(year, vietnam_day(now)), following) if following else [],
        next_on=planned.get(following) if following else None,
        to_vote=ballots.to_cast(actor, year),
        object_until=_object_until(year, vietnam_day(now)),
    )
    leader, deputy = _leaders(year, members)
    frozen = find_frozen(year.id) if year.phase in SETTLED else None
    return Dashboard(
        year_id=year.id,
        number=year.number,
        theme=year.theme,
        phase=year.phase,
        dates={phase: day for phase, day in planned.items() if day},
        next_phase=at.next_phase,
        next_on=at.next_on,
        days_left=at.days_left,
        leader=leader,
        deputy=deputy,
        duties=duties(actor, at),
        own=[m for m in at.members if m.alliance_id in actor.alliances(year.cluster_id)],
        all_members=list(at.members) if _oversees(actor, year) else [],
        results=_results(actor, year, frozen),
        stamp=frozen.stamp if frozen else None,
        pledge=at.pledge,
        names={member.alliance_id: member.short_name for member in members},
    )


def _object_until(year: Year, today: date) -> date | None:
    """Return the last day to object while the days for it run; one query in the council's phase."""
    last = last_day_of(year) if year.phase is Phase.COUNCIL else None
    return last if can_ask(year.phase, last, today) else None


def _oversees(actor: Actor, year: Year) -> bool:
    return actor.is_system or actor.holds(year.cluster_id, Role.SECRETARY, Role.CHAIR, Role.AUDITOR)


def _leaders(year: Year, members: Collection[Member]) -> tuple[Member | None, Member | None]:
    row = db.session.execute(
        select(Leadership.leader_id, Leadership.deputy_id).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number
        )
    ).one_or_none()
    named = {member.alliance_id: member for member in members}
    return (named.get(row[0]), named.get(row[1] or 0)) if row else (None, None)


def _newest_pledge(year_id: int) -> tuple[int, PledgeStatus] | None:
    row = db.session.execute(
        select(Pledge.id, Pledge.status)
        .where(Pledge.year_id == year_id)
        .where(Pledge.status != PledgeStatus.GIVEN_UP)
        .order_by(Pledge.version.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def _results(actor: Actor, year: Year, frozen: Frozen | None) -> list[ResultLine]:
    """Return the frozen results that this person may see, in order of place."""
    if frozen is None:
        return []
    sight = Sight(actor=actor, cluster_id=year.cluster_id, phase=year.phase)
    lines = FrozenResult.from_data(frozen.result).lines
    return [line for line in lines if sight.sees_result(line.member)]
