"""Which years there are, and where each one stands."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import exists, func, select

from cluster.database import db, get_or_raise
from cluster.domain import permissions
from cluster.domain.permissions import Actor
from cluster.domain.pledges import PledgeStatus
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, YearState, vietnam_day
from cluster.models import (
    FrozenRanking,
    Leadership,
    PhaseDate,
    Pledge,
    RuleBook,
    Signature,
    Year,
    YearMember,
)
from cluster.services import reopened_lines

TOGETHER: dict[str, Any] = {"read": True, "of": Year}
ALONE: dict[str, Any] = {"key_share": True, "of": Year}


def get_visible(actor: Actor, year_id: int, *, alone: bool = False) -> Year:
    """Return the year; for whoever has no role in its cluster it does not exist.

    Within a unit of work its phase stays what it is until that ends: who writes in the year does
    so beside others, who changes the year itself (`alone`) waits for them and they for it.
    """
    year = get_or_raise(Year, year_id, lock=ALONE if alone else TOGETHER)
    permissions.require_sight(permissions.can_see_cluster(actor, year.cluster_id))
    return year


def get_to_run(actor: Actor, year_id: int, *, alone: bool = False) -> Year:
    """Return the year to who runs it; everybody else who sees it is refused."""
    year = get_visible(actor, year_id, alone=alone)
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
    return year


def state_of(year: Year, today: date | None = None) -> YearState:
    """Return what the moves of the year depend on today (1 query, 3 in review)."""
    today = today or vietnam_day(datetime.now(UTC))
    older = reopened_lines.older_than_report(year, today)
    pledges = select(Pledge.id).where(Pledge.year_id == year.id)
    signed_version = (
        select(RuleBook.version)
        .join(Pledge, Pledge.rulebook_id == RuleBook.id)
        .where(Pledge.year_id == year.id, Pledge.status == PledgeStatus.IN_FORCE)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            exists().where(RuleBook.year_id == year.id, RuleBook.published_at.is_not(None)),
            select(func.count()).where(YearMember.year_id == year.id).scalar_subquery(),
            exists().where(
                Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number
            ),
            select(func.count()).where(Signature.pledge_id.in_(pledges)).scalar_subquery(),
            exists().where(Pledge.year_id == year.id, Pledge.status == PledgeStatus.IN_FORCE),
            select(RuleBook.id)
            .where(RuleBook.year_id == year.id, RuleBook.published_at.is_not(None))
            .where(RuleBook.version > signed_version)
            .exists(),
            exists().where(
                Pledge.year_id == year.id,
                Pledge.version > 1,
                Pledge.status.in_([PledgeStatus.DRAFT, PledgeStatus.SIGNING]),
            ),
            exists().where(FrozenRanking.year_id == year.id),
        )
    ).one()
    return YearState(
        phase=year.phase,
        rulebook_published=bool(row[0]),
        members=row[1],
        has_leader=bool(row[2]),
        signatures=row[3],
        pledge_in_force=bool(row[4]),
        rulebook_unsigned=bool(row[5]),
        amendment_open=bool(row[6]),
        result_frozen=bool(row[7]),
        lines_open=len(reopened_lines.open_lines(year, today)),
        lines_to_confirm=sum(voice.layer is Layer.APPRAISAL for _member, _code, voice in older),
    )


def mark_of(*parts: object) -> str:
    """Return a short mark of what a form shows, to notice when it was changed meanwhile."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def phase_dates(year_id: int) -> dict[Phase, PhaseDate]:
    """Return when each phase is planned and when it began, where one of them is known."""
    rows = db.session.scalars(select(PhaseDate).where(PhaseDate.year_id == year_id))
    return {row.phase: row for row in rows}
