"""Write a PDF object by object, straight to a file, in the least bytes.

It knows objects, streams and how they are found again; not what they mean.
"""

import sys
from array import array
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import BinaryIO

from isal import isal_zlib

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
IN_USE, IN_STREAM = 1, 2
KIND_BITS, PLACE_BITS = 48, 16
"""Where an object lies in one number: its kind, then its offset or its stream, then its index."""
BUFFER = 65_536
"""Bytes that are gathered before they go to the file."""
GROUP = 400
"""Plain objects in one compressed object stream."""


def deflated(data: bytes) -> bytes:
    """Compress the contents of a stream, in a third of zlib's time."""
    return isal_zlib.compress(data, 1)


def decimal(number: float) -> bytes:
    """Write a number with at most six decimals."""
    return (b"%.6f" % number).rstrip(b"0").rstrip(b".")


def text_string(text: str) -> bytes:
    """Write a text for a reader: a title, for example."""
    return b"<%b>" % (b"feff" + text.encode("utf-16-be").hex().encode())


def references(numbers: Iterable[int]) -> bytes:
    """Write an array of references."""
    return b"[" + b" ".join([b"%d 0 R" % number for number in numbers]) + b"]"


class PdfWriter:
    """A PDF under way. Numbers are given out in order, and each is written once, in any order."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._digest = sha256()
        self._position = 0
        self._places = array("Q", [0])
        self._unwritten: list[bytes] = []
        self._written = 0
        self._blocks: list[tuple[int, bytes, Sequence[int]]] = []
        self._gathered = 0
        self._write(HEADER)

    def reserve(self, count: int = 1) -> int:
        """Give out the next numbers, and return the first of them."""
        first = len(self._places)
        self._places.frombytes(bytes(8 * count))
        return first

    def stream(self, number: int, data: bytes, *, entries: bytes = b"") -> None:
        """Write a stream whose data are compressed with `deflated`.

        The line ends with \\r\\n: before \\n alone, data that end with \\r look one byte too long.
        """
        self.raw(
            number,
            b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\r\nendstream"
            % (entries, len(data), data),
        )

    def short_stream(self, number: int, data: bytes) -> None:
        """Write a stream that is not worth the time of compressing."""
        self._places[number] = IN_USE << KIND_BITS | self._position << PLACE_BITS
        self._write(
            b"%d 0 obj\n<</Length %d>>stream\n%b\r\nendstream\nendobj\n" % (number, len(data), data)
        )

    def raw(self, number: int, body: bytes) -> None:
        """Write an object as it is; streams must be written so."""
        self._places[number] = IN_USE << KIND_BITS | self._position << PLACE_BITS
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def put(self, number: int, body: bytes) -> None:
        """Write a plain object, compressed together with its neighbours."""
        self.put_block(number, body, starts=(0,))

    def put_block(self, first: int, block: bytes, *, starts: Sequence[int]) -> None:
        """Write plain objects of consecutive numbers, which begin at these places of a block."""
        self._blocks.append((first, block, starts))
        self._gathered += len(starts)
        if self._gathered >= GROUP:
            self._flush()

    def finish(self, *, root: int, info: int) -> None:
        """Write what is left, and the table by which all objects are found."""
        self._flush()
        number = self.reserve()
        self._places[number] = IN_USE << KIND_BITS | self._position << PLACE_BITS
        if sys.byteorder == "little":
            self._places.byteswap()
        data = deflated(self._places.tobytes())
        self._hand_over()
        identity = self._digest.hexdigest()[:32].encode()
        start = self._position
        self._write(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[2 4 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]"
            b"/Filter/FlateDecode/Length %d>>stream\n%b\r\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n"
            % (number, number + 1, root, info, identity, identity, len(data), data, start)
        )
        self._hand_over()

    def _flush(self) -> None:
        if not self._blocks:
            return
        container = self.reserve()
        heads: list[int] = []
        at, place = 0, IN_STREAM << KIND_BITS | container << PLACE_BITS
        places = self._places
        for first, block, starts in self._blocks:
            for number, start in enumerate(starts, first):
                heads += number, at + start
                places[number] = place
                place += 1
            at += len(block) + 1
        head = b"%d %d\n" * self._gathered % tuple(heads)
        entries = b"/Type/ObjStm/N %d/First %d" % (self._gathered, len(head))
        data = deflated(head + b"\n".join([block for _first, block, _starts in self._blocks]))
        self._blocks, self._gathered = [], 0
        self.stream(container, data, entries=entries)

    def _write(self, data: bytes) -> None:
        self._unwritten.append(data)
        self._position += len(data)
        if self._position - self._written >= BUFFER:
            self._hand_over()

    def _hand_over(self) -> None:
        data = b"".join(self._unwritten)
        self._out.write(data)
        self._digest.update(data)
        self._unwritten, self._written = [], self._position
