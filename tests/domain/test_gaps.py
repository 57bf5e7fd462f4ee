"""Named gaps in words that an office writes."""

import pytest

from cluster.domain.errors import RuleViolation, _
from cluster.domain.gaps import check_gaps, filled, gaps_of

KNOWN = {"recipient": _("Recipient"), "reason": _("Achievement")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("TẶNG", "TẶNG", id="fixed words stand as they are"),
        pytest.param("{recipient}", "Bà Lê An", id="a gap is filled"),
        pytest.param("tặng {recipient} năm nay", "tặng Bà Lê An năm nay", id="among fixed words"),
        pytest.param("Chức vụ: {description}", "", id="words with nothing to say are left out"),
    ],
)
def test_words_are_said_with_their_gaps_filled(text: str, words: str) -> None:
    assert filled(text, {"recipient": "Bà Lê An", "description": ""}) == words


def test_what_fills_a_gap_is_never_read_as_a_gap() -> None:
    assert filled("{recipient}", {"recipient": "{reason}", "reason": "x"}) == "{reason}"


def test_gaps_are_told_in_their_order() -> None:
    assert gaps_of("{reason} của {recipient}") == ("reason", "recipient")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "{recipent}",
            "Block 2 names {recipent}, which this paper does not know. Is {recipient} meant?",
            id="a slip of the pen",
        ),
        pytest.param(
            "{config}", "Block 2 names {config}, which this paper does not know.", id="unknown"
        ),
        pytest.param(
            "Tặng {recipient vì {reason}",
            "Block 2 has a brace that belongs to no gap: “{recipient”."
            " A gap is written so: {recipient}.",
            id="a brace forgotten",
        ),
        pytest.param(
            "Tặng {recipient}}",
            "Block 2 has a brace that belongs to no gap: “}”. A gap is written so: {recipient}.",
            id="a brace too many",
        ),
    ],
)
def test_what_is_no_gap_is_refused_with_what_was_meant(text: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_gaps(text, KNOWN, where=_("Block %(number)s", number=2), field="text")

    assert (str(refused.value), refused.value.field) == (sentence, "text")


def test_known_gaps_among_fixed_words_may_be_written() -> None:
    check_gaps("Tặng {recipient} vì {reason}", KNOWN, where=_("Block %(number)s", number=1))


def test_a_percent_sign_is_a_letter_like_others() -> None:
    assert filled("Đạt 100% {reason} %s", {"reason": "50%"}) == "Đạt 100% 50% %s"
