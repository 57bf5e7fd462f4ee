"""Drafts that lie for a while: what is found when they are looked at later, and when printed."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from cluster.database import db
from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import Block, BlockStyle
from cluster.domain.certificate_wordings import CERTIFICATE
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.orders import ItemStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import (
    AllianceName,
    AuditEntry,
    AwardKind,
    IssuedPaper,
    PrintItem,
    PrintOrder,
    Stock,
    Year,
)
from cluster.services import certificate_texts, members, orders, printing, stock, years
from cluster.services.orders import preparing
from cluster.services.printing import register
from cluster.services.stock import meant
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import (
    decide,
    issue,
    kind_of,
    make_frozen_year,
    member_of,
    propose,
    propose_person,
)
from tests.make.orders import order_list, run, start
from tests.make.scoring import acting
from tests.make.stock import make_stock

VCA = {"Thẩm quyền quyết định": "Chủ tịch Liên minh Hợp tác xã Việt Nam"}
THANKS = "Trân trọng cảm ơn."
FLAWED = "NGUYỄN VĂN AN"
NAMED = "Bằng khen – Liên minh Hợp tác xã TP. Hồ Chí Minh"


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


@pytest.fixture
def draft(year: Year) -> PrintOrder:
    """Return an order for the certificate of a member, whose golden book number is 127."""
    award = propose(year)
    decision = decide(year, [award], golden_book_numbers={award.id: "127"})
    return orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)


def write_text(year: Year, *texts: str) -> None:
    certificate_texts.write_text(
        SYSTEM,
        year.id,
        kind_of("BK"),
        blocks=(*CERTIFICATE, *(Block(style=BlockStyle.REASON, text=text) for text in texts)),
        reason="Hội nghị yêu cầu",
        version=0,
        now=NOW,
    )


def correct_the_members_name(year: Year) -> None:
    row = db.session.scalars(select(AllianceName).filter_by(alliance_id=member_of(year))).one()
    called = members.Called(
        name="Liên minh Hợp tác xã tỉnh Khánh Hòa", short_name="Khánh Hòa", name_en="", seat="KH"
    )
    members.correct_name(SYSTEM, row.id, called=called, reason="Dấu đặt sai", now=NOW)


def take_the_number(year: Year) -> None:
    """File a paper of a list with the draft's number, as two people did at the same time."""
    order = order_list(year, [{"Họ và tên": "Lê Bình", "Số sổ vàng": "12", **VCA}])
    start(year, order)
    run(order)
    paper = db.session.scalars(select(IssuedPaper)).one()
    paper.data = paper.data | {"golden_book_number": "127"}
    db.session.commit()


def issue_it(year: Year) -> None:
    award_id = db.session.scalars(select(PrintItem.award_id).where(PrintItem.award_id > 0)).one()
    issue(year, PaperKind.AWARD, award_id)


def look_again(year: Year, order: PrintOrder, **changes: Any) -> bool:
    fields: dict[str, Any] = {"actor": SYSTEM, "year_id": year.id} | changes
    return orders.look_again(**fields, order_id=order.id, plates=PLATES, now=NOW)


def mean_for(year: Year, order: PrintOrder, kind: Stock | None) -> None:
    stock_id = kind.id if kind else None
    stock.mean_for(SYSTEM, year.id, order.id, stock_id=stock_id, plates=PLATES, now=NOW)


def meanwhile(patch: pytest.MonkeyPatch, module: ModuleType, act: Callable[[], object]) -> None:
    """Have something done by another while lines are measured."""
    measurer = module.measurer

    def late(*given: Any) -> Any:
        measure = measurer(*given)

        def measured(paper: object) -> Any:
            patch.undo()
            act()
            return measure(paper)

        return measured

    patch.setattr(module, "measurer", late)


def lines(order: PrintOrder) -> list[tuple[str, ItemStatus, list[str]]]:
    rows = db.session.scalars(select(PrintItem).filter_by(order_id=order.id).order_by("place"))
    return [
        (row.title, row.status, [finding["message"]["text"] for finding in row.findings])
        for row in rows
    ]


@pytest.mark.parametrize(
    ("change", "title", "status", "found"),
    [
        pytest.param(
            lambda year: write_text(year, THANKS),
            NAMED,
            ItemStatus.WAITING,
            [],
            id="another text",
        ),
        pytest.param(
            correct_the_members_name,
            "Bằng khen – Liên minh Hợp tác xã tỉnh Khánh Hòa",
            ItemStatus.WAITING,
            [],
            id="a name put right",
        ),
        pytest.param(
            take_the_number,
            NAMED,
            ItemStatus.STOPPED,
            ["The golden book number “%(number)s” was given this year already: %(name)s."],
            id="its number taken",
        ),
        pytest.param(
            issue_it,
            NAMED,
            ItemStatus.STOPPED,
            ["Printed already: no. %(serial)s. Print that one again from the register."],
            id="printed meanwhile",
        ),
    ],
)
def test_a_draft_is_not_started_before_its_changed_lines_are_looked_at(
    year: Year,
    draft: PrintOrder,
    change: Callable[[Year], None],
    title: str,
    status: ItemStatus,
    found: list[str],
) -> None:
    assert not look_again(year, draft)
    change(year)

    with pytest.raises(RuleViolation, match="has changed since its lines were looked through"):
        start(year, draft)
    assert look_again(year, draft)
    assert not look_again(year, draft)
    assert lines(draft) == [(title, status, found)]


