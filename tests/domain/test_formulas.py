from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import Message, Name, RuleViolation
from cluster.domain.formulas import (
    Against,
    Band,
    BonusBest,
    BonusCount,
    CountCapped,
    Direction,
    Excess,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    RelativeToLeader,
    Start,
    StepBand,
    WhenNone,
    YesNo,
    formula_from_data,
    formula_to_data,
)
from cluster.domain.measures import Measure, rounded
from tests.domain.sample_rulebook import RULEBOOK, part

BY_SHARE = StepBand(
    direction=Direction.UP,
    bands=(
        Band(limit=Decimal(80), points=Decimal(4)),
        Band(limit=Decimal(60), points=Decimal(3)),
        Band(limit=None, points=Decimal(2)),
    ),
)
OVERDUE_LOANS = StepBand(
    direction=Direction.DOWN,
    bands=(
        Band(limit=Decimal(2), points=Decimal(2)),
        Band(limit=Decimal(5), points=Decimal(1)),
        Band(limit=None, points=Decimal(0)),
    ),
)
SHARE = RatioCapped(against=Against.BASE)
ON_TIME = YesNo(choices=(part("on_time", "3"), part("one_late", "1.5"), part("none", "0")))
REPORTS = PenaltyPerEvent(start=Start.MAXIMUM, events=(part("late", "0.5"), part("missing", "1")))
ABSENCES = PenaltyPerEvent(start=Start.ZERO, events=(part("absent", "0.5"), part("early", "0.1")))
RECEIVED = BonusBest(choices=(part("merit", "1"), part("flag", "1.5"), part("government", "2")))
JUDGED = Expert(step=Decimal("0.5"))
ABSOLUTE = RelativeToLeader(excess=Excess.ABSOLUTE)
PERCENT = RelativeToLeader(excess=Excess.PERCENT)

EVERY_FORMULA = [
    RatioCapped(),
    SHARE,
    BY_SHARE,
    OVERDUE_LOANS,
    CountCapped(each=Decimal("2.5")),
    ON_TIME,
    REPORTS,
    ABSENCES,
    BonusCount(each=Decimal(1)),
    RECEIVED,
    JUDGED,
    ABSOLUTE,
    PERCENT,
]
figures = st.decimals(min_value=0, max_value=10**6, places=2)
targets = st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2)


def measure(
    actual: str | None = None, target: str | None = None, base: str | None = None
) -> Measure:
    return Measure(
        actual=Decimal(actual) if actual else None,
        target=Decimal(target) if target else None,
        base=Decimal(base) if base else None,
    )


def points_of(formula: Formula, given_measure: Measure, maximum: str) -> str:
    return str(formula.outcome(given_measure, Decimal(maximum)).points)


def values_in(message: Message) -> list[Any]:
    found: list[Any] = []
    for _name, value in message.values:
        found += values_in(value) if isinstance(value, Message) else [value]
    return found


@pytest.mark.parametrize(
    ("actual", "target", "maximum", "points"),
    [
        pytest.param("11", "35", "15", "4.71", id="in proportion, rounded half up"),
        pytest.param("21", "30", "15", "10.50", id="seven tenths"),
        pytest.param("172", "110", "15", "15.00", id="more than the target earns no more"),
        pytest.param("47", "75", "3", "1.88", id="training classes"),
        pytest.param("0", "30", "15", "0.00", id="nothing carried out is still a score"),
        pytest.param("1", "200", "1", "0.01", id="half a hundredth goes up"),
        pytest.param("35", "35", "15", "15.00", id="exactly the target"),
    ],
)
def test_ratio_follows_the_target(actual: str, target: str, maximum: str, points: str) -> None:
    assert points_of(RatioCapped(), measure(actual, target), maximum) == points


def test_a_ratio_is_explained_with_its_figures() -> None:
    outcome = RatioCapped().outcome(measure("11", "35"), Decimal(15))

    assert str(outcome.explanation) == "11 of 35 planned = 31.43 %; 11 ÷ 35 × 15 = 4.71 points"


