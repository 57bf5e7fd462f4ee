"""The year in figures, for the hall: what is published, and what was public all along."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cluster.domain.permissions import Actor
from cluster.domain.rulebook import CriterionKind
from cluster.models import Year
from cluster.services import awards, pledges
from cluster.services.scoring import Row, ScoreTable


@dataclass(frozen=True, kw_only=True)
class SectionBar:
    """A section of the rule book with the members' average points."""

    name_vi: str
    name_en: str
    average: Decimal
    maximum: Decimal


@dataclass(frozen=True, kw_only=True)
class Report:
    """The year in figures; of points nothing before they are published.

    `signed`: members that signed the pledge. `awards`: decided ones.
    """

    signed: int
    awards: int
    best: Decimal | None
    average: Decimal | None
    sections: tuple[SectionBar, ...]


def report_of(hall: Actor, year: Year, table: ScoreTable | None) -> Report:
    """Return the figures of a year; `table` is the published one, None before."""
    pledge = pledges.find_view(hall, year.id)
    totals = [each.total for each in table.totals if each.total is not None] if table else []
    return Report(
        signed=len(pledge.signatures) if pledge else 0,
        awards=len(awards.list_awards(hall, year.id)),
        best=max(totals, default=None),
        average=_mean(totals) if totals else None,
        sections=_sections(table) if table else (),
    )


def _sections(table: ScoreTable) -> tuple[SectionBar, ...]:
    return tuple(
        SectionBar(
            name_vi=row.criterion.name_vi,
            name_en=row.criterion.name_en,
            average=_mean([cell.points or Decimal(0) for cell in row.cells]),
            maximum=row.maximum,
        )
        for row in content_sections(table)
    )


def content_sections(table: ScoreTable) -> list[Row]:
    """Return the sections at the top that hold content lines; bonus and penalty stand apart."""
    found: list[Row] = []
    above: Row | None = None
    for row in table.rows:
        if row.is_section and row.depth == 0:
            above = row
        elif row.criterion.kind is CriterionKind.CONTENT and above and above not in found:
            found.append(above)
    return found


def _mean(points: Sequence[Decimal]) -> Decimal:
    return sum(points, Decimal(0)) / len(points)
