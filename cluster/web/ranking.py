"""Pages for the places of a year."""

from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.services import ranking, revising
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.ranking import FreezeForm, SeedForm

blueprint = Blueprint("ranking", __name__, url_prefix="/years/<int:year_id>/ranking")

Page = str | Response | tuple[str, int]


@blueprint.get("")
def index(year_id: int) -> Page:
    """Show the places as they stand, or as they were frozen."""
    standings = ranking.standings(g.actor, year_id)
    frozen = standings.stamp is not None
    return render_template(
        "ranking/index.html",
        standings=standings,
        revisions=revising.list_revisions(g.actor, year_id) if frozen else [],
        correction=revising.find_open(g.actor, year_id) if frozen else None,
    )


@blueprint.route("/freeze", methods=["GET", "POST"])
def freeze(year_id: int) -> Page:
    """Show what will be frozen, and freeze it."""
    standings = ranking.view_to_freeze(g.actor, year_id)
    form = FreezeForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ranking.freeze(g.actor, year_id, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The ranking is frozen."), "success")
            return redirect(url_for(".index", year_id=year_id))
    page = render_template("ranking/freeze.html", standings=standings, form=form)
    return page, status_of(form)


@blueprint.route("/seed", methods=["GET", "POST"])
def seed(year_id: int) -> Page:
    """Announce the seed that lots among equal members are drawn from."""
    standings = ranking.view_to_announce(g.actor, year_id)
    form = SeedForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ranking.announce_seed(g.actor, year_id, seed=form.seed.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The seed of the lots is announced."), "success")
            return redirect(url_for(".index", year_id=year_id))
    page = render_template("ranking/seed.html", standings=standings, form=form)
    return page, status_of(form)
