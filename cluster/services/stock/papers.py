"""An order's papers set on stock: looked through, and given one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select

from cluster.database import db
from cluster.documents.awards import Paper
from cluster.documents.fitting import measure_on
from cluster.documents.stock import CHUNK
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding, Severity, worst
from cluster.domain.orders import ItemStatus
from cluster.domain.permissions import Actor
from cluster.domain.places import read_places
from cluster.domain.plain_data import from_plain
from cluster.domain.press_findings import of_paper
from cluster.domain.stock import Layout
from cluster.models import IssuedPaper, PrintItem, Stock, StockLayout
from cluster.services.orders.acts import get_to_print
from cluster.services.orders.lines import PAPERS
from cluster.services.stock.layouts import get_stock, layout_of, newest_of

NAMED = 5
"""How many of those whose words do not fit are named in a refusal; the page lists all."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A line of an order with what was found when its words were set on the stock."""

    place: int
    title: str
    findings: tuple[Finding, ...]
    worst: Severity | None


def fits(
    actor: Actor, year_id: int, order_id: int, stock_id: int, *, places: str = ""
) -> list[Fit]:
    """Return the lines of an order that would be printed, with what was found in each."""
    get_to_print(actor, year_id, order_id)
    _year, stock = get_stock(actor, year_id, stock_id)
    layout = layout_of(newest_of(stock))
    rows = db.session.execute(_items(order_id, stock.form))
    wanted = read_places(places)
    return [
        _fit(row.place, row.title, from_plain(PAPERS[stock.form], row.data), layout)
        for row in rows
        if wanted is None or row.place in wanted
    ]


def count_without_code(
    actor: Actor, year_id: int, order_id: int, stock_id: int, *, places: str = ""
) -> int:
    """Return how many sheets would lack the layout's QR code: issued without a public address."""
    get_to_print(actor, year_id, order_id)
    _year, stock = get_stock(actor, year_id, stock_id)
    if layout_of(newest_of(stock)).code is None:
        return 0
    wanted = read_places(places)
    return sum(
        not row.data["check"]
        for row in db.session.execute(_printed(order_id, stock.form))
        if wanted is None or row.place in wanted
    )


def first_paper(actor: Actor, year_id: int, order_id: int, form: CertificateForm) -> Paper | None:
    """Return the first certificate of an order that has the form."""
    get_to_print(actor, year_id, order_id)
    row = db.session.execute(_items(order_id, form).limit(1)).first()
    return None if row is None else from_plain(PAPERS[form], row.data)


def check_fit(order_id: int, stock: Stock, row: StockLayout, wanted: frozenset[int] | None) -> int:
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
            _("None of these lines has a valid paper of this form. Print the order first.")
        )
    return pages


def papers_of(
    order_id: int, form: CertificateForm, wanted: frozenset[int] | None
) -> Iterator[Paper]:
    """Give the order's papers as they are filed, a few in memory at a time."""
    last = 0
    while rows := db.session.execute(_printed(order_id, form, behind=last).limit(CHUNK)).all():
        for row in rows:
            if wanted is None or row.place in wanted:
                yield from_plain(PAPERS[form], row.data)
        last = rows[-1].place


def _fit(place: int, title: str, paper: Paper, layout: Layout) -> Fit:
    findings = tuple(of_paper(measure_on(layout, paper)))
    return Fit(place=place, title=title, findings=findings, worst=worst(findings))


def _printed(
    order_id: int, form: CertificateForm, *, behind: int = 0
) -> Select[int, str, dict[str, object]]:
    """Return the order's valid papers of a form, in their order, behind a line."""
    return (
        select(PrintItem.place, PrintItem.title, IssuedPaper.data)
        .join(IssuedPaper, PrintItem.paper_id == IssuedPaper.id)
        .where(
            PrintItem.order_id == order_id,
            PrintItem.form == form,
            PrintItem.place > behind,
            IssuedPaper.voided_at.is_(None),
        )
        .order_by(PrintItem.place)
    )


def _items(order_id: int, form: CertificateForm) -> Select[int, str, dict[str, object]]:
    """Return the order's lines of a form that are printed and not void, or will be printed."""
    return (
        select(PrintItem.place, PrintItem.title, PrintItem.data)
        .outerjoin(IssuedPaper, PrintItem.paper_id == IssuedPaper.id)
        .where(
            IssuedPaper.voided_at.is_(None),
            PrintItem.order_id == order_id,
            PrintItem.form == form,
            PrintItem.status.in_((ItemStatus.WAITING, ItemStatus.PRINTED)),
        )
        .order_by(PrintItem.place)
    )
