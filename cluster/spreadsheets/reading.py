"""Read an Excel or OpenDocument workbook into plain rows, each cell named as on the screen."""

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import PurePosixPath
from typing import Any, TypeVar

from cluster.domain.errors import Message, RuleViolation, Value, _
from cluster.domain.vietnamese import clean, fold, nfc, parse_number
from cluster.spreadsheets import opening

ENDINGS = (".xlsx", ".ods", ".xls")
MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 30
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")

OTHER_KIND = _("Send an Excel or OpenDocument workbook (.xlsx, .ods or .xls).")
LOCKED = _("The workbook is protected by a password. Save it without one and send it again.")
TOO_MUCH = _(
    "The workbook is too much to read. Copy what is needed into the sheet that you downloaded."
)
REFUSALS = {
    "password": LOCKED,
    "damaged": _("The workbook is damaged or not what its ending says."),
    "sheets": _("The workbook has more than %(most)s sheets.", most=opening.MOST_SHEETS),
}
NO_NUMBER = _("This is a date, but a number is needed. Format the cell as a number.")
NO_TEXT = _("The program has made a date of this. Format the cell as text and type it again.")
NOT_WHOLE = _("Write a whole number.")
JOINED = _("These cells are merged: %(cells)s. Take the merge apart and fill each cell.")


@dataclass(frozen=True)
class Broken:
    """A cell whose formula gives no value."""

    formula: str


CellValue = str | Decimal | date | Broken | None
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one cell: sheet, row and cell as the program shows them."""

    sheet: str
    row: int
    cell: str
    problem: Message

    @property
    def sentence(self) -> Message:
        """Say it with its place."""
        return _(
            "Sheet “%(sheet)s”, row %(row)s, cell %(cell)s: %(problem)s",
            sheet=self.sheet,
            row=str(self.row),
            cell=self.cell,
            problem=self.problem,
        )


class CellFault(RuleViolation):
    """A cell that cannot be read as what it should be."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet from its cell A1 on; rows and columns are counted from zero.

    `merged`: first and last (row, column) of each merge; OpenDocument files do not tell theirs.
    `typed_apart`: cells whose accents came apart from their letters; they are read put together.
    """

    title: str
    rows: tuple[tuple[CellValue, ...], ...]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    typed_apart: frozenset[tuple[int, int]] = frozenset()

    def at(self, row: int, column: int) -> CellValue:
        """Return what stands in a cell; blank outside of the filled part."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """Return a cell's text, "" for a blank one; a number is written as typed: 1.5."""
        value = self.at(row, column)
        if isinstance(value, Broken):
            raise self.broken(row, column, value)
        if isinstance(value, date):
            raise self.fault(row, column, NO_TEXT)
        if isinstance(value, Decimal):
            return f"{value:f}"
        return value or ""

    def number(self, row: int, column: int) -> Decimal | None:
        """Return a cell's number, also one that was typed as text: 1.234,5 or 0.5."""
        value = self.at(row, column)
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, date):
            raise self.fault(row, column, NO_NUMBER)
        try:
            return parse_number(self.text(row, column))
        except CellFault:
            raise
        except RuleViolation as refusal:
            raise self.fault(row, column, refusal.message) from None

    def whole(self, row: int, column: int) -> int | None:
        """Return a cell's whole number."""
        number = self.number(row, column)
        if number is not None and number % 1:
            raise self.fault(row, column, NOT_WHOLE)
        return None if number is None else int(number)

    def day(self, row: int, column: int) -> date | None:
        """Return a cell's day."""
        value = self.at(row, column)
        if value is None or isinstance(value, date):
            return value
        typed = self.text(row, column)
        raise self.fault(
            row,
            column,
            _("“%(text)s” is not a day of the calendar. Write it as 05/12/2026.", text=typed),
        )

    def one_of(
        self, row: int, column: int, choices: Mapping[str, T], offered: Sequence[Value]
    ) -> T | None:
        """Return what the cell's text chooses; accents, capitals and blanks do not matter.

        `offered`: the choices as a refusal lists them.
        """
        typed = self.text(row, column)
        if not typed:
            return None
        for name, choice in choices.items():
            if _bare(name) == _bare(typed):
                return choice
        names = reduce(
            lambda first, next_: _("%(first)s · %(next)s", first=first, next=next_), offered
        )
        raise self.fault(
            row, column, _("“%(typed)s” is not one of: %(choices)s.", typed=typed, choices=names)
        )

    def check_unmerged(self, rows: Collection[int]) -> None:
        """Refuse merged cells in these rows: only one of them would hold what was typed."""
        for (top, left), (bottom, right) in self.merged:
            touched = [row for row in range(top, bottom + 1) if row in rows]
            if touched:
                cells = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                raise self.fault(touched[0], left, Message(JOINED.text, (("cells", cells),)))

    def fault(self, row: int, column: int, problem: Message) -> CellFault:
        """Return the refusal that names a cell."""
        return CellFault(
            Fault(sheet=self.title, row=row + 1, cell=cell_name(row, column), problem=problem)
        )

    def broken(self, row: int, column: int, value: Broken) -> CellFault:
        """Return the refusal of a formula without a value."""
        return self.fault(
            row,
            column,
            _("The formula %(formula)s gives no value. Type the value.", formula=value.formula),
        )


