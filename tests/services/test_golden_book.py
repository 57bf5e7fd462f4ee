"""Golden book numbers: looked at where they are typed, in a decision and in a list."""

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import IssuedPaper, PrintOrder, Year
from cluster.services import awards, orders
from cluster.services.printing import register
from tests.conftest import NOW, PLATES
from tests.make.awards import decide, issue, make_frozen_year, member_of, propose, propose_person
from tests.make.orders import order_list, run, start
from tests.make.scoring import acting

VCA = {"Thẩm quyền quyết định": "Chủ tịch Liên minh Hợp tác xã Việt Nam"}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


def faults_in(year: Year, order: PrintOrder) -> dict[int, str]:
    page = orders.view(SYSTEM, year.id, order.id, now=NOW)
    return {
        int(item.places): str(found.message)
        for item in page.items
        for found in item.findings
        if "golden book" in str(found.message)
    }


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param("chưa có", "is no golden book number", id="no number"),
        pytest.param("012", "stands in line 1 too: Ông An", id="twice in the decision"),
        pytest.param("00127", "was given this year already: Bằng khen – Cúc", id="given before"),
    ],
)
def test_a_decision_with_a_wrong_number_is_refused_at_its_field(
    year: Year, number: str, sentence: str
) -> None:
    earlier, one, other = (propose_person(year, name) for name in ("Cúc", "An", "Bình"))
    decide(year, [earlier], number="11/QĐ", golden_book_numbers={earlier.id: "127"})

    with pytest.raises(RuleViolation, match=sentence) as refusal:
        decide(year, [one, other], golden_book_numbers={one.id: "12", other.id: number})

    assert refusal.value.field == f"golden_book_{other.id}"


def test_a_list_says_which_of_its_numbers_are_wrong(year: Year) -> None:
    award = propose(year)
    decide(year, [award], golden_book_numbers={award.id: "127"})
    names = ("Lê Bình", "Đỗ Cúc", "Võ Em", "Hà My")
    numbers = ("41", "041", "127", "\u202e5")
    rows = [
        {"Họ và tên": name, "Số sổ vàng": number, **VCA}
        for name, number in zip(names, numbers, strict=True)
    ]

    assert faults_in(year, order_list(year, rows)) == {
        3: "The golden book number “041” stands in line 2 too: Giấy khen – Bà Lê Bình.",
        4: "The golden book number “127” was given this year already: Bằng khen.",
    }


def test_a_number_that_is_printed_is_given_and_one_that_is_void_is_free(year: Year) -> None:
    first = order_list(year, [{"Số sổ vàng": "41"}])
    start(year, first)
    run(first)
    again = [{"Họ và tên": "Lê Bình", "Số sổ vàng": "41"}]
    (taken,) = faults_in(year, order_list(year, again)).values()
    (line,) = register.list_register(SYSTEM, year.id, register.Wanted()).lines
    register.void(SYSTEM, year.id, line.id, reason="Sai tên", now=NOW)

    assert taken == (
        "The golden book number “41” was given this year already: Giấy khen – Bà Trần Thị Ẩn."
    )
    assert faults_in(year, order_list(year, again)) == {}


def test_the_awards_of_a_decision_do_not_stand_in_their_own_way(year: Year) -> None:
    award = propose_person(year)
    decision = decide(year, [award], golden_book_numbers={award.id: "127"})
    issued = issue(year, PaperKind.AWARD, award.id)
    register.void(SYSTEM, year.id, issued.id, reason="Rách", now=NOW)

    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)

    assert faults_in(year, order) == {}


def print_from_list(year: Year, number: str) -> None:
    order = order_list(year, [{"Số sổ vàng": number, **VCA}])
    start(year, order)
    run(order)


def test_a_number_that_a_list_has_printed_is_told_where_the_award_and_its_decision_are_looked_at(
    year: Year,
) -> None:
    award, other = propose_person(year, "An"), propose_person(year, "Bình")
    numbers = {award.id: "0127", other.id: "128"}
    print_from_list(year, "127")
    sentence = "The golden book number “0127” was given this year already: Giấy khen – Bà Trần"
    with pytest.raises(RuleViolation, match="given this year already: Giấy khen – Bà Trần Thị Ẩn"):
        decide(year, [award, other], golden_book_numbers=numbers)
    (line,) = register.list_register(SYSTEM, year.id, register.Wanted()).lines
    register.void(SYSTEM, year.id, line.id, reason="Mất", now=NOW)
    decision = decide(year, [award, other], golden_book_numbers=numbers)
    db.session.get_one(IssuedPaper, line.id).voided_at = None  # as an older version let it happen
    db.session.commit()

    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)

    assert faults_in(year, order) == {1: f"{sentence} Thị Ẩn."}
    assert {key: str(told) for key, told in awards.list_clashes(SYSTEM, year.id).items()} == {
        award.id: f"{sentence} Thị Ẩn."
    }
    assert awards.list_clashes(acting(year, Role.OFFICER, member_of(year)), year.id) == {}


def test_an_award_and_its_own_certificate_do_not_clash(year: Year) -> None:
    award = propose_person(year)
    decide(year, [award], golden_book_numbers={award.id: "127"})
    issue(year, PaperKind.AWARD, award.id)

    assert awards.list_clashes(SYSTEM, year.id) == {}
