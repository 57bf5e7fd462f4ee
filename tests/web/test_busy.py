"""What somebody reads who met others saving for too long."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster import database
from cluster.app import create_app
from cluster.database import LONGEST_WAIT, atomic, db
from cluster.domain.errors import Busy
from cluster.domain.permissions import Role
from cluster.models import IssuedPaper, User, Year
from cluster.web.auth import NOBODY
from tests.conftest import settings_in
from tests.make.awards import make_member
from tests.make.orders import order_list, run, start
from tests.make.years import make_year
from tests.web.sending import fields_of, words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    year = make_year()
    order = order_list(year, [{}])
    start(year, order)
    run(order)
    return year


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


@pytest.fixture
def writer(app: Flask, secretary: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Keep the database for oneself, as a long unit of work does; nobody waits for long."""
    monkeypatch.setattr(database, "LONGEST_WAIT", 20)
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(str(db.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def post(client: FlaskClient, path: str, data: dict[str, object], **headers: str) -> TestResponse:
    """Send a form from its page, as a browser does."""
    (token,) = fields_of(client.get(path.removesuffix("/void")))["void-csrf_token"]
    told = {"Referer": f"http://localhost{path}", **headers}
    return client.post(path, data={"csrf_token": token, **data}, headers=told)


def address(year: Year) -> str:
    (paper_id,) = db.session.scalars(db.select(IssuedPaper.id))
    return f"/years/{year.id}/register/{paper_id}"


def test_a_form_met_by_a_lock_is_kept_and_sent_again_with_one_press(
    year: Year, secretary: FlaskClient, writer: sqlite3.Connection
) -> None:
    here = f"{address(year)}/void"
    sent = {"void-reason": "Sai tên\r\n“Ẩn”", "void-replaced_by": ""}

    answer = post(secretary, here, sent)
    writer.execute("ROLLBACK")
    again = secretary.post(here, data=fields_of(answer))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Somebody else was saving for so long" in words(answer)
    assert "it is kept in this page. Do not close it. Wait a few seconds" in words(answer)
    assert f'action="{here}?"' in answer.text
    assert again.location == address(year)
    assert db.session.scalars(db.select(IssuedPaper.void_reason)).all() == ["Sai tên\r\n“Ẩn”"]


@pytest.mark.parametrize(
    "kept_back",
    [
        pytest.param({"file": (BytesIO(b"x"), "a.txt")}, id="a file"),
        pytest.param({"new_password": "cum-thi-dua"}, id="a password"),
    ],
)
def test_neither_file_nor_password_stands_in_the_page(
    year: Year, secretary: FlaskClient, writer: object, kept_back: dict[str, object]
) -> None:

    answer = post(secretary, f"{address(year)}/void", {"void-reason": "x", **kept_back})

    assert answer.status_code == 503
    assert "Wait a few seconds, go back, and send the form again." in words(answer)
    assert fields_of(answer) == {}


def test_a_script_gets_the_sentence_as_data(
    year: Year, secretary: FlaskClient, writer: object
) -> None:
    answer = post(
        secretary, f"{address(year)}/void", {"void-reason": "x"}, Accept="application/json"
    )

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json["message"].startswith("Somebody else was saving")


def test_who_only_reads_a_page_opens_it_again(app: Flask, year: Year) -> None:
    with app.test_request_context(f"/years/{year.id}/register/?words=an"):
        g.actor = NOBODY
        answer = app.make_response(app.handle_user_exception(Busy(database.WAITED)))

    assert answer.status_code == 503
    assert "Hãy chờ vài giây rồi mở lại trang." in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", database.POSTGRESQL_BUSY)
def test_postgresql_says_that_it_is_busy(tmp_path: Path, postgresql: str, code: str) -> None:
    application = create_app(replace(settings_in(tmp_path), database_url=postgresql))

    @atomic()
    def wait() -> None:
        db.session.execute(db.text(f"DO $$ BEGIN RAISE SQLSTATE '{code}'; END $$"))

    with application.app_context():
        with pytest.raises(Busy):
            wait()
        waits = db.session.scalar(db.text("SHOW lock_timeout"))
        db.session.remove()
        db.engine.dispose()

    assert waits == f"{LONGEST_WAIT // 1000}s"
