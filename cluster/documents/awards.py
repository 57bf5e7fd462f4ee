"""Papers worthy of a frame: the award of the cluster's leader, and certificates."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cluster.documents.letterhead import Signer, written_day
from cluster.documents.lines import (
    BOLD,
    DISPLAY,
    ITALIC,
    REGULAR,
    SCALES,
    Column,
    Face,
    Place,
    Setting,
    Slot,
    arrange,
    set_text,
)
from cluster.domain.certificate_text import Block, BlockStyle, words_of
from cluster.domain.certificate_wordings import CERTIFICATE, LEADER
from cluster.domain.verification import typed
from cluster.domain.vietnamese import official_date

WIDTH = 225
READING_WIDTH = 205
"""Millimetres between the ornaments, and for running text."""
TOP_OF_WORDS, FOOT = 43, 181
"""Where the words start below the motto, and the foot of the signature: millimetres of the page."""
ROOM_TO_SIGN = 38
"""Millimetres for signature and seal, and the signer's name below."""
BREATH = 4
"""Millimetres at least between the words and the place and day."""
SIGNATURE_WIDTH = 108
GAPS = (1.0, 4.0)
OF_HONOURS = 1.4
"""Leading of titles: what their font takes from the dot of Ộ to the accent of Ấ, and a little."""
CODE_TITLE = "Mã QR dẫn đến trang tra cứu văn bản này"
"""What a screen reader says of the QR code."""


def _place(
    name: str,
    face: Face,
    *sizes: tuple[float, int],
    width: float = WIDTH,
    leading: float = 1.2,
) -> Place:
    return Place(name=name, face=face, width=width, sizes=sizes, leading=leading)


def _honour(name: str, *sizes: tuple[float, int], leading: float = OF_HONOURS) -> Place:
    return _place(name, Face(file=DISPLAY.file, spacing=0.04), *sizes, leading=leading)


def _above_signature(name: str, face: Face) -> Place:
    return _place(name, face, (13, 1), (12, 1), (11.5, 2), width=SIGNATURE_WIDTH)


PLACES = {
    BlockStyle.AUTHORITY: _place("authority", BOLD, (17, 1), (15, 1), (14, 2), leading=1.35),
    BlockStyle.VERB: _place("verb", REGULAR, (14, 1), leading=1.15),
    BlockStyle.FORM: _honour("form", (50, 1), (40, 1), (30, 2)),
    BlockStyle.OFFICE: _honour("form", (33, 1), (31, 1), (28, 2), (22, 2), (18, 3)),
    BlockStyle.TERM: _honour("term", (23, 1), (19, 1), (16, 1), (13, 1), leading=1.2),
    BlockStyle.RECIPIENT: _place(
        "recipient", BOLD, (30, 1), (26, 1), (22, 2), (19, 2), leading=1.17
    ),
    BlockStyle.DESCRIPTION: _place(
        "description", ITALIC, (16, 1), (14, 1), (13, 2), width=READING_WIDTH, leading=1.15
    ),
    BlockStyle.LEAD_IN: _place("lead-in", ITALIC, (15, 1), leading=1.15),
    BlockStyle.REASON: _place(
        "reason", REGULAR, (16, 2), (14, 3), (13, 4), width=READING_WIDTH, leading=1.25
    ),
    BlockStyle.ENGLISH: _place("english", ITALIC, (13, 1), (11.5, 2), width=READING_WIDTH),
}
"""How the blocks of a certificate are set."""
DAY, CAPACITY, ORGANIZATION = SIGNATURE = (
    _above_signature("place", ITALIC),
    _above_signature("capacity", BOLD),
    _above_signature("organization", REGULAR),
)
SIGNATURE_LINES = tuple(place.name for place in SIGNATURE)


@dataclass(frozen=True, kw_only=True)
class LeaderAward:
    """The award handed to the alliance that leads the cluster for a year."""

    authority: str
    """Who hands it out, in red above the title: "CỤM THI ĐUA LIÊN MINH HTX KHU VỰC …"."""
    recipient: str
    """The new leader alliance: "Liên minh Hợp tác xã tỉnh Đồng Nai"."""
    title: str
    """"CỤM TRƯỞNG CỤM THI ĐUA"."""
    title_en: str = ""
    term: str
    """"NĂM 2026"."""
    reason: str
    """One to three lines on the choice by rotation and the conference that made it."""
    basis: tuple[str, ...] = ()
    """Bottom left, one line each: minutes, number and day."""
    place: str
    dated: date | None
    signer: Signer
    check: str = ""
    """The address that the QR code leads to; without one there is no code."""
    sample: bool = False
    blocks: tuple[Block, ...] = LEADER
    """What stands in the column, in its order."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate of an award that was decided, for a collective or a person."""

    authority: str
    """Who awards, in red capitals: "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM"."""
    form: str
    """Form of commendation or title: "BẰNG KHEN", "GIẤY KHEN"."""
    form_en: str = ""
    recipient: str
    """With its form of address: "Ông Nguyễn Văn An", "Phòng Phong trào – Tổng hợp"."""
    description: str = ""
    """Position and unit, or the body above the collective."""
    reason: str
    """"Đã có thành tích xuất sắc …": one to three lines."""
    decision_number: str
    decision_date: date
    golden_book_number: str = ""
    place: str
    dated: date
    signer: Signer
    check: str = ""
    """The address that the QR code leads to; without one there is no code."""
    sample: bool = False
    blocks: tuple[Block, ...] = CERTIFICATE
    """What stands in the column, in its order."""


