"""The printers of a cluster's office, and by how much each prints beside the mark."""

from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.printers import Correction, Measured, check_correction, corrected
from cluster.models import Printer
from cluster.services import audit, years
from cluster.services.stock.layouts import get_stock, layout_of, newest_of


def list_printers(actor: Actor, year_id: int) -> list[Printer]:
    """Return the printers of the year's cluster (1 query)."""
    year = years.get_to_run(actor, year_id)
    found = select(Printer).where(Printer.cluster_id == year.cluster_id).order_by(Printer.name)
    return list(db.session.scalars(found))


def find_printer(actor: Actor, year_id: int, printer_id: int | None) -> Printer | None:
    """Return a printer of the year's cluster; none where none is named."""
    if printer_id is None:
        return None
    year = years.get_to_run(actor, year_id)
    printer = get_or_raise(Printer, printer_id)
    permissions.require_sight(printer.cluster_id == year.cluster_id)
    return printer


@atomic()
def set_printer(
    actor: Actor,
    year_id: int,
    printer_id: int | None,
    *,
    name: str,
    correction: Correction,
    now: datetime,
) -> Printer:
    """Enter a printer, or what was measured on its calibration sheet."""
    year = years.get_to_run(actor, year_id)
    check_correction(correction)
    printer = find_printer(actor, year_id, printer_id)
    others = select(Printer.id).where(
        Printer.cluster_id == year.cluster_id,
        Printer.name == name,
        Printer.id != (printer_id or 0),
    )
    if db.session.scalar(others) is not None:
        raise RuleViolation(_("There is a printer of this name already."), field="name")
    before = _plain(printer) if printer else None
    if printer is None:
        printer = Printer(cluster_id=year.cluster_id)
        db.session.add(printer)
    printer.name = name
    for part, value in vars(correction).items():
        setattr(printer, part, value)
    db.session.flush()
    audit.record(
        actor,
        "printer.set",
        ("printer", printer.id),
        now,
        where=audit.within(year),
        before=before,
        after=_plain(printer),
    )
    return printer


@atomic()
def measure_printer(
    actor: Actor,
    year_id: int,
    printer_id: int,
    *,
    stock_id: int,
    found: Measured,
    now: datetime,
) -> Printer:
    """Reckon a printer's correction from what was measured on its newest calibration sheet."""
    printer = get_or_raise(Printer, printer_id)
    layout = layout_of(newest_of(get_stock(actor, year_id, stock_id)[1]))
    correction = corrected(correction_of(printer), found, width=layout.width, height=layout.height)
    return set_printer(
        actor, year_id, printer_id, name=printer.name, correction=correction, now=now
    )


def correction_of(printer: Printer) -> Correction:
    """Return by how much a printer's pages are moved and stretched."""
    return Correction(
        dx=printer.dx, dy=printer.dy, scale_x=printer.scale_x, scale_y=printer.scale_y
    )


def _plain(printer: Printer) -> dict[str, object]:
    return {"name": printer.name, **to_plain(correction_of(printer))}