def test_a_capped_ratio_is_explained_without_a_sum_that_does_not_hold() -> None:
    outcome = RatioCapped().outcome(measure("172", "110"), Decimal(15))

    assert str(outcome.explanation) == (
        "172 of 110 planned = 156.36 %, which earns the maximum of 15 points"
    )


@pytest.mark.parametrize(
    "target", [pytest.param(None, id="no target"), pytest.param("0", id="target zero")]
)
def test_a_ratio_never_divides_by_a_target_of_nothing(target: str | None) -> None:
    with pytest.raises(RuleViolation, match="needs a target above zero") as refused:
        RatioCapped().outcome(measure("5", target), Decimal(15))

    assert refused.value.field == "target"


def test_a_percentage_can_be_measured_against_a_target_in_percent() -> None:
    assert points_of(RatioCapped(), measure("45", "90", "100"), "2") == "1.00"


@pytest.mark.parametrize(
    ("actual", "base", "points"),
    [
        pytest.param("7", "9", "2.33", id="part of the whole"),
        pytest.param("9", "9", "3.00", id="all of it"),
        pytest.param("0", "9", "0.00", id="none of it"),
    ],
)
def test_a_share_follows_its_whole(actual: str, base: str, points: str) -> None:
    assert points_of(SHARE, measure(actual, base=base), "3") == points


def test_a_share_needs_both_numbers() -> None:
    assert SHARE.outcome(measure("7"), Decimal(3)).points is None
    assert SHARE.outcome(measure(base="7"), Decimal(3)).points is None


@pytest.mark.parametrize("formula", [SHARE, BY_SHARE], ids=["ratio", "bands"])
def test_nothing_sent_is_left_to_the_expert(formula: Formula) -> None:
    nothing_sent = Measure(actual=Decimal(0), base=Decimal(0))
    judged = Measure(
        actual=Decimal(0), base=Decimal(0), judged=Decimal("1.25"), reason="none was due"
    )

    assert formula.outcome(nothing_sent, Decimal(3)).points is None
    assert points_of(formula, judged, "3") == "1.25"


@pytest.mark.parametrize(("rule", "points"), [(WhenNone.MAXIMUM, "2.00"), (WhenNone.ZERO, "0.00")])
def test_nothing_received_earns_what_the_rule_book_says(rule: WhenNone, points: str) -> None:
    formula = RatioCapped(against=Against.BASE, when_none=rule)

    outcome = formula.outcome(Measure(actual=Decimal(0), base=Decimal(0)), Decimal(2))

    assert str(outcome.points) == points
    assert str(outcome.explanation).startswith("There was nothing to do")


@pytest.mark.parametrize(
    ("actual", "points"),
    [("80", "4.00"), ("79.99", "3.00"), ("60", "3.00"), ("59.99", "2.00"), ("0", "2.00")],
)
def test_bands_include_their_lower_limit(actual: str, points: str) -> None:
    assert points_of(BY_SHARE, measure(actual), "4") == points


@pytest.mark.parametrize(
    ("actual", "points"),
    [("0", "2.00"), ("2", "2.00"), ("2.01", "1.00"), ("5", "1.00"), ("5.01", "0.00")],
)
def test_falling_bands_include_their_upper_limit(actual: str, points: str) -> None:
    assert points_of(OVERDUE_LOANS, measure(actual), "2") == points


def test_bands_take_the_share_of_both_inputs_and_never_round_it_up_to_a_limit() -> None:
    outcome = BY_SHARE.outcome(measure("79999", base="100000"), Decimal(4))

    assert str(outcome.points) == "3.00"
    assert str(outcome.explanation) == "79999 of 100000 = 79.99 %: at least 60, 3 points"


@pytest.mark.parametrize(
    ("formula", "actual", "sentence"),
    [
        pytest.param(BY_SHARE, "85", "85.00: at least 80, 4 points", id="rising"),
        pytest.param(BY_SHARE, "12", "12.00: below all other bands, 2 points", id="the last"),
        pytest.param(OVERDUE_LOANS, "2.001", "2.01: at most 5, 1 points", id="falling"),
    ],
)
def test_bands_are_explained(formula: Formula, actual: str, sentence: str) -> None:
    assert str(formula.outcome(measure(actual), Decimal(4)).explanation) == sentence


