"""Forms to send lines back, to answer, and to confirm a score."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from cluster.domain.rulebook import Criterion
from cluster.web.forms import BaseForm, LocalDateField

LONGEST = 2000


class SendBackForm(BaseForm):
    """A note at each line to send back, and one last day for all."""

    due_on = LocalDateField(
        _("Open until"),
        [InputRequired()],
        description=_("Through the end of this day the member may report on these lines anew."),
    )

    def note(self, code: str) -> StringField:
        """Return the field of one line's note."""
        field: StringField = self[f"note_{self.codes.index(code)}"]
        return field

    @property
    def notes(self) -> dict[str, str]:
        """Return what was written, by code; lines without a note stay closed."""
        written = {code: self.note(code).data for code in self.codes}
        return {code: note for code, note in written.items() if note}

    codes: Sequence[str]


def send_back_form(lines: Sequence[Criterion], due_on: date) -> SendBackForm:
    """Return the form with a field for the note of each line."""
    fields = {
        f"note_{number}": StringField(_("What is asked"), [Length(max=LONGEST)])
        for number, _line in enumerate(lines)
    }
    kind = type("LinesForm", (SendBackForm,), {**fields, "codes": [line.code for line in lines]})
    form: SendBackForm = kind(due_on=due_on)
    return form


class AnswerForm(BaseForm):
    """The member's answer, which closes its lines."""

    text = TextAreaField(
        _("Your answer"),
        [Length(max=LONGEST)],
        description=_("Needed where a line stays as it is: say why."),
    )


class ConfirmForm(BaseForm):
    """The button that says the same score again."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
