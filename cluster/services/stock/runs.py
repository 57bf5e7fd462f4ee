"""Papers of an order printed onto stock: looked through, made in the background, given out.

They are the issued papers with their frozen words: nothing gets a new number, and a spoiled sheet
is printed again as often as it takes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster import storage
from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Paper
from cluster.documents.stock import CHUNK, StockPress
from cluster.domain.audit_words import called
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.orders import Run, is_stale, time_left
from cluster.domain.permissions import Actor
from cluster.domain.places import read_places
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.printers import Correction
from cluster.models import Stock, StockLayout, StockRun
from cluster.services.orders import Output
from cluster.services.orders.acts import get_to_print, record
from cluster.services.orders.files import filename_of
from cluster.services.stock.layouts import get_stock, layout_of, newest_of
from cluster.services.stock.papers import check_fit, papers_of
from cluster.services.stock.printers import correction_of, find_printer

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """A file printed, or being printed, onto stock."""

    id: int
    stock_name: str
    version: int
    printer_name: str
    places: str
    pages: int
    done: int
    left: timedelta | None
    waits_for_worker: bool
    size: int
    ordered_at: datetime
    ordered_by: Message | str


@atomic()
def print_order(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    stock_id: int,
    printer_id: int,
    places: str,
    now: datetime,
) -> StockRun:
    """Have an order's printed certificates, or some lines of it, printed onto stock.

    Raises RuleViolation with the names of those whose words do not fit.
    """
    year, order = get_to_print(actor, year_id, order_id)
    _year, stock = get_stock(actor, year_id, stock_id)
    printer = find_printer(actor, year_id, printer_id)
    if printer is None:
        raise RuleViolation(_("Choose a printer."), field="printer_id")
    layout = newest_of(stock)
    wanted = read_places(places)
    pages = check_fit(order_id, stock, layout, wanted)
    run = StockRun(
        order_id=order_id,
        layout_id=layout.id,
        printer_name=printer.name,
        correction=to_plain(correction_of(printer)),
        places=places,
        ordered_at=now,
        ordered_by=actor.name,
        pages=pages,
    )
    db.session.add(run)
    db.session.flush()
    record(
        actor,
        year,
        order,
        "stock.printed",
        now,
        stock=stock.name,
        version=layout.version,
        printer=printer.name,
        lines=places,
        certificates=pages,
    )
    return run


def make_file(run_id: int, *, store: ObjectStore, clock: Clock) -> None:
    """Print what was ordered onto stock into its file; one that is made already stays."""
    run = db.session.get(StockRun, run_id, populate_existing=True)
    if run is None or run.sha256:
        return
    row = db.session.get_one(StockLayout, run.layout_id)
    form = db.session.get_one(Stock, row.stock_id).form
    press = StockPress(layout_of(row), from_plain(Correction, run.correction))
    _begin(run_id, clock())
    papers = _counted(papers_of(run.order_id, form, read_places(run.places)), run_id, clock)
    _close(run_id, *storage.keep_written(store, partial(press.print, papers)))


def list_unfinished(now: datetime, *, only_stale: bool) -> list[int]:
    """Return what was ordered onto stock and has no file yet, or gives no sign of life."""
    rows = db.session.execute(
        select(StockRun.id, StockRun.alive_at, StockRun.ordered_at).where(StockRun.sha256 == "")
    )
    return [
        row.id for row in rows if not only_stale or is_stale(row.alive_at or row.ordered_at, now)
    ]


def list_runs(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> list[RunLine]:
    """Return what of an order was printed onto stock, newest first."""
    get_to_print(actor, year_id, order_id)
    rows = db.session.execute(
        select(StockRun, StockLayout.version, Stock.name)
        .join(StockLayout, StockRun.layout_id == StockLayout.id)
        .join(Stock, StockLayout.stock_id == Stock.id)
        .where(StockRun.order_id == order_id)
        .order_by(StockRun.id.desc())
    )
    return [
        RunLine(
            id=run.id,
            stock_name=name,
            version=version,
            printer_name=run.printer_name,
            places=run.places,
            pages=run.pages,
            done=run.done,
            left=_left(run, now),
            waits_for_worker=not run.sha256 and is_stale(run.alive_at or run.ordered_at, now),
            size=run.size,
            ordered_at=run.ordered_at,
            ordered_by=called(run.ordered_by),
        )
        for run, version, name in rows
    ]


def download(actor: Actor, store: ObjectStore, year_id: int, order_id: int, run_id: int) -> Output:
    """Give out a file printed onto stock."""
    _year, order = get_to_print(actor, year_id, order_id)
    run = get_or_raise(StockRun, run_id)
    if run.order_id != order_id or not run.sha256:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return Output(
        filename=filename_of("phoi", run.id, order),
        size=run.size,
        sha256=run.sha256,
        pieces=storage.stream(store, run.sha256),
    )


def _counted(papers: Iterable[Paper], run_id: int, clock: Clock) -> Iterator[Paper]:
    """Give papers on, and say how many are printed whenever the press asks for some more."""
    for done, paper in enumerate(papers):
        if done and done % CHUNK == 0:
            _advance(run_id, done, clock())
        yield paper


def _left(run: StockRun, now: datetime) -> timedelta | None:
    if run.sha256 or run.running_since is None:
        return None
    on_its_way = Run(
        done=run.done, left=run.pages - run.done, since=run.running_since, done_before=0
    )
    return time_left(on_its_way, now)


@atomic()
def _begin(run_id: int, now: datetime) -> None:
    run = db.session.get_one(StockRun, run_id)
    run.done, run.running_since, run.alive_at = 0, now, now


@atomic()
def _advance(run_id: int, done: int, now: datetime) -> None:
    run = db.session.get_one(StockRun, run_id)
    run.done, run.alive_at = done, now


@atomic()
def _close(run_id: int, sha256: str, size: int) -> None:
    run = db.session.get_one(StockRun, run_id)
    run.sha256, run.size, run.done = sha256, size, run.pages
