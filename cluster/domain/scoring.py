"""Points of a member: from figures by formula, through the layers, into a total.

Zero is a score. What is not scored has no points and is never counted as a number: a total
with missing lines is no total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cluster.domain.achievements import Aggregate
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas.base import UNNAMED, Names
from cluster.domain.measures import ZERO, Measure, Outcome, rounded, unscored
from cluster.domain.rulebook import Criterion, CrossMethod


class Layer(StrEnum):
    """The layers of one line's points, from the first to the last word."""

    SELF = "self"
    CROSS = "cross"
    APPRAISAL = "appraisal"
    FINAL = "final"


ORDER = tuple(Layer)

LAYER_NAMES: dict[Layer, Message] = {
    Layer.SELF: _("Self-score"),
    Layer.CROSS: _("Cross-score"),
    Layer.APPRAISAL: _("Appraisal"),
    Layer.FINAL: _("Final score"),
}


@dataclass(frozen=True, kw_only=True)
class LayerPoints:
    """The points one layer gives; None: this layer has not scored the line."""

    layer: Layer
    points: Decimal | None
    reason: str = ""


def score_criterion(
    criterion: Criterion, measures: Mapping[int, Measure], names: Names = UNNAMED
) -> dict[int, Outcome]:
    """Return the points of all members in one criterion, by member, each with its sentence.

    The sentence is the only one there is: pages, papers and the sealed package show this one.
    A figure that is missing or cannot be used leaves its member unscored (points None) with a
    sentence that says why; the others are scored all the same. Sections and gates have no points.
    """
    if criterion.formula is None:
        return dict.fromkeys(measures, unscored(_("This line gives no points by formula.")))
    found: dict[int, Outcome] = {}
    usable: dict[int, Measure] = {}
    for member, measure in measures.items():
        lack = _lack(criterion, measure)
        if lack is None:
            usable[member] = measure
        else:
            found[member] = unscored(lack)
    for member, outcome in criterion.formula.outcomes(usable, criterion.max_points, names).items():
        found[member] = cited(criterion, outcome)
    return found


def _lack(criterion: Criterion, measure: Measure) -> Message | None:
    if criterion.needs_target and measure.target is None:
        return _("This criterion needs a target.")
    if criterion.aggregate is Aggregate.SHARE and measure.base is None:
        return _("A share needs both numbers: the part and the whole.")
    return None


def cited(criterion: Criterion, outcome: Outcome) -> Outcome:
    """Return the outcome with the rule named before its explanation."""
    if outcome.points is None:
        return outcome
    return Outcome(
        points=outcome.points,
        explanation=_(
            "Rule %(code)s: %(explanation)s.",
            code=criterion.code,
            explanation=outcome.explanation,
        ),
    )


def standing(layers: Iterable[LayerPoints]) -> LayerPoints | None:
    """Return the points that count at present: those of the highest layer that has any."""
    scored = [entry for entry in layers if entry.points is not None]
    return max(scored, key=lambda entry: ORDER.index(entry.layer), default=None)


def combine_cross(scores: Sequence[Decimal | None], method: CrossMethod) -> Outcome:
    """Return the one cross-score of several scorers; who has not scored is not counted."""
    given = sorted(score for score in scores if score is not None)
    if not given:
        return unscored(_("Nobody has cross-scored this line yet."))
    counts = {"given": len(given), "asked": len(scores)}
    if method is CrossMethod.MEDIAN:
        middle = given[(len(given) - 1) // 2 : len(given) // 2 + 1]
        points = rounded(Fraction(sum(middle)) / len(middle))
        return Outcome(
            points=points,
            explanation=_(
                "median of %(given)s of %(asked)s cross-scores = %(points)s points",
                **counts,
                points=points,
            ),
        )
    together = sum(given, ZERO)
    points = rounded(Fraction(together) / len(given))
    return Outcome(
        points=points,
        explanation=_(
            "mean of %(given)s of %(asked)s cross-scores: %(sum)s ÷ %(given)s = %(points)s points",
            **counts,
            sum=together,
            points=points,
        ),
    )


def check_reason(points: Decimal, below: Decimal | None, reason: str) -> None:
    """A figure that differs from the layer below needs a reason; without one below, none."""
    if below is not None and points != below and not reason.strip():
        raise RuleViolation(
            _(
                "Say why the points differ: %(points)s instead of %(below)s.",
                points=points,
                below=below,
            ),
            field="reason",
        )


def check_same_figure(said: Measure, below: Measure, reason: str) -> None:
    """A figure other than that of the layer below needs a reason, also where the points agree."""
    differs = replace(said, reason="", target=None) != replace(below, reason="", target=None)
    if differs and not reason.strip():
        raise RuleViolation(
            _("The points are the same, but not the figure; say why."), field="reason"
        )
