"""Tables of an official paper in Word, as wide and as close as those of its PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cluster.documents.binding import UNBROKEN
from cluster.documents.lines import BOLD, even_lines, text_width
from cluster.documents.office_pen import ALIGNMENTS, CELL, GRID, Pen, say, set_room
from cluster.documents.official import Align, Column, Row, Table


class Look(NamedTuple):
    """Points of the letters in the cells of a table, and of the room above and below them."""

    size: float
    room: float


WIDE = (Look(10.5, 1.5), Look(9.5, 1.3), Look(8, 1.2))
"""How the table of a wide paper may look, the first in which no column tears a word."""
COMPACT, ANNEX = Look(11.5, 1), Look(9.5, 1.4)
"""How those of a compact paper and of an annex look; all others as their style says, which has
letters of this size:"""
CELL_SIZE = 12
SMALLER = 1.5
"""Points by which a second line in a cell is smaller."""
CELL_MARGIN = 1.2
"""Millimetres between the line of a table and its words, as in our PDF."""


def widest_look(table: Table) -> Look:
    """Return how the table of a wide paper looks."""
    texts = [column.heading for column in table.columns], *(row.cells[1:] for row in table.rows)
    words = [
        (word, column.width - 2 * CELL_MARGIN)
        for cells in texts
        for text, column in zip(reversed(cells), reversed(table.columns), strict=False)
        for word in text.split()
    ]
    return next(
        (
            look
            for look in WIDE
            if all(text_width(word, BOLD, look.size) <= room for word, room in words)
        ),
        WIDE[-1],
    )


def write_table(pen: Pen, table: Table, look: Look | None) -> None:
    """Write a table whose headings return on every page and whose rows stay whole."""
    written = pen.table(1 + len(table.rows), [column.width for column in table.columns])
    written.style = pen.document.styles[GRID]
    heading, *rows = written.rows
    mark_row(heading, "w:tblHeader", "w:cantSplit")
    for cell, column in zip(heading.cells, table.columns, strict=True):
        head = replace(column, align=Align.CENTER, is_strong=True)
        text = _in_lines(column, look.size if look else CELL_SIZE)
        _write_cell(cell, text, head, look).keep_with_next = True
    for row, texts, stays in zip(rows, table.rows, table.stay_with_next(), strict=True):
        mark_row(row, "w:cantSplit")
        if table.row_height:
            row.height = Mm(table.row_height)
        for cell, text, column in _placed(table, texts, row.cells):
            _write_cell(cell, text, column, look).keep_with_next = stays or None


def _in_lines(column: Column, size: float) -> str:
    """Return a heading that breaks into even lines, as long as its column is as wide as now."""
    room = column.width - 2 * CELL_MARGIN - 0.5
    lines = even_lines(column.heading, BOLD, size=size, width=room)
    if any(text_width(line, BOLD, size) > room for line in lines):
        return column.heading
    return " ".join(line.translate(UNBROKEN) for line in lines)


def _placed(table: Table, row: Row, cells: Sequence[Any]) -> Iterator[tuple[Any, str, Column]]:
    """Give each written cell of a row with its column; the first may span several columns."""
    span = table.span(row)
    columns = [
        replace(column, is_strong=column.is_strong or row.is_strong) for column in table.columns
    ]
    first, *others = row.cells
    if span > 1:
        width = sum(column.width for column in columns[:span])
        over_all = replace(columns[0], width=width, align=Align.LEFT)
        yield cells[0].merge(cells[span - 1]), first, over_all
    else:
        yield cells[0], first, columns[0]
    for place, text in enumerate(others, start=span):
        yield cells[place], text, columns[place]


def _write_cell(cell: Any, text: str, column: Column, look: Look | None) -> Any:
    """Write a cell, what stands below its first line smaller; return how its paragraph stands."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style, paragraph.alignment = CELL, ALIGNMENTS[column.align]
    size, room = look.size if look else CELL_SIZE, column.width - 2 * CELL_MARGIN
    words, _break, beneath = text.partition("\n")
    run = say(paragraph, words, room=room, size=size)
    run.bold = column.is_strong or None
    if look:
        run.font.size = Pt(look.size)
        set_room(paragraph, look.room, after=look.room)
    if beneath:
        run.add_break()
        smaller = say(paragraph, beneath, room=room, size=size)
        smaller.italic, smaller.font.size = True, Pt(size - SMALLER)
    return paragraph.paragraph_format


def mark_row(row: Any, *marks: str) -> None:
    """Mark a row in Word's own words: "w:cantSplit"."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  no public way
    for mark in marks:
        properties.append(OxmlElement(mark))


def set_cell_margins(properties: Any, twips: int) -> None:
    """Leave so much room left and right in the cells of a table, or of a style of tables."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    for former in properties.findall(qn("w:tblCellMar")):
        properties.remove(former)
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")
