"""Figures in words: what a conflict shows side by side, and a line's page in its layers."""

from cluster.domain.errors import Message, Value, _
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import inputs_of

FIGURE = _("Figure")
WHOLE = _("Of a whole of")
ANSWER = _("Answer")
JUDGED = _("Judged at")


def describe(criterion: Criterion, measure: Measure) -> dict[Message, Value]:
    """Return a figure as pairs of name and value, those that the criterion asks for."""
    inputs = inputs_of(criterion)
    said: dict[Message, Value] = {}
    if inputs.actual:
        said[FIGURE] = measure.actual
    if inputs.base:
        said[WHOLE] = measure.base
    if inputs.choices:
        names = {part.key: part.name for part in inputs.choices}
        said[ANSWER] = names.get(measure.choice or "")
    for part in inputs.events:
        said[_("Number of: %(event)s", event=part.name)] = measure.events.get(part.key)
    if inputs.judged:
        said[JUDGED] = measure.judged
    return said
