"""The one door to WeasyPrint: our own HTML and packaged assets in, PDF/A-3a bytes out.

Importing this takes a second: import it where a paper is printed. The same HTML gives the same
bytes, and nothing is fetched but the files in `ASSETS`.
"""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from cluster.documents.assets import ASSETS
from cluster.documents.faces import font_file
from cluster.documents.pdf_reader import written_again

VARIANT = "pdf/a-3a"
one_layout_at_a_time = Lock()
"""Pango's font map, which all papers share, is not safe for threads."""


class ForeignAssetError(Exception):
    """A paper asked for something that is not packaged with the program."""


def print_html(html: str) -> bytes:
    """Turn our own HTML into a tagged PDF; raises ForeignAssetError rather than fetch anything."""
    with one_layout_at_a_time:
        return written_again(write(lay_out(html)))


def lay_out(*pages: str) -> Document:
    """Lay out our own HTML, several texts as one document that shares fonts and ornaments.

    Raises ForeignAssetError rather than fetch anything.
    """
    with _nothing_from_elsewhere():
        first, *others = [
            HTML(string=page, url_fetcher=_fetch).render(font_config=_fonts(), pdf_variant=VARIANT)
            for page in pages
        ]
    return first.copy([page for layout in (first, *others) for page in layout.pages])


def write(document: Document) -> bytes:
    """Write a document that was laid out; raises ForeignAssetError for what it attaches."""
    with _nothing_from_elsewhere():
        written = document.write_pdf(finisher=_leave_metadata_readable, pdf_variant=VARIANT)
    return bytes(written)


def box_of(page: Page) -> Any:
    """Return the box of a page that was laid out, which holds all others; lengths in pixels."""
    return page._page_box  # noqa: SLF001  no other door


@contextmanager
def _nothing_from_elsewhere() -> Iterator[None]:
    try:
        yield
    except FatalURLFetchingError as error:
        raise ForeignAssetError(str(error)) from error


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def _fetch(url: str) -> URLFetcherResponse:
    """Answer `asset:NAME` from the package and stop the paper at any other address."""
    path = ASSETS.get(url.removeprefix("asset:")) if url.startswith("asset:") else None
    if path is None:
        raise FatalURLFetchingError(f"Not packaged with the program: {url}")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = font_file(path.name) if path.suffix == ".ttf" else path.read_bytes()
    return URLFetcherResponse(url, content, {"Content-Type": kind})


def _leave_metadata_readable(_document: Any, pdf: Any) -> None:
    """Keep the XMP metadata uncompressed, which validators of PDF/A-3 ask for."""
    for part in pdf.objects:
        if getattr(part, "extra", {}).get("Type") == "/Metadata":
            part.compress = False
