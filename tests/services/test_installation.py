"""The start of an installation."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.errors import NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import AuditEntry, Cluster, User
from cluster.services import installation, people
from cluster.services.installation import FirstCluster
from cluster.services.people import Newcomer
from tests.make.people import PASSWORD, actor

pytestmark = pytest.mark.usefixtures("app")

ADMINISTRATOR = Newcomer(email="quan.tri@cum.vn", full_name="Phan Quản Trị")
CHAIR = Newcomer(email="chu.tich@cum.vn", full_name="Trần Chủ", honorific="Ông")
SECRETARY = Newcomer(email="thu.ky@cum.vn", full_name="Lê Thư", honorific="Bà")
CLUSTER = FirstCluster(
    code="dhmt", name="Cụm thi đua thử", authority="Liên minh Hợp tác xã Việt Nam"
)


def initialise(now: datetime, **changed: Any) -> installation.Started:
    given = {
        "administrator": ADMINISTRATOR,
        "password": PASSWORD,
        "cluster": CLUSTER,
        "chair": CHAIR,
        "secretary": SECRETARY,
    }
    return installation.initialise(**(given | changed), now=now)


def test_an_empty_installation_is_set_up_once(now: datetime) -> None:
    assert installation.is_needed()

    started = initialise(now)

    assert not installation.is_needed()
    administrator = actor(started.administrator)
    cluster = db.session.get_one(Cluster, started.cluster_id)
    held = {
        account.full_name: [role.grant for role in account.roles]
        for account in people.list_accounts(administrator, now=now)
    }
    assert (cluster.code, cluster.name) == ("DHMT", "Cụm thi đua thử")
    assert held == {
        "Phan Quản Trị": [Grant(Role.SYSADMIN)],
        "Trần Chủ": [Grant(Role.CHAIR, cluster.id)],
        "Lê Thư": [Grant(Role.SECRETARY, cluster.id)],
    }
    assert people.log_in("quan.tri@cum.vn", PASSWORD, now=now).id == administrator.user_id
    with pytest.raises(NotFound):
        initialise(now)


def test_chair_and_secretary_may_be_one_person(now: datetime) -> None:
    started = initialise(now, secretary=replace(CHAIR, email="CHU.TICH@cum.vn"))

    [user_id] = started.invited
    roles = people.get_account(SYSTEM, user_id, now=now).roles
    assert [role.grant.role for role in roles] == [Role.CHAIR, Role.SECRETARY]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"password": "ngắn"}, "administrator_password", id="a short password"),
        pytest.param(
            {"administrator": replace(ADMINISTRATOR, email="không")},
            "administrator_email",
            id="no address",
        ),
        pytest.param({"cluster": replace(CLUSTER, code="Đ?")}, "cluster_code", id="a bad code"),
        pytest.param({"chair": replace(CHAIR, full_name=" ")}, "chair_full_name", id="no name"),
        pytest.param(
            {"chair": replace(CHAIR, email="Quan.Tri@cum.vn")},
            "chair_email",
            id="the administrator as chair",
        ),
        pytest.param(
            {"secretary": replace(SECRETARY, email="chu.tich@cum.vn")},
            "secretary_email",
            id="two people with one address",
        ),
    ],
)
def test_a_refusal_names_its_field_and_leaves_the_installation_empty(
    now: datetime, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        initialise(now, **changed)

    assert refusal.value.field == field
    rows = [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]
    assert rows == [0, 0, 0]


TABLES = (User, Cluster, AuditEntry)
