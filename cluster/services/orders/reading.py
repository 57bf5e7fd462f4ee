"""Orders as pages show them: the list, one order with its findings, how far it is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from cluster.database import db, get_or_raise
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.findings import Finding, Severity, kind_of, worst
from cluster.domain.orders import (
    ItemStatus,
    OrderStatus,
    Run,
    is_stale,
    time_left,
)
from cluster.domain.permissions import Actor
from cluster.domain.places import written_places
from cluster.domain.plain_data import from_plain
from cluster.models import Award, AwardKind, Decision, PrintItem, PrintOrder, Stock, StockLayout
from cluster.services import years
from cluster.services.orders.acts import mark_of
from cluster.services.orders.drafting import read_draft

SHOWN_OF_A_KIND = 100
"""Lines of which the same is to be said; further ones are named by their numbers alone."""


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """A decision of the year, with the number of its certificates."""

    id: int
    number: str
    decided_on: date
    authority: str
    certificates: int


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


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The stock that an order is meant for, in a version of its layout."""

    stock_id: int
    name: str
    version: int


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """An order: `counts` says how many of its lines are where; `sheet` is None for whole ones."""

    id: int
    title: str
    sheet: Sheet | None
    status: OrderStatus
    ordered_at: datetime
    ordered_by: Message | str
    finished_at: datetime | None
    counts: Counter[ItemStatus]
    merged_size: int
    singles_size: int
    left: timedelta | None
    waits_for_worker: bool

    @property
    def printed(self) -> int:
        """Return how many certificates are printed."""
        return self.counts[ItemStatus.PRINTED]

    @property
    def waiting(self) -> int:
        """Return how many certificates are still to be printed."""
        return self.counts[ItemStatus.WAITING]

    @property
    def is_under_way(self) -> bool:
        """Tell whether pages or files of the order are still to be made."""
        return _is_under_way(self.status, self.counts, self.merged_size)


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """An order with those lines in which something was found, and its first line to be printed.

    `is_up_to_date`: whether looking a draft through again would find the same, for who may start
    it. `mark`: of the last act on it.
    """

    order: OrderLine
    items: list[ItemLine]
    first: int | None
    is_up_to_date: bool
    mark: str


def list_orders(actor: Actor, year_id: int, *, now: datetime) -> list[OrderLine]:
    """Return the orders of the year, newest first (3 queries)."""
    _check_sight(actor, year_id)
    orders = db.session.scalars(
        select(PrintOrder).where(PrintOrder.year_id == year_id).order_by(PrintOrder.id.desc())
    ).all()
    counts, sheets = _counts([order.id for order in orders]), _sheets(orders)
    return [_line(order, counts[order.id], sheets.get(order.layout_id), now) for order in orders]


