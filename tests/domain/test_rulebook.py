from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.achievements import Aggregate
from cluster.domain.errors import NotFound, RuleViolation
from cluster.domain.formulas import Against, Excess, RatioCapped, RelativeToLeader
from cluster.domain.measures import Measure
from cluster.domain.rulebook import (
    Change,
    Criterion,
    CriterionKind,
    RuleBook,
    Rung,
    RungKind,
    WorkedExample,
    criterion_from_data,
    criterion_to_data,
    redline,
    rulebook_from_data,
    rulebook_to_data,
)
from cluster.domain.rulebook_checks import check_publishable, problems
from tests.domain.sample_rulebook import (
    ABSENCES,
    FUND,
    MEMBER_SHARE,
    NEW_COOPERATIVES,
    PACT,
    REST,
    RULEBOOK,
    band,
    section,
    with_line,
)


def test_lines_come_as_they_are_printed_with_their_depth() -> None:
    assert [(depth, line.code) for depth, line in RULEBOOK.walk()][:6] == [
        (0, "I"),
        (1, "I.3"),
        (0, "III"),
        (1, "III.1"),
        (1, "III.2"),
        (2, "III.2.1"),
    ]


def test_a_line_knows_the_sections_above_it() -> None:
    assert RULEBOOK.sections_of["III.2.1"] == ("III", "III.2")
    assert RULEBOOK.sections_of["III"] == ()


def test_a_section_adds_up_the_weighted_lines_below_it_at_any_depth() -> None:
    assert RULEBOOK.section_maximum("III") == Decimal("78.0")
    assert RULEBOOK.section_maximum("TP") == Decimal(-1)


def test_lines_are_found_by_code_kind_and_section() -> None:
    assert RULEBOOK.get("III.1") == NEW_COOPERATIVES
    assert [line.code for line in RULEBOOK.lines(CriterionKind.BONUS)] == ["TH.1", "TH.3"]
    assert [line.code for line in RULEBOOK.lines_under("III")] == ["III.1", "III.2.1"]
    assert len(RULEBOOK.lines()) == 11
    with pytest.raises(NotFound, match=r"no line IX\.9"):
        RULEBOOK.get("IX.9")


def test_a_line_has_a_name_in_both_languages() -> None:
    assert NEW_COOPERATIVES.name.vi == "Thành lập mới HTX"
    assert NEW_COOPERATIVES.name.en == "Newly founded cooperatives"


def test_a_rule_book_survives_being_stored() -> None:
    book = replace(
        RULEBOOK,
        ladder=(Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.SECTION, section="III")),
        gates_on=frozenset({"KC.1", "KC.2"}),
    )

    assert rulebook_from_data(rulebook_to_data(book)) == book
    assert criterion_from_data(criterion_to_data(MEMBER_SHARE)) == MEMBER_SHARE


def test_a_stored_rule_book_that_cannot_be_read_names_the_place() -> None:
    data = rulebook_to_data(RULEBOOK)
    data["criteria"][3]["formula"] = {"kind": "ratio_caped"}

    with pytest.raises(RuleViolation) as refused:
        rulebook_from_data(data)

    assert refused.value.field == "criteria[3].formula.kind"


def test_the_redline_of_an_unchanged_book_is_empty() -> None:
    assert redline(RULEBOOK, replace(RULEBOOK, version=2)) == []


def test_the_redline_shows_settings_and_lines_changed_added_and_removed() -> None:
    new_line = replace(NEW_COOPERATIVES, code="III.9")
    changed = replace(PACT, max_points=Decimal(4))
    new = replace(
        RULEBOOK,
        version=2,
        bonus_cap=Decimal(4),
        criteria=(
            *(changed if c == PACT else c for c in RULEBOOK.criteria if c != ABSENCES),
            new_line,
        ),
    )

    assert redline(RULEBOOK, new) == [
        Change(code=None, field="bonus_cap", old="5", new="4"),
        Change(code="IV.1", field="max_points", old="3", new="4"),
        Change(code="TP.2", field=None, old=criterion_to_data(ABSENCES), new=None),
        Change(code="III.9", field=None, old=None, new=criterion_to_data(new_line)),
    ]


def test_a_changed_formula_is_shown_as_plain_data() -> None:
    new = with_line(replace(FUND, formula=replace(FUND.formula, each=Decimal(1))))  # type: ignore[type-var]

    assert redline(RULEBOOK, new) == [
        Change(
            code="VI.2",
            field="formula",
            old={"kind": "count_capped", "each": "2.5"},
            new={"kind": "count_capped", "each": "1"},
        )
    ]


def test_a_sound_rule_book_may_be_published() -> None:
    book = replace(
        RULEBOOK,
        ladder=(Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.SECTION, section="III")),
        gates_on=frozenset({"KC.1"}),
    )

    assert problems(book) == []
    check_publishable(book)


def test_a_rule_book_with_problems_is_refused_with_their_number_and_the_first() -> None:
    book = with_line(replace(PACT, name_en="", weight=Decimal(0)))

    with pytest.raises(RuleViolation) as refused:
        check_publishable(book)

    assert str(refused.value) == (
        "The rule book cannot be published (3 problems)."
        " First: IV.1 needs a name in Vietnamese and in English."
    )


def with_lines(*more: Criterion) -> RuleBook:
    return replace(RULEBOOK, criteria=(*RULEBOOK.criteria, *more))


