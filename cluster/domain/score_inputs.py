"""What a criterion asks for before it can give points."""

from dataclasses import dataclass

from cluster.domain.achievements import Actual, Aggregate
from cluster.domain.formulas import (
    BonusBest,
    Expert,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    StepBand,
    WhenNone,
    YesNo,
)
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Which figures a criterion's formula reads; `choices` and `events` are its own parts."""

    actual: bool = False
    base: bool = False
    choices: tuple[Part, ...] = ()
    events: tuple[Part, ...] = ()
    judged: bool = False


def inputs_of(criterion: Criterion) -> Inputs:
    """Return what has to be entered for one member in this criterion."""
    formula = criterion.formula
    if formula is None:
        return Inputs()
    if isinstance(formula, YesNo):
        return Inputs(choices=formula.choices)
    if isinstance(formula, PenaltyPerEvent):
        return Inputs(events=formula.events)
    if isinstance(formula, BonusBest):
        return Inputs(events=formula.choices)
    if isinstance(formula, Expert):
        return Inputs(judged=True)
    judges = isinstance(formula, RatioCapped | StepBand) and formula.when_none is WhenNone.EXPERT
    share = criterion.aggregate is Aggregate.SHARE
    return Inputs(actual=True, base=share, judged=judges and share)


def measure_from_reports(
    criterion: Criterion, actual: Actual | None, answers: tuple[str, ...]
) -> Measure | None:
    """Return the figures that a member's reports give, or None where they give none.

    `answers`: the keys chosen in the reports, oldest first. The last one answers a yes/no
    criterion; awards and events are counted.
    """
    inputs = inputs_of(criterion)
    if inputs.choices:
        return Measure(choice=answers[-1]) if answers else None
    if inputs.events:
        counts = {part.key: answers.count(part.key) for part in inputs.events}
        return Measure(events=counts) if answers else None
    if not inputs.actual or actual is None:
        return None
    return Measure(actual=actual.quantity, base=actual.base)
