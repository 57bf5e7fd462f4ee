"""Turn words into glyphs with the packaged fonts, to the very arithmetic of a full layout.

A full layout shapes at 1/1024 of a pixel and writes kerning in whole thousandths of the size,
truncated; so does this, or stamped pages would differ by a shade.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

import uharfbuzz as harfbuzz

from cluster.documents.assets import ASSETS
from cluster.documents.plate import ALL_LETTERS

UNITS = 1024
"""Shaping units in a pixel."""
CACHED = 50_000
JOINING = ("kern", "liga", "clig", "calt")
"""Features by which one letter changes the next."""

_KNOWN = frozenset(ALL_LETTERS)
_ESCAPED = re.compile(rb"[\\()\r]")
_ESCAPES = {b"\\": b"\\\\", b"(": b"\\(", b")": b"\\)", b"\r": b"\\r"}


class OffPlateError(Exception):
    """A text that the plate cannot print to the dot: its page must be laid out in full."""


class _Known(dict[str, tuple[bytes, int]]):
    """Words with their glyphs and width, each shaped when it is first met."""

    def __init__(self, shape: Callable[[str], tuple[bytes, int]]) -> None:
        super().__init__()
        self._shape = shape

    def __missing__(self, word: str) -> tuple[bytes, int]:
        if len(self) >= CACHED:
            self.clear()
        known = self[word] = self._shape(word)
        return known


class Pen:
    """One font at one size and letter spacing (both in pixels), writing text for a PDF.

    `widths` are the embedded glyphs' advances in thousandths of the size.
    """

    def __init__(
        self,
        file: str,
        size: float,
        *,
        spacing: float = 0,
        features: Mapping[str, bool],
        widths: Mapping[int, int],
    ) -> None:
        scale = int(size * UNITS)
        self._font = harfbuzz.Font(_face(file))
        self._font.scale = (scale, scale)
        self._size = scale / UNITS
        self._spacing = int(spacing * UNITS)
        self._edge = spacing
        self._features = {**features, "liga": False, "clig": False} if spacing else dict(features)
        self._widths = widths
        self._inner = _Known(self._before_space)
        self._last = _Known(self._at_end)
        self._is_plain = not any(self._features.get(name, True) for name in JOINING)
        """Whether each letter stands for itself."""
        self._space = self._written(self._shaped(" "))[0]

    def line(self, text: str, *, ends_in_space: bool) -> tuple[bytes, float]:
        """Return a line as an operand of TJ without its brackets, and its width in pixels.

        Raises OffPlateError. The width never includes the space at the end.
        """
        if self._spacing:
            return self._spaced_line(text, ends_in_space=ends_in_space)
        if self._is_plain:
            return self._plain_line(text, ends_in_space=ends_in_space)
        *inner, last = text.replace(" ", "\n ").split("\n")
        parts = [self._inner[word] for word in inner]
        end, width = self._last[last]
        if ends_in_space:
            end = self._inner[last][0] + self._space
        written = b"".join([part for part, _width in parts])
        total = sum([width for _part, width in parts], width)
        return b"(%b%b)" % (written, end), total / UNITS

    def _before_space(self, word: str) -> tuple[bytes, int]:
        """Shape one word with the space before it, as it stands with a space behind.

        Fonts kern letters with spaces, so a word alone would come out wider.
        """
        return self._written(self._shaped(f"{word} ")[:-1])

    def _at_end(self, word: str) -> tuple[bytes, int]:
        """Shape the last word of a line with the space before it."""
        return self._written(self._shaped(word))

    def _plain_line(self, text: str, *, ends_in_space: bool) -> tuple[bytes, float]:
        """Set what many lines begin with, and then one letter after the other.

        The end of an address or of a line with a number is another on each paper.
        """
        start = max(text.rfind(" "), text.rfind("/")) + 1
        letters = [text[:start], *text[start:]] if start else text
        glyphs, widths = zip(*map(self._last.__getitem__, letters), strict=True)
        end = self._space if ends_in_space else b""
        return b"(%b%b)" % (b"".join(glyphs), end), sum(widths) / UNITS

    def _spaced_line(self, text: str, *, ends_in_space: bool) -> tuple[bytes, float]:
        written, _width = self._written(self._shaped(f"{text} " if ends_in_space else text))
        glyphs = self._shaped(text)
        advances = sum(advance for _glyph, advance, _offset in glyphs)
        width = advances + self._spacing * (len(glyphs) - 1)
        return b"(" + written + b")", width / UNITS + self._edge

    def _shaped(self, text: str) -> list[tuple[int, int, int]]:
        """Return glyph, advance and shift of each letter, in shaping units."""
        if not _KNOWN.issuperset(text):
            raise OffPlateError(text)
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
        harfbuzz.shape(self._font, buffer, self._features)
        places = buffer.glyph_positions
        if any(place.y_offset for place in places):
            raise OffPlateError(text)
        glyphs = [
            (info.codepoint, place.x_advance, place.x_offset)
            for info, place in zip(buffer.glyph_infos, places, strict=True)
        ]
        if any(glyph not in self._widths for glyph, _advance, _offset in glyphs):
            raise OffPlateError(text)
        return glyphs

    def _written(self, glyphs: list[tuple[int, int, int]]) -> tuple[bytes, int]:
        """Write glyphs as the inside of a PDF string, broken by kerning."""
        parts: list[bytes] = []
        total, last = 0, len(glyphs) - 1
        left, right = self._spacing // 2, self._spacing - self._spacing // 2
        widths, size = self._widths, self._size
        for index, (glyph, advance, offset) in enumerate(glyphs):
            before, after = (index > 0) * left, (index < last) * right
            width = advance + before + after
            shift = (offset + before) / size
            if shift:
                parts.append(b")%a(" % -shift)
            parts.append(_number(glyph))
            kerning = int(widths[glyph] + shift - width * 1000 / UNITS / size)
            if kerning:
                parts.append(b")%d(" % kerning)
            total += width
        return b"".join(parts), total

    def natural_width(self, glyph: int) -> int:
        """Return a glyph's own advance in thousandths of the size, as a PDF states it."""
        advance: int = self._font.get_glyph_h_advance(glyph)
        return round(advance * 1000 / UNITS / self._size)


@cache
def _face(file: str) -> harfbuzz.Face:
    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(ASSETS[file])))


@cache
def _number(glyph: int) -> bytes:
    """Write a glyph's number as two bytes inside a PDF string."""
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], glyph.to_bytes(2, "big"))
