"""Turn figures into points, by the kinds of formula that a year's rule book may use.

Which criterion uses which formula, with which steps, parts and limits, is data: it is
agreed anew each year together with the pledge. Every formula gives points and the sentence
that explains them, so that a member can check the score with a pocket calculator.
"""

from cluster.domain.formulas.base import Formula, Part
from cluster.domain.formulas.events import BonusBest, PenaltyPerEvent, Start, YesNo
from cluster.domain.formulas.figures import (
    Against,
    Band,
    BonusCount,
    CountCapped,
    Direction,
    RatioCapped,
    StepBand,
    WhenNone,
)
from cluster.domain.formulas.judgement import Expert
from cluster.domain.formulas.leader import Excess, RelativeToLeader

__all__ = [
    "Against",
    "Band",
    "BonusBest",
    "BonusCount",
    "CountCapped",
    "Direction",
    "Excess",
    "Expert",
    "Formula",
    "Part",
    "PenaltyPerEvent",
    "RatioCapped",
    "RelativeToLeader",
    "Start",
    "StepBand",
    "WhenNone",
    "YesNo",
]
