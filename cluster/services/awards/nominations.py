"""What speaks for and against an award at the moment it is proposed or decided."""

from sqlalchemy import exists, select

from cluster.database import db
from cluster.domain.awards import AwardStatus, CertificateForm, Nomination
from cluster.domain.errors import RuleViolation, _
from cluster.models import Award, AwardKind, Leadership, NominationBar, Year
from cluster.services.members import members_of


def nomination_of(award: Award, kind: AwardKind, year: Year) -> Nomination:
    """Return what is checked before the award is proposed, and again before it is decided."""
    named = {member.alliance_id: member.short_name for member in members_of(year)}
    if award.alliance_id not in named:
        raise RuleViolation(_("Choose a member of the year."), field="alliance_id")
    leader = next_leader(year)
    return Nomination(
        member=named[award.alliance_id],
        recipient=award.recipient,
        recipient_name=award.recipient_name,
        for_collectives=kind.for_collectives,
        for_individuals=kind.for_individuals,
        certificate=kind.certificate,
        barred_by=_bar(year.id, award.alliance_id),
        is_next_leader=None if leader is None else leader == award.alliance_id,
        is_known=_is_known(award),
        has_rival=_has_rival(award, leader),
        reason=award.reason,
    )


def next_leader(year: Year) -> int | None:
    """Return the alliance named to lead the next year, if one is."""
    return db.session.scalar(
        select(Leadership.leader_id).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number + 1
        )
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
        Award.id.is_distinct_from(award.id),
    )
    return bool(db.session.scalar(select(same)))


def _has_rival(award: Award, leader: int | None) -> bool:
    """Tell whether the year has another leader award; once the leader is named, one for it."""
    other = (
        select(Award.id)
        .join(AwardKind, AwardKind.id == Award.kind_id)
        .where(
            Award.year_id == award.year_id,
            AwardKind.certificate == CertificateForm.LEADER,
            Award.status != AwardStatus.WITHDRAWN,
            Award.id.is_distinct_from(award.id),
        )
    )
    if leader is not None:
        other = other.where(Award.alliance_id == leader)
    return bool(db.session.scalar(select(other.exists())))
