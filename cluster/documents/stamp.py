"""Stamp a paper's words: into pieces of content that stand between those of the plate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cluster.documents.awards import Certificate, Composition, LeaderAward
from cluster.documents.lines import Setting
from cluster.documents.pdf_writer import decimal
from cluster.documents.plate import ALL_LETTERS, Plate, Sheet, Style, sheet_name, style_name
from cluster.documents.shaping import OffPlateError, Pen
from cluster.domain.vietnamese import nfc

PIXELS_PER_MM = 96 / 25.4
LINES_KEPT = 10_000
"""How many lines of each style are remembered with their glyphs."""
OWN = "recipient"
REASON = "reason"
"""The first of a column's words that differ from paper to paper, and the first behind them."""

DECISION_LINES = 2
"""Number and day of a decision, which many papers share."""

_KNOWN = frozenset(ALL_LETTERS)

Key = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of one kind on a page: their style, their lines, and the marks that name them."""

    name: str
    style: Style
    tops: tuple[float, ...]
    """Of each line, in pixels from the top of the page."""
    marks: range


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A piece of a page's content, with two gaps for each line: its start, and its glyphs."""

    content: bytes
    lines: int
    shared: bool
    """Whether other papers of a batch often say the same, in the same places."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shape:
    """A page but for its letters: where each line stands, for all papers set alike."""

    sheet: Sheet
    segments: tuple[Segment, ...]
    elements: tuple[tuple[bytes, tuple[int, ...]], ...]
    """The structure in reading order: roles and marks."""


class Stamp:
    """Sets papers on a plate, and remembers every line and shape that it has set."""

    def __init__(self, plate: Plate) -> None:
        self._plate = plate
        self._shapes: dict[Key, Shape] = {}
        self._setters: dict[tuple[str, float], _Setter] = {}
        self._set: dict[int, tuple[Setting, tuple[bytes, ...]]] = {}
        """By the identity of a setting, which papers that say the same share."""

    def stamped(
        self, paper: Certificate | LeaderAward, composition: Composition
    ) -> tuple[Shape, list[bytes]]:
        """Return a page's shape and the content of its segments.

        Raises OffPlateError when the page must be laid out in full.
        """
        signer = paper.signer.name
        gaps: list[bytes] = []
        for setting in composition.column.settings:
            gaps += self._stamped(setting)
        setter = self._setter("basis", 0)
        for line in composition.basis:
            gaps += setter.set((line,))
        for setting in composition.signature:
            gaps += self._stamped(setting)
        if signer:
            gaps += self._setter("signer", 0).set((signer,))
        shape = self._shape(paper, composition, signed=bool(signer))
        segments, at = [], 0
        for segment in shape.segments:
            end = at + 2 * segment.lines
            segments.append(segment.content % tuple(gaps[at:end]))
            at = end
        return shape, segments

    def _stamped(self, setting: Setting) -> tuple[bytes, ...]:
        """Return for each line of a setting where it starts, and its glyphs."""
        known = self._set.get(id(setting))
        if known is not None and known[0] is setting:
            return known[1]
        if len(self._set) >= LINES_KEPT:
            self._set.clear()
        words = self._setter(setting.name, setting.size).set(setting.lines)
        self._set[id(setting)] = setting, words
        return words

    def _setter(self, name: str, size: float) -> "_Setter":
        setter = self._setters.get((name, size))
        if setter is None:
            found = self._plate.styles[style_name(name, size)]
            setter = self._setters[name, size] = _Setter(self._plate, found)
        return setter

    def _shape(
        self, paper: Certificate | LeaderAward, composition: Composition, *, signed: bool
    ) -> Shape:
        key = (
            sheet_name(composition.ground, sample=paper.sample),
            tuple([setting.form for setting in composition.column.settings]),
            len(composition.basis),
            tuple([setting.form for setting in composition.signature]),
            signed,
        )
        shape = self._shapes.get(key)
        if shape is None:
            sheet = self._plate.sheets[key[0]]
            shape = self._shapes[key] = _Layout(
                self._plate, sheet, composition, signed=signed
            ).shape()
        return shape


class _Setter:
    """Sets words of one style, and remembers them."""

    def __init__(self, plate: Plate, style: Style) -> None:
        self._style = style
        self._pen = Pen(
            style.file,
            style.size,
            spacing=style.spacing,
            features=style.features,
            widths=plate.widths[style.file],
        )
        self._words: dict[tuple[str, ...], tuple[bytes, ...]] = {}

    def set(self, lines: tuple[str, ...]) -> tuple[bytes, ...]:
        """Return for each line where it starts, and its glyphs; raises OffPlateError."""
        words = self._words.get(lines)
        if words is None:
            if len(self._words) >= LINES_KEPT:
                self._words.clear()
            last = len(lines) - 1
            words = self._words[lines] = tuple(
                part
                for index, line in enumerate(lines)
                for part in self._line(nfc(line), closes=index == last)
            )
        return words

    def _line(self, text: str, *, closes: bool) -> tuple[bytes, bytes]:
        style = self._style
        printable = _KNOWN.issuperset(text) and any(map(str.isalpha, text))
        if not printable or "  " in text or text != text.strip(" "):
            raise OffPlateError(text)
        glyphs, width = self._pen.line(text, ends_in_space=closes and style.ends_in_space)
        if width > style.width and not style.centred:
            raise OffPlateError(text)
        left = style.left + (style.width - width) / 2 if style.centred else style.left
        return decimal(left), glyphs


class _Layout:
    """Places the lines of one shape, as the style sheet places them."""

    def __init__(
        self, plate: Plate, sheet: Sheet, composition: Composition, *, signed: bool
    ) -> None:
        self._plate = plate
        self._sheet = sheet
        self._composition = composition
        self._signed = signed
        self._marks = sheet.marks_before + sheet.marks_after

    def shape(self) -> Shape:
        """Return the shape of the page."""
        column, basis, signing = list(self._column()), list(self._basis()), list(self._signing())
        names = [piece.name for piece in column]
        own = names.index(OWN) if OWN in names else 0
        reason = names.index(REASON, own) if REASON in names[own:] else len(column)
        segments = (
            (True, column[:own]),
            (False, column[own:reason]),
            (True, [*column[reason:], *basis[:1]]),
            (False, basis[1:]),
            (True, signing),
        )
        before, after = self._sheet.marks_before, self._sheet.marks_after
        elements = [
            (b"P", range(before)),
            *((b"H1" if piece.name == "form" else b"P", piece.marks) for piece in column),
            (b"P", tuple(mark for piece in basis for mark in piece.marks)),
            (b"P", tuple(mark for piece in signing for mark in piece.marks)),
            (b"P", range(before, before + after)),
        ]
        return Shape(
            sheet=self._sheet,
            segments=tuple(
                Segment(
                    content=_content(pieces),
                    lines=sum(len(piece.tops) for piece in pieces),
                    shared=shared,
                )
                for shared, pieces in segments
                if pieces
            ),
            elements=tuple((role, tuple(marks)) for role, marks in elements if marks),
        )

    def _column(self) -> Iterator[Piece]:
        column = self._composition.column
        gap = column.gap * PIXELS_PER_MM
        top = self._plate.words_top + column.above * PIXELS_PER_MM
        for setting in column.settings:
            piece = self._piece(setting.name, setting.size, len(setting.lines), top)
            yield piece
            top += len(setting.lines) * piece.style.height + gap

    def _basis(self) -> Iterator[Piece]:
        """Yield the decision's lines, and those behind, such as a number of the golden book."""
        count = len(self._composition.basis)
        height = self._plate.styles[style_name("basis", 0)].height
        top = self._plate.basis_bottom - count * height
        for lines in (min(count, DECISION_LINES), count - DECISION_LINES):
            if lines > 0:
                yield self._piece("basis", 0, lines, top)
                top += lines * height

    def _signing(self) -> Iterator[Piece]:
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
        first, self._marks = self._marks, self._marks + lines
        tops = tuple(top + style.baseline + index * style.height for index in range(lines))
        return Piece(name=name, style=style, tops=tops, marks=range(first, first + lines))


def _content(pieces: Sequence[Piece]) -> bytes:
    """Write the content of some words, with gaps for where lines start and for their glyphs."""
    parts: list[bytes] = []
    color = ""
    for piece in pieces:
        style = piece.style
        if style.color != color:
            color = style.color
            parts.append(f"{color} rg".encode())
        font = b"/%b %b Tf" % (style.font.encode(), decimal(int(style.size * 1024) / 1024))
        parts.extend(
            b"/P<</MCID %d>>BDC\nBT %b 1 0 0 -1 %%b %b Tm[%%b]TJ ET\nEMC"
            % (mark, font, decimal(top))
            for mark, top in zip(piece.marks, piece.tops, strict=True)
        )
    return b"\n".join(parts)
