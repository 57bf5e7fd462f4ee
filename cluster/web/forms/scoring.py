"""Forms for scores: the figures a criterion asks for, cross-scorers, bars."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from cluster.domain.errors import RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import Inputs
from cluster.services.scoring import Entry, SheetRow
from cluster.web.filters import say, write
from cluster.web.forms import BaseForm, LocalDecimalField

LONGEST = 2000
MOST_EVENTS = 100_000


class EventsField(IntegerField):
    """How often one kind of event happened; `key` names the kind."""

    def __init__(self, label: str, *, key: str, **kwargs: Any) -> None:
        look = {"inputmode": "numeric", "autocomplete": "off"}
        limits = [Optional(), NumberRange(0, MOST_EVENTS)]
        super().__init__(label, limits, render_kw=look, **kwargs)
        self.key = key


class FigureForm(BaseForm):
    """The figures of one line; which fields it has, the criterion's formula says."""

    reason = StringField(_("Reason"), [Length(max=LONGEST)])
    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    @property
    def was_sent(self) -> bool:
        """Tell whether the line came with the form."""
        return bool(self.revision.raw_data)

    @property
    def figures(self) -> list[Field]:
        """Return the fields that hold figures, in their order."""
        return [field for field in self if field not in (self.reason, self.revision)]

    def entry(self, code: str) -> Entry:
        """Return what was typed, for the service."""
        counted = [field for field in self if isinstance(field, EventsField)]
        return Entry(
            code=code,
            measure=Measure(
                actual=self._typed("actual"),
                base=self._typed("base"),
                choice=self._typed("choice") or None,
                judged=self._typed("judged"),
                events={field.key: field.data for field in counted if field.data is not None},
            ),
            reason=self.reason.data or "",
            revision=self.revision.data,
        )

    def refuse(self, why: RuleViolation) -> None:
        """Show a refusal at the field it concerns, else at the first."""
        at = {"points": "judged", "target": "actual"}.get(why.field or "", why.field)
        field = self[at] if at in self else (self.figures or [self.reason])[0]
        field.errors = [*field.errors, say(why.message)]

    def accept_revision(self, revision: int) -> None:
        """Let the next save stand above what somebody else has saved since."""
        self.revision.data, self.revision.raw_data = revision, None

    def _typed(self, name: str) -> Any:
        return self[name].data if name in self else None


def figure_form(
    inputs: Inputs, said: Measure | None, revision: int, *, name: str, fresh: bool = False
) -> FigureForm:
    """Return the form of one line, filled with what was said last.

    `name` stands before the names of its fields; `fresh`: not read from the request.
    """
    fields: dict[str, Any] = {}
    if inputs.actual:
        fields["actual"] = LocalDecimalField(_("Figure"))
    if inputs.base:
        fields["base"] = LocalDecimalField(_("Of a whole of"))
    if inputs.choices:
        parts = (SelectChoice(part.key, write(part.name)) for part in inputs.choices)
        choices = [SelectChoice("", "–"), *parts]
        fields["choice"] = SelectField(_("Answer"), choices=choices)
    for number, part in enumerate(inputs.events):
        fields[f"event_{number}"] = EventsField(write(part.name), key=part.key)
    if inputs.judged:
        label = _("Judged at, if the whole is zero") if inputs.base else _("Judged at")
        fields["judged"] = LocalDecimalField(label)
    kind = type("LineForm", (FigureForm,), fields)
    source = {"formdata": None} if fresh else {}
    form: FigureForm = kind(
        prefix=name, data=_shown(inputs, said, revision), meta={"csrf": False}, **source
    )
    return form


def _shown(inputs: Inputs, said: Measure | None, revision: int) -> dict[str, Any]:
    if said is None:
        return {"revision": revision}
    events = {f"event_{n}": said.events.get(part.key) for n, part in enumerate(inputs.events)}
    return {
        "revision": revision,
        "actual": said.actual,
        "base": said.base,
        "choice": said.choice or "",
        "judged": said.judged,
        "reason": said.reason,
        **events,
    }


class CellForm(BaseForm):
    """What was typed in one cell of the matrix."""

    figure = StringField(_("Figure"), [Length(max=LONGEST)])
    reason = StringField(_("Reason"), [Length(max=LONGEST)])
    revision = IntegerField(validators=[InputRequired(), NumberRange(min=0)])


class SheetForm(BaseForm):
    """The frame of a sheet; its lines are forms of their own."""


def row_form(row: SheetRow, *, fill: bool) -> FigureForm:
    """Return the form of one line of a sheet; `fill`: empty ones take what the layer below says."""
    said = row.measure
    if fill and said is None and row.suggested is not None:
        said = row.suggested if row.inputs.judged else replace(row.suggested, reason="")
    return figure_form(row.inputs, said, row.revision, name=row.criterion.code)


class RoundForm(BaseForm):
    """How many others each member scores in one balanced round."""

    each = IntegerField(_("How many others each member scores"), [InputRequired()])


class PairForm(BaseForm):
    """One member to score another."""

    scorer_id = SelectField(_("Who scores"), [InputRequired()], coerce=int)
    alliance_id = SelectField(_("Who is scored"), [InputRequired()], coerce=int)


def pair_form(members: Sequence[Member], *, fresh: bool = False) -> PairForm:
    """Return the form that assigns one of the members to another."""
    form = PairForm(formdata=None) if fresh else PairForm()
    form.scorer_id.choices = form.alliance_id.choices = _named(members)
    return form


def _named(members: Sequence[Member]) -> list[SelectChoice]:
    return [SelectChoice(member.alliance_id, member.short_name) for member in members]


class UnassignForm(BaseForm):
    """The button that takes one assignment away."""

    scorer_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    alliance_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class BarForm(BaseForm):
    """That a member may not be nominated, and the document that says so."""

    alliance_id = SelectField(_("Member"), [InputRequired()], coerce=int)
    code = SelectField(_("Gate of the rule book"), [InputRequired()])
    document = TextAreaField(
        _("Document"),
        [InputRequired(), Length(max=LONGEST)],
        description=_("Number, date, and who issued it."),
    )


def bar_form(members: Sequence[Member], gates: Sequence[Criterion]) -> BarForm:
    """Return the form that bars one of the members under one of the gates."""
    form = BarForm()
    form.alliance_id.choices = _named(members)
    form.code.choices = [SelectChoice(g.code, f"{g.code} – {write(g.name)}") for g in gates]
    return form


class LiftForm(BaseForm):
    """The document that ends a bar."""

    document = TextAreaField(
        _("Document that ends it"),
        [InputRequired(), Length(max=LONGEST)],
        description=_("Number, date, and who issued it."),
    )
