"""Print orders: gathered from a decision or a list, looked through, printed, given out."""

import unicodedata
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from cluster import storage
from cluster.database import db
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.orders import STALE, ItemStatus, OrderStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.plain_data import to_plain
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, Award, IssuedPaper, PrintItem, PrintOrder, Year
from cluster.services import orders, printing, years
from cluster.services.orders import reading, running
from cluster.services.orders.listing import HEADINGS, read_list
from cluster.services.printing import register
from cluster.spreadsheets.reading import MOST_BYTES
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import decide, issue, make_frozen_year, propose, propose_person
from tests.make.orders import (
    DECISION,
    NAMES,
    ROW,
    make_list,
    order_list,
    people,
    printed,
    run,
    start,
)
from tests.make.queries import count_queries
from tests.make.scoring import acting
from tests.make.years import make_year

ADVICE = "Write it with other letters."


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


@pytest.fixture
def awarding(app: Flask) -> Year:
    """Return a year that awards."""
    return make_frozen_year(3)


def named(*names: str) -> list[dict[str, Any]]:
    return [{"Họ và tên": name} for name in names]


def items(order: PrintOrder) -> list[PrintItem]:
    found = select(PrintItem).where(PrintItem.order_id == order.id).order_by(PrintItem.place)
    return list(db.session.scalars(found))


def found_in(year: Year, order: PrintOrder) -> list[tuple[int, list[str]]]:
    page = orders.view(SYSTEM, year.id, order.id, now=NOW)
    return [
        (int(line.places), [str(found.message) for found in line.findings]) for line in page.items
    ]


def papers() -> list[IssuedPaper]:
    return list(db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)))


def pages_of(app: Flask, year: Year, order: PrintOrder) -> list[str]:
    store = app.extensions["files"]
    output = orders.download(SYSTEM, store, year.id, order.id, singles=False)
    content = b"".join(output.pieces)
    assert len(content) == output.size
    return [page.text for page in read(content)]


def test_one_order_prints_all_certificates_of_a_decision(app: Flask, awarding: Year) -> None:
    proposed = [propose_person(awarding), propose(awarding), propose(awarding, place=1)]
    decision = decide(awarding, proposed, golden_book_numbers={proposed[0].id: "41"})

    order = orders.order_decision(SYSTEM, awarding.id, decision.id, plates=PLATES, now=NOW)
    start(awarding, order)
    run(order)

    assert [item.status for item in items(order)] == [ItemStatus.PRINTED] * 3
    assert [paper.serial for paper in papers()] == [f"{n}/2026/GCN-CTĐ" for n in (1, 2, 3)]
    pages = pages_of(app, awarding, order)
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


def test_a_list_is_printed_line_by_line_with_what_it_says(app: Flask, year: Year) -> None:
    order = order_list(year, named(*NAMES))
    start(year, order, singles=True)
    run(order)

    assert [paper.title for paper in papers()] == [f"Giấy khen – Bà {name}" for name in NAMES]
    pages = pages_of(app, year, order)
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


def test_two_drafts_of_one_list_print_each_certificate_once(app: Flask, year: Year) -> None:
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
    assert [NAMES[2] in page for page in pages_of(app, year, second)] == [True]


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


def test_names_of_the_highlands_are_found_nothing_wrong_with_and_printed(
    app: Flask, year: Year
) -> None:
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
    pages = [page.replace(" ", "") for page in pages_of(app, year, order)]
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


