"""Orders as pages list them: what is printed of each, how far it is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Message, NotFound, _
from cluster.domain.orders import FILED, ItemStatus, OrderStatus, Run, is_stale, time_left
from cluster.domain.permissions import Actor
from cluster.models import (
    Award,
    AwardKind,
    Decision,
    IssuedPaper,
    PrintItem,
    PrintOrder,
    Stock,
    StockLayout,
)
from cluster.services import years

WITH_PAPERS = (
    select(PrintItem.order_id)
    .join(IssuedPaper, PrintItem.paper_id == IssuedPaper.id)
    .where(IssuedPaper.voided_at.is_(None))
)
"""Asks for the orders of certificates that are not void, once for each of them."""


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """A decision of the year, with the number of its certificates."""

    id: int
    number: str
    decided_on: date
    authority: str
    certificates: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The stock that an order is meant for, in a version of its layout."""

    stock_id: int
    name: str
    version: int


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """An order: `counts` says how many of its lines are where; `sheet` is None for whole ones.

    `forms`: of the papers in it. `has_valid`: it has certificates that are not void.
    `is_under_way`: pages or files of it are still to be made.
    """

    id: int
    title: str
    forms: list[CertificateForm]
    sheet: Sheet | None
    status: OrderStatus
    ordered_at: datetime
    ordered_by: Message | str
    finished_at: datetime | None
    counts: Counter[ItemStatus]
    merged_size: int
    singles_size: int
    left: timedelta | None
    has_valid: bool
    is_under_way: bool
    waits_for_worker: bool

    @property
    def printed(self) -> int:
        """Return how many certificates are printed."""
        return self.counts[ItemStatus.PRINTED]

    @property
    def waiting(self) -> int:
        """Return how many certificates are still to be printed."""
        return self.counts[ItemStatus.WAITING]


def list_orders(actor: Actor, year_id: int, *, now: datetime) -> list[OrderLine]:
    """Return the orders of the year, newest first (4 queries)."""
    _check_sight(actor, year_id)
    orders = db.session.scalars(
        select(PrintOrder).where(PrintOrder.year_id == year_id).order_by(PrintOrder.id.desc())
    ).all()
    return _lines(orders, now)


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
    return _lines([get_visible(actor, year_id, order_id)], now)[0]


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


def _counts(order_ids: list[int]) -> dict[int, Counter[tuple[CertificateForm, ItemStatus]]]:
    """Return how many lines of each form are where, by the order."""
    counts: defaultdict[int, Counter[tuple[CertificateForm, ItemStatus]]] = defaultdict(Counter)
    rows = db.session.execute(
        select(PrintItem.order_id, PrintItem.form, PrintItem.status, func.count().label("count"))
        .where(PrintItem.order_id.in_(order_ids))
        .group_by(PrintItem.order_id, PrintItem.form, PrintItem.status)
    )
    for order_id, form, status, count in rows:
        counts[order_id][form, status] = count
    return counts


def _valid(order_ids: list[int]) -> set[int]:
    """Return which of the orders have certificates that are not void."""
    return set(db.session.scalars(WITH_PAPERS.where(PrintItem.order_id.in_(order_ids)).distinct()))


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


def _lines(orders: Sequence[PrintOrder], now: datetime) -> list[OrderLine]:
    ids = [order.id for order in orders]
    counts, valid, sheets = _counts(ids), _valid(ids), _sheets(orders)
    return [
        _line(
            order, counts[order.id], sheets.get(order.layout_id), now, has_valid=order.id in valid
        )
        for order in orders
    ]


def _line(
    order: PrintOrder,
    lines: Counter[tuple[CertificateForm, ItemStatus]],
    sheet: Sheet | None,
    now: datetime,
    *,
    has_valid: bool,
) -> OrderLine:
    counts: Counter[ItemStatus] = Counter()
    for (_form, status), count in lines.items():
        counts[status] += count
    lacks_file = order.status in FILED and not order.merged_size and has_valid
    is_under_way = order.status is OrderStatus.PRINTING or lacks_file
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
        forms=sorted({form for form, _status in lines}),
        sheet=sheet,
        status=order.status,
        ordered_at=order.ordered_at,
        ordered_by=called(order.ordered_by),
        finished_at=order.finished_at,
        counts=counts,
        merged_size=order.merged_size,
        singles_size=order.singles_size,
        left=left,
        has_valid=has_valid,
        is_under_way=is_under_way,
        waits_for_worker=is_under_way and is_stale(order.alive_at or order.running_since, now),
    )
