"""The press: certificates and awards from a plate, each stamped in a fraction of a millisecond.

A stamped page and a full layout of the same paper are the same picture, dot for dot. What the
plate cannot print to the dot is laid out in full and put between the others.
"""

import gc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from itertools import accumulate, islice
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from cluster.documents.awards import Composition, Paper, compose
from cluster.documents.pdf_writer import PdfWriter, deflated, references, text_string
from cluster.documents.plate import FIRST_OBJECT, TITLE, Plate
from cluster.documents.platekeeping import load
from cluster.documents.shapes import Segment, Shape
from cluster.documents.shaping import OffPlateError
from cluster.documents.stamp import Stamp, Stamped, Words

CATALOGUE, PAGES, STRUCTURE, DOCUMENT, PARENTS, INFO, METADATA = range(1, FIRST_OBJECT)
PAGES_IN_A_LEAF = 64
IN_STEP = 250
"""How many papers take each step together: a step at a time is quicker for the processor."""
SEGMENTS_KEPT = 2_000
"""How many pieces of content are remembered, to be shared by later pages."""
ROOM = 7
"""Digits of an object number in a prepared page."""
SECTION, PAGE = b"$" * ROOM, b"&" * ROOM
"""Stand there for the page's own numbers, which it names many times."""
SHORT = 700
"""Bytes that are not worth the time of compressing."""
_one_opens = Lock()


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What came out of the press."""

    pages: int
    laid_out: tuple[int, ...]
    """Places (from 0) of the papers that needed a full layout."""


def open_press(plates: Path) -> "Press":
    """Return this process's press; its plate is looked for, and kept, in the folder."""
    with _one_opens:
        return _opened(plates)


@contextmanager
def _collector(*, works: bool) -> Iterator[None]:
    """Let the garbage collector work or rest: words and numbers make no circles to look for."""
    worked = gc.isenabled()
    (gc.enable if works else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if worked else gc.disable)()


@cache
def _opened(plates: Path) -> "Press":
    return Press(load(plates))


class Press:
    """A plate in the machine; what was shaped for one batch serves the next."""

    def __init__(self, plate: Plate) -> None:
        self._plate = plate
        self._stamp = Stamp(plate)

    def print(self, papers: Iterable[Paper], out: BinaryIO) -> Printed:
        """Print papers into one file; raises RuleViolation for words that do not fit."""
        run, coming = _Run(self._plate, out), iter(papers)
        while some := [*islice(coming, IN_STEP)]:
            with _collector(works=False):
                self._print_some(some, run)
        return run.finish()

    def print_one(self, paper: Paper) -> bytes:
        """Print one paper; raises RuleViolation for words that do not fit."""
        out = BytesIO()
        self.print([paper], out)
        return out.getvalue()

    def check(self, paper: Paper) -> None:
        """Refuse words that do not fit, or have a letter that cannot be drawn; prints nothing."""
        from cluster.documents.lettering import check_words  # slow import

        check_words(paper)

    def _print_some(self, papers: list[Paper], run: "_Run") -> None:
        composed = [compose(paper) for paper in papers]
        stamped = [*map(self._stamped, papers, composed)]
        run.title = run.title or composed[0].title
        for paper, composition, page in zip(papers, composed, stamped, strict=True):
            if page is None:
                with _collector(works=True):
                    run.lay_out(paper, composition)
            else:
                run.add(*page)

    def stamps(self, paper: Paper, composition: Composition) -> bool:
        """Tell whether a page can be stamped; if not, it is laid out in full."""
        return self._stamped(paper, composition) is not None

    def _stamped(self, paper: Paper, composition: Composition) -> Stamped | None:
        if not self._plate.is_true:
            return None
        try:
            return self._stamp.stamped(paper, composition)
        except OffPlateError:
            return None


