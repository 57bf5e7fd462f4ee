"""How far the layers of a line lie apart: what the council looks at first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cluster.domain.measures import ZERO

LITTLE = Fraction(1, 10)
MUCH = Fraction(1, 4)


class Apart(StrEnum):
    """Steps in which layers differ, by the share of the line's maximum that lies between them."""

    AGREED = "agreed"
    LITTLE = "little"
    CLEARLY = "clearly"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The points between the lowest and the highest layer, and the step they make."""

    gap: Decimal = ZERO
    apart: Apart = Apart.AGREED


def disagreement(points: Iterable[Decimal], maximum: Decimal) -> Disagreement:
    """Tell how far the points of a line's layers lie apart; one layer alone agrees with itself.

    Up to a tenth of the maximum is little, from a quarter on it is far. The maximum of a penalty
    is negative; its size counts.
    """
    given = sorted(points)
    if not given or given[0] == given[-1]:
        return Disagreement()
    gap = given[-1] - given[0]
    share = Fraction(gap) / abs(Fraction(maximum))
    if share <= LITTLE:
        return Disagreement(gap, Apart.LITTLE)
    return Disagreement(gap, Apart.CLEARLY if share < MUCH else Apart.FAR)
