import re
from collections.abc import Callable

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from cluster.database import db
from cluster.models import User
from cluster.web.filters import in_language
from tests.make.people import make_user

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def choose(
    client: FlaskClient, locale: str, *, back: str = "/login", on: str = "/login"
) -> tuple[int, str | None]:
    found = TOKEN.search(client.get(on).text)
    assert found is not None
    data = {"csrf_token": found[1], "locale": locale, "back": back}
    response = client.post("/language", data=data)
    return response.status_code, response.location


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return a visitor of an installation that has an account, so that it shows its log-in page."""
    make_user()
    return client


def test_a_first_visit_is_in_vietnamese(visitor: FlaskClient) -> None:
    assert '<html lang="vi">' in visitor.get("/login").text


def test_the_language_is_remembered_and_one_comes_back_to_the_page(visitor: FlaskClient) -> None:
    answer = choose(visitor, "en", back="/login?next=/years")

    assert answer == (302, "/login?next=/years")
    assert '<html lang="en">' in visitor.get("/login").text


def test_the_language_is_kept_with_the_account(
    client: FlaskClient, login: Callable[[FlaskClient, User], FlaskClient]
) -> None:
    user = make_user(locale="vi")
    choose(login(client, user), "en", back="/", on="/")

    db.session.refresh(user)
    assert user.locale == "en"
    assert '<html lang="en">' in login(client.application.test_client(), user).get("/").text


def test_the_way_back_leads_to_no_other_site(visitor: FlaskClient) -> None:
    assert choose(visitor, "en", back="//elsewhere.example/") == (302, "/")


def test_a_language_that_nobody_wrote_is_refused(visitor: FlaskClient) -> None:
    assert choose(visitor, "de") == (400, None)
    assert '<html lang="vi">' in visitor.get("/login").text


@pytest.mark.parametrize(
    ("locale", "english", "written"),
    [
        pytest.param("vi", "Cluster", "Cụm", id="Vietnamese"),
        pytest.param("en", "Cluster", "Cluster", id="English"),
        pytest.param("en", "", "Cụm", id="Vietnamese where there is no English name"),
    ],
)
def test_a_name_is_written_in_the_readers_language(
    app: Flask, locale: str, english: str, written: str
) -> None:
    with app.test_request_context("/"):
        session["locale"] = locale

        assert in_language("Cụm", english) == written
