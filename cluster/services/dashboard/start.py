"""What an administrator is told first: the steps of a fresh installation, locked accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.duties import Where
from cluster.domain.errors import Message, _
from cluster.domain.permissions import Actor, Role
from cluster.models import Alliance, Cluster, Pledge, RoleGrant, RuleBook, User, Year


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """One step of setting up a fresh installation."""

    message: Message
    where: Where
    is_done: bool


def first_steps(actor: Actor) -> list[FirstStep]:
    """Return the steps from an empty installation to the first pledge, for who takes them.

    Empty once the last one is done. One query.
    """
    if not permissions.can_register(actor):
        return []
    organiser = exists().where(RoleGrant.role.in_([Role.SECRETARY, Role.CHAIR]))
    done = db.session.execute(
        select(
            exists().where(Cluster.id > 0),
            select(func.count(Alliance.id)).scalar_subquery() >= 2,
            organiser & exists().where(RoleGrant.role == Role.OFFICER),
            exists().where(Year.id > 0),
            exists().where(RuleBook.published_at.is_not(None)),
            exists().where(Pledge.id > 0),
        )
    ).one()
    if done[-1]:
        return []
    steps = (
        (_("Register the cluster."), Where.MEMBERS),
        (_("Register the alliances of the cluster, with their heads."), Where.MEMBERS),
        (
            _("Invite the people and give them their roles: the chair does, or the administrator."),
            Where.PEOPLE,
        ),
        (_("Open the year and choose its members and leader."), Where.YEAR),
        (_("Write the rule book of the year and publish it."), Where.RULEBOOK),
        (_("Start the joint pledge."), Where.PLEDGE),
    )
    return [
        FirstStep(message=message, where=where, is_done=bool(is_done))
        for (message, where), is_done in zip(steps, done, strict=True)
    ]


def locked_accounts(actor: Actor, *, now: datetime) -> int:
    """Return how many accounts are locked after wrong passwords; zero for who cannot unlock."""
    if not actor.administers:
        return 0
    locked = select(func.count(User.id)).where(User.locked_until > now)
    return db.session.scalar(locked) or 0
