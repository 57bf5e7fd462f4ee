"""A plate: all that pages of one template share, laid out once; printing from it is quick."""

from collections.abc import Mapping
from dataclasses import dataclass

_SMALL = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
_HIGHLANDS = "āƀčēĕěīĭǐñōŏǒūŭǔ"
_SIGNS = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–—‘’ʼ“”…°²³½×§«»№ÇËÎÏÔÖÛÜßçëîïôöûü"
ALL_LETTERS = _SMALL + _SMALL.upper() + _HIGHLANDS + _HIGHLANDS.upper() + _SIGNS
"""What a plate can print; a page with anything else is laid out in full."""
FIRST_OBJECT = 8
"""The numbers before are the catalogue and the roots, which each file writes for itself."""


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a line of one kind and size is set. All lengths in pixels from the left or the top."""

    file: str
    font: str
    """The name of the font in the page's resources."""
    size: float
    spacing: float
    features: Mapping[str, bool]
    color: str
    left: float
    width: float
    centred: bool
    height: float
    """Of one line."""
    baseline: float
    """Below the top of the line."""
    ends_in_space: bool


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every page of one look shows before and after its own words: object numbers."""

    before: int
    after: int
    marks_before: int
    """Pieces of marked text in each."""
    marks_after: int


@dataclass(frozen=True, kw_only=True)
class Square:
    """Where the QR code stands: its corner and its side in pixels."""

    left: float
    top: float
    side: float


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A compiled template."""

    objects: tuple[bytes, ...]
    """Numbered from FIRST_OBJECT."""
    resources: int
    catalogue: bytes
    media_box: bytes
    height: float
    """Of the page in pixels."""
    metadata: str
    """XMP with TITLE in place of the title."""
    producer: str
    words_top: float
    basis_bottom: float
    signing_bottom: float
    signer_height: float
    code: Square
    sheets: Mapping[str, Sheet]
    styles: Mapping[str, Style]
    widths: Mapping[str, Mapping[int, int]]
    """For each font file the embedded glyphs and their advances in thousandths."""
    is_true: bool = True
    """Whether words stamped on it stand where a full layout puts them; else nothing is stamped."""


TITLE = "@TITLE@"


def sheet_name(ground: str, *, sample: bool) -> str:
    """Name the look of a page."""
    return f"{ground} sample" if sample else ground


def style_name(name: str, size: float) -> str:
    """Name the style of a slot's line at a size in points; 35 and 35.0 are one size."""
    return f"{name} {float(size)!r}"
