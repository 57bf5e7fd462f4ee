"""A rule book in sentences: every formula, setting and difference as a secretary would say it."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from cluster.domain.achievements import AGGREGATE_NAMES, Aggregate
from cluster.domain.errors import Message, Value, _
from cluster.domain.formulas import (
    Against,
    Band,
    BonusBest,
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
    WhenNone,
    YesNo,
)
from cluster.domain.rulebook import (
    CRITERION_KIND_NAMES,
    ClassBand,
    Criterion,
    CrossMethod,
    RuleBook,
    Rung,
    RungKind,
    WorkedExample,
)

FORMULA_NAMES: dict[str, Message] = {
    "ratio_capped": _("In proportion to the target or to a whole"),
    "step_band": _("By bands"),
    "count_capped": _("For each one counted"),
    "yes_no": _("By answer (done, late, not done)"),
    "penalty_per_event": _("Points off for each event"),
    "bonus_count": _("Bonus for each one counted"),
    "bonus_best": _("Bonus for the highest award"),
    "expert": _("By judgement"),
    "relative_to_leader": _("Compared with the best of the cluster"),
}
FORMULA_EXAMPLES: dict[str, Message] = {
    "ratio_capped": _("11 of 35 planned earn 11 ÷ 35 of the maximum."),
    "step_band": _("80 % and more: 4 points; 60 % and more: 3; less: 2."),
    "count_capped": _("1 point for each model, at most 2."),
    "yes_no": _("On time: 2 points; late: 1; not done: 0."),
    "penalty_per_event": _("Each late report takes points off."),
    "bonus_count": _("1 bonus point for each model recognised, at most 2."),
    "bonus_best": _("Only the highest flag or certificate of the year counts."),
    "expert": _("Appraisers give points in steps and say why."),
    "relative_to_leader": _("Whoever is furthest above the target earns the maximum."),
}
AGAINST_NAMES: dict[Against, Message] = {
    Against.TARGET: _("The member's target"),
    Against.BASE: _("The whole that is reported with it"),
}
WHEN_NONE_NAMES: dict[WhenNone, Message] = {
    WhenNone.EXPERT: _("points by judgement, with a reason"),
    WhenNone.MAXIMUM: _("the maximum"),
    WhenNone.ZERO: _("0 points"),
}
DIRECTION_NAMES: dict[Direction, Message] = {
    Direction.UP: _("Higher is better"),
    Direction.DOWN: _("Lower is better"),
}
START_NAMES: dict[Start, Message] = {
    Start.MAXIMUM: _("From the maximum, never below 0"),
    Start.ZERO: _("From 0, on a penalty line"),
}
EXCESS_NAMES: dict[Excess, Message] = {
    Excess.ABSOLUTE: _("By the difference to the target"),
    Excess.PERCENT: _("In percent of the target"),
}
CROSS_METHOD_NAMES: dict[CrossMethod, Message] = {
    CrossMethod.MEAN: _("Mean of the cross-scores"),
    CrossMethod.MEDIAN: _("Median of the cross-scores"),
}
RUNG_NAMES: dict[RungKind, Message] = {
    RungKind.CONTENT: _("More content points"),
    RungKind.FEWER_PENALTIES: _("Fewer penalty points"),
    RungKind.SECTION: _("More points in the section"),
    RungKind.EARLIER_REPORT: _("The earlier last report"),
    RungKind.BALLOT: _("A ballot between the equals"),
    RungKind.LOT: _("A lot drawn from the announced seed"),
}
YES_NO = {True: _("Yes"), False: _("No")}

FIELD_NAMES: dict[str, Message] = {
    "code": _("Code"),
    "parent_code": _("Stands under"),
    "kind": _("Kind of line"),
    "name_vi": _("Name in Vietnamese"),
    "name_en": _("Name in English"),
    "unit": _("Unit"),
    "max_points": _("Maximum"),
    "weight": _("Weight"),
    "formula": _("Rule"),
    "aggregate": _("Figure that counts"),
    "needs_target": _("Asks for a target"),
    "may_be_not_assigned": _("May be left out for a member"),
    "citation": _("Source"),
    "guidance": _("Guidance"),
    "examples": _("Worked examples"),
}
SETTING_NAMES: dict[str, Message] = {
    "scale": _("Scale"),
    "bonus_cap": _("Bonus points at most"),
    "rebase_not_assigned": _("Points scaled up where lines are not assigned"),
    "cross_method": _("Points of several cross-scorers"),
    "ladder": _("Equal totals are told apart by"),
    "bands": _("Classes"),
    "gates_on": _("Gates switched on"),
}


def formula_in_words(criterion: Criterion) -> list[Message]:
    """Return how a line earns its points, one sentence for each step of the rule."""
    if criterion.formula is None:
        return []
    return _WORDS[criterion.formula.kind](criterion.formula, criterion)


def _ratio(formula: RatioCapped, criterion: Criterion) -> list[Message]:
    maximum = criterion.max_points
    if formula.against is Against.TARGET:
        if criterion.aggregate is Aggregate.SHARE:
            return [
                _("Share in percent ÷ target × %(maximum)s, never above it", maximum=maximum),
            ]
        return [_("Carried out ÷ target × %(maximum)s, never above it", maximum=maximum)]
    return [
        _("Part ÷ whole × %(maximum)s", maximum=maximum),
        _("nothing to count: %(points)s", points=WHEN_NONE_NAMES[formula.when_none]),
    ]


def _bands(formula: StepBand, criterion: Criterion) -> list[Message]:
    return [_band(formula.direction, band, criterion.unit) for band in formula.bands]


def _band(direction: Direction, band: Band, unit: str) -> Message:
    if band.limit is None:
        return _("otherwise: %(points)s", points=band.points)
    limit: Value = _("%(limit)s %(unit)s", limit=band.limit, unit=unit) if unit else band.limit
    if direction is Direction.UP:
        return _("from %(limit)s: %(points)s", limit=limit, points=band.points)
    return _("up to %(limit)s: %(points)s", limit=limit, points=band.points)


def _count(formula: CountCapped, criterion: Criterion) -> list[Message]:
    return [
        _(
            "%(each)s for each one, at most %(maximum)s",
            each=formula.each,
            maximum=criterion.max_points,
        )
    ]


def _answers(formula: YesNo, _criterion: Criterion) -> list[Message]:
    return [
        _("%(name)s: %(points)s", name=part.name, points=part.points) for part in formula.choices
    ]


def _events(formula: PenaltyPerEvent, criterion: Criterion) -> list[Message]:
    off = [
        _("−%(points)s for each: %(name)s", name=part.name, points=part.points)
        for part in formula.events
    ]
    if formula.start is Start.MAXIMUM:
        start = _("Starts at %(maximum)s", maximum=criterion.max_points)
        return [start, *off, _("never below 0")]
    return [*off, _("at most %(points)s off", points=abs(criterion.max_points))]


def _best(formula: BonusBest, _criterion: Criterion) -> list[Message]:
    return [
        _("Only the highest counts"),
        *(
            _("%(name)s: %(points)s", name=part.name, points=part.points)
            for part in formula.choices
        ),
    ]


def _judgement(formula: Expert, criterion: Criterion) -> list[Message]:
    return [
        _(
            "By judgement from 0 to %(maximum)s in steps of %(step)s, with a reason",
            maximum=criterion.max_points,
            step=formula.step,
        )
    ]


def _leader(formula: RelativeToLeader, criterion: Criterion) -> list[Message]:
    half = criterion.max_points / 2
    return [
        _("Under target: carried out ÷ target × %(half)s", half=half),
        _("target met: %(half)s", half=half),
        _(
            "above it: %(half)s + %(half)s × own excess ÷ largest excess (%(excess)s)",
            half=half,
            excess=EXCESS_NAMES[formula.excess],
        ),
        _("members without a target are compared with the largest among them"),
    ]


_WORDS: dict[str, Callable[[Any, Criterion], list[Message]]] = {
    "ratio_capped": _ratio,
    "step_band": _bands,
    "count_capped": _count,
    "bonus_count": _count,
    "yes_no": _answers,
    "penalty_per_event": _events,
    "bonus_best": _best,
    "expert": _judgement,
    "relative_to_leader": _leader,
}


def listed(pieces: Sequence[Value]) -> Value:
    """Return the pieces as one text, set apart by semicolons; None where there are none."""
    together: Value = None
    for piece in pieces:
        together = (
            piece if together is None else _("%(before)s; %(next)s", before=together, next=piece)
        )
    return together


def line_in_words(criterion: Criterion) -> dict[str, Value]:
    """Return every field of a line as its value is said, by the field's name."""
    plain = {field.name: getattr(criterion, field.name) for field in fields(criterion)}
    said: dict[str, Value] = {
        "kind": CRITERION_KIND_NAMES[criterion.kind],
        "formula": listed(formula_in_words(criterion)),
        "aggregate": AGGREGATE_NAMES[criterion.aggregate],
        "needs_target": YES_NO[criterion.needs_target],
        "may_be_not_assigned": YES_NO[criterion.may_be_not_assigned],
        "examples": listed([example_in_words(criterion, e) for e in criterion.examples]),
    }
    return plain | said


