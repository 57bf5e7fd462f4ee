"""Accounts for tests, made by the real services."""

from itertools import count

from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.models import AuditEntry, User
from cluster.services import people
from cluster.services.people import Newcomer
from tests.conftest import NOW

PASSWORD = "mật khẩu để thử"
_numbers = count(1)


def make_user(
    *grants: Grant,
    full_name: str = "Nguyễn Thị Hoa",
    email: str = "",
    locale: str = "vi",
    person_id: int | None = None,
) -> User:
    """Make an account with a password and these roles."""
    return people.create_account(
        SYSTEM,
        Newcomer(
            email=email or f"nguoi-{next(_numbers)}@cum.vn",
            full_name=full_name,
            honorific="Bà",
            person_id=person_id,
            locale=locale,
        ),
        password=PASSWORD,
        grants=grants,
        now=NOW,
    )


def make_administrator(full_name: str = "Phan Quản Trị") -> User:
    """Make a system administrator."""
    return make_user(Grant(Role.SYSADMIN), full_name=full_name)


def actor(user: User) -> Actor:
    """Return the account's owner as the one who acts."""
    return people.actor_of(user, now=NOW)


def actions_on(user_id: int) -> list[str]:
    """Return what was done to an account, in its order."""
    query = (
        select(AuditEntry.action)
        .where(AuditEntry.object_type == "user", AuditEntry.object_id == str(user_id))
        .order_by(AuditEntry.seq)
    )
    return list(db.session.scalars(query))
