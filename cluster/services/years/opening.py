"""Open a year: from nothing, or from an earlier one with its members, rule book and dates."""

from datetime import date, datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import standing
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase, check_number, shifted, vietnam_day
from cluster.models import Alliance, Cluster, PhaseDate, RuleBook, Year, YearMember
from cluster.services import audit, rulebook
from cluster.services.years.state import get_visible, phase_dates


@atomic()
def open_year(
    actor: Actor,
    cluster_id: int,
    number: int,
    *,
    from_year_id: int | None = None,
    now: datetime,
) -> Year:
    """Open a year of the cluster, in the phase Setup.

    From an earlier year it takes the members (successors in place of dissolved ones), the newest
    rule book as a draft, and the planned dates, shifted by the years between them.
    """
    permissions.require_sight(permissions.can_see_cluster(actor, cluster_id))
    cluster = get_or_raise(Cluster, cluster_id)
    permissions.require(permissions.can_run_year(actor, cluster_id))
    check_number(number)
    taken = select(Year.id).where(Year.cluster_id == cluster_id, Year.number == number)
    if db.session.scalar(taken) is not None:
        raise RuleViolation(
            _("The year %(number)s is open already.", number=str(number)), field="number"
        )
    year = Year(cluster=cluster, number=number, phase=Phase.SETUP, opened_at=now)
    db.session.add(year)
    db.session.flush()
    setup = PhaseDate(year_id=year.id, phase=Phase.SETUP, began_at=now)
    db.session.add(setup)
    if from_year_id is not None:
        _take_over(actor, year, _source(actor, from_year_id, cluster_id), now)
    audit.record(
        actor,
        "year.opened",
        ("year", year.id),
        now,
        where=audit.within(year),
        after={"number": number, "from_year": from_year_id},
    )
    return year


def _source(actor: Actor, year_id: int, cluster_id: int) -> Year:
    source = get_visible(actor, year_id)
    if source.cluster_id != cluster_id:
        raise RuleViolation(
            _("A year is opened from a year of the same cluster."), field="from_year_id"
        )
    return source


def _take_over(actor: Actor, year: Year, source: Year, now: datetime) -> None:
    _copy_members(year, source, max(date(year.number, 1, 1), vietnam_day(now)))
    _copy_plan(year, source)
    newest = db.session.scalar(
        select(RuleBook.id)
        .where(RuleBook.year_id == source.id)
        .order_by(RuleBook.published_at.is_(None), RuleBook.version.desc())
        .limit(1)
    )
    if newest is not None:
        rulebook.copy_to_year(actor, newest, year, now=now)


def _copy_members(year: Year, source: Year, day: date) -> None:
    ordered = db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == source.id)
        .order_by(YearMember.position)
    ).all()
    gone = db.session.execute(
        select(Alliance.id, Alliance.successor_id).where(
            Alliance.dissolved_on <= day, Alliance.successor_id.is_not(None)
        )
    ).all()
    successors = {alliance_id: successor_id for alliance_id, successor_id in gone if successor_id}
    db.session.add_all(
        YearMember(year_id=year.id, alliance_id=alliance_id, position=position)
        for position, alliance_id in enumerate(standing(ordered, successors), start=1)
    )


def _copy_plan(year: Year, source: Year) -> None:
    own = phase_dates(year.id)
    for phase, earlier in phase_dates(source.id).items():
        if phase not in own:
            own[phase] = PhaseDate(year_id=year.id, phase=phase)
            db.session.add(own[phase])
        if earlier.planned_on is not None:
            own[phase].planned_on = shifted(earlier.planned_on, year.number - source.number)
