"""Print orders: gathered from a decision or a list, looked through, printed, given out."""

import unicodedata
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from cluster import storage
from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.orders import ItemStatus, OrderStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, Award, PrintOrder, Year
from cluster.services import orders, printing, years
from cluster.services.orders import viewing
from cluster.services.printing import register
from tests.conftest import NOW, PLATES
from tests.make.awards import decide, issue, propose, propose_person
from tests.make.orders import (
    NAMES,
    found_in,
    items,
    named,
    order_list,
    pages_of,
    papers,
    people,
    printed,
    run,
    start,
)
from tests.make.queries import count_queries
from tests.make.scoring import acting
from tests.make.years import make_year

ADVICE = "Write it with other letters."
ACTS = (orders.pause, orders.resume, orders.cancel, orders.split, orders.renew)


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


def test_one_order_prints_all_certificates_of_a_decision(awarding: Year) -> None:
    proposed = [propose_person(awarding), propose(awarding), propose(awarding, place=1)]
    decision = decide(awarding, proposed, golden_book_numbers={proposed[0].id: "41"})

    order = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    start(awarding, order)
    run(order)

    assert [item.status for item in items(order)] == [ItemStatus.PRINTED] * 3
    assert [paper.serial for paper in papers()] == [f"{n}/2026/GCN-CTĐ" for n in (1, 2, 3)]
    pages = pages_of(awarding, order)
    assert ["Nguyễn Văn An" in page for page in pages] == [True, False, False]
    assert ["Số sổ vàng: 41" in page for page in pages] == [True, False, False]
    assert printed(awarding, order).status is OrderStatus.DONE


def test_a_certificate_of_an_order_is_the_one_that_is_issued_singly(awarding: Year) -> None:
    award = propose_person(awarding)
    decision = decide(awarding, [award])
    order = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    start(awarding, order)
    run(order)

    single = issue(awarding, PaperKind.AWARD, award.id)

    assert [single.id] == [paper.id for paper in papers()]


def test_what_was_issued_singly_since_is_not_printed_twice(awarding: Year) -> None:
    award = propose_person(awarding)
    decision = decide(awarding, [award])
    order = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    start(awarding, order)
    single = issue(awarding, PaperKind.AWARD, award.id)
    run(order)
    again = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)

    said = [(1, ["Printed already: no. 1/2026/GCN-CTĐ. Print that one again from the register."])]
    assert papers() == [single]
    assert (found_in(awarding, order), found_in(awarding, again)) == (said, said)
    with pytest.raises(RuleViolation, match="Nothing would be printed"):
        start(awarding, again)


def test_a_decision_without_certificates_orders_nothing(awarding: Year) -> None:
    decision = decide(awarding, [propose_person(awarding, code="LDTT")])

    with pytest.raises(RuleViolation, match="No award of this decision"):
        orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    assert orders.list_decisions(SYSTEM, awarding.id) == []


def test_a_decision_of_another_year_does_not_exist_here(awarding: Year) -> None:
    decision = decide(awarding, [propose(awarding)])
    other = years.open_year(SYSTEM, awarding.cluster_id, 2030, now=NOW)

    with pytest.raises(NotFound):
        orders.order_decision(SYSTEM, other.id, decision.id, plates=PLATES, now=NOW)
    with pytest.raises(NotFound):
        order_list(other, named("An"), decision_id=decision.id)


def test_a_list_is_printed_line_by_line_with_what_it_says(year: Year) -> None:
    order = order_list(year, named(*NAMES))
    start(year, order, singles=True)
    run(order)

    assert [paper.title for paper in papers()] == [f"Giấy khen – Bà {name}" for name in NAMES]
    pages = pages_of(year, order)
    assert [name in page for name, page in zip(NAMES, pages, strict=True)] == [True] * 5
    for words in (
        "GIẤY KHEN",
        "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ TỈNH KHÁNH HÒA",
        "Giám đốc Hợp tác xã Ninh Hòa",
        "Quyết định số: 15/QĐ-LMHTX",
        "Khánh Hòa, ngày 27 tháng 02 năm 2026",
    ):
        assert words in pages[0]


