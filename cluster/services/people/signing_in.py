"""Signing in: passwords looked at and counted, sessions ended, what Flask-Security stores."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask_security import RoleMixin, UserDatastore
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password
from sqlalchemy import Select, select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import membership, people
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.people import USUAL_LOCK, LockRule, Tries
from cluster.domain.permissions import Actor, Grant
from cluster.domain.years import vietnam_day
from cluster.models import User
from cluster.services import audit

T = TypeVar("T")


class AccountStore(UserDatastore):
    """How Flask-Security finds and changes accounts; roles are ours, it knows none."""

    def __init__(self) -> None:
        super().__init__(User, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: ARG002, FBT001, FBT002  its signature
        """Return the account with this value in the column named."""
        column, value = kwargs.popitem()
        found: User | None = db.session.scalar(select(User).where(getattr(User, column) == value))
        return found

    def put(self, model: User) -> User:
        """Take the changed account into the unit of work."""
        db.session.add(model)
        return model

    def commit(self) -> None:
        """Leave the commit to the unit of work around the view."""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Whom a letter goes to, and the token of its link to choose a password."""

    email: str
    name: str
    locale: str
    token: str


def get_addressee(user_id: int) -> Addressee:
    """Return the owner of an account as the addressee of a letter."""
    return _addressee(get_or_raise(User, user_id))


def find_addressee(email: str) -> Addressee | None:
    """Return whose open account has this address."""
    user = db.session.scalar(select(User).where(User.email == email.strip().lower(), User.active))
    return None if user is None else _addressee(user)


def _addressee(user: User) -> Addressee:
    token: str = generate_reset_password_token(user)  # type: ignore[no-untyped-call]  # Flask-Security’s
    return Addressee(
        email=user.email,
        name=f"{user.person.honorific} {user.person.full_name}".strip(),
        locale=user.locale,
        token=token,
    )


@atomic()
def one_unit_of_work(act: Callable[[], T]) -> T:
    """Let Flask-Security change accounts as one unit of work."""
    return act()


def actor_of(user: User, *, now: datetime, request_id: str = "") -> Actor:
    """Return who acts, with the roles held today."""
    today = vietnam_day(now)
    return Actor(
        user_id=user.id,
        name=user.person.full_name,
        grants=tuple(
            Grant(held.role, held.cluster_id, held.alliance_id)
            for held in user.grants
            if membership.covers(held, today)
        ),
        request_id=request_id,
    )


def log_in(email: str, password: str, *, rule: LockRule = USUAL_LOCK, now: datetime) -> User:
    """Return the account of this address and password.

    A wrong password is counted and kept counted; an unknown address takes the same time.
    """
    user, refusal = _tried(
        select(User).where(User.email == email.strip().lower()),
        password,
        _("The e-mail address or the password is not right."),
        rule=rule,
        now=now,
    )
    if refusal is not None:
        raise refusal
    assert user is not None  # noqa: S101  nobody was refused
    return user


def check_password(
    user_id: int | None, password: str, *, rule: LockRule = USUAL_LOCK, now: datetime
) -> None:
    """Refuse, at the field `password`, anything but the person's own password.

    A wrong one is counted like at signing in, in a unit of work of its own: ask before the act
    that needs the password, not within it.
    """
    _user, refusal = _tried(
        select(User).where(User.id == user_id),
        password,
        _("The password is not right."),
        rule=rule,
        now=now,
    )
    if refusal is not None:
        raise RuleViolation(refusal.message, field="password")


@atomic()
def _tried(
    query: Select[User], password: str, wrong: Message, *, rule: LockRule, now: datetime
) -> tuple[User | None, RuleViolation | None]:
    """Look at a password and count it; the refusal is returned: raised, it would undo the count."""
    user = db.session.scalar(query.with_for_update(of=User))
    typed = people.normal_password(password)
    if user is None or user.password is None:
        hash_password(typed)  # nobody shall see by the time that there is no such account
        return None, RuleViolation(wrong)
    try:
        people.check_not_locked(_tries(user), now)
    except RuleViolation as refusal:
        return None, refusal
    if not user.verify_and_update_password(typed):
        _count_failure(user, rule, now)
        return None, RuleViolation(wrong)
    if not user.active:
        return None, RuleViolation(_("This account is closed. Ask your administrator."))
    if user.tf_primary_method is None:
        _keep(user, Tries())
    return user, None


@atomic()
def check_code_allowed(user_id: int, *, now: datetime) -> None:
    """Refuse a second step, at the field `code`, while the account is locked."""
    people.check_not_locked(_tries(get_or_raise(User, user_id)), now, field="code")


@atomic()
def count_code(user_id: int, *, is_right: bool, rule: LockRule = USUAL_LOCK, now: datetime) -> None:
    """Count a second step: a wrong code like a wrong password, a right one clears the count."""
    user = get_or_raise(User, user_id)
    if is_right:
        _keep(user, Tries())
    else:
        _count_failure(user, rule, now)


@atomic()
def end_sessions(user_id: int) -> None:
    """Make every session cookie of the account worthless, copied ones too."""
    get_or_raise(User, user_id).fs_uniquifier = secrets.token_hex(16)


@atomic()
def note_new_password(user_id: int, *, now: datetime) -> None:
    """Record that somebody chose a password, and open their account if it was locked."""
    user = get_or_raise(User, user_id)
    _keep(user, Tries())
    audit.record(actor_of(user, now=now), "password.changed", ("user", user.id), now)


@atomic()
def note_two_factor(user_id: int, *, is_on: bool, now: datetime) -> None:
    """Record that somebody switched their second step on or off."""
    user = get_or_raise(User, user_id)
    action = "two_factor.switched_on" if is_on else "two_factor.switched_off"
    audit.record(actor_of(user, now=now), action, ("user", user.id), now)


def _tries(user: User) -> Tries:
    return Tries(failed=user.failed_logins, locked_until=user.locked_until)


def _keep(user: User, tries: Tries) -> None:
    user.failed_logins, user.locked_until = tries.failed, tries.locked_until


def _count_failure(user: User, rule: LockRule, now: datetime) -> None:
    tries = people.after_failure(_tries(user), rule, now)
    _keep(user, tries)
    if tries.locked_until is not None:
        audit.record(
            actor_of(user, now=now),
            "account.locked",
            ("user", user.id),
            now,
            after={"locked_until": tries.locked_until.isoformat()},
        )
