"""Which figure of a line counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from cluster.domain.formulas import Excess, RelativeToLeader
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion, CrossMethod
from cluster.domain.scoring import Layer
from cluster.domain.settling import settle
from tests.domain.sample_rulebook import MOVEMENTS, NEW_COOPERATIVES

COMPARED = replace(NEW_COOPERATIVES, formula=RelativeToLeader(excess=Excess.PERCENT))


@dataclass(frozen=True)
class Said:
    alliance_id: int
    layer: Layer
    measure: Measure


def judged(member: int, layer: Layer, points: str) -> Said:
    return Said(member, layer, Measure(judged=Decimal(points), reason="Theo hồ sơ"))


def settled(
    criterion: Criterion,
    *said: Said,
    asked: Mapping[int, int] | None = None,
    comparable: bool = True,
) -> dict[int, tuple[Layer, Decimal | None]]:
    found = settle(
        criterion, said, asked=asked or {}, method=CrossMethod.MEAN, comparable=comparable
    )
    return {member: (one.layer, one.outcome.points) for member, one in found.items()}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            [judged(1, Layer.SELF, "3"), judged(1, Layer.APPRAISAL, "2")],
            (Layer.APPRAISAL, Decimal("2.00")),
            id="the highest layer counts",
        ),
        pytest.param(
            [judged(1, Layer.SELF, "3"), judged(1, Layer.FINAL, "2.3")],
            (Layer.SELF, Decimal("3.00")),
            id="a figure that gives no points lets the one below count",
        ),
        pytest.param(
            [judged(1, Layer.FINAL, "2.3")],
            (Layer.FINAL, None),
            id="with nothing below, the line stays unscored",
        ),
        pytest.param(
            [judged(1, Layer.CROSS, "2"), judged(1, Layer.CROSS, "3"), judged(1, Layer.SELF, "1")],
            (Layer.CROSS, Decimal("2.50")),
            id="cross-scores count together",
        ),
    ],
)
def test_the_highest_layer_that_gives_points_counts(
    said: list[Said], expected: tuple[Layer, Decimal | None]
) -> None:
    assert settled(MOVEMENTS, *said, asked={1: 2}) == {1: expected}


def test_members_are_compared_only_by_who_may_see_all_their_figures() -> None:
    said = [
        Said(1, Layer.SELF, Measure(actual=Decimal(20), target=Decimal(10))),
        Said(2, Layer.SELF, Measure(actual=Decimal(15), target=Decimal(10))),
    ]

    assert settled(COMPARED, *said) == {
        1: (Layer.SELF, Decimal("15.00")),
        2: (Layer.SELF, Decimal("11.25")),
    }
    assert settled(COMPARED, *said, comparable=False) == {
        1: (Layer.SELF, None),
        2: (Layer.SELF, None),
    }
