"""Lists of any length on paper: the head is laid out in full, the rows are set below it by us.

A full layout takes milliseconds for each row, and this takes hundredths of one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

import pikepdf

from cluster.documents import pdf
from cluster.documents.accents import with_accents
from cluster.documents.lines import BOLD, MM_PER_POINT, POINTS_PER_PIXEL, REGULAR, Face
from cluster.documents.list_rows import LEADING, ROOM, SIZE, TOP, Cell, Row, height, paged, set_row
from cluster.documents.official import SAMPLE, Align, Column
from cluster.documents.pdf_reader import ROOTS, Excerpt, glyph_widths
from cluster.documents.pdf_writer import PdfWriter, decimal, deflated, references
from cluster.documents.shaping import OffPlateError, Pen
from cluster.domain.vietnamese import letters_of

WIDTH, HEIGHT = 297 / MM_PER_POINT, 210 / MM_PER_POINT
LEFT = 20 / MM_PER_POINT
TEXT_WIDTH = WIDTH - LEFT - 15 / MM_PER_POINT
"""A wide sheet in points, and what is written on it."""
ASCENT = 0.89
"""Share of a letter's size above its foot."""
GAP = 12
"""Points between the head and the list."""
NUMBER_SIZE, NUMBER_TOP = 13, 31
SAMPLE_SIZE, SAMPLE_TOP = 8, HEIGHT - 22
"""Points of the number above a further page and of the mark below it, and from the upper edge."""
NO_LIGATURES = {"liga": False, "clig": False}
FONTS = {REGULAR: b"R", BOLD: b"B"}
"""Their names on the pages."""
SHARES = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}
"""How much of a column's free room is left of the words."""


@dataclass(frozen=True, kw_only=True)
class LongList:
    """What stands below the head: rows under headings that return, and a sentence at the end."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    closing: str
    sample: bool = False


def print_long_list(head: str, content: LongList) -> bytes:
    """Print a list below a head of our own HTML, as tagged PDF/A, its pages numbered x/y."""
    headings = set_row([each.heading for each in content.columns], content.columns, BOLD)
    rows = [set_row(row, content.columns, REGULAR) for row in content.rows]
    lines = {line for row in (headings, *rows) for cell in row for line in cell}
    said = {content.closing, SAMPLE, "0123456789/", *lines}
    letters = sorted({letter for line in said for letter in letters_of(line)})
    with pdf.one_layout_at_a_time:
        layout = pdf.lay_out(head)
        body = pdf.box_of(layout.pages[0]).children[0].children[0]
        laid_out = pdf.write(layout)
        specimen = pdf.write(pdf.lay_out(_specimen(letters)))
    below = (body.position_y + body.height) * POINTS_PER_PIXEL + GAP
    written = BytesIO()
    with pikepdf.open(BytesIO(laid_out)) as first, pikepdf.open(BytesIO(specimen)) as fonts:
        press = _ListPress(written, content, headings, first, fonts)
        pages = list(paged(rows, headings, first_top=below))
        for number, of_page in enumerate(pages, start=1):
            press.add(of_page, number, len(pages), top=below if number == 1 else TOP)
        press.finish()
    return written.getvalue()


def _specimen(letters: Sequence[str]) -> str:
    """Return a page on which every letter stands in every font, so that all are embedded."""
    spaced = escape(" ".join(letters))
    style = '<link rel="stylesheet" href="asset:paper.css">'
    return f"<html lang=vi><title>x</title>{style}<p>{spaced}</p><p><b>{spaced}</b></p></html>"


class _Ink:
    """The fonts of the rows, and what is written with them."""

    def __init__(self, fonts: pikepdf.Object, excerpt: Excerpt) -> None:
        self._pens: dict[tuple[Face, float], Pen] = {}
        self._widths: dict[Face, dict[int, int]] = {}
        self.resources = b""
        for font in fonts.values():
            face = BOLD if str(font.BaseFont).endswith("Bold") else REGULAR
            self._widths[face] = glyph_widths(font.DescendantFonts[0].W)
            self.resources += b"/%b %b" % (FONTS[face], excerpt.copied(font))

    def words(
        self,
        lines: Cell,
        left: float,
        top: float,
        width: float,
        align: Align = Align.LEFT,
        *,
        face: Face = REGULAR,
        size: float = SIZE,
    ) -> bytes:
        """Write lines into a column, all in points from the sheet's left upper corner."""
        if (face, size) not in self._pens:
            self._pens[face, size] = Pen(
                face.file, size, features=NO_LIGATURES, widths=self._widths[face]
            )
        parts = [b"BT /%b %b Tf" % (FONTS[face], decimal(size))]
        for number, line in enumerate(lines):
            glyphs, length = self._line(line, face, size)
            x = left + SHARES[align] * (width - length)
            y = HEIGHT - top - ASCENT * size - number * LEADING
            parts.append(b"1 0 0 1 %b %b Tm[%b]TJ" % (decimal(x), decimal(y), glyphs))
        return b" ".join([*parts, b"ET"])

    def _line(self, line: str, face: Face, size: float) -> tuple[bytes, float]:
        """Return a line as an operand of TJ without its brackets, and its width in points."""
        try:
            return self._pens[face, size].line(line, ends_in_space=False)
        except OffPlateError:
            return with_accents(line, face.file, size)


