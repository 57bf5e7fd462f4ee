"""A line's figures in one cell: as they are typed, pasted from a sheet, and shown to be typed over.

One number where the rule asks for one; 11/35 for a part of a whole (0/0=2,5 where an expert judges
because the whole is zero); 2; 0 for how often each kind of event happened; for an answer from a
list its points, or the beginning of its name. Numbers are written the Vietnamese way.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cluster.domain.errors import Message, RuleViolation, Value, _
from cluster.domain.formulas import Part
from cluster.domain.measures import Measure
from cluster.domain.score_inputs import Inputs
from cluster.domain.vietnamese import fold, format_number, parse_number

FIELD = "figure"
MOST_EVENTS = 100_000


def write_figures(inputs: Inputs, measure: Measure) -> str:
    """Write a measure as its cell shows it; nothing said is an empty text."""
    if inputs.choices:
        return next(
            (_named(p, inputs.choices) for p in inputs.choices if p.key == measure.choice), ""
        )
    if inputs.events:
        counts = [measure.events.get(part.key) for part in inputs.events]
        given = any(count is not None for count in counts)
        return "; ".join(_number(count) for count in counts) if given else ""
    if not inputs.actual:
        return _number(measure.judged)
    share = f"/{_number(measure.base)}" if measure.base is not None else ""
    judged = f"={_number(measure.judged)}" if measure.judged is not None else ""
    return _number(measure.actual) + share + judged


def read_figures(inputs: Inputs, text: str) -> Measure:
    """Read what was typed in a cell; nothing typed says nothing. Refusals tell how."""
    typed = text.strip()
    if not typed:
        return Measure()
    if inputs.choices:
        return Measure(choice=_answer(inputs.choices, typed).key)
    if inputs.events:
        return Measure(events=_counts(inputs, typed))
    if not inputs.actual:
        return Measure(judged=_read(typed))
    figures, _sign, judged = typed.partition("=")
    actual, _stroke, base = figures.partition("/")
    if (base and not inputs.base) or (judged and not inputs.judged):
        raise RuleViolation(_("Write one number here, not “%(text)s”.", text=typed), field=FIELD)
    return Measure(actual=_read(actual), base=_read(base), judged=_read(judged))


def how_to_write(inputs: Inputs) -> Message:
    """Return the sentence that says what a cell of the line takes."""
    if inputs.choices:
        return _("Write the points of the answer: %(answers)s", answers=_all(inputs.choices))
    if inputs.events:
        kinds = _listed(part.name for part in inputs.events)
        return _("Write how often each happened, in this order: %(kinds)s", kinds=kinds)
    if not inputs.actual:
        return _("Write the points")
    if inputs.judged:
        return _("Write part/whole, as 11/35; where the whole is zero add the points: 0/0=2,5")
    return _("Write part/whole, as 11/35") if inputs.base else _("Write the figure")


def _named(part: Part, choices: Sequence[Part]) -> str:
    """Return how an answer is written: its points, or its name where others have the same."""
    alike = [other for other in choices if other.points == part.points]
    return _number(part.points) if len(alike) == 1 else part.name_vi


def _answer(choices: Sequence[Part], typed: str) -> Part:
    points = _maybe_number(typed)
    begun = [part for part in choices if any(n.startswith(fold(typed)) for n in _names(part))]
    exact = [part for part in begun if fold(typed) in _names(part)]
    found = exact or begun if points is None else [p for p in choices if p.points == points]
    if len(found) != 1:
        raise RuleViolation(
            _("“%(text)s” is none of the answers: %(answers)s", text=typed, answers=_all(choices)),
            field=FIELD,
        )
    return found[0]


def _names(part: Part) -> tuple[str, str]:
    return fold(part.name_vi), fold(part.name_en)


def _all(choices: Sequence[Part]) -> Message:
    return _listed(
        _("%(points)s = %(answer)s", points=part.points, answer=part.name) for part in choices
    )


def _maybe_number(typed: str) -> Decimal | None:
    try:
        return parse_number(typed)
    except RuleViolation:
        return None


def _counts(inputs: Inputs, typed: str) -> dict[str, int]:
    parts = typed.split(";")
    if len(parts) != len(inputs.events):
        raise RuleViolation(how_to_write(inputs), field=FIELD)
    counts = {}
    for kind, count in zip(inputs.events, parts, strict=True):
        number = _read(count)
        if number is not None:
            counts[kind.key] = _whole(number)
    return counts


def _whole(number: Decimal) -> int:
    if number % 1 or not 0 <= number <= MOST_EVENTS:
        raise RuleViolation(_("“%(number)s” is no number of events.", number=number), field=FIELD)
    return int(number)


def _read(text: str) -> Decimal | None:
    return parse_number(text, field=FIELD) if text.strip() else None


def _number(value: Decimal | int | None) -> str:
    return "" if value is None else format_number(value)


def _listed(values: Iterable[Value]) -> Message:
    given = list(values)
    text = "; ".join(f"%({number})s" for number in range(len(given)))
    return Message(text, tuple((str(number), value) for number, value in enumerate(given)))
