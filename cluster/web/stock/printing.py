"""Pages that print an order onto stock."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response as Answer
from flask import current_app, g, redirect, render_template, url_for

from cluster.domain.findings import SEVERITY_NAMES, Severity
from cluster.services import orders, stock
from cluster.services.orders import OrderLine
from cluster.services.stock import RunLine
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.stock import PrintForm
from cluster.web.stock.blueprint import Page, blueprint


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
