"""Compare printed pages as pictures."""

import pypdfium2
from PIL import Image, ImageChops

DPI = 200


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
