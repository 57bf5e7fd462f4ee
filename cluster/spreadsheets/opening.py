"""Open a workbook in a process of its own, which may die of it: bytes in, JSON out.

A file of a few kilobytes can name one cell in the last row and column, for which the reader asks
for half a terabyte and is ended by the system. `cluster.spreadsheets.reading` starts this file as
a program with limits of memory and time; it knows nothing of the rest of `cluster`.
"""

import json
import re
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import iterparse
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
MOST_SHEETS = 60
MOST_ROWS = 5_200  # five thousand certificates, and what stands above and below them
MOST_COLUMNS = 200
FORMULAS = ("f", "e")  # a formula, an error
MAY_BE_FORMULA = re.compile(
    rb"<(?:\w+:)?f[\s/>]|\st\s*=\s*[\"']e[\"']|:value-type=\"error\"|^(?:\xff\xfe|\xfe\xff)"
)
"""In a part of a workbook: a formula, the mark of an error, or letters of two bytes each."""
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
REFERENCE = re.compile(r"\[\.?([^\]:.]*\.?[^\]:.]*:?)\.?([^\]]*)\]")
"""A cell or a range as OpenDocument formulas write them, [.A1:.B2]; the screen shows A1:B2."""
DIGITS = 15  # as many as a spreadsheet keeps

Packed = str | dict[str, str] | None


def main() -> None:
    """Read a workbook from the standard input and write what it says to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        answer = read(sys.stdin.buffer.read())
    except PasswordError:
        answer = {"refused": "password"}
    except (CalamineError, BadZipFile, KeyError, SyntaxError, ValueError, OSError):
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


def read(content: bytes) -> dict[str, Any]:
    """Return the sheets with their cells from A1 on, or why the workbook is refused."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    titles = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if len(titles) > MOST_SHEETS:
        return {"refused": "sheets"}
    sheets = []
    for title in titles:
        sheet = workbook.get_sheet_by_name(title)
        rows, columns = sheet.end or (-1, -1)
        if rows >= MOST_ROWS or columns >= MOST_COLUMNS:
            return {"refused": "cells", "sheet": title}
        cells = sheet.to_python(skip_empty_area=False)
        sheets.append(
            {
                "title": title,
                "rows": [[pack(value) for value in row] for row in cells],
                "merged": sheet.merged_cell_ranges or [],
            }
        )
    if content.startswith(b"PK") and may_have_formulas(content):
        mark_formulas(content, sheets)
    return {"sheets": sheets}


def pack(value: Any) -> Packed:
    """Return a cell's value so that JSON keeps what it is."""
    if value in {"", None}:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return {"number": f"{value:.{DIGITS}g}"}
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()} if value.time() == value.time().min else str(value)
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def may_have_formulas(content: bytes) -> bool:
    """Tell whether it is worth the time to look for formulas."""
    with ZipFile(BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.endswith(".xml")]
        return any(MAY_BE_FORMULA.search(archive.read(part)) for part in parts)


def mark_formulas(content: bytes, sheets: list[dict[str, Any]]) -> None:
    """Mark the cells whose formula gives no value: calamine reads them as blank."""
    with ZipFile(BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as file:
                mark_errors(file, {sheet["title"]: sheet["rows"] for sheet in sheets})
            return
    from openpyxl import load_workbook  # slow import

    try:
        workbook = load_workbook(BytesIO(content), read_only=True)
    except (KeyError, ValueError):  # what calamine reads and openpyxl does not
        return
    for sheet in sheets:
        found = workbook[sheet["title"]].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        for number, cells in enumerate(found):
            for column, cell in enumerate(cells):
                if cell.data_type in FORMULAS and cell.value is not None:
                    mark(sheet["rows"], number, column, str(cell.value))


def mark_errors(file: IO[bytes], sheets: dict[str, list[list[Packed]]]) -> None:
    """Mark the cells of an OpenDocument workbook whose formula gives an error."""
    rows: list[list[Packed]] = []
    number = column = 0
    for event, element in iterparse(file, events=("start", "end")):  # noqa: S314  our own process
        name = element.tag.removeprefix(TABLE)
        if event == "start" and name == "table":
            rows, number = sheets.get(element.get(f"{TABLE}name", ""), []), 0
        elif event == "start" and name == "table-row":
            column = 0
        elif event == "end" and name == "table-row":
            number += int(element.get(f"{TABLE}number-rows-repeated", 1))
            element.clear()
        elif event == "end" and name in {"table-cell", "covered-table-cell"}:
            if element.get(KIND) == "error" and number < MOST_ROWS and column < MOST_COLUMNS:
                formula = element.get(f"{TABLE}formula", "").partition(":")[2]
                mark(rows, number, column, REFERENCE.sub(r"\1\2", formula))
            column += int(element.get(f"{TABLE}number-columns-repeated", 1))


def mark(rows: list[list[Packed]], number: int, column: int, formula: str) -> None:
    """Mark a cell as broken if it says nothing, making room for it."""
    rows += ([] for _ in range(number + 1 - len(rows)))
    row = rows[number]
    row += [None] * (column + 1 - len(row))
    if row[column] is None:
        row[column] = {"broken": formula}


if __name__ == "__main__":
    main()
