"""A member's sheet as a worksheet: locked but for figures and reasons, sealed against changes.

Row 1 is hidden and holds the seal, column A is hidden and says which figure a row asks for.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cluster.domain.vietnamese import clean
from cluster.spreadsheets.reading import Broken, CellValue, Grid
from cluster.spreadsheets.writing import Cell, Look, Sheet, Value, as_kept

MARK = "CTD-1:"
HEADER_ROW = 3
LOCKED_COLUMNS = 7
FIGURE, REASON = 7, 8
WIDTHS = (4, 9, 46, 30, 13, 10, 12, 22, 44)


@dataclass(frozen=True, kw_only=True)
class Input:
    """One figure that a line asks for: `key` says which, `label` what to write there."""

    key: str
    label: str
    value: Value = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion of the member; `below`: the points of the layer below, where they are seen."""

    code: str
    name: str
    target: Value
    maximum: Decimal
    below: Decimal | None
    reason: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, kw_only=True)
class FigureSheet:
    """All lines of a member under their sections, for one voice; texts in the reader's language.

    `headers`: of the columns B to I.
    """

    title: str
    heading: str
    note: str
    headers: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Line, ...]], ...]


def lay_out(content: FigureSheet) -> Sheet:
    """Return the worksheet without its seal."""
    blank = Cell(look=Look.NOTE)
    columns = len(WIDTHS) - 1
    rows: list[tuple[Cell, ...]] = [
        (blank,),
        (blank, Cell(value=content.heading, look=Look.TITLE, across=columns)),
        (blank, Cell(value=content.note, look=Look.NOTE, across=columns)),
        (blank, *(Cell(value=header, look=Look.HEADER) for header in content.headers)),
    ]
    for section, lines in content.sections:
        rows.append((blank, Cell(value=section, look=Look.SECTION, across=columns)))
        rows += [row for line in lines for row in _line_rows(line)]
    return Sheet(
        title=content.title,
        rows=tuple(rows),
        widths=WIDTHS,
        head=HEADER_ROW + 1,
        head_from=HEADER_ROW,
        side=2,
        hidden_rows=frozenset({0}),
        hidden_columns=frozenset({0}),
        locked=True,
    )


def _line_rows(line: Line) -> Iterator[tuple[Cell, ...]]:
    for number, asked in enumerate(line.inputs):
        first = number == 0
        yield (
            Cell(value=f"{line.code}|{asked.key}", look=Look.NOTE, wrapped=False),
            Cell(value=line.code),
            Cell(value=line.name if first else ""),
            Cell(value=asked.label),
            Cell(value=line.target if first else None),
            Cell(value=line.maximum if first else None, places=2),
            Cell(value=line.below if first else None, places=2),
            Cell(value=asked.value, look=Look.INPUT, choices=asked.choices),
            Cell(value=line.reason, look=Look.INPUT) if first else Cell(),
        )


def sealed(sheet: Sheet, seal: str) -> Sheet:
    """Return the worksheet with its seal in the hidden row."""
    first = (Cell(value=MARK + seal, look=Look.NOTE, wrapped=False),)
    return replace(sheet, rows=(first, *sheet.rows[1:]))


def seal_of(grid: Grid) -> str | None:
    """Return the seal of a worksheet that was filled, None for any other."""
    found = grid.at(0, 0)
    is_sealed = isinstance(found, str) and found.startswith(MARK)
    return str(found).removeprefix(MARK) if is_sealed else None


def digest_of_sheet(sheet: Sheet) -> str:
    """Return the digest of what is locked in a worksheet about to be written."""
    rows = []
    for row in sheet.rows[1:]:
        spread = [value for cell in row for value in (cell.value, *[None] * (cell.across - 1))]
        rows.append(spread)
    return _digest(rows)


def digest_of_grid(grid: Grid) -> str:
    """Return the digest of what is locked in a worksheet that came back."""
    return _digest(grid.rows[1:])


def rows_by_line(grid: Grid) -> dict[str, dict[str, int]]:
    """Return the rows that a filled worksheet has for each line, by code and key of the figure."""
    found: dict[str, dict[str, int]] = {}
    for row in range(HEADER_ROW + 1, len(grid.rows)):
        code, dash, key = grid.text(row, 0).partition("|")
        if dash:
            found.setdefault(code, {})[key] = row
    return found


def _digest(rows: Iterable[Sequence[Value | CellValue]]) -> str:
    texts = [[_text(value) for value in row[:LOCKED_COLUMNS]] for row in rows]
    said = "\n".join("\t".join(row).rstrip() for row in texts).rstrip()
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _text(value: Value | CellValue) -> str:
    """Return a value as it stays however often a program saves it."""
    kept = value if isinstance(value, Broken) else as_kept(value)
    if isinstance(kept, Decimal | int):
        return f"{Decimal(kept).normalize():f}"
    return " ".join(clean(str(kept or ""), lines=True).split())
