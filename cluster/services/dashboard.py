"""What each person sees first: what is due, how far the members are, where their own stand.

The number of queries depends on the person's roles and the year's phase, never on the members.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, distinct, exists, func, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.achievements import ClaimStatus
from cluster.domain.duties import Duty, Progress, Situation, Where, duties, phase_after
from cluster.domain.errors import Message, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.ranking import FrozenResult, ResultLine
from cluster.domain.rulebook import CriterionKind
from cluster.domain.score_sight import SETTLED, Sight
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, vietnam_day, what_blocks
from cluster.models import (
    Alliance,
    Claim,
    Cluster,
    Criterion,
    CrossAssignment,
    FrozenRanking,
    Leadership,
    Pledge,
    RoleGrant,
    RuleBook,
    Score,
    Signature,
    Target,
    User,
    Year,
)
from cluster.services import years
from cluster.services.members import members_of
from cluster.services.scoring.figures import is_newest, newest_of


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """One step of setting up a fresh installation."""

    message: Message
    where: Where
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """A year as it concerns one person.

    `all_members`: their progress, for those who run or audit the year, else empty. `own`: of the
    alliances this person speaks for. `results`: the frozen results that this person may see.
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
        members=_progress(year, members, pledge[0] if pledge else None),
        pledge=pledge[1] if pledge else None,
        blocks=what_blocks(years.state_of(year), following) if following else [],
        next_on=planned.get(following) if following else None,
    )
    leader, deputy = _leaders(year, members)
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
        results=_results(actor, year),
        pledge=at.pledge,
        names={member.alliance_id: member.short_name for member in members},
    )


def first_steps(actor: Actor) -> list[FirstStep]:
    """Return the steps from an empty installation to the first pledge, for who takes them.

    Empty once the last one is done. One query.
    """
    if not permissions.can_register(actor):
        return []
    organiser = exists().where(RoleGrant.role.in_([Role.SECRETARY, Role.CHAIR]))
    done = db.session.execute(
        select(
            exists().where(Cluster.id > 0),
            select(func.count(Alliance.id)).scalar_subquery() >= 2,
            organiser & exists().where(RoleGrant.role == Role.OFFICER),
            exists().where(Year.id > 0),
            exists().where(RuleBook.published_at.is_not(None)),
            exists().where(Pledge.id > 0),
        )
    ).one()
    if done[-1]:
        return []
    steps = (
        (_("Register the cluster."), Where.MEMBERS),
        (_("Register the alliances of the cluster, with their heads."), Where.MEMBERS),
        (_("Invite the people and give them their roles."), Where.PEOPLE),
        (_("Open the year and choose its members and leader."), Where.YEAR),
        (_("Write the rule book of the year and publish it."), Where.RULEBOOK),
        (_("Start the joint pledge."), Where.PLEDGE),
    )
    return [
        FirstStep(message=message, where=where, is_done=bool(is_done))
        for (message, where), is_done in zip(steps, done, strict=True)
    ]


def locked_accounts(actor: Actor, *, now: datetime) -> int:
    """Return how many accounts are locked after wrong passwords; zero for who cannot unlock."""
    if not actor.administers:
        return 0
    locked = select(func.count(User.id)).where(User.locked_until > now)
    return db.session.scalar(locked) or 0


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
        .order_by(Pledge.version.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True, kw_only=True)
class _Lines:
    """The codes of the year's lines, by what is asked of them."""

    content: frozenset[str]
    with_target: frozenset[str]
    may_be_left_out: frozenset[str]


def _lines(year_id: int) -> _Lines:
    current = (
        select(RuleBook.id)
        .where(RuleBook.year_id == year_id)
        .order_by(RuleBook.published_at.is_(None), RuleBook.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Criterion.code, Criterion.kind, Criterion.needs_target, Criterion.may_be_not_assigned
        ).where(Criterion.rulebook_id == current)
    ).all()
    content = frozenset(row.code for row in rows if row.kind == CriterionKind.CONTENT)
    return _Lines(
        content=content,
        with_target=frozenset(row.code for row in rows if row.needs_target),
        may_be_left_out=content & {row.code for row in rows if row.may_be_not_assigned},
    )


