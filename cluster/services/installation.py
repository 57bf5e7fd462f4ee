"""The start of an installation: its administrator, its first cluster and who leads that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import people as rules
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import User
from cluster.services import awards, members, people
from cluster.services.people import Newcomer


@dataclass(frozen=True, kw_only=True)
class FirstCluster:
    """The first cluster: its code and names, and the level above that heads its papers."""

    code: str
    name: str
    name_en: str = ""
    authority: str


@dataclass(frozen=True, kw_only=True)
class Started:
    """What the start made: the cluster, its administrator, and who is to be invited by mail."""

    cluster_id: int
    administrator: User
    invited: tuple[int, ...]


def is_needed() -> bool:
    """Tell whether there is no account yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


def check_needed() -> None:
    """Raise NotFound once there is an account: the start happens once."""
    if not is_needed():
        raise NotFound(_("This installation has been set up already."))


@atomic()
def initialise(
    *,
    administrator: Newcomer,
    password: str,
    cluster: FirstCluster,
    chair: Newcomer,
    secretary: Newcomer,
    now: datetime,
) -> Started:
    """Make the first account and the first cluster, and invite its chair and secretary.

    A refusal names its field with whom it is about: "administrator_email", "cluster_code".
    """
    check_needed()
    with _about("administrator"):
        first = people.create_account(
            SYSTEM, administrator, password=password, grants=[Grant(Role.SYSADMIN)], now=now
        )
    with _about("cluster"):
        made = members.register_cluster(
            SYSTEM,
            code=cluster.code,
            name=cluster.name,
            name_en=cluster.name_en,
            authority=cluster.authority,
            now=now,
        )
    awards.install_catalogue(SYSTEM, now=now)
    invited = []
    for who, newcomer, role in (
        ("chair", chair, Role.CHAIR),
        ("secretary", secretary, Role.SECRETARY),
    ):
        with _about(who):
            _check_other_person(newcomer, first)
            user = people.invite(SYSTEM, newcomer, grants=[Grant(role, made.id)], now=now)
            invited.append(user.id)
    return Started(
        cluster_id=made.id,
        administrator=first,
        invited=tuple(dict.fromkeys(invited)),
    )


def _check_other_person(newcomer: Newcomer, administrator: User) -> None:
    if rules.normal_email(newcomer.email) == administrator.email:
        raise RuleViolation(
            _("The administrator may be neither chair nor secretary: name another person."),
            field="email",
        )


@contextmanager
def _about(who: str) -> Iterator[None]:
    try:
        yield
    except RuleViolation as refusal:
        field = None if refusal.field is None else f"{who}_{refusal.field}"
        raise RuleViolation(refusal.message, field=field) from refusal
