"""How far each member of a year has come, counted by the database."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, distinct, func, select

from cluster.database import db
from cluster.domain.achievements import ClaimStatus
from cluster.domain.membership import Member
from cluster.domain.objections import ObjectionKind
from cluster.domain.progress import Progress
from cluster.domain.rulebook import CriterionKind
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import (
    Claim,
    Criterion,
    CrossAssignment,
    Pledge,
    Score,
    Signature,
    Target,
    Year,
)
from cluster.services import reopened_lines, rulebook
from cluster.services.objection_rows import waiting
from cluster.services.scoring.figures import is_newest, newest_of


@dataclass(frozen=True, kw_only=True)
class _Lines:
    """The codes of the year's lines, by what is asked of them."""

    content: frozenset[str]
    with_target: frozenset[str]
    may_be_left_out: frozenset[str]


def _lines(year_id: int, pledge_id: int | None) -> _Lines:
    """Return the lines that count, and those that ask for targets in this pledge."""
    counts = Criterion.rulebook_id == rulebook.id_in_force(year_id)
    is_pledged = Criterion.rulebook_id == (
        select(Pledge.rulebook_id).where(Pledge.id == pledge_id).scalar_subquery()
    )
    found = db.session.execute(
        select(
            Criterion.code,
            Criterion.kind,
            Criterion.needs_target,
            Criterion.may_be_not_assigned,
            counts.label("counts"),
            is_pledged.label("is_pledged"),
        ).where(counts | is_pledged)
    ).all()
    rows = [row for row in found if row.counts]
    content = frozenset(row.code for row in rows if row.kind == CriterionKind.CONTENT)
    return _Lines(
        content=content,
        with_target=frozenset(r.code for r in found if r.is_pledged and r.needs_target),
        may_be_left_out=content & {row.code for row in rows if row.may_be_not_assigned},
    )


def progress_of(
    year: Year, members: Collection[Member], pledge_id: int | None, today: date
) -> list[Progress]:
    """Return how far each member is, in the order of the year; seven queries, two more in review
    and in the council's phase.
    """
    lines = _lines(year.id, pledge_id)
    targets = _targets(pledge_id, lines)
    signed = _signed(pledge_id)
    reported, drafts = _reports(year.id, lines)
    given, scored = _scores(year.id, lines)
    asked = {
        member.alliance_id: len(lines.content) - targets.get(member.alliance_id, (0, 0))[1]
        for member in members
    }
    cross_asked = _cross_asked(year.id, asked)
    sent_back = _sent_back(year, today)
    questions = _questions(year)
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
                open_again=sent_back["open", key],
                to_appraise_again=sent_back[Layer.APPRAISAL, key],
                to_cross_again=sent_back[Layer.CROSS, key],
                explanations=len(questions[ObjectionKind.EXPLANATION].get(key, ())),
                objections=len(questions[ObjectionKind.OBJECTION].get(key, ())),
            )
        )
    return progress


def _sent_back(year: Year, today: date) -> Counter[tuple[str, int]]:
    """Count by member its lines open again and appraised too early, and its own cross-scores."""
    counts = Counter(
        ("open", alliance_id) for alliance_id, _code in reopened_lines.open_lines(year, today)
    )
    counts.update(
        (voice.layer, voice.scorer_id or alliance_id)
        for alliance_id, _code, voice in reopened_lines.older_than_report(year, today)
    )
    return counts


def _questions(year: Year) -> dict[ObjectionKind, Mapping[int, tuple[str, ...]]]:
    """Return the questions that wait, by kind and member; none outside the council's phase."""
    is_time = year.phase is Phase.COUNCIL
    return {kind: waiting(year.id, kind) if is_time else {} for kind in ObjectionKind}


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
