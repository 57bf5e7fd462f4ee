"""The dashboard: what is due, what is missing, where we stand; and the choice of language."""

from datetime import UTC, datetime

from flask import Blueprint, abort, g, redirect, render_template, request, session
from werkzeug.wrappers import Response

from cluster import language
from cluster.services import dashboard, people
from cluster.web.errors import local_path, way_back
from cluster.web.navigation import page_frame, start_of

blueprint = Blueprint("home", __name__, url_prefix="/")


@blueprint.get("/")
def index() -> str:
    """Show what is due, what is missing and where we stand."""
    now = datetime.now(UTC)
    year = page_frame().year
    return render_template(
        "home/index.html",
        board=dashboard.of_year(g.actor, year.id, now=now) if year else None,
        first_steps=dashboard.first_steps(g.actor),
        locked=dashboard.locked_accounts(g.actor, now=now),
        start_of=start_of,
    )


@blueprint.get("/alive")
def alive() -> str:
    """Answer whoever watches over the server."""
    return "ok"


@blueprint.post("/language")
def choose_language() -> Response:
    """Remember the reader's language and go back to the page."""
    locale = request.form.get("locale")
    if locale not in language.LOCALES:
        abort(400)
    session["locale"] = locale
    if g.actor.user_id is not None:
        people.choose_language(g.actor, locale=locale)
    return redirect(local_path(request.form.get("back")) or way_back())
