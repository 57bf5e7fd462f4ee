"""Accounts and roles through the services."""

from datetime import datetime

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import Cluster
from cluster.services import people
from cluster.services.people import Newcomer
from tests.make.members import make_alliances, make_cluster
from tests.make.people import PASSWORD, actions_on, actor, make_administrator, make_user
from tests.make.queries import count_queries

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def cluster() -> Cluster:
    return make_cluster()


def test_an_invitation_makes_an_account_without_a_password(cluster: Cluster, now: datetime) -> None:
    administrator = make_administrator()

    user = people.invite(
        actor(administrator),
        Newcomer(email="Chu.Tich@cum.vn", full_name="  Trần  Văn Bình ", honorific="Ông"),
        grants=[Grant(Role.CHAIR, cluster.id)],
        now=now,
    )

    account = people.get_account(actor(administrator), user.id, now=now)
    assert (account.full_name, account.email) == ("Trần Văn Bình", "chu.tich@cum.vn")
    assert not account.has_password
    assert [role.grant for role in account.roles] == [Grant(Role.CHAIR, cluster.id)]
    assert actions_on(user.id) == ["account.invited", "role.granted"]


@pytest.mark.parametrize(
    ("newcomer", "field"),
    [
        pytest.param(Newcomer(email="không", full_name="Lê Lan"), "email", id="no address"),
        pytest.param(Newcomer(email="lan@cum.vn", full_name=" "), "full_name", id="no name"),
        pytest.param(
            Newcomer(email="hoa@cum.vn", full_name="Lê Lan"), "email", id="somebody else's address"
        ),
    ],
)
def test_a_bad_invitation_is_refused_at_its_field_and_stores_nothing(
    cluster: Cluster, now: datetime, newcomer: Newcomer, field: str
) -> None:
    make_user(Grant(Role.SECRETARY, cluster.id), email="hoa@cum.vn", full_name="Nguyễn Hoa")
    administrator = actor(make_administrator())
    accounts = len(people.list_accounts(administrator, now=now))

    with pytest.raises(RuleViolation) as refusal:
        people.invite(administrator, newcomer, grants=[Grant(Role.AUDITOR, cluster.id)], now=now)

    assert refusal.value.field == field
    assert len(people.list_accounts(administrator, now=now)) == accounts


def test_an_invitation_without_a_role_is_refused(now: datetime) -> None:
    with pytest.raises(RuleViolation) as refusal:
        people.invite(SYSTEM, Newcomer(email="a@cum.vn", full_name="Lê Lan"), grants=[], now=now)

    assert refusal.value.field == "role"


def test_an_invitation_of_somebody_with_an_account_adds_the_role(
    cluster: Cluster, now: datetime
) -> None:
    known = make_user(Grant(Role.CHAIR, cluster.id), full_name="Đặng Văn Bình", email="b@cum.vn")
    other = make_cluster("BAC", "Cụm thi đua miền Bắc")

    user = people.invite(
        SYSTEM,
        Newcomer(email="B@cum.vn", full_name="Dang Van Binh"),
        grants=[Grant(Role.CHAIR, other.id)],
        now=now,
    )

    assert user.id == known.id
    assert actor(user).clusters == {cluster.id, other.id}


def test_a_closed_account_is_not_invited_again(cluster: Cluster, now: datetime) -> None:
    administrator = make_administrator()
    closed = make_user(Grant(Role.SECRETARY, cluster.id), full_name="Lê Lan", email="lan@cum.vn")
    people.deactivate(actor(administrator), closed.id, reason="đã chuyển công tác", now=now)

    with pytest.raises(RuleViolation, match="closed"):
        people.invite(
            actor(administrator),
            Newcomer(email="lan@cum.vn", full_name="Lê Lan"),
            grants=[Grant(Role.AUDITOR, cluster.id)],
            now=now,
        )


