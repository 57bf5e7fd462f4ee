"""The forms of signing in: Flask-Security's, with our looks, words and locks."""

from datetime import UTC, datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_security import forms as theirs
from flask_security import recovery_codes
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, EqualTo

from cluster.config import Settings
from cluster.domain.errors import RuleViolation
from cluster.domain.people import SHORTEST_PASSWORD, LockRule
from cluster.services import people
from cluster.web.forms import BaseForm

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric"}
NEW_PASSWORD = {"autocomplete": "new-password"}
HOW_LONG = _(
    "At least %(count)s characters; several words in a row are easy to keep in mind.",
    count=SHORTEST_PASSWORD,
)


def lock_rule() -> LockRule:
    """Return after how many wrong tries this installation locks an account, and for how long."""
    settings: Settings = current_app.extensions["settings"]
    return LockRule(failures=settings.failed_logins_before_lock, minutes=settings.lock_minutes)


class LoginForm(BaseForm, theirs.LoginForm):
    """E-mail address and password."""

    email = EmailField(
        _("E-mail address"), [DataRequired()], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _("Password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )
    remember = None

    def validate(self, **more: Any) -> bool:
        """Let the service look at the password, and keep its refusal."""
        if not FlaskForm.validate(self, **more):
            return False
        try:
            self.user = people.log_in(
                self.email.data, self.password.data, rule=lock_rule(), now=datetime.now(UTC)
            )
        except RuleViolation as refusal:
            self.show_refusal(refusal)
        return self.user is not None


class ForgotPasswordForm(BaseForm):
    """Where to send the link to choose a new password."""

    email = EmailField(
        _("E-mail address"), [DataRequired()], render_kw={"autocomplete": "username"}
    )


class ResetPasswordForm(BaseForm, theirs.ResetPasswordForm):
    """A new password, twice."""

    password = PasswordField(
        _("New password"), [DataRequired()], description=HOW_LONG, render_kw=NEW_PASSWORD
    )
    password_confirm = PasswordField(
        _("The same password again"),
        [DataRequired(), EqualTo("password", _("The two passwords differ."))],
        render_kw=NEW_PASSWORD,
    )


class VerifyForm(BaseForm, theirs.VerifyForm):
    """The password once more, before changing how one signs in."""

    password = PasswordField(
        _("Password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )

    def validate(self, **more: Any) -> bool:
        """Count a wrong password like at signing in."""
        return FlaskForm.validate(self, **more) and _password_is_right(self)


class ChangePasswordForm(BaseForm, theirs.ChangePasswordForm):
    """The old password, and a new one twice."""

    password = PasswordField(
        _("Password until now"),
        [DataRequired()],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _("New password"), [DataRequired()], description=HOW_LONG, render_kw=NEW_PASSWORD
    )
    new_password_confirm = PasswordField(
        _("The same password again"),
        [DataRequired(), EqualTo("new_password", _("The two passwords differ."))],
        render_kw=NEW_PASSWORD,
    )

    def validate(self, **more: Any) -> bool:
        """Count a wrong password like at signing in."""
        if not FlaskForm.validate(self, **more) or not _password_is_right(self):
            return False
        accepted: bool = super().validate(**more)
        return accepted


class VerifyCodeForm(BaseForm, theirs.TwoFactorVerifyCodeForm):
    """The six digits of the second step."""

    code = StringField(_("Code of six digits"), [DataRequired()], render_kw=CODE)

    def validate(self, **more: Any) -> bool:
        """Count a wrong code like a wrong password, except while setting up."""
        self.code.data = "".join((self.code.data or "").split())
        if self.is_setup:
            accepted: bool = super().validate(**more)
            return accepted
        return _code_is_right(self, super().validate, **more)


class RecoveryForm(BaseForm, recovery_codes.MfRecoveryForm):
    """A recovery code in place of the six digits."""

    code = StringField(_("Recovery code"), [DataRequired()], render_kw={"autocomplete": "off"})

    def validate(self, **more: Any) -> bool:
        """Count a wrong code like a wrong password."""
        return _code_is_right(self, super().validate, **more)


class SetUpTwoFactorForm(BaseForm, theirs.TwoFactorSetupForm):
    """Whether to switch the second step on or off; the page shows buttons."""

    setup = RadioField(choices=[SelectChoice("authenticator"), SelectChoice("disable")])


class RescueForm(BaseForm, theirs.TwoFactorRescueForm):
    """What Flask-Security offers beside the code; the page names the ways itself."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class RecoveryCodesForm(BaseForm, recovery_codes.MfRecoveryCodesForm):
    """Ask for new recovery codes."""


def _password_is_right(form: BaseForm) -> bool:
    try:
        people.check_password(
            current_user.id, form.password.data, rule=lock_rule(), now=datetime.now(UTC)
        )
    except RuleViolation as refusal:
        form.show_refusal(refusal)
        return False
    return True


def _code_is_right(form: BaseForm, validate: Any, **more: Any) -> bool:
    if not FlaskForm.validate(form, **more):
        return False
    now = datetime.now(UTC)
    try:
        people.check_code_allowed(form.user.id, now=now)
    except RuleViolation as refusal:
        form.show_refusal(refusal)
        return False
    is_right: bool = validate(**more)
    people.count_code(form.user.id, is_right=is_right, rule=lock_rule(), now=now)
    return is_right


SECURITY_FORMS: dict[str, Any] = {
    "login_form": LoginForm,
    "reset_password_form": ResetPasswordForm,
    "verify_form": VerifyForm,
    "change_password_form": ChangePasswordForm,
    "two_factor_verify_code_form": VerifyCodeForm,
    "two_factor_setup_form": SetUpTwoFactorForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
    "mf_recovery_codes_form": RecoveryCodesForm,
}
