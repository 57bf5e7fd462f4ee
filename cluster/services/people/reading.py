"""Accounts as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import db, get_or_raise
from cluster.domain import membership, people, permissions, vietnamese
from cluster.domain.errors import Name
from cluster.domain.membership import Member
from cluster.domain.people import HeldGrant, Tries
from cluster.domain.permissions import ROLE_NAMES, SPEAKS_FOR_AN_ALLIANCE, Actor, Grant, Role
from cluster.domain.years import vietnam_day
from cluster.models import Alliance, Cluster, Office, Person, RoleGrant, User
from cluster.services import members


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role of a person, with the names of its cluster and alliance."""

    id: int
    grant: Grant
    cluster: Name | None
    alliance: Name | None
    starts_on: date
    ends_on: date | None
    is_current: bool
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account: whose it is, whether it can be used, its roles from first to last."""

    user_id: int
    email: str
    full_name: str
    honorific: str
    locale: str
    is_active: bool
    has_password: bool
    has_two_factor: bool
    recovery_codes: int
    locked_until: datetime | None
    roles: tuple[HeldRole, ...]

    @property
    def current_roles(self) -> list[HeldRole]:
        """The roles held today."""
        return [role for role in self.roles if role.is_current]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The roles somebody may give, in which clusters, for which alliances, and to whom."""

    roles: tuple[Role, ...]
    clusters: tuple[tuple[int, Name], ...]
    alliances: tuple[tuple[int, Name], ...]
    persons: tuple[tuple[int, str], ...]


def list_accounts(actor: Actor, *, search: str = "", now: datetime) -> list[Account]:
    """Return the accounts the person may see, their own among them, by given name; five queries.

    `search` is looked for without accents in names, addresses, and the names of alliances.
    """
    users = [
        user
        for user in db.session.scalars(select(User))
        if user.id == actor.user_id or permissions.can_see_account(actor, _grants(user.grants))
    ]
    wanted = vietnamese.fold(search.strip())
    accounts = [each for each in _accounts(users, now) if wanted in _searched(each)]
    return sorted(accounts, key=_by_given_name)


def get_account(actor: Actor, user_id: int, *, now: datetime) -> Account:
    """Return one account; NotFound for whoever may not see it."""
    user = get_or_raise(User, user_id)
    permissions.require_sight(
        user.id == actor.user_id or permissions.can_see_account(actor, _grants(user.grants))
    )
    return _accounts([user], now)[0]


def own_account(actor: Actor, *, now: datetime) -> Account:
    """Return the account of whoever asks."""
    return _accounts([get_or_raise(User, actor.user_id)], now)[0]


def choices_for(actor: Actor, *, now: datetime) -> Choices:
    """Return what the person may give; five queries at most."""
    query = select(Cluster).order_by(Cluster.id)
    if not actor.administers:
        query = query.where(Cluster.id.in_(actor.clusters))
    clusters = db.session.scalars(query).all()
    named = _labels(_alliances_in_reach(actor, clusters, vietnam_day(now)), vietnam_day(now))
    scopes = [
        (cluster, alliance)
        for cluster in [None, *(each.id for each in clusters)]
        for alliance in [None, *named]
    ]
    return Choices(
        roles=tuple(
            role
            for role in ROLE_NAMES
            if any(
                (alliance is not None) == (role in SPEAKS_FOR_AN_ALLIANCE)
                and permissions.can_grant(actor, Grant(role, cluster, alliance))
                for cluster, alliance in scopes
            )
        ),
        clusters=tuple(
            (each.id, Name(vi=each.name, en=each.name_en or each.name)) for each in clusters
        ),
        alliances=tuple(
            (key, _short(member))
            for key, member in sorted(
                named.items(), key=lambda item: vietnamese.sort_key(item[1].short_name)
            )
        ),
        persons=_persons_without_account(named, vietnam_day(now)),
    )


