"""Points by comparison with the best of the cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas.base import NO_FIGURE, UNNAMED, Formula, Names, checked_target
from cluster.domain.measures import ZERO, Measure, Outcome, rounded, shown, unscored


class Excess(StrEnum):
    """How far above its target a member is: by the difference, or in percent of the target."""

    ABSOLUTE = "absolute"
    PERCENT = "percent"


@dataclass(frozen=True, kw_only=True)
class RelativeToLeader(Formula):
    """Points by comparison with the best of the cluster.

    Under target: half the maximum × actual ÷ target. Target met: half. Above: half, plus half
    × own excess ÷ the largest excess, so that the leader earns the maximum. Members without a
    target compare among themselves: maximum × own figure ÷ the largest figure of that group.
    """

    kind: ClassVar[str] = "relative_to_leader"
    excess: Excess

    def outcomes(
        self, measures: Mapping[int, Measure], maximum: Decimal, names: Names = UNNAMED
    ) -> dict[int, Outcome]:
        """Return the points of all members, by member; each sentence names the best of them."""
        found = dict.fromkeys(measures, unscored(NO_FIGURE))
        with_target: dict[int, tuple[Fraction, Fraction]] = {}
        without_target: dict[int, Fraction] = {}
        for member, measure in measures.items():
            try:
                figure = _comparable(measure)
            except RuleViolation as violation:
                found[member] = unscored(violation.message)
                continue
            if figure is not None and measure.target is not None:
                with_target[member] = (figure, Fraction(measure.target))
            elif figure is not None:
                without_target[member] = figure
        return (
            found
            | self._with_target(with_target, maximum, names)
            | _by_largest(without_target, maximum, names)
        )

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        _comparable(measure)
        return self.outcomes({0: measure}, maximum)[0]

    def _excess(self, actual: Fraction, target: Fraction) -> Fraction:
        difference = actual - target
        return difference if self.excess is Excess.ABSOLUTE else 100 * difference / target

    def _with_target(
        self, figures: Mapping[int, tuple[Fraction, Fraction]], maximum: Decimal, names: Names
    ) -> dict[int, Outcome]:
        leader = _best({member: self._excess(*pair) for member, pair in figures.items()}, names)
        return {
            member: self._above(actual, target, leader, maximum)
            if actual > target
            else _up_to_target(actual, target, maximum)
            for member, (actual, target) in figures.items()
        }

    def _above(
        self, actual: Fraction, target: Fraction, leader: "_Best", maximum: Decimal
    ) -> Outcome:
        own = self._excess(actual, target)
        half = Fraction(maximum) / 2
        points = rounded(half + half * own / leader.figure)
        values = {
            "actual": shown(actual),
            "target": shown(target),
            "own": shown(own),
            "who": leader.name,
            "leader": shown(leader.figure),
            "half": shown(half),
            "points": points,
        }
        if self.excess is Excess.PERCENT:
            return Outcome(
                points=points,
                explanation=_(
                    "%(actual)s of %(target)s planned is %(own)s %% above; the best is %(who)s,"
                    " %(leader)s %% above; %(half)s + %(half)s × %(own)s ÷ %(leader)s"
                    " = %(points)s points",
                    **values,
                ),
            )
        return Outcome(
            points=points,
            explanation=_(
                "%(actual)s of %(target)s planned is %(own)s above; the best is %(who)s,"
                " %(leader)s above; %(half)s + %(half)s × %(own)s ÷ %(leader)s = %(points)s points",
                **values,
            ),
        )


@dataclass(frozen=True)
class _Best:
    """The largest figure of a group, and what its members that reach it are called."""

    figure: Fraction
    name: Message | str


def _best(figures: Mapping[int, Fraction], names: Names) -> _Best:
    figure = max(figures.values(), default=Fraction(0))
    reach = (names[m] for m, f in figures.items() if f == figure and m in names)
    first, *others = dict.fromkeys(reach) or [_("a member")]
    name = first
    if others:
        name = _("%(name)s with %(count)s others", name=first, count=len(others))
    return _Best(figure, name)


def _comparable(measure: Measure) -> Fraction | None:
    """Return the figure to compare, or None when nothing is reported; refuse bad figures."""
    measure.check()
    if measure.target is not None:
        checked_target(measure)
    if measure.base is not None and measure.base == 0:
        raise RuleViolation(_("A share of nothing cannot be compared."), field="base")
    figure = measure.figure()
    return None if figure is None else Fraction(figure)


def _up_to_target(actual: Fraction, target: Fraction, maximum: Decimal) -> Outcome:
    half = Fraction(maximum) / 2
    points = rounded(half * actual / target)
    return Outcome(
        points=points,
        explanation=_(
            "%(actual)s of %(target)s planned; half the maximum × %(actual)s ÷ %(target)s"
            " = %(points)s points",
            actual=shown(actual),
            target=shown(target),
            points=points,
        ),
    )


def _by_largest(
    figures: Mapping[int, Fraction], maximum: Decimal, names: Names
) -> dict[int, Outcome]:
    largest = _best(figures, names)
    if largest.figure == 0:
        nothing = Outcome(
            points=rounded(ZERO), explanation=_("Nothing carried out, no target: 0 points")
        )
        return dict.fromkeys(figures, nothing)
    found = {}
    for member, actual in figures.items():
        points = rounded(Fraction(maximum) * actual / largest.figure)
        found[member] = Outcome(
            points=points,
            explanation=_(
                "%(actual)s without a target; the largest among those without is %(largest)s"
                " (%(who)s); %(actual)s ÷ %(largest)s × %(maximum)s = %(points)s points",
                actual=shown(actual),
                largest=shown(largest.figure),
                who=largest.name,
                maximum=maximum,
                points=points,
            ),
        )
    return found
