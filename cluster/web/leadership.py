"""Pages for leader, deputy, rotation and handover."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.handover import SIDE_NAMES, Side
from cluster.domain.leadership import (
    ROTATION_RULE_NAMES,
    Post,
    check_changeable,
    check_recordable,
)
from cluster.domain.years import Phase, vietnam_day
from cluster.services import leadership, members
from cluster.services.leadership import Led, Ledger
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.leadership import (
    NONE,
    EarlierLeadersForm,
    HandoverForm,
    LeadersForm,
    RotationForm,
    TickForm,
)

blueprint = Blueprint("leadership", __name__, url_prefix="/years/<int:year_id>/leadership")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show who leads, who led, and whose turn it is."""
    ledger = leadership.ledger(g.actor, year_id, datetime.now(UTC))
    return render_template(
        "leadership/index.html", year_id=year_id, ledger=ledger, rule_names=ROTATION_RULE_NAMES
    )


@blueprint.route("/edit", methods=["GET", "POST"])
def edit(year_id: int) -> Page:
    """Name the leader and deputy of the year."""
    ledger = _run(year_id)
    check_changeable(ledger.phase)
    now_led = _find(ledger, ledger.year_number)
    form = _form_for(ledger, now_led)
    if ledger.phase is Phase.SETUP or now_led is None:
        del form.reason
    if form.validate_on_submit() and _appoint(form, ledger, ledger.year_number):
        return redirect(url_for("leadership.index", year_id=year_id))
    return _edit_page(form, year_id, ledger.year_number)


@blueprint.route("/next", methods=["GET", "POST"])
def edit_next(year_id: int) -> Page:
    """Name who leads the next year, before it is opened: those elected stand there already."""
    ledger = _run(year_id)
    if ledger.next_year_id is not None:
        return redirect(url_for("leadership.edit", year_id=ledger.next_year_id))
    number = ledger.year_number + 1
    elected = leadership.elected_for_next(g.actor, year_id)
    form = _form_for(ledger, _find(ledger, number), elected)
    del form.reason
    if form.validate_on_submit() and _appoint(form, ledger, number):
        return redirect(url_for("leadership.index", year_id=year_id))
    return _edit_page(form, year_id, number, is_elected=elected is not None)


@blueprint.route("/rotation", methods=["GET", "POST"])
def edit_rotation(year_id: int) -> Page:
    """Choose the rule by which the next leaders are proposed."""
    ledger = _run(year_id)
    form = RotationForm(rule=ledger.rule)
    if form.validate_on_submit():
        leadership.set_rotation(
            g.actor, ledger.cluster_id, rule=form.rule.data, now=datetime.now(UTC)
        )
        flash(_("The rule of the rotation is saved."), "success")
        return redirect(url_for("leadership.index", year_id=year_id))
    page = render_template("leadership/rotation.html", form=form, year_id=year_id)
    return page, status_of(form)


@blueprint.get("/checklist")
def checklist(year_id: int) -> Page:
    """Show what is handed over to the next leader, and what is still open in it."""
    handover = leadership.handover(g.actor, year_id, datetime.now(UTC))
    return render_template(
        "leadership/checklist.html", handover=handover, Side=Side, side_names=SIDE_NAMES
    )


@blueprint.post("/checklist")
def tick(year_id: int) -> Page:
    """Tick an item of the handover, or take the tick back."""
    form = TickForm()
    if not form.validate():
        abort(400)
    leadership.tick(g.actor, year_id, **form.values(), now=datetime.now(UTC))
    return redirect(url_for("leadership.checklist", year_id=year_id, _anchor=form.item.data.value))


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


def _edit_page(
    form: LeadersForm, year_id: int, number: int, *, is_elected: bool = False
) -> tuple[str, int]:
    page = render_template(
        "leadership/edit.html", form=form, year_id=year_id, number=number, is_elected=is_elected
    )
    return page, status_of(form)


def _form_for(ledger: Ledger, now_led: Led | None, elected: Post | None = None) -> LeadersForm:
    """Return the form with who is named already, else with who was elected."""
    if now_led is not None:
        deputy = now_led.deputy.alliance_id if now_led.deputy else None
        elected = Post(leader=now_led.leader.alliance_id, deputy=deputy)
    form = LeadersForm(
        leader_id=elected.leader if elected else NONE,
        deputy_id=(elected.deputy if elected else None) or NONE,
    )
    form.offer([turn.member for turn in ledger.turns])
    return form


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
