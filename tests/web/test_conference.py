"""The projected screen as a page: one step each, acts by POST, turnout as numbers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.domain.conference import STEP_NAMES, Step
from cluster.domain.permissions import Role
from cluster.models import User, Year
from tests.make.awards import make_member
from tests.make.ballots import Council, close, make_council, open_ballot, vote
from tests.make.scoring import ids_of
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def council(app: Flask) -> Council:
    return make_council()


@pytest.fixture
def secretary(client: FlaskClient, council: Council, login: Login) -> FlaskClient:
    return login(client, make_member(council[0], Role.SECRETARY, locale="en"))


def url_of(year: Year, rest: str) -> str:
    return f"/years/{year.id}/conference/{rest}"


def press(client: FlaskClient, year: Year, step: Step, doing: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
    assert token is not None
    answer = client.post(url_of(year, f"{step}/{doing}"), data={"csrf_token": token[1]})
    return client.get(answer.location) if answer.location else answer


@pytest.mark.parametrize("step", Step)
def test_every_step_has_its_screen_with_the_agenda_and_the_ways_on(
    secretary: FlaskClient, council: Council, step: Step
) -> None:
    page = secretary.get(url_of(council[0], step))
    number = list(Step).index(step) + 1

    assert page.status_code == 200
    assert f'aria-current="step"><span class="agenda-number">{number}<' in page.text
    assert str(STEP_NAMES[step]) in page.text
    assert ('rel="prev"' in page.text, 'rel="next"' in page.text) == (
        step is not Step.OPENING,
        step is not Step.PAPERS,
    )


def test_a_ballot_is_held_from_the_screen(secretary: FlaskClient, council: Council) -> None:
    year, _users = council
    opened = words(press(secretary, year, Step.LEADER, "open-ballot"))
    ballot_id = re.search(r"council-(\d+)-open", secretary.get(url_of(year, Step.LEADER)).text)

    assert "Bầu Cụm trưởng năm 2027 0 / 6 member units have voted" in opened
    assert ballot_id is not None
    assert secretary.get(url_of(year, "leader/turnout")).json == {
        "done": 0,
        "of": 6,
        "state": f"council-{ballot_id[1]}-open-False-0",
    }
    assert "Voting is closed." in words(press(secretary, year, Step.LEADER, "close-ballot"))
    assert "Too few voted" in words(press(secretary, year, Step.LEADER, "announce"))


def test_an_announced_result_stands_on_the_screen(secretary: FlaskClient, council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user, place in zip(users, (1, 1, 1, 1, 0, 0), strict=True):
        vote(ballot, user, ids_of(year)[place])
    close(ballot)
    before = words(secretary.get(url_of(year, Step.LEADER)))
    after = words(press(secretary, year, Step.LEADER, "announce"))

    assert "Dak Lak" not in before
    assert "Cooperative Alliance of Dak Lak Votes: 6 valid, 0 invalid, of 6 member units" in after
    assert "Đắk Lắk 4 66.67 % TP. Hồ Chí Minh 2 33.33 %" in after


def test_a_refusal_is_said_on_the_screen_it_came_from(
    secretary: FlaskClient, council: Council
) -> None:
    answer = press(secretary, council[0], Step.LEADER, "close-ballot")

    assert "There is no such ballot yet." in words(answer)


def test_other_members_follow_the_conference_without_its_acts(
    client: FlaskClient, council: Council, login: Login
) -> None:
    year, users = council
    login(client, users[0])

    page = client.get(url_of(year, Step.NOMINATION))

    assert page.status_code == 200
    assert "<form" not in page.text
    assert press(client, year, Step.SCORES, "freeze").status_code == 403


@pytest.mark.parametrize("rest", ["lunch", "lunch/turnout"])
def test_there_is_no_other_step(secretary: FlaskClient, council: Council, rest: str) -> None:
    assert secretary.get(url_of(council[0], rest)).status_code == 404


def test_there_is_no_other_act(secretary: FlaskClient, council: Council) -> None:
    assert press(secretary, council[0], Step.LEADER, "dance").status_code == 404
