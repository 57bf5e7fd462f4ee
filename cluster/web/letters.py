"""Letters by e-mail, each in the language of its reader."""

from collections.abc import Callable
from datetime import timedelta

from flask import after_this_request, current_app, flash, render_template, url_for
from flask.wrappers import Response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from cluster import mail
from cluster.config import Settings
from cluster.services import people
from cluster.services.people import Addressee

LINK_LASTS = timedelta(days=3)


def send_invitation(user_id: int) -> bool:
    """Ask somebody to choose a password for their new account; False if no letter left."""
    return _send(people.get_addressee(user_id), _("Invitation to Cụm Thi Đua"), "invitation")


def send_reset_link(addressee: Addressee) -> bool:
    """Send the link to choose a new password; False if no letter left."""
    return _send(addressee, _("Choose a new password"), "new_password")


def send_password_notice(user_id: int) -> bool:
    """Tell somebody that their password has been changed; False if no letter left."""
    return _send(
        people.get_addressee(user_id), _("Your password has been changed"), "password_changed"
    )


def say_if_only_in_terminal() -> None:
    """Tell whoever sent a letter that it went no further, where no mail server is set."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mail_backend == "console":
        sentence = _(
            "No mail server is set: the letter with its link stands in the server’s terminal."
        )
        flash(str(sentence), "info")


def send_later(send: Callable[[int], bool], user_id: int) -> None:
    """Send a letter once the view is through: what the letter tells is then stored."""

    @after_this_request
    def and_send(response: Response) -> Response:
        if response.status_code < 400:
            send(user_id)
        return response


def _send(addressee: Addressee, subject: LazyString, template: str) -> bool:
    with force_locale(addressee.locale):
        body = render_template(
            f"security/email/{template}.txt",
            addressee=addressee,
            link=url_for("security.reset_password", token=addressee.token, _external=True),
            help_link=url_for("security.forgot_password", _external=True),
            days=LINK_LASTS.days,
        )
        return mail.send(to=addressee.email, subject=str(subject), body=body)
