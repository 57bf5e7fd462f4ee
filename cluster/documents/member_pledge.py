"""The certificate that one member has joined the pledge: its words, and its own targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cluster.documents.awards import OF_HONOURS
from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.lines import BOLD, DISPLAY, ITALIC, REGULAR, Face, Place, Slot
from cluster.documents.paper import written_moment
from cluster.domain.certificate_text import Block, BlockStyle, words_of
from cluster.domain.gaps import gaps_of

WIDTH = 148
"""Millimetres for the words."""


def _place(name: str, face: Face, *sizes: tuple[float, int], leading: float = 1.2) -> Place:
    return Place(name=name, face=face, width=WIDTH, sizes=sizes, leading=leading)


def _honour(name: str, *sizes: tuple[float, int]) -> Place:
    return _place(name, Face(file=DISPLAY.file, spacing=0.03), *sizes, leading=OF_HONOURS)


PLACES = {
    BlockStyle.AUTHORITY: _place("authority", BOLD, (13, 2), (12, 3)),
    BlockStyle.VERB: _place("verb", REGULAR, (13, 1), (12, 2)),
    BlockStyle.FORM: _honour("form", (32, 1), (26, 1), (20, 2)),
    BlockStyle.OFFICE: _honour("form", (22, 1), (18, 2), (15, 3)),
    BlockStyle.TERM: _honour("term", (18, 1), (15, 2)),
    BlockStyle.RECIPIENT: _place("recipient", BOLD, (20, 1), (18, 1), (16, 2), (13, 4)),
    BlockStyle.DESCRIPTION: _place("description", ITALIC, (13, 1), (12, 3)),
    BlockStyle.LEAD_IN: _place("lead-in", ITALIC, (13, 1), (12, 3)),
    BlockStyle.REASON: _place("reason", REGULAR, (13, 2), (12.5, 3), (12, 6)),
    BlockStyle.ENGLISH: _place("english", ITALIC, (11, 1), (10.5, 5)),
}
"""How the blocks are set."""


@dataclass(frozen=True, kw_only=True)
class MemberTarget:
    """One criterion and the member's target; None is no target."""

    code: str
    name: str
    name_en: str = ""
    unit: str
    target: Decimal | None


FIRST_WORDS = tuple(
    Block(style=style, text=text)
    for style, text in (
        (BlockStyle.FORM, "{title}"),
        (BlockStyle.TERM, "{subject}"),
        (BlockStyle.AUTHORITY, "{cluster}"),
        (BlockStyle.VERB, "chứng nhận"),
        (BlockStyle.RECIPIENT, "{recipient}"),
        (BlockStyle.DESCRIPTION, "Người đại diện: {head} – {head_position}"),
        (BlockStyle.REASON, "{statement}"),
        (BlockStyle.REASON, "{targets}"),
    )
)
"""What the certificate said before its words could be written."""


@dataclass(frozen=True, kw_only=True)
class MemberPledge:
    """The certificate that one member has joined the pledge, with its own targets."""

    letterhead: Letterhead
    title: str
    """What the file is called: "GIẤY CHỨNG NHẬN"."""
    subject: str
    """Above further pages: "Giao ước thi đua năm 2026"."""
    year: str = ""
    cluster_en: str = ""
    member: str
    member_en: str = ""
    head: str
    head_position: str
    statement: str = ""
    """What is certified, in the first words only."""
    targets: tuple[MemberTarget, ...]
    signatory: str = ""
    signed_at: datetime | None = None
    signers: tuple[Signer, ...]
    """One or two, from left to right."""
    check: str = ""
    """The address that the QR code leads to; without one there is no code."""
    sample: bool = False
    blocks: tuple[Block, ...] = FIRST_WORDS
    """What stands above and below the table of targets, in its order."""


def receipt_of(pledge: MemberPledge) -> str:
    """Return the words about the signature in the system; "" before it is given."""
    if pledge.signed_at is None:
        return ""
    who, when = pledge.signatory or pledge.head, written_moment(pledge.signed_at)
    return f"{who} đã ký Giao ước thi đua trên hệ thống lúc {when}."


def above_and_below(pledge: MemberPledge) -> tuple[list[Slot], list[Slot]]:
    """Return the words of a certificate above the table of targets, and those below it."""
    place = next(n for n, block in enumerate(pledge.blocks) if "targets" in gaps_of(block.text))
    return slots_of(pledge, pledge.blocks[:place]), slots_of(pledge, pledge.blocks[place + 1 :])


def slots_of(pledge: MemberPledge, blocks: Sequence[Block]) -> list[Slot]:
    """Return the words of some blocks, their gaps filled; nothing for the table."""
    values = vars(pledge) | {
        "recipient": pledge.member.upper(),
        "recipient_en": pledge.member_en,
        "cluster": pledge.letterhead.issuer,
        "targets": "",
    }
    return [Slot(PLACES[style], words) for style, words in words_of(blocks, values)]
