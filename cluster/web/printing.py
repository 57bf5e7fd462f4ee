"""Pages that issue papers and give them out again."""

from datetime import UTC, datetime
from io import BytesIO

from flask import Blueprint, current_app, flash, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.official import OFFICIAL
from cluster.domain.permissions import can_read_paper_register
from cluster.domain.printing import PAPER_KIND_NAMES, SCORE_PAPERS
from cluster.domain.score_sight import SETTLED
from cluster.services import printing, years
from cluster.web.errors import refusals_on
from cluster.web.forms.printing import IssueForm

blueprint = Blueprint("printing", __name__, url_prefix="/years/<int:year_id>/printing")


@blueprint.get("/")
def index(year_id: int) -> str:
    """Show the papers of the year: those issued, and those that can be."""
    return _index(year_id, IssueForm())


@blueprint.post("/")
def create(year_id: int) -> Response | tuple[str, int]:
    """Issue a paper; it stands first in the list then."""
    form = IssueForm()
    settings = current_app.extensions["settings"]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            paper = printing.issue(
                g.actor,
                current_app.extensions["files"],
                year_id,
                kind=form.kind.data,
                about=form.about.data,
                plates=settings.plates,
                address=settings.address,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(
                _("“%(title)s” is ready, issue %(issue)s.", title=paper.title, issue=paper.issue),
                "success",
            )
            back = "official.index" if paper.kind in OFFICIAL else "printing.index"
            return redirect(url_for(back, year_id=year_id))
    return _index(year_id, form), 422


@blueprint.get("/<int:paper_id>.pdf")
def download(year_id: int, paper_id: int) -> Response:
    """Give out an issued paper, byte for byte."""
    store = current_app.extensions["files"]
    paper, content = printing.reprint(g.actor, store, year_id, paper_id)
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        download_name=paper.filename,
        etag=paper.sha256,
    )


def _index(year_id: int, form: IssueForm) -> str:
    year = years.get_visible(g.actor, year_id)
    return render_template(
        "printing/index.html",
        year=year,
        form=form,
        papers=printing.list_papers(g.actor, year_id),
        issuable=printing.list_issuable(g.actor, year_id),
        kind_names=PAPER_KIND_NAMES,
        score_papers=SCORE_PAPERS,
        is_settled=year.phase in SETTLED,
        reads_register=can_read_paper_register(g.actor, year.cluster_id),
        may_print=printing.can_print(g.actor, year),
    )
