import unicodedata
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from cluster.domain.errors import RuleViolation
from cluster.spreadsheets import opening
from cluster.spreadsheets.reading import (
    LOCKED,
    TOO_MUCH,
    Grid,
    cell_name,
    check_ending,
    read_workbook,
)
from tests.spreadsheets.libreoffice import convert, needs_libreoffice


def saved(workbook: Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def with_cells(**cells: object) -> bytes:
    workbook = Workbook()
    for name, value in cells.items():
        workbook.worksheets[0][name] = value
    return saved(workbook)


def grid(**cells: object) -> Grid:
    return read_workbook(with_cells(**cells))[0]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("1.234,5", "1234.5", id="text the Vietnamese way"),
        pytest.param("0.125", "0.125", id="text with a decimal point"),
        pytest.param("12,5", "12.5", id="text with a decimal comma"),
        pytest.param(0.1 + 0.2, "0.3", id="a sum as a spreadsheet shows it"),
        pytest.param(35, "35", id="a whole number"),
        pytest.param(1e15, "1000000000000000", id="a large number"),
        pytest.param(0, "0", id="zero is a number"),
    ],
)
def test_numbers_are_read_however_they_were_typed(typed: object, number: str) -> None:
    assert grid(A1=typed).number(0, 0) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        pytest.param("ba mươi", "“ba mươi” cannot be read as a number", id="words"),
        pytest.param(date(2026, 1, 2), "This is a date, but a number is needed", id="a date"),
        pytest.param("=1/0", "The formula =1/0 gives no value", id="a formula without a value"),
        pytest.param(True, "“TRUE” cannot be read as a number", id="a truth value"),
    ],
)
def test_a_cell_that_is_no_number_is_named(typed: object, problem: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        grid(D7=typed).number(6, 3)

    assert str(refused.value).startswith(f"Sheet “Sheet”, row 7, cell D7: {problem}")


def test_text_and_days_are_read_as_they_are() -> None:
    decomposed = unicodedata.normalize("NFD", " Đắk Lắk ")
    read = grid(A1=decomposed, B1=date(2026, 4, 11), C1=1.1, D1="  ", A9="  ")

    assert [read.text(0, 0), read.day(0, 1), read.text(0, 2), read.text(0, 3)] == [
        "Đắk Lắk",
        date(2026, 4, 11),
        "1.1",
        "",
    ]
    assert len(read.rows) == 1
    assert (read.number(40, 40), read.text(40, 40), read.day(40, 40)) == (None, "", None)


@pytest.mark.parametrize(
    ("read", "typed", "problem"),
    [
        pytest.param(Grid.text, date(2026, 1, 2), "The program has made a date of this", id="text"),
        pytest.param(Grid.text, "=A9", "The formula =A9 gives no value", id="formula"),
        pytest.param(Grid.whole, 1.5, "Write a whole number", id="part of a thing"),
        pytest.param(Grid.day, "31/02/2026", "“31/02/2026” is not a day", id="no such day"),
        pytest.param(Grid.day, 46000, "“46000” is not a day", id="day as a number"),
        pytest.param(Grid.day, "=A9", "The formula =A9 gives no value", id="day by formula"),
    ],
)
def test_other_cells_are_refused_by_name_too(read: object, typed: object, problem: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read(grid(B2=typed), 1, 1)  # type: ignore[operator]

    assert str(refused.value).startswith(f"Sheet “Sheet”, row 2, cell B2: {problem}")


def test_a_choice_is_read_without_accents_and_capitals() -> None:
    choices = {"Có, đúng hạn": 1, "Không": 2}
    read = grid(A1="co,  dung han", B1="chưa")

    assert (read.one_of(0, 0, choices, []), read.one_of(0, 2, choices, [])) == (1, None)
    with pytest.raises(RuleViolation, match="B1: “chưa” is not one of: Có, đúng hạn · Không"):
        read.one_of(0, 1, choices, list(choices))


def test_merged_cells_are_refused_where_each_cell_counts() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["C5"] = "Bảng điểm", 1
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C5:C6")
    read = read_workbook(saved(workbook))[0]

    read.check_unmerged(range(1, 4))
    with pytest.raises(RuleViolation, match=r"row 5, cell C5: These cells are merged: C5:C6"):
        read.check_unmerged({4, 5})


def test_hidden_rows_and_sheets_are_read_like_others() -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A2"] = "ẩn"
    workbook.worksheets[0].row_dimensions[2].hidden = True
    workbook.create_sheet("Ẩn").sheet_state = "hidden"

    read = read_workbook(saved(workbook))
    assert [sheet.title for sheet in read] == ["Sheet", "Ẩn"]
    assert read[0].text(1, 0) == "ẩn"


def torn_open_document() -> bytes:
    """Return an OpenDocument workbook with a broken formula, the end of whose table is missing."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{names}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f'<o:document-content xmlns:o="{names}:office:1.0" xmlns:table="{names}:table:1.0"'
            f' xmlns:calcext="{calc}"><o:body><o:spreadsheet><table:table table:name="A">'
            '<table:table-row><table:table-cell calcext:value-type="error"/></table:table-row>'
            "</table:table></o:spreadsheet></o:body>",
        )
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(torn_open_document(), "The workbook is damaged", id="torn open document"),
        pytest.param(b"Ten,Diem\nDak Lak,5", "The workbook is damaged", id="csv renamed"),
        pytest.param(b"PK\x03\x04 nothing", "The workbook is damaged", id="broken archive"),
        pytest.param(b"", "The file is empty", id="nothing"),
        pytest.param(with_cells(A5201=1), "The sheet “Sheet” has more than 5200 rows", id="rows"),
        pytest.param(with_cells(GS1=1), "more than 5200 rows or 200 columns", id="columns"),
        pytest.param(with_cells(A1=1, XFD1048576=1), str(TOO_MUCH), id="half a terabyte of blanks"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_a_sentence(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_workbook(content)

    assert sentence in str(refused.value)


def test_a_list_of_five_thousand_below_its_headings_is_read() -> None:
    assert len(grid(A1="Tên", A5001="Lê Văn Tám").rows) == 5_001


def test_a_workbook_of_too_many_sheets_is_refused() -> None:
    workbook = Workbook()
    for number in range(opening.MOST_SHEETS):
        workbook.create_sheet(str(number))

    with pytest.raises(RuleViolation, match="more than 60 sheets"):
        read_workbook(saved(workbook))


@needs_libreoffice
def test_formulas_and_figures_that_libreoffice_saved_are_read(tmp_path: Path) -> None:
    content = with_cells(A1="=1+1", A2="=1/0", A3="1.234,5", A4=date(2026, 4, 11))
    read = read_workbook(convert(content, tmp_path, "xlsx"))[0]

    assert (read.number(0, 0), read.number(2, 0), read.day(3, 0)) == (
        Decimal(2),
        Decimal("1234.5"),
        date(2026, 4, 11),
    )
    with pytest.raises(RuleViolation, match="cell A2: The formula"):
        read.number(1, 0)


@needs_libreoffice
def test_a_formula_without_a_value_is_named_in_an_open_document_too(tmp_path: Path) -> None:
    content = with_cells(A1="Số", B1=1, A4=5, C4="=1/0", D4="=1+1", A6="=SUM(A7:B8)/0")
    read = read_workbook(convert(content, tmp_path, "ods"))[0]

    assert (read.number(3, 0), read.number(3, 3)) == (Decimal(5), Decimal(2))
    with pytest.raises(RuleViolation, match="cell C4: The formula =1/0 gives no value"):
        read.text(3, 2)
    with pytest.raises(RuleViolation, match=r"cell A6: The formula =SUM\(A7:B8\)/0 gives"):
        read.number(5, 0)


@pytest.mark.parametrize(
    ("name", "start", "sentence"),
    [
        pytest.param("bang-diem.csv", b"a,b", "Send an Excel or OpenDocument", id="csv"),
        pytest.param("bang-diem", b"PK", "Send an Excel or OpenDocument", id="no ending"),
        pytest.param("diem.xlsx", bytes.fromhex("D0CF11E0A1B11AE1"), str(LOCKED), id="password"),
    ],
)
def test_other_files_are_refused_before_they_are_opened(
    name: str, start: bytes, sentence: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_ending(name, start)

    assert sentence in str(refused.value)


def test_workbooks_pass_by_their_ending() -> None:
    for name in ("A.XLSX", "b.ods", "c.xls"):
        check_ending(name, b"PK\x03\x04")


def test_cells_are_named_as_on_the_screen() -> None:
    assert [cell_name(0, 0), cell_name(6, 3), cell_name(9, 25), cell_name(0, 26)] == [
        "A1",
        "D7",
        "Z10",
        "AA1",
    ]
    assert cell_name(1_048_575, 16_383) == "XFD1048576"
