"""Compare printed pages as pictures."""

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

DPI = 200
CODE = (37.5, 157.5, 58.5, 178.5)
"""Around the QR code of a certificate: millimetres from the left and the top."""


def picture(pdf: bytes, page: int = 0) -> Image.Image:
    """Return a page as it looks at 200 dots in an inch."""
    document = pypdfium2.PdfDocument(pdf)
    shown: Image.Image = document[page].render(scale=DPI / 72).to_pil()
    document.close()
    return shown


def differing_dots(one: Image.Image, other: Image.Image) -> int:
    """Count the dots in which two pictures of one size are not the same."""
    assert one.size == other.size
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return one.width * one.height - difference.point(lambda level: 255 * (level > 0)).histogram()[0]


def without_code(shown: Image.Image) -> Image.Image:
    """Return a certificate's picture with nothing where its QR code may stand."""
    blank = shown.copy()
    blank.paste("white", _dots(CODE))
    return blank


def codes_in(shown: Image.Image) -> list[str]:
    """Return what the codes in a picture say, as a telephone's camera reads them."""
    return [found.text for found in zxingcpp.read_barcodes(shown)]


def _dots(box: tuple[float, ...]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(length / 25.4 * DPI) for length in box)
    return left, top, right, bottom
