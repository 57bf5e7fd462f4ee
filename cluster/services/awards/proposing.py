"""Propose awards, and take proposals back."""

from datetime import datetime

from sqlalchemy import exists, select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.awards import (
    PROPOSING,
    AwardStatus,
    Nomination,
    Recipient,
    check_move,
    check_proposable,
)
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import check_phase, vietnam_day
from cluster.models import Award, AwardKind, Leadership, NominationBar, Year, YearMember
from cluster.services import audit, years
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
    """
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
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
    check_proposable(_nomination(award, kind, year))
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


def _nomination(award: Award, kind: AwardKind, year: Year) -> Nomination:
    if not db.session.scalar(
        select(
            exists().where(
                YearMember.year_id == year.id, YearMember.alliance_id == award.alliance_id
            )
        )
    ):
        raise RuleViolation(_("Choose a member of the year."), field="alliance_id")
    next_leader = db.session.scalar(
        select(Leadership.leader_id).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number + 1
        )
    )
    return Nomination(
        recipient=award.recipient,
        recipient_name=award.recipient_name,
        for_collectives=kind.for_collectives,
        for_individuals=kind.for_individuals,
        certificate=kind.certificate,
        barred_by=_bar(year.id, award.alliance_id),
        is_next_leader=None if next_leader is None else next_leader == award.alliance_id,
        is_known=_is_known(award),
        reason=award.reason,
    )


def _bar(year_id: int, alliance_id: int) -> str | None:
    return db.session.scalar(
        select(NominationBar.document).where(
            NominationBar.year_id == year_id,
            NominationBar.alliance_id == alliance_id,
            NominationBar.lifted_at.is_(None),
        )
    )


def _is_known(award: Award) -> bool:
    same = exists().where(
        Award.year_id == award.year_id,
        Award.kind_id == award.kind_id,
        Award.alliance_id == award.alliance_id,
        Award.recipient_name == award.recipient_name,
        Award.status != AwardStatus.WITHDRAWN,
    )
    return bool(db.session.scalar(select(same)))
