"""A line of an order as a picture: to be looked at before it is printed, not to be handed out."""

from pathlib import Path

from sqlalchemy import select

from cluster.database import db
from cluster.documents.pictures import first_page
from cluster.domain.errors import NotFound, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain
from cluster.models import PrintItem
from cluster.services.orders.lines import PAPERS
from cluster.services.orders.reading import get_visible
from cluster.services.orders.running import press_for

WIDTH = 1100
"""Pixels: enough to read the smallest words on a screen, too few for a print."""


def picture(actor: Actor, year_id: int, order_id: int, place: int, *, plates: Path) -> bytes:
    """Return a line as it would be printed, without number and code, as a PNG.

    Raises RuleViolation for words that do not fit.
    """
    get_visible(actor, year_id, order_id)
    item = db.session.scalar(
        select(PrintItem).where(PrintItem.order_id == order_id, PrintItem.place == place)
    )
    if item is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    paper = from_plain(PAPERS[item.form], item.data)
    page, _pages = first_page(press_for(order_id, plates).print_one(paper), width=WIDTH)
    return page