def test_a_person_of_the_register_has_one_account(cluster: Cluster, now: datetime) -> None:
    [alliance] = make_alliances(1)
    chair = actor(make_user(Grant(Role.CHAIR, cluster.id)))
    [(person_id, shown)] = people.choices_for(chair, now=now).persons
    signer = Grant(Role.SIGNER, cluster.id, alliance.id)

    user = people.invite(
        chair, Newcomer(email="ky@cum.vn", person_id=person_id), grants=[signer], now=now
    )

    assert shown == "Nguyễn Văn A – Chủ tịch, TP. Hồ Chí Minh"
    assert user.person.full_name == "Nguyễn Văn A"
    assert people.choices_for(chair, now=now).persons == ()
    with pytest.raises(RuleViolation) as refusal:
        people.invite(
            chair, Newcomer(email="khac@cum.vn", person_id=person_id), grants=[signer], now=now
        )
    assert refusal.value.field == "person_id"


def test_who_sees_which_accounts(cluster: Cluster, now: datetime) -> None:
    own, other = make_alliances(2)
    north = make_cluster("BAC", "Cụm thi đua miền Bắc")
    users = {
        "administrator": make_administrator("Phan Quản Trị"),
        "chair": make_user(Grant(Role.CHAIR, cluster.id), full_name="Trần Chủ"),
        "secretary": make_user(Grant(Role.SECRETARY, cluster.id), full_name="Lê Thư"),
        "signer": make_user(Grant(Role.SIGNER, cluster.id, own.id), full_name="Võ Ký"),
        "officer": make_user(Grant(Role.OFFICER, cluster.id, own.id), full_name="Hồ Viên"),
        "other": make_user(Grant(Role.OFFICER, cluster.id, other.id), full_name="Mai Xa"),
        "north": make_user(Grant(Role.CHAIR, north.id), full_name="Bùi Bắc"),
    }
    seen = {
        name: {account.full_name for account in people.list_accounts(actor(user), now=now)}
        for name, user in users.items()
    }

    of_cluster = {"Trần Chủ", "Lê Thư", "Võ Ký", "Hồ Viên", "Mai Xa"}
    assert seen == {
        "administrator": of_cluster | {"Phan Quản Trị", "Bùi Bắc"},
        "chair": of_cluster,
        "secretary": {"Lê Thư"},
        "signer": {"Võ Ký", "Hồ Viên"},
        "officer": {"Hồ Viên"},
        "other": {"Mai Xa"},
        "north": {"Bùi Bắc"},
    }
    with pytest.raises(NotFound):
        people.get_account(actor(users["signer"]), users["other"].id, now=now)


def test_accounts_are_listed_by_given_name_and_found_without_accents(
    cluster: Cluster, now: datetime
) -> None:
    [alliance] = make_alliances(2)[1:]
    for name in ("Nguyễn Văn Đức", "Trần Thị Ánh", "Lê Dũng", "Đặng Ánh"):
        make_user(Grant(Role.OFFICER, cluster.id, alliance.id), full_name=name)
    chair = actor(make_user(Grant(Role.CHAIR, cluster.id), full_name="Hồ Chủ"))

    def found(search: str) -> list[str]:
        accounts = people.list_accounts(chair, search=search, now=now)
        return [account.full_name for account in accounts]

    assert found("") == ["Đặng Ánh", "Trần Thị Ánh", "Hồ Chủ", "Lê Dũng", "Nguyễn Văn Đức"]
    assert found("duc") == ["Nguyễn Văn Đức"]
    assert found("dak lak") == ["Đặng Ánh", "Trần Thị Ánh", "Lê Dũng", "Nguyễn Văn Đức"]
    assert found("nobody") == []


def test_a_long_list_makes_no_more_queries_than_a_short_one(
    cluster: Cluster, now: datetime
) -> None:
    alliances = make_alliances(6)
    administrator = actor(make_administrator())
    make_user(Grant(Role.OFFICER, cluster.id, alliances[0].id))

    def read() -> None:
        db.session.rollback()
        people.list_accounts(administrator, now=now)

    few = count_queries(read)
    for number in range(30):
        make_user(Grant(Role.OFFICER, cluster.id, alliances[number % 6].id))

    assert count_queries(read) == few == 5


def test_a_closed_account_does_not_open(cluster: Cluster, now: datetime) -> None:
    administrator = actor(make_administrator())
    user = make_user(Grant(Role.SECRETARY, cluster.id))
    cookie = user.fs_uniquifier

    people.deactivate(administrator, user.id, reason="nghỉ hưu", now=now)
    with pytest.raises(RuleViolation, match="closed"):
        people.log_in(user.email, PASSWORD, now=now)
    assert user.fs_uniquifier != cookie
    people.activate(administrator, user.id, now=now)

    assert people.log_in(user.email, PASSWORD, now=now).id == user.id
    assert actions_on(user.id)[-2:] == ["account.closed", "account.opened"]


