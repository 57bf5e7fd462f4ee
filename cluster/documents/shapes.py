"""Shapes: where each line of a page stands, for all papers that are set alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from cluster.documents.awards import CODE_TITLE, Composition
from cluster.documents.lines import POINTS_PER_PIXEL, Setting
from cluster.documents.pdf_writer import decimal, text_string
from cluster.documents.plate import Plate, Sheet, Style, style_name

PIXELS_PER_MM = 96 / 25.4
OWN = "recipient"
REASON = "reason"
"""The first of a column's words that differ from paper to paper, and the first behind them."""
DECISION_LINES = 2
"""Number and day of a decision, which many papers share."""
BESIDE_CODE = "basis beside-code"
"""The basis on a page with a QR code, which stands to its left."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of one kind on a page: their style and their lines."""

    name: str
    style: Style
    tops: tuple[float, ...]
    """Of each line, in pixels from the top of the page."""


class Marked(NamedTuple):
    """Pieces of one paragraph that are drawn together, and the mark that names them."""

    mark: int
    pieces: list[Piece]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A piece of a page's content, with gaps: each line's start and its glyphs, and the code."""

    content: bytes
    gaps: int
    shared: bool
    """Whether other papers of a batch often say the same, in the same places."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shape:
    """A page but for its letters: where each line stands, for all papers set alike."""

    sheet: Sheet
    segments: tuple[Segment, ...]
    gaps: tuple[slice, ...]
    """Those of each segment among all of the page."""
    elements: tuple[tuple[bytes, tuple[int, ...]], ...]
    """The structure in reading order: what each element is, and its marks."""


def basis_style(composition: Composition) -> str:
    """Name the style of a paper's basis."""
    return BESIDE_CODE if composition.address else "basis"


