"""Whose reports a person sees, as the year stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.achievements import UNDER_REVIEW
from cluster.domain.permissions import Actor, Role
from cluster.domain.years import Phase, vietnam_day
from cluster.models import CrossAssignment, Year
from cluster.services import years
from cluster.services.reopened_lines import open_lines


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What one person sees of the reports of a year."""

    actor: Actor
    year: Year
    cross_scored: frozenset[int]
    open_lines: frozenset[tuple[int, str]]

    def sees(self, alliance_id: int, *, is_draft: bool = False) -> bool:
        """Tell whether this member's reports are seen, with all they say."""
        return permissions.can_see_claims(
            self.actor,
            self.year.cluster_id,
            alliance_id,
            is_draft=is_draft,
            under_review=self.year.phase in UNDER_REVIEW,
            cross_scores=alliance_id in self.cross_scored,
        )

    @property
    def counts(self) -> bool:
        """Tell whether the number of everybody's reports is seen."""
        return permissions.can_count_claims(self.actor, self.year.cluster_id)

    def may_report(self, alliance_id: int, code: str = "") -> bool:
        """Tell whether this person reports for the member at present, or on this line again."""
        in_time = self.year.phase is Phase.REPORT or (alliance_id, code) in self.open_lines
        return in_time and permissions.can_report_for(self.actor, self.year.cluster_id, alliance_id)


def sight_of(actor: Actor, year_id: int) -> Sight:
    """Return what the person sees of the year's reports (2 queries, 3 in review)."""
    year = years.get_visible(actor, year_id)
    own = [
        alliance_id
        for alliance_id in actor.alliances(year.cluster_id)
        if actor.speaks_for(year.cluster_id, alliance_id, Role.OFFICER)
    ]
    assigned = db.session.scalars(
        select(CrossAssignment.alliance_id).where(
            CrossAssignment.year_id == year.id, CrossAssignment.scorer_id.in_(own)
        )
    )
    return Sight(
        actor=actor,
        year=year,
        cross_scored=frozenset(assigned),
        open_lines=open_lines(year, vietnam_day(datetime.now(UTC))),
    )
