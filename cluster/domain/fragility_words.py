"""Say in a sentence what would have to change, and what would come of it."""

from collections.abc import Mapping

from cluster.domain.contest import Turn
from cluster.domain.errors import Message, Value, _
from cluster.domain.formulas import BonusBest, Part, PenaltyPerEvent, YesNo
from cluster.domain.formulas.base import part_named
from cluster.domain.fragility import Decision, Tipping
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook
from cluster.domain.rulebook_words import listed
from cluster.domain.scoring import Layer

Names = Mapping[int, str]
"""What the members are called for short, by alliance."""


def say_tipping(
    tipping: Tipping, *, book: RuleBook, classes: Mapping[int, str | None], names: Names
) -> Message:
    """Return “If KC.3 of Gia Lai were …, Đắk Lắk would lead.”"""
    return _(
        "If %(change)s (%(effect)s), %(outcome)s.",
        change=_change(tipping, book.get(tipping.figure.code), names),
        effect=_effect(tipping),
        outcome=say_turn(tipping.turn, book=book, classes=classes, names=names),
    )


def say_decision(
    decision: Decision, *, book: RuleBook, classes: Mapping[int, str | None], names: Names
) -> Message:
    """Return “Without the bonus TH.1 of Gia Lai (1,5 points), Đắk Lắk would lead.”"""
    outcome = say_turn(decision.turn, book=book, classes=classes, names=names)
    if decision.member is None:
        if decision.code in book.gates_on:
            return _("Without the gate %(code)s, %(outcome)s.", code=decision.code, outcome=outcome)
        return _("With the gate %(code)s, %(outcome)s.", code=decision.code, outcome=outcome)
    values: dict[str, Value] = {
        "code": decision.code,
        "member": names[decision.member],
        "points": decision.size,
        "outcome": outcome,
    }
    if book.get(decision.code).kind is CriterionKind.BONUS:
        return _(
            "Without the bonus %(code)s of %(member)s (%(points)s points), %(outcome)s.", **values
        )
    return _(
        "Without the penalty %(code)s of %(member)s (%(points)s points), %(outcome)s.", **values
    )


def say_turn(
    turn: Turn, *, book: RuleBook, classes: Mapping[int, str | None], names: Names
) -> Value:
    """Return who would lead and whose class would be another."""
    said: list[Value] = []
    if turn.leaders is not None:
        leading = ", ".join(names[m] for m in sorted(turn.leaders))
        one = len(turn.leaders) == 1
        said.append(
            _("%(names)s would lead", names=leading)
            if one
            else _("%(names)s would share the first place", names=leading)
        )
    bands = {band.key: band.name for band in book.bands}
    none = _("no class")
    said += [
        _(
            "%(member)s would be classed “%(after)s” instead of “%(before)s”",
            member=names[member],
            after=bands[key] if key else none,
            before=bands[before] if (before := classes[member]) else none,
        )
        for member, key in turn.classes.items()
    ]
    return listed(said)


def _effect(tipping: Tipping) -> Message:
    before, after = tipping.points
    if before == after:
        return _("others’ points move by up to %(amount)s", amount=tipping.size)
    if after < before:
        return _("%(amount)s points less", amount=before - after)
    return _("%(amount)s points more", amount=after - before)


def _change(tipping: Tipping, line: Criterion, names: Names) -> Message:
    values: dict[str, Value] = {
        "code": line.code,
        "whose": _whose(tipping, names),
        **_moved(line, tipping.figure.measure, tipping.measure),
    }
    if isinstance(line.formula, PenaltyPerEvent | BonusBest):
        return _(
            "“%(name)s” in %(code)s of %(whose)s counted %(after)s instead of %(before)s", **values
        )
    if isinstance(line.formula, YesNo):
        return _(
            "the answer to %(code)s of %(whose)s were “%(after)s” instead of “%(before)s”", **values
        )
    return _("%(code)s of %(whose)s were %(after)s instead of %(before)s", **values)


def _whose(tipping: Tipping, names: Names) -> Message | str:
    member = names[tipping.figure.alliance_id]
    if tipping.figure.layer is not Layer.CROSS:
        return member
    return _(
        "%(member)s, as %(scorer)s scored it,",
        member=member,
        scorer=names[tipping.figure.scorer_id],
    )


def _moved(line: Criterion, before: Measure, after: Measure) -> dict[str, Value]:
    formula = line.formula
    if isinstance(formula, YesNo):
        return {
            "before": part_named(formula.choices, before.choice or "", field="choice").name,
            "after": part_named(formula.choices, after.choice or "", field="choice").name,
        }
    parts = _counted_parts(line)
    for part in parts:
        counts = before.events.get(part.key, 0), after.events.get(part.key, 0)
        if counts[0] != counts[1]:
            return {"name": part.name, "before": counts[0], "after": counts[1]}
    was, would = (
        (before.judged, after.judged)
        if before.judged != after.judged
        else (before.actual, after.actual)
    )
    return {"before": was, "after": would}


def _counted_parts(line: Criterion) -> tuple[Part, ...]:
    if isinstance(line.formula, PenaltyPerEvent):
        return line.formula.events
    return line.formula.choices if isinstance(line.formula, BonusBest) else ()
