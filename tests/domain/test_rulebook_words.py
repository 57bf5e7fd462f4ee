"""A rule book in sentences, its examples computed, its differences side by side."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.achievements import Aggregate
from cluster.domain.errors import Value
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
)
from cluster.domain.measures import Measure
from cluster.domain.rulebook import (
    ClassBand,
    CriterionKind,
    RuleBook,
    Rung,
    RungKind,
    WorkedExample,
    rulebook_from_data,
)
from cluster.domain.rulebook_shown import lines_shown, maximum_of, redline_shown
from cluster.domain.rulebook_words import (
    example_in_words,
    formula_in_words,
    listed,
    settings_in_words,
)
from tests.make.rulebook import make_line, small_book

LATE = Part(key="late", name_vi="Trễ", name_en="Late", points=Decimal("0.5"))
MISSING = Part(key="missing", name_vi="Thiếu", name_en="Missing", points=Decimal(1))
BANDS = (Band(limit=Decimal(80), points=Decimal(4)), Band(limit=None, points=Decimal(2)))
BOOK = rulebook_from_data(small_book())


def said(value: Value) -> str:
    return "–" if value is None else str(value)


@pytest.mark.parametrize(
    ("formula", "changes", "sentences"),
    [
        pytest.param(RatioCapped(), {}, ["Carried out ÷ target × 10, never above it"], id="target"),
        pytest.param(
            RatioCapped(),
            {"aggregate": Aggregate.SHARE},
            ["Share in percent ÷ target × 10, never above it"],
            id="share against target",
        ),
        pytest.param(
            RatioCapped(against=Against.BASE, when_none=WhenNone.MAXIMUM),
            {},
            ["Part ÷ whole × 10", "nothing to count: the maximum"],
            id="part of a whole",
        ),
        pytest.param(
            StepBand(direction=Direction.UP, bands=BANDS),
            {"unit": "%"},
            ["from 80 %: 4", "otherwise: 2"],
            id="bands up",
        ),
        pytest.param(
            StepBand(direction=Direction.DOWN, bands=BANDS),
            {"unit": ""},
            ["up to 80: 4", "otherwise: 2"],
            id="bands down, no unit",
        ),
        pytest.param(
            CountCapped(each=Decimal("2.5")), {}, ["2.5 for each one, at most 10"], id="counted"
        ),
        pytest.param(
            BonusCount(each=Decimal(1)), {}, ["1 for each one, at most 10"], id="bonus counted"
        ),
        pytest.param(YesNo(choices=(LATE, MISSING)), {}, ["Late: 0.5", "Missing: 1"], id="answers"),
        pytest.param(
            PenaltyPerEvent(start=Start.MAXIMUM, events=(LATE,)),
            {},
            ["Starts at 10", "−0.5 for each: Late", "never below 0"],
            id="points off",
        ),
        pytest.param(
            PenaltyPerEvent(start=Start.ZERO, events=(LATE,)),
            {"max_points": Decimal(-2)},
            ["−0.5 for each: Late", "at most 2 off"],
            id="penalty",
        ),
        pytest.param(
            BonusBest(choices=(LATE,)),
            {},
            ["Only the highest counts", "Late: 0.5"],
            id="highest award",
        ),
        pytest.param(
            Expert(step=Decimal("0.5")),
            {},
            ["By judgement from 0 to 10 in steps of 0.5, with a reason"],
            id="judgement",
        ),
        pytest.param(
            RelativeToLeader(excess=Excess.ABSOLUTE),
            {},
            [
                "Under target: carried out ÷ target × 5",
                "target met: 5",
                "above it: 5 + 5 × own excess ÷ largest excess (By the difference to the target)",
                "members without a target are compared with the largest among them",
            ],
            id="compared with the best",
        ),
        pytest.param(None, {"kind": CriterionKind.SECTION}, [], id="a section has no rule"),
    ],
)
def test_every_rule_is_said_with_its_numbers(
    formula: Formula | None, changes: dict[str, object], sentences: list[str]
) -> None:
    line = make_line("I.1", Decimal(10), formula=formula, **changes)

    assert [str(sentence) for sentence in formula_in_words(line)] == sentences


@pytest.mark.parametrize(
    ("formula", "example", "words"),
    [
        pytest.param(
            RatioCapped(),
            {"measure": Measure(actual=Decimal(11), target=Decimal(35)), "points": Decimal("4.71")},
            "carried out 11; target 35 → 4.71",
            id="in proportion",
        ),
        pytest.param(
            RatioCapped(against=Against.BASE),
            {"measure": Measure(actual=Decimal(0), base=Decimal(0)), "points": None},
            "0 of 0 → None",
            id="a share that stays unscored",
        ),
        pytest.param(
            YesNo(choices=(LATE,)),
            {"measure": Measure(choice="late"), "points": Decimal("0.5")},
            "“Late” → 0.5",
            id="an answer",
        ),
        pytest.param(
            PenaltyPerEvent(start=Start.MAXIMUM, events=(LATE,)),
            {"measure": Measure(events={"late": 3}), "points": Decimal(1)},
            "3 × Late → 1",
            id="events",
        ),
        pytest.param(
            Expert(step=Decimal(1)),
            {"measure": Measure(judged=Decimal(2), reason="Tốt"), "points": Decimal(2)},
            "judged 2 (Tốt) → 2",
            id="judgement",
        ),
        pytest.param(
            RelativeToLeader(excess=Excess.PERCENT),
            {
                "measure": Measure(actual=Decimal(5)),
                "points": Decimal(5),
                "others": (Measure(actual=Decimal(6), target=Decimal(4)),),
            },
            "carried out 5; another member: carried out 6, target 4 → 5",
            id="beside another member",
        ),
        pytest.param(
            RatioCapped(), {"measure": Measure(), "points": None}, "– → None", id="nothing"
        ),
    ],
)
def test_an_example_is_said_with_its_figures(
    formula: Formula, example: dict[str, object], words: str
) -> None:
    line = make_line("I.1", Decimal(10), formula=formula)

    assert str(example_in_words(line, WorkedExample(**example))) == words  # type: ignore[arg-type]


def test_nothing_listed_is_nothing() -> None:
    assert listed([]) is None
    assert said(listed(["a", "b", "c"])) == "a; b; c"


def test_settings_are_said() -> None:
    book = replace(
        BOOK,
        ladder=(Rung(kind=RungKind.FEWER_PENALTIES), Rung(kind=RungKind.SECTION, section="I")),
        bands=(
            ClassBand(
                key="a",
                name_vi="Xuất sắc",
                name_en="Excellent",
                from_total=Decimal(90),
                least_share=Decimal("0.85"),
                gate="KC.1",
            ),
            ClassBand(key="b", name_vi="Khá", name_en="Fair", from_total=Decimal(0)),
        ),
        gates_on=frozenset({"KC.2", "KC.1"}),
    )

    assert {name: said(value) for name, value in settings_in_words(book).items()} == {
        "scale": "100",
        "bonus_cap": "0",
        "rebase_not_assigned": "No",
        "cross_method": "Mean of the cross-scores",
        "ladder": "Fewer penalty points; More points in the section I",
        "bands": "Excellent from 90 with every criterion at 85.00 % or more (gate KC.1);"
        " Fair from 0",
        "gates_on": "KC.1; KC.2",
    }
    assert said(settings_in_words(BOOK)["ladder"]) == "nothing: they share the place"


def test_lines_are_shown_with_sums_and_examples_that_were_computed() -> None:
    measure = Measure(actual=Decimal(11), target=Decimal(35))
    right = WorkedExample(measure=measure, points=Decimal("15.71"))
    wrong = WorkedExample(measure=measure, points=Decimal(16), note="sai")
    book = with_lines(make_line("I.1", examples=(right, wrong)), make_line("I.2"))
    section, line, _other = lines_shown(book)

    assert (section.depth, section.maximum, line.depth, line.maximum) == (0, 100, 1, 50)
    assert [(e.is_right, e.found.points, e.note) for e in line.examples] == [
        (True, Decimal("15.71"), ""),
        (False, Decimal("15.71"), "sai"),
    ]
    assert maximum_of(book, CriterionKind.CONTENT) == 100


def test_the_redline_sets_old_beside_new() -> None:
    new = replace(
        with_lines(
            make_line("I.1", Decimal(60), formula=Expert(step=Decimal(1))), make_line("I.3")
        ),
        bonus_cap=Decimal(5),
    )

    shown = [
        (
            change.code,
            change.old is None,
            change.new is None,
            [(str(f.label), said(f.old), said(f.new)) for f in change.fields],
        )
        for change in redline_shown(BOOK, new)
    ]
    assert shown == [
        (None, True, True, [("Bonus points at most", "0", "5")]),
        (
            "I.1",
            False,
            False,
            [
                ("Maximum", "50", "60"),
                (
                    "Rule",
                    "Carried out ÷ target × 50, never above it",
                    "By judgement from 0 to 60 in steps of 1, with a reason",
                ),
            ],
        ),
        ("I.2", False, True, []),
        ("I.3", True, False, []),
    ]


def with_lines(*lines: object) -> RuleBook:
    return replace(BOOK, criteria=(BOOK.get("I"), *lines))  # type: ignore[arg-type]