def test_a_list_that_comes_again_prints_only_what_is_new(year: Year) -> None:
    first = order_list(year, named(*NAMES[:2]))
    start(year, first)
    run(first)
    voided, kept = papers()
    register.void(SYSTEM, year.id, voided.id, reason="Sai chức vụ", now=NOW)

    again = order_list(year, named(*NAMES[:3]))

    assert found_in(year, again) == [
        (3, [f"Printed already: no. {kept.serial}. Print that one again from the register."])
    ]


def test_two_drafts_of_one_list_print_each_certificate_once(year: Year) -> None:
    first, second = order_list(year, named(*NAMES[:2])), order_list(year, named(*NAMES[:3]))
    start(year, first)
    start(year, second, singles=True)
    run(first)
    run(second)

    assert [paper.serial_number for paper in papers()] == [1, 2, 3]
    assert [item.status for item in items(second)] == [
        ItemStatus.STOPPED,
        ItemStatus.STOPPED,
        ItemStatus.PRINTED,
    ]
    assert found_in(year, second) == [
        (
            place,
            [f"Printed already: no. {paper.serial}. Print that one again from the register."],
        )
        for place, paper in zip((2, 3), papers(), strict=False)
    ]
    assert [NAMES[2] in page for page in pages_of(year, second)] == [True]


def test_a_draft_of_what_is_all_printed_meanwhile_ends_without_a_file(year: Year) -> None:
    first, second = order_list(year, [{}]), order_list(year, [{}])
    for act in (lambda order: start(year, order, singles=True), run):
        act(first)
        act(second)

    line = printed(year, second)
    assert (line.status, line.printed, line.waiting) == (OrderStatus.DONE, 0, 0)
    assert (line.merged_size, line.singles_size) == (0, 0)


def test_what_was_declared_void_meanwhile_is_printed_again(year: Year) -> None:
    first, second = order_list(year, [{}]), order_list(year, [{}])
    start(year, first)
    run(first)
    register.void(SYSTEM, year.id, papers()[0].id, reason="Giấy rách", now=NOW)
    start(year, second)
    run(second)

    assert [paper.serial_number for paper in papers()] == [1, 2]


def test_a_line_that_has_no_room_any_more_stops_alone(year: Year) -> None:
    order = order_list(year, named(*NAMES[:3]))
    start(year, order)
    grown = items(order)[1]
    grown.data = grown.data | {"recipient": "Nguyễn " * 60}
    db.session.commit()
    run(order)

    assert [item.status for item in items(order)] == [
        ItemStatus.PRINTED,
        ItemStatus.STOPPED,
        ItemStatus.PRINTED,
    ]
    assert [paper.serial_number for paper in papers()] == [1, 2]
    ((place, (sentence,)),) = found_in(year, order)
    assert (place, "does not fit" in sentence or "too long" in sentence) == (3, True)


def test_the_archive_holds_each_issued_paper_under_a_short_safe_name(
    app: Flask, year: Year
) -> None:
    order = order_list(year, named(*NAMES[:2]))
    start(year, order, singles=True)
    run(order)

    store = app.extensions["files"]
    output = orders.download(SYSTEM, store, year.id, order.id, singles=True)
    with ZipFile(BytesIO(b"".join(output.pieces))) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}

    assert output.filename == "in-1-danh-sach.zip"
    assert contents == {
        "1-2026-gcn-ctd-giay-khen-ba-tran-thi-an.pdf": storage.read(store, papers()[0].sha256),
        "2-2026-gcn-ctd-giay-khen-ba-le-van-binh.pdf": storage.read(store, papers()[1].sha256),
    }


