"""Forms of the register of papers: a search, a reprint, a void paper, a series of numbers."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

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
    """Why a paper does not count any more, and what took its place."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)], render_kw={"rows": 2})
    replaced_by = StringField(
        _("Number of the paper that takes its place"), [Length(max=80)], default=""
    )


class SeriesForm(BaseForm):
    """How a series of numbers is written, and where it begins."""

    series = StringField("", [DataRequired()], widget=HiddenInput())
    pattern = StringField(_("How the number is written"), [Length(max=60)], default="")
    first = IntegerField(
        _("First number"), [InputRequired(), NumberRange(1, LARGEST_NUMBER)], default=1
    )
