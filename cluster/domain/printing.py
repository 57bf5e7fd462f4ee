"""Papers: which there are, when each may be issued, and who may have it."""

from dataclasses import dataclass
from enum import StrEnum

from cluster.domain.ballot_sight import sees_result
from cluster.domain.ballots import BallotStatus
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.permissions import Actor, Role, can_see_cluster, can_see_pledge
from cluster.domain.pledges import PledgeStatus
from cluster.domain.years import REPORTING_CLOSED, Phase, check_phase


class PaperKind(StrEnum):
    """Which papers a year ends in."""

    JOINT_PLEDGE = "joint_pledge"
    MEMBER_PLEDGE = "member_pledge"
    SCORE_SUMMARY = "score_summary"
    STANDINGS = "standings"
    BALLOT_RECORD = "ballot_record"
    AWARD = "award"
    YEAR_REPORT = "year_report"
    RATING_MINUTES = "rating_minutes"
    AWARD_PROPOSAL = "award_proposal"
    AWARD_LIST = "award_list"
    PAYMENT_LIST = "payment_list"
    HANDOVER_MINUTES = "handover_minutes"


PAPER_KIND_NAMES: dict[PaperKind, Message] = {
    PaperKind.JOINT_PLEDGE: _("Joint pledge"),
    PaperKind.MEMBER_PLEDGE: _("Pledge certificate of a member"),
    PaperKind.SCORE_SUMMARY: _("Score summary table"),
    PaperKind.STANDINGS: _("Standings"),
    PaperKind.BALLOT_RECORD: _("Minutes of a ballot"),
    PaperKind.AWARD: _("Award certificate"),
    PaperKind.YEAR_REPORT: _("Report of the year"),
    PaperKind.RATING_MINUTES: _("Minutes of the rating meeting"),
    PaperKind.AWARD_PROPOSAL: _("Proposal of awards"),
    PaperKind.AWARD_LIST: _("List with a decision"),
    PaperKind.PAYMENT_LIST: _("Payment list"),
    PaperKind.HANDOVER_MINUTES: _("Handover minutes"),
}

SCORE_PAPERS = (PaperKind.SCORE_SUMMARY, PaperKind.STANDINGS)
FOR_ALL_MEMBERS = (PaperKind.YEAR_REPORT, PaperKind.AWARD_LIST, PaperKind.HANDOVER_MINUTES)
VOTES = (PaperKind.BALLOT_RECORD, PaperKind.RATING_MINUTES)
"""Papers that every member has once the year is published; and those that tell how votes fell."""
SCORING = REPORTING_CLOSED
SETTLING = (Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED, Phase.ARCHIVED)
PUBLIC = (Phase.PUBLISHED, Phase.ARCHIVED)


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What decides who may have an issued paper; `is_final` False: points not frozen yet."""

    kind: PaperKind
    cluster_id: int
    phase: Phase
    alliance_id: int | None
    is_final: bool


def check_pledge_certificate(status: PledgeStatus) -> None:
    """Refuse to certify a pledge that not every member has signed."""
    if status is not PledgeStatus.IN_FORCE:
        raise RuleViolation(_("There is no pledge certificate before the pledge is in force."))


def check_score_paper(phase: Phase) -> None:
    """Refuse score papers while nobody but the members themselves has scored."""
    check_phase(phase, SCORING, _("Printing scores"))


def can_have_paper(actor: Actor, paper: PaperFacts) -> bool:
    """Who runs the year and the auditor have every paper; others what their role includes.

    The joint pledge is for all who see the pledge. Certificates are the member's own. Final
    score papers, report and lists are everybody's once published, and the council's from its
    session on. Minutes that tell votes go to who sees these. Proposal and payments stay with who
    runs the year.
    """
    cluster_id = paper.cluster_id
    if paper.kind in VOTES:
        return sees_result(actor, cluster_id, paper.phase, BallotStatus.CLOSED)
    if actor.is_system or actor.holds(cluster_id, Role.SECRETARY, Role.CHAIR, Role.AUDITOR):
        return True
    if paper.kind is PaperKind.JOINT_PLEDGE:
        return can_see_pledge(actor, cluster_id, reporting_closed=paper.phase in SCORING)
    if paper.kind in (*SCORE_PAPERS, *FOR_ALL_MEMBERS):
        if paper.phase in SETTLING and actor.holds(cluster_id, Role.COUNCIL):
            return True
        return paper.is_final and paper.phase in PUBLIC and can_see_cluster(actor, cluster_id)
    return paper.alliance_id is not None and actor.speaks_for(
        cluster_id, paper.alliance_id, Role.OFFICER, Role.SIGNER
    )
