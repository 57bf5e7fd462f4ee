"""Words of a paper written into a Word file, in the styles of its template."""

import re
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from cluster.documents.binding import unbroken
from cluster.documents.lines import BOLD, text_width
from cluster.documents.official import TEXT_WIDTH, Align

ALIGNMENTS = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
BODY_SIZE = 13
HYPHEN = "\N{NON-BREAKING HYPHEN}"
SIGNS = re.compile(f"([\n{HYPHEN}])")
"""What Word wants as signs of its own among the words."""
GRID = "Table Grid"
BODY, BASIS, HEADING, CELL, NOTE, SIGNER, RECIPIENT, ADDRESS = STYLES = (
    "Đoạn văn",
    "Căn cứ",
    "Đề mục",
    "Ô bảng",
    "Ghi chú",
    "Người ký",
    "Nơi nhận",
    "Kính gửi",
)
"""The styles that a template must have, since what it does not say itself is set in them."""


class Pen:
    """Writes parts of a document, one after the other, in front of a paragraph."""

    def __init__(self, document: Any, before: Any) -> None:
        self.document = document
        self.before = before

    def paragraph(self, text: str, style: str) -> Any:
        """Write a paragraph."""
        paragraph = self.before.insert_paragraph_before(style=style)
        say(paragraph, text)
        return paragraph

    def table(self, rows: int, widths: Sequence[float]) -> Any:
        """Write an empty table whose columns have these widths (millimetres)."""
        table = self.document.add_table(rows, len(widths))
        self.before._p.addprevious(table._tbl)  # noqa: SLF001  no public way
        set_widths(table, widths)
        return table


def say(paragraph: Any, text: str, *, room: float = TEXT_WIDTH, size: float = BODY_SIZE) -> Any:
    """Write words at the end of a paragraph; no line tears a number, a day or a place of theirs
    that fits into the room (millimetres) in letters of this size.
    """
    held = unbroken(text, fits=lambda part: text_width(part, BOLD, size) <= room)
    run = paragraph.add_run()
    for piece in filter(None, SIGNS.split(held)):
        if piece == HYPHEN:
            run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001  no public way
        elif piece == "\n":
            run.add_break()
        else:
            run.add_text(piece)
    return run


def set_room(paragraph: Any, before: float, *, after: float = 0) -> None:
    """Leave so much room (points) above and below a paragraph, whatever its style says."""
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Give a table's columns these widths (millimetres), whatever they hold."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
