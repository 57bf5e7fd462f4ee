"""What is done with a print order: start it, pause, resume, cancel, split."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.orders import ItemStatus, OrderStatus, check_draft, check_move, check_start
from cluster.domain.permissions import Actor
from cluster.models import PrintItem, PrintOrder, Year
from cluster.services import audit, years
from cluster.services.orders.drafting import mark_of, read_draft

CHANGED = _(
    "What this order prints has changed since its lines were looked through. Look at what is found"
    " in them now, then start it."
)


def start(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    accepted: Collection[int],
    wants_singles: bool,
    seen: str | None = None,
    now: datetime,
) -> PrintOrder:
    """Have the order printed: its sound lines, and those whose warnings were looked at.

    A draft that is not up to date is refused, and one that was looked through again since the page
    with the mark `seen` was made: nobody has seen what would be printed. Whether it is up to date
    is looked at before the unit of work, which is short; what is printed is what was seen.
    """
    year, order = get_to_print(actor, year_id, order_id)
    if order.status is OrderStatus.DRAFT and not read_draft(year, order).is_up_to_date:
        raise RuleViolation(CHANGED)
    return _start(
        actor, year_id, order_id, accepted=accepted, wants_singles=wants_singles, seen=seen, now=now
    )


@atomic()
def _start(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    accepted: Collection[int],
    wants_singles: bool,
    seen: str | None,
    now: datetime,
) -> PrintOrder:
    year, order = get_to_change(actor, year_id, order_id)
    check_move(order.status, OrderStatus.PRINTING)
    check_draft(order.status)
    if seen not in {None, mark_of(order_id)}:
        raise RuleViolation(CHANGED)
    places = _accept(order_id, set(accepted))
    certificates = _count(order_id, ItemStatus.WAITING)
    check_start(certificates)
    order.wants_singles = wants_singles
    order.ordered_by, order.user_id = actor.name, actor.user_id
    _set_running(order, now)
    record(
        actor,
        year,
        order,
        "order.started",
        now,
        certificates=certificates,
        accepted=places,
    )
    return order


@atomic()
def pause(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Stop printing after the certificates at hand; it can be resumed."""
    year, order = get_to_change(actor, year_id, order_id)
    _move(order, OrderStatus.PAUSED)
    record(actor, year, order, "order.paused", now)


@atomic()
def resume(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Go on with a paused order."""
    year, order = get_to_change(actor, year_id, order_id)
    if order.status is not OrderStatus.PAUSED:
        raise RuleViolation(_("Only a paused order is resumed."))
    _set_running(order, now)
    record(actor, year, order, "order.resumed", now)


@atomic()
def cancel(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Give an order up: what is printed stays in the register, the rest is not printed."""
    year, order = get_to_change(actor, year_id, order_id)
    _move(order, OrderStatus.CANCELLED)
    order.finished_at = order.alive_at = now
    record(actor, year, order, "order.cancelled", now)


@atomic()
def split(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Move a draft's lines of each further form of paper into a draft of their own."""
    year, order = get_to_change(actor, year_id, order_id)
    check_draft(order.status)
    lines = db.session.execute(
        select(PrintItem.form, func.count().label("count"))
        .where(PrintItem.order_id == order_id)
        .group_by(PrintItem.form)
        .order_by(func.min(PrintItem.place))
    ).all()
    if len(lines) == 1:
        return
    for row in lines[1:]:
        other = add_draft(actor, year_id, title=order.title, decision_id=order.decision_id, now=now)
        moved = (PrintItem.order_id == order_id, PrintItem.form == row.form)
        db.session.execute(update(PrintItem).where(*moved).values(order_id=other.id))
        record(actor, year, other, "order.split", now, lines=row.count)
    record(actor, year, order, "order.split", now, lines=lines[0].count)


def add_draft(
    actor: Actor, year_id: int, *, title: str, decision_id: int | None, now: datetime
) -> PrintOrder:
    """Add an order that has no lines yet."""
    order = PrintOrder(
        year_id=year_id,
        decision_id=decision_id,
        title=title,
        ordered_at=now,
        ordered_by=actor.name,
        user_id=actor.user_id,
    )
    db.session.add(order)
    db.session.flush()
    return order


def get_to_print(actor: Actor, year_id: int, order_id: int) -> tuple[Year, PrintOrder]:
    """Return an order with its year, for who prints."""
    year, order = years.get_to_run(actor, year_id), get_or_raise(PrintOrder, order_id)
    permissions.require_sight(order.year_id == year_id)
    return year, order


def get_to_change(actor: Actor, year_id: int, order_id: int) -> tuple[Year, PrintOrder]:
    """Return an order with its year, for who prints; locked until the unit of work ends."""
    year = years.get_to_run(actor, year_id)
    order = db.session.get(PrintOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return year, order


def _accept(order_id: int, looked_at: set[int]) -> list[int]:
    """Let lines be printed whose warnings were looked at; return which ones."""
    left_out = db.session.scalars(
        select(PrintItem.place)
        .where(PrintItem.order_id == order_id, PrintItem.status == ItemStatus.LEFT_OUT)
        .order_by(PrintItem.place)
    )
    places = [place for place in left_out if place in looked_at]
    accepted = (PrintItem.order_id == order_id, PrintItem.place.in_(places))
    db.session.execute(update(PrintItem).where(*accepted).values(status=ItemStatus.WAITING))
    return places


def _count(order_id: int, status: ItemStatus) -> int:
    counted = select(func.count()).where(PrintItem.order_id == order_id, PrintItem.status == status)
    return db.session.scalar(counted) or 0


def _move(order: PrintOrder, status: OrderStatus) -> None:
    check_move(order.status, status)
    order.status = status


def _set_running(order: PrintOrder, now: datetime) -> None:
    """Let the order run; how long it takes is reckoned from here."""
    _move(order, OrderStatus.PRINTING)
    order.running_since, order.alive_at = now, None
    order.done_before = _count(order.id, ItemStatus.PRINTED)


def record(
    actor: Actor, year: Year, order: PrintOrder, action: str, now: datetime, **after: object
) -> None:
    """Put an act on an order into the record of changes."""
    audit.record(
        actor,
        action,
        ("print_order", order.id),
        now,
        where=audit.within(year),
        after={"order": order.title, **after},
    )
