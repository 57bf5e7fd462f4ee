"""The payment list as a workbook: figures as figures, names as text, one sum for each decision."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cluster.domain.errors import NotAllowed
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import Year
from cluster.services import spreadsheets
from tests.conftest import NOW
from tests.make.awards import decide, make_published_year, member_of, propose, propose_person
from tests.make.scoring import acting


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


def opened(year: Year) -> Worksheet:
    workbook = spreadsheets.payment_workbook(SYSTEM, year.id, now=NOW)
    assert workbook.filename == "chi-tien-thuong-2026.xlsx"
    (sheet,) = load_workbook(BytesIO(workbook.content)).worksheets
    return sheet


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]


def test_each_decision_has_its_awards_and_its_sum(year: Year) -> None:
    decide(year, [propose_person(year), propose_person(year, "Đỗ Thị Ổn")])
    decide(year, [propose_person(year, "Lê Bình", code="GK")], number="7/QĐ-LMHTX")
    propose_person(year, "Chưa Quyết định")

    sheet = opened(year)
    first, *_others, words = rows_of(sheet)

    assert first[0] == (
        "Quyết định số 12/QĐ-LMHTXVN ngày 01/03/2026 của Chủ tịch Liên minh Hợp tác xã Việt Nam"
    )
    assert [(row[0], row[1], row[4], row[5], row[6]) for row in rows_of(sheet)[1:4]] == [
        (1, "Ông Đỗ Thị Ổn", 1.5, 2340000, 3510000),
        (2, "Ông Nguyễn Văn An", 1.5, 2340000, 3510000),
        ("Cộng", None, None, None, 7020000),
    ]
    assert [(row[0], row[6]) for row in rows_of(sheet) if row[0] in {"Cộng", "TỔNG CỘNG"}] == [
        ("Cộng", 7020000),
        ("Cộng", 702000),
        ("TỔNG CỘNG", 7722000),
    ]
    assert words[0] == "Bằng chữ: Bảy triệu bảy trăm hai mươi hai nghìn đồng."


def test_it_is_ready_for_the_printer_and_for_scrolling(year: Year) -> None:
    decide(year, [propose_person(year)])

    sheet = opened(year)

    assert sheet.freeze_panes == "A4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet["G5"].number_format == "#,##0"


def test_a_name_that_begins_like_a_formula_stays_a_name(year: Year) -> None:
    decide(year, [propose_person(year, '=HYPERLINK("x")')])

    sheet = opened(year)
    (name,) = (cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value))

    assert name.data_type == "s"


def test_awards_whose_money_is_not_known_are_named_and_left_blank(year: Year) -> None:
    decide(year, [propose(year)])

    sheet = opened(year)

    assert sheet["A2"].value.endswith("nên chưa có số tiền của: Bằng khen.")
    assert rows_of(sheet)[1][4:7] == (None, 2340000, None)


def test_before_a_decision_it_says_that_there_is_none(year: Year) -> None:
    sheet = opened(year)

    assert sheet["A2"].value.endswith("Chưa có quyết định khen thưởng.")
    assert rows_of(sheet) == []


def test_it_is_not_for_members(year: Year) -> None:
    with pytest.raises(NotAllowed):
        spreadsheets.payment_workbook(
            acting(year, Role.OFFICER, alliance_id=member_of(year)), year.id, now=NOW
        )
