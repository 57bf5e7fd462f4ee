"""Numbers of papers: how they are written, and which patterns are refused."""

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.numbering import (
    GOLDEN_BOOK,
    check_pattern,
    check_start,
    usual_pattern,
    written,
)
from cluster.domain.printing import PaperKind


@pytest.mark.parametrize(
    ("pattern", "number", "said"),
    [
        pytest.param("{n}/{year}/GCN-CTĐ", 7, "7/2026/GCN-CTĐ", id="number, year, symbol"),
        pytest.param("{n:04}", 7, "0007", id="at least four digits"),
        pytest.param("{n:02}/{year}", 1234, "1234/2026", id="more digits than places"),
        pytest.param("Số {n}", 12, "Số 12", id="without the year"),
        pytest.param("", 12, "", id="no pattern gives no number"),
    ],
)
def test_a_number_is_written_by_its_pattern(pattern: str, number: int, said: str) -> None:
    assert written(pattern, number, 2026) == said


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        pytest.param("", "Write {n} once, where the number goes.", id="nothing"),
        pytest.param("{year}/GCN", "Write {n} once, where the number goes.", id="no number"),
        pytest.param("{n}-{n:03}", "Write {n} once, where the number goes.", id="twice"),
        pytest.param(
            "{n}/{month}", "Only {n}, {n:04} and {year} may stand in braces.", id="unknown gap"
        ),
        pytest.param("{n}}", "Only {n}, {n:04} and {year} may stand in braces.", id="brace"),
        pytest.param("{n}" + "x" * 60, "This is too long.", id="too long"),
    ],
)
def test_a_pattern_has_one_place_for_the_number(pattern: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_pattern(pattern, may_be_empty=False)

    assert (str(refusal.value), refusal.value.field) == (sentence, "pattern")


def test_the_golden_book_may_be_numbered_by_hand() -> None:
    check_pattern("", may_be_empty=True)
    check_pattern("{n:04}", may_be_empty=True)

    assert usual_pattern(GOLDEN_BOOK) == ""


def test_every_kind_of_paper_has_a_usual_pattern() -> None:
    for kind in PaperKind:
        check_pattern(usual_pattern(kind), may_be_empty=False)

    assert usual_pattern("something new") == "{n}/{year}"


def test_a_series_begins_where_it_is_told_while_no_number_is_given() -> None:
    check_start(121, 0)

    with pytest.raises(RuleViolation, match="Numbers begin at 1 or later"):
        check_start(0, 0)
    with pytest.raises(RuleViolation, match="3 numbers have been given"):
        check_start(121, 3)
