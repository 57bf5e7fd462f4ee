from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import RuleViolation
from cluster.domain.formulas import Formula, RelativeToLeader
from cluster.domain.measures import Measure
from tests.domain.sample_formulas import ABSOLUTE, PERCENT, figures, measure, points_of, targets


def relative(formula: Formula, measures: Mapping[int, Measure], maximum: str) -> dict[int, str]:
    outcomes = formula.outcomes(measures, Decimal(maximum))
    return {member: str(outcome.points) for member, outcome in outcomes.items()}


FIELD = {
    1: measure("5", "10"),
    2: measure("10", "10"),
    3: measure("16", "10"),
    4: measure("50", "40"),
    5: Measure(target=Decimal(10)),
}
NAMES = {3: "Huế", 4: "Huế"}


def test_members_are_compared_by_their_excess_over_the_target() -> None:
    assert relative(ABSOLUTE, FIELD, "10") == {
        1: "2.50",
        2: "5.00",
        3: "8.00",
        4: "10.00",
        5: "None",
    }


def test_excess_in_percent_favours_the_smaller_target() -> None:
    assert relative(PERCENT, FIELD, "10") == {
        1: "2.50",
        2: "5.00",
        3: "10.00",
        4: "7.08",
        5: "None",
    }


def test_members_without_a_target_compare_among_themselves() -> None:
    measures = {1: measure("16", "10"), 2: measure("30"), 3: measure("100"), 4: measure("0")}

    assert relative(ABSOLUTE, measures, "10") == {1: "10.00", 2: "3.00", 3: "10.00", 4: "0.00"}


def test_nobody_without_a_target_did_anything() -> None:
    assert relative(ABSOLUTE, {1: measure("0"), 2: measure("0")}, "10") == {1: "0.00", 2: "0.00"}


def test_members_in_front_share_the_maximum() -> None:
    measures = {1: measure("16", "10"), 2: measure("26", "20")}

    assert relative(ABSOLUTE, measures, "10") == {1: "10.00", 2: "10.00"}


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        (
            ABSOLUTE,
            "16 of 10 planned is 6 above; the best is Huế, 10 above; 5 + 5 × 6 ÷ 10 = 8.00 points",
        ),
        (
            PERCENT,
            "50 of 40 planned is 25 % above; the best is Huế, 60 % above; 5 + 5 × 25 ÷ 60 = 7.08",
        ),
    ],
    ids=["absolute", "percent"],
)
def test_the_comparison_is_explained(formula: Formula, sentence: str) -> None:
    outcomes = formula.outcomes(FIELD, Decimal(10), NAMES).values()

    assert any(str(outcome.explanation).startswith(sentence) for outcome in outcomes)


def test_the_other_comparisons_are_explained_too() -> None:
    outcomes = ABSOLUTE.outcomes(
        {1: measure("5", "10"), 2: measure("3"), 3: measure("4")}, Decimal(9), {3: "Huế"}
    )

    assert [str(outcome.explanation) for outcome in outcomes.values()] == [
        "5 of 10 planned; half the maximum × 5 ÷ 10 = 2.25 points",
        "3 without a target; the largest among those without is 4 (Huế); 3 ÷ 4 × 9 = 6.75 points",
        "4 without a target; the largest among those without is 4 (Huế); 4 ÷ 4 × 9 = 9.00 points",
    ]


@pytest.mark.parametrize(
    ("names", "who"),
    [
        pytest.param({}, "a member", id="nobody is named"),
        pytest.param({1: "Gia Lai", 2: "Đắk Lắk"}, "Gia Lai with 1 others", id="two in front"),
    ],
)
def test_those_in_front_together_are_told(names: dict[int, str], who: str) -> None:
    measures = {1: measure("16", "10"), 2: measure("26", "20")}

    sentence = str(ABSOLUTE.outcomes(measures, Decimal(10), names)[1].explanation)

    assert f"the best is {who}, 6 above" in sentence


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(Measure(actual=Decimal(5), target=Decimal(0)), id="target zero"),
        pytest.param(Measure(actual=Decimal(0), base=Decimal(0)), id="a share of nothing"),
    ],
)
def test_what_cannot_be_compared_is_refused(bad: Measure) -> None:
    with pytest.raises(RuleViolation):
        ABSOLUTE.outcome(bad, Decimal(10))


def test_a_member_alone_above_its_target_leads() -> None:
    assert points_of(PERCENT, measure("11", "10"), "10") == "10.00"


@given(
    st.dictionaries(
        st.integers(1, 15),
        st.builds(
            Measure,
            actual=st.none() | figures,
            target=st.none() | targets,
        ),
        max_size=15,
    ),
    st.sampled_from([ABSOLUTE, PERCENT]),
)
def test_comparisons_stay_between_zero_and_the_maximum(
    measures: dict[int, Measure], formula: RelativeToLeader
) -> None:
    outcomes = formula.outcomes(measures, Decimal(10))

    assert set(outcomes) == set(measures)
    for member, outcome in outcomes.items():
        assert (outcome.points is None) == (measures[member].actual is None)
        if outcome.points is not None:
            assert 0 <= outcome.points <= 10
            assert_in_band(measures[member], outcome.points)


def assert_in_band(given_measure: Measure, points: Decimal) -> None:
    actual, target = given_measure.actual, given_measure.target
    if actual is None or target is None:
        return
    if actual <= target:
        assert points <= 5
    else:
        assert points >= 5
