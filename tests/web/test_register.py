"""The pages of the register of papers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import Role
from cluster.models import User, Year
from tests.make.awards import make_member
from tests.make.orders import order_list, run, start
from tests.make.years import make_year
from tests.web.sending import fields_of, words
from tests.web.test_awards import post

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    year = make_year()
    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình"}])
    start(year, order)
    run(order)
    return year


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/register/"


def first_paper(client: FlaskClient, year: Year) -> str:
    page = client.get(f"{index(year)}?words=tran+thi+an")
    (path,) = set(re.findall(rf'href="({index(year)}\d+)"', page.text))
    return path


def test_a_paper_is_found_without_accents_and_printed_again(
    year: Year, secretary: FlaskClient
) -> None:
    path = first_paper(secretary, year)
    issued = secretary.get(path.replace("register", "printing") + ".pdf").data

    again = post(secretary, f"{path}/reprint", {"reprint-reason": "Rách"})

    assert (again.mimetype, again.data) == ("application/pdf", issued)
    assert "Rách" in words(secretary.get(path))


def test_a_paper_names_the_order_whose_files_hold_it(year: Year, secretary: FlaskClient) -> None:
    page = secretary.get(first_paper(secretary, year)).text

    assert f'Print order</dt><dd><a href="/years/{year.id}/orders/1">Order no. 1</a>' in page


def test_a_paper_is_declared_void_with_what_takes_its_place(
    year: Year, secretary: FlaskClient
) -> None:
    path = first_paper(secretary, year)
    sent = {"void-reason": "Sai tên", "void-replaced_by": "2/2026/GCN-CTĐ"}

    asked = post(secretary, f"{path}/void", sent)
    ticked = sent | {"void-is_same_recipient": "y", "void-asked": "2/2026/GCN-CTĐ"}
    answer = post(secretary, f"{path}/void", ticked)

    assert asked.status_code == 422
    assert (
        "No. 1/2026/GCN-CTĐ is “Giấy khen – Bà Trần Thị Ẩn”, no. 2/2026/GCN-CTĐ is"
        " “Giấy khen – Bà Lê Văn Bình”: are they for the same recipient?"
    ) in words(asked)
    assert fields_of(asked)["void-asked"] == ["2/2026/GCN-CTĐ"]
    assert answer.location == path
    assert "replaced by 2/2026/GCN-CTĐ" in words(secretary.get(f"{index(year)}?standing=void"))
    assert "Declare void" not in words(secretary.get(path))


def test_a_tick_counts_for_the_paper_that_was_asked_about(
    year: Year, secretary: FlaskClient
) -> None:
    answer = post(
        secretary,
        f"{first_paper(secretary, year)}/void",
        {
            "void-reason": "Sai tên",
            "void-replaced_by": "2/2026/GCN-CTĐ",
            "void-is_same_recipient": "y",
            "void-asked": "3/2026/GCN-CTĐ",
        },
    )

    assert answer.status_code == 422
    assert "void-is_same_recipient" not in fields_of(answer)


@pytest.mark.parametrize(
    ("act", "data", "sentence"),
    [
        pytest.param("void", {}, "This field is required.", id="void without a reason"),
        pytest.param("reprint", {}, "This field is required.", id="reprint without a reason"),
        pytest.param(
            "void",
            {"void-reason": "x", "void-replaced_by": "99"},
            "There is no other valid paper no. 99.",
            id="replaced by nothing",
        ),
    ],
)
def test_a_wrong_request_comes_back_with_a_sentence(
    year: Year, secretary: FlaskClient, act: str, data: dict[str, str], sentence: str
) -> None:
    answer = post(secretary, f"{first_paper(secretary, year)}/{act}", data)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_the_numbering_is_changed_for_the_next_paper(year: Year, secretary: FlaskClient) -> None:
    path = f"{index(year)}numbering"
    data = {"series": "award", "pattern": "{n:04}/GK", "first": "1"}

    answer = post(secretary, path, data)
    wrong = post(secretary, path, data | {"pattern": "GK"})

    assert answer.location == path
    assert "The next one: 0003/GK" in words(secretary.get(path))
    assert wrong.status_code == 422
    assert "Write {n} once, where the number goes." in words(wrong)
    assert '<a href="#pattern-award">' in wrong.text
    assert wrong.text.count('aria-describedby="pattern-award-error"') == 1
    assert wrong.text.count('id="pattern-award-error"') == 1


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        pytest.param("register.xlsx", b"PK", id="workbook"),
        pytest.param("register.pdf", b"%PDF", id="paper"),
    ],
)
def test_the_register_is_taken_along(
    year: Year, secretary: FlaskClient, name: str, begins: bytes
) -> None:
    answer = secretary.get(f"{index(year)}{name}?words=an")

    assert answer.data.startswith(begins)


def test_a_search_that_cannot_be_read_shows_everything(year: Year, secretary: FlaskClient) -> None:
    answer = secretary.get(f"{index(year)}?kind=poster&first=x")

    assert "2 papers" in words(answer)


def test_an_officer_does_not_read_the_register(app: Flask, login: Login, year: Year) -> None:
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=0))

    assert officer.get(index(year)).status_code == 403
    assert "register" not in officer.get(f"/years/{year.id}/printing/").text
