"""The pledge of the year on paper: the joint one, and one certificate for each member."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.lines import BOLD, Place, Slot, set_text
from cluster.documents.paper import density, print_paper

MEMBER = Place(name="member", face=BOLD, width=145, sizes=[(17, 1), (15, 2), (12, 4)])
FEW_TARGETS = 10
"""Up to so many targets a member's certificate is set in the larger type."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """A member that gives the pledge, its head, and when it was signed in the system."""

    member: str
    """Official name: "Liên minh Hợp tác xã tỉnh Khánh Hòa"."""
    short_name: str
    """Head of its column in the table of targets: "Khánh Hòa"."""
    head: str
    head_position: str
    """"Chủ tịch"."""
    signatory: str = ""
    """Who signed in the system, where it was not the head."""
    signed_at: datetime | None = None
    """Aware moment; None leaves room for a signature by hand."""


@dataclass(frozen=True, kw_only=True)
class Article:
    """A part of the pledge, numbered as agreed; a paragraph starting with "- " is a list item."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """One criterion and each party's target, in the order of the parties; None is no target."""

    code: str
    name: str
    unit: str
    targets: tuple[Decimal | None, ...]


@dataclass(frozen=True, kw_only=True)
class TargetSection:
    """A section of the rule book with its criteria."""

    title: str
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, kw_only=True)
class JointPledge:
    """The pledge that all members sign together, with everybody's targets as an annex."""

    letterhead: Letterhead
    title: str
    """"BẢN GIAO ƯỚC THI ĐUA"."""
    subject: str
    """"Năm 2026 của Cụm thi đua …"."""
    legal_bases: tuple[str, ...]
    opening: str
    parties: tuple[Party, ...]
    articles: tuple[Article, ...]
    closing: str = ""
    sections: tuple[TargetSection, ...] = ()
    notes: tuple[str, ...] = ()
    """Under the annex: what else was agreed about the criteria."""
    version: int = 1
    """From 2 on it is an amendment, and says so."""
    in_force_since: datetime | None = None
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberTarget:
    """One criterion and the member's target; None is no target."""

    code: str
    name: str
    unit: str
    target: Decimal | None


@dataclass(frozen=True, kw_only=True)
class MemberPledge:
    """The certificate that one member has joined the pledge, with its own targets."""

    letterhead: Letterhead
    title: str
    """"GIẤY CHỨNG NHẬN"."""
    subject: str
    """"Giao ước thi đua năm 2026"."""
    member: str
    head: str
    head_position: str
    statement: str
    """What is certified, as one sentence below the member's name."""
    targets: tuple[MemberTarget, ...]
    signatory: str = ""
    signed_at: datetime | None = None
    signers: tuple[Signer, ...]
    """One or two, from left to right."""
    sample: bool = False


def joint_pledge(pledge: JointPledge) -> bytes:
    """Print the joint pledge: text upright with all signature boxes, targets as a wide annex."""
    members = len(pledge.parties)
    return print_paper(
        "joint_pledge",
        pledge,
        title=f"{pledge.title} – {pledge.subject}",
        columns=2 if members in {2, 4} else 3,
        density=density(members),
    )


def member_pledge(pledge: MemberPledge) -> bytes:
    """Print one member's certificate: one page up to some twenty targets, then further ones."""
    return print_paper(
        "member_pledge",
        pledge,
        title=f"{pledge.title} – {pledge.member}",
        density="many" if len(pledge.targets) > FEW_TARGETS else "few",
        member=set_text(Slot(MEMBER, pledge.member.upper())),
    )
