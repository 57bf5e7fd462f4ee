"""Orders meant for pre-printed stock: the room on the sheet decides, numbers are as ever."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import update

from cluster import storage
from cluster.database import db
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.orders import ItemStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.stock import StockField
from cluster.models import IssuedPaper, PrintItem, PrintOrder, Stock, Year
from cluster.services import orders, printing, stock
from cluster.services.audit import Filter, list_entries
from cluster.services.printing import register
from tests.conftest import NOW, PLATES
from tests.documents.reading import Page, read
from tests.make.awards import decide, make_frozen_year, propose
from tests.make.members import make_cluster
from tests.make.orders import order_list, people, printed, run, start
from tests.make.scoring import acting
from tests.make.stock import made, make_printer, make_stock, order_onto
from tests.make.years import make_year

NAME = "Nguyễn Phước Vĩnh Bảo Tôn Nữ Hoàng Gia Khánh Ngọc Minh Châu Anh Thư Thiên Hương"
VERY_LONG = f"Ông {NAME} {NAME} {NAME}"
"""A name for which the whole certificate has no room."""


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


@pytest.fixture
def kind(year: Year) -> Stock:
    """Return stock with room for a very long name."""
    return with_recipient(year, make_stock(year), lines=4)


def with_recipient(year: Year, kind: Stock, **changes: Any) -> Stock:
    """Write a layout whose field for the name differs."""
    view = stock.view(SYSTEM, year.id, kind.id)

    def changed(field: StockField) -> StockField:
        return replace(field, **changes) if field.text == "{recipient}" else field

    layout = replace(view.layout, fields=tuple(map(changed, view.layout.fields)))
    stock.write_layout(
        SYSTEM, year.id, kind.id, layout=layout, reason="Phôi", version=view.version, now=NOW
    )
    return kind


def mean_for(year: Year, order: PrintOrder, kind: Stock | None) -> None:
    stock_id = kind.id if kind else None
    stock.mean_for(SYSTEM, year.id, order.id, stock_id=stock_id, plates=PLATES, now=NOW)


def said(year: Year, order: PrintOrder) -> list[tuple[int, ItemStatus, list[str]]]:
    """Return what was found in which lines, and what becomes of them."""
    page = orders.view(SYSTEM, year.id, order.id, now=NOW)
    return [
        (int(item.places), item.status, [str(f.message) for f in item.findings])
        for item in page.items
    ]


def pages_of(year: Year, order: PrintOrder) -> tuple[Page, ...]:
    store = current_app.extensions["files"]
    output = orders.download(SYSTEM, store, year.id, order.id, singles=False)
    return read(b"".join(output.pieces))


def test_a_name_that_only_the_stock_has_room_for_is_issued_on_it(year: Year, kind: Stock) -> None:
    rows = people(3)
    rows[-1] |= {"Họ và tên": VERY_LONG}
    order = order_list(year, rows)
    (*_others, stopped) = said(year, order)

    mean_for(year, order, kind)
    start(year, order, *range(9))
    run(order)

    assert stopped[:2] == (4, ItemStatus.STOPPED)
    assert printed(year, order).printed == 3
    lines = register.list_register(SYSTEM, year.id, register.Wanted()).lines
    assert [line.serial for line in lines] == ["3/2026/GCN-CTĐ", "2/2026/GCN-CTĐ", "1/2026/GCN-CTĐ"]
    pages = pages_of(year, order)
    assert [(page.width, page.height) for page in pages] == [(400, 300)] * 3
    assert VERY_LONG in pages[2].text
    paper = db.session.get_one(IssuedPaper, lines[0].id)
    archived = storage.read(current_app.extensions["files"], paper.sha256)
    assert read(archived) == (pages[2],)
    assert paper.data["recipient"] == VERY_LONG
    assert made(order_onto(year, order, kind, make_printer(year))) != archived


def test_a_letter_that_stands_in_no_field_of_the_stock_stops_no_line(
    year: Year, kind: Stock
) -> None:
    view = stock.view(SYSTEM, year.id, kind.id)
    named = tuple(field for field in view.layout.fields if "reason" not in field.text)
    layout = replace(view.layout, fields=named)
    stock.write_layout(
        SYSTEM, year.id, kind.id, layout=layout, reason="Phôi", version=view.version, now=NOW
    )
    rows = people(2)
    rows[-1] |= {"Thành tích": "Vượt khó 漢"}
    order = order_list(year, rows)
    (stopped,) = (status for place, status, _found in said(year, order) if place == 3)

    mean_for(year, order, kind)
    start(year, order, *range(9))
    run(order)

    assert stopped is ItemStatus.STOPPED
    assert printed(year, order).printed == 2


def test_back_on_blank_paper_the_same_is_found_as_at_first(year: Year, kind: Stock) -> None:
    rows = people(4)
    rows[1] |= {"Họ và tên": VERY_LONG}
    rows[2] |= {"Họ và tên": "LÊ VĂN BÌNH"}
    rows[3] |= {"Thành tích": None}
    order = order_list(year, rows)
    at_first = said(year, order)

    mean_for(year, order, kind)
    there = said(year, order)
    mean_for(year, order, None)

    assert there[-2:] == at_first[-2:]
    assert [status for place, status, _found in there if place == 3] != [ItemStatus.STOPPED]
    assert said(year, order) == at_first
    assert printed(year, order).sheet is None


def test_a_name_that_the_stock_has_no_room_for_is_stopped(year: Year) -> None:
    narrow = with_recipient(year, make_stock(year), width=Decimal(20))
    order = order_list(year, people(1))

    mean_for(year, order, narrow)

    ((place, status, (sentence,)),) = said(year, order)
    assert (place, status) == (2, ItemStatus.STOPPED)
    assert "does not fit, even in the smallest letters" in sentence
    with pytest.raises(RuleViolation, match="Nothing would be printed"):
        start(year, order, 2)


def test_room_is_wanted_for_the_number_that_the_golden_book_will_give(year: Year) -> None:
    printing.set_series(
        SYSTEM, year.id, series="golden_book", pattern="{n:09}/{year}/SV", first=1, now=NOW
    )
    kind = make_stock(year)
    view = stock.view(SYSTEM, year.id, kind.id)
    number = replace(
        view.layout.fields[0], text="{golden_book_number}", x=Decimal(0), width=Decimal(20)
    )
    layout = replace(view.layout, fields=(*view.layout.fields[1:], number))
    stock.write_layout(
        SYSTEM, year.id, kind.id, layout=layout, reason="Số", version=view.version, now=NOW
    )
    order = order_list(year, [*people(1), {"Số sổ vàng": "7"}])

    mean_for(year, order, kind)

    assert [(place, status) for place, status, _found in said(year, order)] == [
        (2, ItemStatus.STOPPED)
    ]
    start(year, order)
    run(order)
    assert printed(year, order).printed == 1


def test_an_order_keeps_the_layout_that_it_was_looked_through_for(year: Year, kind: Stock) -> None:
    order = order_list(year, people(1))
    mean_for(year, order, kind)
    with_recipient(year, kind, width=Decimal(20))
    start(year, order, 2)

    run(order)

    sheet = printed(year, order).sheet
    assert sheet is not None
    assert (sheet.stock_id, sheet.name, sheet.version) == (kind.id, kind.name, 2)
    assert printed(year, order).printed == 1
    (listed,) = orders.list_orders(SYSTEM, year.id, now=NOW)
    assert listed.sheet == sheet
    entries = list_entries(SYSTEM, year, only=Filter(), today=NOW.date()).entries
    assert "Chose what an order is printed onto" in [str(entry.action) for entry in entries]


def test_only_stock_for_the_orders_form_of_paper_is_offered(year: Year, kind: Stock) -> None:
    leaders = make_stock(year, name="Phôi Cụm trưởng", form=CertificateForm.LEADER)
    order = order_list(year, people(2))

    offered = stock.list_for_order(SYSTEM, year.id, order.id)
    with pytest.raises(RuleViolation, match="This stock is for another form of paper"):
        mean_for(year, order, leaders)

    assert [line.id for line in offered] == [kind.id]
    db.session.execute(update(PrintItem).where(PrintItem.place == 2).values(form="leader"))
    assert stock.list_for_order(SYSTEM, year.id, order.id) == []


def test_an_order_of_several_forms_is_split_to_be_meant_for_stock(app: Flask) -> None:
    year = make_frozen_year(2)
    awards = [propose(year, code) for code in ("BK", "CUMTRUONG", "CTDBN")]
    decision = decide(year, awards)
    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)
    without_stock = stock.mixed_forms(SYSTEM, year.id, order.id)
    kind, leaders = make_stock(year), make_stock(year, name="L", form=CertificateForm.LEADER)
    before = stock.mixed_forms(SYSTEM, year.id, order.id)
    for _again in range(2):
        orders.split(SYSTEM, year.id, order.id, now=NOW)
    other, first = orders.list_orders(SYSTEM, year.id, now=NOW)

    assert (without_stock, before, stock.mixed_forms(SYSTEM, year.id, order.id)) == (
        [],
        [CertificateForm.CERTIFICATE, CertificateForm.LEADER],
        [],
    )
    assert [(each.title, sum(each.counts.values())) for each in (first, other)] == [
        (decision.number, 2),
        (decision.number, 1),
    ]
    offered = [stock.list_for_order(SYSTEM, year.id, each.id) for each in (first, other)]
    assert [[line.id for line in lines] for lines in offered] == [[kind.id], [leaders.id]]
    for each in (first, other):
        page = orders.view(SYSTEM, year.id, each.id, now=NOW)
        assert page.is_up_to_date
        start(year, db.session.get_one(PrintOrder, each.id), *range(4))
    with pytest.raises(RuleViolation, match="started already"):
        orders.split(SYSTEM, year.id, order.id, now=NOW)


def test_an_order_that_is_started_stays_as_it_was_looked_through(year: Year, kind: Stock) -> None:
    order = order_list(year, people(1))
    start(year, order, 2)

    with pytest.raises(RuleViolation, match="This order was started already"):
        mean_for(year, order, kind)


def test_only_who_runs_the_year_chooses_the_sheet(year: Year, kind: Stock) -> None:
    order = order_list(year, people(1))
    other = make_year(cluster=make_cluster("BAC", "Cụm miền Bắc"), alliances=[])

    for actor, year_id, refusal in (
        (acting(year, Role.OFFICER), year.id, NotAllowed),
        (acting(year, Role.AUDITOR), year.id, NotAllowed),
        (SYSTEM, other.id, NotFound),
    ):
        with pytest.raises(refusal):
            stock.mean_for(actor, year_id, order.id, stock_id=kind.id, plates=PLATES, now=NOW)
