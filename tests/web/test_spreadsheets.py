"""Workbooks over HTTP: downloaded, sent back, shown, confirmed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.rulebook import rulebook_to_data
from cluster.domain.scoring import Layer
from cluster.models import Cluster, Score, User, Year
from cluster.services import rulebook
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.members import make_alliances
from tests.make.people import make_user
from tests.make.rulebook import make_rulebook
from tests.make.scoring import give, ids_of, make_scoring_year, officer
from tests.make.years import make_year
from tests.web.sending import fields_of, words

Login = Callable[[FlaskClient, User], FlaskClient]


def holder(year: Year, role: Role, alliance_id: int | None = None) -> User:
    return make_user(Grant(role, year.cluster_id, alliance_id), locale="en")


def typed(content: bytes, row: str, column: int, value: Any) -> bytes:
    """Return the workbook with one cell of its first sheet changed; `row` is named in column A."""
    workbook = load_workbook(BytesIO(content))
    cells = workbook.worksheets[0]
    number = next(cell.row for (cell,) in cells.iter_rows(max_col=1) if cell.value == row)
    cells.cell(number, column).value = value
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def upload(client: FlaskClient, url: str, content: bytes) -> TestResponse:
    fields = fields_of(client.get(url))
    return client.post(url, data={**fields, "files": (BytesIO(content), "phieu.xlsx")})


def confirm(client: FlaskClient, url: str, shown: TestResponse, **ticked: Any) -> TestResponse:
    fields = fields_of(shown)
    sent = {name: fields[name][0] for name in ("csrf_token", "token") if name in fields}
    return client.get(client.post(url, data={**sent, **ticked}).location)


def scores() -> int:
    return db.session.scalar(select(func.count(Score.id))) or 0


def test_a_member_works_without_a_network(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.OFFICER, own))

    sheet = client.get(f"{excel}/scores/{own}.xlsx")
    assert "attachment" in sheet.headers["Content-Disposition"]
    shown = upload(client, f"{excel}/scores", typed(sheet.data, "III.1|actual", 8, "15,5"))
    assert "1 line would change. Nothing is saved yet." in words(shown)
    assert "15.5 Points: 7.75" in words(shown)
    assert (shown.status_code, scores()) == (200, 0)

    done = confirm(client, f"{excel}/scores/save", shown)
    assert "1 line is saved." in words(done)
    assert scores() == 1


def test_a_bad_cell_is_named_and_nothing_can_be_confirmed(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.OFFICER, own))
    sheet = client.get(f"{excel}/scores/{own}.xlsx").data

    shown = upload(client, f"{excel}/scores", typed(sheet, "III.1|actual", 8, "nhiều"))

    assert shown.status_code == 422
    assert "1 cell needs another look." in words(shown)
    assert "“nhiều” cannot be read as a number" in words(shown)
    assert "token" not in fields_of(shown) or fields_of(shown)["token"] == [""]


def test_what_somebody_else_saved_is_shown_beside_and_ticked_to_be_set_above(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.OFFICER, own))
    sheet = client.get(f"{excel}/scores/{own}.xlsx").data
    give(officer(year, own), year, own, "III.1", Layer.SELF, Measure(actual=RULEBOOK.scale))

    shown = upload(client, f"{excel}/scores", typed(sheet, "III.1|actual", 8, 15))
    assert "Changed elsewhere meanwhile" in words(shown)
    assert "Set the sheet's figure above it" in words(shown)
    confirm(client, f"{excel}/scores/save", shown, over=f"{own}-self-0-III.1")
    assert scores() == 2


def test_a_file_that_is_no_workbook_is_refused_on_the_page(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    login(client, holder(year, Role.OFFICER, ids_of(year)[0]))

    shown = upload(client, f"/years/{year.id}/excel/scores", b"a,b")

    assert shown.status_code == 422
    assert "The file is not what its ending “.xlsx” says." in words(shown)


def test_a_rule_book_is_taken_over_from_excel(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_year()
    make_rulebook(year, rulebook_to_data(RULEBOOK), published=False)
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.SECRETARY))

    book = client.get(f"{excel}/rulebook.xlsx").data
    shown = upload(client, f"{excel}/rulebook", typed(book, "III.1", 4, "Tên mới"))
    assert "Nothing is saved yet." in words(shown)
    assert "Tên mới" in words(shown)
    assert rulebook.view(SYSTEM, year.id).book == RULEBOOK

    done = confirm(client, f"{excel}/rulebook/save", shown)
    assert "The rule book is taken over as a draft" in words(done)
    db.session.rollback()
    assert rulebook.view(SYSTEM, year.id).book.get("III.1").name_vi == "Tên mới"


def test_a_first_rule_book_is_shown_line_by_line(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    members = make_alliances(2)
    source = make_year(alliances=members)
    make_rulebook(source)
    cluster = db.session.get(Cluster, source.cluster_id)
    year = make_year(source.number + 1, cluster=cluster, alliances=members, leader=False)
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.SECRETARY))

    assert client.get(f"{excel}/template.xlsx").status_code == 200
    book = client.get(f"/years/{source.id}/excel/rulebook.xlsx").data
    shown = upload(client, f"{excel}/rulebook", book)
    assert "III.1" in words(shown)
    confirm(client, f"{excel}/rulebook/save", shown)
    db.session.rollback()
    assert (
        rulebook.view(SYSTEM, year.id).book.criteria
        == rulebook.view(SYSTEM, source.id).book.criteria
    )


def test_an_empty_template_sent_back_is_shown_with_what_it_lacks(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_year()
    excel = f"/years/{year.id}/excel"
    login(client, holder(year, Role.SECRETARY))

    shown = upload(client, f"{excel}/rulebook", client.get(f"{excel}/template.xlsx").data)

    assert "The content lines add up to 0 points, the scale is 100." in words(shown)