class _ListPress:
    """One list on its way to paper: its pages and their structure."""

    def __init__(
        self, out: BytesIO, content: LongList, headings: Row, head: Any, fonts: Any
    ) -> None:
        self._content, self._headings = content, headings
        self._writer = PdfWriter(out)
        numbers = self._writer.reserve(6)
        self._root, self._tree, self._branch, self._document, self._table, self._first = range(
            numbers, numbers + 6
        )
        self._pages: list[int] = []
        self._owners: list[bytes] = []
        """Which element owns each mark of the page under way."""
        self._rows: list[int] = []
        self._parents: list[bytes] = []
        self._copy(head, fonts)

    def _copy(self, head: Any, fonts: Any) -> None:
        """Take over the head's page and structure, and all that the file says of itself."""
        page, tree = head.pages[0].obj, head.Root.StructTreeRoot
        known = {page.objgen: self._first, tree.K[0].objgen: self._document}
        excerpt = Excerpt(self._writer.reserve, known=known)
        of_fonts = Excerpt(self._writer.reserve)
        self._ink = _Ink(fonts.pages[0].Resources.Font, of_fonts)
        self._catalogue = excerpt.entries(head.Root, but=ROOTS | {"/Outlines"})
        self._info = excerpt.number(head.docinfo)
        self._media_box = excerpt.copied(page.MediaBox)
        self._head = excerpt.copied(page.Contents)
        self._head_fonts = excerpt.entries(page.Resources.Font)
        self._head_resources = excerpt.entries(page.Resources, but={"/Font"})
        self._head_parts = [excerpt.copied(kid) for kid in tree.K[0].K]
        self._head_owners = [excerpt.copied(owner) for owner in tree.ParentTree.Nums[1]]
        excerpt.write(self._writer)
        of_fonts.write(self._writer)

    def add(self, rows: Sequence[Row], number: int, count: int, *, top: float) -> None:
        """Add a page of rows under their headings, which are tagged where they stand first."""
        is_first = number == 1
        self._pages.append(self._first if is_first else self._writer.reserve())
        self._owners = [*self._head_owners] if is_first else []
        parts, edges = [b"Q"] if is_first else [self._number(number, count)], [top]
        for row in (self._headings, *rows):
            tag = b"TD" if row is not self._headings else b"TH" if is_first else b""
            parts += self._row(row, edges[-1], tag)
            edges.append(edges[-1] + height(row))
        parts.append(self._rules(edges))
        if number == count:
            parts.append(self._closing(edges[-1]))
        self._parents.append(b"%d[%b]" % (number - 1, b" ".join(self._owners)))
        self._write_page(b"\n".join(parts), number)

    def _row(self, row: Row, top: float, tag: bytes) -> Iterator[bytes]:
        """Write a row's words; without a tag they are an ornament of the page."""
        face = BOLD if row is self._headings else REGULAR
        scope = b"/A<</O/Table/Scope/Column>>" if tag == b"TH" else b""
        element = self._writer.reserve(1 + len(row)) if tag else 0
        cells = range(element + 1, element + 1 + len(row))
        left = LEFT
        for cell, lines, column in zip(cells, row, self._content.columns, strict=True):
            width = column.width / MM_PER_POINT
            align = Align.CENTER if face is BOLD else column.align
            above = (height(row) - len(lines) * LEADING) / 2
            words = self._ink.words(
                lines, left + ROOM, top + above, width - 2 * ROOM, align, face=face
            )
            mark = self._mark(tag, cell, element, scope) if tag else b"/Artifact BMC"
            yield b"%b %b EMC" % (mark, words)
            left += width
        if tag:
            self._writer.put(element, b"<</S/TR/P %d 0 R/K%b>>" % (self._table, references(cells)))
            self._rows.append(element)

    def _mark(self, tag: bytes, element: int, parent: int, more: bytes = b"") -> bytes:
        """Begin words of this page that an element of the structure owns, and write the element."""
        mark = len(self._owners)
        self._owners.append(b"%d 0 R" % element)
        self._writer.put(
            element,
            b"<</S/%b/P %d 0 R/Pg %d 0 R/K %d%b>>" % (tag, parent, self._pages[-1], mark, more),
        )
        return b"/%b<</MCID %d>>BDC" % (tag, mark)

    def _rules(self, edges: Sequence[float]) -> bytes:
        """Draw the lines between rows and columns."""
        right = LEFT
        uprights = [
            right := right + column.width / MM_PER_POINT for column in self._content.columns
        ]
        lines = [(LEFT, y, right, y) for y in edges]
        lines += [(x, edges[0], x, edges[-1]) for x in (LEFT, *uprights)]
        drawn = b" ".join(
            b"%b %b m %b %b l"
            % (decimal(x), decimal(HEIGHT - y), decimal(to_x), decimal(HEIGHT - to_y))
            for x, y, to_x, to_y in lines
        )
        return b"/Artifact BMC .2 G .5 w %b S EMC" % drawn

    def _number(self, number: int, count: int) -> bytes:
        """Write what stands above and below a further page, which are ornaments."""
        words = self._ink.words(
            (f"{number}/{count}",), LEFT, NUMBER_TOP, TEXT_WIDTH, Align.CENTER, size=NUMBER_SIZE
        )
        marked = b""
        if self._content.sample:
            foot = self._ink.words(
                (SAMPLE,), LEFT, SAMPLE_TOP, TEXT_WIDTH, Align.CENTER, size=SAMPLE_SIZE
            )
            marked = b" .54 .11 .11 rg %b 0 g" % foot
        return b"/Artifact BMC %b%b EMC" % (words, marked)

    def _closing(self, top: float) -> bytes:
        element = self._writer.reserve()
        mark = self._mark(b"P", element, self._document)
        self._head_parts += [b"%d 0 R" % self._table, b"%d 0 R" % element]
        words = self._ink.words((self._content.closing,), LEFT, top + LEADING / 2, TEXT_WIDTH)
        return b"%b %b EMC" % (mark, words)

    def _write_page(self, content: bytes, number: int) -> None:
        stream = self._writer.reserve()
        self._writer.stream(stream, deflated(content))
        contents, fonts, more = b"%d 0 R" % stream, self._ink.resources, b""
        if number == 1:
            start = self._writer.reserve()
            self._writer.stream(start, deflated(b"q"))
            contents = b"%d 0 R %b %b" % (start, self._head, contents)
            fonts, more = fonts + self._head_fonts, self._head_resources
        self._writer.put(
            self._pages[-1],
            b"<</Type/Page/Parent %d 0 R/Contents[%b]/Resources<</Font<<%b>>%b>>/StructParents %d"
            b"/Tabs/S>>" % (self._branch, contents, fonts, more, number - 1),
        )

    def finish(self) -> None:
        """Write what holds the pages together."""
        put = self._writer.put
        put(
            self._root,
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R%b>>"
            % (self._branch, self._tree, self._catalogue),
        )
        put(
            self._branch,
            b"<</Type/Pages/Count %d/Kids%b/MediaBox%b>>"
            % (len(self._pages), references(self._pages), self._media_box),
        )
        put(
            self._tree,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree<</Nums[%b]>>>>"
            % (self._document, b" ".join(self._parents)),
        )
        put(
            self._document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>"
            % (self._tree, b" ".join(self._head_parts)),
        )
        rows = references(self._rows)
        put(self._table, b"<</S/Table/P %d 0 R/K%b>>" % (self._document, rows))
        self._writer.finish(root=self._root, info=self._info)
