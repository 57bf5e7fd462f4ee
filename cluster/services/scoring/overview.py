"""The first page of scoring: the matrix, and what waits to be filled."""

from dataclasses import dataclass

from cluster.domain.permissions import Actor
from cluster.domain.score_sight import Voice
from cluster.services.scoring.bars import can_see_bars
from cluster.services.scoring.basis import gather
from cluster.services.scoring.matrix import Matrix, matrix_of
from cluster.services.scoring.progress import Progress, progress_of


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The score matrix with how far scoring has come; `sees_bars`: who may not be nominated."""

    matrix: Matrix
    progress: Progress
    sees_bars: bool


def overview(actor: Actor, year_id: int, *, voice: Voice | None = None) -> Overview:
    """Return the score matrix of a year with what this person may fill in it."""
    basis = gather(actor, year_id)
    return Overview(
        matrix=matrix_of(basis, voice),
        progress=progress_of(basis),
        sees_bars=can_see_bars(actor, basis.year.cluster_id),
    )
