"""Pages for pre-printed stock: layouts moved and typed, printers, printing onto it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask import Response as Answer
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.awards import CERTIFICATE_FORM_NAMES
from cluster.domain.findings import SEVERITY_NAMES, Severity
from cluster.domain.stock import FIELD_GAPS, MM_PER_POINT
from cluster.services import orders, stock, years
from cluster.services.orders import OrderLine
from cluster.services.stock import RunLine, StockView
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.stock import (
    BackgroundForm,
    LayoutForm,
    MeasuredForm,
    NewStockForm,
    PrinterForm,
    PrintForm,
    filled_in,
)

blueprint = Blueprint("stock", __name__, url_prefix="/years/<int:year_id>/stock")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> Page:
    """List the kinds of stock and the printers."""
    return render_template(
        "stock/index.html",
        year=years.get_visible(g.actor, year_id),
        stocks=stock.list_stocks(g.actor, year_id),
        printers=stock.list_printers(g.actor, year_id),
        form_names=CERTIFICATE_FORM_NAMES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Add a kind of stock with a layout to begin with."""
    stock.list_printers(g.actor, year_id)
    form = NewStockForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            added = stock.add(
                g.actor,
                year_id,
                name=form.name.data,
                form=form.form.data,
                **form.sides(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return redirect(url_for("stock.edit", year_id=year_id, stock_id=added.id))
    return render_template("stock/new.html", year_id=year_id, form=form), status_of(form)


@blueprint.route("/<int:stock_id>", methods=["GET", "POST"])
def edit(year_id: int, stock_id: int) -> Page:
    """Show a layout on a picture of the sheet and as numbers; write another version."""
    asked = request.args.get("from", type=int)
    view = stock.view(g.actor, year_id, stock_id, version=asked)
    form = LayoutForm() if request.method == "POST" else filled_in(view.layout, view.version)
    if form.look.data:
        form.reason.validators = ()
        form.validate()
    elif form.validate_on_submit():
        with refusals_on(form) as outcome:
            stock.write_layout(
                g.actor,
                year_id,
                stock_id,
                layout=form.layout(),
                reason=form.reason.data,
                version=form.version.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The layout is written. What was printed before keeps its own."), "success")
            return redirect(url_for("stock.edit", year_id=year_id, stock_id=stock_id))
    return _edit_page(year_id, view, form, BackgroundForm()), status_of(form)


@blueprint.post("/<int:stock_id>/picture")
def picture(year_id: int, stock_id: int) -> Page:
    """Show the sheet with the fields as they are typed in."""
    view = stock.view(g.actor, year_id, stock_id)
    return render_template("stock/picture.html", **_sheet(year_id, view, LayoutForm()))


@blueprint.route("/<int:stock_id>/background", methods=["GET", "POST"])
def background(year_id: int, stock_id: int) -> Page | Answer:
    """Give the picture behind the fields, or take another one in."""
    store = current_app.extensions["files"]
    if request.method == "GET":
        content, media_type = stock.background(g.actor, year_id, stock_id, store=store)
        return Answer(content, mimetype=media_type)
    form = BackgroundForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            stock.set_background(
                g.actor,
                year_id,
                stock_id,
                store=store,
                filename=form.files.data.filename,
                content=form.files.data.stream,
                limit=current_app.extensions["settings"].upload_limit,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return redirect(url_for("stock.edit", year_id=year_id, stock_id=stock_id))
    view = stock.view(g.actor, year_id, stock_id)
    return _edit_page(year_id, view, filled_in(view.layout, view.version), form), status_of(form)


@blueprint.get("/<int:stock_id>/calibration.pdf")
def calibration(year_id: int, stock_id: int) -> Answer:
    """Give the calibration sheet of the stock's size."""
    printer_id = request.args.get("printer", type=int)
    content = stock.calibration(g.actor, year_id, stock_id, printer_id=printer_id)
    return give("can-chinh.pdf", content, is_shown=True)


@blueprint.get("/<int:stock_id>/strip.pdf")
def strip(year_id: int, stock_id: int) -> Answer:
    """Give the test strip for plain paper."""
    content = stock.strip(
        g.actor,
        year_id,
        stock_id,
        printer_id=request.args.get("printer", type=int),
        order_id=request.args.get("order", type=int),
    )
    return give("ban-thu.pdf", content, is_shown=True)


@blueprint.route("/printers/new", methods=["GET", "POST"])
@blueprint.route("/printers/<int:printer_id>", methods=["GET", "POST"])
def printer(year_id: int, printer_id: int | None = None) -> Page:
    """Enter a printer, or what was measured on its calibration sheet."""
    form = PrinterForm(obj=stock.find_printer(g.actor, year_id, printer_id))
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            stock.set_printer(
                g.actor,
                year_id,
                printer_id,
                name=form.name.data,
                correction=form.correction(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The printer’s correction holds from now on."), "success")
            return redirect(url_for("stock.index", year_id=year_id))
    measured_form = _measured_form(year_id, formdata=None)
    return _printer_page(year_id, printer_id, form, measured_form), status_of(form)


@blueprint.post("/printers/<int:printer_id>/measured")
def measure_printer(year_id: int, printer_id: int) -> Page:
    """Reckon a printer's correction from what was measured on its calibration sheet."""
    found = stock.find_printer(g.actor, year_id, printer_id)
    form = _measured_form(year_id)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            stock.measure_printer(
                g.actor,
                year_id,
                printer_id,
                stock_id=form.stock_id.data,
                found=form.found(),
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("Reckoned. Print the calibration sheet once more to see."), "success")
            return redirect(url_for("stock.printer", year_id=year_id, printer_id=printer_id))
    printer_form = PrinterForm(formdata=None, obj=found)
    return _printer_page(year_id, printer_id, printer_form, form), status_of(form)


@blueprint.route("/orders/<int:order_id>", methods=["GET", "POST"])
def print_order(year_id: int, order_id: int) -> Page:
    """Have the certificates of an order printed onto stock, once looked through."""
    stocks = stock.list_stocks(g.actor, year_id)
    printers = stock.list_printers(g.actor, year_id)
    form = PrintForm()
    form.stock_id.choices = [(each.id, each.name) for each in stocks]
    form.printer_id.choices = [(each.id, each.name) for each in printers]
    if form.validate_on_submit() and form.strip.data:
        chosen = {"stock_id": form.stock_id.data, "printer": form.printer_id.data}
        return redirect(url_for("stock.strip", year_id=year_id, order=order_id, **chosen))
    if form.validate_on_submit() and not form.look.data:
        with refusals_on(form) as outcome:
            run = stock.print_order(
                g.actor,
                year_id,
                order_id,
                stock_id=form.stock_id.data,
                printer_id=form.printer_id.data,
                places=form.places.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            current_app.extensions["jobs"].print_stock(run.id)
            return redirect(url_for("stock.print_order", year_id=year_id, order_id=order_id))
    return _print_page(year_id, order_id, form), status_of(form)


@blueprint.get("/orders/<int:order_id>/runs")
def runs(year_id: int, order_id: int) -> Page:
    """Show only what is printed onto stock, for the script that asks again and again."""
    return render_template("stock/runs.html", **_runs(year_id, order_id))


@blueprint.get("/orders/<int:order_id>/<int:run_id>.pdf")
def download(year_id: int, order_id: int, run_id: int) -> Answer:
    """Give out a file printed onto stock."""
    store = current_app.extensions["files"]
    output = stock.download(g.actor, store, year_id, order_id, run_id)
    return give(output.filename, output.pieces, size=output.size, sha256=output.sha256)


def _measured_form(year_id: int, **given: Any) -> MeasuredForm:
    form = MeasuredForm(**given)
    form.stock_id.choices = [(each.id, each.name) for each in stock.list_stocks(g.actor, year_id)]
    return form


def _printer_page(
    year_id: int, printer_id: int | None, form: PrinterForm, measured_form: MeasuredForm
) -> str:
    return render_template(
        "stock/printer.html",
        year_id=year_id,
        printer_id=printer_id,
        form=form,
        measured_form=measured_form,
    )


def _edit_page(
    year_id: int, view: StockView, form: LayoutForm, background_form: BackgroundForm
) -> str:
    return render_template(
        "stock/layout.html",
        form=form,
        background_form=background_form,
        field_gaps=FIELD_GAPS[view.stock.form],
        **_sheet(year_id, view, form),
    )


def _sheet(year_id: int, view: StockView, form: LayoutForm) -> dict[str, Any]:
    """Return what the picture of the sheet shows: nothing while a number cannot be read."""
    shown = None
    if form.is_readable():
        shown = stock.picture(g.actor, year_id, view.stock.id, form.layout())
    return {
        "year_id": year_id,
        "view": view,
        "picture": shown,
        "rows": form.written_rows(),
        "mm": MM_PER_POINT,
    }


def _print_page(year_id: int, order_id: int, form: PrintForm) -> str:
    order = orders.get_line(g.actor, year_id, order_id, now=datetime.now(UTC))
    shown = _runs(year_id, order_id)
    _choose_as_before(form, order, shown["runs"])
    found, codeless = [], 0
    chosen = form.stock_id.data or next((key for key, _name in form.stock_id.choices), None)
    if chosen and not form.places.errors:
        with refusals_on(form):
            places = form.places.data or ""
            found = stock.fits(g.actor, year_id, order_id, chosen, places=places)
            codeless = stock.count_without_code(g.actor, year_id, order_id, chosen, places=places)
    return render_template(
        "stock/print.html",
        order=order,
        form=form,
        found=found,
        codeless=codeless,
        severity_names=SEVERITY_NAMES,
        Severity=Severity,
        **shown,
    )


def _choose_as_before(form: PrintForm, order: OrderLine, runs: Sequence[RunLine]) -> None:
    """Offer the stock and the printer of the last time, else the stock that the order is for."""
    if form.stock_id.data or form.printer_id.data:
        return
    if runs:
        ids = {name: key for key, name in form.stock_id.choices}
        form.stock_id.data = ids.get(runs[0].stock_name)
        ids = {name: key for key, name in form.printer_id.choices}
        form.printer_id.data = ids.get(runs[0].printer_name)
    elif order.sheet:
        form.stock_id.data = order.sheet.stock_id


def _runs(year_id: int, order_id: int) -> dict[str, Any]:
    runs = stock.list_runs(g.actor, year_id, order_id, now=datetime.now(UTC))
    return {"year_id": year_id, "order_id": order_id, "runs": runs}
