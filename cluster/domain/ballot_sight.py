"""Who knows of a ballot, sees its votes, votes and counts: one answer for every page and paper."""

from collections.abc import Collection

from cluster.domain.ballot_results import Settlement
from cluster.domain.ballots import BallotStatus, Method
from cluster.domain.permissions import Actor, Role, can_run_year, can_see_cluster
from cluster.domain.score_sight import PUBLIC, SETTLED
from cluster.domain.years import Phase


def sees_ballot(
    actor: Actor,
    cluster_id: int,
    phase: Phase,
    status: BallotStatus,
    *,
    is_announced: bool = False,
) -> bool:
    """Tell whether somebody knows of a ballot and of who has voted in it.

    The council and who runs or audits the year do; other members once its result is announced,
    or all is published.
    """
    if actor.is_system or actor.holds(
        cluster_id, Role.COUNCIL, Role.CHAIR, Role.SECRETARY, Role.AUDITOR
    ):
        return True
    is_member = bool(actor.alliances(cluster_id))
    is_public = is_announced or phase in PUBLIC
    return is_member and is_public and status is BallotStatus.CLOSED


def sees_result(
    actor: Actor,
    cluster_id: int,
    phase: Phase,
    status: BallotStatus,
    *,
    is_announced: bool = False,
) -> bool:
    """Tell whether somebody sees the votes of a ballot: nobody at all before it is closed.

    Then the council and who runs the year; everybody in the cluster once the result is announced;
    else the auditor once the year is frozen, members once published. What nobody may see in this
    way stands on no page, paper or entry of the record.
    """
    if status is not BallotStatus.CLOSED:
        return False
    if actor.is_system or actor.holds(cluster_id, Role.COUNCIL, Role.CHAIR, Role.SECRETARY):
        return True
    if actor.holds(cluster_id, Role.AUDITOR):
        return is_announced or phase in SETTLED
    return sees_ballot(actor, cluster_id, phase, status, is_announced=is_announced)


def can_settle(actor: Actor, cluster_id: int, how: Settlement) -> bool:
    """Only the chair decides between equals; whoever runs the year records a lot."""
    if how is Settlement.CHAIR:
        return actor.is_system or actor.holds(cluster_id, Role.CHAIR)
    return can_run_year(actor, cluster_id)


def sees_turnout(actor: Actor, cluster_id: int) -> bool:
    """Tell whether somebody sees that a ballot is held, and how many units have voted by now.

    Everybody in the cluster does, as in a hall: never who has voted, nor for whom.
    """
    return can_see_cluster(actor, cluster_id)


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