def test_bands_without_a_last_one_leave_a_figure_unscored() -> None:
    formula = StepBand(direction=Direction.UP, bands=(Band(limit=Decimal(80), points=Decimal(4)),))

    assert formula.outcome(measure("10"), Decimal(4)).points is None


@pytest.mark.parametrize(
    ("actual", "points", "sentence"),
    [
        ("1", "2.50", "1 × 2.5 = 2.50 points"),
        ("3", "5.00", "3 × 2.5 = 7.50, at most 5.00 points"),
        ("0", "0.00", "0 × 2.5 = 0.00 points"),
    ],
)
def test_things_are_counted_up_to_the_maximum(actual: str, points: str, sentence: str) -> None:
    outcome = CountCapped(each=Decimal("2.5")).outcome(measure(actual), Decimal(5))

    assert (str(outcome.points), str(outcome.explanation)) == (points, sentence)


def test_half_a_document_is_not_counted() -> None:
    with pytest.raises(RuleViolation, match=r"counts whole things, not 1\.5"):
        BonusCount(each=Decimal(1)).outcome(measure("1.5"), Decimal(2))


@pytest.mark.parametrize(
    ("choice", "points"), [("on_time", "3.00"), ("one_late", "1.50"), ("none", "0.00")]
)
def test_an_answer_earns_its_part(choice: str, points: str) -> None:
    outcome = ON_TIME.outcome(Measure(choice=choice), Decimal(3))

    assert str(outcome.points) == points
    assert Name(vi=f"{choice} (vi)", en=choice) in values_in(outcome.explanation)


def test_an_unknown_answer_is_refused() -> None:
    with pytest.raises(RuleViolation, match="“later” is not one of the answers"):
        ON_TIME.outcome(Measure(choice="later"), Decimal(3))


@pytest.mark.parametrize(
    ("late", "missing", "points", "sentence"),
    [
        (3, 1, "1.50", "4 − 3 × 0.5 (late) − 1 × 1 (missing) = 1.50 points"),
        (0, 0, "4.00", "4 − 0 × 0.5 (late) − 0 × 1 (missing) = 4.00 points"),
        (
            2,
            4,
            "0.00",
            "4 − 2 × 0.5 (late) − 4 × 1 (missing), but never below 0.00 points",
        ),
    ],
)
def test_late_and_missing_reports_take_points_off(
    late: int, missing: int, points: str, sentence: str
) -> None:
    outcome = REPORTS.outcome(Measure(events={"late": late, "missing": missing}), Decimal(4))

    assert (str(outcome.points), str(outcome.explanation)) == (points, sentence)


def test_reports_earn_nothing_before_all_kinds_of_event_are_counted() -> None:
    assert REPORTS.outcome(Measure(events={"late": 3}), Decimal(4)).points is None


@pytest.mark.parametrize(
    ("events", "points"),
    [({"absent": 1}, "-0.50"), ({"absent": 2, "early": 3}, "-1.00"), ({"absent": 0}, "0.00")],
)
def test_penalties_go_down_to_their_limit(events: dict[str, int], points: str) -> None:
    assert points_of(ABSENCES, Measure(events=events), "-1") == points


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(RuleViolation, match="“asleep” is not one of the answers"):
        ABSENCES.outcome(Measure(events={"asleep": 1}), Decimal(-1))


@pytest.mark.parametrize(
    ("events", "points"),
    [
        ({"merit": 3, "flag": 1}, "1.50"),
        ({"government": 1, "merit": 1}, "2.00"),
        ({"merit": 0}, "0.00"),
    ],
)
def test_only_the_highest_award_counts(events: dict[str, int], points: str) -> None:
    assert points_of(RECEIVED, Measure(events=events), "2") == points


