from decimal import Decimal

import pytest

from cluster.domain.errors import Name, RuleViolation
from cluster.domain.formulas import (
    Against,
    Band,
    BonusCount,
    CountCapped,
    Direction,
    Formula,
    RatioCapped,
    StepBand,
    WhenNone,
)
from cluster.domain.measures import Measure
from tests.domain.sample_formulas import (
    ABSENCES,
    ABSOLUTE,
    BY_SHARE,
    EVERY_FORMULA,
    JUDGED,
    ON_TIME,
    OVERDUE_LOANS,
    RECEIVED,
    REPORTS,
    SHARE,
    measure,
    points_of,
    values_in,
)


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
