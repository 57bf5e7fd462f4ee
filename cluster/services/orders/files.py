"""What an order gives out: the file of all pages, the archive of single ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from obstore.store import ObjectStore

from cluster import storage
from cluster.database import atomic
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.models import PrintOrder
from cluster.services.orders.acts import get_to_change, record
from cluster.services.orders.closing import has_valid
from cluster.services.orders.reading import get_visible
from cluster.services.printing.composing import filename

LIST_ENDING = re.compile(r"\.(?:xlsx|ods|xls)$", re.IGNORECASE)
"""How the title of an order ends that was made from a list."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """A file of an order on its way out."""

    filename: str
    size: int
    sha256: str
    pieces: Iterator[bytes]


def download(
    actor: Actor, store: ObjectStore, year_id: int, order_id: int, *, singles: bool
) -> Output:
    """Give out the file of all pages, or the archive with a file for each certificate."""
    order = get_visible(actor, year_id, order_id)
    sha256 = order.singles_sha256 if singles else order.merged_sha256
    if not sha256:
        raise NotFound(_("There is no such file now. The page of the order says how far it is."))
    name = filename_of("in", order.id, order)
    return Output(
        filename=name.removesuffix(".pdf") + ".zip" if singles else name,
        size=order.singles_size if singles else order.merged_size,
        sha256=sha256,
        pieces=storage.stream(store, sha256),
    )


@atomic()
def renew(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Have an order's files made anew, without the certificates that are void by now.

    Who asks while they are being made gets those.
    """
    year, order = get_to_change(actor, year_id, order_id)
    if order.finished_at is None:
        raise RuleViolation(_("This order has no files yet."))
    if not has_valid(order_id):
        raise RuleViolation(_("All certificates of this order are void."))
    if not order.merged_size:
        return
    order.merged_sha256, order.merged_size = "", 0
    order.singles_sha256, order.singles_size = "", 0
    order.alive_at = now
    record(actor, year, order, "order.files_renewed", now)


def filename_of(what: str, number: int, order: PrintOrder) -> str:
    """Return what a file of an order is called: as its list, without the list's own ending."""
    return filename(what, number, LIST_ENDING.sub("", order.title))