def test_a_judgement_is_explained_by_its_reason() -> None:
    outcome = JUDGED.outcome(Measure(judged=Decimal("2.5"), reason=" well run "), Decimal(3))

    assert str(outcome.points) == "2.50"
    assert str(outcome.explanation) == "judged at 2.5 of 3 points: well run"


@pytest.mark.parametrize("points", ["0", "2.5", "3.00"], ids=["zero", "a step", "the maximum"])
def test_a_judgement_within_the_line_is_accepted(points: str) -> None:
    assert JUDGED.outcome(
        Measure(judged=Decimal(points), reason="well run"), Decimal(3)
    ).points == Decimal(points)


@pytest.mark.parametrize(
    ("judged", "reason", "field", "match"),
    [
        pytest.param("3.5", "too good", "judged", "from 0 to 3", id="above the maximum"),
        pytest.param("-0.5", "poor", "judged", "zero or more, not -0.5", id="below zero"),
        pytest.param("2.3", "between", "judged", "steps of 0.5, not 2.3", id="between two steps"),
        pytest.param("1.005", "fine", "judged", "steps of 0.5", id="too fine"),
        pytest.param("NaN", "unclear", "judged", "not NaN", id="not a number"),
        pytest.param("2.5", "  ", "reason", "needs a reason", id="no reason"),
    ],
)
def test_a_judgement_keeps_to_its_rules(judged: str, reason: str, field: str, match: str) -> None:
    with pytest.raises(RuleViolation, match=match) as refused:
        JUDGED.outcome(Measure(judged=Decimal(judged), reason=reason), Decimal(3))

    assert refused.value.field == field


@pytest.mark.parametrize("formula", EVERY_FORMULA, ids=lambda f: f.kind)
def test_a_blank_is_no_score(formula: Formula) -> None:
    maximum = Decimal(-1) if formula is ABSENCES else Decimal(4)

    outcomes = formula.outcomes({1: Measure(target=Decimal(5))}, maximum)

    assert outcomes[1].points is None
    assert str(outcomes[1].explanation) != ""


@pytest.mark.parametrize(
    ("bad", "field", "match"),
    [
        pytest.param(measure("-1", "5"), "actual", "zero or more, not -1", id="negative"),
        pytest.param(measure("NaN", "5"), "actual", "zero or more, not NaN", id="not a number"),
        pytest.param(measure("5", "Infinity"), "target", "not Infinity", id="endless"),
        pytest.param(measure("1E+15", "5"), "actual", "at most six decimals", id="too large"),
        pytest.param(measure("1E-7", "5"), "actual", "at most six decimals", id="too fine"),
        pytest.param(measure("6", "5", "5"), "actual", "more than the whole", id="part > whole"),
        pytest.param(Measure(events={"late": -1}), "events", "not -1", id="events below zero"),
    ],
)
@pytest.mark.parametrize("formula", [RatioCapped(), ABSOLUTE], ids=["alone", "compared"])
def test_figures_that_cannot_be_are_refused(
    formula: Formula, bad: Measure, field: str, match: str
) -> None:
    with pytest.raises(RuleViolation, match=match) as refused:
        formula.outcome(bad, Decimal(10))

    assert refused.value.field == field


@pytest.mark.parametrize("formula", [RatioCapped(), ABSOLUTE], ids=["alone", "compared"])
def test_a_bad_figure_leaves_only_its_own_member_unscored(formula: Formula) -> None:
    outcomes = formula.outcomes({1: measure("-1", "5"), 2: measure("5", "5")}, Decimal(10))

    assert outcomes[1].points is None
    assert "not -1" in str(outcomes[1].explanation)
    assert outcomes[2].points is not None


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


@pytest.mark.parametrize("formula", EVERY_FORMULA, ids=lambda f: f.kind)
def test_a_formula_survives_being_stored(formula: Formula) -> None:
    assert formula_from_data(formula_to_data(formula)) == formula


