"""The first page of a fresh installation: its first account, its first cluster."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import login_user
from werkzeug.wrappers import Response

from cluster.services import installation
from cluster.web import letters
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import chosen_locale
from cluster.web.forms.people import SetUpForm

blueprint = Blueprint("installation", __name__, url_prefix="/set-up")


@blueprint.route("/", methods=["GET", "POST"])
def create() -> str | Response | tuple[str, int]:
    """Set the installation up, once, and sign its administrator in."""
    installation.check_needed()
    form = SetUpForm()
    if form.validate_on_submit():
        locale = chosen_locale()
        with refusals_on(form) as outcome:
            started = installation.initialise(
                administrator=form.newcomer("administrator", locale),
                password=form.administrator_password.data,
                cluster=form.cluster,
                chair=form.newcomer("chair", locale),
                secretary=form.newcomer("secretary", locale),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            login_user(started.administrator)
            _send_invitations(started.invited)
            return redirect(url_for("home.index"))
    return render_template("installation/create.html", form=form), status_of(form)


def _send_invitations(user_ids: tuple[int, ...]) -> None:
    sent = [letters.send_invitation(user_id) for user_id in user_ids]
    if all(sent):
        flash(_("The cluster is set up, and its chair and secretary are invited."), "success")
        letters.say_if_only_in_terminal()
    else:
        flash(
            _(
                "The cluster is set up, but an invitation did not leave."
                " Send it again from the page of the account, under “People and roles”."
            ),
            "warning",
        )
