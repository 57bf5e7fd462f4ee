"""Pages for printers: what is known of how each shifts the words."""

from datetime import UTC, datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from cluster.services import stock
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.stock import MeasuredForm, PrinterForm
from cluster.web.stock.blueprint import Page, blueprint


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
