"""A form that comes from who was signed out meanwhile: what was typed is kept and sent again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.domain.permissions import Role
from cluster.models import User, Year
from tests.make.awards import make_frozen_year, make_member
from tests.web.sending import fields_of, words

Login = Callable[[FlaskClient, User], FlaskClient]
KEPT = "What you typed is not lost"


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


@pytest.fixture
def secretary(year: Year) -> User:
    return make_member(year, Role.SECRETARY, locale="en")


@pytest.fixture
def here(year: Year) -> str:
    return f"/years/{year.id}/official/papers/year_report"


@pytest.fixture
def typed(client: FlaskClient, login: Login, secretary: User, here: str) -> dict[str, list[str]]:
    """Open a form and type into it; the session ends before it is sent."""
    login(client, secretary)
    fields = fields_of(client.get(here)) | {"word_directions": ["Dòng một\r\n“Dòng hai”"]}
    client.delete_cookie("session")
    with client.session_transaction() as session:
        session["locale"] = "en"
    return fields


def post(
    client: FlaskClient, path: str, typed: dict[str, list[str]], referrer: str = ""
) -> TestResponse:
    return client.post(path, data=typed, headers={"Referer": referrer or f"http://localhost{path}"})


def test_what_was_typed_is_kept_and_sent_again(
    client: FlaskClient, login: Login, secretary: User, here: str, typed: dict[str, list[str]]
) -> None:
    refused = post(client, here, typed)
    login(client, secretary)
    sent = post(client, here, fields_of(refused))
    page = fields_of(client.get(here))

    assert refused.status_code == 401
    assert KEPT in words(refused)
    assert (sent.status_code, page["word_directions"]) == (302, ["Dòng một\r\n“Dòng hai”"])


def test_an_old_form_of_who_signed_in_again_is_sent_again(
    client: FlaskClient, login: Login, secretary: User, here: str, typed: dict[str, list[str]]
) -> None:
    login(client, secretary)
    refused = post(client, here, typed)

    assert refused.status_code == 400
    assert KEPT in words(refused)
    assert post(client, here, fields_of(refused)).status_code == 302


@pytest.mark.parametrize(
    ("referrer", "more"),
    [
        pytest.param("http://elsewhere.example/", {}, id="from another site"),
        pytest.param("", {"password": ["x"]}, id="with a password"),
    ],
)
def test_what_must_not_stand_in_a_page_is_not_kept(
    client: FlaskClient,
    here: str,
    typed: dict[str, list[str]],
    referrer: str,
    more: dict[str, list[str]],
) -> None:
    refused = post(client, here, typed | more, referrer)

    assert refused.status_code == 401
    assert KEPT not in words(refused)
    assert "Sign in in another window, come back here" in words(refused)