def example_in_words(criterion: Criterion, example: WorkedExample) -> Message:
    """Return the figures of a worked example with the points that are expected of them."""
    return _(
        "%(figures)s → %(points)s",
        figures=listed(figures_in_words(criterion.formula, example)) or "–",
        points=example.points,
    )


def figures_in_words(formula: Formula | None, example: WorkedExample) -> list[Message]:
    """Return the figures of a worked example, one piece for each."""
    measure = example.measure
    pieces = []
    if measure.actual is not None and measure.base is not None:
        pieces.append(_("%(actual)s of %(base)s", actual=measure.actual, base=measure.base))
    elif measure.actual is not None:
        pieces.append(_("carried out %(actual)s", actual=measure.actual))
    if measure.target is not None:
        pieces.append(_("target %(target)s", target=measure.target))
    names = _part_names(formula)
    if measure.choice is not None:
        pieces.append(_("“%(answer)s”", answer=names.get(measure.choice, measure.choice)))
    pieces += [
        _("%(count)s × %(name)s", count=count, name=names.get(key, key))
        for key, count in measure.events.items()
    ]
    if measure.judged is not None:
        pieces.append(
            _("judged %(points)s (%(reason)s)", points=measure.judged, reason=measure.reason)
        )
    pieces += [
        _(
            "another member: carried out %(actual)s, target %(target)s",
            actual=other.actual,
            target=other.target,
        )
        for other in example.others
    ]
    return pieces


