"""Points from one figure: in proportion, by bands, by the piece."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas.base import (
    NO_FIGURE,
    Formula,
    checked_target,
    outside,
    worthless,
)
from cluster.domain.formulas.judgement import judged
from cluster.domain.measures import (
    HUNDRED,
    ZERO,
    Measure,
    Outcome,
    portion,
    rounded,
    shown,
    unscored,
)

BOTH_NUMBERS_NEEDED = _("A share needs both numbers: the part and the whole.")


class Against(StrEnum):
    """What the figure carried out is divided by."""

    TARGET = "target"
    BASE = "base"


class WhenNone(StrEnum):
    """What a share earns when its whole is zero: nothing was sent, nothing was received."""

    EXPERT = "expert"
    MAXIMUM = "maximum"
    ZERO = "zero"


@dataclass(frozen=True, kw_only=True)
class RatioCapped(Formula):
    """Points in proportion to the target (or of a part to its whole), never above the maximum.

    Against the base, the rule reads part ÷ whole × maximum. Against the target, a share is
    first turned into percent and then compared with the target in percent.
    """

    kind: ClassVar[str] = "ratio_capped"
    against: Against = Against.TARGET
    when_none: WhenNone = WhenNone.EXPERT

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        if measure.base is not None and measure.base == 0:
            return _nothing_to_divide(self.when_none, measure, maximum)
        if self.against is Against.BASE:
            return self._share(measure, maximum)
        target = checked_target(measure)
        figure = measure.figure()
        if figure is None:
            return unscored(NO_FIGURE)
        percent = portion(figure, target, of=HUNDRED)
        values = {"actual": shown(figure), "target": target, "percent": percent}
        if figure >= target:
            return Outcome(
                points=rounded(maximum),
                explanation=_(
                    "%(actual)s of %(target)s planned = %(percent)s %%, which earns the maximum"
                    " of %(maximum)s points",
                    **values,
                    maximum=maximum,
                ),
            )
        points = portion(figure, target, of=maximum)
        return Outcome(
            points=points,
            explanation=_(
                "%(actual)s of %(target)s planned = %(percent)s %%;"
                " %(actual)s ÷ %(target)s × %(maximum)s = %(points)s points",
                **values,
                maximum=maximum,
                points=points,
            ),
        )

    def _share(self, measure: Measure, maximum: Decimal) -> Outcome:
        figure = measure.figure()
        if measure.actual is None or measure.base is None or figure is None:
            return unscored(BOTH_NUMBERS_NEEDED)
        points = portion(figure, HUNDRED, of=maximum)
        return Outcome(
            points=points,
            explanation=_(
                "%(actual)s of %(base)s = %(percent)s %%;"
                " %(actual)s ÷ %(base)s × %(maximum)s = %(points)s points",
                actual=measure.actual,
                base=measure.base,
                percent=rounded(figure),
                maximum=maximum,
                points=points,
            ),
        )


class Direction(StrEnum):
    """Whether a higher figure is better (up) or a lower one (down)."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class Band:
    """One step: from `limit` on (up) or up to `limit` (down), the limit included.

    `limit` None, for the last band: every other figure.
    """

    limit: Decimal | None
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class StepBand(Formula):
    """Points by bands, the best band first; a figure takes the first band it fits."""

    kind: ClassVar[str] = "step_band"
    direction: Direction
    bands: tuple[Band, ...]
    when_none: WhenNone = WhenNone.EXPERT

    def problems(self, maximum: Decimal) -> list[Message]:
        """Bands step one way, end with one for all other figures, and stay in the maximum."""
        limits = [band.limit for band in self.bands[:-1] if band.limit is not None]
        steps = all(
            better > worse if self.direction is Direction.UP else better < worse
            for better, worse in pairwise(limits)
        )
        whole = bool(self.bands) and self.bands[-1].limit is None
        found = outside(maximum, [band.points for band in self.bands])
        if not (steps and whole and len(limits) == len(self.bands) - 1):
            found.append(_("Bands go from the best to the worst, and the last one has no limit."))
        return found

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        if measure.base is not None and measure.base == 0:
            return _nothing_to_divide(self.when_none, measure, maximum)
        figure = measure.figure()
        if figure is None:
            return unscored(NO_FIGURE)
        for band in self.bands:
            if band.limit is None or self._fits(figure, band.limit):
                return Outcome(
                    points=rounded(band.points), explanation=self._explain(measure, figure, band)
                )
        return unscored(_("No band of this criterion fits the figure."))

    def _fits(self, figure: Decimal | Fraction, limit: Decimal) -> bool:
        return figure >= limit if self.direction is Direction.UP else figure <= limit

    def _explain(self, measure: Measure, figure: Decimal | Fraction, band: Band) -> Message:
        towards_worse = ROUND_FLOOR if self.direction is Direction.UP else ROUND_CEILING
        read: Message | Decimal = rounded(figure, towards_worse)
        if measure.base is not None:
            read = _(
                "%(actual)s of %(base)s = %(percent)s %%",
                actual=measure.actual,
                base=measure.base,
                percent=read,
            )
        values = {"figure": read, "points": band.points}
        if band.limit is None:
            return _("%(figure)s: below all other bands, %(points)s points", **values)
        if self.direction is Direction.UP:
            return _(
                "%(figure)s: at least %(limit)s, %(points)s points", **values, limit=band.limit
            )
        return _("%(figure)s: at most %(limit)s, %(points)s points", **values, limit=band.limit)


@dataclass(frozen=True, kw_only=True)
class CountCapped(Formula):
    """So many points for each thing counted, up to the maximum."""

    kind: ClassVar[str] = "count_capped"
    each: Decimal

    def problems(self, maximum: Decimal) -> list[Message]:
        """Each thing earns something, and no more than the maximum."""
        return outside(maximum, [self.each]) + worthless([self.each])

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        if measure.actual is None:
            return unscored(NO_FIGURE)
        if measure.actual % 1:
            raise RuleViolation(
                _("This criterion counts whole things, not %(actual)s.", actual=measure.actual),
                field="actual",
            )
        earned = rounded(measure.actual * self.each)
        points = min(earned, rounded(maximum))
        values = {"actual": measure.actual, "each": self.each, "earned": earned}
        if earned > points:
            return Outcome(
                points=points,
                explanation=_(
                    "%(actual)s × %(each)s = %(earned)s, at most %(points)s points",
                    **values,
                    points=points,
                ),
            )
        return Outcome(
            points=points, explanation=_("%(actual)s × %(each)s = %(earned)s points", **values)
        )


@dataclass(frozen=True, kw_only=True)
class BonusCount(CountCapped):
    """So many bonus points for each thing counted, up to the line's maximum."""

    kind: ClassVar[str] = "bonus_count"


def _nothing_to_divide(rule: WhenNone, measure: Measure, maximum: Decimal) -> Outcome:
    if rule is WhenNone.EXPERT:
        return judged(measure, maximum, Decimal("0.01"))
    points = rounded(maximum if rule is WhenNone.MAXIMUM else ZERO)
    return Outcome(
        points=points,
        explanation=_(
            "There was nothing to do in this criterion, which earns %(points)s points",
            points=points,
        ),
    )
