"""The pages of the leadership, by role."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.domain.leadership import Post
from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Grant, Role
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import leadership, members, years
from tests.conftest import NOW
from tests.make.awards import make_published_year
from tests.make.ballots import close, make_council, open_ballot, vote
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook
from tests.make.years import make_year
from tests.web.sending import fields_of, send, words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=3)


@pytest.fixture
def visit(client: FlaskClient, login: Login, year: Year) -> Callable[..., FlaskClient]:
    """Return somebody with a role in the year's cluster, for its first member, reading English."""

    def visitor(role: Role = Role.SECRETARY) -> FlaskClient:
        place = None if role is Role.SYSADMIN else year.cluster_id
        alliance_id = ids_of(year)[0] if role in SPEAKS_FOR_AN_ALLIANCE else None
        return login(client, make_user(Grant(role, place, alliance_id), locale="en"))

    return visitor


def ids_of(year: Year) -> list[int]:
    return [member.alliance_id for member in members.members_of(year)]


def test_the_page_tells_who_led_and_whose_turn_it_is(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    leadership.appoint(SYSTEM, year.cluster_id, 2024, leader_id=ids_of(year)[1], now=now)

    page = words(visit(Role.OFFICER).get(f"/years/{year.id}/leadership/"))

    assert "2027 Gia Lai Đắk Lắk proposed 2028 Đắk Lắk TP. Hồ Chí Minh proposed" in page
    assert "Cooperative Alliance of Gia Lai never – – – 0" in page
    assert "Cooperative Alliance of Dak Lak 2024 2 2026 – 0" in page
    assert "Cooperative Alliance of Ho Chi Minh City 2026 0 – – 0" in page
    assert "2024 Đắk Lắk – – –" in page
    assert "Record an earlier year" not in page


def test_leader_and_deputy_are_named(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit()
    one, two, _three = ids_of(year)
    url = f"/years/{year.id}/leadership/edit"

    both = send(client, url, leader_id=two, deputy_id=two)
    answer = send(client, url, leader_id=two, deputy_id=one)

    assert both.status_code == 422
    assert "Deputy : Leader and deputy must be two alliances." in words(both)
    assert answer.location == f"/years/{year.id}/leadership/"
    (led,) = leadership.ledger(SYSTEM, year.id, now).history
    assert led.deputy is not None
    assert (led.leader.alliance_id, led.deputy.alliance_id) == (two, one)


def test_a_leader_must_be_chosen(visit: Callable[..., FlaskClient], year: Year) -> None:
    page = send(visit(), f"/years/{year.id}/leadership/edit", leader_id="0")

    assert page.status_code == 422
    assert "Leader : This field is required." in words(page)


def test_a_change_during_the_year_asks_for_the_reason(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    make_rulebook(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)
    client = visit(Role.CHAIR)
    url = f"/years/{year.id}/leadership/edit"

    refused = send(client, url, leader_id=ids_of(year)[2])
    accepted = send(client, url, leader_id=ids_of(year)[2], reason="Sáp nhập")

    assert refused.status_code == 422
    assert "Reason : A change during the year needs a reason." in words(refused)
    assert accepted.status_code == 302


def test_an_earlier_year_is_recorded(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit()

    wrong = send(
        client,
        f"/years/{year.id}/leadership/earlier",
        year_number="24",
        leader_id=ids_of(year)[2],
    )
    answer = send(
        client,
        f"/years/{year.id}/leadership/earlier",
        year_number="2019",
        leader_id=ids_of(year)[2],
    )

    assert "Enter a year from 1948 to 2100." in words(wrong)
    assert "2019 Gia Lai" in words(client.get(answer.location))


def test_a_handover_is_recorded(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit()
    url = f"/years/{year.id}/leadership/2026/handover"

    future = send(client, url, on="2199-01-01")
    answer = send(client, url, on="2025-12-20", note="Hội nghị tổng kết")

    assert "The handover lies in the future." in words(future)
    assert "20 Dec 2025 Hội nghị tổng kết" in words(client.get(answer.location))
    assert client.get(f"/years/{year.id}/leadership/1999/handover").status_code == 404


def test_next_years_leaders_are_named_before_that_year_is_opened(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit()
    _one, two, three = ids_of(year)
    url = f"/years/{year.id}/leadership/next"

    answer = send(client, url, leader_id=two, deputy_id=three)

    assert "2027 Đắk Lắk Gia Lai named" in words(client.get(answer.location))
    assert leadership.named_for(year.cluster_id, 2027) == Post(leader=two, deputy=three)
    assert "Leader and deputy of 2027" in words(client.get(url))
    assert "are filled in" not in words(client.get(url))
    coming = years.open_year(SYSTEM, year.cluster_id, 2027, from_year_id=year.id, now=now)
    assert client.get(url).location == f"/years/{coming.id}/leadership/edit"


def test_those_elected_are_filled_in(client: FlaskClient, login: Login) -> None:
    year, users = make_council(3)
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[2])
    close(ballot)
    login(client, make_user(Grant(Role.SECRETARY, year.cluster_id), locale="en"))

    page = client.get(f"/years/{year.id}/leadership/next")

    assert "Those elected by the ballots of this year are filled in." in words(page)
    assert fields_of(page)["leader_id"] == [str(ids_of(year)[2])]


def test_the_rule_of_rotation_is_chosen(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.CHAIR)
    url = f"/years/{year.id}/leadership/rotation"

    wrong = send(client, url, rule="oldest")
    answer = send(client, url, rule="deputy_first")

    assert wrong.status_code == 422
    page = words(client.get(answer.location))
    assert "The deputy of a year leads the next one." in page
    assert "2027 Đắk Lắk Gia Lai proposed deputy the year before" in page


def test_the_checklist_is_ticked_and_unticked(client: FlaskClient, login: Login) -> None:
    year = make_published_year()
    login(client, make_user(Grant(Role.SECRETARY, year.cluster_id), locale="en"))
    url = f"/years/{year.id}/leadership/checklist"

    def press(**box: str) -> TestResponse:
        token = fields_of(client.get(url))["csrf_token"][0]
        return client.post(url, data={"csrf_token": token, "side": "giving", **box})

    before = words(client.get(url))
    ticked = press(item="flag", is_done="y")
    after = words(client.get(url))
    press(item="flag")

    assert "Incoming leader not named yet" in before
    assert "The leader’s rotating flag – – Handed over –" in before
    assert ticked.location == f"{url}#flag"
    assert "The leader’s rotating flag – ✓ Nguyễn Thị Hoa" in after
    assert words(client.get(url)) == before
    assert press(item="moon").status_code == 400


FOR_RUNNERS = ["edit", "earlier", "2026/handover", "next", "rotation"]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SECRETARY, Role.CHAIR}]
)
def test_others_do_not_name_leaders(
    visit: Callable[..., FlaskClient], year: Year, role: Role
) -> None:
    client = visit(role)
    url = f"/years/{year.id}/leadership"

    assert [client.get(f"{url}/{page}").status_code for page in FOR_RUNNERS] == [403] * 5


def test_nobody_sees_the_leadership_without_signing_in(client: FlaskClient, year: Year) -> None:
    make_user(Grant(Role.SECRETARY, year.cluster_id))

    for page in ("", *FOR_RUNNERS):
        answer = client.get(f"/years/{year.id}/leadership/{page}")
        assert answer.location.startswith("/login")


def test_the_page_takes_as_many_queries_with_a_long_history(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit()
    url = f"/years/{year.id}/leadership/"
    few = count_queries(lambda: client.get(url))
    for number in range(1990, 2020):
        leadership.appoint(
            SYSTEM,
            year.cluster_id,
            number,
            leader_id=ids_of(year)[number % 3],
            now=now,
        )
    leadership.hand_over(SYSTEM, year.cluster_id, 2000, on=date(1999, 12, 20), now=now)

    assert count_queries(lambda: client.get(url)) == few


def test_an_archived_year_offers_no_change_of_its_leadership(
    client: FlaskClient, login: Login
) -> None:
    year = make_published_year()
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)
    login(client, make_user(Grant(Role.SECRETARY, year.cluster_id), locale="en"))
    place = f"/years/{year.id}/leadership/"

    shown = client.get(place).text

    assert "Record an earlier year" in shown
    assert "leadership/edit" not in shown
    assert "/handover" not in shown
    for path in ("edit", f"{year.number}/handover"):
        assert client.get(place + path).status_code == 422
    assert client.get(f"/years/{year.id}/dates").status_code == 422
