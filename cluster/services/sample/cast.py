"""Who acts in the sample, and for whom."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cluster.domain.permissions import Actor
from cluster.domain.years import VIETNAM


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The sample cluster with its alliances (by code) and the people who act in it."""

    cluster_id: int
    alliances: dict[str, int]
    actors: dict[str, Actor]

    @property
    def secretary(self) -> Actor:
        """Return who runs the year."""
        return self.actors["thu-ky"]

    @property
    def chair(self) -> Actor:
        """Return who chairs the council."""
        return self.actors["chu-tri"]

    def head(self, member: str) -> Actor:
        """Return the member's authorised signer."""
        return self.actors[f"lanh-dao.{member.lower()}"]

    def officer(self, member: str) -> Actor:
        """Return the member's emulation officer."""
        return self.actors[f"can-bo.{member.lower()}"]

    def reviewer_of(self, member: str) -> Actor:
        """Return an appraiser from another alliance than the member's."""
        return self.actors["tham-dinh.hcm" if member == "KHA" else "tham-dinh.kha"]


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of the sample, given in Vietnamese time."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)
