"""Where the words stand on a kind of stock: written in fields, a version for each change."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Paper
from cluster.documents.specimens import specimen
from cluster.documents.stock import ANY_ADDRESS, Placed, code_of, place
from cluster.domain import permissions
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Conflict, Message, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.starting_layouts import starting_layout
from cluster.domain.stock import (
    Layout,
    Part,
    StockField,
    check_layout,
    overlapping,
)
from cluster.domain.vietnamese import format_number
from cluster.models import Stock, StockLayout, Year
from cluster.services import audit, years

CODE = "QR"
"""What the code is called where fields are called by their words."""


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """A kind of stock in the list."""

    id: int
    name: str
    form: CertificateForm
    width: Decimal
    height: Decimal
    version: int
    written_at: datetime
    written_by: str


@dataclass(frozen=True, kw_only=True)
class StockView:
    """A kind of stock with the layout in force, or an earlier one that was asked for."""

    stock: Stock
    layout: Layout
    version: int
    earlier: tuple[StockLayout, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A layout with words in it, as the screen shows it: what is set, or why it cannot be.

    `placed`: by field, what is set there. `code`: the drawing of a QR code. `close`: pairs of
    fields whose words may run into each other, or into the code.
    """

    layout: Layout
    placed: dict[StockField, Placed]
    code: str
    refusal: Message | None
    close: tuple[tuple[Part, Part], ...]


def list_stocks(actor: Actor, year_id: int) -> list[StockLine]:
    """Return the stock of the year, to whoever prints (2 queries)."""
    years.get_to_run(actor, year_id)
    stocks = db.session.scalars(
        select(Stock).where(Stock.year_id == year_id).order_by(Stock.name)
    ).all()
    return [_line(stock) for stock in stocks]


def view(actor: Actor, year_id: int, stock_id: int, *, version: int | None = None) -> StockView:
    """Return the layout in force of a kind of stock; `version` asks for an earlier one."""
    _year, stock = get_stock(actor, year_id, stock_id)
    shown = next((each for each in stock.layouts if each.version == version), newest_of(stock))
    return StockView(
        stock=stock,
        layout=layout_of(shown),
        version=newest_of(stock).version,
        earlier=tuple(reversed(stock.layouts)),
    )


@atomic()
def add(
    actor: Actor,
    year_id: int,
    *,
    name: str,
    form: CertificateForm,
    width: Decimal,
    height: Decimal,
    now: datetime,
) -> Stock:
    """Add a kind of stock with a layout to begin with."""
    year = years.get_to_run(actor, year_id)
    layout = starting_layout(form, width=width, height=height)
    check_layout(form, layout)
    named = select(Stock.id).where(Stock.year_id == year_id, Stock.name == name)
    if db.session.scalar(named) is not None:
        raise RuleViolation(_("There is stock of this name already."), field="name")
    stock = Stock(year_id=year_id, name=name, form=form, background_sha256="")
    db.session.add(stock)
    db.session.flush()
    _append(stock, layout, actor, "", now)
    audit.record(
        actor,
        "stock.added",
        ("stock", stock.id),
        now,
        where=audit.within(year),
        after={"stock": name, "layout": _written(layout)},
    )
    return stock


@atomic()
def write_layout(
    actor: Actor,
    year_id: int,
    stock_id: int,
    *,
    layout: Layout,
    reason: str,
    version: int,
    now: datetime,
) -> StockLayout:
    """Write a new version of a layout; what was printed keeps the one it was printed with.

    `version` is the one that was read; Conflict if somebody has written another since.
    """
    year, stock = get_stock(actor, year_id, stock_id)
    newest = newest_of(stock)
    before = layout_of(newest)
    if version != newest.version:
        raise Conflict(
            _("Somebody else has changed this layout meanwhile."),
            yours=_by_text(layout),
            theirs=_by_text(before),
        )
    check_layout(stock.form, layout)
    if layout == before:
        raise RuleViolation(_("Nothing has changed."))
    written = _append(stock, layout, actor, reason, now)
    audit.record(
        actor,
        "stock.layout_written",
        ("stock", stock.id),
        now,
        where=audit.within(year),
        before={"stock": stock.name, "layout": _written(before)},
        after={"stock": stock.name, "layout": _written(layout), "version": written.version},
        reason=reason,
    )
    return written


