"""The files of an order: all pages in one, and an archive of single ones."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile

from obstore.store import ObjectStore
from sqlalchemy import Select, exists, select

from cluster import storage
from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Paper
from cluster.documents.press import Press
from cluster.documents.stock import StockPress
from cluster.domain.orders import FILED, ItemStatus, OrderStatus
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain
from cluster.models import IssuedPaper, PrintItem, PrintOrder, Year
from cluster.services.orders.acts import record
from cluster.services.orders.lines import PAPERS
from cluster.services.orders.reading import WITH_PAPERS
from cluster.services.printing import numbering
from cluster.services.printing.composing import filename

READ_AT_ONCE = 200
NO_FILE = ("", 0)

Clock = Callable[[], datetime]


def finish(order_id: int, *, store: ObjectStore, press: Press | StockPress, clock: Clock) -> None:
    """Make the files of a printed order and close it; its void certificates are left out.

    Whoever resumed it meanwhile has its lines printed first.
    """
    begun = _begin(order_id, clock)
    if begun is None:
        return
    wants_singles = db.session.get_one(PrintOrder, order_id).wants_singles
    has_papers = has_valid(order_id)
    db.session.rollback()
    merged = singles = NO_FILE
    if has_papers:
        merged = storage.keep_written(store, partial(press.print, _papers(order_id)))
    if has_papers and wants_singles:
        singles = storage.keep_written(store, partial(_archive, store, order_id))
    _close(order_id, merged=merged, singles=singles, begun=begun, now=clock())


@atomic()
def _begin(order_id: int, clock: Clock) -> datetime | None:
    """Return when the making of an order's files begins; None if there are none to be made.

    Whoever declares a paper of the year void does so before that or behind it.
    """
    order = get_or_raise(PrintOrder, order_id)
    numbering.hold(order.year_id)
    db.session.refresh(order, with_for_update=True)
    if order.status not in FILED or order.merged_size or _goes_on(order):
        return None
    order.alive_at = begun = clock()
    return begun


def _goes_on(order: PrintOrder) -> bool:
    """Tell whether an order has lines that are still to be printed."""
    waiting = (PrintItem.order_id == order.id, PrintItem.status == ItemStatus.WAITING)
    return order.status is OrderStatus.PRINTING and bool(
        db.session.scalar(select(exists().where(*waiting)))
    )


def has_valid(order_id: int) -> bool:
    """Tell whether an order has a certificate that is not void."""
    return db.session.scalar(_valid(order_id, IssuedPaper.id).limit(1)) is not None


@atomic()
def _close(
    order_id: int,
    *,
    merged: tuple[str, int],
    singles: tuple[str, int],
    begun: datetime,
    now: datetime,
) -> None:
    order = db.session.get(PrintOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.status not in FILED:
        return
    order.merged_sha256, order.merged_size = merged
    order.singles_sha256, order.singles_size = singles
    order.alive_at = min(order.alive_at or begun, begun)
    if order.status is not OrderStatus.PRINTING:
        return
    order.status, order.finished_at = OrderStatus.DONE, now
    actor = Actor(user_id=order.user_id, name=order.ordered_by)
    year = db.session.get_one(Year, order.year_id)
    record(actor, year, order, "order.printed", now, sha256=order.merged_sha256)


def _papers(order_id: int) -> Iterator[Paper]:
    """Give the order's printed papers as they are filed, a few in memory at a time."""
    rows = db.session.execute(_valid(order_id, PrintItem.form, IssuedPaper.data))
    for row in rows:
        yield from_plain(PAPERS[row.form], row.data)


def _archive(store: ObjectStore, order_id: int, file: BinaryIO) -> None:
    """Write the papers, each as its own file, named by serial and name."""
    rows = db.session.execute(
        _valid(order_id, PrintItem.place, IssuedPaper.serial, IssuedPaper.title, IssuedPaper.sha256)
    )
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for row in rows:
            name = filename(row.serial or row.place, row.title)
            archive.writestr(name, storage.read(store, row.sha256))


def _valid(order_id: int, *columns: Any) -> Select[Any]:
    """Ask for these columns of the order's certificates that are not void, in their order."""
    return (
        WITH_PAPERS.with_only_columns(*columns)
        .where(PrintItem.order_id == order_id)
        .order_by(PrintItem.place)
        .execution_options(yield_per=READ_AT_ONCE)
    )
