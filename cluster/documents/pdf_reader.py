"""Take objects out of another PDF, to be written into one of ours."""

from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from typing import Any

import pikepdf

from cluster.documents.pdf_writer import PdfWriter

ROOTS = {"/Type", "/Pages", "/StructTreeRoot"}
"""Entries of a catalogue that each file writes for itself."""


def written_again(pdf: bytes) -> bytes:
    """Return a PDF as our own writer writes it: no validator miscounts where its streams end."""
    written = BytesIO()
    writer = PdfWriter(written)
    with pikepdf.open(BytesIO(pdf)) as found:
        excerpt = Excerpt(writer.reserve)
        root, info = excerpt.number(found.Root), excerpt.number(found.docinfo)
    excerpt.write(writer)
    writer.finish(root=root, info=info)
    return written.getvalue()


class Excerpt:
    """Objects copied out of a PDF with all they refer to, under numbers of the new file."""

    def __init__(
        self, next_number: Callable[[], int], *, known: Mapping[tuple[int, int], int] | None = None
    ) -> None:
        """Begin; `known` are objects that have a number already and are not copied."""
        self.objects: dict[int, bytes] = {}
        self.streams: set[int] = set()
        self._next_number = next_number
        self._numbers = dict(known or {})

    def number(self, found: pikepdf.Object) -> int:
        """Copy an indirect object, unless it has been, and return its new number."""
        old = found.objgen
        if old not in self._numbers:
            number = self._numbers[old] = self._next_number()
            if isinstance(found, pikepdf.Stream):
                self.streams.add(number)
            self.objects[number] = self._body(found)
        return self._numbers[old]

    def copied(self, value: Any) -> bytes:
        """Write a value as it stands in the new file."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return b"%d 0 R" % self.number(value)
        return self._body(value)

    def entries(self, dictionary: Any, *, but: Collection[str] = ()) -> bytes:
        """Write the entries of a dictionary, all but some, as they stand in the new file."""
        return b"".join(
            [
                key.encode() + b" " + self.copied(value)
                for key, value in dictionary.items()
                if key not in but
            ]
        )

    def write(self, writer: PdfWriter) -> None:
        """Write all that was copied."""
        for number, body in self.objects.items():
            (writer.raw if number in self.streams else writer.put)(number, body)

    def _body(self, value: Any) -> bytes:
        if isinstance(value, pikepdf.Stream):
            data = value.read_raw_bytes()
            entries = self.entries(value, but={"/Length"})
            return b"<<%b/Length %d>>stream\n%b\r\nendstream" % (entries, len(data), data)
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%b>>" % self.entries(value)
        if isinstance(value, pikepdf.Array):
            return b"[%b]" % b" ".join([self.copied(item) for item in value])
        if isinstance(value, pikepdf.Object):
            return value.unparse()
        return str(value).lower().encode()


def glyph_widths(array: pikepdf.Object) -> dict[int, int]:
    """Read the advances of a font's glyphs: `first [w w …]` or `first last w`."""
    widths: dict[int, int] = {}
    items = iter(array)
    for item in items:
        first, following = int(item), next(items)
        if isinstance(following, pikepdf.Array):
            widths |= {first + index: int(width) for index, width in enumerate(following)}
        else:
            widths |= dict.fromkeys(range(first, int(following) + 1), int(next(items)))
    return widths