def test_names_of_the_highlands_are_found_nothing_wrong_with_and_printed(year: Year) -> None:
    names = ("Y Ƀhiŏ Niê", "H'Blŭ Êban", "HʼČhĭn Mlô", "Rơ̆ Châm Ê̆ñuôl", "Siu Č")
    typed = [unicodedata.normalize("NFD", name.replace(" ", "\u00a0 \u200b")) for name in names]
    order = order_list(year, named(*typed))
    laid_out = "This page needs a full layout, which takes a second."
    put_together = "Accents typed apart from their letters were put together."

    assert [(place, sorted(found)) for place, found in found_in(year, order)] == [
        (2, [put_together]),
        (3, [put_together]),
        (4, [put_together]),
        (5, [put_together, laid_out]),
        (6, [put_together]),
    ]
    start(year, order, singles=True)
    run(order)
    pages = [page.replace(" ", "") for page in pages_of(year, order)]
    assert [name.replace(" ", "") in page for name, page in zip(names, pages, strict=True)] == (
        [True] * 5
    )
    assert [paper.title for paper in papers()] == [f"Giấy khen – Bà {name}" for name in names]
    assert [paper.filename for paper in papers()][:2] == [
        "giay-khen-ba-y-bhio-nie-2026.pdf",
        "giay-khen-ba-h-blu-eban-2026.pdf",
    ]


def test_a_letter_of_no_font_stops_its_line_and_is_named_with_its_field(year: Year) -> None:
    order = order_list(
        year, [*named("Y 漢 Niê", "Lê Tám"), {"Họ và tên": "Lê Chín", "Chức vụ, đơn vị": "HTX 😀"}]
    )

    assert found_in(year, order) == [
        (
            2,
            ["Name: No font of ours can draw “漢” (U+6F22) in “Y 漢 Niê”. " + ADVICE],
        ),
        (
            4,
            ["Position and unit: No font of ours can draw “😀” (U+1F600) in “HTX 😀”. " + ADVICE],
        ),
    ]
    assert [item.status for item in items(order)] == [
        ItemStatus.STOPPED,
        ItemStatus.WAITING,
        ItemStatus.STOPPED,
    ]


def test_a_line_that_was_let_through_before_is_not_printed_with_a_box(year: Year) -> None:
    order = order_list(year, named(*NAMES[:2]))
    start(year, order)
    drafted = items(order)[0]
    drafted.data = drafted.data | {"recipient": "Bà 漢"}
    db.session.commit()
    run(order)

    assert [item.status for item in items(order)] == [ItemStatus.STOPPED, ItemStatus.PRINTED]


def test_without_a_wish_there_is_no_archive(app: Flask, year: Year) -> None:
    order = order_list(year, named("An Bình"))
    start(year, order)
    run(order)

    with pytest.raises(NotFound):
        orders.download(SYSTEM, app.extensions["files"], year.id, order.id, singles=True)


def test_a_line_with_an_error_is_never_printed_even_if_ticked(year: Year) -> None:
    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình", "Thành tích": None}])
    start(year, order, 2, 3)
    run(order)

    assert [item.status for item in items(order)] == [ItemStatus.PRINTED, ItemStatus.STOPPED]
    assert len(pages_of(year, order)) == 1


def test_a_line_with_a_warning_is_printed_once_it_is_ticked(year: Year) -> None:
    rows = [{}, *named("LÊ VĂN BÌNH", "PHẠM THỊ CÚC")]
    order = order_list(year, rows)
    start(year, order, 2, 4, 99)
    run(order)

    assert [item.status for item in items(order)] == [
        ItemStatus.PRINTED,
        ItemStatus.LEFT_OUT,
        ItemStatus.PRINTED,
    ]
    assert [paper.serial_number for paper in papers()] == [1, 2]
    started = db.session.scalars(select(AuditEntry).filter_by(action="order.started")).one()
    assert started.after == {"order": "danh-sach.xlsx", "certificates": 2, "accepted": [4]}