Paper = Certificate | LeaderAward


class Composition(NamedTuple):
    """What a paper says, set in lines and sizes; the template places it."""

    title: str
    column: Column
    basis: tuple[str, ...]
    address: str
    """Below the basis, where to check the paper by hand; empty without a QR code."""
    ground: str
    """The ornament under the words: a class of the style sheet."""
    signature: tuple[Setting, ...]


def compose(paper: Paper) -> Composition:
    """Set a paper's words in lines; raises RuleViolation for words that do not fit."""
    signature = _signature(paper.place, paper.dated, paper.signer)
    if isinstance(paper, LeaderAward):
        basis, ground = paper.basis, "drum-in-rice"
    else:
        basis, ground = _basis(paper), "drum"
    column = arrange(column_of(paper), height=height_above(signature), gaps=GAPS)
    return Composition(
        title=_title(paper),
        column=column,
        basis=basis,
        address="".join(typed(paper.check)) if paper.check else "",
        ground=ground,
        signature=signature,
    )


def column_of(paper: Paper) -> list[Slot]:
    """Return the words of a paper's column from top to bottom, the gaps of its blocks filled."""
    return [Slot(PLACES[style], words) for style, words in words_of(paper.blocks, vars(paper))]


def signature_of(paper: Paper) -> list[Slot]:
    """Return the words above the room to sign."""
    return _signature_slots(paper.place, paper.dated, paper.signer)


def height_above(signature: tuple[Setting, ...]) -> float:
    """Return the millimetres for the column above a signature."""
    taken = ROOM_TO_SIGN + sum([setting.form.height for setting in signature])
    return FOOT - TOP_OF_WORDS - taken - BREATH


def page(paper: Paper, composition: Composition) -> str:
    """Return the page that is laid out for a composed paper."""
    from cluster.documents import qr
    from cluster.documents.paper import fill

    return fill(
        "award",
        paper,
        title=composition.title,
        column=composition.column,
        basis=composition.basis,
        address=composition.address,
        code=qr.picture(paper.check, title=CODE_TITLE) if paper.check else "",
        ground=composition.ground,
        signature=composition.signature,
    )


def lay_out(paper: Paper, composition: Composition) -> bytes:
    """Print a composed paper the slow way: laid out in full, without a plate."""
    from cluster.documents import pdf

    return pdf.print_html(page(paper, composition))


def every_setting() -> tuple[tuple[Place, float], ...]:
    """Return each place with each size (points) that its text may come down to."""
    found = {
        (place.name, size * scale): (place, size * scale)
        for place in PLACES.values()
        for size, _lines in place.sizes
        for scale in SCALES
    }
    found |= {
        (place.name, size): (place, size) for place in SIGNATURE for size, _lines in place.sizes
    }
    return tuple(found.values())


def _title(paper: Paper) -> str:
    if isinstance(paper, LeaderAward):
        return f"{paper.title} {paper.term} – {paper.recipient}"
    return f"{paper.form} – {paper.recipient}"


def _basis(certificate: Certificate) -> tuple[str, ...]:
    decision = _decision(certificate.decision_number, certificate.decision_date)
    number = certificate.golden_book_number
    return (*decision, f"Số sổ vàng: {number}") if number else decision


@lru_cache(maxsize=100)
def _decision(number: str, day: date) -> tuple[str, ...]:
    return f"Quyết định số: {number}", official_date(day)


@lru_cache(maxsize=100)
def _signature(place: str, dated: date | None, signer: Signer) -> tuple[Setting, ...]:
    return tuple(set_text(slot) for slot in _signature_slots(place, dated, signer))


def _signature_slots(place: str, dated: date | None, signer: Signer) -> list[Slot]:
    """Return what stands above the room to sign: place and day, and in which capacity."""
    slots = (
        Slot(DAY, f"{place}, {written_day(dated)}"),
        Slot(CAPACITY, signer.on_behalf_of),
        Slot(CAPACITY, signer.position),
        Slot(ORGANIZATION, signer.organization),
    )
    return [slot for slot in slots if slot.text]


ANY_SIGNER = Signer(position="A", on_behalf_of="A", organization="A", name="A")
ANY_CERTIFICATE = Certificate(
    authority="A",
    form="A",
    recipient="A",
    description="A",
    reason="A",
    decision_number="1",
    decision_date=date.min,
    place="A",
    dated=date.min,
    signer=ANY_SIGNER,
)
ANY_LEADER_AWARD = LeaderAward(
    authority="A",
    recipient="A",
    title="A",
    term="A",
    reason="A",
    place="A",
    dated=date.min,
    signer=ANY_SIGNER,
)
