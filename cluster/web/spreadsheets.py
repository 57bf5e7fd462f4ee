"""Pages that give workbooks out and take them back: a dry run first, then the change."""

from datetime import UTC, datetime

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from cluster.domain.rulebook_shown import lines_shown, redline_shown
from cluster.domain.scoring import LAYER_NAMES
from cluster.services import scoring, spreadsheets
from cluster.services.spreadsheets import Workbook
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.filters import chosen_locale
from cluster.web.forms.spreadsheets import ConfirmForm, UploadForm

blueprint = Blueprint("spreadsheets", __name__, url_prefix="/years/<int:year_id>/excel")

Page = str | Response | tuple[str, int]


@blueprint.get("/scores.xlsx")
def scores(year_id: int) -> Response:
    """Give out the score table with the sheets that are this person's to fill."""
    return _give(
        spreadsheets.score_workbook(
            g.actor, year_id, key=_key(), locale=chosen_locale(), now=datetime.now(UTC)
        )
    )


@blueprint.get("/scores/<int:alliance_id>.xlsx")
def member(year_id: int, alliance_id: int) -> Response:
    """Give out the sheets of one member, to be filled without a network."""
    return _give(
        spreadsheets.member_workbook(
            g.actor,
            year_id,
            alliance_id,
            key=_key(),
            locale=chosen_locale(),
            now=datetime.now(UTC),
        )
    )


@blueprint.route("/scores", methods=["GET", "POST"])
def upload_scores(year_id: int) -> Page:
    """Take a workbook back and show what it would change; nothing is changed yet."""
    table = scoring.score_table(g.actor, year_id)
    form = UploadForm()
    proposal = None
    if form.validate_on_submit():
        upload = form.upload(current_app.extensions["files"])
        with refusals_on(form):
            proposal = spreadsheets.preview_scores(
                g.actor, year_id, upload, key=_key(), now=datetime.now(UTC)
            )
    page = render_template(
        "spreadsheets/scores.html",
        table=table,
        form=form,
        proposal=proposal,
        confirm=ConfirmForm(formdata=None, token=proposal.token if proposal else None),
        LAYER_NAMES=LAYER_NAMES,
    )
    return page, 422 if proposal and proposal.faults else status_of(form)


@blueprint.post("/scores/save")
def save_scores(year_id: int) -> Page:
    """Save exactly what was shown."""
    form = ConfirmForm()
    count = spreadsheets.save_scores(
        g.actor,
        year_id,
        form.token.data or "",
        over=request.form.getlist("over"),
        key=_key(),
        now=datetime.now(UTC),
    )
    flash(ngettext("%(num)s line is saved.", "%(num)s lines are saved.", count), "success")
    return redirect(url_for("scoring.index", year_id=year_id))


@blueprint.get("/rulebook.xlsx")
def rulebook(year_id: int) -> Response:
    """Give out a version of the rule book, the newest unless another is asked for."""
    return _give(
        spreadsheets.rulebook_workbook(
            g.actor,
            year_id,
            version=request.args.get("version", type=int),
            locale=chosen_locale(),
            now=datetime.now(UTC),
        )
    )


@blueprint.get("/template.xlsx")
def template(year_id: int) -> Response:
    """Give out the empty template of a rule book."""
    return _give(
        spreadsheets.template_workbook(
            g.actor, year_id, locale=chosen_locale(), now=datetime.now(UTC)
        )
    )


@blueprint.route("/rulebook", methods=["GET", "POST"])
def upload_rulebook(year_id: int) -> Page:
    """Take a rule book in and show what it would change; nothing is changed yet."""
    target = spreadsheets.find_target(g.actor, year_id)
    form = UploadForm()
    proposal = None
    if form.validate_on_submit():
        upload = form.upload(current_app.extensions["files"])
        with refusals_on(form):
            proposal = spreadsheets.preview_rulebook(g.actor, year_id, upload, key=_key())
    old, new = (proposal.old, proposal.new) if proposal else (None, None)
    page = render_template(
        "spreadsheets/rulebook.html",
        year=target.year,
        form=form,
        proposal=proposal,
        changes=redline_shown(old, new) if old and new else [],
        lines=lines_shown(new) if new and not old else [],
        confirm=ConfirmForm(formdata=None, token=proposal.token if proposal else None),
    )
    return page, 422 if proposal and proposal.faults else status_of(form)


@blueprint.post("/rulebook/save")
def save_rulebook(year_id: int) -> Page:
    """Make the draft what was shown."""
    form = ConfirmForm()
    spreadsheets.save_rulebook(
        g.actor, year_id, form.token.data or "", key=_key(), now=datetime.now(UTC)
    )
    flash(_("The rule book is taken over as a draft: look at it, then publish it."), "success")
    return redirect(url_for("rulebook.index", year_id=year_id))


def _give(workbook: Workbook) -> Response:
    return give(workbook.filename, workbook.content)


def _key() -> str:
    return str(current_app.extensions["settings"].secret_key)
