"""The page of the record of changes."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SYSTEM, Role
from cluster.models import User, Year
from cluster.services import years
from tests.conftest import NOW
from tests.make.awards import make_member, member_of
from tests.make.members import make_cluster
from tests.make.queries import count_queries
from tests.make.years import make_year
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=2)


@pytest.fixture
def auditor(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.AUDITOR, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/audit/"


def rows(html: str) -> int:
    return html.partition("<tbody>")[2].count("<tr>")


def test_changes_are_told_in_words(year: Year, auditor: FlaskClient) -> None:
    years.set_theme(SYSTEM, year.id, theme="Đoàn kết", now=NOW)
    years.set_theme(SYSTEM, year.id, theme="Sáng tạo", now=NOW)

    page = words(auditor.get(index(year)))

    assert "Changed the year’s theme" in page
    assert "the system 09:00 2 Mar 2026 Theme: Đoàn kết → Sáng tạo" in page


def test_the_same_is_said_in_vietnamese_figures(app: Flask, login: Login, year: Year) -> None:
    page = words(login(app.test_client(), make_member(year, Role.AUDITOR)).get(index(year)))

    assert "09:00 02/03/2026" in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("area=years", 3, id="by area"),
        pytest.param("alliance_id={member}", 3, id="by alliance"),
        pytest.param("actor_name=system", None, id="by person"),
        pytest.param("actor_name=nobody", 0, id="by nobody"),
        pytest.param("area=nonsense", None, id="an area that does not exist"),
        pytest.param("alliance_id=x", None, id="no number"),
        pytest.param("before=99999999999999999999", None, id="a number beyond all"),
    ],
)
def test_the_page_is_narrowed_down_by_its_address(
    year: Year, auditor: FlaskClient, question: str, found: int | None
) -> None:
    every = rows(auditor.get(index(year)).text)
    question = question.format(member=member_of(year))

    answer = auditor.get(f"{index(year)}?{question}")

    assert (answer.status_code, rows(answer.text)) == (200, every if found is None else found)


def test_older_entries_are_one_click_away_and_the_filter_stays(
    year: Year, auditor: FlaskClient
) -> None:
    for number in range(60):
        years.set_theme(SYSTEM, year.id, theme=f"Chủ đề {number}", now=NOW)
    first = auditor.get(f"{index(year)}?area=years").text
    (older,) = re.findall(r'href="([^"]+before=[^"]+)"', first)

    second = auditor.get(older.replace("&amp;", "&")).text

    assert (rows(first), rows(second)) == (50, 13)


def test_members_read_their_own_entries_others_none(app: Flask, login: Login, year: Year) -> None:
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=1, locale="en"))
    council = login(app.test_client(), make_member(year, Role.COUNCIL, place=1, locale="en"))

    assert rows(officer.get(index(year)).text) >= 2
    assert "No entries yet." in words(council.get(index(year)))


def test_the_record_of_another_cluster_does_not_exist(app: Flask, login: Login, year: Year) -> None:
    other = make_year(2026, cluster=make_cluster("BAC", "Cụm thi đua miền Bắc"), alliances=[])
    stranger = login(app.test_client(), make_member(other, Role.AUDITOR))

    assert stranger.get(index(year)).status_code == 404


def test_the_page_asks_the_same_number_of_questions_for_few_entries_and_many(
    year: Year, auditor: FlaskClient
) -> None:
    auditor.get(index(year))
    few = count_queries(lambda: auditor.get(index(year)))
    for number in range(60):
        years.set_theme(SYSTEM, year.id, theme=f"Chủ đề {number}", now=NOW)

    assert count_queries(lambda: auditor.get(index(year))) == few
