"""Signing in and out, and the wall around every page that is not public."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Flask, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user, user_logged_out
from flask_security import (
    Security,
    UserMixin,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
)
from flask_security.totp import Totp
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response

from cluster import language
from cluster.config import Settings
from cluster.domain.people import SHORTEST_PASSWORD
from cluster.domain.permissions import Actor, Role
from cluster.services import installation, people
from cluster.web import letters
from cluster.web.forms import accounts as forms
from cluster.web.forms.accounts import lock_rule

NOBODY = Actor(user_id=None, name="")
ASSETS = frozenset({"static", "bootstrap.static"})
SET_UP = "installation.create"
PUBLIC = ASSETS | {
    SET_UP,
    "home.alive",
    "home.choose_language",
    "security.forgot_password",
    "security.login",
    "security.logout",
    "security.mf_recovery",
    "security.reset_password",
    "security.two_factor_token_validation",
    "verification.index",
    "verification.view",
}
OPEN_BEFORE_SET_UP = ASSETS | {SET_UP, "home.alive", "home.choose_language"}
OPEN_BEFORE_TWO_FACTOR = PUBLIC | {
    "security.mf_recovery_codes",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.verify",
}
CHANGES_ACCOUNTS = (
    "security.change_password",
    "security.logout",
    "security.mf_recovery",
    "security.mf_recovery_codes",
    "security.reset_password",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.two_factor_token_validation",
)
TRIES = {
    "security.login": "30 per minute",
    "security.forgot_password": "30 per hour",
    "security.two_factor_token_validation": "30 per minute",
    "security.mf_recovery": "30 per minute",
}
LOOKS = {"verification.index": "300 per minute", "verification.view": "300 per minute"}
"""So many, since the telephones of a whole hall may share one address; nobody guesses 80 bits."""
LETTERS_TO_ONE_ADDRESS = "5 per hour"

View = Callable[..., Any]


class OneTimeCodes(Totp):
    """Codes of the second step, each of which opens once."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the half-minute of the code used last."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Remember the half-minute of the code just used."""
        user.tf_last_counter = tmatch.counter


def init_app(app: Flask) -> None:
    """Set up the wall, then the forms' protection, then Flask-Security."""
    settings: Settings = app.extensions["settings"]
    for name in settings.require_totp:
        Role(name)  # a misspelt role must not go unnoticed
    app.before_request(_refuse_foreign_host)
    app.before_request(_wall)  # first, so that who is signed out is told that
    app.after_request(_keep_out_of_caches)
    CSRFProtect(app)
    app.config.update(_security_config(settings))
    security = Security(app, people.AccountStore(), totp_cls=OneTimeCodes, **forms.SECURITY_FORMS)
    security.want_json(lambda _request: False)
    app.view_functions["security.forgot_password"] = forgot_password
    for endpoint in CHANGES_ACCOUNTS:
        app.view_functions[endpoint] = _as_one_unit_of_work(app.view_functions[endpoint])
    user_logged_out.connect(_after_logout, app)
    password_changed.connect(_after_new_password, app)
    password_reset.connect(_after_new_password, app)
    tf_profile_changed.connect(_after_two_factor_on, app)
    tf_disabled.connect(_after_two_factor_off, app)


def _keep_out_of_caches(answer: Response) -> Response:
    """Leave nothing of a page behind for whoever uses the machine next; assets may be kept."""
    if request.endpoint not in ASSETS:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def check_password(password: str | None) -> None:
    """Refuse, at the field `password`, anything but the password of whoever is signed in.

    Ask before the service that needs it: a wrong password is counted in a unit of work of its own.
    """
    people.check_password(g.actor.user_id, password or "", rule=lock_rule(), now=datetime.now(UTC))


def forgot_password() -> str | Response:
    """Send a link to choose a new password, and never tell whether there is such an account."""
    form = forms.ForgotPasswordForm()
    if not form.validate_on_submit():
        return render_template("security/forgot_password.html", form=form)
    email = form.email.data
    addressee = people.find_addressee(email)
    if addressee is not None and not letters.send_reset_link(addressee):
        flash(_("The mail could not be sent just now. Please try again later."), "error")
    else:
        flash(
            _(
                "If %(email)s belongs to an account, a mail with a link to choose a new password"
                " is on its way.",
                email=email,
            ),
            "info",
        )
    return redirect(url_for("security.login"))


