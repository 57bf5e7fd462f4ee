"""Pages for official papers: what each still lacks, drafts and issues in Word, templates."""

from collections.abc import Collection
from datetime import UTC, datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.official import IN_WORD, OFFICIAL
from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.domain.years import vietnam_day
from cluster.services import printing, years
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.official import TemplateForm, details_form

blueprint = Blueprint("official", __name__, url_prefix="/years/<int:year_id>/official")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> str:
    """Show the official papers of the year: what is ready, what is missing and why."""
    return render_template(
        "official/index.html",
        year=years.get_visible(g.actor, year_id),
        papers=printing.list_official(g.actor, year_id, datetime.now(UTC)),
        kind_names=PAPER_KIND_NAMES,
    )


@blueprint.route("/papers/<kind>", methods=["GET", "POST"])
def edit(year_id: int, kind: str) -> Page:
    """Enter what the office knows of a paper."""
    now, about = datetime.now(UTC), request.args.get("about", type=int)
    paper, details = printing.read_details(
        g.actor, year_id, _kind(kind, OFFICIAL), about, vietnam_day(now)
    )
    form = details_form(paper.kind, details, seen=paper.seen)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            printing.enter_details(
                g.actor,
                year_id,
                kind=paper.kind,
                about=about,
                details=form.details(),
                seen=form.seen.data,
                now=now,
            )
        if outcome.accepted:
            flash(_("What you entered is kept."), "success")
            return redirect(url_for("official.index", year_id=year_id))
    year = years.get_visible(g.actor, year_id)
    page = render_template(
        "official/edit.html", year=year, form=form, paper=paper, kind_names=PAPER_KIND_NAMES
    )
    return page, status_of(form)


@blueprint.get("/papers/<kind>/draft.docx")
def draft(year_id: int, kind: str) -> Response:
    """Give out a draft in Word."""
    name, content = printing.draft(
        g.actor,
        current_app.extensions["files"],
        year_id,
        kind=_kind(kind, OFFICIAL),
        about=request.args.get("about", type=int),
        now=datetime.now(UTC),
    )
    return give(name, content)


@blueprint.get("/<int:paper_id>.docx")
def download(year_id: int, paper_id: int) -> Response:
    """Give out an issued paper in Word, byte for byte."""
    store = current_app.extensions["files"]
    paper, content = printing.reprint_in_word(g.actor, store, year_id, paper_id)
    return give(paper.filename.replace(".pdf", ".docx"), content)


@blueprint.route("/templates", methods=["GET", "POST"])
def templates(year_id: int) -> Page:
    """Show the Word templates, and put in one of the office's own."""
    form = TemplateForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            printing.put_template(
                g.actor,
                current_app.extensions["files"],
                kind=form.kind.data,
                filename=form.file.data.filename,
                content=form.file.data.read(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("Papers of this kind are filled into your template from now on."), "success")
            return redirect(url_for("official.templates", year_id=year_id))
    page = render_template(
        "official/templates.html",
        year=years.get_visible(g.actor, year_id),
        form=form,
        templates=printing.list_templates(g.actor),
        kind_names=PAPER_KIND_NAMES,
    )
    return page, status_of(form)


@blueprint.get("/templates/<kind>.docx")
def download_template(year_id: int, kind: str) -> Response:
    """Give out a template, to be changed in Word."""
    years.get_visible(g.actor, year_id)
    content = printing.read_template(g.actor, current_app.extensions["files"], _kind(kind, IN_WORD))
    return give(f"mau-{kind}.docx", content)


@blueprint.post("/templates/<kind>/drop")
def drop_template(year_id: int, kind: str) -> Response:
    """Go back to the built-in template."""
    years.get_visible(g.actor, year_id)
    printing.drop_template(g.actor, kind=_kind(kind, IN_WORD), now=datetime.now(UTC))
    flash(_("The built-in template is used again."), "success")
    return redirect(url_for("official.templates", year_id=year_id))


def _kind(word: str, among: Collection[PaperKind]) -> PaperKind:
    """Return the kind of paper that an address names; another address is none of ours."""
    if word not in among:
        abort(404)
    return PaperKind(word)
