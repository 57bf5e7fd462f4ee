"""Which member scores which others."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.cross_scoring import balanced_round, check_no_scores, check_pair
from cluster.domain.errors import RuleViolation


def test_each_member_scores_the_next_ones_in_the_order_of_the_year() -> None:
    assert balanced_round([10, 20, 30], 2) == [
        (10, 20),
        (10, 30),
        (20, 30),
        (20, 10),
        (30, 10),
        (30, 20),
    ]


@given(st.sets(st.integers(), min_size=2, max_size=15), st.data())
def test_everybody_scores_and_is_scored_equally_often_and_never_by_itself(
    members: set[int], data: st.DataObject
) -> None:
    each = data.draw(st.integers(1, len(members) - 1))

    pairs = balanced_round(sorted(members), each)

    assert Counter(scorer for scorer, _scored in pairs) == dict.fromkeys(members, each)
    assert Counter(scored for _scorer, scored in pairs) == dict.fromkeys(members, each)
    assert len(set(pairs)) == len(pairs)
    assert all(scorer != scored for scorer, scored in pairs)


@pytest.mark.parametrize("each", [0, 3, 7])
def test_more_scorers_than_other_members_are_refused(each: int) -> None:
    with pytest.raises(RuleViolation) as refusal:
        balanced_round([10, 20, 30], each)

    assert str(refusal.value.message) == f"Each member can score from 1 to 2 others, not {each}."


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        pytest.param((10, 10), "scorer_id", id="itself"),
        pytest.param((40, 10), "scorer_id", id="a stranger scores"),
        pytest.param((10, 40), "alliance_id", id="a stranger is scored"),
    ],
)
def test_a_pair_is_two_members_of_the_year(pair: tuple[int, int], field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_pair(*pair, [10, 20, 30])

    assert refusal.value.field == field


def test_two_members_make_a_pair() -> None:
    check_pair(10, 20, [10, 20, 30])


def test_an_assignment_under_which_scores_were_given_stays() -> None:
    check_no_scores([])
    with pytest.raises(RuleViolation) as refusal:
        check_no_scores(["Gia Lai", "Đắk Lắk"])

    assert "Gia Lai, Đắk Lắk" in str(refusal.value.message)
