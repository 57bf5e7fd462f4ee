"""Pages for the revisions of a frozen ranking: read them, correct a figure, approve, withdraw."""

import json
from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.errors import NotFound
from cluster.domain.errors import _ as _sentence
from cluster.services import ranking, revising, sealing
from cluster.services.revising import CorrectionView
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.ranking import ApprovalForm, WithdrawalForm
from cluster.web.forms.scoring import figure_form

blueprint = Blueprint("revising", __name__, url_prefix="/years/<int:year_id>/ranking")

Page = str | Response | tuple[str, int]


@blueprint.get("/revisions/<int:number>")
def view(year_id: int, number: int) -> Page:
    """Show one revision as it was frozen, and what it changed."""
    standings = ranking.standings(g.actor, year_id, revision=number)
    return render_template(
        "revising/view.html",
        standings=standings,
        changes=revising.changes_of(g.actor, year_id, number),
        newest=revising.list_revisions(g.actor, year_id)[0].revision,
    )


@blueprint.get("/revisions/<int:number>/package")
def package(year_id: int, number: int) -> Page:
    """Hand out the sealed package of a revision."""
    sealed = sealing.package_of(g.actor, year_id, revision=number)
    year = sealed["inputs"]["year"]
    content = json.dumps(sealed, ensure_ascii=False, indent=1).encode()
    return give(f"xep-hang-{year}-lan-{number}.json", content)


@blueprint.route("/lines/<int:alliance_id>/<code>/correct", methods=["GET", "POST"])
def propose(year_id: int, alliance_id: int, code: str) -> Page:
    """Propose another figure for a frozen line."""
    line = revising.get_correctable(g.actor, year_id, alliance_id=alliance_id, code=code)
    form = figure_form(line.inputs, line.measure, 0, name="final")
    if not form.is_submitted():
        form.reason.data = line.reason
    elif form.validate():
        with refusals_on(form) as outcome:
            revising.propose(
                g.actor,
                year_id,
                alliance_id=alliance_id,
                code=code,
                measure=form.entry(code).measure,
                reason=form.reason.data or "",
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The correction is proposed. Two persons have to approve it."), "success")
            return redirect(url_for(".correction", year_id=year_id))
    return render_template("revising/propose.html", line=line, form=form), status_of(form)


@blueprint.route("/correction", methods=["GET", "POST"])
def correction(year_id: int) -> Page:
    """Show the correction that waits, with what it would change, and approve it."""
    waiting = _get_open(year_id)
    form = ApprovalForm(data={"seen": waiting.mark})
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            revising.approve(g.actor, year_id, seen=form.seen.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("You have approved the correction."), "success")
            return redirect(url_for("ranking.index", year_id=year_id))
    page = render_template("revising/correction.html", correction=waiting, form=form)
    return page, status_of(form)


@blueprint.route("/correction/withdraw", methods=["GET", "POST"])
def withdraw(year_id: int) -> Page:
    """Withdraw the correction that waits."""
    waiting = _get_open(year_id)
    form = WithdrawalForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            revising.withdraw(g.actor, year_id, reason=form.reason.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The correction is withdrawn; nothing has been changed."), "success")
            return redirect(url_for("ranking.index", year_id=year_id))
    page = render_template("revising/withdraw.html", correction=waiting, form=form)
    return page, status_of(form)


def _get_open(year_id: int) -> CorrectionView:
    waiting = revising.find_open(g.actor, year_id)
    if waiting is None:
        raise NotFound(_sentence("No correction waits for approval."))
    return waiting
