"""Pages for kinds of pre-printed stock: layouts moved and typed, proofs of them."""

from datetime import UTC, datetime
from typing import Any

from flask import Response as Answer
from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from cluster.domain.awards import CERTIFICATE_FORM_NAMES
from cluster.domain.stock import FIELD_GAPS, MM_PER_POINT
from cluster.services import stock, years
from cluster.services.stock import StockView
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.forms.stock import BackgroundForm, LayoutForm, NewStockForm, filled_in
from cluster.web.stock.blueprint import Page, blueprint


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
