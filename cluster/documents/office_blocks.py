"""Paragraphs and tables of an official paper, set in the styles of a Word template."""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.shared import Pt

from cluster.documents.justifying import is_loose
from cluster.documents.letterhead import Signer, unbroken_names, written_name
from cluster.documents.lines import REGULAR, text_width
from cluster.documents.office_pen import (
    ADDRESS,
    ALIGNMENTS,
    BASIS,
    BODY,
    BODY_SIZE,
    CELL,
    HEADING,
    NOTE,
    RECIPIENT,
    SIGNER,
    STYLES,
    Pen,
    say,
    set_room,
)
from cluster.documents.office_tables import (
    ANNEX,
    COMPACT,
    Look,
    mark_row,
    set_cell_margins,
    widest_look,
    write_table,
)
from cluster.documents.official import (
    TEXT_WIDTH,
    WIDE_TEXT_WIDTH,
    Align,
    OfficialPaper,
    Section,
    Table,
)

ROOM_TO_SIGN, CLOSER_TO_SIGN = 70, 50
ROOM_ABOVE, BELOW_TABLE, ABOVE_NOTES = 14, 5, 4
"""Points between capacity and name, above who signs and who receives, and around a table's foot."""
LEAD_IN, MOST_ADDRESS = 22, 130
"""Millimetres for "Kính gửi:", and the most for to whom."""
LAST_WORDS = 3
"""Paragraphs that stay with the signature, so that no page begins with it."""


def write_address(pen: Pen, paper: OfficialPaper) -> None:
    """Write to whom the paper goes: several below each other, beside the words that lead in."""
    if len(paper.addressed_to) == 1:
        pen.paragraph(f"Kính gửi: {paper.addressed_to[0]}", ADDRESS)
    elif paper.addressed_to:
        table = pen.table(1, (LEAD_IN, _room_for(paper.addressed_to)))
        before, bodies = table.rows[0].cells
        say(_next_paragraph(before, ADDRESS), "Kính gửi:")
        for body in paper.addressed_to:
            say(_next_paragraph(bodies, ADDRESS), body)
        for paragraph in (*before.paragraphs, *bodies.paragraphs):
            paragraph.alignment = ALIGNMENTS[Align.LEFT]


def _room_for(bodies: Sequence[str]) -> float:
    """Return the millimetres of a column for names in the size of the body, as far as they fit."""
    return min(MOST_ADDRESS, max(text_width(body, REGULAR, BODY_SIZE) for body in bodies) + 5)


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
        written = _write_section(pen, section, paper, ANNEX)
        if place == 0:
            heading.paragraph_format.page_break_before = True
            for paragraph in (heading, *written):
                paragraph.alignment = ALIGNMENTS[Align.CENTER]


def _write_section(
    pen: Pen, section: Section, paper: OfficialPaper, look: Look | None = None
) -> list[Any]:
    """Write what a part says below its heading; return its paragraphs behind the table, if any."""
    written = [_write_paragraph(pen, text, section, paper) for text in section.paragraphs]
    if section.table:
        for paragraph in written[-1:]:
            paragraph.paragraph_format.keep_with_next = True
        write_table(pen, section.table, look or _look(paper, section.table))
        written = [pen.paragraph("", CELL)]
        set_room(written[0], 0)
        written[0].paragraph_format.line_spacing = Pt(BELOW_TABLE)
    notes = [pen.paragraph(note, NOTE) for note in section.notes]
    for paragraph in notes[:1]:
        paragraph.paragraph_format.space_before = Pt(ABOVE_NOTES)
    return written + notes


def _write_paragraph(pen: Pen, text: str, section: Section, paper: OfficialPaper) -> Any:
    paragraph = pen.paragraph(text, BODY)
    if section.is_strong:
        paragraph.runs[0].bold = True
    if is_loose(text):
        paragraph.alignment = ALIGNMENTS[Align.LEFT]
    if paper.is_compact:
        set_room(paragraph, 1, after=3)
        paragraph.paragraph_format.line_spacing = 1
    return paragraph


def _look(paper: OfficialPaper, table: Table) -> Look | None:
    if paper.is_wide:
        return widest_look(table)
    return COMPACT if paper.is_compact else None


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
        mark_row(row, "w:cantSplit")
        for cell in row.cells:
            if place != 1:
                cell.paragraphs[0].paragraph_format.space_before = Pt(ROOM_ABOVE)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _write_recipients(cell: Any, recipients: Iterable[str]) -> None:
    lines = [*recipients]
    if lines:
        title = say(_next_paragraph(cell, RECIPIENT), "Nơi nhận:")
        title.bold = title.italic = True
        title.font.size = Pt(12)
    for line in lines:
        say(_next_paragraph(cell, RECIPIENT), line)


def _write_capacity(cell: Any, signer: Signer) -> None:
    for line in filter(None, (signer.on_behalf_of, signer.position)):
        say(_next_paragraph(cell, SIGNER), line)
    if signer.organization:
        body = unbroken_names(signer.organization)
        say(_next_paragraph(cell, SIGNER), body).bold = False


def _write_name(cell: Any, signer: Signer, paper: OfficialPaper) -> None:
    name = _next_paragraph(cell, SIGNER)
    room = CLOSER_TO_SIGN if paper.is_compact else ROOM_TO_SIGN
    name.paragraph_format.space_before = Pt(room)
    say(name, written_name(signer.name))


def _next_paragraph(cell: Any, style: str) -> Any:
    """Return the cell's next paragraph: the empty one that it has, then new ones."""
    last = cell.paragraphs[-1]
    is_fresh = len(cell.paragraphs) == 1 and last.style.name not in STYLES
    paragraph = last if is_fresh else cell.add_paragraph()
    paragraph.style = style
    return paragraph
