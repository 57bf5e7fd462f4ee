"""The packaged fonts as papers use them, and which letters each can draw with accents in place."""

from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from unicodedata import combining, normalize

import uharfbuzz as harfbuzz
from fontTools.ttLib import TTFont

from cluster.documents.assets import ASSETS
from cluster.domain.vietnamese import nfc

WITHOUT_ANCHORS = {"Tinos_400Regular.ttf"}
"""Unlike its other faces, it says of no accent where it stands on a Latin letter."""
HORN = "\N{COMBINING HORN}"
ABOVE = 230
"""How Unicode marks accents that stand above a letter."""
TOUCH, ASIDE = 0.01, 0.2
"""How far, in sizes, an accent may reach into its letter, and stand beside its middle."""


@cache
def font_file(name: str) -> bytes:
    """Return a packaged font, with places for accents where it comes without."""
    original = ASSETS[name].read_bytes()
    return _anchored(original) if name in WITHOUT_ANCHORS else original


@cache
def face_of(file: str) -> harfbuzz.Face:
    """Return a font as words are shaped with it."""
    return harfbuzz.Face(harfbuzz.Blob(font_file(file)))


@lru_cache(maxsize=10_000)
def can_draw(file: str, letter: str) -> bool:
    """Tell whether a font has a letter, and a place on it for an accent that stands apart."""
    known = _known(file)
    if combining(letter[0]) or any(ord(part) not in known for part in letter):
        return False
    return len(letter) == 1 or (letter[0].isalpha() and _stands(file, letter))


@cache
def _known(file: str) -> frozenset[int]:
    return frozenset(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(ASSETS[file]))).unicodes)


def _stands(file: str, letter: str) -> bool:
    """Tell whether the accent of a letter is set above it, neither upon it nor beside it."""
    face = face_of(file)
    font, buffer = harfbuzz.Font(face), harfbuzz.Buffer()
    buffer.add_str(letter)
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
    harfbuzz.shape(font, buffer)
    if len(letter) != 2 or len(buffer.glyph_infos) != 2 or combining(letter[1]) != ABOVE:
        return False
    base, apart = buffer.glyph_positions
    upright = _upright(letter[0])
    shaped, above = (found.codepoint for found in buffer.glyph_infos)
    bare = shaped if upright == letter[0] else font.get_nominal_glyph(ord(upright))
    own, accent = font.get_glyph_extents(bare), font.get_glyph_extents(above)
    foot = accent.y_bearing + accent.height + apart.y_offset
    middle = base.x_advance + apart.x_offset + accent.x_bearing + accent.width / 2
    aside = middle - own.x_bearing - own.width / 2
    return bool(foot >= own.y_bearing - TOUCH * face.upem and abs(aside) <= ASIDE * face.upem)


def _upright(letter: str) -> str:
    """Return a letter without its horn, beside which accents stand."""
    return nfc(normalize("NFD", letter).replace(HORN, ""))


def _anchored(original: bytes) -> bytes:
    """Say where accents stand above Latin letters: over their middle, as high as the letter is."""
    from fontTools.otlLib import builder  # slow import

    font = TTFont(BytesIO(original), recalcBBoxes=False, recalcTimestamp=False)
    glyphs, names = font["glyf"], font.getBestCmap()

    def anchor(letter: str, height: int) -> Any:
        glyph = glyphs[names[ord(letter)]]
        return builder.buildAnchor((glyph.xMin + glyph.xMax) // 2, height)

    level = font["OS/2"].sxHeight
    marks = {
        name: (0, anchor(chr(code), level))
        for code, name in names.items()
        if 0x300 <= code < 0x370 and combining(chr(code)) == ABOVE
    }
    latin = (chr(code) for code in names if code < 0x250 or 0x1E00 <= code < 0x1F00)
    bases = {
        names[ord(letter)]: {
            0: anchor(normalize("NFD", letter)[0], glyphs[names[ord(_upright(letter))]].yMax)
        }
        for letter in filter(str.isalpha, latin)
    }
    placing = builder.buildMarkBasePosSubtable(marks, bases, font.getReverseGlyphMap())
    _add_lookup(font["GPOS"].table, builder.buildLookup([placing]))
    changed = BytesIO()
    font.save(changed)
    return changed.getvalue()


def _add_lookup(table: Any, lookup: Any) -> None:
    """Let Latin writing place its accents by a lookup."""
    table.LookupList.Lookup.append(lookup)
    (latin,) = (each for each in table.ScriptList.ScriptRecord if each.ScriptTag == "latn")
    for index in latin.Script.DefaultLangSys.FeatureIndex:
        record = table.FeatureList.FeatureRecord[index]
        if record.FeatureTag == "mark":
            record.Feature.LookupListIndex.append(len(table.LookupList.Lookup) - 1)
