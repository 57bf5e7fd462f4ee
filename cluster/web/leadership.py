"""Pages for leader, deputy, rotation and handover."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.leadership import check_changeable, check_recordable
from cluster.domain.years import Phase, vietnam_day
from cluster.services import leadership, members
from cluster.services.leadership import Led, Ledger
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.leadership import NONE, EarlierLeadersForm, HandoverForm, LeadersForm

blueprint = Blueprint("leadership", __name__, url_prefix="/years/<int:year_id>/leadership")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show who leads, who led, and whose turn it is."""
    ledger = leadership.ledger(g.actor, year_id, datetime.now(UTC))
    return render_template("leadership/index.html", year_id=year_id, ledger=ledger)


@blueprint.route("/edit", methods=["GET", "POST"])
def edit(year_id: int) -> Page:
    """Name the leader and deputy of the year."""
    ledger = _run(year_id)
    check_changeable(ledger.phase)
    now_led = _find(ledger, ledger.year_number)
    form = LeadersForm(
        leader_id=now_led.leader.alliance_id if now_led else NONE,
        deputy_id=now_led.deputy.alliance_id if now_led and now_led.deputy else NONE,
    )
    form.offer([turn.member for turn in ledger.turns])
    if ledger.phase is Phase.SETUP or now_led is None:
        del form.reason
    if form.validate_on_submit() and _appoint(form, ledger, ledger.year_number):
        return redirect(url_for("leadership.index", year_id=year_id))
    page = render_template("leadership/edit.html", form=form, year_id=year_id, ledger=ledger)
    return page, status_of(form)


@blueprint.route("/earlier", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Record who led in a year before this software."""
    ledger = _run(year_id)
    form = EarlierLeadersForm()
    register = members.list_register(g.actor, day=vietnam_day(datetime.now(UTC)))
    form.offer([line.member for line in register])
    del form.reason
    if form.validate_on_submit() and _appoint(form, ledger, form.year_number.data):
        return redirect(url_for("leadership.index", year_id=year_id))
    page = render_template("leadership/create.html", form=form, year_id=year_id, ledger=ledger)
    return page, status_of(form)


@blueprint.route("/<int:number>/handover", methods=["GET", "POST"])
def hand_over(year_id: int, number: int) -> Page:
    """Record the day on which the leader of a year took over."""
    ledger = _run(year_id)
    led = _find(ledger, number) or abort(404)
    if led.phase is not None:
        check_recordable(led.phase)
    form = HandoverForm(on=led.handed_over_on, note=led.note)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            leadership.hand_over(
                g.actor, ledger.cluster_id, number, **form.values(), now=datetime.now(UTC)
            )
        if outcome.accepted:
            flash(_("The handover is recorded."), "success")
            return redirect(url_for("leadership.index", year_id=year_id))
    page = render_template("leadership/hand_over.html", form=form, year_id=year_id, led=led)
    return page, status_of(form)


def _run(year_id: int) -> Ledger:
    ledger = leadership.ledger(g.actor, year_id, datetime.now(UTC))
    permissions.require(ledger.is_run)
    return ledger


def _find(ledger: Ledger, number: int) -> Led | None:
    return next((led for led in ledger.history if led.year_number == number), None)


def _appoint(form: LeadersForm, ledger: Ledger, number: int) -> bool:
    """Tell whether the service accepted the leaders typed."""
    with refusals_on(form) as outcome:
        leadership.appoint(
            g.actor,
            ledger.cluster_id,
            number,
            leader_id=form.leader_id.data,
            deputy_id=form.deputy_id.data or None,
            reason=form.reason.data if "reason" in form else "",
            now=datetime.now(UTC),
        )
    if outcome.accepted:
        flash(_("Leader and deputy are recorded."), "success")
    return outcome.accepted
