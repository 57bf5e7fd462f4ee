"""Papers worthy of a frame: the award of the cluster's leader, and certificates."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cluster.documents.letterhead import Signer, written_day
from cluster.documents.lines import (
    BOLD,
    DISPLAY,
    ITALIC,
    REGULAR,
    SCALES,
    Column,
    Face,
    Setting,
    Slot,
    arrange,
    set_text,
)
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
SIGNATURE_LINES = ("place", "capacity", "organization")
SIGNATURE = ((13, 1), (12, 1), (11.5, 2))
GAPS = (1.0, 4.0)
NAME = ((30, 1), (26, 1), (22, 2), (19, 2))
DESCRIPTION = ((16, 1), (14, 1), (13, 2))
REASON = ((16, 2), (14, 3), (13, 4))


@dataclass(frozen=True, kw_only=True)
class LeaderAward:
    """The award handed to the alliance that leads the cluster for a year."""

    authority: str
    """Who hands it out, in red above the title: "CỤM THI ĐUA LIÊN MINH HTX KHU VỰC …"."""
    verb: str = "CÔNG NHẬN"
    recipient: str
    """The new leader alliance: "Liên minh Hợp tác xã tỉnh Đồng Nai"."""
    lead_in: str = "là"
    title: str
    """"CỤM TRƯỞNG CỤM THI ĐUA"."""
    term: str
    """"NĂM 2026"."""
    reason: str
    """One to three lines on the choice by rotation and the conference that made it."""
    basis: tuple[str, ...] = ()
    """Bottom left, one line each: minutes, number and day."""
    place: str
    dated: date | None
    signer: Signer
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate of an award that was decided, for a collective or a person."""

    authority: str
    """Who awards, in red capitals: "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM"."""
    verb: str = "TẶNG"
    form: str
    """Form of commendation or title: "BẰNG KHEN", "GIẤY KHEN"."""
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
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class Composition:
    """What a paper says, set in lines and sizes; the template places it."""

    title: str
    column: Column
    basis: tuple[str, ...]
    ground: str
    """The ornament under the words: a class of the style sheet."""
    signature: tuple[Setting, ...]


def check_fits(paper: LeaderAward | Certificate) -> None:
    """Refuse words that do not fit on the paper, by the name of their place; prints nothing."""
    compose(paper)


def leader_award(award: LeaderAward) -> bytes:
    """Print the leader's award on one wide page; raises RuleViolation for words that do not fit."""
    return _print(award)


def certificate(certificate: Certificate) -> bytes:
    """Print one certificate on one wide page; raises RuleViolation for words that do not fit."""
    return _print(certificate)


def compose(paper: LeaderAward | Certificate) -> Composition:
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
        ground=ground,
        signature=signature,
    )


def column_of(paper: LeaderAward | Certificate) -> list[Slot]:
    """Return the words of a paper's column, from the authority down to the reason."""
    slots = _leader_slots(paper) if isinstance(paper, LeaderAward) else _certificate_slots(paper)
    return [slot for slot in slots if slot.text]


def signature_of(paper: LeaderAward | Certificate) -> list[Slot]:
    """Return the words above the room to sign."""
    return [x for x in _signature_slots(paper.place, paper.dated, paper.signer) if x.text]


def height_above(signature: tuple[Setting, ...]) -> float:
    """Return the millimetres for the column above a signature."""
    taken = ROOM_TO_SIGN + sum(setting.height for setting in signature)
    return FOOT - TOP_OF_WORDS - taken - BREATH


def page(paper: LeaderAward | Certificate, composition: Composition) -> str:
    """Return the page that is laid out for a composed paper."""
    from cluster.documents.paper import fill

    return fill(
        "award",
        paper,
        title=composition.title,
        column=composition.column,
        basis=composition.basis,
        ground=composition.ground,
        signature=composition.signature,
    )


def every_setting() -> tuple[tuple[Slot, float], ...]:
    """Return each slot of both papers with each size (points) that its text may come down to."""
    column = (*_leader_slots(ANY_LEADER_AWARD), *_certificate_slots(ANY_CERTIFICATE))
    found = {
        (slot.name, size * scale): (slot, size * scale)
        for slot in column
        for size, _lines in slot.sizes
        for scale in SCALES
    }
    for slot in _signature_slots("A", None, ANY_SIGNER):
        found |= {(slot.name, size): (slot, size) for size, _lines in slot.sizes}
    return tuple(found.values())


def _leader_slots(award: LeaderAward) -> tuple[Slot, ...]:
    return (
        _authority(award.authority),
        _verb(award.verb),
        Slot(name="recipient", text=award.recipient, face=BOLD, width=WIDTH, sizes=NAME),
        Slot(name="lead-in", text=award.lead_in, face=ITALIC, width=WIDTH, sizes=((15, 1),)),
        _honour("form", award.title, sizes=((39, 1), (34, 1), (28, 2))),
        _honour("term", award.term, sizes=((23, 1), (19, 2))),
        _reason(award.reason),
    )


def _certificate_slots(certificate: Certificate) -> tuple[Slot, ...]:
    return (
        _authority(certificate.authority),
        _verb(certificate.verb),
        _honour("form", certificate.form, sizes=((50, 1), (40, 1), (30, 2))),
        Slot(name="recipient", text=certificate.recipient, face=BOLD, width=WIDTH, sizes=NAME),
        Slot(
            name="description",
            text=certificate.description,
            face=ITALIC,
            width=READING_WIDTH,
            sizes=DESCRIPTION,
        ),
        _reason(certificate.reason),
    )


@lru_cache(maxsize=1_000)
def _authority(text: str) -> Slot:
    return Slot(
        name="authority", text=text, face=BOLD, width=WIDTH, sizes=((17, 1), (15, 1), (14, 2))
    )


@lru_cache(maxsize=1_000)
def _verb(text: str) -> Slot:
    return Slot(name="verb", text=text, face=REGULAR, width=WIDTH, sizes=((14, 1),))


@lru_cache(maxsize=1_000)
def _honour(name: str, text: str, *, sizes: tuple[tuple[float, int], ...]) -> Slot:
    face = Face(file=DISPLAY.file, spacing=0.04)
    return Slot(name=name, text=text, face=face, width=WIDTH, sizes=sizes, leading=1.2)


@lru_cache(maxsize=1_000)
def _reason(text: str) -> Slot:
    return Slot(
        name="reason", text=text, face=REGULAR, width=READING_WIDTH, sizes=REASON, leading=1.25
    )


def _title(paper: LeaderAward | Certificate) -> str:
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


def _print(paper: LeaderAward | Certificate) -> bytes:
    from cluster.documents import pdf

    return pdf.print_html(page(paper, compose(paper)))


@lru_cache(maxsize=100)
def _signature(place: str, dated: date | None, signer: Signer) -> tuple[Setting, ...]:
    return tuple(set_text(slot) for slot in _signature_slots(place, dated, signer) if slot.text)


def _signature_slots(place: str, dated: date | None, signer: Signer) -> tuple[Slot, ...]:
    """Return what stands above the room to sign: place and day, and in which capacity."""
    lines = (
        ("place", f"{place}, {written_day(dated)}", ITALIC),
        ("capacity", signer.on_behalf_of, BOLD),
        ("capacity", signer.position, BOLD),
        ("organization", signer.organization, REGULAR),
    )
    return tuple(
        Slot(name=name, text=text, face=face, width=SIGNATURE_WIDTH, sizes=SIGNATURE)
        for name, text, face in lines
    )


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
