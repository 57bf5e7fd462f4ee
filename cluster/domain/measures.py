"""The figures of one member in one criterion, and the points that come of them.

Numbers are exact (fractions) until they are rounded once, half up, to hundredths. Zero is a
score; None always means: not known yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from cluster.domain.errors import Message, RuleViolation, _

ZERO = Decimal(0)
LARGEST_FIGURE = Decimal(10) ** 15
FINEST_FIGURE = Decimal("0.000001")
HUNDRED = Decimal(100)
HUNDREDTH = Decimal("0.01")


def rounded(value: Decimal | Fraction, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return the value in hundredths, halves away from zero."""
    return _hundredths(*value.as_integer_ratio(), rounding)


def portion(part: Decimal | Fraction, whole: Decimal | Fraction, *, of: Decimal) -> Decimal:
    """Return part ÷ whole × of, exact until it is rounded once; whole numbers keep it quick."""
    part_over, part_under = part.as_integer_ratio()
    whole_over, whole_under = whole.as_integer_ratio()
    of_over, of_under = of.as_integer_ratio()
    return _hundredths(
        part_over * whole_under * of_over, part_under * whole_over * of_under, ROUND_HALF_UP
    )


def _hundredths(numerator: int, denominator: int, rounding: str) -> Decimal:
    hundredths = numerator * 100
    if rounding == ROUND_FLOOR:
        nearest = hundredths // denominator
    elif rounding == ROUND_CEILING:
        nearest = -(-hundredths // denominator)
    else:
        nearest = (2 * abs(hundredths) + denominator) // (2 * denominator)
        nearest = nearest if hundredths >= 0 else -nearest
    return Decimal(nearest).scaleb(-2)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is known of one member in one criterion, before any points.

    `actual`: the figure carried out (the aggregate of what counts). `target`: the pledged
    figure. `base`: the whole of which `actual` is a part, for shares (cooperatives in the
    province); with a base, the figure that counts is the share in percent. `events`: how
    often each kind of event happened, by the key of the part (late and missing reports,
    awards received). `choice`: the key of the answer to a yes/no criterion. `judged` and
    `reason`: an expert's points and why. None always means: not known yet.
    """

    actual: Decimal | None = None
    target: Decimal | None = None
    base: Decimal | None = None
    events: Mapping[str, int] = field(default_factory=dict)
    choice: str | None = None
    judged: Decimal | None = None
    reason: str = ""

    def check(self) -> None:
        """Refuse figures that cannot be: negative, endless, or a part above its whole."""
        for name in ("actual", "target", "base", "judged"):
            if (value := getattr(self, name)) is not None:
                check_figure(value, field=name)
        for count in self.events.values():
            if count < 0:
                raise RuleViolation(
                    _("A number of events is zero or more, not %(count)s.", count=count),
                    field="events",
                )
        if self.base is not None and self.actual is not None and self.actual > self.base:
            raise RuleViolation(
                _(
                    "The part %(actual)s is more than the whole %(base)s.",
                    actual=self.actual,
                    base=self.base,
                ),
                field="actual",
            )

    def figure(self) -> Decimal | Fraction | None:
        """Return the figure that counts: the actual one, or the share in percent."""
        if self.actual is None or self.base is None:
            return self.actual
        if self.base == 0:
            return None
        return 100 * Fraction(self.actual) / Fraction(self.base)


def check_figure(value: Decimal | None, *, field: str) -> None:
    """Refuse what is no plain number of zero or more (under 10^15, at most six decimals)."""
    if value is None:
        return
    if not value.is_finite() or value < 0:
        raise RuleViolation(
            _("Write a number of zero or more, not %(value)s.", value=str(value)), field=field
        )
    if value >= LARGEST_FIGURE or value % FINEST_FIGURE:
        raise RuleViolation(
            _(
                "Write a number under 10^15 with at most six decimals, not %(value)s.",
                value=str(value),
            ),
            field=field,
        )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The points of one member in one criterion, and the sentence that explains them.

    `points` None: not scored; the sentence says what is missing.
    """

    points: Decimal | None
    explanation: Message


def unscored(why: Message) -> Outcome:
    """Return the outcome that has no points yet, with the reason."""
    return Outcome(points=None, explanation=why)


def shown(figure: Decimal | Fraction) -> Decimal:
    """Return the figure as it is printed: whole where it is whole, otherwise in hundredths."""
    numerator, denominator = figure.as_integer_ratio()
    return Decimal(numerator) if denominator == 1 else rounded(figure)
