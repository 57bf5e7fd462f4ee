"""Who may give, hold and end which role."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import Cluster, RoleGrant
from cluster.services import people
from cluster.services.people import Newcomer
from tests.make.members import make_alliances, make_cluster
from tests.make.people import actions_on, actor, make_administrator, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def cluster() -> Cluster:
    return make_cluster()


def test_who_may_give_which_role(cluster: Cluster, now: datetime) -> None:
    own, other = make_alliances(2)
    people_who_give = {
        "administrator": make_administrator(),
        "chair": make_user(Grant(Role.CHAIR, cluster.id)),
        "secretary": make_user(Grant(Role.SECRETARY, cluster.id)),
        "signer": make_user(Grant(Role.SIGNER, cluster.id, own.id)),
        "officer": make_user(Grant(Role.OFFICER, cluster.id, own.id)),
    }
    given = {
        name: [role.value for role in people.choices_for(actor(user), now=now).roles]
        for name, user in people_who_give.items()
    }

    assert given == {
        "administrator": ["chair", "secretary", "auditor", "sysadmin"],
        "chair": ["signer", "officer", "reviewer", "council", "chair", "secretary", "auditor"],
        "secretary": [],
        "signer": ["officer"],
        "officer": [],
    }
    with pytest.raises(NotAllowed):
        people.invite(
            actor(people_who_give["signer"]),
            Newcomer(email="x@cum.vn", full_name="Lê Lan"),
            grants=[Grant(Role.OFFICER, cluster.id, other.id)],
            now=now,
        )
    with pytest.raises(NotAllowed):
        people.invite(
            actor(people_who_give["administrator"]),
            Newcomer(email="x@cum.vn", full_name="Lê Lan"),
            grants=[Grant(Role.COUNCIL, cluster.id, other.id)],
            now=now,
        )


def test_roles_forbidden_together_are_refused(cluster: Cluster, now: datetime) -> None:
    administrator = make_administrator()

    with pytest.raises(RuleViolation) as refusal:
        people.grant_role(
            actor(administrator), administrator.id, Grant(Role.CHAIR, cluster.id), now=now
        )

    assert refusal.value.field == "role"
    assert actor(administrator).grants == (Grant(Role.SYSADMIN),)


def test_a_role_for_an_unknown_cluster_is_not_found(now: datetime) -> None:
    user = make_user()

    with pytest.raises(NotFound):
        people.grant_role(SYSTEM, user.id, Grant(Role.SECRETARY, 99), now=now)


def test_a_role_is_named_by_the_codes_of_its_cluster_and_alliance(cluster: Cluster) -> None:
    [alliance] = make_alliances(1)

    assert people.grant_by_codes(Role.SYSADMIN, None, None) == Grant(Role.SYSADMIN)
    assert people.grant_by_codes(Role.SIGNER, "nam", "hcm") == Grant(
        Role.SIGNER, cluster.id, alliance.id
    )
    with pytest.raises(RuleViolation) as refusal:
        people.grant_by_codes(Role.SIGNER, "NAM", "KHONG-CO")
    assert refusal.value.field == "alliance"


def test_a_role_holds_from_its_first_to_its_last_day(cluster: Cluster, now: datetime) -> None:
    user = make_user()
    people.grant_role(
        SYSTEM,
        user.id,
        Grant(Role.SECRETARY, cluster.id),
        starts_on=date(2026, 3, 3),
        ends_on=date(2026, 3, 4),
        now=now,
    )
    evening = now.replace(hour=16, minute=59)  # 23:59 in Vietnam

    held = [
        bool(people.actor_of(user, now=evening + timedelta(days=days)).grants) for days in range(4)
    ]

    assert held == [False, True, True, False]


def test_ending_a_role_yesterday_ends_it_at_once(cluster: Cluster, now: datetime) -> None:
    user = make_user(Grant(Role.SECRETARY, cluster.id))
    role_id = user.grants[0].id

    people.end_role(SYSTEM, role_id, ends_on=date(2026, 3, 2), now=now)
    assert actor(user).grants != ()
    people.end_role(SYSTEM, role_id, ends_on=date(2026, 3, 1), now=now)

    assert actor(user).grants == ()
    assert actions_on(user.id)[-2:] == ["role.ended", "role.ended"]


def test_only_who_may_give_a_role_may_end_it(cluster: Cluster, now: datetime) -> None:
    own, other = make_alliances(2)
    chair = make_user(Grant(Role.CHAIR, cluster.id))
    signer = make_user(Grant(Role.SIGNER, cluster.id, own.id))
    officer = make_user(Grant(Role.OFFICER, cluster.id, own.id))
    foreign = make_user(Grant(Role.OFFICER, cluster.id, other.id))

    people.end_role(actor(signer), officer.grants[0].id, ends_on=date(2026, 3, 5), now=now)
    with pytest.raises(NotFound):
        people.end_role(actor(signer), foreign.grants[0].id, ends_on=date(2026, 3, 5), now=now)
    with pytest.raises(NotFound):
        people.end_role(actor(officer), chair.grants[0].id, ends_on=date(2026, 3, 5), now=now)
    auditor = make_user(Grant(Role.AUDITOR, cluster.id))
    with pytest.raises(NotAllowed):
        people.end_role(actor(auditor), officer.grants[0].id, ends_on=date(2026, 3, 5), now=now)


def test_the_last_administrator_stays(now: datetime) -> None:
    first = make_administrator()

    with pytest.raises(RuleViolation, match="last system administrator"):
        people.end_role(actor(first), first.grants[0].id, ends_on=date(2026, 3, 2), now=now)
    second = make_administrator("Lý Thị Hai")
    people.deactivate(actor(first), second.id, reason="nghỉ việc", now=now)
    with pytest.raises(RuleViolation, match="last system administrator"):
        people.end_role(actor(first), first.grants[0].id, ends_on=date(2026, 3, 2), now=now)

    role = db.session.scalar(select(RoleGrant).where(RoleGrant.user_id == first.id))
    assert role is not None
    assert role.ends_on is None
