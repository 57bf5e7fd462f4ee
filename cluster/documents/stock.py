"""Words alone, at the given millimetres, for sheets that come with border and emblem.

The same data as the certificates that are printed whole. A background is never part of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import BinaryIO

from fontTools.ttLib import TTFont

from cluster.documents import qr
from cluster.documents.assets import ASSETS
from cluster.documents.awards import CODE_TITLE, LeaderAward, Paper
from cluster.documents.joining import join
from cluster.documents.letterhead import written_day
from cluster.documents.lettering import check_letters_in
from cluster.documents.lines import (
    BOLD,
    DISPLAY,
    ITALIC,
    MM_PER_POINT,
    REGULAR,
    Place,
    Setting,
    Slot,
    set_text,
)
from cluster.documents.paper import print_paper
from cluster.domain.gaps import filled
from cluster.domain.printers import MARK, NO_CORRECTION, Correction
from cluster.domain.stock import LEADING, Layout, StockField, Typeface
from cluster.domain.verification import typed
from cluster.domain.vietnamese import official_date

FACES = {
    Typeface.REGULAR: REGULAR,
    Typeface.BOLD: BOLD,
    Typeface.ITALIC: ITALIC,
    Typeface.DISPLAY: DISPLAY,
}
STEP = 0.5
"""Points by which words shrink until they fit."""
ANY_ADDRESS = "https://thidua.example/v/00000000000000000"
"""Leads nowhere: it stands for a paper's own on a test strip."""
CHUNK = 50
"""Pages laid out together, so that memory does not grow with the order."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A field's words set in lines."""

    field: StockField
    setting: Setting
    top: float
    """Millimetres of the box that holds the lines, so that the first stands on the field's line."""


def words_of(paper: Paper) -> dict[str, str]:
    """Return what stands in each gap of a paper's fields."""
    day = official_date(paper.dated).split() if paper.dated else [""] * 6
    common = {
        "place_and_date": f"{paper.place}, {written_day(paper.dated)}",
        "day": day[1],
        "month": day[3],
        "year": day[5],
        "capacity": paper.signer.position,
        "signer": paper.signer.name,
        "check_address": "".join(typed(paper.check)) if paper.check else "",
    }
    if isinstance(paper, LeaderAward):
        return vars(paper) | common | {"decision": ", ".join(paper.basis)}
    decided = official_date(paper.decision_date)
    return (
        vars(paper)
        | common
        | {
            "decision": f"Quyết định số: {paper.decision_number}, {decided}",
            "decision_date": decided,
        }
    )


def place(layout: Layout, paper: Paper) -> tuple[Placed, ...]:
    """Set a paper's words on the sheet, in the order in which they are read.

    Raises RuleViolation for words that do not fit.
    """
    return tuple(_placed(field, set_text(slot)) for field, slot in slots_on(layout, paper))


def slots_on(layout: Layout, paper: Paper) -> list[tuple[StockField, Slot]]:
    """Return the fields that have something to say for this paper, in the order of reading."""
    words = words_of(paper)
    fields = sorted(layout.fields, key=lambda field: (field.y, field.x))
    found = [(field, filled(field.text, words)) for field in fields]
    return [(field, Slot(_place_of(field), text)) for field, text in found if text]


@dataclass(frozen=True)
class StockPress:
    """Prints words alone onto one kind of stock, as the press prints whole certificates."""

    layout: Layout
    correction: Correction = NO_CORRECTION

    def print(self, papers: Iterable[Paper], out: BinaryIO) -> None:
        """Print papers into one tagged PDF/A-3a; raises RuleViolation for words that do not fit."""
        left = iter(papers)
        some = iter(lambda: tuple(islice(left, CHUNK)), ())
        join((_lay_out(each, self.layout, self.correction) for each in some), out)

    def check(self, paper: Paper) -> None:
        """Refuse words that do not fit, or have a letter that cannot be drawn; prints nothing."""
        check_letters_in(slot for _field, slot in slots_on(self.layout, paper))
        place(self.layout, paper)

    def print_one(self, paper: Paper) -> bytes:
        """Print one paper; raises RuleViolation for words that do not fit."""
        return _lay_out((paper,), self.layout, self.correction)


def test_strip(paper: Paper, layout: Layout, correction: Correction) -> bytes:
    """Print one paper on plain paper, with the frames of its fields and the words BẢN THỬ."""
    return _lay_out((paper,), layout, correction, is_test=True)


def calibration_sheet(layout: Layout, correction: Correction, *, printer: str) -> bytes:
    """Print crosses, rulers and corner marks, to be measured with a ruler on paper."""
    return print_paper(
        "calibration",
        layout,
        title="Tờ căn chỉnh máy in",
        correction=correction,
        printer=printer,
        mark=MARK,
    )


def _lay_out(
    papers: Sequence[Paper], layout: Layout, correction: Correction, *, is_test: bool = False
) -> bytes:
    title = "BẢN THỬ" if is_test else "In trên phôi"
    return print_paper(
        "stock",
        layout,
        title=f"{title} – {papers[0].recipient}" if len(papers) == 1 else title,
        correction=correction,
        pages=[
            (place(layout, paper), code_of(layout, paper.check or (ANY_ADDRESS if is_test else "")))
            for paper in papers
        ],
        is_sample=any(paper.sample for paper in papers),
        is_test=is_test,
    )


def code_of(layout: Layout, address: str) -> str:
    """Draw the QR code of an address, if the layout has a place for one."""
    return qr.picture(address, title=CODE_TITLE) if layout.code and address else ""


@lru_cache(maxsize=500)
def _place_of(field: StockField) -> Place:
    size, smallest = float(field.size), float(field.smallest)
    steps = int((size - smallest) / STEP)
    sizes = [size - step * STEP for step in range(steps + 1)]
    if sizes[-1] > smallest:
        sizes.append(smallest)
    return Place(
        name=field.text,
        face=FACES[field.face],
        width=float(field.width),
        sizes=[(each, field.lines) for each in sizes],
        leading=float(LEADING),
    )


def _placed(field: StockField, setting: Setting) -> Placed:
    baseline = _baseline(FACES[field.face].file) * setting.size * MM_PER_POINT
    return Placed(field=field, setting=setting, top=float(field.y) - baseline)


@cache
def _baseline(file: str) -> float:
    """Return how far below the upper edge of its box a line's letters stand, in sizes."""
    font = TTFont(ASSETS[file])
    em = font["head"].unitsPerEm
    lies_high: float = (font["hhea"].ascent + font["hhea"].descent) / em
    return (float(LEADING) + lies_high) / 2