class _Run:
    """One file on its way: its pages, their structure and what they share."""

    def __init__(self, plate: Plate, out: BinaryIO) -> None:
        self._plate = plate
        self._writer = PdfWriter(out)
        self._writer.reserve(FIRST_OBJECT - 1 + len(plate.objects))
        for number, body in enumerate(plate.objects, FIRST_OBJECT):
            self._writer.raw(number, body)
        self._bones: dict[Shape, _Bones] = {}
        self._segments: dict[tuple[bytes, Words], int] = {}
        self._sections = array("L")
        self._parents: list[bytes] = []
        self._pages: list[int] = []
        self._leaves: list[tuple[int, int]] = []
        self._parent_leaves: list[bytes] = []
        self._laid_out: list[int] = []
        self._leaf = self._writer.reserve()
        self.title = ""

    def add(self, shape: Shape, words: list[Words]) -> None:
        """Add a stamped page."""
        bones = self._bones.get(shape)
        if bones is None:
            bones = self._bones[shape] = _Bones(shape, self._plate.resources)
        contents = [
            self._shared(segment, gaps) if segment.shared else self._own(segment, gaps)
            for segment, gaps in zip(shape.segments, words, strict=True)
        ]
        page = self._writer.reserve(bones.count)
        block = bones.objects(page, leaf=self._leaf, place=len(self._sections), contents=contents)
        self._writer.put_block(page, block, starts=bones.starts)
        self._placed(page, section=page + 1, parents=bones.parents(page))

    def lay_out(self, paper: Paper, composition: Composition) -> None:
        """Add a page that the plate cannot print: laid out in full, with its own fonts."""
        from cluster.documents.insert import insert

        place = len(self._sections)
        self._laid_out.append(place)
        page, section, parents = insert(
            paper, composition, self._writer, leaf=self._leaf, place=place, document=DOCUMENT
        )
        self._placed(page, section=section, parents=parents)

    def finish(self) -> Printed:
        """Write what holds the pages together."""
        self._close_leaf()
        count, writer = len(self._sections), self._writer
        title = self.title if count == 1 else f"{self.title} (+{count - 1})"
        writer.put(
            CATALOGUE,
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R%b>>"
            % (PAGES, STRUCTURE, METADATA, self._plate.catalogue),
        )
        writer.put(
            PAGES,
            b"<</Type/Pages/Count %d/Kids%b/MediaBox%b>>"
            % (
                count,
                references(leaf for leaf, _count in self._leaves),
                self._plate.media_box,
            ),
        )
        writer.put(
            STRUCTURE,
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R>>" % (DOCUMENT, PARENTS),
        )
        writer.put(
            DOCUMENT,
            b"<</Type/StructElem/S/Document/P %d 0 R/K%b>>"
            % (STRUCTURE, references(self._sections)),
        )
        writer.put(PARENTS, b"<</Kids[%b]>>" % b" ".join(self._parent_leaves))
        producer = text_string(self._plate.producer)
        writer.put(INFO, b"<</Title%b/Producer%b>>" % (text_string(title), producer))
        metadata = self._plate.metadata.replace(TITLE, escape(title, quote=False)).encode()
        writer.raw(
            METADATA,
            b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%b\nendstream"
            % (len(metadata), metadata),
        )
        writer.finish(root=CATALOGUE, info=INFO)
        return Printed(pages=count, laid_out=tuple(self._laid_out))

    def _own(self, segment: Segment, gaps: Words) -> int:
        """Write a stream of words that no other page has."""
        number, content = self._writer.reserve(), segment.content % gaps
        if len(content) < SHORT:
            self._writer.short_stream(number, content)
        else:
            self._writer.stream(number, deflated(content))
        return number

    def _shared(self, segment: Segment, gaps: Words) -> int:
        """Return the stream of words that earlier pages may have had too."""
        known = segment.content, gaps
        number = self._segments.get(known)
        if number is None:
            if len(self._segments) >= SEGMENTS_KEPT:
                self._segments.clear()
            number = self._segments[known] = self._writer.reserve()
            self._writer.stream(number, deflated(segment.content % gaps))
        return number

    def _placed(self, page: int, *, section: int, parents: bytes) -> None:
        self._parents.append(b"%d %b" % (len(self._sections), parents))
        self._sections.append(section)
        self._pages.append(page)
        if len(self._pages) == PAGES_IN_A_LEAF:
            self._close_leaf()

    def _close_leaf(self) -> None:
        """Write a branch of the page tree, and one of the tree from marks to structure."""
        if not self._pages:
            return
        count, last = len(self._pages), len(self._sections) - 1
        self._writer.put(
            self._leaf,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids%b>>"
            % (PAGES, count, references(self._pages)),
        )
        tree = self._writer.reserve()
        self._writer.put(
            tree,
            b"<</Limits[%d %d]/Nums[%b]>>" % (last - count + 1, last, b" ".join(self._parents)),
        )
        self._parent_leaves.append(b"%d 0 R" % tree)
        self._leaves.append((self._leaf, count))
        self._pages, self._parents = [], []
        self._leaf = self._writer.reserve()


class _Bones:
    """The objects of a page and its structure, prepared for all pages of one shape.

    First the page, then its section, then the section's elements: consecutive numbers, each
    written in the same room, so that every page's objects begin at the same places.
    """

    def __init__(self, shape: Shape, resources: int) -> None:
        elements = shape.elements
        self.count = 2 + len(elements)
        sheet = shape.sheet
        bodies = [
            b"<</Type/Page/Parent #/Resources %d 0 R/Contents[%d 0 R%b %d 0 R]/StructParents @"
            b"/Tabs/S>>" % (resources, sheet.before, b" #" * len(shape.segments), sheet.after),
            b"<</S/Sect/P %d 0 R/K[%b]>>" % (DOCUMENT, b" ".join([b"#"] * len(elements))),
            *(
                b"<</S/%b/P %b 0 R/Pg %b 0 R/K[%b]>>"
                % (role, SECTION, PAGE, b" ".join([b"%d" % mark for mark in marks]))
                for role, marks in elements
            ),
        ]
        bodies = [body.replace(b"#", b"%7d 0 R").replace(b"@", b"%7d") for body in bodies]
        self._block = b"\n".join(bodies)
        lengths = [len(body) + (ROOM - len(b"%7d")) * body.count(b"%7d") + 1 for body in bodies]
        self.starts = tuple(accumulate(lengths[:-1], initial=0))
        marks = sorted((mark, index) for index, (_, marks) in enumerate(elements) for mark in marks)
        self._owners = tuple(2 + index for _mark, index in marks)
        self._parents = b"[%b]" % b" ".join([b"%7d 0 R"] * len(marks))

    def objects(self, page: int, *, leaf: int, place: int, contents: Sequence[int]) -> bytes:
        """Write the objects of the page with this number, at this place among the pages."""
        block = self._block % (leaf, *contents, place, *range(page + 2, page + self.count))
        return block.replace(SECTION, b"%7d" % (page + 1)).replace(PAGE, b"%7d" % page)

    def parents(self, page: int) -> bytes:
        """Write which element owns each mark of the page."""
        return self._parents % tuple([page + owner for owner in self._owners])
