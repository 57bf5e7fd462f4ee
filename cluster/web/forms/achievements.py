"""Forms for reports: what was reached, its evidence, its withdrawal, the search for a criterion."""

from secrets import token_urlsafe
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import (
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length
from wtforms.validators import Optional as MayLack
from wtforms.widgets import HiddenInput

from cluster.domain.achievements import Asked, Report
from cluster.domain.errors import RuleViolation
from cluster.domain.measures import check_figure
from cluster.storage.kinds import accepted_endings
from cluster.web.filters import in_language, say
from cluster.web.forms import BaseForm, LocalDateField, LocalDecimalField

SHORT, LONG = Length(max=300), Length(max=10_000)


def new_key() -> str:
    """Return the name of a form that is opened now; sent twice, it makes one report."""
    return token_urlsafe(24)


class FigureField(LocalDecimalField):
    """A number of zero or more, of a size that can be counted with."""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001  WTForms' signature
        """Refuse what is no such number."""
        try:
            check_figure(self.data, field=self.name)
        except RuleViolation as refusal:
            raise ValidationError(say(refusal.message)) from refusal


class ReportForm(BaseForm):
    """One achievement; fields that the criterion does not ask for are taken away."""

    revision = IntegerField(validators=[MayLack()], widget=HiddenInput())
    form_key = HiddenField(validators=[Length(max=64)], default=new_key)
    choice = SelectField(_("What was reached"))
    quantity = FigureField(_("Quantity"))
    base = FigureField(
        _("Total"), description=_("The whole that the quantity is a part of, to make a share.")
    )
    occurred_on = LocalDateField(_("Date"), [MayLack()])
    place = StringField(_("Place"), [SHORT])
    partners = StringField(_("Partners"), [SHORT])
    description = TextAreaField(_("Description"), [LONG], render_kw={"rows": 4})
    files = MultipleFileField(
        _("Evidence"),
        description=_(
            "PDF, pictures (JPEG, PNG, HEIC, WebP) or Office files; several at once are possible."
        ),
        render_kw={"accept": ",".join(accepted_endings())},
    )
    explanation = TextAreaField(
        _("Explanation in place of evidence"),
        [LONG],
        description=_("Needed where there is no evidence: say why, and who can confirm it."),
        render_kw={"rows": 3},
    )

    @property
    def key(self) -> str | None:
        """Return the name under which this form was opened."""
        return None if self.form_key.errors else self.form_key.data or None

    def renew(self) -> None:
        """Make what is typed a form of its own, for another report."""
        self.form_key.data = new_key()

    @property
    def uploads(self) -> list[FileStorage]:
        """Return the files that were chosen."""
        return [upload for upload in self.files.data or [] if upload and upload.filename]

    def report(self, before: Report) -> Report:
        """Return what was typed; a field that cannot be read keeps what stood `before`."""
        return Report(
            **{
                name: self[name].data if name in self and not self[name].errors else stood
                for name, stood in vars(before).items()
            }
        )


def report_form(
    asked: Asked, *, shown: Report | None = None, revision: int | None = None, typed: bool = True
) -> ReportForm:
    """Return the form with the fields that the criterion asks for, filled with a draft's words.

    `typed`: whether what the request brings was typed into this form.
    """
    standing: dict[str, Any] = {**(vars(shown) if shown else {}), "revision": revision}
    form = ReportForm(data=standing) if typed else ReportForm(None, data=standing)
    if asked.choices:
        options = [(p.key, in_language(p.name_vi, p.name_en)) for p in asked.choices]
        form.choice.choices = [("", _("– choose –")), *options]
    else:
        del form.choice
    if not asked.quantity:
        del form.quantity
    if not asked.base:
        del form.base
    for field in (form.choice, form.quantity, form.base, form.occurred_on):
        if field is not None:
            field.flags.required = not (asked.may_lack and field is form.quantity)
    return form


class WithdrawForm(BaseForm):
    """Why a report is taken back."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=1000)], render_kw={"rows": 3})


class SearchForm(BaseForm):
    """Words of a criterion, and the section it stands in."""

    class Meta(BaseForm.Meta):
        """It only asks."""

        csrf = False

    q = StringField(_("Find a criterion"))
    section = SelectField(_("Section"), validate_choice=False)
