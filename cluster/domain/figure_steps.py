"""The values that one figure of a line could have instead, from those that earn least to most.

A figure moves on the grid it was written on: whole things, tenths, the steps of a judgement, one
event more or less, one other answer. Everything else the line knows stays as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from cluster.domain.formulas import (
    BonusBest,
    CountCapped,
    Direction,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    StepBand,
    YesNo,
)
from cluster.domain.measures import HUNDREDTH, ZERO, Measure
from cluster.domain.rulebook import Criterion

TWICE = 2
"""How far above everybody's figures and targets a compared figure is thought to go."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The values of one figure: `at(0)` earns least, `at(last)` most, `at(now)` is the figure."""

    at: Callable[[int], Measure]
    now: int
    last: int


def steps_of(
    criterion: Criterion, measure: Measure, *, others: Sequence[Measure] = ()
) -> list[Steps]:
    """Return the figures of a measure that could be different, each with its values.

    `others`: what all members have in the line, for criteria that compare them.
    """
    formula = criterion.formula
    if isinstance(formula, Expert):
        return _judged(measure, criterion.max_points, formula.step)
    if isinstance(formula, PenaltyPerEvent):
        room = abs(criterion.max_points)
        return [_counted(measure, part, room) for part in formula.events]
    if isinstance(formula, YesNo):
        answers = [replace(measure, choice=part.key) for part in formula.choices]
        return [_answered(formula, measure, answers, criterion.max_points)]
    if isinstance(formula, BonusBest):
        received = [_toggled(measure, part) for part in formula.choices]
        return [_answered(formula, measure, [measure, *received], criterion.max_points)]
    if measure.base == 0:
        return _judged(measure, criterion.max_points, HUNDREDTH)
    return _carried_out(criterion, measure, others)


def _judged(measure: Measure, maximum: Decimal, step: Decimal) -> list[Steps]:
    if measure.judged is None:
        return []
    now, last = int(measure.judged / step), int(maximum / step)
    return [Steps(at=lambda k: replace(measure, judged=k * step), now=now, last=last)]


def _counted(measure: Measure, part: Part, room: Decimal) -> Steps:
    """Return how often one kind of event could have happened: the more often, the fewer points."""
    count = measure.events.get(part.key, 0)
    most = max(count, ceil(room / part.points))
    return Steps(
        at=lambda k: replace(measure, events={**measure.events, part.key: most - k}),
        now=most - count,
        last=most,
    )


def _toggled(measure: Measure, part: Part) -> Measure:
    received = 0 if measure.events.get(part.key) else 1
    return replace(measure, events={**measure.events, part.key: received})


def _answered(
    formula: Formula, measure: Measure, answers: Sequence[Measure], maximum: Decimal
) -> Steps:
    ordered = sorted(answers, key=lambda m: formula.outcome(m, maximum).points or ZERO)
    return Steps(at=ordered.__getitem__, now=ordered.index(measure), last=len(ordered) - 1)


def _carried_out(criterion: Criterion, measure: Measure, others: Sequence[Measure]) -> list[Steps]:
    actual = measure.actual
    if actual is None:
        return []
    grid = _grid(actual, measure.target, measure.base)
    now = int(actual / grid)
    last = max(now, ceil(_most_that_counts(criterion, measure, others) / grid))
    formula = criterion.formula
    if isinstance(formula, StepBand) and formula.direction is Direction.DOWN:
        fewer = Steps(
            at=lambda k: replace(measure, actual=(last - k) * grid), now=last - now, last=last
        )
        return [fewer]
    return [Steps(at=lambda k: replace(measure, actual=k * grid), now=now, last=last)]


def _most_that_counts(criterion: Criterion, measure: Measure, others: Sequence[Measure]) -> Decimal:
    """Return the figure from which on nothing changes any more, or one well above everybody's."""
    formula = criterion.formula
    if measure.base is not None:
        return measure.base
    if isinstance(formula, RatioCapped):
        return measure.target or ZERO
    if isinstance(formula, StepBand):
        return max((b.limit + 1 for b in formula.bands if b.limit is not None), default=ZERO)
    if isinstance(formula, CountCapped):
        return Decimal(ceil(criterion.max_points / formula.each))
    figures = [f for m in others for f in (m.actual, m.target) if f is not None]
    return TWICE * max(figures, default=ZERO)


def _grid(*figures: Decimal | None) -> Decimal:
    """Return the finest decimal place that one of the figures is written with."""
    places = [int(f.normalize().as_tuple().exponent) for f in figures if f is not None]
    return Decimal(1).scaleb(min(0, *places, 0))
