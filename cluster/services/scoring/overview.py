"""The first page of scoring: the table, and what waits to be filled."""

from dataclasses import dataclass

from cluster.domain.permissions import Actor
from cluster.domain.scoring import Layer
from cluster.services.scoring.bars import can_see_bars
from cluster.services.scoring.basis import gather
from cluster.services.scoring.progress import Progress, progress_of
from cluster.services.scoring.table import ScoreTable, table_of


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The score table with how far scoring has come; `sees_bars`: who may not be nominated."""

    table: ScoreTable
    progress: Progress
    sees_bars: bool


def overview(actor: Actor, year_id: int, *, layer: Layer | None = None) -> Overview:
    """Return the score table of a year with what this person may fill in it."""
    basis = gather(actor, year_id)
    return Overview(
        table=table_of(basis, layer),
        progress=progress_of(basis),
        sees_bars=can_see_bars(actor, basis.year.cluster_id),
    )
