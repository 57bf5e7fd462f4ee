from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion, CriterionKind, CrossMethod
from cluster.domain.scoring import (
    Layer,
    LayerPoints,
    check_reason,
    check_same_figure,
    combine_cross,
    score_criterion,
    standing,
)
from cluster.domain.totals import total_points
from tests.domain.sample_rulebook import (
    DOSSIERS,
    FULL_MARKS,
    MEMBER_SHARE,
    NEW_COOPERATIVES,
    RULEBOOK,
    section,
)

hundredths = st.decimals(min_value=0, max_value=15, places=2)


def test_all_members_are_scored_each_with_rule_and_sentence() -> None:
    outcomes = score_criterion(
        NEW_COOPERATIVES,
        {
            1: Measure(actual=Decimal(11), target=Decimal(35)),
            2: Measure(target=Decimal(30)),
            3: Measure(actual=Decimal(11)),
            4: Measure(actual=Decimal(11), target=Decimal(0)),
        },
    )

    assert {member: outcome.points for member, outcome in outcomes.items()} == {
        1: Decimal("4.71"),
        2: None,
        3: None,
        4: None,
    }
    assert {member: str(outcome.explanation) for member, outcome in outcomes.items()} == {
        1: "Rule III.1: 11 of 35 planned = 31.43 %; 11 ÷ 35 × 15 = 4.71 points.",
        2: "No figure has been reported yet.",
        3: "This criterion needs a target.",
        4: "A criterion scored by ratio needs a target above zero.",
    }


@pytest.mark.parametrize("criterion", [MEMBER_SHARE, DOSSIERS], ids=["bands", "ratio"])
def test_a_share_is_not_scored_from_one_number(criterion: Criterion) -> None:
    outcomes = score_criterion(criterion, {1: Measure(actual=Decimal(85))})

    assert outcomes[1].points is None
    assert str(outcomes[1].explanation) == "A share needs both numbers: the part and the whole."


def test_a_section_gives_no_points() -> None:
    assert score_criterion(section("I"), {1: Measure(actual=Decimal(1))})[1].points is None


def layer(name: Layer, points: str | None) -> LayerPoints:
    return LayerPoints(layer=name, points=Decimal(points) if points else None)


def test_the_highest_layer_with_points_counts() -> None:
    layers = [layer(Layer.APPRAISAL, "0"), layer(Layer.FINAL, None), layer(Layer.SELF, "4")]

    assert standing(layers) == layer(Layer.APPRAISAL, "0")
    assert standing([]) is None


@pytest.mark.parametrize(
    ("method", "scores", "points", "sentence"),
    [
        pytest.param(
            CrossMethod.MEAN,
            ["4", "3", None, "3"],
            "3.33",
            "mean of 3 of 4 cross-scores: 10 ÷ 3 = 3.33 points",
            id="mean counts only who has scored",
        ),
        pytest.param(
            CrossMethod.MEAN,
            ["3.01", "3.02"],
            "3.02",
            "mean of 2 of 2 cross-scores: 6.03 ÷ 2 = 3.02 points",
            id="mean rounded half up",
        ),
        pytest.param(
            CrossMethod.MEDIAN,
            ["4", "0", "3"],
            "3.00",
            "median of 3 of 3 cross-scores = 3.00 points",
            id="median of three",
        ),
        pytest.param(
            CrossMethod.MEDIAN,
            ["4", "0", "3", None, "2.5"],
            "2.75",
            "median of 4 of 5 cross-scores = 2.75 points",
            id="median of four",
        ),
        pytest.param(
            CrossMethod.MEAN,
            [None, None],
            None,
            "Nobody has cross-scored this line yet.",
            id="nobody has scored",
        ),
    ],
)
def test_cross_scores_are_combined_as_the_rule_book_says(
    method: CrossMethod, scores: list[str | None], points: str | None, sentence: str
) -> None:
    outcome = combine_cross([Decimal(s) if s else None for s in scores], method)

    assert outcome.points == (Decimal(points) if points else None)
    assert str(outcome.explanation) == sentence


def test_points_that_differ_from_the_layer_below_need_a_reason() -> None:
    check_reason(Decimal("3.50"), Decimal("3.5"), "")
    check_reason(Decimal(3), None, "")
    check_reason(Decimal(3), Decimal(4), "evidence of two documents only")
    with pytest.raises(RuleViolation, match="3 instead of 4") as refused:
        check_reason(Decimal(3), Decimal(4), " ")
    assert refused.value.field == "reason"


def test_another_figure_needs_a_reason_also_where_the_points_agree() -> None:
    said, below = Measure(actual=Decimal(40)), Measure(actual=Decimal(35), reason="Báo cáo")

    check_same_figure(said, replace(said, target=Decimal(30)), "")
    check_same_figure(said, below, "Năm hợp tác xã ghi thiếu")
    with pytest.raises(RuleViolation, match="The points are the same, but not the figure"):
        check_same_figure(said, below, " ")


