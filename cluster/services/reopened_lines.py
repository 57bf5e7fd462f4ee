"""Which lines are open to a member although the year is in review, and which scores came before."""

from datetime import date, datetime

from sqlalchemy import func, or_, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.permissions import Actor
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, vietnam_day
from cluster.models import ReopenedLine, Reopening, Score, Year

Line = tuple[int, str]
"""A member's line: alliance and code."""


def open_lines(year: Year, today: date) -> frozenset[Line]:
    """Return the lines that members may report on today; none outside the review; one query."""
    if year.phase is not Phase.REVIEW:
        return frozenset()
    rows = db.session.execute(
        select(Reopening.alliance_id, ReopenedLine.criterion_code)
        .join(ReopenedLine, ReopenedLine.reopening_id == Reopening.id)
        .where(
            Reopening.year_id == year.id,
            Reopening.answered_at.is_(None),
            Reopening.due_on >= today,
        )
    )
    return frozenset((alliance_id, code) for alliance_id, code in rows)


def is_open(year: Year, alliance_id: int, code: str, now: datetime) -> bool:
    """Tell whether a member's line is open to it now."""
    return (alliance_id, code) in open_lines(year, vietnam_day(now))


def mark_changed(year: Year, alliance_id: int, code: str, now: datetime) -> None:
    """Note that a member reported anew on a line sent back: scores given before are older."""
    if year.phase is not Phase.REVIEW:
        return
    lines = db.session.scalars(
        select(ReopenedLine)
        .join(Reopening, Reopening.id == ReopenedLine.reopening_id)
        .where(
            Reopening.year_id == year.id,
            Reopening.alliance_id == alliance_id,
            Reopening.answered_at.is_(None),
            Reopening.due_on >= vietnam_day(now),
            ReopenedLine.criterion_code == code,
        )
    )
    for line in lines:
        line.changed_at, line.last_score_id = now, newest_score(year.id)


def newest_score(year_id: int) -> int:
    """Return the number of the newest score of the year; 0 before there is any."""
    return db.session.scalar(select(func.max(Score.id)).where(Score.year_id == year_id)) or 0


def older_than_report(year: Year, today: date) -> frozenset[tuple[int, str, Voice]]:
    """Return who scored which line before the member reported anew on it, and not since.

    Only of lines that are closed again, while the year is in review; one query.
    """
    if year.phase is not Phase.REVIEW:
        return frozenset()
    voice = (Score.alliance_id, Score.criterion_code, Score.layer, Score.scorer_id)
    older = (
        select(func.max(Score.id))
        .join(ReopenedLine, ReopenedLine.criterion_code == Score.criterion_code)
        .join(Reopening, Reopening.id == ReopenedLine.reopening_id)
        .where(
            Score.year_id == year.id,
            Score.layer.in_([Layer.CROSS, Layer.APPRAISAL]),
            Reopening.year_id == year.id,
            Reopening.alliance_id == Score.alliance_id,
            or_(Reopening.answered_at.is_not(None), Reopening.due_on < today),
        )
        .group_by(*voice)
        .having(func.max(Score.id) <= func.max(ReopenedLine.last_score_id))
    )
    rows = db.session.execute(select(*voice).where(Score.id.in_(older), Score.points.is_not(None)))
    return frozenset(
        (alliance_id, code, Voice(layer, scorer_id)) for alliance_id, code, layer, scorer_id in rows
    )


def of_line(
    actor: Actor, year: Year, alliance_id: int, code: str
) -> list[tuple[Reopening, ReopenedLine]]:
    """Return when one line was sent back, oldest first, to whom it concerns; one query."""
    if not permissions.can_see_sent_back(actor, year.cluster_id, alliance_id):
        return []
    rows = db.session.execute(
        select(Reopening, ReopenedLine)
        .join(ReopenedLine, ReopenedLine.reopening_id == Reopening.id)
        .where(
            Reopening.year_id == year.id,
            Reopening.alliance_id == alliance_id,
            ReopenedLine.criterion_code == code,
        )
        .order_by(Reopening.id)
    )
    return [(row, line) for row, line in rows]
