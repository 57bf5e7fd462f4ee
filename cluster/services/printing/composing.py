"""A paper ready to be printed: its data, and how it is filed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.ballots import BallotRecord, ballot_record
from cluster.documents.member_pledge import MemberPledge
from cluster.documents.official import OfficialPaper, official_paper
from cluster.documents.pledge_sheet import member_pledge
from cluster.documents.pledges import JointPledge, joint_pledge
from cluster.documents.press import open_press
from cluster.documents.scores import ScoreSummary, Standings, score_summary, standings
from cluster.domain.rulebook import Criterion
from cluster.domain.verification import RANDOM_BYTES, address_of, new_code
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
Checked = Certificate | LeaderAward | MemberPledge
"""Papers with a code by which anybody can check them."""
P = TypeVar("P", bound=Checked)
LONGEST_FILENAME = 80


@dataclass(frozen=True, kw_only=True)
class Composition:
    """A paper's data, what it is called, and whose it is, if it belongs to one member.

    `is_final` False: its points are not frozen yet. `code`: by which anybody can check it.
    """

    paper: Paper
    title: str
    filename: str
    alliance_id: int | None = None
    is_final: bool = True
    code: str | None = None


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


def with_code(paper: P, address: str) -> tuple[str, P]:
    """Return a new code, and the paper with where it is checked if the site has an address."""
    code = new_code(secrets.token_bytes(RANDOM_BYTES))
    return code, replace(paper, check=address_of(address, code))


def words_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a stored paper says, whichever code it was issued with."""
    return {name: value for name, value in data.items() if name != "check"}


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