def test_what_is_found_stays_with_its_line_when_another_comes_before_it(year: Year) -> None:
    first = propose_person(year, "Lê Thị Bình", "LDTT")
    others = [propose_person(year, name) for name in (FLAWED, "Lê Văn Cường")]
    decision = decide(year, [first, *others])
    draft = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)
    before = lines(draft)
    with_certificate = db.session.get_one(AwardKind, first.kind_id)
    with_certificate.certificate = CertificateForm.CERTIFICATE
    db.session.commit()
    write_text(year, THANKS)
    look_again(year, draft)

    assert [(status, found) for _title, status, found in before] == [
        (ItemStatus.LEFT_OUT, ["The name is written in capitals only: “%(name)s”."]),
        (ItemStatus.WAITING, []),
    ]
    assert lines(draft) == before


def test_what_is_printed_then_says_what_holds_now(year: Year, draft: PrintOrder) -> None:
    write_text(year, THANKS)
    look_again(year, draft)
    start(year, draft)
    run(draft)

    store = current_app.extensions["files"]
    output = orders.download(SYSTEM, store, year.id, draft.id, singles=False)
    (page,) = read(b"".join(output.pieces))
    assert THANKS in page.text
    entry = db.session.scalars(
        select(AuditEntry).filter_by(action="order.looked_through_again")
    ).one()
    assert entry.after == {"order": draft.title, "lines": 1}
    assert not look_again(year, draft)


def test_a_list_is_free_again_when_what_stood_in_its_way_is_void(year: Year) -> None:
    first, second = order_list(year, [{}]), order_list(year, [{}, {"Họ và tên": FLAWED}])
    start(year, first)
    run(first)
    look_again(year, second)
    stopped = lines(second)
    (paper,) = db.session.scalars(select(IssuedPaper)).all()
    register.void(SYSTEM, year.id, paper.id, reason="Rách", now=NOW)
    look_again(year, second)

    capitals = ["The name is written in capitals only: “%(name)s”."]
    assert [line[1:] for line in stopped] == [
        (
            ItemStatus.STOPPED,
            ["Printed already: no. %(serial)s. Print that one again from the register."],
        ),
        (ItemStatus.LEFT_OUT, capitals),
    ]
    assert [line[1:] for line in lines(second)] == [
        (ItemStatus.WAITING, []),
        (ItemStatus.LEFT_OUT, capitals),
    ]


def test_a_draft_for_stock_is_looked_through_for_its_sheet(year: Year, draft: PrintOrder) -> None:
    kind = make_stock(year)
    mean_for(year, draft, kind)
    (before,) = lines(draft)
    write_text(year, *["Thành tích xuất sắc " * 14] * 4)
    look_again(year, draft)

    assert lines(draft) == [before]
    mean_for(year, draft, None)
    assert [line[1] for line in lines(draft)] == [ItemStatus.LEFT_OUT]


def test_a_number_taken_while_an_order_waits_stops_its_line(year: Year, draft: PrintOrder) -> None:
    start(year, draft)
    take_the_number(year)
    run(draft)

    assert lines(draft)[0][1:] == (
        ItemStatus.STOPPED,
        ["The golden book number “%(number)s” was given this year already: %(name)s."],
    )


def test_a_number_promised_to_an_award_stops_a_list_that_waits(year: Year) -> None:
    waiting = order_list(year, [{"Số sổ vàng": "0041", **VCA}])
    start(year, waiting)
    award = propose_person(year)
    decide(year, [award], golden_book_numbers={award.id: "41"})
    run(waiting)

    assert [line[1] for line in lines(waiting)] == [ItemStatus.STOPPED]


def test_the_program_gives_no_golden_book_number_that_was_given_by_hand(year: Year) -> None:
    printing.set_series(SYSTEM, year.id, series="golden_book", pattern="{n}", first=1, now=NOW)
    order = order_list(
        year, [{"Số sổ vàng": "2", **VCA}, *({"Họ và tên": name, **VCA} for name in ("An", "Bích"))]
    )
    start(year, order, 2, 3)
    run(order)

    given = [paper.data["golden_book_number"] for paper in db.session.scalars(select(IssuedPaper))]
    assert given == ["2", "1", "3"]


def test_only_who_prints_looks_a_draft_through(year: Year, draft: PrintOrder) -> None:
    other = years.open_year(SYSTEM, year.cluster_id, 2030, now=NOW)

    with pytest.raises(NotAllowed):
        look_again(year, draft, actor=acting(year, Role.AUDITOR))
    with pytest.raises(NotFound):
        look_again(year, draft, year_id=other.id)


def test_what_was_found_on_one_sheet_is_not_kept_for_another(
    year: Year, draft: PrintOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = make_stock(year)
    write_text(year, THANKS)
    meanwhile(monkeypatch, preparing, lambda: mean_for(year, draft, kind))

    assert not look_again(year, draft)
    assert orders.get_line(SYSTEM, year.id, draft.id, now=NOW).sheet is not None
    assert look_again(year, draft)


def test_a_sheet_is_chosen_for_what_is_printed_now(
    year: Year, draft: PrintOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = make_stock(year)
    write_text(year, THANKS)
    meanwhile(monkeypatch, meant, lambda: look_again(year, draft))

    with pytest.raises(RuleViolation, match=r"has changed meanwhile\. Choose the sheet again"):
        mean_for(year, draft, kind)
    assert orders.get_line(SYSTEM, year.id, draft.id, now=NOW).sheet is None