def test_a_decision_stands_once_and_holds_for_the_rows_below(year: Year) -> None:
    nothing = dict.fromkeys((*DECISION, "Nơi ban hành", "Chức danh người ký", "Người ký"), None)
    another = {"Số quyết định": "16/QĐ-LMHTX", "Ngày quyết định": date(2026, 3, 1)}
    rows = [
        {},
        {"Họ và tên": "Lê Văn Bình", **nothing},
        {"Họ và tên": "Phạm Thị Cúc", **nothing, **another},
        {"Họ và tên": "Đỗ Minh Đức", **nothing},
    ]

    order = order_list(year, rows)

    assert [(item.data["decision_number"], item.data["dated"]) for item in items(order)] == [
        ("15/QĐ-LMHTX", "2026-02-27"),
        ("15/QĐ-LMHTX", "2026-02-27"),
        ("16/QĐ-LMHTX", "2026-03-01"),
        ("16/QĐ-LMHTX", "2026-03-01"),
    ]


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        pytest.param(
            {"Ngày quyết định": "31/02/2026"},
            "No decision: its number and its day are missing.",
            id="the day",
        ),
        pytest.param(
            {"Số quyết định": "16/QĐ-LMHTX", "Ngày quyết định": None},
            "No decision: its number and its day are missing.",
            id="the day of another decision",
        ),
        pytest.param({"Người ký": date(2026, 1, 5)}, "Missing: Signer’s name.", id="who signs"),
    ],
)
def test_rows_below_what_cannot_be_read_take_nothing_from_further_up(
    year: Year, wrong: dict[str, Any], finding: str
) -> None:
    below = {"Họ và tên": "Đỗ Minh Đức", **dict.fromkeys(wrong)}

    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình", **wrong}, below])

    assert found_in(year, order)[-1] == (4, [finding])


def test_rows_without_a_decision_take_the_one_that_is_chosen(awarding: Year) -> None:
    decision = decide(awarding, [propose(awarding)])
    rows = [dict.fromkeys([*ROW][6:])]

    chosen = order_list(awarding, rows, decision_id=decision.id)
    none = order_list(awarding, rows)

    assert items(chosen)[0].data["decision_number"] == "12/QĐ-LMHTXVN"
    assert items(chosen)[0].status is ItemStatus.WAITING
    assert found_in(awarding, none) == [
        (
            2,
            [
                "No decision: its number and its day are missing.",
                "Missing: Authority.",
                "Missing: Place on papers.",
                "Missing: Signer’s title.",
                "Missing: Signer’s name.",
            ],
        )
    ]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        pytest.param(
            {"Ngày quyết định": "mai"},
            "Sheet “Sheet”, row 2, cell H2: Write a day as 05/12/2026.",
            id="a day that is none",
        ),
        pytest.param(
            {"Họ và tên": date(2026, 1, 5)},
            "Sheet “Sheet”, row 2, cell B2: The program has made a date of this."
            " Format the cell as text and type it again.",
            id="a name that became a date",
        ),
        pytest.param({"Thành tích": ""}, "Missing: What the award is for.", id="no achievement"),
        pytest.param(
            {"Họ và tên": "TRẦN THỊ ẨN"},
            "The name is written in capitals only: “TRẦN THỊ ẨN”.",
            id="capitals",
        ),
        pytest.param(
            {"Họ và tên": "Bùi Minh Du\N{COMBINING TILDE}ng"},
            "Accents typed apart from their letters were put together.",
            id="accents typed apart",
        ),
        pytest.param(
            {"Họ và tên": "Trần Rơ̆"},
            "This page needs a full layout, which takes a second.",
            id="a letter that is not on the plate",
        ),
        pytest.param(
            {"Họ và tên": "Trần An 😀"},
            f"Name: No font of ours can draw “😀” (U+1F600) in “Trần An 😀”. {ADVICE}",
            id="a letter that the fonts lack",
        ),
    ],
)
def test_what_is_wrong_in_a_row_is_said_before_anything_is_printed(
    year: Year, row: dict[str, Any], finding: str
) -> None:
    order = order_list(year, [row])

    ((place, found),) = found_in(year, order)
    assert (place, found[0]) == (2, finding)
    assert papers() == []


def test_a_day_typed_as_text_is_read(year: Year) -> None:
    order = order_list(year, [{"Ngày quyết định": "05/02/2026"}])

    assert items(order)[0].data["dated"] == "2026-02-05"


def test_a_line_with_an_error_is_never_printed_even_if_ticked(app: Flask, year: Year) -> None:
    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình", "Thành tích": None}])
    start(year, order, 2, 3)
    run(order)

    assert [item.status for item in items(order)] == [ItemStatus.PRINTED, ItemStatus.STOPPED]
    assert len(pages_of(app, year, order)) == 1


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


def test_the_leaders_award_wants_its_term(year: Year) -> None:
    row = {"Danh xưng": None, "Họ và tên": "Liên minh Hợp tác xã tỉnh Đồng Nai"}
    order = order_list(year, [row], text=AwardWording.LEADER)

    assert found_in(year, order) == [(2, ["Missing: Năm."])]


