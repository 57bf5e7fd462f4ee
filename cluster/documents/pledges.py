"""The pledge of the year on paper, which all members sign together."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cluster.documents.letterhead import Letterhead
from cluster.documents.paper import density, print_paper


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
