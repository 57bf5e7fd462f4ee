"""Accounts: addresses, passwords, locks after wrong ones, and from when to when a role holds."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cluster.domain import vietnamese
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Grant, Role, check_grants

SHORTEST_PASSWORD = 10
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\]+")
LONGEST_EMAIL = 254


def normal_email(text: str) -> str:
    """Return the address as it is stored and compared; refuse what cannot be one."""
    address = vietnamese.nfc(text).strip().lower()
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
        raise RuleViolation(_("Write the e-mail address as name@example.vn."), field="email")
    return address


def normal_password(password: str) -> str:
    """Return the password as it is hashed: the same letters however a keyboard composes them."""
    return unicodedata.normalize("NFKD", password)


def check_new_password(password: str) -> None:
    """Refuse a password that is too short."""
    if len(normal_password(password)) < SHORTEST_PASSWORD:
        raise RuleViolation(
            _("A password has at least %(count)s characters.", count=SHORTEST_PASSWORD),
            field="password",
        )


@dataclass(frozen=True, kw_only=True)
class LockRule:
    """After how many wrong passwords in a row an account is locked, and for how long."""

    failures: int
    minutes: int


USUAL_LOCK = LockRule(failures=10, minutes=15)


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Wrong passwords in a row, and until when none is looked at."""

    failed: int = 0
    locked_until: datetime | None = None


def after_failure(tries: Tries, rule: LockRule, now: datetime) -> Tries:
    """Count one more wrong password; the last one allowed locks the account."""
    if tries.failed + 1 < rule.failures:
        return Tries(failed=tries.failed + 1)
    return Tries(locked_until=now + timedelta(minutes=rule.minutes))


def is_locked(tries: Tries, now: datetime) -> bool:
    """Tell whether the account is locked at this moment."""
    return tries.locked_until is not None and now < tries.locked_until


def check_not_locked(tries: Tries, now: datetime, *, field: str | None = None) -> None:
    """Refuse to look at a password while the account is locked."""
    if tries.locked_until is not None and is_locked(tries, now):
        minutes = -((now - tries.locked_until) // timedelta(minutes=1))
        raise RuleViolation(
            _(
                "After too many wrong tries this account is locked for %(minutes)s more minutes."
                " Wait, or choose a new password by e-mail: that opens it at once.",
                minutes=minutes,
            ),
            field=field,
        )


@dataclass(frozen=True, kw_only=True)
class HeldGrant:
    """A role that a person holds from one day to another, both included."""

    grant: Grant
    starts_on: date
    ends_on: date | None = None


def check_role(grant: Grant) -> None:
    """Refuse a role without the cluster it belongs to; only the administrator's has none."""
    if (grant.role is Role.SYSADMIN) != (grant.cluster_id is None):
        raise RuleViolation(_("The role and the cluster do not fit."), field="cluster_id")


def check_can_hold(held: Iterable[HeldGrant], new: HeldGrant) -> None:
    """Refuse a role held already, or one that may not be held together with the others."""
    check_role(new.grant)
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise RuleViolation(_("The end lies before the start."), field="ends_on")
    meanwhile = [
        each.grant
        for each in held
        if (each.ends_on is None or each.ends_on >= new.starts_on)
        and (new.ends_on is None or each.starts_on <= new.ends_on)
    ]
    if new.grant in meanwhile:
        raise RuleViolation(_("This person holds this role already."), field="role")
    check_grants([*meanwhile, new.grant])


def check_last_day(held: HeldGrant, last_day: date, today: date) -> None:
    """Refuse to end a role again later, or on a day that has passed; yesterday ends it at once."""
    if last_day < today - timedelta(days=1):
        raise RuleViolation(
            _("A role cannot end in the past; yesterday ends it at once."), field="ends_on"
        )
    if held.ends_on is not None and held.ends_on <= last_day:
        raise RuleViolation(
            _("This role ends on %(day)s already.", day=held.ends_on), field="ends_on"
        )
