"""Pages for clusters, alliances, their names, people and offices."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.years import vietnam_day
from cluster.services import members
from cluster.services.members import OfficeLine, Record, RegisterLine
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.members import (
    AllianceForm,
    ClusterForm,
    CorrectNameForm,
    CorrectOfficeForm,
    LeaveOfficeForm,
    MergerIntoKnownForm,
    MergerIntoNewForm,
    NewClusterForm,
    OfficeForm,
    RenameForm,
    SearchForm,
)

blueprint = Blueprint("members", __name__, url_prefix="/members")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index() -> Page:
    """List clusters, and the alliances as they are on a day."""
    today = vietnam_day(datetime.now(UTC))
    form = SearchForm(request.args)
    day = form.day.data if form.validate() and form.day.data else today
    lines = members.list_register(g.actor, search=form.q.data or "", day=day)
    return render_template(
        "members/index.html",
        form=form,
        day=day,
        today=today,
        lines=lines,
        clusters=members.list_clusters(g.actor),
        may_register=permissions.can_register(g.actor),
    )


@blueprint.get("/<int:alliance_id>")
def view(alliance_id: int) -> Page:
    """Show everything the register knows of one alliance."""
    return render_template("members/view.html", record=_record(alliance_id))


@blueprint.route("/clusters/new", methods=["GET", "POST"])
def create_cluster() -> Page:
    """Register a cluster."""
    permissions.require(permissions.can_register(g.actor))
    form = NewClusterForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.register_cluster(g.actor, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The cluster is registered."), "success")
            return redirect(url_for("members.index"))
    return render_template("members/cluster_form.html", form=form, cluster=None), status_of(form)


@blueprint.route("/clusters/<int:cluster_id>/edit", methods=["GET", "POST"])
def edit_cluster(cluster_id: int) -> Page:
    """Change what a cluster is called."""
    lines = {line.cluster_id: line for line in members.list_clusters(g.actor)}
    cluster = lines.get(cluster_id) or abort(404)
    permissions.require(cluster.is_kept)
    form = ClusterForm(obj=cluster)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.rename_cluster(g.actor, cluster_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The cluster’s names are saved."), "success")
            return redirect(url_for("members.index"))
    return render_template("members/cluster_form.html", form=form, cluster=cluster), status_of(form)


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> Page:
    """Register an alliance."""
    permissions.require(permissions.can_register(g.actor))
    form = AllianceForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            alliance = members.register_alliance(g.actor, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The alliance is registered. Now enter who heads it."), "success")
            return redirect(url_for("members.view", alliance_id=alliance.id))
    return render_template("members/alliance_form.html", form=form), status_of(form)


@blueprint.route("/<int:alliance_id>/rename", methods=["GET", "POST"])
def rename(alliance_id: int) -> Page:
    """Give an alliance a new name from a day on."""
    record = _record(alliance_id)
    permissions.require(record.is_kept)
    form = RenameForm(obj=record.member)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.rename(g.actor, alliance_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The new name is recorded; earlier papers keep the old one."), "success")
            return redirect(url_for("members.view", alliance_id=alliance_id))
    return render_template("members/rename.html", form=form, record=record), status_of(form)


@blueprint.route("/<int:alliance_id>/names/<int:name_id>/correct", methods=["GET", "POST"])
def correct_name(alliance_id: int, name_id: int) -> Page:
    """Put right a name that was written down wrongly."""
    record = _record(alliance_id)
    permissions.require(record.is_kept)
    name = next((line for line in record.names if line.id == name_id), None) or abort(404)
    form = CorrectNameForm(obj=name)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.correct_name(g.actor, name_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The name is corrected."), "success")
            return redirect(url_for("members.view", alliance_id=alliance_id))
    page = render_template("members/correct_name.html", form=form, record=record, name=name)
    return page, status_of(form)


@blueprint.route("/merge", methods=["GET", "POST"])
def merge() -> Page:
    """Merge alliances into one of the register."""
    permissions.require(permissions.can_register(g.actor))
    form = MergerIntoKnownForm()
    standing = _standing()
    form.alliance_ids.choices = [(line.member.alliance_id, line.member.name) for line in standing]
    form.successor_id.choices = [(0, _("Choose an alliance")), *form.alliance_ids.choices]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.merge(g.actor, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The merger is recorded."), "success")
            return redirect(url_for("members.view", alliance_id=form.successor_id.data))
    return render_template("members/merge.html", form=form), status_of(form)


@blueprint.route("/merge/new", methods=["GET", "POST"])
def merge_into_new() -> Page:
    """Merge alliances into a new one."""
    permissions.require(permissions.can_register(g.actor))
    form = MergerIntoNewForm()
    form.alliance_ids.choices = [
        (line.member.alliance_id, line.member.name) for line in _standing()
    ]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            successor = members.merge_into_new(g.actor, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The merger is recorded. Now enter who heads the new alliance."), "success")
            return redirect(url_for("members.view", alliance_id=successor.id))
    return render_template("members/merge.html", form=form), status_of(form)


@blueprint.route("/<int:alliance_id>/offices/new", methods=["GET", "POST"])
def take_office(alliance_id: int) -> Page:
    """Record that somebody takes office."""
    record = _record(alliance_id)
    permissions.require(record.offices_are_kept)
    form = OfficeForm()
    form.offer({office.person_id: office.full_name for office in record.offices})
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.take_office(g.actor, alliance_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The office is recorded."), "success")
            return redirect(url_for("members.view", alliance_id=alliance_id))
    return render_template("members/office_form.html", form=form, record=record), status_of(form)


@blueprint.route("/<int:alliance_id>/offices/<int:office_id>/leave", methods=["GET", "POST"])
def leave_office(alliance_id: int, office_id: int) -> Page:
    """Record the last day of an office."""
    record = _record(alliance_id)
    permissions.require(record.offices_are_kept)
    office = _office(record, office_id)
    form = LeaveOfficeForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.leave_office(g.actor, office_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The end of the office is recorded."), "success")
            return redirect(url_for("members.view", alliance_id=alliance_id))
    page = render_template("members/leave_office.html", form=form, record=record, office=office)
    return page, status_of(form)


@blueprint.route("/<int:alliance_id>/offices/<int:office_id>/correct", methods=["GET", "POST"])
def correct_office(alliance_id: int, office_id: int) -> Page:
    """Put right a person's name or title that was written down wrongly."""
    record = _record(alliance_id)
    permissions.require(record.offices_are_kept)
    office = _office(record, office_id)
    form = CorrectOfficeForm(obj=office)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            members.correct_office(g.actor, office_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The entry is corrected."), "success")
            return redirect(url_for("members.view", alliance_id=alliance_id))
    page = render_template("members/correct_office.html", form=form, record=record, office=office)
    return page, status_of(form)


def _record(alliance_id: int) -> Record:
    return members.get_record(g.actor, alliance_id, vietnam_day(datetime.now(UTC)))


def _standing() -> list[RegisterLine]:
    lines = members.list_register(g.actor, day=vietnam_day(datetime.now(UTC)))
    return [line for line in lines if line.dissolved_on is None]


def _office(record: Record, office_id: int) -> OfficeLine:
    return next((line for line in record.offices if line.id == office_id), None) or abort(404)
