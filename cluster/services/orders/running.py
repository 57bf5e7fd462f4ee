"""Print orders, a few certificates in each unit of work, so that a dead worker loses nothing.

A unit of work looks at what is printed already, gives numbers, keeps bytes, files papers and gives
a sign of life, all or nothing. Units of work of one year, in whatever orders, wait for each other.
Whoever comes next goes on behind the last one that was done.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from obstore.store import ObjectStore
from sqlalchemy import and_, or_, select

from cluster import storage
from cluster.database import atomic, db
from cluster.documents.awards import Certificate, Paper
from cluster.documents.press import Press, open_press
from cluster.documents.stock import StockPress
from cluster.domain.errors import RuleViolation
from cluster.domain.findings import Finding, error
from cluster.domain.golden_book import clash
from cluster.domain.numbering import GOLDEN_BOOK
from cluster.domain.orders import FILED, ItemStatus, OrderStatus, is_stale
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.preflight import of_year, printed_already
from cluster.domain.printing import PaperKind
from cluster.domain.stock import Layout
from cluster.models import Award, IssuedPaper, PrintItem, PrintOrder, StockLayout
from cluster.services.orders.closing import Clock, finish
from cluster.services.orders.lines import PAPERS
from cluster.services.orders.printed import Printed
from cluster.services.orders.reading import WITH_PAPERS
from cluster.services.printing import numbering
from cluster.services.printing.composing import Composition, filename, subject_of, with_code
from cluster.services.printing.filing import Filing

CHUNK = 50
LONGEST_CHUNK = 1.0
"""Seconds after which a unit of work takes no further page: others wait for their turn to write."""
TURN = 0.15
"""Seconds between units of work; who waits to write in SQLite asks every tenth of a second."""


@dataclass(frozen=True)
class Room:
    """Where a year's papers are printed: their store, the press, the clock, what there is."""

    year_id: int
    store: ObjectStore
    press: Press | StockPress
    clock: Clock
    printed: Printed
    address: str


@dataclass(frozen=True)
class Step:
    """A unit of work of an order: what its lines need, read for all of them at once."""

    room: Room
    awards: dict[int, Award]
    filing: Filing

    def number_of(self, item: PrintItem) -> str:
        """Return the number in the golden book that a line has, "" for none yet."""
        if item.award_id:
            return self.awards[item.award_id].golden_book_number
        number: str = item.data.get("golden_book_number", "")
        return number


def run(
    order_id: int, *, store: ObjectStore, plates: Path, address: str = "", clock: Clock
) -> None:
    """Print what is left of an order, then its file of all pages; stops when it is paused.

    A cancelled order gets the file of what was printed by then, since those papers hold numbers.
    `address`: where the public finds this installation, to check certificates.
    """
    order = db.session.get(PrintOrder, order_id)
    if order is None:
        return
    press = press_for(order_id, plates)
    room = Room(order.year_id, store, press, clock, Printed(order.year_id), address)
    while _print_some(room, order_id):
        time.sleep(TURN)
    finish(order_id, store=store, press=press, clock=clock)


def list_running(now: datetime, *, only_stale: bool) -> list[int]:
    """Return the orders with something left to do, or those that give no sign of life."""
    lacks_file = and_(
        PrintOrder.status.in_(FILED), PrintOrder.merged_size == 0, PrintOrder.id.in_(WITH_PAPERS)
    )
    rows = db.session.execute(
        select(PrintOrder.id, PrintOrder.alive_at, PrintOrder.running_since).where(
            or_(PrintOrder.status == OrderStatus.PRINTING, lacks_file)
        )
    )
    return [
        order_id
        for order_id, alive_at, since in rows
        if not only_stale or is_stale(alive_at or since, now)
    ]


def press_for(order_id: int, plates: Path) -> Press | StockPress:
    """Return what prints an order: whole certificates, or words alone where it is for stock."""
    layout = db.session.scalar(
        select(StockLayout.data)
        .join(PrintOrder, PrintOrder.layout_id == StockLayout.id)
        .where(PrintOrder.id == order_id)
    )
    return open_press(plates) if layout is None else StockPress(from_plain(Layout, layout))


