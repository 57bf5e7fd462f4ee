"""Propose awards, and take proposals back."""

from datetime import datetime

from cluster.database import atomic, db, get_or_raise
from cluster.domain.awards import (
    PROPOSING,
    AwardStatus,
    Recipient,
    check_move,
    check_proposable,
)
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import check_phase, vietnam_day
from cluster.models import Award, AwardKind
from cluster.services import audit, years
from cluster.services.awards.nominations import nomination_of
from cluster.services.awards.papers import check_words_fit, usual_decision
from cluster.services.awards.reading import get_to_change


@atomic()
def propose(
    actor: Actor,
    year_id: int,
    *,
    kind_id: int,
    alliance_id: int,
    recipient: Recipient,
    recipient_name: str = "",
    reason: str,
    honorific: str = "",
    position: str = "",
    now: datetime,
) -> Award:
    """Propose an award for a collective or a person of one member.

    Without a name the collective is the member alliance itself, called as on the day of decision.
    Its words must fit on the certificate.
    """
    year = years.get_to_run(actor, year_id)
    check_phase(year.phase, PROPOSING, _("Proposing an award"))
    kind = get_or_raise(AwardKind, kind_id)
    award = Award(
        year_id=year_id,
        kind_id=kind_id,
        alliance_id=alliance_id,
        recipient=recipient,
        honorific=honorific if recipient is Recipient.INDIVIDUAL else "",
        recipient_name=recipient_name,
        position=position,
        reason=reason,
        proposed_on=vietnam_day(now),
    )
    check_proposable(nomination_of(award, kind, year))
    check_words_fit(year, award, kind, usual_decision(award, kind))
    db.session.add(award)
    db.session.flush()
    audit.record(
        actor,
        "award.proposed",
        ("award", award.id),
        now,
        where=audit.within(year, alliance_id),
        after={"kind": kind.name_vi, "recipient_name": recipient_name, "reason": reason},
    )
    return award


@atomic()
def withdraw(actor: Actor, award_id: int, *, reason: str, now: datetime) -> Award:
    """Take a proposal back before it is decided."""
    award, year = get_to_change(actor, award_id)
    check_move(award.status, AwardStatus.WITHDRAWN)
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")
    before, award.status = award.status, AwardStatus.WITHDRAWN
    audit.record(
        actor,
        "award.withdrawn",
        ("award", award.id),
        now,
        where=audit.within(year, award.alliance_id),
        before={"status": before.value},
        after={"status": award.status.value},
        reason=reason,
    )
    return award
