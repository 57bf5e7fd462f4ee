"""Numbers of papers: one unbroken series for each kind of paper and year, and how it is written."""

import re
from collections.abc import Mapping

from cluster.domain.errors import RuleViolation, _
from cluster.domain.printing import PaperKind

GOLDEN_BOOK = "golden_book"
"""The series of the golden book, beside those of the kinds of paper."""
USUAL_PATTERNS: Mapping[str, str] = {
    PaperKind.JOINT_PLEDGE: "{n}/{year}/GƯ-CTĐ",
    PaperKind.MEMBER_PLEDGE: "{n}/{year}/GCN-GƯ",
    PaperKind.BALLOT_RECORD: "{n}/{year}/BB-CTĐ",
    PaperKind.AWARD: "{n}/{year}/GCN-CTĐ",
    GOLDEN_BOOK: "",
}
"""Until the office sets its own; an empty one gives no numbers."""
ANY_OTHER = "{n}/{year}"
LONGEST_PATTERN = 60

_GAP = re.compile(r"\{(?:n(?::0(?P<places>[1-9]))?|year)\}")


def usual_pattern(series: str) -> str:
    """Return how a series is written while nobody has said otherwise."""
    return USUAL_PATTERNS.get(series, ANY_OTHER)


def check_pattern(pattern: str, *, may_be_empty: bool) -> None:
    """Refuse a pattern that has no place for the number, or a place that is not known."""
    if not pattern and may_be_empty:
        return
    numbers = [gap for gap in _GAP.finditer(pattern) if gap[0] != "{year}"]
    if len(numbers) != 1:
        raise RuleViolation(_("Write {n} once, where the number goes."), field="pattern")
    if set("{}") & set(_GAP.sub("", pattern)):
        raise RuleViolation(_("Only {n}, {n:04} and {year} may stand in braces."), field="pattern")
    if len(pattern) > LONGEST_PATTERN:
        raise RuleViolation(_("This is too long."), field="pattern")


def check_start(first: int, given: int) -> None:
    """Refuse a start below one, or another start once numbers have been given."""
    if first < 1:
        raise RuleViolation(_("Numbers begin at 1 or later."), field="first")
    if given:
        raise RuleViolation(
            _("%(count)s numbers have been given; the series goes on behind them.", count=given),
            field="first",
        )


def written(pattern: str, number: int, year: int) -> str:
    """Write a number by its pattern: “{n:03}/{year}/GCN” gives “007/2026/GCN”."""

    def fill(gap: re.Match[str]) -> str:
        return str(year) if gap[0] == "{year}" else f"{number:0{gap['places'] or 1}}"

    return _GAP.sub(fill, pattern)
