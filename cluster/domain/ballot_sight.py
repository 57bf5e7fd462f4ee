"""Who knows of a ballot, sees its votes, votes and counts: one answer for every page and paper."""

from collections.abc import Collection

from cluster.domain.ballots import BallotStatus, Method
from cluster.domain.permissions import Actor, Role
from cluster.domain.years import Phase

SETTLED = frozenset({Phase.FROZEN, Phase.PUBLISHED, Phase.ARCHIVED})
PUBLIC = frozenset({Phase.PUBLISHED, Phase.ARCHIVED})


def sees_ballot(actor: Actor, cluster_id: int, phase: Phase, status: BallotStatus) -> bool:
    """Tell whether somebody knows of a ballot and of who has voted in it.

    The council and who runs or audits the year do; other members once all is published.
    """
    if actor.is_system or actor.holds(
        cluster_id, Role.COUNCIL, Role.CHAIR, Role.SECRETARY, Role.AUDITOR
    ):
        return True
    is_member = bool(actor.alliances(cluster_id))
    return is_member and phase in PUBLIC and status is BallotStatus.CLOSED


def sees_result(actor: Actor, cluster_id: int, phase: Phase, status: BallotStatus) -> bool:
    """Tell whether somebody sees the votes of a ballot: nobody at all before it is closed.

    Then the council and who runs the year; the auditor once the year is frozen; members once
    published. What nobody may see in this way stands on no page, paper or entry of the record.
    """
    if status is not BallotStatus.CLOSED:
        return False
    if actor.is_system or actor.holds(cluster_id, Role.COUNCIL, Role.CHAIR, Role.SECRETARY):
        return True
    if actor.holds(cluster_id, Role.AUDITOR):
        return phase in SETTLED
    return sees_ballot(actor, cluster_id, phase, status)


def can_vote_for(
    actor: Actor, cluster_id: int, alliance_id: int, electors: Collection[int]
) -> bool:
    """Only a council member of the unit votes, and only who was one when the ballot opened."""
    return actor.user_id in electors and actor.speaks_for(cluster_id, alliance_id, Role.COUNCIL)


def can_count(actor: Actor, cluster_id: int, method: Method) -> bool:
    """Hands are counted by who runs the year; papers by two persons of those or of the council."""
    roles = [Role.SECRETARY, Role.CHAIR]
    if method is Method.PAPER:
        roles.append(Role.COUNCIL)
    return actor.user_id is not None and actor.holds(cluster_id, *roles)
