"""Forms to ask about an appraisal, to explain it, and to decide an objection."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from cluster.domain.objections import OBJECTION_KIND_NAMES, ObjectionKind, Verdict
from cluster.web.filters import say
from cluster.web.forms import BaseForm

LONGEST = 4000


class AskForm(BaseForm):
    """What a member wants, and why."""

    kind = RadioField(_("What you want"), [InputRequired()])
    text = TextAreaField(_("What you ask or say"), [InputRequired(), Length(max=LONGEST)])


def ask_form() -> AskForm:
    """Return the form with the kinds named in the reader's language."""
    form = AskForm(kind=ObjectionKind.EXPLANATION.value)
    form.kind.choices = [
        SelectChoice(kind.value, say(name)) for kind, name in OBJECTION_KIND_NAMES.items()
    ]
    return form


class ExplainForm(BaseForm):
    """The explanation of a score."""

    text = TextAreaField(_("Explanation"), [InputRequired(), Length(max=LONGEST)])


class DecideForm(BaseForm):
    """The decision on an objection, with its reason."""

    verdict = RadioField(
        _("Decision"),
        [InputRequired()],
        choices=[
            SelectChoice(Verdict.UPHELD.value, _("Uphold: the line gets the figure below")),
            SelectChoice(Verdict.REFUSED.value, _("Refuse: the score stays")),
        ],
    )
    text = TextAreaField(_("Reason"), [InputRequired(), Length(max=LONGEST)])
