"""An order meant for pre-printed stock from the start: what has room on the sheet decides."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding
from cluster.domain.orders import check_draft, status_of
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.press_findings import Measured, on_another_sheet
from cluster.models import PrintItem, Stock, StockLayout
from cluster.services.orders.acts import get_to_change, get_to_print, record
from cluster.services.orders.drafting import mark_of
from cluster.services.orders.lines import PAPERS
from cluster.services.orders.measuring import measurer
from cluster.services.stock.layouts import StockLine, list_stocks, newest_of


def list_for_order(actor: Actor, year_id: int, order_id: int) -> list[StockLine]:
    """Return the stock that an order can be meant for: of the form that all its lines have."""
    forms = _forms(actor, year_id, order_id)
    return [stock for stock in list_stocks(actor, year_id) if {stock.form} == forms]


def mixed_forms(actor: Actor, year_id: int, order_id: int) -> list[CertificateForm]:
    """Return the forms of an order that can be meant for no stock only because it has several."""
    forms = _forms(actor, year_id, order_id)
    has_stock = any(stock.form in forms for stock in list_stocks(actor, year_id))
    return sorted(forms) if len(forms) > 1 and has_stock else []


def mean_for(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    stock_id: int | None,
    plates: Path,
    now: datetime,
) -> None:
    """Have an order that is not started printed onto stock; `None` for certificates printed whole.

    Its lines are looked through again, by the room that their words have there. That takes a
    while, so it is done before the unit of work that stores it.
    """
    year, _order = get_to_print(actor, year_id, order_id)
    layout = _layout(actor, year_id, order_id, stock_id) if stock_id else None
    mark = mark_of(order_id)
    items = db.session.scalars(select(PrintItem).where(PrintItem.order_id == order_id)).all()
    measure = measurer(year, layout, len(items), plates)

    def measured(item: PrintItem) -> Measured:
        return measure(from_plain(PAPERS[item.form], item.data))

    found = {
        item.place: on_another_sheet(
            [from_plain(Finding, each) for each in item.findings], partial(measured, item)
        )
        for item in items
    }
    _mean_for(actor, year_id, order_id, layout, found, mark=mark, now=now)


@atomic()
def _mean_for(
    actor: Actor,
    year_id: int,
    order_id: int,
    layout: StockLayout | None,
    found: Mapping[int, tuple[Finding, ...]],
    *,
    mark: str,
    now: datetime,
) -> None:
    year, order = get_to_change(actor, year_id, order_id)
    check_draft(order.status)
    if mark_of(order_id) != mark:
        raise RuleViolation(
            _("What this order prints has changed meanwhile. Choose the sheet again.")
        )
    order.layout_id = layout.id if layout else None
    for item in db.session.scalars(select(PrintItem).where(PrintItem.order_id == order_id)):
        item.findings = to_plain(found[item.place])
        item.status = status_of(found[item.place], is_accepted=False)
    record(
        actor,
        year,
        order,
        "order.meant_for_stock",
        now,
        stock=db.session.get_one(Stock, layout.stock_id).name if layout else "",
        version=layout.version if layout else None,
    )


def _forms(actor: Actor, year_id: int, order_id: int) -> set[CertificateForm]:
    get_to_print(actor, year_id, order_id)
    return set(
        db.session.scalars(select(PrintItem.form).where(PrintItem.order_id == order_id).distinct())
    )


def _layout(actor: Actor, year_id: int, order_id: int, stock_id: int) -> StockLayout:
    possible = {stock.id for stock in list_for_order(actor, year_id, order_id)}
    if stock_id not in possible:
        raise RuleViolation(_("This stock is for another form of paper."), field="stock_id")
    return newest_of(get_or_raise(Stock, stock_id))
