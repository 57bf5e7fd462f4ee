"""Set a short text in as few, evenly filled lines as it needs, and smaller only when it must.

Widths come from the very fonts that are printed, so the lines on paper are the lines reckoned
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import NamedTuple

from fontTools.ttLib import TTFont

from cluster.documents.assets import ASSETS
from cluster.documents.binding import parts_of
from cluster.domain.errors import RuleViolation, _
from cluster.domain.vietnamese import nfc

MM_PER_POINT = 25.4 / 72
POINTS_PER_PIXEL = 0.75
STEP = 1.0
WORDS_KEPT = 10_000
"""How many words of each font are remembered with their widths."""
SCALES = (1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


@dataclass(frozen=True, kw_only=True)
class Face:
    """A packaged font, by the name of its file, and the extra space after each letter (em)."""

    file: str
    spacing: float = 0


REGULAR = Face(file="Tinos_400Regular.ttf")
BOLD = Face(file="Tinos_700Bold.ttf")
ITALIC = Face(file="Tinos_400Regular_Italic.ttf")
DISPLAY = Face(file="PlayfairDisplay_700Bold.ttf")


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """Where short texts of one kind stand, `width` millimetres wide.

    `sizes` are points from the wanted one down, each with the most lines it may take.
    """

    name: str
    face: Face
    width: float
    sizes: Sequence[tuple[float, int]]
    leading: float = 1.2


class Slot(NamedTuple):
    """A text and its place."""

    place: Place
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """All of a setting but its letters: one for all texts that are set alike."""

    name: str
    size: float
    """In points."""
    leading: float
    lines: int
    height: float
    """Millimetres from the top of the first line to the foot of the last."""


class Setting(NamedTuple):
    """A slot's text broken into lines, and the form in which they fit."""

    form: Form
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the place."""
        return self.form.name

    @property
    def size(self) -> float:
        """Points."""
        return self.form.size

    @property
    def leading(self) -> float:
        """Height of a line by its size."""
        return self.form.leading


class Column(NamedTuple):
    """Settings one below the other: millimetres free above the first and between two."""

    settings: tuple[Setting, ...]
    above: float
    gap: float


@cache
def form_of(place: Place, size: float, lines: int) -> Form:
    """Return the form of so many lines of one size."""
    return Form(
        name=place.name,
        size=size,
        leading=place.leading,
        lines=lines,
        height=lines * size * place.leading * MM_PER_POINT,
    )


def arrange(slots: Sequence[Slot], *, height: float, gaps: tuple[float, float]) -> Column:
    """Set all slots in a column `height` millimetres high, smaller only where they must be.

    `gaps` are the narrowest and the widest space between two slots, in millimetres.

    Raises RuleViolation when they do not fit even at the smallest scale.
    """
    for scale in SCALES:
        settings = tuple([set_text(slot, scale) for slot in slots])
        spare = height - sum([setting.form.height for setting in settings])
        gap = min(spare / len(settings), gaps[1])
        if gap >= gaps[0]:
            above = (spare - gap * (len(settings) - 1)) / 2
            return Column(settings=settings, above=above, gap=gap)
    raise _too_long(max(slots, key=lambda slot: len(slot.text)))


@lru_cache(maxsize=20_000)
def set_text(slot: Slot, scale: float = 1) -> Setting:
    """Set the slot's text at the first size at which it fits, its lines balanced.

    Raises RuleViolation when it does not fit even at the last size.
    """
    place, text = slot.place, nfc(slot.text)
    for size, most, ruler in _rulers(place, scale):
        lines = ruler.balanced(text, place.width, most=most)
        if lines:
            return Setting(form_of(place, size, len(lines)), lines)
    raise _too_long(slot)


@cache
def _rulers(place: Place, scale: float) -> list[tuple[float, int, "_Ruler"]]:
    return [(size * scale, lines, _Ruler(place.face, size * scale)) for size, lines in place.sizes]


def fill_of(slot: Slot) -> float:
    """Return how much of its room a slot's text takes at its last size: 1 is all of it."""
    place = slot.place
    size, lines = place.sizes[-1]
    words = nfc(slot.text)
    widest = max((text_width(word, place.face, size) for word in words.split()), default=0)
    return max(text_width(words, place.face, size) / lines, widest) / place.width


