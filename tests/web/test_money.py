"""The pages of award money: needed and there, rules by day."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.database import db
from cluster.domain.permissions import Role
from cluster.models import AwardRate, BaseSalaryRule, User, Year
from tests.make.awards import (
    decide,
    kind_of,
    make_member,
    make_published_year,
    propose,
    propose_person,
)
from tests.make.queries import count_queries
from tests.web.sending import words
from tests.web.test_awards import post

Login = Callable[[FlaskClient, User], FlaskClient]
VCA = "Chủ tịch Liên minh Hợp tác xã Việt Nam"


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


def money(year: Year, page: str = "") -> str:
    return f"/years/{year.id}/awards/money/{page}"


def test_what_is_needed_is_held_against_the_fund(year: Year, secretary: FlaskClient) -> None:
    decide(year, [propose_person(year), propose(year)])
    post(secretary, money(year, "funds/new"), {"source": VCA, "amount": "3.000.000"})

    page = words(secretary.get(money(year)))

    assert f"{VCA} 3,000,000 3,510,000 1 not known lacks 510,000" in page
    assert "In words Ba triệu năm trăm mười nghìn đồng." in page
    assert "Awards whose money is not known, so that it is not in the sum: 1." in page


def test_a_second_word_on_a_fund_replaces_the_first(year: Year, secretary: FlaskClient) -> None:
    decide(year, [propose_person(year)])
    for amount in ("3.000.000", "4.000.000"):
        post(secretary, money(year, "funds/new"), {"source": VCA, "amount": amount})

    assert f"{VCA} 4,000,000 3,510,000 490,000" in words(secretary.get(money(year)))


def test_a_multiple_entered_with_its_source_makes_the_amount_known(
    year: Year, secretary: FlaskClient
) -> None:
    decide(year, [propose(year)])
    rate = {
        "kind_id": kind_of("BK"),
        "recipient": "collective",
        "starts_on": "2025-07-01",
        "multiple": "3",
        "citation": "Nghị định 152/2025/NĐ-CP",
    }

    entered = post(secretary, money(year, "rates/new"), rate)
    again = post(secretary, money(year, "rates/new"), rate)

    assert (entered.status_code, again.status_code) == (302, 422)
    assert "A multiple is entered for this day already." in words(again)
    assert "7,020,000" in words(secretary.get(money(year)))
    assert "Nghị định 152/2025/NĐ-CP" in words(secretary.get(money(year, "rules")))


def test_a_base_salary_holds_from_its_day(year: Year, secretary: FlaskClient) -> None:
    decide(year, [propose_person(year)])
    salary = {
        "starts_on": "2026-03-01",
        "amount": "2.530.000",
        "rounded_up_to": "10000",
        "citation": "Nghị định mới",
    }

    entered = post(secretary, money(year, "salaries/new"), salary)
    again = post(secretary, money(year, "salaries/new"), salary)

    assert (entered.status_code, again.status_code) == (302, 422)
    assert "3,800,000" in words(secretary.get(money(year)))


@pytest.mark.parametrize(
    ("page", "data", "sentence"),
    [
        pytest.param("funds/new", {"source": "A", "amount": "1,5"}, "Enter whole đồng", id="part"),
        pytest.param("funds/new", {"source": "A", "amount": "-1"}, "Enter the fund", id="below 0"),
        pytest.param("funds/new", {"source": "A", "amount": "x"}, "cannot be read", id="a word"),
    ],
)
def test_a_wrong_amount_is_refused(
    year: Year, secretary: FlaskClient, page: str, data: dict[str, str], sentence: str
) -> None:
    answer = post(secretary, money(year, page), data)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_rules_that_are_missing_are_taken_over_once(year: Year, secretary: FlaskClient) -> None:
    for table in (AwardRate, BaseSalaryRule):
        db.session.execute(db.delete(table))
    db.session.commit()
    without = words(secretary.get(money(year)))
    empty = words(secretary.get(money(year, "rules")))
    for _time in range(2):
        assert post(secretary, money(year, "rules")).status_code == 302

    assert "No base salary and no multiples are entered yet." in without
    assert "Take over the rules" in empty
    assert "2,340,000 1 Nghị định 73/2024/NĐ-CP" in words(secretary.get(money(year, "rules")))


def test_the_payment_list_is_taken_along_as_a_workbook(year: Year, secretary: FlaskClient) -> None:
    decide(year, [propose_person(year)])

    answer = secretary.get(money(year, "payments.xlsx"))

    assert money(year, "payments.xlsx") in secretary.get(money(year)).text
    assert answer.data.startswith(b"PK")
    assert "chi-tien-thuong-2026.xlsx" in answer.headers["Content-Disposition"]


def test_members_do_not_see_the_money_and_the_auditor_changes_none(
    app: Flask, login: Login, year: Year
) -> None:
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=0))
    auditor = login(app.test_client(), make_member(year, Role.AUDITOR))

    assert officer.get(money(year)).status_code == 403
    assert auditor.get(money(year)).status_code == 200
    assert [
        auditor.get(money(year, page)).status_code
        for page in ("funds/new", "rates/new", "salaries/new")
    ] == [403] * 3


def test_the_page_asks_the_same_number_of_questions_for_one_award_and_for_many(
    year: Year, secretary: FlaskClient
) -> None:
    decide(year, [propose_person(year)])
    secretary.get(money(year))
    few = count_queries(lambda: secretary.get(money(year)))
    for number in range(8):
        propose_person(year, f"Người {number}")

    assert count_queries(lambda: secretary.get(money(year))) == few
