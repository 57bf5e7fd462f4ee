"""The Word template that is used until the office brings its own: decree 30/2020/NĐ-CP.

It is made by this module, so that the repository holds no file that nobody can read.
"""

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cluster.documents import office_pen as pen
from cluster.documents.office_tables import CELL_MARGIN, set_cell_margins

FONT = "Times New Roman"
HEAD, TITLE, SUBJECT = "Đầu văn bản", "Tên văn bản", "Trích yếu"
"""Styles of what stands above a paper's own words."""
ISSUING, APART, COUNTRY = 70.5, 4.5, 90
"""Millimetres of the head's two columns, and of the space between them."""
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY

STYLES: dict[str, dict[str, Any]] = {
    HEAD: {"size": 12, "align": CENTER},
    TITLE: {"size": 14, "align": CENTER, "bold": True, "before": 16},
    SUBJECT: {"size": 13, "align": CENTER, "bold": True, "sides": 12},
    pen.ADDRESS: {"size": 13, "align": CENTER, "after": 6},
    pen.BASIS: {"size": 13, "align": JUSTIFY, "italic": True, "indent": 10, "after": 6},
    pen.HEADING: {"size": 13, "bold": True, "indent": 10, "before": 6, "after": 4, "next": True},
    pen.BODY: {"size": 13, "align": JUSTIFY, "indent": 10, "after": 6},
    pen.CELL: {"size": 12, "before": 2, "after": 2, "lines": 1},
    pen.NOTE: {"size": 12, "italic": True, "after": 6},
    pen.SIGNER: {"size": 13, "align": CENTER, "bold": True},
    pen.RECIPIENT: {"size": 11},
}
"""What each style of the paper is by the decree: points, and millimetres of its first line and of
both its sides."""
HEADINGS = "F3F0E8"
"""The ground of a table's headings, as in our PDF."""
LINES = 1.09
"""Times what the font itself takes: as far apart as in our PDF."""


@cache
def built_in_template() -> bytes:
    """Return the template as a .docx file."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    _add_head(document)
    document.add_paragraph("{{ ten_van_ban }}", TITLE)
    document.add_paragraph("{{ trich_yeu }}", SUBJECT)
    _rule(document.add_paragraph(style=HEAD), 64, after=12)
    for name, style in (
        ("kinh_gui", pen.ADDRESS),
        ("can_cu", pen.BASIS),
        ("noi_dung", pen.BODY),
        ("ky_ten", pen.SIGNER),
    ):
        document.add_paragraph(f"{{{{ {name} }}}}", style)
    _number_pages(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(20), Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance, page.footer_distance = Mm(11), Mm(10)


def _set_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, 13)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = LINES
    _set_grid(document.styles[pen.GRID].element)
    for name, look in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _set_font(style, look["size"])
        style.font.bold, style.font.italic = look.get("bold"), look.get("italic")
        paragraph = style.paragraph_format
        paragraph.alignment = look.get("align")
        paragraph.first_line_indent = Mm(look.get("indent", 0))
        paragraph.left_indent = paragraph.right_indent = Mm(look.get("sides", 0))
        paragraph.line_spacing = look.get("lines")
        paragraph.space_before = Pt(look.get("before", 0))
        paragraph.space_after = Pt(look.get("after", 0))
        paragraph.keep_with_next = look.get("next")


def _set_grid(style: Any) -> None:
    """Let tables have narrow margins, and headings on a ground of their own."""
    set_cell_margins(style.find(qn("w:tblPr")), Mm(CELL_MARGIN).twips)
    headings, cell, ground = map(OxmlElement, ("w:tblStylePr", "w:tcPr", "w:shd"))
    headings.set(qn("w:type"), "firstRow")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", HEADINGS)):
        ground.set(qn(f"w:{name}"), value)
    cell.append(ground)
    headings.append(cell)
    style.append(headings)


def _set_font(style: Any, size: int) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _add_head(document: Any) -> None:
    head = document.add_table(2, 3)
    set_cell_margins(head._tbl.tblPr, 0)  # noqa: SLF001  no public way
    pen.set_widths(head, (ISSUING, APART, COUNTRY))
    issuing, _apart, country = head.rows[0].cells
    _write(issuing, ("{{ co_quan_chu_quan }}", {}), ("{{ co_quan_ban_hanh }}", {"bold": True}))
    _rule(issuing.add_paragraph(style=HEAD), (ISSUING - 24) / 2)
    _write(country, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {"bold": True}))
    motto = country.add_paragraph(style=HEAD)
    _run(motto, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13)
    _rule(country.add_paragraph(style=HEAD), (COUNTRY - 56) / 2)
    number, _apart, place = head.rows[1].cells
    _write(number, ("Số: {{ so }}", {"size": 13}))
    _write(place, ("{{ dia_danh_ngay_thang }}", {"size": 13, "italic": True}))
    for cell in (number, place):
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)


def _write(cell: Any, *lines: tuple[str, dict[str, Any]]) -> None:
    """Write lines into a cell, the first into the paragraph it has already."""
    for place, (text, look) in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        paragraph.style = HEAD
        _run(paragraph, text, **look)


def _run(
    paragraph: Any,
    text: str,
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    size: int = 12,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(paragraph: Any, indent: float, after: float = 0) -> None:
    """Draw a line below the paragraph, as much narrower on both sides."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(indent)
    layout.space_after = Pt(after)
    layout.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  no public way
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _number_pages(document: Any) -> None:
    """Number the pages in the middle of the top margin, from the second on."""
    page = document.sections[0]
    page.different_first_page_header_footer = True
    header = page.header.paragraphs[0]
    header.alignment = CENTER
    run = header.add_run()
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = "PAGE"
        run._r.append(part)  # noqa: SLF001  no public way
