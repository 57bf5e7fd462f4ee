"""Forms of the joint pledge: its text, a member's targets, a signature, an amendment."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from cluster.domain.pledge_text import Content, PledgeText
from cluster.services.pledges import MemberTargets, TargetValue
from cluster.web.forms import BaseForm, LocalDecimalField

ONE_PER_LINE = _("One paragraph per line; a line that starts with “- ” is a list item.")


def lines_of(text: str | None) -> tuple[str, ...]:
    """Return the lines that say something."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


class ContentForm(BaseForm):
    """One part of the pledge; a part without heading and text is left out."""

    class Meta(BaseForm.Meta):
        """It stands within a form that is protected already."""

        csrf = False

    heading = StringField(_("Heading"), [Length(max=300)])
    paragraphs = TextAreaField(
        _("Text"), description=ONE_PER_LINE, render_kw={"rows": 5}, validators=[Length(max=20_000)]
    )

    def validate_heading(self, field: StringField) -> None:
        """Ask for a heading where there is text."""
        if not field.data and lines_of(self.paragraphs.data):
            raise ValidationError(gettext("A part of the pledge needs a heading."))


class TextForm(BaseForm):
    """The words of the pledge."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    title = StringField(_("Title of the pledge"), [DataRequired(), Length(max=200)])
    subject = StringField(_("Subject"), [DataRequired(), Length(max=300)])
    legal_bases = TextAreaField(
        _("Legal bases"), description=_("One per line."), render_kw={"rows": 4}
    )
    opening = TextAreaField(_("Opening"), [DataRequired()], render_kw={"rows": 3})
    contents = FieldList(FormField(ContentForm), max_entries=60)
    implementation = TextAreaField(
        _("Implementation"), description=ONE_PER_LINE, render_kw={"rows": 5}
    )

    def fill(self, text: PledgeText, revision: int) -> None:
        """Show the text as it stands, with an empty part at the end to write one more."""
        self.revision.data = revision
        self.title.data, self.subject.data = text.title, text.subject
        self.legal_bases.data = "\n".join(text.legal_bases)
        self.opening.data = text.opening
        self.implementation.data = "\n".join(text.implementation)
        for content in (*text.contents, Content(heading="")):
            self.contents.append_entry(
                {"heading": content.heading, "paragraphs": "\n".join(content.paragraphs)}
            )

    def text(self) -> PledgeText:
        """Return the text as it was typed."""
        parts = [
            Content(
                heading=entry.form.heading.data or "",
                paragraphs=lines_of(entry.form.paragraphs.data),
            )
            for entry in self.contents
        ]
        return PledgeText(
            title=self.title.data or "",
            subject=self.subject.data or "",
            legal_bases=lines_of(self.legal_bases.data),
            opening=self.opening.data or "",
            contents=tuple(part for part in parts if part.heading or part.paragraphs),
            implementation=lines_of(self.implementation.data),
        )


class TargetsForm(BaseForm):
    """A member's targets: a field named by the code of each criterion, and one to leave it out."""

    seen = HiddenField()

    def targets(self, page: MemberTargets) -> dict[str, TargetValue]:
        """Return what was typed, by criterion."""
        typed = self.data
        return {
            row.criterion.code: TargetValue(
                value=typed.get(row.criterion.code),
                not_assigned=typed.get(left_out(row.criterion.code), False),
            )
            for row in page.rows
        }


def left_out(code: str) -> str:
    """Return the name of the field that marks a criterion as not assigned."""
    return f"{code}-left-out"


def targets_form(page: MemberTargets) -> TargetsForm:
    """Return the form for the criteria of the rule book, filled with the targets that stand."""
    fields: dict[str, Any] = {}
    standing: dict[str, Any] = {"seen": page.revision}
    for row in page.rows:
        code = row.criterion.code
        standing[code], standing[left_out(code)] = row.line.value, row.line.not_assigned
        if row.criterion.takes_target:
            fields[code] = LocalDecimalField(f"{code} {row.criterion.name_vi}")
        if row.line.may_be_not_assigned:
            fields[left_out(code)] = BooleanField(_("Not assigned"))
    kind = type("TargetsOfThisBook", (TargetsForm,), fields)
    form: TargetsForm = kind(data=standing)
    return form


class SignForm(BaseForm):
    """Consent and the password once more; `seen` is the hash of what was shown."""

    seen = HiddenField(validators=[InputRequired()])
    consent = BooleanField(
        _("I have read the pledge with the targets of all members and sign it for my alliance."),
        [DataRequired(_("Confirm that you have read the pledge and agree."))],
    )
    password = PasswordField(
        _("Your password"),
        [InputRequired()],
        description=_("Asked again, so that nobody signs at your open computer."),
        render_kw={"autocomplete": "current-password"},
    )


class AmendForm(BaseForm):
    """Why the pledge is changed after it was signed."""

    reason = TextAreaField(
        _("Reason"),
        [DataRequired(), Length(max=1000)],
        description=_("All members read it before they sign again."),
        render_kw={"rows": 3},
    )


class GiveUpForm(BaseForm):
    """Why an amendment is given up."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=1000)], render_kw={"rows": 3})
