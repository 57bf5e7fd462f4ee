"""Print orders: many certificates at once, how far they are, and when they may be stopped."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.findings import Finding, Severity, worst

STALE = timedelta(minutes=2)
"""Without a sign of life for so long, an order is taken up by the next worker."""


class OrderStatus(StrEnum):
    """How far an order is."""

    DRAFT = "draft"
    PRINTING = "printing"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class ItemStatus(StrEnum):
    """What becomes of one line of an order."""

    WAITING = "waiting"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"
    PRINTED = "printed"


ORDER_STATUS_NAMES: dict[OrderStatus, Message] = {
    OrderStatus.DRAFT: _("To be checked"),
    OrderStatus.PRINTING: _("Printing"),
    OrderStatus.PAUSED: _("Paused"),
    OrderStatus.DONE: _("Printed"),
    OrderStatus.CANCELLED: _("Cancelled"),
}

ITEM_STATUS_NAMES: dict[ItemStatus, Message] = {
    ItemStatus.WAITING: _("Waiting"),
    ItemStatus.LEFT_OUT: _("Left out"),
    ItemStatus.STOPPED: _("Not printed: an error"),
    ItemStatus.PRINTED: _("Printed"),
}

MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.DRAFT: frozenset({OrderStatus.PRINTING, OrderStatus.CANCELLED}),
    OrderStatus.PRINTING: frozenset({OrderStatus.PAUSED, OrderStatus.DONE, OrderStatus.CANCELLED}),
    OrderStatus.PAUSED: frozenset({OrderStatus.PRINTING, OrderStatus.CANCELLED}),
    OrderStatus.DONE: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """An order on its way: since when it runs without a pause, and how many were done then."""

    done: int
    left: int
    since: datetime
    done_before: int


FILED = frozenset({OrderStatus.PRINTING, OrderStatus.CANCELLED, OrderStatus.DONE})
"""Orders whose certificates get their files: a cancelled one those printed by then, a printed one
again, when it holds void ones."""


def check_move(before: OrderStatus, after: OrderStatus) -> None:
    """Refuse what an order cannot do any more: a printed or cancelled one is closed."""
    if after not in MOVES[before]:
        raise RuleViolation(
            _("This order is: %(status)s.", status=ORDER_STATUS_NAMES[before]),
        )


def check_draft(status: OrderStatus) -> None:
    """Refuse what is done with a draft only."""
    if status is not OrderStatus.DRAFT:
        raise RuleViolation(_("This order was started already."))


def status_of(findings: Iterable[Finding], *, is_accepted: bool) -> ItemStatus:
    """Return what becomes of a line: an error stops it, a warning wants somebody's yes."""
    match worst(findings):
        case Severity.ERROR:
            return ItemStatus.STOPPED
        case Severity.WARNING if not is_accepted:
            return ItemStatus.LEFT_OUT
        case _:
            return ItemStatus.WAITING


def check_start(certificates: int) -> None:
    """Refuse an order of which nothing would be printed."""
    if not certificates:
        raise RuleViolation(_("Nothing would be printed. Tick the lines that you have looked at."))


def time_left(run: Run, now: datetime) -> timedelta | None:
    """Return how long the rest will take at the pace so far; None until there is a pace."""
    done = run.done - run.done_before
    if done <= 0:
        return None
    seconds = (now - run.since).total_seconds() * run.left / done
    return timedelta(seconds=math.ceil(seconds))


def is_stale(heartbeat: datetime | None, now: datetime) -> bool:
    """Tell whether nobody seems to be printing an order that should be printed."""
    return heartbeat is None or now - heartbeat >= STALE
