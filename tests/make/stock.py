"""Pre-printed stock for tests: kinds of sheets, printers, orders printed onto them."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import current_app
from PIL import Image

from cluster import storage
from cluster.database import db
from cluster.domain.awards import CertificateForm
from cluster.domain.permissions import SYSTEM
from cluster.domain.printers import Correction
from cluster.models import Printer, PrintOrder, Stock, StockRun, Year
from cluster.services import stock
from tests.conftest import NOW

CORRECTION = Correction(dx=Decimal("1.5"), dy=Decimal(-2))


def make_stock(year: Year, **changes: Any) -> Stock:
    """Add stock of 400 × 300 mm with a layout to begin with, or what differs."""
    fields: dict[str, Any] = {
        "name": "Phôi bằng khen 400 × 300",
        "form": CertificateForm.CERTIFICATE,
        "width": Decimal(400),
        "height": Decimal(300),
    }
    return stock.add(SYSTEM, year.id, **(fields | changes), now=NOW)


def make_printer(
    year: Year, name: str = "HP 5200", *, correction: Correction = CORRECTION
) -> Printer:
    """Enter a printer that prints beside the mark."""
    return stock.set_printer(SYSTEM, year.id, None, name=name, correction=correction, now=NOW)


def order_onto(
    year: Year, order: PrintOrder, kind: Stock, printer: Printer, *, places: str = ""
) -> StockRun:
    """Have an order's papers printed onto stock."""
    return stock.print_order(
        SYSTEM,
        year.id,
        order.id,
        stock_id=kind.id,
        printer_id=printer.id,
        places=places,
        now=NOW,
    )


def made(run: StockRun) -> bytes:
    """Make the file as the worker makes it, and return it."""
    store = current_app.extensions["files"]
    run_id = run.id
    stock.make_file(run_id, store=store, clock=lambda: NOW)
    return storage.read(store, db.session.get_one(StockRun, run_id).sha256)


def scan(kind: str = "PNG") -> BytesIO:
    """Return a picture of an empty sheet."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "#f4e4b8").save(file, kind)
    file.seek(0)
    return file


def put_background(year: Year, kind: Stock, filename: str = "phoi.png") -> None:
    """Put a scan behind a layout."""
    stock.set_background(
        SYSTEM,
        year.id,
        kind.id,
        store=current_app.extensions["files"],
        filename=filename,
        content=scan(),
        limit=10**6,
        now=NOW,
    )
