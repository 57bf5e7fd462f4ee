"""Paragraphs and tables of an official paper, set in the styles of a Word template."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cluster.documents.binding import UNBROKEN, unbroken
from cluster.documents.justifying import is_loose
from cluster.documents.letterhead import Signer, unbroken_names, written_name
from cluster.documents.lines import BOLD, REGULAR, even_lines, text_width
from cluster.documents.official import (
    TEXT_WIDTH,
    WIDE_TEXT_WIDTH,
    Align,
    Column,
    OfficialPaper,
    Row,
    Section,
    Table,
)

ALIGNMENTS = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
ROOM_TO_SIGN, CLOSER_TO_SIGN = 70, 50
ROOM_ABOVE = 14
"""Points between capacity and name, and above who signs and who receives."""
LEAD_IN, MOST_ADDRESS = 22, 130
"""Millimetres for "Kính gửi:", and the most for to whom."""
LAST_WORDS = 3
"""Paragraphs that stay with the signature, so that no page begins with it."""
HYPHEN = "\N{NON-BREAKING HYPHEN}"
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


class Look(NamedTuple):
    """Points of the letters in the cells of a table, and of the room above and below them."""

    size: float
    room: float


WIDE, COMPACT, ANNEX = Look(10.5, 1.5), Look(11.5, 1), Look(9.5, 1.4)
"""How the tables of a wide paper, of a compact one and of an annex look; all others as their style
says, which has letters of this size:"""
CELL_SIZE = 12
SMALLER, BELOW_TABLE = 1.5, 4
"""Points by which a second line in a cell is smaller, and of the room below a table."""
CELL_MARGIN = 1.2
"""Millimetres between the line of a table and its words, as in our PDF."""


class Pen:
    """Writes parts of a document, one after the other, in front of a paragraph."""

    def __init__(self, document: Any, before: Any) -> None:
        self.document = document
        self.before = before

    def paragraph(self, text: str, style: str) -> Any:
        """Write a paragraph."""
        paragraph = self.before.insert_paragraph_before(style=style)
        _say(paragraph, text)
        return paragraph

    def table(self, rows: int, widths: Sequence[float]) -> Any:
        """Write an empty table whose columns have these widths (millimetres)."""
        table = self.document.add_table(rows, len(widths))
        self.before._p.addprevious(table._tbl)  # noqa: SLF001  no public way
        set_widths(table, widths)
        return table


def _say(paragraph: Any, text: str, *, room: float = TEXT_WIDTH, size: float = CELL_SIZE) -> Any:
    """Write words at the end of a paragraph; no line tears a number, a day or a place of theirs
    that fits into the room (millimetres) in letters of this size.
    """
    held = unbroken(text, fits=lambda part: text_width(part, BOLD, size) <= room)
    run = paragraph.add_run()
    first, *others = held.split(HYPHEN)
    run.add_text(first)
    for words in others:
        run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001  no public way
        run.add_text(words)
    return run


def write_address(pen: Pen, paper: OfficialPaper) -> None:
    """Write to whom the paper goes: several below each other, beside the words that lead in."""
    if len(paper.addressed_to) == 1:
        pen.paragraph(f"Kính gửi: {paper.addressed_to[0]}", ADDRESS)
    elif paper.addressed_to:
        table = pen.table(1, (LEAD_IN, _room_for(paper.addressed_to)))
        before, bodies = table.rows[0].cells
        _say(_next_paragraph(before, ADDRESS), "Kính gửi:")
        for body in paper.addressed_to:
            _say(_next_paragraph(bodies, ADDRESS), body)
        for paragraph in (*before.paragraphs, *bodies.paragraphs):
            paragraph.alignment = ALIGNMENTS[Align.LEFT]


def _room_for(bodies: Sequence[str]) -> float:
    """Return the millimetres of a column for names in the size of the body, as far as they fit."""
    return min(MOST_ADDRESS, max(text_width(body, REGULAR, 13) for body in bodies) + 5)


def write_bases(pen: Pen, paper: OfficialPaper) -> None:
    """Write to what the paper is attached, and on what it stands."""
    if paper.attached_to:
        attached = pen.paragraph(paper.attached_to, BASIS)
        attached.alignment = ALIGNMENTS[Align.CENTER]
        attached.paragraph_format.first_line_indent = 0
    for basis in paper.bases:
        pen.paragraph(basis, BASIS)


def write_sections(pen: Pen, paper: OfficialPaper) -> None:
    """Write what the paper says, its tables with headings that return on every page.

    The last words stay with the signature, which never stands alone on a page.
    """
    last: list[Any] = []
    for section in paper.sections:
        if section.heading:
            pen.paragraph(section.heading, HEADING)
        last = [*([] if section.table else last), *_write_section(pen, section, paper)]
    for paragraph in last[-LAST_WORDS:]:
        paragraph.paragraph_format.keep_with_next = True


def write_annex(pen: Pen, paper: OfficialPaper) -> None:
    """Write what stands behind the signatures, from a new page on."""
    for place, section in enumerate(paper.annex):
        heading = pen.paragraph(section.heading, HEADING)
        heading.paragraph_format.first_line_indent = 0
        if place == 0:
            heading.alignment = ALIGNMENTS[Align.CENTER]
            heading.paragraph_format.page_break_before = True
        _write_section(pen, section, paper, ANNEX)


def _write_section(
    pen: Pen, section: Section, paper: OfficialPaper, look: Look | None = None
) -> list[Any]:
    """Write what a part says below its heading; return its paragraphs behind the table, if any."""
    written = [pen.paragraph(text, BODY) for text in section.paragraphs]
    for text, paragraph in zip(section.paragraphs, written, strict=True):
        paragraph.runs[0].bold = section.is_strong or None
        if is_loose(text):
            paragraph.alignment = ALIGNMENTS[Align.LEFT]
    if paper.is_compact:
        for paragraph in written:
            _set_room(paragraph, 1, after=3)
            paragraph.paragraph_format.line_spacing = 1
    if section.table:
        for paragraph in written[-1:]:
            paragraph.paragraph_format.keep_with_next = True
        _write_table(pen, section.table, look or _look(paper))
        written = [pen.paragraph("", CELL)]
        _set_room(written[0], 0)
        written[0].paragraph_format.line_spacing = Pt(BELOW_TABLE)
    return written + [pen.paragraph(note, NOTE) for note in section.notes]


def _look(paper: OfficialPaper) -> Look | None:
    return WIDE if paper.is_wide else COMPACT if paper.is_compact else None


def write_closing(pen: Pen, paper: OfficialPaper) -> None:
    """Write who signs, and who receives the paper: beside one signer, below several."""
    whole = WIDE_TEXT_WIDTH if paper.is_wide else TEXT_WIDTH
    signers = paper.signers
    if len(signers) == 1:
        table = pen.table(1, (whole * 0.45, whole * 0.55))
        _write_recipients(table.rows[0].cells[0], paper.recipients)
        _write_capacity(table.rows[0].cells[1], signers[0])
        _write_name(table.rows[0].cells[1], signers[0], paper)
        _set_apart(table)
        return
    table = pen.table(3 if paper.recipients else 2, [whole / len(signers)] * len(signers))
    for capacity, name, signer in zip(*(row.cells for row in table.rows[:2]), signers, strict=True):
        _write_capacity(capacity, signer)
        _write_name(name, signer, paper)
    if paper.recipients:
        _write_recipients(table.rows[2].cells[0], paper.recipients)
    _set_apart(table)


def _set_apart(table: Any) -> None:
    """Leave room above who signs, all at one height, and above who receives; keep all together."""
    set_cell_margins(table._tbl.tblPr, 0)  # noqa: SLF001  no public way
    for place, row in enumerate(table.rows):
        _mark_row(row, "w:cantSplit")
        for cell in row.cells:
            if place != 1:
                cell.paragraphs[0].paragraph_format.space_before = Pt(ROOM_ABOVE)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Give a table's columns these widths (millimetres), whatever they hold."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _write_table(pen: Pen, table: Table, look: Look | None) -> None:
    written = pen.table(1 + len(table.rows), [column.width for column in table.columns])
    written.style = pen.document.styles[GRID]
    heading, *rows = written.rows
    _mark_row(heading, "w:tblHeader", "w:cantSplit")
    for cell, column in zip(heading.cells, table.columns, strict=True):
        head = replace(column, align=Align.CENTER, is_strong=True)
        text = _in_lines(column, look.size if look else CELL_SIZE)
        _write_cell(cell, text, head, look).keep_with_next = True
    for row, texts, stays in zip(rows, table.rows, table.stay_with_next(), strict=True):
        _mark_row(row, "w:cantSplit")
        if table.row_height:
            row.height = Mm(table.row_height)
        for cell, text, column in _placed(table, texts, row.cells):
            _write_cell(cell, text, column, look).keep_with_next = stays or None


def _set_room(paragraph: Any, before: float, *, after: float = 0) -> None:
    """Leave so much room (points) above and below a paragraph, whatever its style says."""
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)


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
        yield (
            cells[0].merge(cells[span - 1]),
            first,
            replace(columns[0], width=width, align=Align.LEFT),
        )
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
    run = _say(paragraph, words, room=room, size=size)
    run.bold = column.is_strong or None
    if look:
        run.font.size = Pt(look.size)
        _set_room(paragraph, look.room, after=look.room)
    if beneath:
        run.add_break()
        smaller = _say(paragraph, beneath, room=room, size=size)
        smaller.italic, smaller.font.size = True, Pt(size - SMALLER)
    return paragraph.paragraph_format


def _mark_row(row: Any, *marks: str) -> None:
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


def _write_recipients(cell: Any, recipients: Iterable[str]) -> None:
    lines = [*recipients]
    if lines:
        title = _say(_next_paragraph(cell, RECIPIENT), "Nơi nhận:")
        title.bold = title.italic = True
        title.font.size = Pt(12)
    for line in lines:
        _say(_next_paragraph(cell, RECIPIENT), line)


def _write_capacity(cell: Any, signer: Signer) -> None:
    for line in filter(None, (signer.on_behalf_of, signer.position)):
        _say(_next_paragraph(cell, SIGNER), line)
    if signer.organization:
        body = unbroken_names(signer.organization)
        _say(_next_paragraph(cell, SIGNER), body).bold = False


def _write_name(cell: Any, signer: Signer, paper: OfficialPaper) -> None:
    name = _next_paragraph(cell, SIGNER)
    room = CLOSER_TO_SIGN if paper.is_compact else ROOM_TO_SIGN
    name.paragraph_format.space_before = Pt(room)
    _say(name, written_name(signer.name))


def _next_paragraph(cell: Any, style: str) -> Any:
    """Return the cell's next paragraph: the empty one that it has, then new ones."""
    last = cell.paragraphs[-1]
    is_fresh = len(cell.paragraphs) == 1 and last.style.name not in STYLES
    paragraph = last if is_fresh else cell.add_paragraph()
    paragraph.style = style
    return paragraph
