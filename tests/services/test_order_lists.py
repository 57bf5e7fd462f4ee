"""What a list of certificates says, and what is wrong in it."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import RuleViolation
from cluster.domain.orders import ItemStatus
from cluster.domain.permissions import SYSTEM
from cluster.domain.plain_data import to_plain
from cluster.models import Year
from cluster.services import orders
from cluster.services.orders.empty_list import HEADINGS
from cluster.services.orders.listing import read_list
from cluster.spreadsheets.reading import MOST_BYTES
from tests.conftest import NOW
from tests.make.awards import decide, propose
from tests.make.orders import DECISION, ROW, found_in, items, make_list, order_list, papers
from tests.make.years import make_year

ADVICE = "Write it with other letters."


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


def test_a_decision_stands_once_and_holds_for_the_rows_below(year: Year) -> None:
    nothing = dict.fromkeys((*DECISION, "Nơi ban hành", "Chức danh người ký", "Người ký"), None)
    another = {"Số quyết định": "16/QĐ-LMHTX", "Ngày quyết định": date(2026, 3, 1)}
    rows = [
        {},
        {"Họ và tên": "Lê Văn Bình", **nothing},
        {"Họ và tên": "Phạm Thị Cúc", **nothing, **another},
        {"Họ và tên": "Đỗ Minh Đức", **nothing},
    ]

    order = order_list(year, rows)

    assert [(item.data["decision_number"], item.data["dated"]) for item in items(order)] == [
        ("15/QĐ-LMHTX", "2026-02-27"),
        ("15/QĐ-LMHTX", "2026-02-27"),
        ("16/QĐ-LMHTX", "2026-03-01"),
        ("16/QĐ-LMHTX", "2026-03-01"),
    ]


@pytest.mark.parametrize(
    ("wrong", "missing"),
    [
        pytest.param(
            {"Ngày quyết định": "31/02/2026"},
            ("Day of the decision", "No decision: its number and its day are missing."),
            id="the day",
        ),
        pytest.param(
            {"Số quyết định": "16/QĐ-LMHTX", "Ngày quyết định": None},
            ("Day of the decision", "No decision: its number and its day are missing."),
            id="the day of another decision",
        ),
        pytest.param(
            {"Người ký": date(2026, 1, 5)},
            ("Signer’s name", "Missing: Signer’s name."),
            id="who signs",
        ),
    ],
)
def test_rows_below_what_cannot_be_read_take_nothing_from_further_up(
    year: Year, wrong: dict[str, Any], missing: tuple[str, str]
) -> None:
    field, finding = missing
    below, own = {"Họ và tên": "Đỗ Minh Đức"}, {"Họ và tên": "Võ Thị Em"}
    rows = [{}, {"Họ và tên": "Lê Văn Bình", **wrong}, below | dict.fromkeys(wrong), own]

    order = order_list(year, rows)

    cause = f"{field}: taken from line 3, where it is wrong or missing. Correct it there."
    assert found_in(year, order)[-1] == (4, [cause, finding])


def test_rows_without_a_decision_take_the_one_that_is_chosen(awarding: Year) -> None:
    decision = decide(awarding, [propose(awarding)])
    rows = [dict.fromkeys([*ROW][6:])]

    chosen = order_list(awarding, rows, decision_id=decision.id)
    none = order_list(awarding, rows)

    assert items(chosen)[0].data["decision_number"] == "12/QĐ-LMHTXVN"
    assert items(chosen)[0].status is ItemStatus.WAITING
    assert found_in(awarding, none) == [
        (
            2,
            [
                "No decision: its number and its day are missing.",
                "Missing: Authority.",
                "Missing: Place on papers.",
                "Missing: Signer’s title.",
                "Missing: Signer’s name.",
            ],
        )
    ]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        pytest.param(
            {"Ngày quyết định": "mai"},
            "Sheet “Sheet”, row 2, cell H2: “mai” is not a day of the calendar. Write it as"
            " 05/12/2026.",
            id="a day that is none",
        ),
        pytest.param(
            {"Họ và tên": date(2026, 1, 5)},
            "Sheet “Sheet”, row 2, cell B2: The program has made a date of this."
            " Format the cell as text and type it again.",
            id="a name that became a date",
        ),
        pytest.param({"Thành tích": ""}, "Missing: What the award is for.", id="no achievement"),
        pytest.param(
            {"Họ và tên": "TRẦN THỊ ẨN"},
            "The name is written in capitals only: “TRẦN THỊ ẨN”.",
            id="capitals",
        ),
        pytest.param(
            {"Họ và tên": "Bùi Minh Du\N{COMBINING TILDE}ng"},
            "Accents typed apart from their letters were put together.",
            id="accents typed apart",
        ),
        pytest.param(
            {"Họ và tên": "Trần Rơ̆"},
            "This page needs a full layout, which takes a second.",
            id="a letter that is not on the plate",
        ),
        pytest.param(
            {"Họ và tên": "Trần An 😀"},
            f"Name: No font of ours can draw “😀” (U+1F600) in “Trần An 😀”. {ADVICE}",
            id="a letter that the fonts lack",
        ),
    ],
)
def test_what_is_wrong_in_a_row_is_said_before_anything_is_printed(
    year: Year, row: dict[str, Any], finding: str
) -> None:
    order = order_list(year, [row])

    ((place, found),) = found_in(year, order)
    assert (place, found[0]) == (2, finding)
    assert papers() == []


@pytest.mark.parametrize("typed", ["05/02/2026", "5-2-2026", "05.02.2026", "5 / 2 / 2026"])
def test_a_day_typed_as_text_is_read(year: Year, typed: str) -> None:
    order = order_list(year, [{"Ngày quyết định": typed}])

    assert items(order)[0].data["dated"] == "2026-02-05"


def test_the_leaders_award_wants_its_term(year: Year) -> None:
    row = {"Danh xưng": None, "Họ và tên": "Liên minh Hợp tác xã tỉnh Đồng Nai"}
    order = order_list(year, [row], text=AwardWording.LEADER)

    assert found_in(year, order) == [(2, ["Missing: Năm."])]


def test_the_term_of_the_leaders_award_is_a_column(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(BytesIO(make_list([{"Danh xưng": None}])))
    sheet = workbook.active
    for row, value in enumerate(("Năm", 2027), 1):
        sheet.cell(row, len(ROW) + 1, value)
    written = BytesIO()
    workbook.save(written)

    (line,) = read_list(written.getvalue(), "a.xlsx", text=AwardWording.LEADER)

    assert to_plain(line.paper)["term"] == "NĂM 2027"


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        pytest.param(b"x", "a.pdf", "Send an Excel or OpenDocument workbook", id="no workbook"),
        pytest.param(b"PKx", "a.xlsx", "damaged", id="a damaged one"),
        pytest.param(bytes(MOST_BYTES + 1), "a.xlsx", "too much to read", id="too large a one"),
        pytest.param(make_list([]), "a.xlsx", "The list has no rows.", id="no rows"),
        pytest.param(
            make_list([{}], head=25), "a.xlsx", "No row with these headings", id="no headings"
        ),
    ],
)
def test_what_is_no_list_is_refused(
    year: Year, content: bytes, filename: str, sentence: str
) -> None:
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        order_list(year, [], content=content, filename=filename)

    assert refusal.value.field == "workbook"
    assert orders.list_orders(SYSTEM, year.id, now=NOW) == []


def test_the_empty_list_is_read_again_as_it_is_given_out() -> None:
    (line,) = read_list(orders.blank_list(NOW), "danh-sach-in.xlsx", text=AwardWording.CERTIFICATE)

    assert line.title == "Giấy khen – Ông Nguyễn Văn Mẫu"
    assert [str(fault.message) for fault in line.faults] == [
        "This is the example of the empty list: delete the row."
    ]
    assert len({alias for aliases in HEADINGS.values() for alias in aliases}) == sum(
        len(aliases) for aliases in HEADINGS.values()
    )
