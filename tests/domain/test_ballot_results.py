from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.ballot_results import (
    Verdict,
    check_next_round,
    check_settlement,
    equals,
    explanation,
    needed_votes,
    outcome,
)
from cluster.domain.ballots import (
    NOBODY,
    Count,
    MajorityOf,
    Method,
    Rule,
    Terms,
    check_choice,
    check_count,
    check_enough_counts,
)
from cluster.domain.errors import RuleViolation
from tests.domain.sample_ballots import NOMINATION, RULE, SIX, TERMS, counted


@pytest.mark.parametrize(
    ("votes", "seats", "tied"),
    [
        pytest.param([3, 3, 0, 0, 0, 0], 1, (1, 2), id="three against three, no majority"),
        pytest.param([2, 2, 2, 0, 0, 0], 1, (1, 2, 3), id="three equals"),
        pytest.param([4, 2, 0, 0, 0, 0], 1, (), id="decided"),
        pytest.param([3, 2, 1, 0, 0, 0], 1, (), id="no majority, but one leads"),
        pytest.param([6, 3, 3, 0, 0, 0], 2, (2, 3), id="equals before the last seat"),
        pytest.param([3, 3, 0, 0, 0, 0], 2, (), id="as many equals as seats"),
    ],
)
def test_equals_are_those_with_most_votes_where_they_are_more_than_the_seats(
    votes: list[int], seats: int, tied: tuple[int, ...]
) -> None:
    terms = replace(NOMINATION, seats=seats)

    assert equals(outcome(terms, counted(votes, valid=6))) == tied


def test_no_quorum_is_no_tie() -> None:
    assert equals(outcome(TERMS, counted([1, 1, 0, 0, 0, 0]))) == ()


TIE = outcome(TERMS, counted([3, 3, 0, 0, 0, 0]))


def test_a_lasting_tie_is_settled_among_the_equals() -> None:
    check_settlement(TIE, [2], "Rút thăm", round_number=2, has_next=False)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({"round_number": 1}, "Vote again among the equals", id="in the first round"),
        pytest.param({"has_next": True}, "no tie to settle", id="another round is open"),
        pytest.param({"chosen": [3]}, "Choose 1 of those", id="another name"),
        pytest.param({"chosen": [1, 2]}, "Choose 1 of those", id="too many"),
        pytest.param({"reason": " "}, "Say why", id="no reason"),
        pytest.param(
            {"result": outcome(TERMS, counted([4, 2, 0, 0, 0, 0]))}, "no tie", id="no tie at all"
        ),
    ],
)
def test_other_settlements_are_refused(changes: dict[str, Any], refusal: str) -> None:
    asked: dict[str, Any] = {
        "result": TIE,
        "chosen": [1],
        "reason": "Rút thăm",
        "round_number": 2,
        "has_next": False,
    } | changes
    with pytest.raises(RuleViolation, match=refusal):
        check_settlement(asked.pop("result"), asked.pop("chosen"), asked.pop("reason"), **asked)


@pytest.mark.parametrize(
    ("method", "counts", "enough"),
    [
        pytest.param(Method.SCREEN, 0, True, id="the screen counts itself"),
        pytest.param(Method.HANDS, 0, False, id="hands not counted"),
        pytest.param(Method.HANDS, 1, True, id="hands counted"),
        pytest.param(Method.PAPER, 1, False, id="papers counted by one"),
        pytest.param(Method.PAPER, 2, True, id="papers counted by two"),
    ],
)
def test_a_ballot_is_closed_with_enough_counts(method: Method, counts: int, enough: bool) -> None:
    if enough:
        check_enough_counts(method, counts)
    else:
        with pytest.raises(RuleViolation):
            check_enough_counts(method, counts)


@pytest.mark.parametrize(
    ("terms", "votes", "verdict", "elected", "again"),
    [
        pytest.param(TERMS, [4, 2, 0, 0, 0, 0], Verdict.DECIDED, (1,), (), id="a majority"),
        pytest.param(
            TERMS, [3, 3, 0, 0, 0, 0], Verdict.NO_MAJORITY, (), (1, 2), id="half is no majority"
        ),
        pytest.param(
            TERMS, [3, 2, 1, 0, 0, 0], Verdict.NO_MAJORITY, (), (1, 2), id="the leading two"
        ),
        pytest.param(
            TERMS, [2, 1, 1, 1, 1, 0], Verdict.NO_MAJORITY, (), (1, 2, 3, 4, 5),
            id="the leading one and all who are second",
        ),
        pytest.param(
            replace(NOMINATION, seats=2), [6, 4, 4, 0, 0, 0], Verdict.TIED, (1,), (2, 3),
            id="a tie for the second seat",
        ),
        pytest.param(
            replace(NOMINATION, seats=2), [5, 5, 5, 0, 0, 0], Verdict.TIED, (), (1, 2, 3),
            id="a tie of three for two seats",
        ),
        pytest.param(
            replace(NOMINATION, seats=2), [5, 5, 1, 0, 0, 0], Verdict.DECIDED, (1, 2), (),
            id="equal votes that both get a seat",
        ),
        pytest.param(
            replace(NOMINATION, seats=2), [6, 2, 2, 1, 0, 0], Verdict.NO_MAJORITY, (1,), (2, 3),
            id="one seat filled, none other with a majority",
        ),
        pytest.param(
            replace(TERMS, candidates=(1,)), [3], Verdict.NO_MAJORITY, (), (1,),
            id="the only name without a majority",
        ),
    ],
)  # fmt: skip
def test_votes_decide(
    terms: Terms,
    votes: list[int],
    verdict: Verdict,
    elected: tuple[int, ...],
    again: tuple[int, ...],
) -> None:
    result = outcome(terms, replace(counted(votes), issued=6, returned=6))

    assert (result.verdict, result.elected, result.next_round) == (verdict, elected, again)
    assert result.open_seats == terms.seats - len(elected)