def test_full_marks_make_the_scale_and_bonus_goes_beyond_it_up_to_its_cap() -> None:
    total = total_points(
        RULEBOOK, {**FULL_MARKS, "TH.1": Decimal(4), "TH.3": Decimal(2), "TP.2": Decimal("-0.5")}
    )

    assert (total.content, total.bonus_earned, total.bonus, total.penalty, total.total) == (
        Decimal(100),
        Decimal(6),
        Decimal(5),
        Decimal("-0.5"),
        Decimal("104.5"),
    )
    assert str(total.explanation) == (
        "content 100.0 of 100.0 assigned points; bonus 6, capped at 5; penalty 0.5;"
        " total 104.5 points."
    )


def test_weights_multiply_the_points_in_totals_and_sections() -> None:
    total = total_points(RULEBOOK, {**FULL_MARKS, "III.2.1": Decimal("10.01")})

    assert total.sections["III.2"] == Decimal("20.02")
    assert total.sections["III"] == Decimal("35.02")
    assert total.total == Decimal("57.02")


def test_a_line_not_scored_leaves_no_total() -> None:
    total = total_points(RULEBOOK, {**FULL_MARKS, "IV.1": None, "VI.2": None})

    assert total.total is None
    assert total.missing == ("IV.1", "VI.2")
    assert total.so_far == Decimal(92)
    assert str(total.explanation) == (
        "content 92.0 of 100.0 assigned points; bonus 0; penalty 0;"
        " so far 92.0 points, 2 lines not scored yet: IV.1, VI.2."
    )


def test_nothing_recorded_as_bonus_or_penalty_adds_nothing() -> None:
    assert total_points(RULEBOOK, {**FULL_MARKS, "TH.1": None}).total == Decimal(100)


def test_a_line_not_assigned_lowers_the_denominator() -> None:
    points = {**FULL_MARKS, "VI.2": None, "III.1": Decimal(0)}

    total = total_points(RULEBOOK, points, not_assigned=frozenset({"VI.2"}))

    assert (total.assigned, total.earned, total.total) == (Decimal(95), Decimal(80), Decimal(80))
    assert total.not_assigned == ("VI.2",)
    assert str(total.explanation).startswith("content 80.0 of 95.0 assigned points;")


def test_the_rule_book_may_scale_up_what_is_assigned() -> None:
    book = replace(RULEBOOK, rebase_not_assigned=True)
    points = {**FULL_MARKS, "VI.2": None, "III.1": Decimal(0)}

    total = total_points(book, points, not_assigned=frozenset({"VI.2"}))

    assert total.total == Decimal("84.21")
    assert str(total.explanation).startswith(
        "content 80.0 of 95.0 assigned points, rebased to 100: 84.21;"
    )
    assert total_points(book, FULL_MARKS).total == Decimal(100)


def test_only_lines_that_may_be_left_out_are_left_out() -> None:
    with pytest.raises(RuleViolation, match=r"assigns IV\.1 to every member"):
        total_points(RULEBOOK, FULL_MARKS, not_assigned=frozenset({"IV.1"}))
    with pytest.raises(NotFound):
        total_points(RULEBOOK, FULL_MARKS, not_assigned=frozenset({"IX"}))


def test_a_total_names_the_weakest_line() -> None:
    weakest = total_points(RULEBOOK, {**FULL_MARKS, "I.3": Decimal(3)}).weakest

    assert weakest is not None
    assert (weakest.code, weakest.points, weakest.maximum) == ("I.3", Decimal(3), Decimal(4))
    assert total_points(RULEBOOK, {}).weakest is None


def test_penalties_may_take_a_total_below_zero() -> None:
    nothing = dict.fromkeys(FULL_MARKS, Decimal(0))

    assert total_points(RULEBOOK, {**nothing, "TP.2": Decimal(-1)}).total == Decimal(-1)


@given(
    st.fixed_dictionaries(
        {
            line.code: st.none() | st.decimals(min_value=0, max_value=line.max_points, places=2)
            for line in RULEBOOK.lines(CriterionKind.CONTENT, CriterionKind.BONUS)
        }
    ),
    st.sampled_from([line.code for line in RULEBOOK.lines(CriterionKind.CONTENT)]),
    st.booleans(),
)
def test_a_blank_never_helps(points: dict[str, Decimal | None], blanked: str, rebase: bool) -> None:
    book = replace(RULEBOOK, rebase_not_assigned=rebase)
    whole = total_points(book, points)
    with_blank = total_points(book, {**points, blanked: None})

    assert with_blank.total is None
    assert with_blank.so_far <= whole.so_far
    assert (whole.total is None) == any(points[c] is None for c in FULL_MARKS)
