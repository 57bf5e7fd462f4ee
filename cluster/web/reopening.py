"""Pages for lines sent back to members, their answers, and scores to confirm."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.reopening import REOPENING_STATE_NAMES, ReopeningState
from cluster.domain.scoring import LAYER_NAMES
from cluster.domain.years import vietnam_day
from cluster.services import reopening, scoring
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.reopening import AnswerForm, ConfirmForm, send_back_form
from cluster.web.scoring.blueprint import from_slug

blueprint = Blueprint("reopening", __name__, url_prefix="/years/<int:year_id>/reopening")

Page = str | Response | tuple[str, int]

USUAL_DAYS = 5


@blueprint.get("")
def index(year_id: int) -> Page:
    """Show what is sent back, and what waits to be confirmed."""
    return render_template(
        "reopening/index.html",
        page=reopening.overview(g.actor, year_id, now=datetime.now(UTC)),
        State=ReopeningState,
        STATE_NAMES=REOPENING_STATE_NAMES,
        LAYER_NAMES=LAYER_NAMES,
    )


@blueprint.route("/members/<int:alliance_id>", methods=["GET", "POST"])
def create(year_id: int, alliance_id: int) -> Page:
    """Flag lines of a member, a note each, and send them back until a day."""
    now = datetime.now(UTC)
    page = reopening.lines_to_flag(g.actor, year_id, alliance_id, now=now)
    usual = vietnam_day(now) + timedelta(days=USUAL_DAYS)
    form = send_back_form([criterion for criterion, _points in page.lines], usual)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            reopening.send_back(
                g.actor,
                year_id,
                alliance_id=alliance_id,
                notes=form.notes,
                due_on=form.due_on.data or usual,
                now=now,
            )
        if outcome.accepted:
            flash(_("The lines are sent back."), "success")
            return redirect(url_for(".index", year_id=year_id))
    return render_template("reopening/create.html", page=page, form=form), status_of(form)


@blueprint.route("/<int:reopening_id>", methods=["GET", "POST"])
def view(year_id: int, reopening_id: int) -> Page:
    """Show what was sent back and what it changed; take the member's answer."""
    now = datetime.now(UTC)
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            reopening.answer(g.actor, year_id, reopening_id, text=form.text.data or "", now=now)
        if outcome.accepted:
            flash(_("Your answer is given; the lines are closed."), "success")
            return redirect(url_for(".view", year_id=year_id, reopening_id=reopening_id))
    page = render_template(
        "reopening/view.html",
        page=reopening.view(g.actor, year_id, reopening_id, now=now),
        form=form,
        State=ReopeningState,
        STATE_NAMES=REOPENING_STATE_NAMES,
    )
    return page, status_of(form)


@blueprint.post("/confirm/<int:alliance_id>/<code>/<layer>")
def confirm(year_id: int, alliance_id: int, code: str, layer: str) -> Page:
    """Say once more what one voice said before the member reported anew."""
    voice = from_slug(layer)
    form = ConfirmForm()
    if form.validate_on_submit():
        scoring.confirm(
            g.actor,
            year_id,
            alliance_id=alliance_id,
            code=code,
            voice=voice,
            revision=form.revision.data,
            now=datetime.now(UTC),
        )
        flash(_("The score of line %(code)s is confirmed.", code=code), "success")
    return redirect(url_for("scoring.view", year_id=year_id, alliance_id=alliance_id, code=code))