def test_closing_needs_a_reason_and_nobody_closes_their_own(now: datetime) -> None:
    administrator = make_administrator()
    other = make_administrator("Lý Thị Hai")

    with pytest.raises(RuleViolation) as refusal:
        people.deactivate(actor(administrator), other.id, reason=" ", now=now)
    assert refusal.value.field == "reason"
    with pytest.raises(RuleViolation, match="own"):
        people.deactivate(actor(administrator), administrator.id, reason="thử", now=now)
    with pytest.raises(RuleViolation, match="open already"):
        people.activate(actor(administrator), other.id, now=now)


def test_a_chair_looks_after_scorers_and_not_after_administrators(
    cluster: Cluster, now: datetime
) -> None:
    [alliance] = make_alliances(1)
    chair = actor(make_user(Grant(Role.CHAIR, cluster.id)))
    reviewer = make_user(Grant(Role.REVIEWER, cluster.id, alliance.id))
    administrator = make_administrator()

    people.unlock(chair, reviewer.id, now=now)
    with pytest.raises(NotFound):
        people.unlock(chair, administrator.id, now=now)
    people.grant_role(
        SYSTEM, administrator.id, Grant(Role.REVIEWER, cluster.id, alliance.id), now=now
    )
    with pytest.raises(NotAllowed):
        people.unlock(chair, administrator.id, now=now)


def test_an_unanswered_invitation_can_be_readdressed_and_its_link_dies(now: datetime) -> None:
    administrator = actor(make_administrator())
    used = make_user(email="hoa@cum.vn")
    invited = people.invite(
        administrator,
        Newcomer(email="sai@cum.vn", full_name="Lê Lan"),
        grants=[Grant(Role.SYSADMIN)],
        now=now,
    )
    link = people.get_addressee(invited.id).token

    people.change_email(administrator, invited.id, email="Dung@cum.vn", now=now)

    assert invited.email == "dung@cum.vn"
    assert people.get_addressee(invited.id).token.partition(".")[0] != link.partition(".")[0]
    with pytest.raises(RuleViolation, match="Another account"):
        people.change_email(administrator, invited.id, email="hoa@cum.vn", now=now)
    assert invited.email == "dung@cum.vn"
    with pytest.raises(RuleViolation, match="uses this account"):
        people.change_email(administrator, used.id, email="moi@cum.vn", now=now)


def test_a_lost_telephone_is_no_lost_account(now: datetime) -> None:
    administrator = actor(make_administrator())
    user = make_user()
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "{}"
    db.session.commit()

    people.switch_off_two_factor(administrator, user.id, reason="mất điện thoại", now=now)

    assert (user.tf_primary_method, user.tf_totp_secret) == (None, None)
    assert actions_on(user.id)[-1] == "two_factor.switched_off"


def test_whoever_manages_an_account_puts_its_owners_name_right(now: datetime) -> None:
    user = make_user(full_name="Nguyen Hoa")

    people.rename(
        actor(make_administrator()),
        user.id,
        full_name="Nguyễn Hoa",
        honorific="Bà",
        reason="viết thiếu dấu",
        now=now,
    )

    assert people.own_account(actor(user), now=now).full_name == "Nguyễn Hoa"
    assert actions_on(user.id)[-1] == "person.renamed"


def test_nobody_renames_themselves(now: datetime) -> None:
    administrator = make_administrator()

    with pytest.raises(RuleViolation) as refusal:
        people.rename(
            actor(administrator),
            administrator.id,
            full_name="Người Khác",
            honorific="",
            reason="x",
            now=now,
        )

    assert "Nobody changes their own name" in str(refusal.value)


def test_only_the_system_makes_accounts_with_a_password(app: Flask, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        people.create_account(
            actor(make_administrator()),
            Newcomer(email="x@cum.vn", full_name="Lê Lan"),
            password=PASSWORD,
            now=now,
        )
    with pytest.raises(RuleViolation) as refusal:
        people.create_account(
            SYSTEM, Newcomer(email="x@cum.vn", full_name="Lê Lan"), password="ngắn", now=now
        )
    assert refusal.value.field == "password"
