"""Formulas of every kind, and figures for them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from cluster.domain.errors import Message
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
    PenaltyPerEvent,
    RatioCapped,
    RelativeToLeader,
    Start,
    StepBand,
    YesNo,
)
from cluster.domain.measures import Measure
from tests.domain.sample_rulebook import part

BY_SHARE = StepBand(
    direction=Direction.UP,
    bands=(
        Band(limit=Decimal(80), points=Decimal(4)),
        Band(limit=Decimal(60), points=Decimal(3)),
        Band(limit=None, points=Decimal(2)),
    ),
)
OVERDUE_LOANS = StepBand(
    direction=Direction.DOWN,
    bands=(
        Band(limit=Decimal(2), points=Decimal(2)),
        Band(limit=Decimal(5), points=Decimal(1)),
        Band(limit=None, points=Decimal(0)),
    ),
)
SHARE = RatioCapped(against=Against.BASE)
ON_TIME = YesNo(choices=(part("on_time", "3"), part("one_late", "1.5"), part("none", "0")))
REPORTS = PenaltyPerEvent(start=Start.MAXIMUM, events=(part("late", "0.5"), part("missing", "1")))
ABSENCES = PenaltyPerEvent(start=Start.ZERO, events=(part("absent", "0.5"), part("early", "0.1")))
RECEIVED = BonusBest(choices=(part("merit", "1"), part("flag", "1.5"), part("government", "2")))
JUDGED = Expert(step=Decimal("0.5"))
ABSOLUTE = RelativeToLeader(excess=Excess.ABSOLUTE)
PERCENT = RelativeToLeader(excess=Excess.PERCENT)

EVERY_FORMULA = [
    RatioCapped(),
    SHARE,
    BY_SHARE,
    OVERDUE_LOANS,
    CountCapped(each=Decimal("2.5")),
    ON_TIME,
    REPORTS,
    ABSENCES,
    BonusCount(each=Decimal(1)),
    RECEIVED,
    JUDGED,
    ABSOLUTE,
    PERCENT,
]
figures = st.decimals(min_value=0, max_value=10**6, places=2)
targets = st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2)


def measure(
    actual: str | None = None, target: str | None = None, base: str | None = None
) -> Measure:
    return Measure(
        actual=Decimal(actual) if actual else None,
        target=Decimal(target) if target else None,
        base=Decimal(base) if base else None,
    )


def points_of(formula: Formula, given_measure: Measure, maximum: str) -> str:
    return str(formula.outcome(given_measure, Decimal(maximum)).points)


def values_in(message: Message) -> list[Any]:
    found: list[Any] = []
    for _name, value in message.values:
        found += values_in(value) if isinstance(value, Message) else [value]
    return found
