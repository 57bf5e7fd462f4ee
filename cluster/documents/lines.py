"""Set a short text in as few, evenly filled lines as it needs, and smaller only when it must.

Widths come from the very fonts that are printed, so the lines on paper are the lines reckoned
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from fontTools.ttLib import TTFont

from cluster.documents.assets import ASSETS
from cluster.domain.errors import RuleViolation, _
from cluster.domain.vietnamese import nfc

MM_PER_POINT = 25.4 / 72
STEP = 1.0
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


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place for one short text, `width` millimetres wide.

    `sizes` are points from the wanted one down, each with the most lines it may take.
    """

    name: str
    text: str
    face: Face
    width: float
    sizes: Sequence[tuple[float, int]]
    leading: float = 1.2


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A slot's text broken into lines, and the size in points at which they fit."""

    name: str
    size: float
    lines: tuple[str, ...]
    leading: float

    @property
    def height(self) -> float:
        """Millimetres from the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * self.leading * MM_PER_POINT


@dataclass(frozen=True, kw_only=True)
class Column:
    """Settings one below the other: millimetres free above the first and between two."""

    settings: tuple[Setting, ...]
    above: float
    gap: float


def arrange(slots: Sequence[Slot], *, height: float, gaps: tuple[float, float]) -> Column:
    """Set all slots in a column `height` millimetres high, smaller only where they must be.

    `gaps` are the narrowest and the widest space between two slots, in millimetres.

    Raises RuleViolation when they do not fit even at the smallest scale.
    """
    for scale in SCALES:
        settings = tuple(set_text(slot, scale=scale) for slot in slots)
        spare = height - sum(setting.height for setting in settings)
        gap = min(spare / len(settings), gaps[1])
        if gap >= gaps[0]:
            above = (spare - gap * (len(settings) - 1)) / 2
            return Column(settings=settings, above=above, gap=gap)
    raise _too_long(max(slots, key=lambda slot: len(slot.text)))


def set_text(slot: Slot, *, scale: float = 1) -> Setting:
    """Set the slot's text at the first size at which it fits, its lines balanced.

    Raises RuleViolation when it does not fit even at the last size.
    """
    text = nfc(slot.text)
    for size, most_lines in slot.sizes:
        lines = _balanced(text, slot.face, size * scale, slot.width)
        if lines and len(lines) <= most_lines:
            return Setting(name=slot.name, size=size * scale, lines=lines, leading=slot.leading)
    raise _too_long(slot)


def even_lines(text: str, face: Face, *, size: float, width: float) -> tuple[str, ...]:
    """Break a heading into as few lines as the width (millimetres) allows, evenly filled."""
    return _balanced(text, face, size, width) or (text,)


def _too_long(slot: Slot) -> RuleViolation:
    return RuleViolation(
        _("“%(text)s” is too long for this paper. Please shorten it.", text=slot.text),
        field=slot.name,
    )


def _balanced(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    """Break into the fewest lines, all of nearly one width; nothing where a word is too wide."""
    best = narrower = _filled(text, face, size, width)
    while narrower and len(narrower) == len(best):
        best, width = narrower, width - STEP
        narrower = _filled(text, face, size, width)
    return best


def _filled(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    """Fill one line after the other; nothing where a word alone is wider than the line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, face, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    too_wide = any(text_width(line, face, size) > width for line in lines)
    return () if too_wide else tuple(lines)


@lru_cache(maxsize=10_000)
def text_width(text: str, face: Face, size: float) -> float:
    """Return the width of a text in millimetres, at a size in points."""
    widths, unknown = _widths(face.file)
    em = sum(widths.get(letter, unknown) for letter in text) + face.spacing * len(text)
    return em * size * MM_PER_POINT


@cache
def _widths(file: str) -> tuple[dict[str, float], float]:
    """Return how wide each letter of a font is, and one it lacks, in em.

    Read as a whole: a font opened lazily breaks when two threads ask for it at once.
    """
    font = TTFont(ASSETS[file])
    em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
    widths = {chr(code): advances[name][0] / em for code, name in font.getBestCmap().items()}
    return widths, advances[".notdef"][0] / em
