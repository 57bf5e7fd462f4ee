"""Sign the joint pledge, one member after the other, until it is in force."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.pledges import (
    PledgeStatus,
    check_complete,
    check_consent,
    check_office,
    check_read,
    check_signable,
    status_after_signature,
)
from cluster.domain.years import vietnam_day
from cluster.models import Office, Person, Pledge, Signature, User, Year
from cluster.services import audit, rulebook, years
from cluster.services.pledges import reading


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs for a member, and as what."""

    name: str
    position: str


@atomic()
def sign(
    actor: Actor,
    pledge_id: int,
    *,
    alliance_id: int,
    password_checked: bool,
    consented: bool,
    seen: str | None = None,
    now: datetime,
) -> Pledge:
    """Sign for one member; with the last signature the pledge is in force.

    `password_checked`: the signer has just entered the password again and it was right.
    `seen`: the hash of what the signer was shown; None where no page showed it. The first
    signature locks text, targets and rule book; the last one supersedes the version that was in
    force before.
    """
    pledge = _locked(pledge_id)
    year = years.get_visible(actor, pledge.year_id)
    permissions.require(permissions.can_sign_for(actor, year.cluster_id, alliance_id))
    view = reading.view_of(pledge, year)
    member = view.member(alliance_id)
    check_signable(year.phase, status=pledge.status, already_signed=alliance_id in view.signatures)
    check_read(seen, view.fingerprint)
    check_complete(view.stopping)
    check_consent(consented=consented, password_checked=password_checked)
    _bind_rulebook(pledge, year)
    signatory = signatory_of(actor, alliance_id, vietnam_day(now))
    check_office(signatory.position)
    db.session.add(
        Signature(
            pledge_id=pledge.id,
            alliance_id=alliance_id,
            user_id=actor.user_id,
            signatory=signatory.name,
            position=signatory.position,
            text_sha256=view.fingerprint,
            signed_at=now,
        )
    )
    signed = frozenset(view.signatures) | {alliance_id}
    pledge.status = status_after_signature(
        frozenset(member.alliance_id for member in view.members), signed
    )
    if pledge.status is PledgeStatus.IN_FORCE:
        _put_in_force(pledge, now)
    audit.record(
        actor,
        "pledge.signed",
        ("pledge", pledge.id),
        now,
        where=audit.within(year, alliance_id),
        after={
            "version": pledge.version,
            "member": member.code,
            "signatory": signatory.name,
            "position": signatory.position,
            "sha256": view.fingerprint,
            "status": pledge.status.value,
        },
    )
    return pledge


def signatory_of(actor: Actor, alliance_id: int, day: date) -> Signatory:
    """Return the signer's name, and the post held in the alliance on the day, the head's first."""
    name = db.session.scalar(
        select(Person.full_name)
        .join(User, User.person_id == Person.id)
        .where(User.id == actor.user_id)
    )
    position = db.session.scalar(
        select(Office.title)
        .join(User, User.person_id == Office.person_id)
        .where(User.id == actor.user_id, Office.alliance_id == alliance_id)
        .where(Office.starts_on <= day, Office.ends_on.is_(None) | (Office.ends_on >= day))
        .order_by(Office.is_head.desc(), Office.starts_on.desc())
        .limit(1)
    )
    return Signatory(name=name or actor.name, position=position or "")


def _locked(pledge_id: int) -> Pledge:
    """Return the pledge, kept from others until this unit of work ends."""
    pledge = db.session.get(Pledge, pledge_id, with_for_update=True)
    if pledge is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return pledge


def _bind_rulebook(pledge: Pledge, year: Year) -> None:
    """Bind the pledge to the rule book it is signed on, from the first signature on."""
    if pledge.status is not PledgeStatus.DRAFT:
        return
    book = rulebook.current(year.id)
    if book.published_at is None:
        raise RuleViolation(_("Publish the rule book first; the pledge stands on it."))
    pledge.rulebook_id = book.id


def _put_in_force(pledge: Pledge, now: datetime) -> None:
    before = db.session.scalars(
        select(Pledge).where(
            Pledge.year_id == pledge.year_id,
            Pledge.status == PledgeStatus.IN_FORCE,
            Pledge.version < pledge.version,
        )
    )
    for older in before:
        older.status = PledgeStatus.SUPERSEDED
    pledge.in_force_at = now
