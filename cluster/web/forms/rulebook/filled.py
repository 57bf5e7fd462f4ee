"""What the form of a line shows of it: its fields, its formula's numbers, spare rows."""

from dataclasses import asdict
from typing import Any

from cluster.domain.formulas import (
    BonusBest,
    BonusCount,
    CountCapped,
    Direction,
    Excess,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    RelativeToLeader,
    Start,
    StepBand,
    YesNo,
)
from cluster.domain.measures import ZERO, Measure
from cluster.domain.rulebook import Criterion, CriterionKind, WorkedExample
from cluster.web.forms.rulebook.rows import SPARE_ROWS

OTHER_MEMBERS = 5
FIRST_ROWS = 4
PLAIN = (
    "code",
    "name_vi",
    "name_en",
    "unit",
    "weight",
    "may_be_not_assigned",
    "needs_target",
    "guidance",
    "citation",
)

Data = dict[str, Any]


def fill_in(criterion: Criterion, *, revision: int) -> Data:
    """Return what the form shows of a line, with spare rows for more."""
    parts = _parts(criterion.formula)
    spare = SPARE_ROWS if parts else FIRST_ROWS
    rows = [*(asdict(part) for part in parts), *({} for _n in range(spare))]
    blank = WorkedExample(measure=Measure(), points=None)
    examples = [*criterion.examples, *(blank for _n in range(SPARE_ROWS))]
    return {
        **{name: getattr(criterion, name) for name in PLAIN},
        "revision": revision,
        "parent_code": criterion.parent_code or "",
        "max_points": abs(criterion.max_points) or None,
        "aggregate": criterion.aggregate.value,
        "choices": rows,
        "examples": [_example(example, parts, len(rows)) for example in examples],
        **_numbers(criterion.formula),
    }


def _parts(formula: Formula | None) -> tuple[Part, ...]:
    if isinstance(formula, YesNo | BonusBest):
        return formula.choices
    return formula.events if isinstance(formula, PenaltyPerEvent) else ()


def _numbers(formula: Formula | None) -> Data:
    if isinstance(formula, RatioCapped):
        return {"against": formula.against.value, "when_none": formula.when_none.value}
    if isinstance(formula, StepBand):
        return _bands(formula)
    if isinstance(formula, CountCapped):
        return {"each": formula.each or None}
    if isinstance(formula, Expert):
        return {"step": formula.step or None}
    if isinstance(formula, RelativeToLeader):
        return {"excess": formula.excess.value}
    return {}


def _bands(formula: StepBand) -> Data:
    limited = [band for band in formula.bands if band.limit is not None]
    rest = [band.points for band in formula.bands if band.limit is None]
    return {
        "direction": formula.direction.value,
        "when_none": formula.when_none.value,
        "bands": [*(asdict(band) for band in limited), *({} for _n in range(SPARE_ROWS))],
        "otherwise": rest[0] if rest else None,
    }


def _example(example: WorkedExample, parts: tuple[Part, ...], rows: int) -> Data:
    measure = example.measure
    keys = [part.key for part in parts]
    counts = [measure.events.get(key) for key in keys]
    others = [{"actual": other.actual, "target": other.target} for other in example.others]
    return {
        "actual": measure.actual,
        "base": measure.base,
        "target": measure.target,
        "choice": str(keys.index(measure.choice)) if measure.choice in keys else "",
        "counts": [*counts, *([None] * (rows - len(keys)))],
        "judged": measure.judged,
        "reason": measure.reason,
        "members": [*others, *({} for _n in range(OTHER_MEMBERS - len(others)))],
        "points": example.points,
        "note": example.note,
    }


BLANK_FORMULAS: dict[str, Formula] = {
    "ratio_capped": RatioCapped(),
    "step_band": StepBand(direction=Direction.UP, bands=()),
    "count_capped": CountCapped(each=ZERO),
    "bonus_count": BonusCount(each=ZERO),
    "yes_no": YesNo(choices=()),
    "penalty_per_event": PenaltyPerEvent(start=Start.MAXIMUM, events=()),
    "bonus_best": BonusBest(choices=()),
    "expert": Expert(step=ZERO),
    "relative_to_leader": RelativeToLeader(excess=Excess.PERCENT),
}


def blank_line(
    kind: CriterionKind, formula: str, *, code: str, parent_code: str | None
) -> Criterion:
    """Return the line that the form of a new one starts from."""
    return Criterion(
        code=code,
        parent_code=parent_code,
        kind=kind,
        name_vi="",
        name_en="",
        formula=BLANK_FORMULAS.get(formula),
        needs_target=formula == "relative_to_leader",
    )
