"""Write workbooks that open right in Vietnam: real numbers and days, and text that stays text.

Excel and LibreOffice write 1.234,5 by the settings of the computer, so a number is kept as one.
The same data makes the same bytes.
"""

import re
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from math import ceil
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cluster.domain.vietnamese import clean, format_number

LONGEST_TITLE = 31
LONGEST_TEXT = 32_000
MOST_DIGITS = 15
LINE_HEIGHT = 16  # points
MOST_LINES = 20
DEFAULT_WIDTH = 8.43
LETTERS_BY_WIDTH = 1.2  # the font is narrower than the one that widths are counted in
LISTS = "DS"
FONT = "Times New Roman"
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
BREAKS = re.compile(r"\r\n?")
FORMULA_STARTS = ("=", "+", "-", "@")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

Value = str | Decimal | int | date | None


class Look(StrEnum):
    """What a cell is, which decides how it looks."""

    TITLE = "title"
    NOTE = "note"
    HEADER = "header"
    SECTION = "section"
    PLAIN = "plain"
    TOTAL = "total"
    INPUT = "input"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: what it says, how it looks; `choices`: what its drop-down list offers.

    `places`: as many decimals are shown, by default as many as there are. `across`: over how many
    columns the text runs. `centred`, `wrapped`: how it is set. `typed_as_text`: what is typed into
    the blank cell stays as typed. An INPUT stays open in a locked sheet.
    """

    value: Value = None
    look: Look = Look.PLAIN
    places: int | None = None
    choices: tuple[str, ...] = ()
    across: int = 1
    centred: bool = False
    wrapped: bool = True
    typed_as_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook.

    `widths`: of the columns, in characters. `head`: rows that stay on the screen and are printed
    on every page, `head_from` the first of them that is printed; `side`: columns that stay.
    `hidden_rows`, `hidden_columns`: counted from zero. `locked`: only inputs can be changed.
    `pages_wide`: over how many pages side by side it is printed, the side on each.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    head: int = 0
    head_from: int = 0
    side: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    locked: bool = False
    portrait: bool = False
    pages_wide: int = 1


def write_workbook(
    sheets: tuple[Sheet, ...], *, title: str, creator: str, made_at: datetime
) -> bytes:
    """Return the workbook as .xlsx; `title` and `creator` are what its properties say."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lists, looks = _Lists(), _Looks()
    taken: set[str] = {LISTS.lower()}
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(_free_title(sheet.title, taken)), sheet, lists, looks)
    lists.write(workbook)
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.properties.title, workbook.properties.creator = clean(title), clean(creator)
    workbook.properties.created = moment
    written = BytesIO()
    workbook.save(written)
    return _same_every_time(written, moment)


class _Lists:
    """The lists that cells choose from, each in a column of one hidden sheet."""

    def __init__(self) -> None:
        self.lists: list[tuple[str, ...]] = []

    def offer(self, sheet: Worksheet, cell: XlsxCell, choices: tuple[str, ...]) -> None:
        """Let a cell be chosen from a list."""
        if choices not in self.lists:
            self.lists.append(choices)
        column = get_column_letter(self.lists.index(choices) + 1)
        formula = f"{LISTS}!${column}$1:${column}${len(choices)}"
        for offered in sheet.data_validations.dataValidation:
            if offered.formula1 == formula:
                offered.add(cell)
                return
        offered = DataValidation(
            type="list", formula1=formula, allow_blank=True, showErrorMessage=True
        )
        offered.add(cell)
        sheet.add_data_validation(offered)

    def write(self, workbook: Workbook) -> None:
        """Add the hidden sheet, if any cell has a list."""
        if not self.lists:
            return
        sheet = workbook.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for column, choices in enumerate(self.lists, start=1):
            for row, choice in enumerate(choices, start=1):
                _write_text(_place(sheet, row, column), choice)


class _Looks:
    """How the cells of one workbook look, each look worked out once: that takes openpyxl long."""

    def __init__(self) -> None:
        self.known: dict[tuple[Look, bool, bool], StyleArray] = {}

    def put_on(self, place: Any, cell: Cell) -> None:
        """Give a blank cell its look."""
        kind = (cell.look, cell.centred, cell.wrapped)
        if kind not in self.known:
            _style(place, cell)
            self.known[kind] = place._style  # noqa: SLF001  cells share looks in no other way
        place._style = copy(self.known[kind])  # noqa: SLF001  as above


def _write_sheet(sheet: Worksheet, content: Sheet, lists: _Lists, looks: _Looks) -> None:
    for number, row in enumerate(content.rows, start=1):
        column = 1
        for cell in row:
            place = _place(sheet, number, column)
            looks.put_on(place, cell)
            _write_cell(sheet, place, cell, lists)
            column += cell.across
        sheet.row_dimensions[number].height = LINE_HEIGHT * _lines(row, content.widths)
    _lay_out(sheet, content)
    _set_up_print(sheet, content)
    if content.locked:
        sheet.protection.enable()
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False