def _part_names(formula: Formula | None) -> dict[str, Value]:
    if isinstance(formula, YesNo | BonusBest):
        return {part.key: part.name for part in formula.choices}
    if isinstance(formula, PenaltyPerEvent):
        return {part.key: part.name for part in formula.events}
    return {}


def settings_in_words(book: RuleBook) -> dict[str, Value]:
    """Return every setting of the rule book as its value is said, by the setting's name."""
    return {
        "scale": book.scale,
        "bonus_cap": book.bonus_cap,
        "rebase_not_assigned": YES_NO[book.rebase_not_assigned],
        "cross_method": CROSS_METHOD_NAMES[book.cross_method],
        "ladder": listed([rung_in_words(rung) for rung in book.ladder])
        or _("nothing: they share the place"),
        "bands": listed([class_in_words(band) for band in book.bands]),
        "gates_on": listed(sorted(book.gates_on)),
    }


def rung_in_words(rung: Rung) -> Message:
    """Return what a rung of the tie ladder compares."""
    if rung.section is None:
        return RUNG_NAMES[rung.kind]
    return _("%(rung)s %(section)s", rung=RUNG_NAMES[rung.kind], section=rung.section)


def class_in_words(band: ClassBand) -> Message:
    """Return a class with the total, and the share of every line, that it asks for."""
    if band.least_share is None:
        return _("%(name)s from %(total)s", name=band.name, total=band.from_total)
    return _(
        "%(name)s from %(total)s with every criterion at %(share)s %% or more (gate %(gate)s)",
        name=band.name,
        total=band.from_total,
        share=band.least_share * 100,
        gate=band.gate,
    )
