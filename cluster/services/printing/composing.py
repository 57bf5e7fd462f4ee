"""A paper ready to be printed: its data, and how it is filed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.ballots import BallotRecord, ballot_record
from cluster.documents.member_pledge import MemberPledge, member_pledge
from cluster.documents.official import OfficialPaper, official_paper
from cluster.documents.pledges import JointPledge, joint_pledge
from cluster.documents.press import open_press
from cluster.documents.scores import ScoreSummary, Standings, score_summary, standings
from cluster.domain.rulebook import Criterion
from cluster.domain.vietnamese import fold

Paper = (
    JointPledge
    | MemberPledge
    | LeaderAward
    | Certificate
    | ScoreSummary
    | Standings
    | BallotRecord
    | OfficialPaper
)
LONGEST_FILENAME = 80


@dataclass(frozen=True, kw_only=True)
class Composition:
    """A paper's data, what it is called, and whose it is, if it belongs to one member.

    `is_final` False: its points are not frozen yet.
    """

    paper: Paper
    title: str
    filename: str
    alliance_id: int | None = None
    is_final: bool = True


PRINTERS: dict[type, Callable[[Any], bytes]] = {
    JointPledge: joint_pledge,
    MemberPledge: member_pledge,
    ScoreSummary: score_summary,
    Standings: standings,
    BallotRecord: ballot_record,
    OfficialPaper: official_paper,
}


def print_composed(paper: Paper, *, plates: Path) -> bytes:
    """Return the paper as PDF; certificates and awards come from the press."""
    if isinstance(paper, Certificate | LeaderAward):
        return open_press(plates).print_one(paper)
    return PRINTERS[type(paper)](paper)


def subject_of(year_id: int, about: int | str | None) -> str:
    """Return what, beside its kind, makes two issues the same paper."""
    return f"{year_id}" if about is None else f"{year_id}/{about}"


def filename(*parts: str | int) -> str:
    """Return a short, safe name for the file, without accents: "ban-giao-uoc-2026.pdf"."""
    words = fold(" ".join(str(part) for part in parts))
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in words)
    return "-".join(kept.split())[:LONGEST_FILENAME].rstrip("-") + ".pdf"


def numbered(criterion: Criterion) -> str:
    """Return a line's name behind its code, unless the name begins with it."""
    name, code = criterion.name_vi, criterion.code
    return name if name.startswith(f"{code}.") else f"{code}. {name}"
