"""Forms of a year: opening, theme, members, planned days, moves."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from cluster.domain.membership import Member
from cluster.domain.years import PHASE_NAMES, Phase
from cluster.web.filters import say
from cluster.web.forms import BaseForm, LocalDateField

FROM_NOTHING = 0


class OpeningForm(BaseForm):
    """A year to open."""

    number = IntegerField(_("Year"), [InputRequired()])
    from_year_id = SelectField(
        _("Take over from"),
        coerce=int,
        description=_(
            "Members, rule book and planned days are copied; all can be changed before the pledge."
        ),
    )


class SeenForm(BaseForm):
    """A form that carries the mark of what it showed, to notice when somebody else was faster."""

    seen = HiddenField()


class ThemeForm(SeenForm):
    """The theme of the year."""

    theme = TextAreaField(
        _("Theme of the year"), [Length(max=500)], description=_("As at the head of the pledge.")
    )


class MoveForm(BaseForm):
    """A step forward needs nothing more than the button."""


class BackForm(BaseForm):
    """Why the year goes a step back."""

    reason = StringField(_("Reason"), [DataRequired(), Length(max=500)])


class PlanForm(SeenForm):
    """On which day each phase shall begin, and how long members may object."""

    objection_days: IntegerField

    @property
    def planned(self) -> dict[Phase, date | None]:
        """Return the days typed."""
        return {phase: self[phase.value].data for phase in Phase}

    def show(self, planned: Mapping[Phase, date | None]) -> None:
        """Fill in the days planned so far, and name the fields in the reader's language."""
        for phase in Phase:
            self[phase.value].label.text = say(PHASE_NAMES[phase])
            if not self.is_submitted():
                self[phase.value].data = planned.get(phase)


for _phase in Phase:
    setattr(PlanForm, _phase.value, LocalDateField(_phase.value, []))
PlanForm.objection_days = IntegerField(
    _("Days to ask and object"),
    [InputRequired()],
    description=_(
        "How many days members have, once the council’s phase has begun, to ask about their"
        " appraisal or to object to it."
    ),
)


class MembersForm(SeenForm):
    """The place of each member of the year; whoever has none is no member."""

    @property
    def ordered(self) -> list[int]:
        """Return the members by their places; equal places keep the order of the page."""
        placed = [(field.data, field.name) for field in self if field.name.startswith("place_")]
        ranked = sorted(
            ((place, index, name) for index, (place, name) in enumerate(placed) if place),
        )
        return [int(name.removeprefix("place_")) for _place, _index, name in ranked]


def members_form(members: Sequence[Member], others: Sequence[Member], *, seen: str) -> MembersForm:
    """Return the form with the place of each member, and an empty one for each of the others."""
    fields = {
        f"place_{each.alliance_id}": IntegerField(
            each.short_name,
            [Optional(), NumberRange(min=1, max=999)],
            default=each.position or None,
        )
        for each in (*members, *others)
    }
    form: MembersForm = type("MembersOfYearForm", (MembersForm,), fields)(seen=seen)
    return form