def test_without_a_quorum_nothing_is_decided_and_nothing_told() -> None:
    result = outcome(TERMS, counted([3, 0, 0, 0, 0, 0]))

    assert result.verdict is Verdict.NO_QUORUM
    assert (result.elected, result.shares, result.next_round) == ((), (), SIX)


def test_invalid_papers_count_for_the_quorum() -> None:
    result = outcome(TERMS, counted([0, 0, 0, 0, 0, 0], invalid=6))

    assert (result.verdict, result.elected) == (Verdict.NO_MAJORITY, ())


def test_nobody_is_chosen_without_a_single_vote() -> None:
    rule = replace(RULE, majority_of=MajorityOf.VALID, is_above=False)
    result = outcome(replace(TERMS, rule=rule), counted([0, 0, 0, 0, 0, 0], invalid=6))

    assert result.elected == ()


def test_shares_are_told_of_valid_votes_and_of_all_members() -> None:
    result = outcome(TERMS, counted([4, 1, 0, 0, 0, 0], invalid=1))

    first = result.shares[0]
    assert (first.alliance_id, first.of_valid, first.of_entitled, first.is_elected) == (
        1,
        Decimal("80.00"),
        Decimal("66.67"),
        True,
    )


@given(
    st.integers(3, 15).flatmap(
        lambda members: st.tuples(
            st.just(members),
            st.integers(1, members),
            st.lists(st.sets(st.integers(1, members)), max_size=members),
        )
    )
)
def test_every_vote_cast_is_counted_and_no_seat_is_given_twice(
    cast: tuple[int, int, list[set[int]]],
) -> None:
    members, seats, drawn = cast
    everybody = tuple(range(1, members + 1))
    terms = replace(NOMINATION, seats=seats, candidates=everybody, entitled=everybody)
    papers = [sorted(paper)[:seats] or [NOBODY] for paper in drawn]
    chosen = [check_choice(terms, voter, paper) for voter, paper in enumerate(papers, start=1)]
    invalid = sum(not names for names in chosen)
    count = Count(
        issued=members,
        returned=len(papers),
        valid=len(papers) - invalid,
        invalid=invalid,
        votes={member: sum(member in names for names in chosen) for member in everybody},
    )

    check_count(terms, count)
    result = outcome(terms, count)

    assert sum(count.votes.values()) == sum(map(len, chosen))
    assert len(result.elected) + result.open_seats == seats
    assert not set(result.elected) & set(result.next_round)
    assert (result.verdict is Verdict.DECIDED) == (result.open_seats == 0)
    assert all(count.votes[member] * 2 > members for member in result.elected)
    if result.verdict is not Verdict.DECIDED:
        assert len(result.next_round) >= result.open_seats


@given(st.fractions(0, 1).filter(bool), st.integers(1, 15), st.booleans())
def test_the_votes_needed_are_the_fewest_that_fulfil_the_rule(
    share: Fraction, entitled: int, is_above: bool
) -> None:
    rule = replace(RULE, majority=share, is_above=is_above)

    def fulfils(votes: int) -> bool:
        return votes > share * entitled if is_above else votes >= share * entitled

    needed = needed_votes(rule, entitled, 0)

    assert fulfils(needed)
    assert not fulfils(needed - 1)


@pytest.mark.parametrize("verdict", [Verdict.TIED, Verdict.NO_MAJORITY, Verdict.NO_QUORUM])
def test_what_was_not_decided_goes_to_one_other_round(verdict: Verdict) -> None:
    check_next_round(verdict, has_next=False)
    with pytest.raises(RuleViolation, match="opened already"):
        check_next_round(verdict, has_next=True)


@pytest.mark.parametrize("verdict", [Verdict.DECIDED, None])
def test_what_is_decided_or_still_open_needs_no_other_round(verdict: Verdict | None) -> None:
    with pytest.raises(RuleViolation, match="no other round"):
        check_next_round(verdict, has_next=False)


@pytest.mark.parametrize(
    ("rule", "votes", "told"),
    [
        pytest.param(
            RULE, [4, 2, 0, 0, 0, 0],
            "More than 1/2 of 6 (all member units) is at least 4 votes.", id="more than half",
        ),
        pytest.param(
            replace(RULE, is_above=False, majority_of=MajorityOf.VALID, majority=Fraction(4, 5)),
            [4, 1, 0, 0, 0, 0],
            "At least 4/5 of 5 (valid votes) is at least 4 votes.", id="at least 80 per cent",
        ),
        pytest.param(
            RULE, [3, 0, 0, 0, 0, 0],
            "The ballot is not valid. Its votes are not counted and not told.", id="no quorum",
        ),
    ],
)  # fmt: skip
def test_what_decided_is_told_in_words(rule: Rule, votes: list[int], told: str) -> None:
    terms, count = replace(TERMS, rule=rule), counted(votes)

    first, second = explanation(terms, count, outcome(terms, count))

    assert str(first) == (f"{sum(votes)} of 6 member units voted; at least 4 had to (quorum 2/3).")
    assert str(second) == told