def _lay_out(sheet: Worksheet, content: Sheet) -> None:
    for number, width in enumerate(content.widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for column in content.hidden_columns:
        sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
    for row in content.hidden_rows:
        sheet.row_dimensions[row + 1].hidden = True
    if content.head or content.side:
        sheet.freeze_panes = f"{get_column_letter(content.side + 1)}{content.head + 1}"
    sheet.sheet_view.showGridLines = False


def _set_up_print(sheet: Worksheet, content: Sheet) -> None:
    sheet.page_setup.orientation = "portrait" if content.portrait else "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = content.pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P/&N"))
    if content.head:
        sheet.print_title_rows = f"{content.head_from + 1}:{content.head}"
    if content.side and content.pages_wide > 1:
        sheet.print_title_cols = f"A:{get_column_letter(content.side)}"


def _write_cell(sheet: Worksheet, place: XlsxCell, cell: Cell, lists: _Lists) -> None:
    if cell.typed_as_text:
        place.number_format = "@"
    value = as_kept(cell.value)
    if isinstance(value, str):
        _write_text(place, value)
    elif isinstance(cell.value, date):
        place.value, place.number_format = cell.value, "dd/mm/yyyy"
    elif cell.value is not None:
        place.value, place.number_format = cell.value, _number_format(cell)
    if cell.across > 1:
        end = place.column + cell.across - 1
        sheet.merge_cells(
            start_row=place.row, end_row=place.row, start_column=place.column, end_column=end
        )
    if cell.choices:
        lists.offer(sheet, place, cell.choices)


def as_kept(value: Value) -> Value:
    """Return the value as a spreadsheet keeps it: as text where it has too many digits."""
    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        return format_number(value)
    return value


def _write_text(place: XlsxCell, text: str) -> None:
    """Write text that stays text, also when it starts like a formula."""
    said = BREAKS.sub("\n", clean(text, lines=True))[:LONGEST_TEXT]
    if not said:
        return
    place.value = said
    place.data_type = "s"
    place.number_format = "@"
    if said.startswith(FORMULA_STARTS):
        place.quotePrefix = True


def _number_format(cell: Cell) -> str:
    exponent = Decimal(cell.value).normalize().as_tuple().exponent  # type: ignore[arg-type]  # a figure
    places = max(0, -int(exponent)) if cell.places is None else cell.places
    return "#,##0" + ("." + "0" * places if places else "")


LINE = Side(style="thin", color="7D766A")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FONTS = {
    Look.TITLE: Font(name=FONT, size=14, bold=True),
    Look.NOTE: Font(name=FONT, size=11, italic=True),
    Look.HEADER: Font(name=FONT, size=11, bold=True, color="FFFFFF"),
    Look.SECTION: Font(name=FONT, size=11, bold=True),
    Look.PLAIN: Font(name=FONT, size=11),
    Look.TOTAL: Font(name=FONT, size=11, bold=True),
    Look.INPUT: Font(name=FONT, size=11),
}
FILLS = {
    Look.HEADER: PatternFill("solid", fgColor="0F4C5C"),
    Look.SECTION: PatternFill("solid", fgColor="E4EFF1"),
    Look.TOTAL: PatternFill("solid", fgColor="FDF3D7"),
    Look.INPUT: PatternFill("solid", fgColor="FFFDE7"),
}
OPEN = Protection(locked=False)


def _style(place: XlsxCell, cell: Cell) -> None:
    place.font = FONTS[cell.look]
    if cell.look in FILLS:
        place.fill = FILLS[cell.look]
    if cell.look not in {Look.TITLE, Look.NOTE}:
        place.border = BOX
    if cell.look is Look.INPUT:
        place.protection = OPEN
    centred = cell.centred or cell.look is Look.HEADER
    place.alignment = Alignment(
        horizontal="center" if centred else None,
        vertical="center" if cell.look is Look.HEADER else "top",
        wrap_text=cell.wrapped,
    )


def _lines(row: tuple[Cell, ...], widths: tuple[float, ...]) -> int:
    """Return how many lines the longest text of a row takes; not every program reckons it."""
    most, column = 1, 0
    for cell in row:
        width = sum(widths[column : column + cell.across]) or DEFAULT_WIDTH
        column += cell.across
        if isinstance(cell.value, str) and cell.wrapped:
            taken = (
                ceil(len(part) / (width * LETTERS_BY_WIDTH)) for part in cell.value.split("\n")
            )
            most = max(most, sum(max(lines, 1) for lines in taken))
    return min(most, MOST_LINES)


def _free_title(wanted: str, taken: set[str]) -> str:
    """Return a title that Excel takes and no other sheet of the workbook has."""
    bare = clean(NOT_IN_TITLES.sub(" ", wanted)).strip(" '") or "–"
    title, number = bare[:LONGEST_TITLE].rstrip(), 1
    while title.lower() in taken:
        number += 1
        ending = f" ({number})"
        title = bare[: LONGEST_TITLE - len(ending)].rstrip() + ending
    taken.add(title.lower())
    return title


def _place(sheet: Worksheet, row: int, column: int) -> XlsxCell:
    return cast("XlsxCell", sheet.cell(row, column))


def _same_every_time(written: BytesIO, moment: datetime) -> bytes:
    """Return the archive with the moment that it was asked for in place of the clock's."""
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    result = BytesIO()
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = MODIFIED.sub(lambda found: found[1] + stamp, part)
            entry = ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, part)
    return result.getvalue()
