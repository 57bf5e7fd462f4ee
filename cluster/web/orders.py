"""Pages that order certificates: looked through, printed in the background, given out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.awards import CERTIFICATE_FORM_NAMES
from cluster.domain.errors import NotFound
from cluster.domain.findings import SEVERITY_NAMES, Severity
from cluster.domain.orders import ITEM_STATUS_NAMES, ORDER_STATUS_NAMES, ItemStatus, OrderStatus
from cluster.domain.permissions import can_run_year
from cluster.services import orders, stock, years
from cluster.services.orders import OrderLine
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.orders import ListForm, SheetForm, StartForm

blueprint = Blueprint("orders", __name__, url_prefix="/years/<int:year_id>/orders")

Page = str | Response | tuple[str, int]
NAMES = {
    "status_names": ORDER_STATUS_NAMES,
    "item_names": ITEM_STATUS_NAMES,
    "severity_names": SEVERITY_NAMES,
    "form_names": CERTIFICATE_FORM_NAMES,
    "Status": OrderStatus,
    "Item": ItemStatus,
    "Severity": Severity,
}


@blueprint.get("/")
def index(year_id: int) -> Page:
    """List the orders of the year, and the decisions that can be printed."""
    year = years.get_visible(g.actor, year_id)
    return render_template(
        "orders/index.html",
        year=year,
        orders=orders.list_orders(g.actor, year_id, now=datetime.now(UTC)),
        decisions=orders.list_decisions(g.actor, year_id),
        may_run=can_run_year(g.actor, year.cluster_id),
        **NAMES,
    )


@blueprint.post("/decisions/<int:decision_id>")
def order_decision(year_id: int, decision_id: int) -> Page:
    """Prepare an order for the certificates of a decision."""
    order = orders.order_decision(
        g.actor, year_id, decision_id, plates=_plates(), now=datetime.now(UTC)
    )
    return redirect(url_for("orders.view", year_id=year_id, order_id=order.id))


@blueprint.route("/new", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Prepare an order from a list."""
    year = years.get_to_run(g.actor, year_id)
    form = ListForm()
    form.decision_id.choices = [
        (0, _("– as the list says –")),
        *((each.id, each.number) for each in orders.list_decisions(g.actor, year_id)),
    ]
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            order = orders.order_list(
                g.actor,
                year_id,
                content=form.workbook.data.read(),
                filename=form.workbook.data.filename,
                text=form.text.data,
                decision_id=form.decision_id.data or None,
                plates=_plates(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return redirect(url_for("orders.view", year_id=year_id, order_id=order.id))
    return render_template("orders/list_form.html", year=year, form=form), status_of(form)


@blueprint.get("/list.xlsx")
def blank(year_id: int) -> Page:
    """Give out an empty list to be filled in."""
    years.get_to_run(g.actor, year_id)
    return give("danh-sach-in.xlsx", orders.blank_list(datetime.now(UTC)))


@blueprint.get("/<int:order_id>")
def view(year_id: int, order_id: int) -> Page:
    """Show an order: what was found, how far it is, what came out."""
    return _view(year_id, order_id, StartForm())


@blueprint.get("/<int:order_id>/progress")
def progress(year_id: int, order_id: int) -> Page:
    """Show only how far an order is, for the script that asks again and again."""
    order = orders.get_line(g.actor, year_id, order_id, now=datetime.now(UTC))
    return render_template("orders/progress.html", order=order, **NAMES)


@blueprint.post("/<int:order_id>/sheet")
def choose_sheet(year_id: int, order_id: int) -> Page:
    """Have the order printed onto stock, or whole; its lines are looked through again."""
    form = SheetForm()
    if not form.validate():
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    stock.mean_for(
        g.actor,
        year_id,
        order_id,
        stock_id=form.stock_id.data or None,
        plates=_plates(),
        now=datetime.now(UTC),
    )
    flash(_("The order was looked through for this sheet."), "success")
    return redirect(url_for("orders.view", year_id=year_id, order_id=order_id))


@blueprint.post("/<int:order_id>/split")
def split(year_id: int, order_id: int) -> Page:
    """Make a draft of its own for each form of paper in the order."""
    orders.split(g.actor, year_id, order_id, now=datetime.now(UTC))
    flash(_("There is an order of each form now."), "success")
    return redirect(url_for("orders.index", year_id=year_id))


@blueprint.post("/<int:order_id>/again")
def look_again(year_id: int, order_id: int) -> Page:
    """Look a draft through again that is not up to date any more."""
    form = StartForm(formdata=None)
    if not _look_again(year_id, order_id, form):
        return _view(year_id, order_id, form)
    flash(_("The order was looked through again."), "success")
    return redirect(url_for("orders.view", year_id=year_id, order_id=order_id))


@blueprint.post("/<int:order_id>/start")
def start(year_id: int, order_id: int) -> Page:
    """Have the order printed."""
    form = StartForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            orders.start(
                g.actor,
                year_id,
                order_id,
                accepted=form.accepted_lines(),
                wants_singles=form.wants_singles.data,
                seen=form.seen.data or None,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            current_app.extensions["jobs"].print_order(order_id)
            return redirect(url_for("orders.view", year_id=year_id, order_id=order_id))
    order = orders.get_line(g.actor, year_id, order_id, now=datetime.now(UTC))
    if order.status is not OrderStatus.DRAFT:
        for sentence in form.form_errors:
            flash(sentence, "warning")
        return redirect(url_for("orders.view", year_id=year_id, order_id=order_id))
    _look_again(year_id, order_id, form)
    return _view(year_id, order_id, form)


@blueprint.post("/<int:order_id>/pause")
def pause(year_id: int, order_id: int) -> Page:
    """Stop printing for now."""
    return _act(orders.pause, year_id, order_id, _("The order is paused."))


@blueprint.post("/<int:order_id>/resume")
def resume(year_id: int, order_id: int) -> Page:
    """Go on printing."""
    answer = _act(orders.resume, year_id, order_id, _("Printing goes on."))
    current_app.extensions["jobs"].print_order(order_id)
    return answer


@blueprint.post("/<int:order_id>/cancel")
def cancel(year_id: int, order_id: int) -> Page:
    """Give an order up; what is printed of it gets its file."""
    answer = _act(orders.cancel, year_id, order_id, _("The order is cancelled."))
    current_app.extensions["jobs"].print_order(order_id)
    return answer


@blueprint.post("/<int:order_id>/files")
def renew(year_id: int, order_id: int) -> Page:
    """Have the files made anew, without the certificates that are void by now."""
    answer = _act(orders.renew, year_id, order_id, _("The files are being made anew."))
    current_app.extensions["jobs"].print_order(order_id)
    return answer


@blueprint.get("/<int:order_id>/<any('pages.pdf', 'singles.zip'):file>")
def download(year_id: int, order_id: int, file: str) -> Page:
    """Give out the file of all pages, or the archive with a file for each certificate."""
    output = orders.download(
        g.actor,
        current_app.extensions["files"],
        year_id,
        order_id,
        singles=file == "singles.zip",
    )
    return give(output.filename, output.pieces, size=output.size, sha256=output.sha256)


@blueprint.get("/<int:order_id>/<int:place>.png")
def picture(year_id: int, order_id: int, place: int) -> Page:
    """Give a picture of a line as it would be printed."""
    content = orders.picture(g.actor, year_id, order_id, place, plates=_plates())
    return give(f"dong-{place}.png", content, is_shown=True)


def _act(act: Callable[..., None], year_id: int, order_id: int, done: str) -> Page:
    act(g.actor, year_id, order_id, now=datetime.now(UTC))
    flash(done, "success")
    return redirect(url_for("orders.view", year_id=year_id, order_id=order_id))


def _view(year_id: int, order_id: int, form: StartForm) -> Page:
    year = years.get_visible(g.actor, year_id)
    may_run = can_run_year(g.actor, year.cluster_id)
    page = orders.view(g.actor, year_id, order_id, now=datetime.now(UTC))
    form.seen.data = page.mark
    is_choosing = may_run and page.order.status is OrderStatus.DRAFT
    rendered = render_template(
        "orders/view.html",
        year=year,
        form=form,
        **vars(page),
        mixed=stock.mixed_forms(g.actor, year_id, order_id) if is_choosing else [],
        sheet_form=_sheet_form(year_id, page.order) if is_choosing else None,
        may_run=may_run,
        **NAMES,
    )
    return rendered, status_of(form)


def _look_again(year_id: int, order_id: int, form: StartForm) -> bool:
    """Bring a draft up to date; False if it cannot be, which the form says."""
    with refusals_on(form) as outcome:
        orders.look_again(g.actor, year_id, order_id, plates=_plates(), now=datetime.now(UTC))
    return outcome.accepted


def _sheet_form(year_id: int, order: OrderLine) -> SheetForm:
    form = SheetForm(formdata=None, stock_id=order.sheet.stock_id if order.sheet else 0)
    form.stock_id.choices = [
        (0, _("Blank paper: the whole certificate")),
        *((each.id, each.name) for each in stock.list_for_order(g.actor, year_id, order.id)),
    ]
    return form


def _plates() -> Path:
    plates: Path = current_app.extensions["settings"].plates
    return plates
