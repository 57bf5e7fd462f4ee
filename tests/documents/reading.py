"""Read a printed paper back, as a reader's program and eye would."""

from ctypes import c_int, create_string_buffer
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One visible letter and where it stands: millimetres from the page's left and top edge."""

    letter: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, kw_only=True)
class Page:
    width: int
    height: int
    text: str
    letters: tuple[Letter, ...]


def read(pdf: bytes) -> tuple[Page, ...]:
    """Return the pages, their text with single spaces, their sizes in whole millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    pages = tuple(_page(page) for page in document)
    document.close()
    return pages


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    text = page.get_textpage()
    letters = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip():
            left, bottom, right, top = text.get_charbox(index)
            letters.append(
                Letter(
                    letter=letter,
                    left=left / MM,
                    top=(height - top) / MM,
                    right=right / MM,
                    bottom=(height - bottom) / MM,
                )
            )
    return Page(
        width=round(width / MM),
        height=round(height / MM),
        text=" ".join(text.get_text_range().split()),
        letters=tuple(letters),
    )


def bold_letters(pdf: bytes) -> str:
    """Return the letters set in a bold font, in the order in which they are read."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(_bold_letters(page.get_textpage()) for page in document)
    document.close()
    return text


def _bold_letters(text: pypdfium2.PdfTextPage) -> str:
    return "".join(
        letter
        for index in range(text.count_chars())
        if "Bold" in _font(text, index) and (letter := text.get_text_range(index, 1)).strip()
    )


def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
    name = create_string_buffer(100)
    raw.FPDFText_GetFontInfo(text, index, name, len(name), c_int())
    return name.value.decode()


def embedded_fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts in the file without their subset mark; all must be embedded."""
    with pikepdf.open(BytesIO(pdf)) as document:
        descriptors = [
            part
            for part in document.objects
            if isinstance(part, pikepdf.Dictionary)
            and part.get("/Type") == pikepdf.Name.FontDescriptor
        ]
        for part in descriptors:
            assert "/FontFile2" in part or "/FontFile3" in part, part.FontName
        return {str(part.FontName).partition("+")[2] for part in descriptors}
