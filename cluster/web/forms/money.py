"""Forms for the money of awards: base salary, multiples, funds."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from cluster.domain.award_money import ROUNDINGS
from cluster.domain.awards import RECIPIENT_NAMES, Recipient
from cluster.domain.vietnamese import format_number
from cluster.web.forms import BaseForm, LocalDateField, LocalDecimalField, NamedChoiceField


class MoneyField(LocalDecimalField):
    """Whole đồng, typed with or without dots: 2.340.000."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount, or say that đồng have no parts."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data != int(self.data):
            raise ValueError(str(_("Enter whole đồng.")))
        self.data = None if self.data is None else int(self.data)  # type: ignore[assignment]  # đồng are whole


class SalaryForm(BaseForm):
    """The base salary from a day on."""

    starts_on = LocalDateField(_("From"), [InputRequired()])
    amount = MoneyField(_("Base salary of a month (đồng)"), [InputRequired()])
    rounded_up_to = SelectField(
        _("Amounts are rounded up to (đồng)"),
        [InputRequired()],
        coerce=int,
        choices=lambda: [(step, format_number(step)) for step in ROUNDINGS],
        description=_("1 keeps the exact multiple."),
    )
    citation = StringField(_("Legal basis"), [DataRequired(), Length(max=200)])


class RateForm(BaseForm):
    """How many base salaries go with an award, from a day on."""

    kind_id = SelectField(_("Award"), [InputRequired()], coerce=int)
    recipient = NamedChoiceField(
        _("Given to"), [DataRequired()], kind=Recipient, names=RECIPIENT_NAMES
    )
    starts_on = LocalDateField(_("From"), [InputRequired()])
    multiple = LocalDecimalField(
        _("Multiple of the base salary"),
        [InputRequired()],
        description=_("0 where no money goes with the award."),
    )
    citation = StringField(_("Legal basis"), [DataRequired(), Length(max=200)])


class FundForm(BaseForm):
    """What a source has for the year's awards."""

    source = StringField(_("Source of the money"), [DataRequired(), Length(max=200)])
    amount = MoneyField(_("Fund (đồng)"), [InputRequired()])
    note = StringField(_("Note"), [Length(max=300)], default="")
