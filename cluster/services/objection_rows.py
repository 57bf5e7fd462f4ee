"""What members asked or objected to, as rows: of one line, undecided, and until when."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.objections import ObjectionKind, last_day
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase, vietnam_day
from cluster.models import Objection, PhaseDate, Year


def last_day_of(year: Year) -> date | None:
    """Return the last day to ask or object; None before the council's phase began; one query."""
    began_at = db.session.scalar(
        select(PhaseDate.began_at).where(
            PhaseDate.year_id == year.id, PhaseDate.phase == Phase.COUNCIL
        )
    )
    return None if began_at is None else last_day(vietnam_day(began_at), year.objection_days)


def of_line(actor: Actor, year: Year, alliance_id: int, code: str) -> list[Objection]:
    """Return what a member asked about one line, to who follows it, oldest first; one query."""
    if not permissions.can_see_objections(actor, year.cluster_id, alliance_id):
        return []
    rows = db.session.scalars(
        select(Objection)
        .where(
            Objection.year_id == year.id,
            Objection.alliance_id == alliance_id,
            Objection.criterion_code == code,
        )
        .order_by(Objection.id)
    )
    return list(rows)


def waiting(year_id: int, kind: ObjectionKind) -> dict[int, tuple[str, ...]]:
    """Return the codes of the lines whose question of this kind waits, by member; one query."""
    rows = db.session.execute(
        select(Objection.alliance_id, Objection.criterion_code)
        .where(Objection.year_id == year_id, Objection.kind == kind, Objection.verdict.is_(None))
        .order_by(Objection.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for alliance_id, code in rows:
        found[alliance_id].append(code)
    return {alliance_id: tuple(codes) for alliance_id, codes in found.items()}
