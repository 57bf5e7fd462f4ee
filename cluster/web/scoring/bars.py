"""Members that may not be nominated while a document says so."""

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from cluster.services import scoring
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.scoring import LiftForm, bar_form
from cluster.web.scoring.blueprint import Page, blueprint


@blueprint.route("/bars", methods=["GET", "POST"])
def bars(year_id: int) -> Page:
    """Show who may not be nominated, and bar a member by a document."""
    page = scoring.list_bars(g.actor, year_id)
    form = bar_form(page.members, page.gates)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            scoring.bar_nomination(
                g.actor,
                year_id,
                alliance_id=form.alliance_id.data,
                code=form.code.data,
                document=form.document.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return redirect(url_for(".bars", year_id=year_id))
    return render_template("scoring/bars.html", page=page, form=form), status_of(form)


@blueprint.route("/bars/<int:bar_id>/lift", methods=["GET", "POST"])
def lift_bar(year_id: int, bar_id: int) -> Page:
    """Lift a bar by the document that ends it."""
    bar = scoring.get_bar(g.actor, year_id, bar_id)
    form = LiftForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            scoring.lift_bar(
                g.actor, year_id, bar_id, document=form.document.data, now=datetime.now(UTC)
            )
        if outcome.accepted:
            flash(_("The bar is lifted."), "success")
            return redirect(url_for(".bars", year_id=year_id))
    page = render_template("scoring/lift.html", bar=bar, form=form, year_id=year_id)
    return page, status_of(form)