def held_grants(rows: Iterable[RoleGrant]) -> list[HeldGrant]:
    """Return the roles as the rules compare them."""
    return [
        HeldGrant(
            grant=Grant(row.role, row.cluster_id, row.alliance_id),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def _grants(rows: Iterable[RoleGrant]) -> list[Grant]:
    return [each.grant for each in held_grants(rows)]


def _alliances_in_reach(actor: Actor, clusters: Sequence[Cluster], today: date) -> list[int]:
    own = {alliance for each in clusters for alliance in actor.alliances(each.id)}
    if not any(actor.holds(each.id, Role.CHAIR) for each in clusters) and not actor.is_system:
        return sorted(own)
    rows = db.session.scalars(select(Alliance))
    return [row.id for row in rows if row.dissolved_on is None or today < row.dissolved_on]


def _persons_without_account(named: dict[int, Member], today: date) -> tuple[tuple[int, str], ...]:
    rows = db.session.execute(
        select(Person, Office)
        .join(Office, Office.person_id == Person.id)
        .outerjoin(User, User.person_id == Person.id)
        .where(Office.alliance_id.in_(named), User.id.is_(None))
    )
    found = {
        person.id: f"{person.full_name} – {office.title}, {named[office.alliance_id].short_name}"
        for person, office in rows
        if membership.covers(office, today)
    }
    return tuple(sorted(found.items(), key=lambda item: vietnamese.sort_key(item[1])))


def _accounts(users: Sequence[User], now: datetime) -> list[Account]:
    today = vietnam_day(now)
    rows = [row for user in users for row in user.grants]
    named = _labels((row.alliance_id for row in rows if row.alliance_id is not None), today)
    wanted = {row.cluster_id for row in rows if row.cluster_id is not None}
    clusters = {
        each.id: _name(each)
        for each in db.session.scalars(select(Cluster).where(Cluster.id.in_(wanted)))
    }
    return [_account(user, clusters, named, now) for user in users]


def _account(
    user: User, clusters: dict[int, Name], named: dict[int, Member], now: datetime
) -> Account:
    today = vietnam_day(now)
    tries = Tries(failed=user.failed_logins, locked_until=user.locked_until)
    return Account(
        user_id=user.id,
        email=user.email,
        full_name=user.person.full_name,
        honorific=user.person.honorific,
        locale=user.locale,
        is_active=user.active,
        has_password=user.password is not None,
        has_two_factor=user.tf_primary_method is not None,
        recovery_codes=len(user.mf_recovery_codes or ()),
        locked_until=tries.locked_until if people.is_locked(tries, now) else None,
        roles=tuple(
            HeldRole(
                id=row.id,
                grant=Grant(row.role, row.cluster_id, row.alliance_id),
                cluster=None if row.cluster_id is None else clusters[row.cluster_id],
                alliance=None if row.alliance_id is None else _short(named[row.alliance_id]),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                is_current=membership.covers(row, today),
                is_over=row.ends_on is not None and row.ends_on < today,
            )
            for row in sorted(user.grants, key=lambda row: (row.starts_on, row.id))
        ),
    )


def _labels(alliance_ids: Iterable[int], day: date) -> dict[int, Member]:
    wanted = list(alliance_ids)
    return members.labels(wanted, day) if wanted else {}


def _name(cluster: Cluster) -> Name:
    return Name(vi=cluster.name, en=cluster.name_en or cluster.name)


def _short(member: Member) -> Name:
    return Name(vi=member.short_name, en=member.name_en or member.short_name)


def _searched(account: Account) -> str:
    alliances = (role.alliance.vi for role in account.roles if role.alliance is not None)
    return vietnamese.fold(" ".join([account.full_name, account.email, *alliances]))


def _by_given_name(account: Account) -> tuple[object, object]:
    """Vietnamese lists go by the given name, which stands last, then by the whole name."""
    given = account.full_name.split()[-1:]
    return vietnamese.sort_key("".join(given)), vietnamese.sort_key(account.full_name)
