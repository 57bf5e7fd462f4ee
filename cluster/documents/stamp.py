"""Stamp a paper's words: into pieces of content that stand between those of the plate."""

import re
from typing import NamedTuple

from cluster.documents.awards import Composition, Paper
from cluster.documents.lines import Setting
from cluster.documents.pdf_writer import decimal
from cluster.documents.plate import Plate, Style, sheet_name, style_name
from cluster.documents.qr import codes_like
from cluster.documents.shapes import Layout, Shape, basis_style
from cluster.documents.shaping import OffPlateError, Pen
from cluster.domain.vietnamese import nfc

LINES_KEPT = 10_000
"""How many lines of each style are remembered with their glyphs."""

_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI[\0\t\n\f\r ()<>\[\]{}/%]")

Key = tuple[object, ...]
Words = tuple[bytes, ...]
"""Of each line where it starts and its glyphs, and the bits of a code."""


class Stamped(NamedTuple):
    """A page: its shape, and what fills the gaps of each segment."""

    shape: Shape
    words: list[Words]

    @property
    def contents(self) -> list[bytes]:
        """The content of each segment, with its gaps filled."""
        return [s.content % gaps for s, gaps in zip(self.shape.segments, self.words, strict=True)]


class Stamp:
    """Sets papers on a plate, and remembers every line and shape that it has set."""

    def __init__(self, plate: Plate) -> None:
        self._plate = plate
        self._shapes: dict[Key, Shape] = {}
        self._setters: dict[tuple[str, float], _Setter] = {}
        self._set: dict[Setting, Words] = {}

    def stamped(self, paper: Paper, composition: Composition) -> Stamped:
        """Set a page.

        Raises OffPlateError when the page must be laid out in full.
        """
        signer = paper.signer.name
        gaps: list[bytes] = []
        for setting in composition.column.settings:
            gaps += self._stamped(setting)
        setter = self._setter(basis_style(composition), 0)
        for line in composition.basis:
            gaps += setter.known(line)
        modules = 0
        if composition.address:
            gaps += self._setter("address", 0).line(composition.address)
            modules, code = _code(paper.check)
            gaps.append(code)
        for setting in composition.signature:
            gaps += self._stamped(setting)
        if signer:
            gaps += self._setter("signer", 0).known(signer)
        shape = self._shape(paper, composition, signed=bool(signer), modules=modules)
        filling = tuple(gaps)
        return Stamped(shape, [filling[own] for own in shape.gaps])

    def _stamped(self, setting: Setting) -> Words:
        """Return for each line of a setting where it starts, and its glyphs."""
        words = self._set.get(setting)
        if words is None:
            if len(self._set) >= LINES_KEPT:
                self._set.clear()
            form = setting.form
            words = self._set[setting] = self._setter(form.name, form.size).set(setting.lines)
        return words

    def _setter(self, name: str, size: float) -> "_Setter":
        setter = self._setters.get((name, size))
        if setter is None:
            found = self._plate.styles[style_name(name, size)]
            setter = self._setters[name, size] = _Setter(self._plate, found)
        return setter

    def _shape(
        self,
        paper: Paper,
        composition: Composition,
        *,
        signed: bool,
        modules: int,
    ) -> Shape:
        key = (
            sheet_name(composition.ground, sample=paper.sample),
            tuple([setting.form for setting in composition.column.settings]),
            len(composition.basis),
            tuple([setting.form for setting in composition.signature]),
            signed,
            modules,
        )
        shape = self._shapes.get(key)
        if shape is None:
            sheet = self._plate.sheets[key[0]]
            shape = self._shapes[key] = Layout(
                self._plate, sheet, composition, signed=signed, modules=modules
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
        self._left = decimal(style.left)
        self._known: dict[str, tuple[bytes, bytes]] = {}

    def known(self, line: str) -> tuple[bytes, bytes]:
        """Return where a line starts, and its glyphs, as remembered; raises OffPlateError."""
        words = self._known.get(line)
        if words is None:
            if len(self._known) >= LINES_KEPT:
                self._known.clear()
            words = self._known[line] = self.line(nfc(line))
        return words

    def set(self, lines: tuple[str, ...]) -> Words:
        """Return for each line where it starts, and its glyphs; raises OffPlateError."""
        words: Words = ()
        for line in lines[:-1]:
            words += self.line(line, closes=False)
        return words + self.line(lines[-1])

    def line(self, text: str, *, closes: bool = True) -> tuple[bytes, bytes]:
        """Return where a line of composed letters starts, and its glyphs; raises OffPlateError.

        `closes`: nothing follows it in its place.
        """
        style = self._style
        if "  " in text or text != text.strip() or not any(map(str.isalpha, text)):
            raise OffPlateError(text)
        glyphs, width = self._pen.line(text, ends_in_space=closes and style.ends_in_space)
        if style.centred:
            return decimal(style.left + (style.width - width) / 2), glyphs
        if width > style.width:
            raise OffPlateError(text)
        return self._left, glyphs


def _code(address: str) -> tuple[int, bytes]:
    """Return how many modules a row of an address's QR code has, and the bits of its rows."""
    folder, slash, letters = address.rpartition("/")
    codes = codes_like(folder + slash, len(letters))
    bits = codes.bits(letters)
    if b"EI" in bits and _END_OF_IMAGE.search(bits):
        raise OffPlateError(address)
    return codes.modules, bits
