"""Ballots: what may be opened, what a paper may say, what a count may be, what it decides."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cluster.domain.ballot_results import needed_present, needed_votes, percent
from cluster.domain.ballots import (
    NOBODY,
    BallotStatus,
    Count,
    MajorityOf,
    Method,
    Terms,
    check_announcement,
    check_choice,
    check_count,
    check_method,
    check_not_voted,
    check_open,
    check_same,
    check_teller,
    check_terms,
    parse_share,
)
from cluster.domain.errors import RuleViolation
from cluster.domain.years import Phase
from tests.domain.sample_ballots import HANDS, NOMINATION, RECUSED, RULE, TERMS, counted


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("2/3", Fraction(2, 3), id="a fraction"),
        pytest.param(" 2 / 3 ", Fraction(2, 3), id="with blanks"),
        pytest.param("80 %", Fraction(4, 5), id="per cent"),
        pytest.param("66,5%", Fraction(133, 200), id="per cent with a decimal comma"),
        pytest.param("0,5", Fraction(1, 2), id="a decimal"),
        pytest.param("1", Fraction(1), id="all"),
    ],
)
def test_a_share_is_read_exactly(text: str, share: Fraction) -> None:
    assert parse_share(text, field="quorum") == share


@pytest.mark.parametrize("text", ["", "many", "1/0", "%", "0", "-1/2", "3/2", "101 %"])
def test_what_is_no_share_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        parse_share(text, field="quorum")

    assert refused.value.field == "quorum"


@pytest.mark.parametrize(
    ("majority", "is_above", "entitled", "needed"),
    [
        pytest.param("1/2", True, 6, 4, id="more than half of six"),
        pytest.param("1/2", True, 7, 4, id="more than half of seven"),
        pytest.param("1/2", False, 6, 3, id="at least half of six"),
        pytest.param("2/3", False, 6, 4, id="at least two thirds of six, exactly"),
        pytest.param("2/3", True, 6, 5, id="more than two thirds of six"),
        pytest.param("2/3", False, 15, 10, id="at least two thirds of fifteen"),
        pytest.param("80%", False, 5, 4, id="at least 80 per cent of five, exactly"),
        pytest.param("90%", False, 6, 6, id="at least 90 per cent of six"),
        pytest.param("1/3", False, 3, 1, id="a third of three, which no float knows"),
    ],
)
def test_the_majority_is_exact_at_its_boundary(
    majority: str, is_above: bool, entitled: int, needed: int
) -> None:
    rule = replace(RULE, majority=parse_share(majority, field=""), is_above=is_above)

    assert needed_votes(rule, entitled, 0) == needed


def test_a_majority_of_valid_votes_is_reckoned_from_them() -> None:
    assert needed_votes(replace(RULE, majority_of=MajorityOf.VALID), 6, 5) == 3


@pytest.mark.parametrize(
    ("quorum", "members", "needed"),
    [
        pytest.param("2/3", 6, 4, id="two thirds of six"),
        pytest.param("2/3", 7, 5, id="two thirds of seven, rounded up"),
        pytest.param("1/3", 3, 3, id="never fewer than three in secret"),
    ],
)
def test_the_quorum_is_rounded_up(quorum: str, members: int, needed: int) -> None:
    rule = replace(RULE, quorum=parse_share(quorum, field=""))
    terms = replace(TERMS, rule=rule, entitled=tuple(range(members)))

    assert needed_present(terms) == needed


def test_raised_hands_need_no_three() -> None:
    rule = replace(RULE, quorum=Fraction(1, 2))

    assert needed_present(replace(HANDS, entitled=(1, 2), rule=rule)) == 1


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        pytest.param(4, 6, "66.67", id="rounded up"),
        pytest.param(1, 3, "33.33", id="rounded down"),
        pytest.param(1, 800, "0.13", id="half up"),
        pytest.param(0, 0, "0", id="of nothing"),
    ],
)
def test_a_share_is_shown_in_hundredths_of_a_per_cent(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == Decimal(shown)


@pytest.mark.parametrize("phase", [Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED])
def test_a_leader_is_elected_from_the_council_until_published(phase: Phase) -> None:
    check_terms(TERMS, phase, barred=[3])


@pytest.mark.parametrize(
    ("terms", "phase"),
    [
        pytest.param(TERMS, Phase.REVIEW, id="a leader before the council"),
        pytest.param(TERMS, Phase.ARCHIVED, id="a leader of an archived year"),
        pytest.param(NOMINATION, Phase.FROZEN, id="a nomination after the council"),
    ],
)
def test_a_ballot_out_of_its_phase_is_refused(terms: Terms, phase: Phase) -> None:
    with pytest.raises(RuleViolation, match="not possible now"):
        check_terms(terms, phase, barred=())


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        pytest.param(replace(TERMS, seats=2), "seats", id="two leaders"),
        pytest.param(replace(NOMINATION, seats=0), "seats", id="nobody is chosen"),
        pytest.param(replace(TERMS, candidates=(1, 9)), "candidate_ids", id="a stranger"),
        pytest.param(replace(TERMS, candidates=()), "candidate_ids", id="no name"),
        pytest.param(NOMINATION, "candidate_ids", id="a member under review is nominated"),
        pytest.param(
            replace(TERMS, entitled=(1, 2), candidates=(1, 2)), "method", id="two in secret"
        ),
    ],
)
def test_a_ballot_that_cannot_be_held_is_refused_at_its_field(terms: Terms, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_terms(terms, Phase.COUNCIL, barred=[3])

    assert refused.value.field == field


def test_two_members_may_raise_their_hands() -> None:
    check_terms(replace(HANDS, entitled=(1, 2), candidates=(1, 2)), Phase.COUNCIL, barred=())


def test_nothing_is_done_in_a_ballot_that_is_over() -> None:
    check_open(BallotStatus.OPEN)
    for status in (BallotStatus.CLOSED, BallotStatus.CALLED_OFF):
        with pytest.raises(RuleViolation, match="is over"):
            check_open(status)


def test_a_ballot_is_held_in_its_own_way_only() -> None:
    check_method(Method.PAPER, [Method.HANDS, Method.PAPER])
    with pytest.raises(RuleViolation, match="on the screen"):
        check_method(Method.SCREEN, [Method.HANDS, Method.PAPER])


def test_a_unit_votes_once() -> None:
    check_not_voted(has_voted=False)
    with pytest.raises(RuleViolation, match="cannot be changed"):
        check_not_voted(has_voted=True)


@pytest.mark.parametrize(
    ("choices", "chosen"),
    [
        pytest.param([2], (2,), id="one name"),
        pytest.param([2, 2], (2,), id="the same name twice is one vote"),
        pytest.param([NOBODY], (), id="an empty paper"),
    ],
)
def test_a_valid_paper_is_taken(choices: list[int], chosen: tuple[int, ...]) -> None:
    assert check_choice(TERMS, 1, choices) == chosen


@pytest.mark.parametrize(
    ("terms", "choices"),
    [
        pytest.param(TERMS, [], id="nothing chosen"),
        pytest.param(TERMS, [NOBODY, 2], id="nobody and somebody"),
        pytest.param(TERMS, [9], id="a name that is not on the paper"),
        pytest.param(TERMS, [1, 2], id="more names than seats"),
        pytest.param(RECUSED, [1], id="one's own alliance where that is ruled out"),
    ],
)
def test_a_paper_that_is_not_valid_is_refused_at_its_choice(
    terms: Terms, choices: list[int]
) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_choice(terms, 1, choices)

    assert refused.value.field == "choices"


def test_a_paper_may_name_as_many_as_there_are_seats() -> None:
    assert check_choice(replace(NOMINATION, seats=3), 1, [3, 1]) == (3, 1)


@pytest.mark.parametrize(
    ("terms", "count", "field"),
    [
        pytest.param(TERMS, counted([7, -1, 0, 0, 0, 0]), None, id="a negative number"),
        pytest.param(TERMS, counted([6]), None, id="a name left out"),
        pytest.param(TERMS, counted([7, 0, 0, 0, 0, 0]), "issued", id="more papers than units"),
        pytest.param(
            TERMS, replace(counted([4, 0, 0, 0, 0, 0]), returned=5), "returned", id="a paper more"
        ),
        pytest.param(
            TERMS, replace(counted([4, 0, 0, 0, 0, 0]), valid=3), "valid", id="a paper lost"
        ),
        pytest.param(
            replace(NOMINATION, seats=2), counted([5, 0, 0, 0, 0, 0], valid=4), "votes_1",
            id="more votes than papers",
        ),
        pytest.param(RECUSED, counted([6, 0, 0, 0, 0, 0]), "votes_1", id="a vote for oneself"),
        pytest.param(TERMS, counted([3, 2, 0, 0, 0, 0], valid=6), None, id="votes missing"),
        pytest.param(TERMS, counted([4, 4, 0, 0, 0, 0], valid=6), None, id="votes too many"),
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_is_refused(terms: Terms, count: Count, field: str | None) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_count(terms, count)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        pytest.param(TERMS, counted([6, 0, 0, 0, 0, 0]), id="all for one"),
        pytest.param(TERMS, counted([3, 2, 0, 0, 0, 0], invalid=1), id="one invalid"),
        pytest.param(RECUSED, counted([5, 1, 0, 0, 0, 0]), id="all but the own one"),
        pytest.param(
            replace(NOMINATION, seats=3), counted([6, 6, 3, 0, 0, 0], valid=6), id="three seats"
        ),
    ],
)
def test_a_count_that_can_be_is_taken(terms: Terms, count: Count) -> None:
    check_count(terms, count)


def test_two_tellers_with_the_same_figures_agree() -> None:
    check_same(counted([4, 2, 0, 0, 0, 0]), counted([4, 2, 0, 0, 0, 0]))


@pytest.mark.parametrize("first", [[4, 2, 0, 0, 0, 0], [0, 0, 0, 0, 1, 5]])
def test_two_tellers_who_differ_are_told_so_and_nothing_of_the_other_count(
    first: list[int],
) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_same(counted(first), counted([5, 1, 0, 0, 0, 0]))
    assert refused.value.message.values == ()


def test_a_third_teller_is_refused() -> None:
    check_teller(1)
    with pytest.raises(RuleViolation, match="Two tellers have counted already"):
        check_teller(2)


@pytest.mark.parametrize(
    ("status", "is_announced", "refusal"),
    [
        pytest.param(BallotStatus.OPEN, False, "before the ballot is closed", id="still open"),
        pytest.param(BallotStatus.CALLED_OFF, False, "before the ballot", id="called off"),
        pytest.param(BallotStatus.CLOSED, True, "announced already", id="announced before"),
    ],
)
def test_only_a_closed_ballot_is_announced_and_only_once(
    status: BallotStatus, is_announced: bool, refusal: str
) -> None:
    check_announcement(BallotStatus.CLOSED, is_announced=False)
    with pytest.raises(RuleViolation, match=refusal):
        check_announcement(status, is_announced=is_announced)