def test_the_term_of_the_leaders_award_is_a_column(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(BytesIO(make_list([{"Danh xưng": None}])))
    sheet = workbook.active
    for row, value in enumerate(("Năm", 2027), 1):
        sheet.cell(row, len(ROW) + 1, value)
    written = BytesIO()
    workbook.save(written)

    (line,) = read_list(written.getvalue(), "a.xlsx", text=AwardWording.LEADER)

    assert to_plain(line.paper)["term"] == "NĂM 2027"


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        pytest.param(b"x", "a.pdf", "Send an Excel or OpenDocument workbook", id="no workbook"),
        pytest.param(b"PKx", "a.xlsx", "damaged", id="a damaged one"),
        pytest.param(bytes(MOST_BYTES + 1), "a.xlsx", "too much to read", id="too large a one"),
        pytest.param(make_list([]), "a.xlsx", "The list has no rows.", id="no rows"),
        pytest.param(
            make_list([{}], head=25), "a.xlsx", "No row with these headings", id="no headings"
        ),
    ],
)
def test_what_is_no_list_is_refused(
    year: Year, content: bytes, filename: str, sentence: str
) -> None:
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        order_list(year, [], content=content, filename=filename)

    assert refusal.value.field == "workbook"
    assert orders.list_orders(SYSTEM, year.id, now=NOW) == []


def test_the_empty_list_is_read_again_as_it_is_given_out() -> None:
    (line,) = read_list(orders.blank_list(NOW), "danh-sach-in.xlsx", text=AwardWording.CERTIFICATE)

    assert line.title == "Giấy khen – Ông Nguyễn Văn Mẫu"
    assert [str(fault.message) for fault in line.faults] == [
        "This is the example of the empty list: delete the row."
    ]
    assert len({alias for aliases in HEADINGS.values() for alias in aliases}) == sum(
        len(aliases) for aliases in HEADINGS.values()
    )


def test_the_golden_book_is_numbered_by_the_program_where_it_is_told(
    app: Flask, awarding: Year
) -> None:
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
    assert "Số sổ vàng: 120" in pages_of(app, awarding, order)[0]