def list_decisions(actor: Actor, year_id: int) -> list[DecisionLine]:
    """Return the decisions of the year that come with certificates, newest first (1 query)."""
    _check_sight(actor, year_id)
    rows = db.session.execute(
        select(Decision, func.count(Award.id).label("certificates"))
        .join(Award, Award.decision_id == Decision.id)
        .join(AwardKind, Award.kind_id == AwardKind.id)
        .where(Decision.year_id == year_id, AwardKind.certificate != CertificateForm.NONE)
        .group_by(Decision.id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )
    return [
        DecisionLine(
            id=row.Decision.id,
            number=row.Decision.number,
            decided_on=row.Decision.decided_on,
            authority=row.Decision.authority,
            certificates=row.certificates,
        )
        for row in rows
    ]


def get_line(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> OrderLine:
    """Return how far an order is."""
    order = get_visible(actor, year_id, order_id)
    return _line(order, _counts([order_id])[order_id], _sheets([order]).get(order.layout_id), now)


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
    return OrderPage(
        order=line,
        items=_shown([_item(*row) for row in rows if row.findings]),
        first=next((row.place for row in rows if row.status is ItemStatus.WAITING), None),
        is_up_to_date=_is_up_to_date(actor, year_id, order_id),
        mark=mark,
    )


def _check_sight(actor: Actor, year_id: int) -> None:
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_read_paper_register(actor, year.cluster_id))


def get_visible(actor: Actor, year_id: int, order_id: int) -> PrintOrder:
    """Return an order of a year whose papers the actor may see."""
    _check_sight(actor, year_id)
    order = db.session.get(PrintOrder, order_id)
    if order is None or order.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return order


def _is_up_to_date(actor: Actor, year_id: int, order_id: int) -> bool:
    year, order = years.get_visible(actor, year_id), get_or_raise(PrintOrder, order_id)
    may_start = permissions.can_run_year(actor, year.cluster_id)
    if order.status is not OrderStatus.DRAFT or not may_start:
        return True
    try:
        return read_draft(year, order).is_up_to_date
    except RuleViolation:
        return False


def _counts(order_ids: list[int]) -> dict[int, Counter[ItemStatus]]:
    counts: dict[int, Counter[ItemStatus]] = {order_id: Counter() for order_id in order_ids}
    rows = db.session.execute(
        select(PrintItem.order_id, PrintItem.status, func.count().label("count"))
        .where(PrintItem.order_id.in_(order_ids))
        .group_by(PrintItem.order_id, PrintItem.status)
    )
    for order_id, status, count in rows:
        counts[order_id][status] = count
    return counts


def _sheets(orders: Sequence[PrintOrder]) -> dict[int | None, Sheet]:
    """Return the stock that orders are meant for, by its layout."""
    meant = {order.layout_id for order in orders} - {None}
    rows = db.session.execute(
        select(StockLayout.id, StockLayout.version, Stock.id.label("stock_id"), Stock.name)
        .join(Stock, StockLayout.stock_id == Stock.id)
        .where(StockLayout.id.in_(meant))
    )
    return {
        row.id: Sheet(stock_id=row.stock_id, name=row.name, version=row.version) for row in rows
    }


def _line(
    order: PrintOrder, counts: Counter[ItemStatus], sheet: Sheet | None, now: datetime
) -> OrderLine:
    last_sign = order.finished_at or order.alive_at or order.running_since
    left = None
    if order.status is OrderStatus.PRINTING and order.running_since is not None:
        run = Run(
            done=counts[ItemStatus.PRINTED],
            left=counts[ItemStatus.WAITING],
            since=order.running_since,
            done_before=order.done_before,
        )
        left = time_left(run, now)
    return OrderLine(
        id=order.id,
        title=order.title,
        sheet=sheet,
        status=order.status,
        ordered_at=order.ordered_at,
        ordered_by=called(order.ordered_by),
        finished_at=order.finished_at,
        counts=counts,
        merged_size=order.merged_size,
        singles_size=order.singles_size,
        left=left,
        waits_for_worker=_is_under_way(order.status, counts, order.merged_size)
        and is_stale(last_sign, now),
    )


def _shown(items: Sequence[ItemLine]) -> list[ItemLine]:
    """Return the lines, but many of one kind as one behind the others."""
    alike: defaultdict[tuple[ItemStatus, tuple[Finding, ...]], list[ItemLine]] = defaultdict(list)
    shown = []
    for item in items:
        same = alike[item.status, kind_of(item.findings)]
        same.append(item)
        if len(same) <= SHOWN_OF_A_KIND:
            shown.append(item)
    return shown + [
        replace(
            same[0],
            places=written_places(int(item.places) for item in same[SHOWN_OF_A_KIND:]),
            title="",
            findings=kind,
            count=len(same) - SHOWN_OF_A_KIND,
        )
        for (_status, kind), same in alike.items()
        if len(same) > SHOWN_OF_A_KIND
    ]


def _is_under_way(status: OrderStatus, counts: Counter[ItemStatus], merged_size: int) -> bool:
    """Tell whether pages or files are still to be made: what was printed always gets its file."""
    is_filed = merged_size > 0 or not counts[ItemStatus.PRINTED]
    return status is OrderStatus.PRINTING or (status is OrderStatus.CANCELLED and not is_filed)


def _item(place: int, title: str, status: ItemStatus, data: list[object]) -> ItemLine:
    findings = tuple(from_plain(Finding, finding) for finding in data)
    return ItemLine(
        places=str(place), title=title, status=status, findings=findings, worst=worst(findings)
    )