def example(measure: Measure, points: str | None, *others: Measure) -> WorkedExample:
    return WorkedExample(measure=measure, points=Decimal(points) if points else None, others=others)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            lambda: with_lines(replace(PACT)), "The code IV.1 is used more than once", id="twice"
        ),
        pytest.param(lambda: with_lines(section("")), "Every line needs a code", id="no code"),
        pytest.param(
            lambda: with_lines(section("IX", "VIII")),
            "IX stands under VIII, which does not exist",
            id="no parent",
        ),
        pytest.param(
            lambda: with_lines(section("IX", "IV.1")),
            "IX stands under IV.1, which is not a section",
            id="under a line",
        ),
        pytest.param(
            lambda: with_lines(section("A", "B"), section("B", "A")),
            "A stands under itself",
            id="a circle",
        ),
        pytest.param(
            lambda: with_line(replace(PACT, name_vi=" ")), "IV.1 needs a name", id="no name"
        ),
        pytest.param(
            lambda: with_line(replace(section("I"), formula=RatioCapped())),
            "I is a section or gate and has no formula",
            id="formula of a section",
        ),
        pytest.param(
            lambda: with_lines(section("IX")), "The section IX is empty", id="empty section"
        ),
        pytest.param(
            lambda: with_line(replace(section("I"), max_points=Decimal(5))),
            "The section I says 5 points, its lines add up to 4",
            id="section says another sum",
        ),
        pytest.param(
            lambda: with_line(replace(ABSENCES, max_points=Decimal(1))),
            "TP.2 is a penalty: its maximum is below zero",
            id="penalty above zero",
        ),
        pytest.param(
            lambda: with_line(replace(PACT, max_points=Decimal(0))),
            "IV.1 needs a maximum above zero",
            id="no maximum",
        ),
        pytest.param(
            lambda: with_line(replace(PACT, weight=Decimal(-1))),
            "IV.1 needs a weight above zero",
            id="weight below zero",
        ),
        pytest.param(
            lambda: with_line(replace(PACT, weight=Decimal("1.001"))),
            "at most two decimals",
            id="weight too fine",
        ),
        pytest.param(
            lambda: with_line(replace(PACT, formula=None)), "IV.1 needs a formula", id="no formula"
        ),
        pytest.param(
            lambda: with_line(replace(PACT, max_points=Decimal(2))),
            "IV.1: 3 points are not between 0 and 2",
            id="formula above the maximum",
        ),
        pytest.param(
            lambda: with_line(replace(REST, needs_target=False)),
            "III.2.1 divides by the target: it must ask for one",
            id="ratio without target",
        ),
        pytest.param(
            lambda: with_line(replace(REST, formula=RatioCapped(against=Against.BASE))),
            "III.2.1 divides by the whole: its figure must be a share",
            id="share without base",
        ),
        pytest.param(
            lambda: with_line(
                replace(
                    NEW_COOPERATIVES,
                    examples=(
                        example(Measure(actual=Decimal(21), target=Decimal(30)), "10.50"),
                        example(Measure(actual=Decimal(11), target=Decimal(35)), "4.72"),
                    ),
                )
            ),
            "III.1, example 2: expected 4.72 points, but 4.71 come out",
            id="a worked example comes out wrong",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, scale=Decimal(1000)),
            "The content lines add up to 100.0 points, the scale is 1000",
            id="another scale",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, bonus_cap=Decimal(-1)),
            "The cap on bonus points is zero or more",
            id="cap below zero",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, ladder=(Rung(kind=RungKind.SECTION, section="IV.1"),)),
            "The tie ladder compares IV.1, which is not a section",
            id="ladder on a line",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, ladder=(Rung(kind=RungKind.SECTION),)),
            "which is not a section",
            id="ladder on nothing",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, gates_on=frozenset({"KC.9"})),
            "KC.9 is switched on but is no gate",
            id="unknown gate",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, bands=(replace(band("a", "90", None), gate="I"),)),
            "The class “a” names I, which is no gate",
            id="class names a section",
        ),
        pytest.param(
            lambda: replace(RULEBOOK, bands=(band("a", "80", None), band("b", "80", None))),
            "Classes go from the best to the worst",
            id="classes out of order",
        ),
    ],
)
def test_what_must_be_right_before_publishing(
    change: Callable[[], RuleBook], sentence: str
) -> None:
    assert sentence in " | ".join(str(problem) for problem in problems(change()))


def test_a_worked_example_may_compare_members_or_stay_unscored() -> None:
    compared = replace(
        REST,
        aggregate=Aggregate.SUM,
        formula=RelativeToLeader(excess=Excess.ABSOLUTE),
        examples=(
            example(
                Measure(actual=Decimal(13), target=Decimal(10)),
                "23.63",
                Measure(actual=Decimal(16), target=Decimal(10)),
            ),
            example(Measure(target=Decimal(10)), None),
        ),
    )

    assert problems(with_line(compared)) == []


@pytest.mark.parametrize(
    ("line", "takes"),
    [
        pytest.param(NEW_COOPERATIVES, True, id="a target is asked for"),
        pytest.param(MEMBER_SHARE, False, id="no target is asked for"),
        pytest.param(
            replace(MEMBER_SHARE, formula=RelativeToLeader(excess=Excess.PERCENT)),
            True,
            id="the excess over a target is compared, whoever has one",
        ),
    ],
)
def test_a_line_takes_a_target_if_it_asks_for_one_or_compares_with_it(
    line: Criterion, takes: bool
) -> None:
    assert line.takes_target is takes
