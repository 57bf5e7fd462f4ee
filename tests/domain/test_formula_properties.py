from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.formulas import Formula, RatioCapped
from cluster.domain.measures import Measure, rounded
from tests.domain.sample_formulas import (
    ABSOLUTE,
    BY_SHARE,
    ON_TIME,
    OVERDUE_LOANS,
    PERCENT,
    REPORTS,
    figures,
    targets,
    values_in,
)


@given(figures, figures, targets, st.sampled_from([RatioCapped(), ABSOLUTE, PERCENT]))
def test_more_carried_out_never_earns_less(
    one: Decimal, other: Decimal, target: Decimal, formula: Formula
) -> None:
    rival = {9: Measure(actual=target * 2, target=target)}
    less, more = (
        formula.outcomes({1: Measure(actual=a, target=target), **rival}, Decimal(15))[1].points
        for a in sorted((one, other))
    )

    assert less is not None
    assert more is not None
    assert less <= more


@given(figures, figures)
def test_bands_never_go_the_wrong_way(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))

    def scored(formula: Formula, actual: Decimal) -> Decimal:
        return formula.outcome(Measure(actual=actual), Decimal(4)).points or Decimal(0)

    assert scored(BY_SHARE, low) <= scored(BY_SHARE, high)
    assert scored(OVERDUE_LOANS, low) >= scored(OVERDUE_LOANS, high)


@given(figures, targets)
def test_a_scale_of_a_thousand_gives_ten_times_the_points(actual: Decimal, target: Decimal) -> None:
    given_measure = Measure(actual=actual, target=target)
    hundred = RatioCapped().outcome(given_measure, Decimal(15)).points
    thousand = RatioCapped().outcome(given_measure, Decimal(150)).points

    assert hundred is not None
    assert thousand is not None
    assert abs(thousand - 10 * hundred) <= Decimal("0.05")


@given(figures, targets)
def test_no_number_is_ever_a_float(actual: Decimal, target: Decimal) -> None:
    given_measure = Measure(
        actual=actual, target=target, events={"late": 1, "missing": 0}, choice="on_time"
    )
    for formula in (RatioCapped(), BY_SHARE, ON_TIME, REPORTS, ABSOLUTE, PERCENT):
        outcome = formula.outcome(given_measure, Decimal(15))
        assert isinstance(outcome.points, Decimal)
        assert not any(isinstance(v, float | Fraction) for v in values_in(outcome.explanation))


@pytest.mark.parametrize(
    ("value", "result"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("-0.004", "0.00"), ("2.344999", "2.34")],
)
def test_halves_are_rounded_away_from_zero(value: str, result: str) -> None:
    assert str(rounded(Decimal(value))) == result
