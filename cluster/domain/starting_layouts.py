"""Layouts to begin with: the usual sizes of stock, and where the words usually stand."""

from dataclasses import dataclass, replace
from decimal import Decimal

from cluster.domain.awards import CertificateForm
from cluster.domain.stock import LEAST_SIZE, TENTH, Alignment, Layout, StockField, Typeface


@dataclass(frozen=True, kw_only=True)
class SheetSize:
    """A usual size of stock, in millimetres."""

    key: str
    name: str
    width: Decimal
    height: Decimal


SIZES = (
    SheetSize(key="a4", name="A4 (297 × 210 mm)", width=Decimal(297), height=Decimal(210)),
    SheetSize(key="a3", name="A3 (420 × 297 mm)", width=Decimal(420), height=Decimal(297)),
    SheetSize(key="400x300", name="400 × 300 mm", width=Decimal(400), height=Decimal(300)),
    SheetSize(key="a4_portrait", name="A4 (210 × 297 mm)", width=Decimal(210), height=Decimal(297)),
)

_BOLD, _ITALIC, _DISPLAY = Typeface.BOLD, Typeface.ITALIC, Typeface.DISPLAY
_LEFT = Alignment.LEFT
_BLACK, _RED = "#000000", "#a8161c"


def _field(
    text: str,
    place: tuple[int, int, int],
    sizes: tuple[int, int],
    face: Typeface = Typeface.REGULAR,
    align: Alignment = Alignment.CENTRE,
    *,
    lines: int = 1,
    colour: str = _BLACK,
) -> StockField:
    """Return a field as on A4: its place and width in hundredths of the sheet."""
    x, y, width = map(Decimal, place)
    size, smallest = map(Decimal, sizes)
    return StockField(
        text=text,
        x=x,
        y=y,
        width=width,
        align=align,
        face=face,
        size=size,
        smallest=smallest,
        lines=lines,
        colour=colour,
    )


_AUTHORITY = _field("{authority}", (15, 27, 70), (17, 12), _BOLD, colour=_RED)
_RECIPIENT = _field("{recipient}", (12, 51, 76), (28, 16), _BOLD)
_REASON_AND_DAY = (
    _field("{reason}", (14, 63, 72), (15, 11), lines=3),
    _field("{place_and_date}", (52, 73, 38), (13, 10), _ITALIC),
    _field("{capacity}", (52, 77, 38), (13, 10), _BOLD),
    _field("{decision}", (12, 84, 38), (11, 9), align=_LEFT),
)
_SIGNER = _field("{signer}", (52, 90, 38), (14, 10), _BOLD)
_USUAL: dict[CertificateForm, tuple[StockField, ...]] = {
    CertificateForm.CERTIFICATE: (
        _AUTHORITY,
        _field("TẶNG", (40, 32, 20), (14, 12)),
        _field("{form}", (10, 43, 80), (38, 20), _DISPLAY, colour=_RED),
        _RECIPIENT,
        _field("{description}", (14, 57, 72), (15, 10), _ITALIC),
        *_REASON_AND_DAY,
        _field("Số sổ vàng: {golden_book_number}", (12, 88, 38), (11, 9), align=_LEFT),
        _SIGNER,
    ),
    CertificateForm.LEADER: (
        _AUTHORITY,
        _field("{title}", (10, 41, 80), (30, 18), _DISPLAY, colour=_RED),
        _RECIPIENT,
        _field("{term}", (30, 58, 40), (17, 13), _BOLD),
        *_REASON_AND_DAY,
        _SIGNER,
    ),
}


def starting_layout(form: CertificateForm, *, width: Decimal, height: Decimal) -> Layout:
    """Return the usual places, and letters as large as the sheet is against A4."""
    scale = min(width / 297, height / 210)
    fields = (
        replace(
            field,
            x=(width * field.x / 100).quantize(TENTH),
            y=(height * field.y / 100).quantize(TENTH),
            width=(width * field.width / 100).quantize(TENTH),
            size=max(LEAST_SIZE, (field.size * scale).quantize(TENTH)),
            smallest=max(LEAST_SIZE, (field.smallest * scale).quantize(TENTH)),
        )
        for field in _USUAL[form]
    )
    return Layout(width=width, height=height, fields=tuple(fields))
