"""Score papers: the table criteria × members, and the list of places."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.paper import density, print_paper


@dataclass(frozen=True, kw_only=True)
class Score:
    """One member's points on one line: zero is a score, None is not scored yet."""

    points: Decimal | None = None
    assigned: bool = True


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """One criterion with the members' scores, in the order of the table's members."""

    code: str
    name: str
    max_points: Decimal | None
    scores: tuple[Score, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreSection:
    """A section of the rule book, its lines and its sums; a sum is None while lines are open."""

    title: str
    max_points: Decimal | None
    lines: tuple[ScoreLine, ...]
    totals: tuple[Decimal | None, ...]


@dataclass(frozen=True, kw_only=True)
class ExplainedLine:
    """One line of the annex: its points, whose they are, and how they came about."""

    code: str
    name: str
    points: Decimal
    layer: str
    explanation: str


@dataclass(frozen=True, kw_only=True)
class ExplainedMember:
    """One member's part of the annex; `total` says how its lines add up."""

    member: str
    lines: tuple[ExplainedLine, ...]
    total: str


@dataclass(frozen=True, kw_only=True)
class ScoreSummary:
    """The table that the leader presents: criteria × members, with sums and places."""

    letterhead: Letterhead
    title: str
    """"BẢNG TỔNG HỢP ĐIỂM THI ĐUA"."""
    subject: str
    """"Năm 2025"."""
    members: tuple[str, ...]
    """Short names, one column each: "Khánh Hòa"."""
    sections: tuple[ScoreSection, ...]
    content_max: Decimal
    content_totals: tuple[Decimal | None, ...]
    bonus: ScoreSection | None = None
    penalty: ScoreSection | None = None
    """Its points are negative."""
    totals: tuple[Decimal | None, ...]
    ranks: tuple[int | None, ...]
    """None for a member with open lines, which has no place."""
    notes: tuple[str, ...] = ()
    frozen: str = ""
    """Who froze the result, when, its revision and seal; empty prints that it is not final."""
    annex: tuple[ExplainedMember, ...] = ()
    signers: tuple[Signer, ...]
    sample: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One member's place; without a rank it is listed last, as incomplete."""

    rank: int | None
    member: str
    content: Decimal | None
    bonus: Decimal | None = None
    penalty: Decimal | None = None
    total: Decimal | None
    note: str = ""
    """The rung that broke a tie, a class, or what is missing."""


@dataclass(frozen=True, kw_only=True)
class Standings:
    """The list of places of a year, in the order it is printed."""

    letterhead: Letterhead
    title: str
    """"BẢNG XẾP HẠNG THI ĐUA"."""
    subject: str
    rows: tuple[Standing, ...]
    notes: tuple[str, ...] = ()
    frozen: str = ""
    signers: tuple[Signer, ...]
    sample: bool = False


def score_summary(summary: ScoreSummary) -> bytes:
    """Print the score summary table on wide pages with repeated headers."""
    return print_paper(
        "score_summary",
        summary,
        title=f"{summary.title} – {summary.subject}",
        density=density(len(summary.members)),
        places=summary_places(summary),
        legend=summary_legend(summary),
    )


def standings(standings: Standings) -> bytes:
    """Print the list of places."""
    rows = standings.rows
    return print_paper(
        "standings",
        standings,
        title=f"{standings.title} – {standings.subject}",
        places=standings_places(standings),
        density=density(len(rows)),
        incomplete=any(row.rank is None for row in rows),
    )


def summary_places(summary: ScoreSummary) -> int:
    """Return how many decimals the figures of the table have."""
    return _places([*(score.points for score in _scores(summary)), *summary.totals])


def standings_places(standings: Standings) -> int:
    """Return how many decimals the figures of the list have."""
    return _places([figure for row in standings.rows for figure in (row.content, row.total)])


def summary_legend(summary: ScoreSummary) -> str:
    """Explain those signs in the table that are no numbers."""
    scores, signs = _scores(summary), []
    if any(score.assigned and score.points is None for score in scores):
        signs.append("“–”: chưa chấm, chưa xếp hạng")
    if not all(score.assigned for score in scores):
        signs.append("“×”: không giao chỉ tiêu")
    return f"Ghi chú: {'; '.join(signs)}." if signs else ""


def _scores(summary: ScoreSummary) -> list[Score]:
    return [
        score
        for section in (*summary.sections, summary.bonus, summary.penalty)
        if section
        for line in section.lines
        for score in line.scores
    ]


def _places(figures: Iterable[Decimal | None]) -> int:
    """Return how many decimals the table needs, so that its columns stand comma below comma."""
    return max((_decimals(figure) for figure in figures if figure is not None), default=0)


def _decimals(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