def _refuse_foreign_host() -> Response | None:
    """Answer under no other name than ours: links in letters are made from it."""
    if isinstance(request.routing_exception, SecurityError):
        return Response("This host is not ours.", HTTPStatus.BAD_REQUEST)
    return None


def _wall() -> Response | None:
    """Let nobody through who is not signed in, except to what is public."""
    g.actor = NOBODY
    if request.endpoint in ASSETS:
        return None
    if current_user.is_authenticated:
        return _let_in()
    if request.endpoint not in OPEN_BEFORE_SET_UP and installation.is_needed():
        return redirect(url_for(SET_UP))
    if request.endpoint in PUBLIC:
        return None
    if request.method in {"GET", "HEAD"}:
        way_on = request.full_path.rstrip("?")
        return redirect(url_for("security.login", next=way_on if way_on != "/" else None))
    return abort(HTTPStatus.UNAUTHORIZED)


def _let_in() -> Response | None:
    g.actor = people.actor_of(current_user, now=datetime.now(UTC), request_id=secrets.token_hex(8))
    is_missing = current_user.tf_primary_method is None and must_use_two_factor(g.actor)
    if not is_missing or request.endpoint in OPEN_BEFORE_TWO_FACTOR:
        return None
    flash(_("Your role needs a second step at signing in. Please set it up now."), "warning")
    return redirect(url_for("security.two_factor_setup"))


def must_use_two_factor(actor: Actor) -> bool:
    """Tell whether the installation asks for a second step from one of the person's roles."""
    settings: Settings = current_app.extensions["settings"]
    return any(grant.role in settings.require_totp for grant in actor.grants)


def _as_one_unit_of_work(view: View) -> View:
    """Let a view of Flask-Security change the account as a whole or not at all."""

    @wraps(view)
    def within(**arguments: Any) -> Any:
        if request.method != "POST":
            return view(**arguments)
        return people.one_unit_of_work(lambda: view(**arguments))

    return within


def limit_tries(app: Flask) -> None:
    """Slow down whoever tries many accounts or codes from one place, or floods one with mail.

    The lock of an account (see `people.LockRule`) sees neither. Counted in memory, per process.
    """
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    for endpoint, tries in TRIES.items():
        limited: Any = limiter.limit(tries, methods=["POST"])
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])
    for endpoint, looks in LOOKS.items():
        limited = limiter.limit(looks)
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])
    one_address: Any = limiter.limit(
        LETTERS_TO_ONE_ADDRESS,
        methods=["POST"],
        key_func=lambda: f"to {request.form.get('email', '').strip().lower()}",
    )
    endpoint = "security.forgot_password"
    app.view_functions[endpoint] = one_address(app.view_functions[endpoint])


def _after_logout(_app: Flask, user: UserMixin, **_more: Any) -> None:
    if user.is_authenticated:
        people.end_sessions(user.id)


def _after_new_password(_app: Flask, user: UserMixin, **_more: Any) -> None:
    people.note_new_password(user.id, now=datetime.now(UTC))
    letters.send_later(letters.send_password_notice, user.id)


def _after_two_factor_on(_app: Flask, user: UserMixin, **_more: Any) -> None:
    people.note_two_factor(user.id, is_on=True, now=datetime.now(UTC))


def _after_two_factor_off(_app: Flask, user: UserMixin, **_more: Any) -> None:
    people.note_two_factor(user.id, is_on=False, now=datetime.now(UTC))


def _security_config(settings: Settings) -> dict[str, object]:
    return {
        "SECURITY_CACHE_CONTROL": None,  # ours says it for every page
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": (
            {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
            if settings.testing
            else {}
        ),
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": letters.LINK_LASTS,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "people.account",
        "SECURITY_TOTP_SECRETS": {"1": settings.totp_secret},
        "SECURITY_TOTP_ISSUER": "Cụm Thi Đua",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_recovery_key(settings.totp_secret)],
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "people.account",
        "SECURITY_I18N_DIRNAME": ["builtin", str(language.CATALOGUES)],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
    }


def _recovery_key(secret: str) -> bytes:
    """Return the key under which recovery codes are stored."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"recovery codes " + secret.encode()).digest())
