"""Who cross-scores whom."""

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from cluster.services import scoring
from cluster.services.scoring import CrossPlan
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.scoring import PairForm, RoundForm, UnassignForm, pair_form
from cluster.web.scoring.blueprint import Page, blueprint


@blueprint.get("/cross")
def cross(year_id: int) -> Page:
    """Show who cross-scores whom."""
    plan = scoring.cross_plan(g.actor, year_id)
    return _page(plan, RoundForm(each=plan.usual), pair_form(plan.members))


@blueprint.post("/cross/round")
def assign_round(year_id: int) -> Page:
    """Have every member score the next few."""
    form = RoundForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            scoring.assign_round(g.actor, year_id, each=form.each.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The cross-scorers are assigned."), "success")
            return redirect(url_for(".cross", year_id=year_id))
    plan = scoring.cross_plan(g.actor, year_id)
    return _page(plan, form, pair_form(plan.members, fresh=True)), status_of(form)


@blueprint.post("/cross/assign")
def assign(year_id: int) -> Page:
    """Have one member score another."""
    plan = scoring.cross_plan(g.actor, year_id)
    form = pair_form(plan.members)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            scoring.assign(
                g.actor,
                year_id,
                scorer_id=form.scorer_id.data,
                alliance_id=form.alliance_id.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return redirect(url_for(".cross", year_id=year_id))
    return _page(plan, RoundForm(formdata=None, each=plan.usual), form), status_of(form)


@blueprint.post("/cross/unassign")
def unassign(year_id: int) -> Page:
    """Take one assignment away."""
    form = UnassignForm()
    if form.validate_on_submit():
        scoring.unassign(
            g.actor,
            year_id,
            scorer_id=form.scorer_id.data,
            alliance_id=form.alliance_id.data,
            now=datetime.now(UTC),
        )
    for error in {error for errors in form.errors.values() for error in errors}:
        flash(error, "warning")
    return redirect(url_for(".cross", year_id=year_id))


def _page(plan: CrossPlan, round_form: RoundForm, pair: PairForm) -> str:
    return render_template("scoring/cross.html", plan=plan, round_form=round_form, pair_form=pair)
