"""Forms of the register of papers: a search, a reprint, a void paper, a series of numbers."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from cluster.domain.errors import RuleViolation
from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.services.printing.register import STANDING_NAMES, Standing, Wanted
from cluster.web.forms import LARGEST_NUMBER, BaseForm, NamedChoiceField


class SearchForm(BaseForm):
    """Which papers are looked for; `order` are those of one order, `first` turns the page."""

    class Meta(BaseForm.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    words = StringField(_("Name or number"), [Length(max=100)], default="")
    kind = NamedChoiceField(
        _("Paper"), [Optional()], kind=PaperKind, names=PAPER_KIND_NAMES, blank=_("All papers")
    )
    standing = NamedChoiceField(
        _("State"), [Optional()], kind=Standing, names=STANDING_NAMES, blank=_("All")
    )
    order = IntegerField("", [Optional(), NumberRange(1, LARGEST_NUMBER)], widget=HiddenInput())
    first = IntegerField(
        "", [Optional(), NumberRange(0, LARGEST_NUMBER)], widget=HiddenInput(), default=0
    )

    def wanted(self) -> Wanted:
        """Return what is looked for; what cannot be read looks for everything."""
        if not self.validate():
            return Wanted()
        return Wanted(
            words=self.words.data or "",
            kind=self.kind.data,
            standing=self.standing.data,
            order_id=self.order.data,
        )

    def asked(self) -> dict[str, str]:
        """Return what was asked, to ask it again."""
        return {
            name: field.raw_data[0]
            for name, field in self._fields.items()
            if name != "first" and field.raw_data and field.raw_data[0]
        }


class ReprintForm(BaseForm):
    """Why a paper is given out again."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)], render_kw={"rows": 2})


class VoidForm(BaseForm):
    """Why a paper does not count any more, and what took its place.

    `asked`: the number of the paper of which the form asks whether it is for the same recipient.
    """

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)], render_kw={"rows": 2})
    replaced_by = StringField(
        _("Number of the paper that takes its place"), [Length(max=80)], default=""
    )
    is_same_recipient = BooleanField(
        _("Both papers are for the same recipient: what differs was corrected")
    )
    asked = HiddenField(default="")

    def values(self) -> dict[str, Any]:
        """Return what was typed; a tick counts for the paper of which the form asked."""
        typed = super().values()
        is_of_it = typed.pop("asked") == typed["replaced_by"]
        return typed | {"is_same_recipient": typed["is_same_recipient"] and is_of_it}

    def show_refusal(self, refusal: RuleViolation) -> None:
        """Say the refusal; where it is a question, remember of which paper the form asks."""
        super().show_refusal(refusal)
        if refusal.field == "is_same_recipient":
            self.asked.data = self.replaced_by.data
            self.is_same_recipient.data = False


class SeriesForm(BaseForm):
    """How a series of numbers is written, and where it begins."""

    series = StringField("", [DataRequired()], widget=HiddenInput())
    pattern = StringField(_("How the number is written"), [Length(max=60)], default="")
    first = IntegerField(
        _("First number"), [InputRequired(), NumberRange(1, LARGEST_NUMBER)], default=1
    )
