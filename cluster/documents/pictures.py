"""Pictures of printed pages, to be looked at on the screen before anything is printed."""

from io import BytesIO
from threading import Lock

_one_draws = Lock()
"""PDFium works for one thread at a time."""


def first_page(pdf: bytes, *, width: int) -> tuple[bytes, int]:
    """Return a PDF's first page as a PNG so many pixels wide, and how many pages there are."""
    import pypdfium2  # slow import

    with _one_draws:
        document = pypdfium2.PdfDocument(pdf)
        page, pages = document[0], len(document)
        picture = page.render(scale=width / page.get_width()).to_pil()
        document.close()
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue(), pages