def picture(actor: Actor, year_id: int, stock_id: int, layout: Layout) -> Picture:
    """Return a layout with words in its fields; stores nothing."""
    year, stock = get_stock(actor, year_id, stock_id)
    refusal = None
    placed: dict[StockField, Placed] = {}
    try:
        check_layout(stock.form, layout)
        placed = {each.field: each for each in place(layout, common_paper(stock.form, year))}
    except RuleViolation as refused:
        refusal = refused.message
    return Picture(
        layout=layout,
        placed=placed,
        code=code_of(layout, ANY_ADDRESS),
        refusal=refusal,
        close=tuple(overlapping(layout)),
    )


def get_stock(actor: Actor, year_id: int, stock_id: int) -> tuple[Year, Stock]:
    """Return a kind of stock with its year, to whoever prints."""
    year = years.get_to_run(actor, year_id)
    stock = get_or_raise(Stock, stock_id)
    permissions.require_sight(stock.year_id == year_id)
    return year, stock


def newest_of(stock: Stock) -> StockLayout:
    """Return the layout in force."""
    return stock.layouts[-1]


def layout_of(row: StockLayout) -> Layout:
    """Return a stored layout."""
    return from_plain(Layout, row.data)


def common_paper(form: CertificateForm, year: Year) -> Paper:
    """Return a paper of common words, to see where they would stand."""
    day = date(year.number, 12, 15)
    if form is CertificateForm.LEADER:
        return specimen(
            form,
            day=day,
            authority=year.cluster.name,
            award="Cụm trưởng Cụm thi đua",
            recipient="Liên minh Hợp tác xã tỉnh Khánh Hòa",
        )
    return specimen(
        form,
        day=day,
        authority="Chủ tịch Liên minh Hợp tác xã Việt Nam",
        award="Bằng khen",
        recipient="Ông Nguyễn Văn An",
        description="Giám đốc Hợp tác xã Nông nghiệp Ninh Hòa, tỉnh Khánh Hòa",
    )


def _append(stock: Stock, layout: Layout, actor: Actor, reason: str, now: datetime) -> StockLayout:
    row = StockLayout(
        stock_id=stock.id,
        version=newest_of(stock).version + 1 if stock.layouts else 1,
        data=to_plain(layout),
        reason=reason,
        written_at=now,
        written_by=actor.name,
    )
    stock.layouts.append(row)
    db.session.flush()
    return row


def _line(stock: Stock) -> StockLine:
    newest = newest_of(stock)
    layout = layout_of(newest)
    return StockLine(
        id=stock.id,
        name=stock.name,
        form=stock.form,
        width=layout.width,
        height=layout.height,
        version=newest.version,
        written_at=newest.written_at,
        written_by=newest.written_by,
    )


def _by_text(layout: Layout) -> dict[str, str]:
    code = {CODE: _stands(layout.code)} if layout.code else {}
    return {field.text: _where(field) for field in layout.fields} | code


def _written(layout: Layout) -> str:
    parts = [f"{field.text}: {_where(field)}" for field in layout.fields]
    if layout.code:
        parts.append(f"{CODE}: {_stands(layout.code)}")
    return f"{layout.width} × {layout.height} mm – {'; '.join(parts)}"


def _where(field: StockField) -> str:
    return f"{_stands(field)}; {format_number(field.size)}–{format_number(field.smallest)} pt"


def _stands(part: Part) -> str:
    return "; ".join(map(format_number, (part.x, part.y, part.width))) + " mm"
