from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.figure_steps import steps_of
from cluster.domain.formulas import Band, Direction, Excess, RelativeToLeader, StepBand
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion
from tests.domain.sample_rulebook import (
    DOSSIERS,
    FLAGS,
    FUND,
    MEMBER_SHARE,
    MOVEMENTS,
    NEW_COOPERATIVES,
    PACT,
    REPORTS,
)

FEWER_DEBTS = replace(
    NEW_COOPERATIVES,
    formula=StepBand(
        direction=Direction.DOWN,
        bands=(
            Band(limit=Decimal(2), points=Decimal(15)),
            Band(limit=Decimal("5.5"), points=Decimal(8)),
            Band(limit=None, points=Decimal(0)),
        ),
    ),
    needs_target=False,
)
COMPARED = replace(NEW_COOPERATIVES, formula=RelativeToLeader(excess=Excess.ABSOLUTE))
OTHERS = [Measure(actual=Decimal(40), target=Decimal(30)), Measure(target=Decimal(20))]


def actual(text: str, **others: Decimal) -> Measure:
    return Measure(actual=Decimal(text), **others)


@pytest.mark.parametrize(
    ("criterion", "measure", "lowest", "highest", "count"),
    [
        pytest.param(
            NEW_COOPERATIVES,
            actual("12", target=Decimal(30)),
            actual("0", target=Decimal(30)),
            actual("30", target=Decimal(30)),
            30,
            id="whole things, up to the target",
        ),
        pytest.param(
            NEW_COOPERATIVES,
            actual("40.5", target=Decimal(30)),
            actual("0.0", target=Decimal(30)),
            actual("40.5", target=Decimal(30)),
            405,
            id="tenths, where more than the target was done",
        ),
        pytest.param(
            MEMBER_SHARE,
            actual("70", base=Decimal(90)),
            actual("0", base=Decimal(90)),
            actual("90", base=Decimal(90)),
            90,
            id="the part of a whole",
        ),
        pytest.param(FEWER_DEBTS, actual("3"), actual("7"), actual("0"), 7, id="fewer is better"),
        pytest.param(FUND, actual("1"), actual("0"), actual("2"), 2, id="so many fill the line"),
        pytest.param(
            COMPARED,
            actual("35", target=Decimal(30)),
            actual("0", target=Decimal(30)),
            actual("80", target=Decimal(30)),
            80,
            id="compared: to twice the largest figure of anybody",
        ),
        pytest.param(
            MOVEMENTS,
            Measure(judged=Decimal(2)),
            Measure(judged=Decimal("0.0")),
            Measure(judged=Decimal("3.0")),
            6,
            id="steps of a judgement",
        ),
        pytest.param(
            DOSSIERS,
            Measure(actual=Decimal(0), base=Decimal(0), judged=Decimal(2)),
            Measure(actual=Decimal(0), base=Decimal(0), judged=Decimal("0.00")),
            Measure(actual=Decimal(0), base=Decimal(0), judged=Decimal("3.00")),
            300,
            id="judged where the whole is nothing",
        ),
        pytest.param(
            PACT,
            Measure(choice="one_late"),
            Measure(choice="none"),
            Measure(choice="on_time"),
            2,
            id="one other answer",
        ),
        pytest.param(
            FLAGS,
            Measure(events={"merit": 1}),
            Measure(events={"merit": 0}),
            Measure(events={"merit": 1, "government": 1}),
            3,
            id="one award more or less",
        ),
    ],
)
def test_a_figure_goes_from_what_earns_least_to_what_earns_most(
    criterion: Criterion, measure: Measure, lowest: Measure, highest: Measure, count: int
) -> None:
    (steps,) = steps_of(criterion, measure, others=OTHERS)

    assert (steps.at(0), steps.at(steps.last), steps.last) == (lowest, highest, count)
    assert steps.at(steps.now) == measure


def test_each_kind_of_event_is_a_figure_of_its_own() -> None:
    late, missing = steps_of(REPORTS, Measure(events={"late": 2, "missing": 9}))

    assert late.at(0).events == {"late": 8, "missing": 9}
    assert late.at(late.now).events == {"late": 2, "missing": 9}
    assert late.at(late.last).events == {"late": 0, "missing": 9}
    assert missing.at(0).events == {"late": 2, "missing": 9}
    assert missing.at(missing.last).events == {"late": 2, "missing": 0}


@pytest.mark.parametrize(
    ("criterion", "measure"),
    [
        pytest.param(MOVEMENTS, Measure(), id="not judged"),
        pytest.param(NEW_COOPERATIVES, Measure(target=Decimal(30)), id="nothing reported"),
    ],
)
def test_a_figure_nobody_gave_does_not_move(criterion: Criterion, measure: Measure) -> None:
    assert steps_of(criterion, measure) == []
