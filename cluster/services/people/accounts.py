"""Accounts: made, invited, closed, opened, and what their owner changes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_security.utils import hash_password
from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import people, permissions, vietnamese
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor, Grant, Role
from cluster.domain.years import vietnam_day
from cluster.models import Person, User
from cluster.services import audit
from cluster.services.people.reading import held_grants
from cluster.services.people.roles import check_administrator_stays, give


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody without an account: by name, or `person_id` as the register knows them."""

    email: str
    full_name: str = ""
    honorific: str = ""
    person_id: int | None = None
    locale: str = "vi"


@atomic()
def create_account(
    actor: Actor,
    newcomer: Newcomer,
    *,
    password: str,
    grants: Sequence[Grant] = (),
    starts_on: date | None = None,
    now: datetime,
) -> User:
    """Make an account with its password, as only the system itself does."""
    permissions.require(actor.is_system)
    people.check_new_password(password)
    user = _new_account(actor, newcomer, "account.created", now)
    user.password = hash_password(people.normal_password(password))
    for grant in grants:
        give(actor, user, grant, starts_on=starts_on, now=now)
    return user


@atomic()
def invite(
    actor: Actor,
    newcomer: Newcomer,
    *,
    grants: Sequence[Grant],
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> User:
    """Make an account whose owner chooses the password by mail, with its first roles.

    Somebody who has an account already, under this address and name, is given the roles.
    """
    permissions.require(permissions.can_invite(actor))
    if not grants:
        raise RuleViolation(_("Choose a role."), field="role")
    user = _known(newcomer) or _new_account(actor, newcomer, "account.invited", now)
    for grant in grants:
        give(actor, user, grant, starts_on=starts_on, ends_on=ends_on, now=now)
    return user


@atomic()
def deactivate(actor: Actor, user_id: int, *, reason: str, now: datetime) -> User:
    """Close an account: its sessions end at once, what it did stays on record."""
    user = _managed(actor, user_id)
    if user.id == actor.user_id:
        raise RuleViolation(_("Nobody closes their own account."))
    if not user.active:
        raise RuleViolation(_("This account is closed already."))
    _check_reason(reason)
    user.active = False
    user.fs_uniquifier = secrets.token_hex(16)
    if any(held.role is Role.SYSADMIN for held in user.grants):
        check_administrator_stays(vietnam_day(now))
    audit.record(actor, "account.closed", ("user", user.id), now, reason=reason)
    return user


@atomic()
def activate(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Open a closed account again."""
    user = _managed(actor, user_id)
    if user.active:
        raise RuleViolation(_("This account is open already."))
    user.active = True
    audit.record(actor, "account.opened", ("user", user.id), now)
    return user


@atomic()
def unlock(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Let somebody try again before the time is up."""
    user = _managed(actor, user_id)
    user.failed_logins, user.locked_until = 0, None
    audit.record(actor, "account.unlocked", ("user", user.id), now)
    return user


@atomic()
def switch_off_two_factor(actor: Actor, user_id: int, *, reason: str, now: datetime) -> User:
    """Let somebody in who lost telephone and recovery codes: the password alone opens again."""
    user = _managed(actor, user_id)
    _check_reason(reason)
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    audit.record(actor, "two_factor.switched_off", ("user", user.id), now, reason=reason)
    return user


@atomic()
def change_email(actor: Actor, user_id: int, *, email: str, now: datetime) -> User:
    """Put right the address of an invitation that nobody has answered yet."""
    user = _managed(actor, user_id)
    if user.password is not None:
        raise RuleViolation(
            _("The owner uses this account already; its address cannot be changed."), field="email"
        )
    before, user.email = user.email, people.normal_email(email)
    user.fs_uniquifier = secrets.token_hex(16)
    if before != user.email and _find(user.email, other_than=user.id) is not None:
        raise RuleViolation(_("Another account has this e-mail address."), field="email")
    audit.record(
        actor,
        "account.readdressed",
        ("user", user.id),
        now,
        before={"email": before},
        after={"email": user.email},
    )
    return user


@atomic()
def rename(
    actor: Actor, user_id: int, *, full_name: str, honorific: str, reason: str, now: datetime
) -> User:
    """Put right the name of an account's owner; nobody renames themselves, signatures carry it."""
    user = _managed(actor, user_id)
    if user.id == actor.user_id:
        raise RuleViolation(_("Nobody changes their own name; ask who manages the accounts."))
    _check_reason(reason)
    person = get_or_raise(Person, user.person_id)
    before = {"full_name": person.full_name, "honorific": person.honorific}
    person.full_name, person.honorific = _checked_name(full_name), honorific
    after = {"full_name": person.full_name, "honorific": person.honorific}
    audit.record(
        actor,
        "person.renamed",
        ("user", user.id),
        now,
        before=before,
        after=after,
        reason=reason,
    )
    return user


@atomic()
def choose_language(actor: Actor, *, locale: str) -> None:
    """Remember in which language the person reads."""
    get_or_raise(User, actor.user_id).locale = locale


def _managed(actor: Actor, user_id: int) -> User:
    user = get_or_raise(User, user_id)
    grants = [each.grant for each in held_grants(user.grants)]
    permissions.require_sight(permissions.can_see_account(actor, grants))
    permissions.require(permissions.can_manage_account(actor, grants))
    return user


def _known(newcomer: Newcomer) -> User | None:
    """Return the newcomer's account, if there is one; refuse somebody else's, or a closed one."""
    user = _find(people.normal_email(newcomer.email))
    if user is None:
        return None
    same_person = newcomer.person_id == user.person_id or vietnamese.fold(
        newcomer.full_name.strip()
    ) == vietnamese.fold(user.person.full_name)
    if not same_person:
        raise RuleViolation(
            _("This e-mail address belongs to the account of another person."), field="email"
        )
    if not user.active:
        raise RuleViolation(
            _("The account with this address is closed; an administrator can open it again."),
            field="email",
        )
    return user


def _find(email: str, *, other_than: int | None = None) -> User | None:
    with db.session.no_autoflush:
        found: User | None = db.session.scalar(
            select(User).where(User.email == email, User.id.is_distinct_from(other_than))
        )
    return found


def _new_account(actor: Actor, newcomer: Newcomer, action: str, now: datetime) -> User:
    email = people.normal_email(newcomer.email)
    if _find(email) is not None:
        raise RuleViolation(_("Another account has this e-mail address."), field="email")
    person = _person(newcomer)
    user = User(
        person=person,
        email=email,
        fs_uniquifier=secrets.token_hex(16),
        locale=newcomer.locale,
        created_at=now,
        grants=[],
    )
    db.session.add(user)
    db.session.flush()
    audit.record(
        actor,
        action,
        ("user", user.id),
        now,
        after={"email": email, "full_name": person.full_name},
    )
    return user


def _person(newcomer: Newcomer) -> Person:
    if newcomer.person_id is None:
        return Person(full_name=_checked_name(newcomer.full_name), honorific=newcomer.honorific)
    person = get_or_raise(Person, newcomer.person_id)
    if db.session.scalar(select(User.id).where(User.person_id == person.id)) is not None:
        raise RuleViolation(_("This person has an account already."), field="person_id")
    return person


def _checked_name(full_name: str) -> str:
    name = " ".join(vietnamese.nfc(full_name).split())
    if not name:
        raise RuleViolation(_("Enter the person's name."), field="full_name")
    return name


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation(_("Say why; it goes on record."), field="reason")