def run_until_paused(year: Year, order: PrintOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print two certificates of an order, which somebody pauses then."""
    monkeypatch.setattr(running, "CHUNK", 2)
    steps = iter([orders.pause])
    real = running._print_some

    def interrupted(room: running.Room, order_id: int) -> bool:
        more = real(room, order_id)
        for step in steps:
            step(SYSTEM, year.id, order_id, now=NOW)
        return more

    monkeypatch.setattr(running, "_print_some", interrupted)
    start(year, order)
    run(order)


def test_a_paused_order_prints_nothing_until_it_is_resumed(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_list(year, named(*NAMES))
    run_until_paused(year, order, monkeypatch)
    paused = printed(year, order)
    run(order)
    orders.resume(SYSTEM, year.id, order.id, now=NOW)
    run(order)

    assert (paused.status, paused.printed, paused.waiting) == (OrderStatus.PAUSED, 2, 3)
    done = printed(year, order)
    assert (done.status, done.printed, done.waiting) == (OrderStatus.DONE, 5, 0)
    assert [paper.serial_number for paper in papers()] == [1, 2, 3, 4, 5]


def test_a_cancelled_order_keeps_what_is_printed_and_prints_no_more(year: Year) -> None:
    order = order_list(year, named(*NAMES))
    start(year, order)
    orders.cancel(SYSTEM, year.id, order.id, now=NOW)
    run(order)

    assert printed(year, order).status is OrderStatus.CANCELLED
    assert papers() == []
    for act in (orders.pause, orders.resume, orders.cancel):
        with pytest.raises(RuleViolation):
            act(SYSTEM, year.id, order.id, now=NOW)
    with pytest.raises(RuleViolation):
        start(year, order)


def test_what_was_printed_of_a_cancelled_order_gets_its_file(
    app: Flask, year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_list(year, named(*NAMES))
    run_until_paused(year, order, monkeypatch)
    orders.cancel(SYSTEM, year.id, order.id, now=NOW)
    cancelled = orders.get_line(SYSTEM, year.id, order.id, now=NOW + STALE)
    waiting = [
        orders.list_running(NOW, only_stale=False),
        orders.list_running(NOW, only_stale=True),
        orders.list_running(NOW + STALE, only_stale=True),
    ]
    run(order)
    filed = printed(year, order)
    output = orders.download(SYSTEM, app.extensions["files"], year.id, order.id, singles=False)

    assert waiting == [[order.id], [], [order.id]]
    assert (cancelled.is_under_way, cancelled.waits_for_worker) == (True, True)
    assert (filed.status, filed.printed, filed.is_under_way) == (OrderStatus.CANCELLED, 2, False)
    assert len(read(b"".join(output.pieces))) == 2
    assert orders.list_running(NOW, only_stale=False) == []


def test_an_order_is_started_once(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    start(year, order)

    with pytest.raises(RuleViolation):
        start(year, order)
    orders.pause(SYSTEM, year.id, order.id, now=NOW)
    with pytest.raises(RuleViolation, match="started already"):
        start(year, order)


def test_running_an_order_twice_does_no_harm(app: Flask, year: Year) -> None:
    order = order_list(year, named(*NAMES))
    start(year, order)
    run(order)
    first = papers()
    run(order)
    run(PrintOrder(id=999, title="gone"))

    assert papers() == first


def test_an_error_in_a_unit_of_work_gives_its_numbers_back(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    order = order_list(year, named(*NAMES))
    start(year, order)
    real, calls = storage.write, iter(range(100))

    def torn(store: Any, content: bytes) -> str:
        if next(calls) == 3:
            raise OSError("no space left")
        return real(store, content)

    with monkeypatch.context() as patch:
        patch.setattr(storage, "write", torn)
        with pytest.raises(OSError, match="no space left"):
            run(order)
    after = [paper.serial_number for paper in papers()]
    run(order)

    assert after == [1, 2]
    assert [paper.serial_number for paper in papers()] == [1, 2, 3, 4, 5]


def test_slow_pages_are_filed_before_their_neighbours_are_laid_out(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LONGEST_CHUNK", 0)
    order = order_list(year, named(*NAMES[:2]))
    start(year, order)
    seen: list[int] = []
    real = running._print_some

    def counted(room: running.Room, order_id: int) -> bool:
        more = real(room, order_id)
        seen.append(len(papers()))
        return more

    monkeypatch.setattr(running, "_print_some", counted)
    run(order)

    assert seen == [1, 2]


def test_orders_without_a_sign_of_life_are_found(year: Year) -> None:
    waiting, paused, draft = (order_list(year, named(name)) for name in NAMES[:3])
    start(year, waiting)
    start(year, paused)
    orders.pause(SYSTEM, year.id, paused.id, now=NOW)

    assert orders.list_running(NOW, only_stale=False) == [waiting.id]
    assert orders.list_running(NOW, only_stale=True) == []
    assert orders.list_running(NOW + STALE, only_stale=True) == [waiting.id]
    line = orders.get_line(SYSTEM, year.id, waiting.id, now=NOW + STALE)
    assert line.waits_for_worker
    assert draft.status is OrderStatus.DRAFT


def test_the_time_left_is_reckoned_from_what_is_printed(year: Year) -> None:
    order = order_list(year, named(*NAMES))
    start(year, order)
    for item in items(order)[:2]:
        item.status = ItemStatus.PRINTED
    db.session.commit()

    line = orders.get_line(SYSTEM, year.id, order.id, now=NOW + timedelta(seconds=10))

    assert line.left == timedelta(seconds=15)


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
    with pytest.raises(NotAllowed):
        orders.cancel(auditor, year.id, order.id, now=NOW)


def test_an_order_of_another_year_does_not_exist_here(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    other = years.open_year(SYSTEM, year.cluster_id, 2030, now=NOW)

    with pytest.raises(NotFound):
        orders.view(SYSTEM, other.id, order.id, now=NOW)
    with pytest.raises(NotFound):
        orders.cancel(SYSTEM, other.id, order.id, now=NOW)


def test_many_lines_of_one_kind_stand_as_one_behind_the_first(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SHOWN_OF_A_KIND", 2)
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
