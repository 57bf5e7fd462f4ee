"""Pages for ballots: opened, voted in, counted, closed."""

from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.ballot_results import SETTLEMENT_NAMES, VERDICT_NAMES, Verdict
from cluster.domain.ballots import (
    BALLOT_KIND_NAMES,
    BALLOT_STATUS_NAMES,
    MAJORITY_OF_NAMES,
    METHOD_NAMES,
    NOBODY,
    PHASES,
    BallotKind,
    BallotStatus,
    Method,
)
from cluster.domain.permissions import can_run_year, require
from cluster.domain.printing import PaperKind
from cluster.services import ballots, members, years
from cluster.services.ballots import BallotView
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.ballots import (
    CallingOffForm,
    OpeningForm,
    SettlementForm,
    VoteForm,
    count_form,
    start_of,
)

blueprint = Blueprint("ballots", __name__, url_prefix="/years/<int:year_id>/ballots")

Page = str | Response | tuple[str, int]
NAMES = {
    "kind_names": BALLOT_KIND_NAMES,
    "status_names": BALLOT_STATUS_NAMES,
    "method_names": METHOD_NAMES,
    "verdict_names": VERDICT_NAMES,
    "settlement_names": SETTLEMENT_NAMES,
    "majority_of_names": MAJORITY_OF_NAMES,
    "Status": BallotStatus,
    "Method": Method,
    "Kind": BallotKind,
    "Verdict": Verdict,
    "record_kind": PaperKind.BALLOT_RECORD.value,
}


@blueprint.get("/")
def index(year_id: int) -> Page:
    """List the ballots of the year."""
    year = years.get_visible(g.actor, year_id)
    may_run = can_run_year(g.actor, year.cluster_id)
    return render_template(
        "ballots/index.html",
        year=year,
        ballots=ballots.list_ballots(g.actor, year_id),
        may_open=may_run and any(year.phase in phases for phases in PHASES.values()),
        **NAMES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Open a ballot."""
    year = years.get_to_run(g.actor, year_id)
    form = OpeningForm(data=start_of(ballots.default_rule()))
    form.show(members.members_of(year))
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ballot = ballots.open_ballot(
                g.actor,
                year_id,
                kind=form.kind.data,
                title=form.title.data,
                method=form.method.data,
                seats=form.seats.data,
                candidate_ids=form.candidate_ids.data,
                rule=form.rule(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The ballot is open."), "success")
            return redirect(url_for("ballots.view", year_id=year_id, ballot_id=ballot.id))
    return render_template("ballots/create.html", year=year, form=form), status_of(form)


@blueprint.get("/<int:ballot_id>")
def view(year_id: int, ballot_id: int) -> Page:
    """Show a ballot: who has voted, and once it is closed the votes."""
    return render_template("ballots/view.html", ballot=_get(year_id, ballot_id), **NAMES)


@blueprint.route("/<int:ballot_id>/vote", methods=["GET", "POST"])
def cast(year_id: int, ballot_id: int) -> Page:
    """Show the paper, and take the vote."""
    ballot = _get(year_id, ballot_id)
    unit = ballot.voting_for
    form = VoteForm(alliance_id=unit.alliance_id if unit else None)
    form.choices.choices = [*((m.alliance_id, m.name) for m in ballot.candidates), (NOBODY, "")]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ballots.cast(
                g.actor,
                ballot_id,
                alliance_id=form.alliance_id.data,
                choices=form.choices.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("Your unit has voted. Nobody can see for whom."), "success")
            return _to(ballot)
    elif unit is None and request.method == "GET":
        return _to(ballot)
    page = render_template("ballots/cast.html", ballot=ballot, form=form, nobody=NOBODY)
    return page, status_of(form)


@blueprint.route("/<int:ballot_id>/count", methods=["GET", "POST"])
def count(year_id: int, ballot_id: int) -> Page:
    """Take a teller's count."""
    ballot = _get(year_id, ballot_id)
    require(ballot.may_count)
    form = count_form(ballot.candidates, ballot.own_count, ballot.line.method)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ballots.enter_count(g.actor, ballot_id, count=form.count(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("Your count is entered."), "success")
            return _to(ballot)
    page = render_template("ballots/count.html", ballot=ballot, form=form, Method=Method)
    return page, status_of(form)


@blueprint.post("/<int:ballot_id>/close")
def close(year_id: int, ballot_id: int) -> Page:
    """Close a ballot."""
    ballot = _get(year_id, ballot_id)
    ballots.close(g.actor, ballot_id, now=datetime.now(UTC))
    flash(_("The ballot is closed."), "success")
    return _to(ballot)


@blueprint.post("/<int:ballot_id>/next-round")
def open_next_round(year_id: int, ballot_id: int) -> Page:
    """Open the next round of a closed ballot."""
    _get(year_id, ballot_id)
    again = ballots.open_next_round(g.actor, ballot_id, now=datetime.now(UTC))
    flash(_("The next round is open."), "success")
    return redirect(url_for("ballots.view", year_id=year_id, ballot_id=again.id))


@blueprint.post("/<int:ballot_id>/announce")
def announce(year_id: int, ballot_id: int) -> Page:
    """Announce the result of a closed ballot to every member."""
    ballot = _get(year_id, ballot_id)
    ballots.announce(g.actor, ballot_id, now=datetime.now(UTC))
    flash(_("The result is announced: every member sees it now."), "success")
    return _to(ballot)


@blueprint.route("/<int:ballot_id>/settle", methods=["GET", "POST"])
def settle(year_id: int, ballot_id: int) -> Page:
    """Settle a tie that another round did not end."""
    ballot = _get(year_id, ballot_id)
    require(bool(ballot.may_settle))
    form = SettlementForm()
    form.offer(ballot.result.equals if ballot.result else (), ballot.may_settle)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ballots.settle(g.actor, ballot_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The tie is settled."), "success")
            return _to(ballot)
    page = render_template("ballots/settle.html", ballot=ballot, form=form)
    return page, status_of(form)


@blueprint.route("/<int:ballot_id>/call-off", methods=["GET", "POST"])
def call_off(year_id: int, ballot_id: int) -> Page:
    """Call a ballot off."""
    ballot = _get(year_id, ballot_id)
    require(ballot.may_close)
    form = CallingOffForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            ballots.call_off(g.actor, ballot_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The ballot is called off."), "success")
            return _to(ballot)
    page = render_template("ballots/call_off.html", ballot=ballot, form=form)
    return page, status_of(form)


def _get(year_id: int, ballot_id: int) -> BallotView:
    return ballots.get_ballot(g.actor, year_id, ballot_id)


def _to(ballot: BallotView) -> Response:
    return redirect(url_for("ballots.view", year_id=ballot.year_id, ballot_id=ballot.line.id))