def cell_name(row: int, column: int) -> str:
    """Return how programs name a cell, row and column counted from zero: (6, 3) → “D7”."""
    letters = ""
    number = column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def check_ending(filename: str, first_bytes: bytes) -> None:
    """Refuse what is no workbook by its name, and a locked one, which looks like an old file."""
    ending = PurePosixPath(filename.lower()).suffix
    if ending not in ENDINGS:
        raise RuleViolation(OTHER_KIND, field="workbook")
    if ending != ".xls" and first_bytes.startswith(OLE_MAGIC):
        raise RuleViolation(LOCKED, field="workbook")


def read_workbook(content: bytes) -> tuple[Grid, ...]:
    """Return the sheets of a workbook that was checked to be one; bounded in memory and time."""
    if not content:
        raise RuleViolation(_("The file is empty."), field="workbook")
    try:
        done = subprocess.run(  # noqa: S603  our own file, no shell
            [sys.executable, "-I", opening.__file__],
            input=content,
            capture_output=True,
            check=True,
            timeout=MOST_SECONDS,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise RuleViolation(TOO_MUCH, field="workbook") from None
    if "refused" in answer:
        raise RuleViolation(_refusal(answer), field="workbook")
    return tuple(_grid(sheet) for sheet in answer["sheets"])


def _refusal(answer: dict[str, str]) -> Message:
    if answer["refused"] == "cells":
        return _(
            "The sheet “%(sheet)s” has more than %(rows)s rows or %(columns)s columns.",
            sheet=answer["sheet"],
            rows=opening.MOST_ROWS,
            columns=opening.MOST_COLUMNS,
        )
    return REFUSALS[answer["refused"]]


def _grid(sheet: dict[str, Any]) -> Grid:
    rows = [tuple(_unpack(cell) for cell in row) for row in sheet["rows"]]
    merged = tuple((tuple(first), tuple(last)) for first, last in sheet["merged"])
    typed_apart = frozenset(
        (row, column)
        for row, cells in enumerate(sheet["rows"])
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and cell != nfc(cell)
    )
    return Grid(
        title=clean(sheet["title"]),
        rows=tuple(_trimmed(rows)),
        merged=merged,
        typed_apart=typed_apart,
    )


def _trimmed(rows: list[tuple[CellValue, ...]]) -> list[tuple[CellValue, ...]]:
    """Cut the blank rows at the end; a blank cell may hold blanks that somebody typed."""
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


def _unpack(cell: Any) -> CellValue:
    if cell is None or isinstance(cell, str):
        return clean(cell or "", lines=True).strip() or None
    ((kind, text),) = cell.items()
    if kind == "number":
        return Decimal(text)
    return date.fromisoformat(text) if kind == "day" else Broken(text)


def _bare(text: str) -> str:
    return " ".join(fold(text).split())