def test_a_stored_formula_is_plain_text_and_lists() -> None:
    assert formula_to_data(OVERDUE_LOANS) == {
        "kind": "step_band",
        "direction": "down",
        "bands": [
            {"limit": "2", "points": "2"},
            {"limit": "5", "points": "1"},
            {"limit": None, "points": "0"},
        ],
        "when_none": "expert",
    }


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"kind": "magic"}, "formula.kind", id="unknown kind"),
        pytest.param("ratio_capped", "formula.kind", id="no entries at all"),
        pytest.param({"kind": "expert"}, "formula.step", id="missing entry"),
        pytest.param({"kind": "expert", "step": "0.5", "x": 1}, "formula.x", id="unknown entry"),
        pytest.param({"kind": "expert", "step": 0.5}, "formula.step", id="a float"),
        pytest.param({"kind": "expert", "step": True}, "formula.step", id="true is no number"),
        pytest.param({"kind": "expert", "step": "half"}, "formula.step", id="a word"),
        pytest.param({"kind": "expert", "step": "NaN"}, "formula.step", id="not a number"),
        pytest.param({"kind": "ratio_capped", "against": "x"}, "formula.against", id="bad choice"),
        pytest.param({"kind": "yes_no", "choices": {}}, "formula.choices", id="no list"),
        pytest.param({"kind": "yes_no", "choices": ["x"]}, "formula.choices[0]", id="no entries"),
        pytest.param(
            {
                "kind": "yes_no",
                "choices": [{"key": 1, "name_vi": "", "name_en": "", "points": "1"}],
            },
            "formula.choices[0].key",
            id="a number for a text",
        ),
    ],
)
def test_a_formula_that_cannot_be_read_names_the_bad_entry(data: Any, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        formula_from_data(data)

    assert refused.value.field == field
    assert field in str(refused.value)


@pytest.mark.parametrize(
    ("formula", "maximum", "sentence"),
    [
        pytest.param(
            StepBand(direction=Direction.UP, bands=()), "4", "Bands go from the best", id="no band"
        ),
        pytest.param(
            StepBand(direction=Direction.DOWN, bands=BY_SHARE.bands),
            "4",
            "Bands go from the best",
            id="bands in the wrong order",
        ),
        pytest.param(BY_SHARE, "3", "4 points are not between 0 and 3", id="band above maximum"),
        pytest.param(ON_TIME, "2", "3 points are not between 0 and 2", id="answer above maximum"),
        pytest.param(RECEIVED, "1.5", "2 points are not between", id="award above maximum"),
        pytest.param(YesNo(choices=()), "2", "at least one entry", id="no answers"),
        pytest.param(
            YesNo(choices=(part("a", "1"), part("a", "2"))), "2", "a key of its own", id="same key"
        ),
        pytest.param(CountCapped(each=Decimal(0)), "2", "must change the points", id="each zero"),
        pytest.param(CountCapped(each=Decimal(3)), "2", "not between", id="each above maximum"),
        pytest.param(REPORTS, "-4", "from zero on a penalty line", id="maximum of a penalty"),
        pytest.param(ABSENCES, "4", "from zero on a penalty line", id="penalty of a maximum"),
        pytest.param(JUDGED, "2.2", "must reach the maximum", id="steps pass the maximum"),
        pytest.param(Expert(step=Decimal(0)), "2", "must reach the maximum", id="step zero"),
        pytest.param(RatioCapped(), "-1", "Only penalties per event", id="ratio as a penalty"),
    ],
)
def test_a_formula_that_cannot_work_says_so(formula: Formula, maximum: str, sentence: str) -> None:
    assert sentence in " | ".join(str(p) for p in formula.problems(Decimal(maximum)))


def test_sound_formulas_have_no_problems() -> None:
    found = [line.formula.problems(line.max_points) for line in RULEBOOK.lines() if line.formula]

    assert found == [[]] * len(RULEBOOK.lines())


def test_a_part_has_a_name_in_both_languages() -> None:
    assert str(Part(key="a", name_vi="Cờ", name_en="Flag", points=Decimal(1)).name) == "Flag"
