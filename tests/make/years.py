"""Emulation years for tests, made by the real services."""

from collections.abc import Sequence

from cluster.domain.permissions import SYSTEM
from cluster.models import Alliance, Cluster, Year
from cluster.services import leadership, years
from tests.conftest import NOW
from tests.make.members import make_alliances, make_cluster
from tests.make.once import once


@once
def make_year(
    number: int = 2026,
    *,
    cluster: Cluster | None = None,
    alliances: Sequence[Alliance] | int = 6,
    leader: bool = True,
) -> Year:
    """Open a year with its members, in the phase Setup; the first two lead it.

    `alliances`: those that compete, or how many new ones to register.
    """
    cluster = cluster or make_cluster()
    if isinstance(alliances, int):
        alliances = make_alliances(alliances)
    year = years.open_year(SYSTEM, cluster.id, number, now=NOW)
    years.set_members(SYSTEM, year.id, [alliance.id for alliance in alliances], now=NOW)
    if leader and len(alliances) > 1:
        leadership.appoint(
            SYSTEM,
            cluster.id,
            number,
            leader_id=alliances[0].id,
            deputy_id=alliances[1].id,
            now=NOW,
        )
    return year
