"""Rows of a long list: their words broken into lines, the rows dealt out to pages."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cluster.documents.lines import MM_PER_POINT, Face, text_width
from cluster.documents.official import Column
from cluster.domain.vietnamese import letters_of, nfc

SIZE, LEADING, ROOM = 10.5, 12.2, 2.8
"""Points of letters, of a line, and between words and the rules around them."""
TOP, BOTTOM = 20 / MM_PER_POINT, (210 - 16) / MM_PER_POINT
"""Where the rows of a wide sheet begin and end, in points from its upper edge."""

Cell = tuple[str, ...]
"""What a cell says, line by line."""
Row = tuple[Cell, ...]


def set_row(texts: Iterable[str], columns: Sequence[Column], face: Face) -> Row:
    """Break the texts of a row into lines as wide as their columns."""
    return tuple(
        _wrapped(text, column.width, face) for text, column in zip(texts, columns, strict=True)
    )


@lru_cache(maxsize=20_000)
def _wrapped(text: str, width: float, face: Face) -> Cell:
    """Break a text into lines as wide as the column (millimetres), a long word wherever it must."""
    room = width - 2 * ROOM * MM_PER_POINT
    lines: list[str] = []
    for word in nfc(text).split():
        if lines and text_width(f"{lines[-1]} {word}", face, SIZE) <= room:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in letters_of(word):
            if text_width(lines[-1] + letter, face, SIZE) > room:
                lines.append("")
            lines[-1] += letter
    return tuple(lines)


def height(row: Row) -> float:
    """Return the points from one rule to the next."""
    return max(1, *map(len, row)) * LEADING + 2 * ROOM


def paged(rows: Sequence[Row], headings: Row, *, first_top: float) -> Iterator[list[Row]]:
    """Deal the rows out to pages, with room for the closing words on the last.

    `first_top`: where the headings stand on the first page, below its head.
    """
    page: list[Row] = []
    top = first_top + height(headings)
    for number, row in enumerate(rows, start=1):
        closing = 2 * LEADING if number == len(rows) else 0
        if page and top + height(row) + closing > BOTTOM:
            yield page
            page, top = [], TOP + height(headings)
        page.append(row)
        top += height(row)
    yield page
