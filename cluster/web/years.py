"""Pages for emulation years: opening, members, phases and dates."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.membership import Member, could_compete
from cluster.domain.years import PHASE_NAMES, Phase, check_plannable, vietnam_day
from cluster.services import members, years
from cluster.services.members import RegisterLine
from cluster.services.years import ClusterYears, NextMove, Overview
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import say
from cluster.web.forms.years import (
    FROM_NOTHING,
    BackForm,
    MoveForm,
    OpeningForm,
    PlanForm,
    ThemeForm,
    members_form,
)

blueprint = Blueprint("years", __name__, url_prefix="/years")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index() -> Page:
    """List the years of every cluster in sight."""
    return render_template(
        "years/index.html", clusters=years.list_by_cluster(g.actor, datetime.now(UTC))
    )


@blueprint.get("/<int:year_id>")
def view(year_id: int) -> Page:
    """Show where a year stands and what comes next."""
    return render_template("years/view.html", year=_overview(year_id), Phase=Phase)


@blueprint.route("/clusters/<int:cluster_id>/new", methods=["GET", "POST"])
def create(cluster_id: int) -> Page:
    """Open a year of a cluster."""
    cluster = _cluster(cluster_id)
    newest = max((line.number for line in cluster.years), default=_today().year - 1)
    form = OpeningForm(number=newest + 1)
    form.from_year_id.choices = [(line.year_id, str(line.number)) for line in cluster.years]
    form.from_year_id.choices.append((FROM_NOTHING, _("Nothing: start empty")))
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            year = years.open_year(
                g.actor,
                cluster_id,
                form.number.data,
                from_year_id=form.from_year_id.data or None,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The year %(number)s is open.", number=str(year.number)), "success")
            return redirect(url_for("years.view", year_id=year.id))
    return render_template("years/create.html", form=form, cluster=cluster), status_of(form)


@blueprint.route("/<int:year_id>/theme", methods=["GET", "POST"])
def edit(year_id: int) -> Page:
    """Change the theme of a year."""
    year = _run(year_id)
    form = ThemeForm(theme=year.theme, seen=year.theme_mark)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            years.set_theme(g.actor, year_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The theme is saved."), "success")
            return redirect(url_for("years.view", year_id=year_id))
    return render_template("years/theme.html", form=form, year=year), status_of(form)


@blueprint.route("/<int:year_id>/members", methods=["GET", "POST"])
def edit_members(year_id: int) -> Page:
    """Choose the members of a year and their order."""
    year = _run(year_id)
    register = members.list_register(g.actor, day=_today())
    form = members_form(year.members, _others(year, register), seen=year.members_mark)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            years.set_members(
                g.actor, year_id, form.ordered, seen=form.seen.data, now=datetime.now(UTC)
            )
        if outcome.accepted:
            flash(_("The members of the year are saved."), "success")
            return redirect(url_for("years.view", year_id=year_id))
    return render_template("years/members.html", form=form, year=year), status_of(form)


@blueprint.route("/<int:year_id>/dates", methods=["GET", "POST"])
def edit_dates(year_id: int) -> Page:
    """Plan on which day each phase shall begin."""
    year = _run(year_id)
    check_plannable(year.phase)
    form = PlanForm(seen=year.plan_mark, objection_days=year.objection_days)
    form.show({step.phase: step.planned_on for step in year.steps})
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            years.plan(
                g.actor,
                year_id,
                form.planned,
                objection_days=form.objection_days.data,
                seen=form.seen.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The planned days are saved."), "success")
            return redirect(url_for("years.view", year_id=year_id))
    return render_template("years/dates.html", form=form, year=year), status_of(form)


@blueprint.route("/<int:year_id>/move/<after>", methods=["GET", "POST"])
def move(year_id: int, after: str) -> Page:
    """Ask once more, then move the year to another phase."""
    year = _run(year_id)
    step = _step(year, after)
    form = BackForm() if step.back else MoveForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            reason = form.reason.data if isinstance(form, BackForm) else ""
            years.move(g.actor, year_id, step.after, reason=reason, now=datetime.now(UTC))
        if outcome.accepted:
            phase = say(PHASE_NAMES[step.after])
            flash(_("The year is now in the phase “%(phase)s”.", phase=phase), "success")
            return redirect(url_for("years.view", year_id=year_id))
    page = render_template("years/move.html", form=form, year=year, step=step, Phase=Phase)
    return page, status_of(form)


def _today() -> date:
    return vietnam_day(datetime.now(UTC))


def _overview(year_id: int) -> Overview:
    return years.overview(g.actor, year_id, datetime.now(UTC))


def _run(year_id: int) -> Overview:
    year = _overview(year_id)
    permissions.require(year.is_run)
    return year


def _cluster(cluster_id: int) -> ClusterYears:
    seen = {line.cluster_id: line for line in years.list_by_cluster(g.actor, datetime.now(UTC))}
    cluster = seen.get(cluster_id) or abort(404)
    permissions.require(cluster.is_run)
    return cluster


def _others(year: Overview, register: Sequence[RegisterLine]) -> list[Member]:
    """Return who could be a member of the year and is not."""
    chosen = {member.alliance_id for member in year.members}
    return [
        line.member
        for line in register
        if line.member.alliance_id not in chosen and could_compete(line.dissolved_on, year.number)
    ]


def _step(year: Overview, after: str) -> NextMove:
    return next((step for step in year.moves if step.after.value == after), None) or abort(404)
