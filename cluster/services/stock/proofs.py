"""What is printed on plain paper before any stock is spent: calibration sheet and test strip."""

from cluster.documents import stock as sheets
from cluster.domain.permissions import Actor
from cluster.domain.printers import NO_CORRECTION, Correction
from cluster.models import Printer
from cluster.services.stock.layouts import common_paper, get_stock, layout_of, newest_of
from cluster.services.stock.papers import first_paper
from cluster.services.stock.printers import correction_of, find_printer


def calibration(actor: Actor, year_id: int, stock_id: int, *, printer_id: int | None) -> bytes:
    """Return the calibration sheet of the stock's size, as the printer would print it."""
    _year, stock = get_stock(actor, year_id, stock_id)
    printer = find_printer(actor, year_id, printer_id)
    return sheets.calibration_sheet(
        layout_of(newest_of(stock)), _of(printer), printer=printer.name if printer else ""
    )


def strip(
    actor: Actor,
    year_id: int,
    stock_id: int,
    *,
    printer_id: int | None,
    order_id: int | None,
) -> bytes:
    """Return the order's first certificate with the frames of its fields, marked as a test.

    Without an order, a certificate of common words.
    """
    year, stock = get_stock(actor, year_id, stock_id)
    printer = find_printer(actor, year_id, printer_id)
    paper = first_paper(actor, year_id, order_id, stock.form) if order_id else None
    return sheets.test_strip(
        paper or common_paper(stock.form, year), layout_of(newest_of(stock)), _of(printer)
    )


def _of(printer: Printer | None) -> Correction:
    return correction_of(printer) if printer else NO_CORRECTION