class Layout:
    """Places what is on a page as the style sheet places it."""

    def __init__(
        self, plate: Plate, sheet: Sheet, composition: Composition, *, signed: bool, modules: int
    ) -> None:
        """Take whether there is a signer's name, and how many modules a row of the code has."""
        self._plate = plate
        self._sheet = sheet
        self._composition = composition
        self._signed = signed
        self._modules = modules
        self._marks = sheet.marks_before + sheet.marks_after

    def shape(self) -> Shape:
        """Return the shape of the page."""
        column, basis = [*self.column()], [*self.basis()]
        names = [piece.name for piece in column]
        words = self._marked(*([piece] for piece in column))
        foot = self._marked(basis[:1], basis[1:])
        code = [self._next_mark()] if self._modules else []
        signing = self._marked([*self.signing()])
        own = names.index(OWN) if OWN in names else 0
        reason = names.index(REASON, own) if REASON in names[own:] else len(column)
        drawn = (
            _segment(words[:own], shared=True),
            _segment(words[own:reason], shared=False),
            _segment([*words[reason:], *foot[:1]], shared=True),
            _segment(foot[1:], *[self._code(mark) for mark in code], shared=False),
            _segment(signing, shared=True),
        )
        segments = [segment for segment in drawn if segment.gaps]
        ends = accumulate([segment.gaps for segment in segments], initial=0)
        before, after = self._sheet.marks_before, self._sheet.marks_after
        elements = [
            (b"P", range(before)),
            *(
                (b"H1" if name == "form" else b"P", [marked.mark])
                for name, marked in zip(names, words, strict=True)
            ),
            (b"P", [marked.mark for marked in foot]),
            *((self._figure(), [mark]) for mark in code),
            (b"P", [marked.mark for marked in signing]),
            (b"P", range(before, before + after)),
        ]
        return Shape(
            sheet=self._sheet,
            segments=tuple(segments),
            gaps=tuple(slice(*both) for both in pairwise(ends)),
            elements=tuple((role, tuple(marks)) for role, marks in elements if marks),
        )

    def column(self) -> Iterator[Piece]:
        """Yield the words from the authority down to the reason."""
        column = self._composition.column
        gap = column.gap * PIXELS_PER_MM
        top = self._plate.words_top + column.above * PIXELS_PER_MM
        for setting in column.settings:
            piece = self._piece(setting.name, setting.size, len(setting.lines), top)
            yield piece
            top += len(setting.lines) * piece.style.height + gap

    def basis(self) -> Iterator[Piece]:
        """Yield the decision's lines, those behind (a golden-book number), and the address."""
        style, count = basis_style(self._composition), len(self._composition.basis)
        lines = [
            (style, min(count, DECISION_LINES)),
            (style, max(count - DECISION_LINES, 0)),
            ("address", int(bool(self._composition.address))),
        ]
        heights = [count * self._plate.styles[style_name(name, 0)].height for name, count in lines]
        top = self._plate.basis_bottom - sum(heights)
        for (name, count), height in zip(lines, heights, strict=True):
            if count:
                yield self._piece(name, 0, count, top)
            top += height

    def signing(self) -> Iterator[Piece]:
        """Yield the words above the room to sign, and the signer's name below it."""
        settings = self._composition.signature
        heights = [len(setting.lines) * self._style(setting).height for setting in settings]
        top = self._plate.signing_bottom - self._plate.signer_height - sum(heights)
        for setting, height in zip(settings, heights, strict=True):
            yield self._piece(setting.name, setting.size, len(setting.lines), top)
            top += height
        if self._signed:
            yield self._piece("signer", 0, 1, top)

    def _style(self, setting: Setting) -> Style:
        return self._plate.styles[style_name(setting.name, setting.size)]

    def _piece(self, name: str, size: float, lines: int, top: float) -> Piece:
        style = self._plate.styles[style_name(name, size)]
        tops = tuple(top + style.baseline + index * style.height for index in range(lines))
        return Piece(name=name, style=style, tops=tops)

    def _marked(self, *paragraphs: list[Piece]) -> list[Marked]:
        return [Marked(self._next_mark(), pieces) for pieces in paragraphs if pieces]

    def _next_mark(self) -> int:
        self._marks += 1
        return self._marks - 1

    def _code(self, mark: int) -> bytes:
        """Write the QR code's content: black dots where its bits are set, and a gap for these."""
        square = self._plate.code
        side, left, foot = map(decimal, (square.side, square.left, square.top + square.side))
        return (
            b"/Figure<</MCID %d>>BDC\nq 0 0 0 rg %b 0 0 -%b %b %b cm\n"
            b"BI/W %d/H %d/BPC 1/IM true/D[1 0] ID %%b\nEI Q\nEMC"
            % (mark, side, side, left, foot, self._modules, self._modules)
        )

    def _figure(self) -> bytes:
        """Write what the QR code is for who cannot see it, and where on the page (points)."""
        square, height = self._plate.code, self._plate.height
        left, right, top, foot = (
            decimal(length * POINTS_PER_PIXEL)
            for length in (
                square.left,
                square.left + square.side,
                height - square.top,
                height - square.top - square.side,
            )
        )
        return b"Figure/Alt%b/A<</O/Layout/Placement/Block/BBox[%b %b %b %b]>>" % (
            text_string(CODE_TITLE), left, foot, right, top,
        )  # fmt: skip


def _segment(words: Sequence[Marked], *pictures: bytes, shared: bool) -> Segment:
    return Segment(
        content=b"\n".join([*_content(words), *pictures]),
        gaps=sum(2 * len(piece.tops) for _mark, pieces in words for piece in pieces)
        + len(pictures),
        shared=shared,
    )


def _content(words: Sequence[Marked]) -> Iterator[bytes]:
    """Write the content of some words, with gaps for where lines start and for their glyphs."""
    color = ""
    for mark, pieces in words:
        yield b"/P<</MCID %d>>BDC BT" % mark
        for piece in pieces:
            style = piece.style
            if style.color != color:
                color = style.color
                yield f"{color} rg".encode()
            yield b"/%b %b Tf" % (style.font.encode(), decimal(int(style.size * 1024) / 1024))
            yield from (b"1 0 0 -1 %%b %b Tm[%%b]TJ" % decimal(top) for top in piece.tops)
        yield b"ET EMC"
