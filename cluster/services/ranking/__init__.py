"""Places of a year: as they stand, and frozen once and for all."""

from cluster.services.ranking.freezing import (
    announce_seed,
    blockers_of,
    check_ready,
    freeze,
    seen_by_all,
    store,
)
from cluster.services.ranking.reading import (
    Standing,
    Standings,
    standings,
    standings_of,
    view_to_announce,
    view_to_freeze,
)

__all__ = [
    "Standing",
    "Standings",
    "announce_seed",
    "blockers_of",
    "check_ready",
    "freeze",
    "seen_by_all",
    "standings",
    "standings_of",
    "store",
    "view_to_announce",
    "view_to_freeze",
]
