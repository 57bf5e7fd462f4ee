import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cluster.domain.vietnamese import clean
from cluster.spreadsheets.reading import read_workbook
from cluster.spreadsheets.writing import Cell, Look, Sheet, Value, write_workbook
from tests.spreadsheets.libreoffice import convert, needs_libreoffice

MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)


def book(*sheets: Sheet) -> bytes:
    return write_workbook(sheets, title="Bảng điểm", creator="Cụm Thi Đua", made_at=MADE)


def sheet(*values: Value, title: str = "Bảng") -> Sheet:
    return Sheet(title=title, rows=tuple((Cell(value=value),) for value in values))


def values(content: bytes) -> list[object]:
    return [row[0] for row in read_workbook(content)[0].rows]


TYPED = [
    "=1+1",
    "+84 258",
    "-5 điểm",
    "@cụm",
    "III.1",
    Decimal("1234.5"),
    Decimal(0),
    35,
    date(2026, 4, 11),
    "Hợp tác xã\nĐắk Lắk",
]


def test_what_is_written_is_read_again() -> None:
    assert values(book(sheet(*TYPED))) == [
        Decimal(value) if isinstance(value, int) else value for value in TYPED
    ]


@needs_libreoffice
@pytest.mark.parametrize("endings", [("ods",), ("ods", "xlsx"), ("xls",)])
def test_libreoffice_keeps_what_is_written(tmp_path: Path, endings: tuple[str, ...]) -> None:
    saved = convert(book(sheet(*TYPED)), tmp_path, *endings)

    assert values(saved) == values(book(sheet(*TYPED)))


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), min_size=1))
def test_any_text_stays_the_same_text(texts: list[str]) -> None:
    written = load_workbook(BytesIO(book(sheet(*texts)))).worksheets[0]
    cells = [cell for (cell,) in written.iter_rows(max_row=len(texts))]

    assert [cell.value for cell in cells] == [
        re.sub("\r\n?", "\n", clean(text, lines=True)) or None for text in texts
    ]
    assert "f" not in {cell.data_type for cell in cells}


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text() -> None:
    long = Decimal("123456789012345.123456")

    assert values(book(sheet(long))) == ["123.456.789.012.345,123456"]
    assert read_workbook(book(sheet(long)))[0].number(0, 0) == long


def test_the_same_data_makes_the_same_bytes() -> None:
    assert book(sheet(*TYPED)) == book(sheet(*TYPED))


def test_titles_are_made_so_that_every_program_takes_them() -> None:
    content = book(
        sheet(1, title="Điểm: a/b"), sheet(2, title="điểm  a b"), sheet(3, title="x" * 40)
    )

    assert [grid.title for grid in read_workbook(content)] == [
        "Điểm a b",
        "điểm a b (2)",
        "x" * 31,
    ]


def test_a_locked_sheet_leaves_only_inputs_open() -> None:
    rows = ((Cell(value="III.1"), Cell(look=Look.INPUT)),)
    content = book(Sheet(title="Phiếu", rows=rows, locked=True, head=1, side=1))
    written = load_workbook(BytesIO(content)).worksheets[0]

    assert written.protection.sheet
    assert [cell.protection.locked for cell in written[1]] == [True, False]
    assert written.freeze_panes == "B2"
    assert written.print_title_rows == "$1:$1"
    assert (written.page_setup.fitToWidth, written.page_setup.fitToHeight) == (1, 0)


def test_a_list_to_choose_from_may_hold_commas() -> None:
    cell = Cell(look=Look.INPUT, choices=("Có, đúng hạn", "=Không"))
    written = load_workbook(BytesIO(book(Sheet(title="Phiếu", rows=((cell,), (cell,))))))

    (offered,) = written.worksheets[0].data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ("DS!$A$1:$A$2", "A1 A2")
    assert [cell.value for (cell,) in written["DS"].iter_rows()] == ["Có, đúng hạn", "=Không"]
    assert written["DS"].sheet_state == "hidden"
