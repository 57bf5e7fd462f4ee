"""Papers of an order printed onto stock: looked through, made in the background, given out.

They are the issued papers with their frozen words: nothing gets a new number, and a spoiled sheet
is printed again as often as it takes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from obstore.store import ObjectStore
from sqlalchemy import Select, select

from cluster import storage
from cluster.database import atomic, db, get_or_raise
from cluster.documents.stock import CHUNK, StockPress, measure_on
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.orders import ItemStatus, Run, is_stale, time_left
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.preflight import Finding, Severity, of_paper, worst
from cluster.domain.printers import Correction
from cluster.domain.stock import Layout, read_places
from cluster.models import IssuedPaper, PrintItem, PrintOrder, Stock, StockLayout, StockRun, Year
from cluster.services import audit, years
from cluster.services.orders.lines import PAPERS, Paper
from cluster.services.printing.composing import filename
from cluster.services.stock.layouts import get_stock, layout_of, newest_of
from cluster.services.stock.printers import correction_of, find_printer

LARGEST_FILE = 1024**3
NAMED = 5
"""How many of those whose words do not fit are named in a refusal; the page lists all."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A line of an order with what was found when its words were set on the stock."""

    place: int
    title: str
    findings: tuple[Finding, ...]
    worst: Severity | None


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


@dataclass(frozen=True, kw_only=True)
class Output:
    """A file on its way out."""

    filename: str
    size: int
    pieces: Iterator[bytes]


def fits(
    actor: Actor, year_id: int, order_id: int, stock_id: int, *, places: str = ""
) -> list[Fit]:
    """Return the lines of an order that would be printed, with what was found in each."""
    get_order(actor, year_id, order_id)
    _year, stock = get_stock(actor, year_id, stock_id)
    layout = layout_of(newest_of(stock))
    rows = db.session.execute(_items(order_id, stock.form))
    wanted = read_places(places)
    return [
        _fit(row.place, row.title, from_plain(PAPERS[stock.form], row.data), layout)
        for row in rows
        if wanted is None or row.place in wanted
    ]


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
    year, order = get_order(actor, year_id, order_id)
    _year, stock = get_stock(actor, year_id, stock_id)
    printer = find_printer(actor, year_id, printer_id)
    if printer is None:
        raise RuleViolation(_("Choose a printer."), field="printer_id")
    layout = newest_of(stock)
    wanted = read_places(places)
    pages = _check_fit(order_id, stock, layout, wanted)
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
    audit.record(
        actor,
        "stock.printed",
        ("print_order", order_id),
        now,
        where=audit.within(year),
        after={
            "order": order.title,
            "stock": stock.name,
            "version": layout.version,
            "printer": printer.name,
            "lines": places,
            "certificates": pages,
        },
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
    papers = _papers(run.order_id, form, read_places(run.places))
    with TemporaryFile() as file:
        press.print(_counted(papers, run_id, clock), file)
        file.seek(0)
        with storage.receive(store, file, limit=LARGEST_FILE) as incoming:
            storage.keep(store, incoming)
            _close(run_id, incoming.sha256, incoming.size)


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
    get_order(actor, year_id, order_id)
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
    _year, order = get_order(actor, year_id, order_id)
    run = get_or_raise(StockRun, run_id)
    if run.order_id != order_id or not run.sha256:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return Output(
        filename=filename("phoi", run.id, order.title),
        size=run.size,
        pieces=storage.stream(store, run.sha256),
    )


def first_paper(actor: Actor, year_id: int, order_id: int, form: CertificateForm) -> Paper | None:
    """Return the first certificate of an order that has the form."""
    get_order(actor, year_id, order_id)
    row = db.session.execute(_items(order_id, form).limit(1)).first()
    return None if row is None else from_plain(PAPERS[form], row.data)


def _check_fit(order_id: int, stock: Stock, row: StockLayout, wanted: frozenset[int] | None) -> int:
    """Return how many pages there will be; refuses words that do not fit, by the names."""
    layout = layout_of(row)
    pages, refused = 0, []
    for item in db.session.execute(_printed(order_id, stock.form)):
        if wanted is None or item.place in wanted:
            pages += 1
            fit = _fit(item.place, item.title, from_plain(PAPERS[stock.form], item.data), layout)
            if fit.worst is Severity.ERROR:
                refused.append(item.title)
    if refused:
        raise RuleViolation(
            _(
                "%(count)s do not fit on this stock: %(names)s.",
                count=len(refused),
                names="; ".join(refused[:NAMED]) + (" …" if len(refused) > NAMED else ""),
            )
        )
    if not pages:
        raise RuleViolation(
            _("None of these lines is printed as this form of paper. Print the order first.")
        )
    return pages


def _fit(place: int, title: str, paper: Paper, layout: Layout) -> Fit:
    findings = tuple(of_paper(measure_on(layout, paper)))
    return Fit(place=place, title=title, findings=findings, worst=worst(findings))


def _papers(order_id: int, form: CertificateForm, wanted: frozenset[int] | None) -> Iterator[Paper]:
    """Give the order's papers as they are filed, a few in memory at a time."""
    last = 0
    while rows := db.session.execute(_printed(order_id, form, behind=last).limit(CHUNK)).all():
        for row in rows:
            if wanted is None or row.place in wanted:
                yield from_plain(PAPERS[form], row.data)
        last = rows[-1].place


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


def _printed(
    order_id: int, form: CertificateForm, *, behind: int = 0
) -> Select[tuple[int, str, dict[str, object]]]:
    """Return the order's issued papers of a form, in their order, behind a line."""
    return (
        select(PrintItem.place, PrintItem.title, IssuedPaper.data)
        .join(IssuedPaper, PrintItem.paper_id == IssuedPaper.id)
        .where(PrintItem.order_id == order_id, PrintItem.form == form, PrintItem.place > behind)
        .order_by(PrintItem.place)
    )


def _items(order_id: int, form: CertificateForm) -> Select[tuple[int, str, dict[str, object]]]:
    """Return the order's lines of a form that can be set, printed or not."""
    return (
        select(PrintItem.place, PrintItem.title, PrintItem.data)
        .where(
            PrintItem.order_id == order_id,
            PrintItem.form == form,
            PrintItem.status != ItemStatus.STOPPED,
        )
        .order_by(PrintItem.place)
    )


def get_order(actor: Actor, year_id: int, order_id: int) -> tuple[Year, PrintOrder]:
    """Return an order with its year, to whoever prints."""
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
    order = get_or_raise(PrintOrder, order_id)
    permissions.require_sight(order.year_id == year_id)
    return year, order


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
