"""Papers worthy of a frame: the award of the cluster's leader, and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cluster.documents.letterhead import Signer, written_day
from cluster.documents.lines import (
    BOLD,
    DISPLAY,
    ITALIC,
    REGULAR,
    Column,
    Face,
    Setting,
    Slot,
    arrange,
    set_text,
)
from cluster.documents.paper import print_paper
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


def check_fits(paper: LeaderAward | Certificate) -> None:
    """Refuse words that do not fit on the paper, by the name of their place; prints nothing."""
    if isinstance(paper, LeaderAward):
        _lay_out(paper, _leader_slots(paper))
    else:
        _lay_out(paper, _certificate_slots(paper))


def leader_award(award: LeaderAward) -> bytes:
    """Print the leader's award on one wide page; raises RuleViolation for words that do not fit."""
    return _print(
        award,
        _leader_slots(award),
        title=f"{award.title} {award.term} – {award.recipient}",
        basis=award.basis,
        ground="drum-in-rice",
    )


def certificate(certificate: Certificate) -> bytes:
    """Print one certificate on one wide page; raises RuleViolation for words that do not fit."""
    basis = [
        f"Quyết định số: {certificate.decision_number}",
        official_date(certificate.decision_date),
    ]
    if certificate.golden_book_number:
        basis.append(f"Số sổ vàng: {certificate.golden_book_number}")
    return _print(
        certificate,
        _certificate_slots(certificate),
        title=f"{certificate.form} – {certificate.recipient}",
        basis=tuple(basis),
        ground="drum",
    )


def _leader_slots(award: LeaderAward) -> list[Slot]:
    return [
        _authority(award.authority),
        Slot(name="verb", text=award.verb, face=REGULAR, width=WIDTH, sizes=((14, 1),)),
        Slot(name="recipient", text=award.recipient, face=BOLD, width=WIDTH, sizes=NAME),
        Slot(name="lead-in", text=award.lead_in, face=ITALIC, width=WIDTH, sizes=((15, 1),)),
        _honour("form", award.title, sizes=((39, 1), (34, 1), (28, 2))),
        _honour("term", award.term, sizes=((23, 1), (19, 2))),
        _reason(award.reason),
    ]


def _certificate_slots(certificate: Certificate) -> list[Slot]:
    return [
        _authority(certificate.authority),
        Slot(name="verb", text=certificate.verb, face=REGULAR, width=WIDTH, sizes=((14, 1),)),
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
    ]


def _authority(text: str) -> Slot:
    return Slot(
        name="authority", text=text, face=BOLD, width=WIDTH, sizes=((17, 1), (15, 1), (14, 2))
    )


def _honour(name: str, text: str, *, sizes: Sequence[tuple[float, int]]) -> Slot:
    face = Face(file=DISPLAY.file, spacing=0.04)
    return Slot(name=name, text=text, face=face, width=WIDTH, sizes=sizes, leading=1.2)


def _reason(text: str) -> Slot:
    return Slot(
        name="reason", text=text, face=REGULAR, width=READING_WIDTH, sizes=REASON, leading=1.25
    )


def _print(
    paper: LeaderAward | Certificate,
    slots: Sequence[Slot],
    *,
    title: str,
    basis: tuple[str, ...],
    ground: str,
) -> bytes:
    column, signature = _lay_out(paper, slots)
    return print_paper(
        "award",
        paper,
        title=title,
        column=column,
        basis=basis,
        ground=ground,
        signature=signature,
    )


def _lay_out(
    paper: LeaderAward | Certificate, slots: Sequence[Slot]
) -> tuple[Column, tuple[Setting, ...]]:
    """Set the words above each other, and what stands above the room to sign."""
    signature = _signature(f"{paper.place}, {written_day(paper.dated)}", paper.signer)
    taken = ROOM_TO_SIGN + sum(setting.height for setting in signature)
    column = arrange(
        [slot for slot in slots if slot.text],
        height=FOOT - TOP_OF_WORDS - taken - BREATH,
        gaps=GAPS,
    )
    return column, signature


def _signature(place_and_day: str, signer: Signer) -> tuple[Setting, ...]:
    """Set what stands above the room to sign: place and day, and in which capacity."""
    lines = (
        ("place", place_and_day, ITALIC),
        ("capacity", signer.on_behalf_of, BOLD),
        ("capacity", signer.position, BOLD),
        ("organization", signer.organization, REGULAR),
    )
    return tuple(
        set_text(Slot(name=name, text=text, face=face, width=SIGNATURE_WIDTH, sizes=SIGNATURE))
        for name, text, face in lines
        if text
    )
