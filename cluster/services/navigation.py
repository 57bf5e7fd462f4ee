"""What a person may move between: their clusters and the years of each."""

from dataclasses import dataclass

from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase
from cluster.models import Cluster, Year


@dataclass(frozen=True, kw_only=True)
class YearInSight:
    """A year as the page's frame names it."""

    id: int
    cluster_id: int
    number: int
    phase: Phase


@dataclass(frozen=True, kw_only=True)
class ClusterInSight:
    """A cluster that a person sees, with its years, newest first."""

    id: int
    name: str
    name_en: str
    is_sample: bool
    years: tuple[YearInSight, ...]


def clusters_in_sight(actor: Actor) -> list[ClusterInSight]:
    """Return the clusters in which the person holds a role, or all for whoever administers.

    One query.
    """
    if not actor.administers and not actor.clusters:
        return []
    query = (
        select(
            Cluster.id,
            Cluster.name,
            Cluster.name_en,
            Cluster.is_sample,
            Year.id.label("year_id"),
            Year.number,
            Year.phase,
        )
        .outerjoin(Year, Year.cluster_id == Cluster.id)
        .order_by(Cluster.id, Year.number.desc())
    )
    if not actor.administers:
        query = query.where(Cluster.id.in_(actor.clusters))
    years: dict[int, list[YearInSight]] = {}
    rows = db.session.execute(query).all()
    for row in rows:
        of_cluster = years.setdefault(row.id, [])
        if row.year_id is not None:
            of_cluster.append(
                YearInSight(id=row.year_id, cluster_id=row.id, number=row.number, phase=row.phase)
            )
    return [
        ClusterInSight(
            id=row.id,
            name=row.name,
            name_en=row.name_en,
            is_sample=row.is_sample,
            years=tuple(years[row.id]),
        )
        for row in {row.id: row for row in rows}.values()
    ]
