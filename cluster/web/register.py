"""Pages of the register of papers: find them, print them again, declare them void, number them."""

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
from werkzeug.wrappers import Response

from cluster.domain.permissions import can_run_year
from cluster.domain.printing import PAPER_KIND_NAMES
from cluster.services import printing, years
from cluster.services.printing import register
from cluster.services.printing.register import ON_A_PAGE
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.register import ReprintForm, SearchForm, SeriesForm, VoidForm

blueprint = Blueprint("register", __name__, url_prefix="/years/<int:year_id>/register")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show the papers that are looked for, newest first, a page at a time."""
    form = SearchForm(request.args)
    wanted, first = form.wanted(), form.first.data or 0
    found = register.list_register(g.actor, year_id, wanted, first=first)
    year = years.get_visible(g.actor, year_id)
    return render_template(
        "register/index.html",
        year=year,
        form=form,
        found=found,
        first=first,
        on_a_page=ON_A_PAGE,
        asked=form.asked(),
        kind_names=PAPER_KIND_NAMES,
        may_run=can_run_year(g.actor, year.cluster_id),
    )


@blueprint.get("/register.xlsx")
def spreadsheet(year_id: int) -> Page:
    """Give out the papers that are looked for as a workbook."""
    wanted = SearchForm(request.args).wanted()
    content = printing.register_workbook(g.actor, year_id, wanted, now=datetime.now(UTC))
    return give("so-bang.xlsx", content)


@blueprint.get("/register.pdf")
def paper(year_id: int) -> Page:
    """Give out the papers that are looked for as a list on paper."""
    wanted = SearchForm(request.args).wanted()
    content = printing.register_paper(g.actor, year_id, wanted, now=datetime.now(UTC))
    return give("so-bang.pdf", content)


@blueprint.get("/<int:paper_id>")
def view(year_id: int, paper_id: int) -> Page:
    """Show a paper's entry, with what was done with it since."""
    return _view(year_id, paper_id, ReprintForm(prefix="reprint"), VoidForm(prefix="void"))


@blueprint.post("/<int:paper_id>/reprint")
def reprint(year_id: int, paper_id: int) -> Page:
    """Give a paper out again, byte for byte, and note why."""
    form = ReprintForm(prefix="reprint")
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            issued, content = register.reprint_with_reason(
                g.actor,
                current_app.extensions["files"],
                year_id,
                paper_id,
                reason=form.reason.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return give(issued.filename, content)
    return _view(year_id, paper_id, form, VoidForm(prefix="void"))


@blueprint.post("/<int:paper_id>/void")
def void(year_id: int, paper_id: int) -> Page:
    """Declare a paper void."""
    form = VoidForm(prefix="void")
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            register.void(g.actor, year_id, paper_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The paper is void. Its number is not given again."), "success")
            return redirect(url_for("register.view", year_id=year_id, paper_id=paper_id))
    return _view(year_id, paper_id, ReprintForm(prefix="reprint"), form)


@blueprint.route("/numbering", methods=["GET", "POST"])
def numbering(year_id: int) -> Page:
    """Say how papers are numbered."""
    form = SeriesForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            printing.set_series(g.actor, year_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The numbering is changed."), "success")
            return redirect(url_for("register.numbering", year_id=year_id))
    for field in (form.pattern, form.first):
        field.id = f"{field.name}-{form.series.data}"  # the page has one form for each series
    page = render_template(
        "register/numbering.html",
        year=years.get_visible(g.actor, year_id),
        form=form,
        series=printing.list_series(g.actor, year_id),
    )
    return page, status_of(form)


def _view(year_id: int, paper_id: int, reprint_form: ReprintForm, void_form: VoidForm) -> Page:
    line, reprints, order_id = register.get_line(g.actor, year_id, paper_id)
    year = years.get_visible(g.actor, year_id)
    page = render_template(
        "register/view.html",
        year=year,
        paper=line,
        reprints=reprints,
        order_id=order_id,
        reprint_form=reprint_form,
        void_form=void_form,
        kind_names=PAPER_KIND_NAMES,
        may_run=can_run_year(g.actor, year.cluster_id),
    )
    return page, max(status_of(reprint_form), status_of(void_form))