def _progress(year: Year, members: Collection[Member], pledge_id: int | None) -> list[Progress]:
    lines = _lines(year.id)
    targets = _targets(pledge_id, lines)
    signed = _signed(pledge_id)
    reported, drafts = _reports(year.id, lines)
    given, scored = _scores(year.id, lines)
    asked = {
        member.alliance_id: len(lines.content) - targets.get(member.alliance_id, (0, 0))[1]
        for member in members
    }
    cross_asked = _cross_asked(year.id, asked)
    progress = []
    for member in members:
        key = member.alliance_id
        most = asked[key]
        progress.append(
            Progress(
                alliance_id=key,
                short_name=member.short_name,
                targets_asked=len(lines.with_target) if pledge_id else 0,
                targets_set=targets.get(key, (0, 0))[0],
                has_signed=key in signed,
                lines=most,
                reported=min(reported.get(key, 0), most),
                drafts=drafts.get(key, 0),
                self_scored=min(given.get((key, Layer.SELF), 0), most),
                cross_asked=cross_asked.get(key, 0),
                cross_given=min(given.get((key, Layer.CROSS), 0), cross_asked.get(key, 0)),
                appraised=min(given.get((key, Layer.APPRAISAL), 0), most),
                settled=min(given.get((key, Layer.FINAL), 0), most),
                scored=min(scored.get(key, 0), most),
            )
        )
    return progress


def _targets(pledge_id: int | None, lines: _Lines) -> dict[int, tuple[int, int]]:
    """Return how many targets each alliance has set, and how many content lines it leaves out."""
    is_set = Target.value.is_not(None) | Target.not_assigned
    leaves_out = Target.not_assigned & Target.criterion_code.in_(lines.may_be_left_out)
    rows = db.session.execute(
        select(
            Target.alliance_id,
            func.sum(case((is_set & Target.criterion_code.in_(lines.with_target), 1), else_=0)),
            func.sum(case((leaves_out, 1), else_=0)),
        )
        .where(Target.pledge_id == pledge_id)
        .group_by(Target.alliance_id)
    )
    return {alliance_id: (given, left_out) for alliance_id, given, left_out in rows}


def _signed(pledge_id: int | None) -> frozenset[int]:
    rows = select(Signature.alliance_id).where(Signature.pledge_id == pledge_id)
    return frozenset(db.session.scalars(rows))


def _reports(year_id: int, lines: _Lines) -> tuple[dict[int, int], dict[int, int]]:
    """Return in how many content lines each alliance reported, and how many drafts it has."""
    submitted = (Claim.status == ClaimStatus.SUBMITTED) & Claim.criterion_code.in_(lines.content)
    rows = db.session.execute(
        select(
            Claim.alliance_id,
            func.count(distinct(case((submitted, Claim.criterion_code)))),
            func.sum(case((Claim.status == ClaimStatus.DRAFT, 1), else_=0)),
        )
        .where(Claim.year_id == year_id)
        .group_by(Claim.alliance_id)
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _scores(year_id: int, lines: _Lines) -> tuple[dict[tuple[int, Layer], int], dict[int, int]]:
    """Return how many lines have points: by alliance and layer, and by alliance in any layer.

    A cross-score counts for the alliance that gives it, others for the one that receives it.
    """
    newest = newest_of(year_id)
    giver = case((Score.layer == Layer.CROSS, Score.scorer_id), else_=Score.alliance_id)
    standing = (
        select(giver.label("giver"), Score.alliance_id, Score.layer, Score.criterion_code)
        .join(newest, is_newest(newest, year_id))
        .where(Score.points.is_not(None), Score.criterion_code.in_(lines.content))
        .subquery()
    )
    rows: Any = db.session.execute(
        select(standing.c.giver, standing.c.layer, func.count()).group_by(
            standing.c.giver, standing.c.layer
        )
    )
    given = {(alliance_id, layer): count for alliance_id, layer, count in rows}
    any_layer = db.session.execute(
        select(standing.c.alliance_id, func.count(distinct(standing.c.criterion_code))).group_by(
            standing.c.alliance_id
        )
    )
    return given, {row[0]: row[1] for row in any_layer}


def _cross_asked(year_id: int, asked: Mapping[int, int]) -> dict[int, int]:
    """Return how many lines of others each alliance is to cross-score."""
    wanted: dict[int, int] = {}
    pairs = select(CrossAssignment.scorer_id, CrossAssignment.alliance_id).where(
        CrossAssignment.year_id == year_id
    )
    for scorer_id, alliance_id in db.session.execute(pairs):
        wanted[scorer_id] = wanted.get(scorer_id, 0) + asked.get(alliance_id, 0)
    return wanted


def _results(actor: Actor, year: Year) -> list[ResultLine]:
    """Return the frozen results that this person may see, in order of place."""
    if year.phase not in SETTLED:
        return []
    stored = db.session.scalar(
        select(FrozenRanking.result)
        .where(FrozenRanking.year_id == year.id)
        .order_by(FrozenRanking.revision.desc())
        .limit(1)
    )
    if stored is None:
        return []
    sight = Sight(actor=actor, cluster_id=year.cluster_id, phase=year.phase)
    lines = FrozenResult.from_data(stored).lines
    return [line for line in lines if sight.sees_result(line.member)]