def test_the_golden_book_is_numbered_by_the_program_where_it_is_told(awarding: Year) -> None:
    proposed = [propose_person(awarding), propose(awarding)]
    decision = decide(awarding, proposed, golden_book_numbers={proposed[1].id: "7"})
    printing.set_series(
        SYSTEM, awarding.id, series="golden_book", pattern="{n:03}", first=120, now=NOW
    )
    order = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    start(awarding, order)
    run(order)

    db.session.expire_all()
    assert [award.golden_book_number for award in db.session.scalars(select(Award))] == ["120", "7"]
    assert "Số sổ vàng: 120" in pages_of(awarding, order)[0]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNCIL, Role.REVIEWER])
def test_only_who_runs_the_year_orders(year: Year, role: Role) -> None:
    actor = acting(year, role, alliance_id=None)

    with pytest.raises(NotAllowed):
        order_list(year, named("An Bình"), actor=actor)
    with pytest.raises(NotAllowed):
        orders.list_orders(actor, year.id, now=NOW)


def test_the_auditor_looks_on(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    auditor = acting(year, Role.AUDITOR)

    assert orders.get_line(auditor, year.id, order.id, now=NOW).id == order.id
    for act in ACTS:
        with pytest.raises(NotAllowed):
            act(auditor, year.id, order.id, now=NOW)


def test_an_order_of_another_year_does_not_exist_here(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    other = years.open_year(SYSTEM, year.cluster_id, 2030, now=NOW)

    for act in (orders.view, *ACTS):
        with pytest.raises(NotFound):
            act(SYSTEM, other.id, order.id, now=NOW)


def test_many_lines_of_one_kind_stand_as_one_behind_the_first(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "SHOWN_OF_A_KIND", 2)
    names = ["LÊ VĂN AN", "VÕ VĂN BÌNH", "Đỗ thị Cúc", "HỒ VĂN EM", "Trần Văn Gia", "TÔ HÀ"]
    page = orders.view(SYSTEM, year.id, order_list(year, named(*names)).id, now=NOW)

    shown = [
        (line.places, line.title, line.count, str(line.findings[0].message)) for line in page.items
    ]

    assert shown == [
        ("2", "Giấy khen – Bà LÊ VĂN AN", 1, "The name is written in capitals only: “LÊ VĂN AN”."),
        (
            "3",
            "Giấy khen – Bà VÕ VĂN BÌNH",
            1,
            "The name is written in capitals only: “VÕ VĂN BÌNH”.",
        ),
        ("4", "Giấy khen – Bà Đỗ thị Cúc", 1, "Look at the capitals in the name: “Đỗ thị Cúc”."),
        ("5, 7", "", 2, "The name is written in capitals only: “…”."),
    ]


def test_an_order_of_many_lines_is_prepared_and_started_with_as_few_questions(year: Year) -> None:
    few = count_queries(lambda: order_list(year, people(2)))
    many = count_queries(lambda: order_list(year, people(40)))
    drafts = db.session.scalars(select(PrintOrder).order_by(PrintOrder.id)).all()
    asked = [count_queries(lambda draft=draft: start(year, draft, *range(50))) for draft in drafts]

    assert few == many
    assert asked[0] == asked[1]


def test_pages_ask_the_same_number_of_questions_for_few_and_for_many(year: Year) -> None:
    few, many = order_list(year, named("AN BÌNH")).id, order_list(year, people(40)).id
    asked = [
        count_queries(lambda order_id=order_id: orders.view(SYSTEM, year.id, order_id, now=NOW))
        for order_id in (few, many)
    ]
    for_two = count_queries(lambda: orders.list_orders(SYSTEM, year.id, now=NOW))
    order_list(year, people(2))

    assert asked[0] == asked[1]
    assert count_queries(lambda: orders.list_orders(SYSTEM, year.id, now=NOW)) == for_two
