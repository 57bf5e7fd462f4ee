from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import dashboard, years
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.awards import make_frozen_year, make_published_year, member_of
from tests.make.members import make_alliances, make_cluster
from tests.make.people import actor, make_administrator, make_user
from tests.make.pledges import make_pledge, make_pledge_year, make_signed_pledge
from tests.make.queries import count_queries

QUERIES = 19
Login = Callable[[FlaskClient, User], FlaskClient]


def make_reporting_year(members: int = 2) -> Year:
    year = make_pledge_year(members=members)
    make_signed_pledge(year)
    years.move(SYSTEM, year.id, Phase.REPORT, now=NOW)
    return year


def first_member(year: Year) -> int:
    return members_of(year)[0].alliance_id


def make_officer(year: Year) -> User:
    grant = Grant(Role.OFFICER, year.cluster_id, first_member(year))
    return make_user(grant, full_name="Trần Thị Lan", locale="en")


def make_secretary(year: Year) -> User:
    return make_user(Grant(Role.SECRETARY, year.cluster_id), full_name="Lê Sơn", locale="en")


def test_an_officer_reads_what_is_missing(client: FlaskClient, login: Login) -> None:
    year = make_pledge_year()
    make_pledge(year, None)

    page = login(client, make_officer(year)).get("/").text

    assert "Set the targets still missing: 2." in page
    assert "How far TP. Hồ Chí Minh is" in page
    assert "How far the members are" not in page


def test_a_secretary_reads_how_far_each_member_is(client: FlaskClient, login: Login) -> None:
    page = login(client, make_secretary(make_reporting_year())).get("/").text

    assert "Criteria without a report at: TP. Hồ Chí Minh, Đắk Lắk." in page
    assert page.count('<span class="tag tag-good">Signed</span>') == 2


def test_progress_counts_targets_and_signatures(app: Flask) -> None:
    year = make_reporting_year()

    board = dashboard.of_year(actor(make_secretary(year)), year.id, now=NOW)

    assert [
        (m.short_name, m.targets_set, m.targets_asked, m.has_signed, m.reported, m.lines)
        for m in board.all_members
    ] == [("TP. Hồ Chí Minh", 2, 2, True, 0, 2), ("Đắk Lắk", 2, 2, True, 0, 2)]


def test_a_member_sees_its_own_progress_only(app: Flask) -> None:
    year = make_reporting_year()

    board = dashboard.of_year(actor(make_officer(year)), year.id, now=NOW)

    assert [m.alliance_id for m in board.own] == [first_member(year)]
    assert board.all_members == []


def results_seen_by(year: Year, *grants: Grant) -> list[int | None]:
    board = dashboard.of_year(actor(make_user(*grants)), year.id, now=NOW)
    return [line.place for line in board.results]


def test_until_publication_a_member_sees_its_own_place_only(app: Flask) -> None:
    year = make_frozen_year()
    own = Grant(Role.OFFICER, year.cluster_id, member_of(year, 1))

    assert len(results_seen_by(year, own)) == 1
    assert results_seen_by(year, Grant(Role.SECRETARY, year.cluster_id)) == [1, 2, 3]


def test_once_published_everybody_sees_all_places(app: Flask) -> None:
    year = make_published_year()
    own = Grant(Role.OFFICER, year.cluster_id, member_of(year, 1))

    assert results_seen_by(year, own) == [1, 2, 3]


def test_before_the_freeze_nobody_sees_a_place(app: Flask) -> None:
    year = make_reporting_year()

    assert results_seen_by(year, Grant(Role.SECRETARY, year.cluster_id)) == []


def test_an_archived_year_waits_for_nothing(client: FlaskClient, login: Login) -> None:
    year = make_published_year()
    plan = {phase: date(2026, 1, 1 + number) for number, phase in enumerate(Phase)}
    years.plan(SYSTEM, year.id, plan, now=NOW)
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)

    page = login(client, make_secretary(year)).get("/").text

    assert "Nothing waits for you at present." in page
    assert "Next phase" not in page


def test_an_administrator_is_guided_from_an_empty_installation(
    client: FlaskClient, login: Login
) -> None:
    make_cluster()
    make_alliances(2)

    page = login(client, make_administrator()).get("/").text

    assert page.count('<li class="done">') == 2


def test_the_first_steps_end_with_the_first_pledge(app: Flask) -> None:
    year = make_pledge_year()
    secretary = actor(make_secretary(year))
    before = [step.is_done for step in dashboard.first_steps(secretary)]
    make_pledge(year)

    assert before == [True, True, False, True, True, False]
    assert dashboard.first_steps(secretary) == []


def test_an_administrator_is_told_of_locked_accounts(client: FlaskClient, login: Login) -> None:
    administrator, locked = make_administrator(), make_user()
    administrator.locale = "en"
    locked.locked_until = datetime.now(UTC) + timedelta(minutes=5)
    db.session.commit()

    page = login(client, administrator).get("/").text

    assert "1 account is locked after wrong passwords." in page


def test_who_has_no_role_is_told_whom_to_ask(client: FlaskClient, login: Login) -> None:
    page = login(client, make_user(locale="en")).get("/").text

    assert "You have no role in a cluster yet." in page


@pytest.mark.parametrize(
    "members", [pytest.param(2, id="two members"), pytest.param(6, id="six members")]
)
def test_more_members_cost_no_more_queries(client: FlaskClient, login: Login, members: int) -> None:
    login(client, make_secretary(make_reporting_year(members)))
    client.get("/")

    assert count_queries(lambda: client.get("/")) == QUERIES
