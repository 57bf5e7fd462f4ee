"""One order with what was found in its lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from sqlalchemy import select

from cluster.database import db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import RuleViolation
from cluster.domain.findings import Finding, Severity, kind_of, worst
from cluster.domain.orders import ItemStatus, OrderStatus
from cluster.domain.permissions import Actor
from cluster.domain.places import written_places
from cluster.domain.plain_data import from_plain
from cluster.models import IssuedPaper, PrintItem, PrintOrder
from cluster.services import years
from cluster.services.orders.drafting import mark_of, read_draft
from cluster.services.orders.reading import OrderLine, get_line

SHOWN_OF_A_KIND = 100
"""Lines of which the same is to be said; further ones are named by their numbers alone."""
SEVERAL = 5
"""More lines than that of which the same is to be said can be ticked together: also those that are
named by their numbers alone."""


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """A line of an order in which something was found.

    Or further lines of which the same is to be said as of many before: `count` of them, `places`
    in short, no title, and in the `findings` nothing that is quoted.
    """

    places: str
    title: str
    status: ItemStatus
    findings: tuple[Finding, ...]
    worst: Severity | None
    count: int = 1

    @property
    def tick(self) -> str:
        """Return what a tick stands for: these lines, and what was said of them when it was set."""
        said = crc32(repr((self.title, self.findings)).encode())
        return f"{self.places}:{said:x}"


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """An order with those lines in which something was found, and its first line to be printed.

    `together`: lines left out that one tick can be for. `is_up_to_date`: whether looking a draft
    through again would find the same, for who may start it. `mark`: of the last act on it. `void`:
    numbers of certificates in its files that are void since those were made.
    """

    order: OrderLine
    items: list[ItemLine]
    together: list[ItemLine]
    first: int | None
    is_up_to_date: bool
    mark: str
    void: list[str]


def view(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> OrderPage:
    """Return an order with what was found in its lines; nothing is measured.

    A draft that somebody may start is compared with what it was read from.
    """
    line, mark = get_line(actor, year_id, order_id, now=now), mark_of(order_id)
    rows = db.session.execute(
        select(PrintItem.place, PrintItem.title, PrintItem.status, PrintItem.findings)
        .where(PrintItem.order_id == order_id)
        .order_by(PrintItem.place)
    ).all()
    items = [_item(*row) for row in rows if row.findings]
    return OrderPage(
        order=line,
        items=_shown(items),
        together=_together(items),
        first=next((row.place for row in rows if row.status is ItemStatus.WAITING), None),
        is_up_to_date=_is_up_to_date(actor, year_id, order_id),
        mark=mark,
        void=_void_in_files(order_id),
    )


def _is_up_to_date(actor: Actor, year_id: int, order_id: int) -> bool:
    """Tell whether a draft is up to date, to who may start it; what is refused now is not."""
    year, order = years.get_visible(actor, year_id), get_or_raise(PrintOrder, order_id)
    may_start = permissions.can_run_year(actor, year.cluster_id)
    if order.status is not OrderStatus.DRAFT or not may_start:
        return True
    try:
        return read_draft(year, order).is_up_to_date
    except RuleViolation:
        return False


def _void_in_files(order_id: int) -> list[str]:
    """Return the numbers of an order's certificates that are in its files, but void since."""
    return list(
        db.session.scalars(
            select(IssuedPaper.serial)
            .join(PrintItem, PrintItem.paper_id == IssuedPaper.id)
            .join(PrintOrder, PrintItem.order_id == PrintOrder.id)
            .where(
                PrintOrder.id == order_id,
                PrintOrder.merged_size > 0,
                IssuedPaper.voided_at >= PrintOrder.alive_at,
            )
            .order_by(PrintItem.place)
        )
    )


def _alike(items: Sequence[ItemLine]) -> list[list[ItemLine]]:
    """Return the lines in groups of which the same is to be said."""
    alike: defaultdict[tuple[ItemStatus, tuple[Finding, ...]], list[ItemLine]] = defaultdict(list)
    for item in items:
        alike[item.status, kind_of(item.findings)].append(item)
    return list(alike.values())


def _as_one(lines: Sequence[ItemLine]) -> ItemLine:
    """Return lines of which the same is to be said as one."""
    return replace(
        lines[0],
        places=written_places(int(line.places) for line in lines),
        title="",
        findings=kind_of(lines[0].findings),
        count=len(lines),
    )


def _shown(items: Sequence[ItemLine]) -> list[ItemLine]:
    """Return the lines, but many of one kind as one behind the others."""
    groups = _alike(items)
    first = {line.places for lines in groups for line in lines[:SHOWN_OF_A_KIND]}
    return [item for item in items if item.places in first] + [
        _as_one(lines[SHOWN_OF_A_KIND:]) for lines in groups if len(lines) > SHOWN_OF_A_KIND
    ]


def _together(items: Sequence[ItemLine]) -> list[ItemLine]:
    """Return what one tick is for: all lines of a kind, where they are several."""
    left_out = [item for item in items if item.status is ItemStatus.LEFT_OUT]
    return [_as_one(lines) for lines in _alike(left_out) if len(lines) > SEVERAL]


def _item(place: int, title: str, status: ItemStatus, data: list[object]) -> ItemLine:
    findings = tuple(from_plain(Finding, finding) for finding in data)
    return ItemLine(
        places=str(place), title=title, status=status, findings=findings, worst=worst(findings)
    )
