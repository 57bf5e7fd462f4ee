"""Forms for awards: proposal, decision, handing out, an entry of the catalogue."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from cluster.domain.awards import (
    AWARD_LIST_NAMES,
    CERTIFICATE_FORM_NAMES,
    RECIPIENT_NAMES,
    AwardList,
    CertificateForm,
    Recipient,
)
from cluster.web.forms import BaseForm, LocalDateField, NamedChoiceField

GOLDEN_BOOK = "golden_book_"


class ProposalForm(BaseForm):
    """An award proposed for a collective or a person."""

    kind_id = SelectField(_("Award"), [InputRequired()], coerce=int)
    recipient = NamedChoiceField(
        _("Given to"), [DataRequired()], kind=Recipient, names=RECIPIENT_NAMES
    )
    alliance_id = SelectField(_("Member"), [InputRequired()], coerce=int)
    recipient_name = StringField(
        _("Recipient’s name"),
        [Length(max=200)],
        default="",
        description=_("Leave it empty where the member alliance itself receives the award."),
    )
    honorific = StringField(
        _("Form of address"),
        [Length(max=20)],
        default="",
        description=_("For a person, as on the certificate: Ông, Bà."),
    )
    position = StringField(
        _("Position and unit"),
        [Length(max=200)],
        default="",
        description=_("As on the certificate, below the name."),
    )
    reason = TextAreaField(
        _("What the award is for"),
        [DataRequired(), Length(max=500)],
        description=_("As on the certificate: Đã có thành tích …"),
    )


class WithdrawalForm(BaseForm):
    """Why a proposal is taken back."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)])


class DecisionForm(BaseForm):
    """The authority's decision and the proposals it names; made by `decision_form`."""

    number = StringField(
        _("Number and symbol"),
        [DataRequired(), Length(max=80)],
        description=_("As in 12/QĐ-LMHTXVN, or 05/BB-CTĐ for the minutes of a conference."),
    )
    decided_on = LocalDateField(_("Decided on"), [InputRequired()])
    authority = StringField(
        _("Authority"),
        [DataRequired(), Length(max=200)],
        description=_("As at the top of the certificate: Chủ tịch Liên minh Hợp tác xã Việt Nam."),
    )
    place = StringField(_("Place on papers"), [DataRequired(), Length(max=80)])
    signer_title = StringField(
        _("Signer’s title"),
        [DataRequired(), Length(max=120)],
        description=_("As on the certificate: Chủ tịch."),
    )
    signer_name = StringField(_("Signer’s name"), [DataRequired(), Length(max=120)])
    award_ids = SelectMultipleField(
        _("Decided awards"),
        [DataRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def golden_book(self, award_id: int) -> Any:
        """Return the field for the number of an award in the golden book."""
        return self[f"{GOLDEN_BOOK}{award_id}"]

    def decision(self) -> dict[str, Any]:
        """Return what was typed as the service's keyword arguments."""
        values = {k: v for k, v in self.values().items() if not k.startswith(GOLDEN_BOOK)}
        numbers = {i: self.golden_book(i).data for i, _label in self.award_ids.choices}
        return {**values, "golden_book_numbers": numbers}


def decision_form(proposed: Mapping[int, str]) -> DecisionForm:
    """Return the form for the year's proposals, each with its number in the golden book."""
    numbers = {
        f"{GOLDEN_BOOK}{award_id}": StringField(
            _("Golden book number"), [Length(max=20)], default=""
        )
        for award_id in proposed
    }
    form: DecisionForm = type("DecisionFormOfYear", (DecisionForm,), numbers)()
    form.award_ids.choices = list(proposed.items())
    return form


class HandingOutForm(BaseForm):
    """When an award was handed out."""

    handed_out_on = LocalDateField(_("Handed out on"), [InputRequired()])


class KindForm(BaseForm):
    """An entry of the catalogue."""

    code = StringField(_("Code"), [DataRequired(), Length(max=20)])
    list_ = NamedChoiceField(_("List"), [DataRequired()], kind=AwardList, names=AWARD_LIST_NAMES)
    name_vi = StringField(_("Name in Vietnamese"), [DataRequired(), Length(max=200)])
    name_en = StringField(_("Name in English"), [Length(max=200)], default="")
    for_collectives = BooleanField(_("For collectives"))
    for_individuals = BooleanField(_("For individuals"))
    decided_by = StringField(_("Decided by"), [DataRequired(), Length(max=200)])
    certificate = NamedChoiceField(
        _("Paper"), [DataRequired()], kind=CertificateForm, names=CERTIFICATE_FORM_NAMES
    )
    citation = StringField(_("Legal basis"), [Length(max=200)], default="")
