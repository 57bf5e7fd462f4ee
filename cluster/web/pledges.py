"""Pages for the joint pledge: text, targets, signatures, amendments."""

from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.pledges import PLEDGE_STATUS_NAMES, PledgeStatus, is_abandonable
from cluster.domain.years import vietnam_day
from cluster.services import pledges, years
from cluster.services.pledges import PledgeView
from cluster.web.auth import check_password
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.pledges import AmendForm, GiveUpForm, SignForm, TextForm, targets_form

blueprint = Blueprint("pledges", __name__, url_prefix="/years/<int:year_id>/pledges")

Page = str | Response | tuple[str, int]


@blueprint.record_once
def _name_states(state: BlueprintSetupState) -> None:
    """Offer the names of the states to all templates, also within their macros."""
    state.app.jinja_env.globals.update(
        PLEDGE_STATUS_NAMES=PLEDGE_STATUS_NAMES, PledgeStatus=PledgeStatus
    )


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show the year's pledge as it stands: text, targets, who has signed."""
    pledge = pledges.find_view(g.actor, year_id)
    if pledge is None:
        year = years.get_visible(g.actor, year_id)
        may_run = permissions.can_run_year(g.actor, year.cluster_id)
        return render_template("pledges/none.html", year=year, may_run=may_run)
    return _show(pledge)


@blueprint.get("/versions/<int:version>")
def view(year_id: int, version: int) -> Page:
    """Show an earlier version of the pledge."""
    return _show(pledges.view(g.actor, year_id, version))


@blueprint.post("/")
def create(year_id: int) -> Page:
    """Start the year's pledge with the standard text."""
    pledges.create(g.actor, year_id, now=datetime.now(UTC))
    flash(_("The pledge is started. Read the text and change what is different this year."))
    return redirect(url_for("pledges.edit_text", year_id=year_id))


@blueprint.route("/text", methods=["GET", "POST"])
def edit_text(year_id: int) -> Page:
    """Change the words of the pledge."""
    pledge = pledges.view(g.actor, year_id)
    permissions.require(permissions.can_run_year(g.actor, pledge.cluster_id))
    form = TextForm()
    if not form.is_submitted():
        form.fill(pledge.text, pledge.revision)
    elif form.validate():
        with refusals_on(form) as outcome:
            pledges.write_text(
                g.actor,
                pledge.id,
                text=form.text(),
                revision=form.revision.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The text is saved."))
            return redirect(url_for("pledges.index", year_id=year_id))
    return render_template("pledges/text_form.html", pledge=pledge, form=form), status_of(form)


@blueprint.route("/targets/<int:alliance_id>", methods=["GET", "POST"])
def edit_targets(year_id: int, alliance_id: int) -> Page:
    """Set a member's targets, all together."""
    page = pledges.targets_of(g.actor, year_id, alliance_id)
    form = targets_form(page)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            pledges.set_targets(
                g.actor,
                page.pledge.id,
                alliance_id=alliance_id,
                targets=form.targets(page),
                seen=form.seen.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The targets of %(member)s are saved.", member=page.member.short_name))
            return redirect(request.path)
    may_set = permissions.can_set_targets(g.actor, page.pledge.cluster_id, alliance_id)
    return render_template(
        "pledges/targets.html", page=page, form=form, may_set=may_set and page.pledge.is_changeable
    ), status_of(form)


@blueprint.get("/overview")
def overview(year_id: int) -> Page:
    """Show everybody's targets side by side, with hints of what was set low."""
    return render_template("pledges/overview.html", table=pledges.overview(g.actor, year_id))


@blueprint.route("/sign/<int:alliance_id>", methods=["GET", "POST"])
def sign(year_id: int, alliance_id: int) -> Page:
    """Read the pledge once more and sign it for one's alliance."""
    now = datetime.now(UTC)
    pledge = pledges.view(g.actor, year_id)
    member = pledge.member(alliance_id)
    permissions.require(permissions.can_sign_for(g.actor, pledge.cluster_id, alliance_id))
    form = SignForm(data={"seen": pledge.fingerprint})
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            check_password(form.password.data)
            signed = pledges.sign(
                g.actor,
                pledge.id,
                alliance_id=alliance_id,
                password_checked=True,
                consented=form.consent.data,
                seen=form.seen.data,
                now=now,
            )
        if outcome.accepted:
            flash(_thanks(signed.status))
            return redirect(url_for("pledges.index", year_id=year_id))
        form.seen.data = pledge.fingerprint
    return render_template(
        "pledges/sign.html",
        pledge=pledge,
        member=member,
        form=form,
        signatory=pledges.signatory_of(g.actor, alliance_id, vietnam_day(now)),
    ), status_of(form)


@blueprint.route("/amend", methods=["GET", "POST"])
def amend(year_id: int) -> Page:
    """Start a new version of a signed pledge."""
    pledge = pledges.view(g.actor, year_id)
    permissions.require(permissions.can_run_year(g.actor, pledge.cluster_id))
    form = AmendForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            pledges.amend(g.actor, pledge.id, reason=form.reason.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The new version is started. Change text and targets, then all sign again."))
            return redirect(url_for("pledges.index", year_id=year_id))
    return render_template("pledges/amend.html", pledge=pledge, form=form), status_of(form)


@blueprint.route("/give-up", methods=["GET", "POST"])
def give_up(year_id: int) -> Page:
    """Give up an amendment that not all have signed."""
    pledge = pledges.view(g.actor, year_id)
    permissions.require(permissions.can_run_year(g.actor, pledge.cluster_id))
    form = GiveUpForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            pledges.give_up(g.actor, pledge.id, reason=form.reason.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The amendment is given up; the pledge in force goes on."))
            return redirect(url_for("pledges.index", year_id=year_id))
    return render_template("pledges/give_up.html", pledge=pledge, form=form), status_of(form)


def _show(pledge: PledgeView) -> str:
    own = [
        member
        for member in pledge.members
        if permissions.can_set_targets(g.actor, pledge.cluster_id, member.alliance_id)
    ]
    to_sign = [
        member
        for member in pledge.members
        if permissions.can_sign_for(g.actor, pledge.cluster_id, member.alliance_id)
        and member.alliance_id not in pledge.signatures
    ]
    versions = pledges.list_versions(g.actor, pledge.year_id)
    newest = next(v.version for v in versions if v.status is not PledgeStatus.GIVEN_UP)
    may_run = permissions.can_run_year(g.actor, pledge.cluster_id)
    return render_template(
        "pledges/index.html",
        pledge=pledge,
        versions=versions,
        is_newest=pledge.version == newest,
        may_give_up=may_run
        and pledge.version == newest
        and is_abandonable(
            pledge.phase,
            pledge.status,
            beside_one_in_force=any(v.status is PledgeStatus.IN_FORCE for v in versions),
        ),
        own=own,
        to_sign=to_sign,
        may_run=may_run,
    )


def _thanks(status: PledgeStatus) -> str:
    thanks: str = _("You have signed the pledge.")
    if status is PledgeStatus.IN_FORCE:
        thanks = _("You have signed. Yours was the last signature: the pledge is in force.")
    return thanks
