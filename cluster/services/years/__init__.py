"""Emulation years: which there are, where they stand, their members, dates and phases."""

from cluster.services.years.opening import open_year
from cluster.services.years.overview import (
    ClusterYears,
    NextMove,
    Overview,
    list_by_cluster,
    overview,
)
from cluster.services.years.running import enter_frozen, move, plan, set_members, set_theme
from cluster.services.years.state import get_to_run, get_visible, phase_dates, state_of

__all__ = [
    "ClusterYears",
    "NextMove",
    "Overview",
    "enter_frozen",
    "get_to_run",
    "get_visible",
    "list_by_cluster",
    "move",
    "open_year",
    "overview",
    "phase_dates",
    "plan",
    "set_members",
    "set_theme",
    "state_of",
]
