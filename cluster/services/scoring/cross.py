"""Who cross-scores whom in a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.cross_scoring import balanced_round, check_no_scores, check_pair
from cluster.domain.errors import _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, check_phase
from cluster.models import CrossAssignment, Score, Year
from cluster.services import audit, members, years
from cluster.services.scoring import figures

IN_TIME = [Phase.SETUP, Phase.PLEDGE, Phase.REPORT, Phase.REVIEW]


@dataclass(frozen=True, kw_only=True)
class CrossPlan:
    """The year's members, and who scores whom as (scorer, scored)."""

    year: Year
    members: tuple[Member, ...]
    pairs: frozenset[tuple[int, int]]
    may_change: bool

    @property
    def usual(self) -> int:
        """How many others each member scores unless the secretary says otherwise."""
        return min(2, max(len(self.members) - 1, 1))


def cross_plan(actor: Actor, year_id: int) -> CrossPlan:
    """Return who cross-scores whom."""
    year = years.get_visible(actor, year_id)
    runs = permissions.can_run_year(actor, year.cluster_id)
    return CrossPlan(
        year=year,
        members=tuple(members.members_of(year)),
        pairs=figures.assignments(year_id),
        may_change=runs and year.phase in IN_TIME,
    )


@atomic()
def assign_round(actor: Actor, year_id: int, *, each: int, now: datetime) -> None:
    """Have every member score the next `each` members; replaces the assignments made before."""
    year = _get_run(actor, year_id)
    order = [member.alliance_id for member in members.members_of(year)]
    pairs = balanced_round(order, each)
    before = figures.assignments(year_id)
    _check_unused(year, before - set(pairs))
    db.session.execute(delete(CrossAssignment).where(CrossAssignment.year_id == year.id))
    _add(year, pairs)
    _record(actor, "cross_scoring.round_assigned", year, now, before=before, after=pairs)


@atomic()
def assign(actor: Actor, year_id: int, *, scorer_id: int, alliance_id: int, now: datetime) -> None:
    """Have one member score another; assigning twice changes nothing."""
    year = _get_run(actor, year_id)
    pair = (scorer_id, alliance_id)
    check_pair(*pair, [member.alliance_id for member in members.members_of(year)])
    before = figures.assignments(year_id)
    if pair not in before:
        _add(year, [pair])
        _record(actor, "cross_scoring.assigned", year, now, before=before, after=before | {pair})


@atomic()
def unassign(
    actor: Actor, year_id: int, *, scorer_id: int, alliance_id: int, now: datetime
) -> None:
    """Take one assignment away, unless scores have been given under it."""
    year = _get_run(actor, year_id)
    pair = (scorer_id, alliance_id)
    before = figures.assignments(year_id)
    _check_unused(year, {pair})
    db.session.execute(
        delete(CrossAssignment).where(
            CrossAssignment.year_id == year.id,
            CrossAssignment.scorer_id == scorer_id,
            CrossAssignment.alliance_id == alliance_id,
        )
    )
    _record(actor, "cross_scoring.unassigned", year, now, before=before, after=before - {pair})


def _get_run(actor: Actor, year_id: int) -> Year:
    year = years.get_to_run(actor, year_id)
    check_phase(year.phase, IN_TIME, _("Assigning cross-scorers"))
    return year


def _add(year: Year, pairs: Iterable[tuple[int, int]]) -> None:
    db.session.add_all(
        CrossAssignment(year_id=year.id, scorer_id=scorer_id, alliance_id=alliance_id)
        for scorer_id, alliance_id in pairs
    )


def _check_unused(year: Year, pairs: Iterable[tuple[int, int]]) -> None:
    """Refuse to take away assignments under which scores were given."""
    rows = db.session.execute(
        select(Score.scorer_id, Score.alliance_id)
        .where(Score.year_id == year.id, Score.layer == Layer.CROSS)
        .distinct()
    )
    used = {(scorer_id, alliance_id) for scorer_id, alliance_id in rows} & set(pairs)
    named = {member.alliance_id: member.short_name for member in members.members_of(year)}
    check_no_scores([named[scorer] for scorer in sorted({scorer for scorer, _scored in used})])


def _record(
    actor: Actor,
    action: str,
    year: Year,
    now: datetime,
    *,
    before: Iterable[tuple[int, int]],
    after: Iterable[tuple[int, int]],
) -> None:
    audit.record(
        actor,
        action,
        ("year", year.id),
        now,
        where=audit.within(year),
        before={"pairs": sorted(list(pair) for pair in before)},
        after={"pairs": sorted(list(pair) for pair in after)},
    )