def even_lines(text: str, face: Face, *, size: float, width: float) -> tuple[str, ...]:
    """Break a heading into as few lines as the width (millimetres) allows, evenly filled."""
    return _Ruler(face, size).balanced(text, width) or (text,)


def _too_long(slot: Slot) -> RuleViolation:
    return RuleViolation(
        _("“%(text)s” is too long for this paper. Please shorten it.", text=slot.text),
        field=slot.place.name,
    )


class _Ruler:
    """Reckons the width of words in one font at one size."""

    def __init__(self, face: Face, size: float) -> None:
        self._units = _units(face.file)
        self._unit = size * MM_PER_POINT / _advances(face.file)[1]
        self._spacing = face.spacing * size * MM_PER_POINT
        (self._space,) = self.widths([" "])

    def widths(self, words: Sequence[str]) -> list[float]:
        """Return the width of each word in millimetres."""
        units, unit, spacing = self._units, self._unit, self._spacing
        return [units[word] * unit + len(word) * spacing for word in words]

    def balanced(self, text: str, width: float, *, most: float = inf) -> tuple[str, ...]:
        """Break into the fewest lines, all of nearly one width, and within no name if they allow.

        Nothing if these are more than `most`, or a word is wider than the line.
        """
        words = text.split()
        if words and sum(self.widths(words)) + (len(words) - 1) * self._space <= width:
            return (" ".join(words),)
        if most == 1:
            return ()
        may, should = (self._measured(parts) for parts in parts_of(text))
        parts, (narrower, widest) = may, self._filled(may, width)
        if len(narrower) > most:
            return ()
        held = self._filled(should, width)
        if len(held[0]) == len(narrower):
            parts, (narrower, widest) = should, held
        best = narrower
        while len(narrower) == len(best) > 1:
            best = narrower
            width -= STEP * (int((width - widest) / STEP) + 1)
            narrower, widest = self._filled(parts, width)
        return best

    def _measured(self, parts: Sequence[str]) -> list[tuple[str, float]]:
        return [*zip(parts, self.widths(parts), strict=True)]

    def _filled(
        self, words: Sequence[tuple[str, float]], width: float
    ) -> tuple[tuple[str, ...], float]:
        """Fill one line after the other; nothing where a word alone is wider than the line.

        Returns the lines and the width of the widest.
        """
        lines: list[list[str]] = []
        so_far = widest = 0.0
        for word, more in words:
            if lines and so_far + self._space + more <= width:
                lines[-1].append(word)
                so_far += self._space + more
            elif more <= width:
                lines.append([word])
                so_far = more
            else:
                return (), 0.0
            widest = max(widest, so_far)
        return tuple([" ".join(line) for line in lines]), widest


def text_width(text: str, face: Face, size: float) -> float:
    """Return the width of a text in millimetres, at a size in points."""
    (width,) = _Ruler(face, size).widths([text])
    return width


def has_letter(face: Face, letter: str) -> bool:
    """Say whether a font can print a letter."""
    return letter in _advances(face.file)[0]


@cache
def _units(file: str) -> "_Units":
    return _Units(_advances(file)[0])


class _Units(dict[str, int]):
    """Words and their widths in the units of a font, each reckoned when it is first met."""

    def __init__(self, advances: "_Advances") -> None:
        super().__init__()
        self._advances = advances

    def __missing__(self, word: str) -> int:
        if len(self) >= WORDS_KEPT:
            self.clear()
        width = self[word] = sum([self._advances[letter] for letter in word])
        return width


class _Advances(dict[str, int]):
    """How far each letter of a font moves the pen, and how far one that the font lacks."""

    unknown = 0

    def __missing__(self, letter: str) -> int:
        return self.unknown


@cache
def _advances(file: str) -> tuple[_Advances, int]:
    """Return a font's advances, and their units in the size of the font.

    Read as a whole: a font opened lazily breaks when two threads ask for it at once.
    """
    font = TTFont(ASSETS[file])
    metrics = font["hmtx"].metrics
    advances = _Advances({chr(code): metrics[name][0] for code, name in font.getBestCmap().items()})
    advances.unknown = metrics[".notdef"][0]
    return advances, font["head"].unitsPerEm
