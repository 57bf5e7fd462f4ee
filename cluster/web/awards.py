"""Pages for awards: proposed, decided, handed out."""

from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.awards import (
    AWARD_LIST_NAMES,
    AWARD_STATUS_NAMES,
    CERTIFICATE_FORM_NAMES,
    DECIDING,
    PROPOSING,
    AwardStatus,
)
from cluster.domain.permissions import can_run_year, can_see_all_awards
from cluster.services import awards, members, years
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import in_language, say
from cluster.web.forms.awards import (
    HandingOutForm,
    KindForm,
    ProposalForm,
    WithdrawalForm,
    decision_form,
)

blueprint = Blueprint("awards", __name__, url_prefix="/years/<int:year_id>/awards")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show the year's awards and how far each has come."""
    year = years.get_visible(g.actor, year_id)
    may_run = can_run_year(g.actor, year.cluster_id)
    return render_template(
        "awards/index.html",
        year=year,
        awards=awards.list_awards(g.actor, year_id),
        clashes=awards.list_clashes(g.actor, year_id),
        may_run=may_run,
        may_see_money=can_see_all_awards(g.actor, year.cluster_id),
        may_propose=may_run and year.phase in PROPOSING,
        may_decide=may_run and year.phase in DECIDING,
        status_names=AWARD_STATUS_NAMES,
        Status=AwardStatus,
    )


@blueprint.get("/catalogue")
def catalogue(year_id: int) -> Page:
    """Show the two lists: titles and forms of commendation."""
    year = years.get_visible(g.actor, year_id)
    return render_template(
        "awards/catalogue.html",
        year=year,
        kinds=awards.list_kinds(),
        list_names=AWARD_LIST_NAMES,
        certificate_names=CERTIFICATE_FORM_NAMES,
        may_run=can_run_year(g.actor, year.cluster_id),
    )


@blueprint.route("/catalogue/new", methods=["GET", "POST"])
def create_kind(year_id: int) -> Page:
    """Add an entry to the catalogue."""
    year = years.get_to_run(g.actor, year_id)
    form = KindForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.add_kind(g.actor, year_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The entry is added to the catalogue."), "success")
            return redirect(url_for("awards.catalogue", year_id=year_id))
    return render_template("awards/kind_form.html", year=year, form=form), status_of(form)


@blueprint.route("/new", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Propose an award."""
    year = years.get_to_run(g.actor, year_id)
    form = ProposalForm()
    form.kind_id.choices = _catalogue_choices()
    form.alliance_id.choices = [
        (member.alliance_id, in_language(member.short_name, member.name_en))
        for member in members.members_of(year)
    ]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.propose(g.actor, year_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The award is proposed."), "success")
            return redirect(url_for("awards.index", year_id=year_id))
    return render_template("awards/proposal_form.html", year=year, form=form), status_of(form)


@blueprint.route("/<int:award_id>/withdraw", methods=["GET", "POST"])
def withdraw(year_id: int, award_id: int) -> Page:
    """Take a proposal back."""
    award = awards.get_line(g.actor, year_id, award_id)
    year = years.get_to_run(g.actor, year_id)
    form = WithdrawalForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.withdraw(g.actor, award_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The proposal is withdrawn."), "success")
            return redirect(url_for("awards.index", year_id=year_id))
    page = render_template("awards/withdraw.html", year=year, form=form, award=award)
    return page, status_of(form)


@blueprint.route("/decisions/new", methods=["GET", "POST"])
def create_decision(year_id: int) -> Page:
    """Enter a decision for some of the proposals."""
    year = years.get_to_run(g.actor, year_id)
    proposed = [
        line for line in awards.list_awards(g.actor, year_id) if line.status is AwardStatus.PROPOSED
    ]
    form = decision_form({line.id: line.recipient_name for line in proposed})
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.record_decision(g.actor, year_id, **form.decision(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The decision is entered; the certificates can be printed."), "success")
            return redirect(url_for("awards.index", year_id=year_id))
    page = render_template("awards/decision_form.html", year=year, form=form, proposed=proposed)
    return page, status_of(form)


@blueprint.route("/<int:award_id>/hand-out", methods=["GET", "POST"])
def hand_out(year_id: int, award_id: int) -> Page:
    """Note that an award was handed out."""
    award = awards.get_line(g.actor, year_id, award_id)
    year = years.get_to_run(g.actor, year_id)
    form = HandingOutForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.hand_out(g.actor, award_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The award is noted as handed out."), "success")
            return redirect(url_for("awards.index", year_id=year_id))
    page = render_template("awards/hand_out.html", year=year, form=form, award=award)
    return page, status_of(form)


def _catalogue_choices() -> dict[str, list[tuple[int, str]]]:
    kinds = awards.list_kinds()
    return {
        say(name): [
            (kind.id, in_language(kind.name_vi, kind.name_en))
            for kind in kinds
            if kind.list is list_
        ]
        for list_, name in AWARD_LIST_NAMES.items()
    }
