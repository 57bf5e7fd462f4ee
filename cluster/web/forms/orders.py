"""Forms that order certificates: a list to read, and the yes to what was found."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Optional

from cluster.domain.awards import CERTIFICATE_FORM_NAMES, CertificateForm
from cluster.domain.certificate_wordings import BUILT_IN, AwardWording
from cluster.domain.errors import RuleViolation
from cluster.domain.places import read_places
from cluster.web.forms import BaseForm, NamedChoiceField

PRINTED_FORMS = {
    form: CERTIFICATE_FORM_NAMES[form]
    for form in (CertificateForm.CERTIFICATE, CertificateForm.LEADER)
}

TEXT_NAMES = {key: text.name for key, text in BUILT_IN.items()}


class ListForm(BaseForm):
    """A list of certificates in a workbook."""

    workbook = FileField(
        _("List of certificates"),
        [InputRequired()],
        description=_("An Excel or OpenDocument workbook (.xlsx, .ods) with a row for each."),
        render_kw={"accept": ".xlsx,.ods,.xls"},
    )
    text = NamedChoiceField(_("Paper"), [DataRequired()], kind=AwardWording, names=TEXT_NAMES)
    decision_id = SelectField(
        _("Decision for rows that name none"), [Optional()], coerce=lambda value: int(value or 0)
    )


class SheetForm(BaseForm):
    """What an order is printed onto."""

    stock_id = SelectField(_("Printed onto"), [InputRequired()], coerce=int, validate_choice=False)


def _places(value: str) -> frozenset[int]:
    """Read which lines one tick is for; raises ValueError for what no tick of ours is for."""
    try:
        return read_places(value.partition(":")[0]) or frozenset()
    except RuleViolation as refusal:
        raise ValueError(value) from refusal


class StartForm(BaseForm):
    """Which warnings were looked at, and what is to be made; `seen` marks what was shown."""

    seen = HiddenField()
    accepted = SelectMultipleField(
        _("Looked at"), [Optional()], coerce=_places, choices=[], validate_choice=False
    )
    wants_singles = BooleanField(_("Also a ZIP archive with one PDF for each certificate"))

    def accepted_lines(self) -> frozenset[int]:
        """Return the lines that were ticked, alone or together."""
        return frozenset().union(*(self.accepted.data or ()))
