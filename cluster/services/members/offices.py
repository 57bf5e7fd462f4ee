"""People and the offices they hold in an alliance."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import membership, permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import Span, day_before
from cluster.domain.permissions import Actor
from cluster.models import Alliance, Office, Person
from cluster.services import audit
from cluster.services.audit import Where
from cluster.services.members.register import check_reason, clusters_of


@dataclass(frozen=True, kw_only=True)
class Post:
    """What somebody is in an alliance; the head signs pledges and stands on papers."""

    title: str
    title_en: str = ""
    is_head: bool = False


@atomic()
def take_office(
    actor: Actor,
    alliance_id: int,
    post: Post,
    *,
    full_name: str = "",
    honorific: str = "",
    person_id: int | None = None,
    starts_on: date,
    ends_on: date | None = None,
    now: datetime,
) -> Office:
    """Record that somebody takes office; a new head's predecessor ends the day before.

    `person_id` names somebody who held or holds an office here; otherwise `full_name` a new person.
    """
    alliance = _get_kept(actor, alliance_id)
    membership.check_not_dissolved(alliance.dissolved_on)
    span = Span(starts_on=starts_on, ends_on=ends_on)
    membership.check_ends(span)
    if post.is_head:
        for old in membership.replaced_by(_heads(alliance_id), span):
            old.ends_on = day_before(starts_on)
    person = _known(person_id, alliance_id) or _new_person(full_name, honorific)
    office = Office(
        person_id=person.id,
        alliance_id=alliance_id,
        title=post.title,
        title_en=post.title_en,
        is_head=post.is_head,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    db.session.add(office)
    db.session.flush()
    audit.record(
        actor,
        "office.taken",
        ("office", office.id),
        now,
        where=Where(alliance_id=alliance_id),
        after=_as_text(office, person),
    )
    return office


@atomic()
def leave_office(actor: Actor, office_id: int, *, ends_on: date, now: datetime) -> Office:
    """Record the last day of an office."""
    office = get_or_raise(Office, office_id)
    _get_kept(actor, office.alliance_id)
    if office.ends_on is not None:
        raise RuleViolation(
            _("This office ended on %(day)s already.", day=office.ends_on), field="ends_on"
        )
    membership.check_ends(Span(starts_on=office.starts_on, ends_on=ends_on))
    office.ends_on = ends_on
    audit.record(
        actor,
        "office.left",
        ("office", office.id),
        now,
        where=Where(alliance_id=office.alliance_id),
        after={"ends_on": ends_on.isoformat()},
    )
    return office


@atomic()
def correct_office(
    actor: Actor,
    office_id: int,
    *,
    full_name: str,
    honorific: str,
    title: str,
    title_en: str,
    reason: str,
    now: datetime,
) -> Office:
    """Put right how a person or title was written; the days of the office stay as they are."""
    office = get_or_raise(Office, office_id)
    _get_kept(actor, office.alliance_id)
    check_reason(reason)
    person = get_or_raise(Person, office.person_id)
    before = _as_text(office, person)
    person.full_name, person.honorific = full_name, honorific
    office.title, office.title_en = title, title_en
    audit.record(
        actor,
        "office.corrected",
        ("office", office.id),
        now,
        where=Where(alliance_id=office.alliance_id),
        before=before,
        after=_as_text(office, person),
        reason=reason,
    )
    return office


def _get_kept(actor: Actor, alliance_id: int) -> Alliance:
    permissions.require_sight(permissions.can_see_register(actor))
    alliance = get_or_raise(Alliance, alliance_id)
    clusters = clusters_of(alliance_id)
    permissions.require(permissions.can_keep_offices(actor, clusters, alliance_id))
    return alliance


def _heads(alliance_id: int) -> list[Office]:
    query = select(Office).where(Office.alliance_id == alliance_id, Office.is_head)
    return list(db.session.scalars(query))


def _known(person_id: int | None, alliance_id: int) -> Person | None:
    """Return a person of this alliance; another's people are not taken by guessing an id."""
    if person_id is None:
        return None
    person = db.session.scalar(
        select(Person)
        .join(Office, Office.person_id == Person.id)
        .where(Person.id == person_id, Office.alliance_id == alliance_id)
        .distinct()
    )
    if person is None:
        raise RuleViolation(_("This person holds no office here."), field="person_id")
    return person


def _new_person(full_name: str, honorific: str) -> Person:
    if not full_name.strip():
        raise RuleViolation(_("Enter the person's name."), field="full_name")
    person = Person(full_name=full_name, honorific=honorific)
    db.session.add(person)
    db.session.flush()
    return person


def _as_text(office: Office, person: Person) -> dict[str, Any]:
    return {
        "full_name": person.full_name,
        "honorific": person.honorific,
        "title": office.title,
        "title_en": office.title_en,
        "is_head": office.is_head,
        "starts_on": office.starts_on.isoformat(),
        "ends_on": office.ends_on.isoformat() if office.ends_on else None,
    }