@atomic()
def _print_some(room: Room, order_id: int) -> bool:
    """Print the next certificates in one unit of work; False when nothing is left to do.

    What they need is read for all of them at once, and written at once.
    """
    numbering.hold(room.year_id)
    order = db.session.get(PrintOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.status is not OrderStatus.PRINTING:
        return False
    items = db.session.scalars(
        select(PrintItem)
        .where(PrintItem.order_id == order_id, PrintItem.status == ItemStatus.WAITING)
        .order_by(PrintItem.place)
        .limit(CHUNK)
    ).all()
    room.printed.look()
    step = _step(room, order, items)
    left, until = len(items), time.monotonic() + LONGEST_CHUNK
    papers: dict[PrintItem, IssuedPaper] = {}
    for item in items:
        _print_item(step, item, papers)
        left -= 1
        if time.monotonic() > until:
            break
    storage.flush(room.store, [paper.sha256 for paper in papers.values()])
    step.filing.close()
    for item, paper in papers.items():
        item.paper_id, item.status = paper.id, ItemStatus.PRINTED
    order.alive_at = room.clock()
    return left > 0 or len(items) == CHUNK


def _step(room: Room, order: PrintOrder, items: Sequence[PrintItem]) -> Step:
    awards = db.session.scalars(
        select(Award)
        .where(Award.id.in_([item.award_id for item in items]))
        .execution_options(populate_existing=True)
    )
    actor = Actor(user_id=order.user_id, name=order.ordered_by)
    subjects = [_subject(room, item) for item in items]
    return Step(
        room=room,
        awards={award.id: award for award in awards},
        filing=Filing(actor, room.year_id, PaperKind.AWARD, subjects, now=room.clock()),
    )


def _subject(room: Room, item: PrintItem) -> str:
    return subject_of(room.year_id, item.award_id or f"order-{item.order_id}-{item.place}")


def _print_item(step: Step, item: PrintItem, papers: dict[PrintItem, IssuedPaper]) -> None:
    """Make a line's paper, unless something has come in its way since the order was prepared."""
    room = step.room
    obstacle = _obstacle(step, item)
    if obstacle is not None:
        item.findings = [*item.findings, to_plain(obstacle)]
        item.status = ItemStatus.STOPPED
        return
    code, certificate = with_code(_numbered(step, item), room.address)
    composed = Composition(
        paper=certificate,
        title=item.title,
        filename=filename(item.title, step.filing.numbers.year.number),
        alliance_id=item.alliance_id,
        code=code,
    )
    sha256 = storage.write(room.store, room.press.print_one(certificate))
    papers[item] = step.filing.file(_subject(room, item), composed, sha256=sha256)
    room.printed.add(papers[item])


def _obstacle(step: Step, item: PrintItem) -> Finding | None:
    """Return why a line is not printed.

    There is its paper already, somebody else has its number in the golden book, or its words have
    no room any more or a letter that no font draws.
    """
    printed = step.room.printed
    serial = printed.serial_of(item.award_id, item.data)
    if serial:
        return printed_already(serial)
    number = step.number_of(item)
    holder = number and printed.holder_of(item.data["authority"], number, item.award_id)
    if holder:
        return of_year(clash(number, holder))
    try:
        paper = from_plain(PAPERS[item.form], item.data)
        step.room.press.check(paper)
    except RuleViolation as refusal:
        return error(refusal.message)
    return None


def _numbered(step: Step, item: PrintItem) -> Paper:
    """Return a line's certificate with its number in the golden book, given now if it has none."""
    paper = from_plain(PAPERS[item.form], item.data)
    if not isinstance(paper, Certificate):
        return paper
    number = step.number_of(item)
    if not number and step.filing.numbers.are_given(GOLDEN_BOOK):
        number = _free_number(step, paper.authority)
        if item.award_id:
            step.awards[item.award_id].golden_book_number = number
    return replace(paper, golden_book_number=number)


def _free_number(step: Step, authority: str) -> str:
    """Take the next number of the golden book that nobody was given by hand."""
    while True:
        _number, written = step.filing.numbers.next(GOLDEN_BOOK)
        if not step.room.printed.holder_of(authority, written, None):
            return written
