"""The pages that order certificates, from the list to the printed file."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cluster.database import Base, db
from cluster.domain.orders import OrderStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import PrintOrder, User, Year
from cluster.services import leadership, orders
from cluster.services.orders import viewing
from cluster.services.printing import register
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import (
    decide,
    make_frozen_year,
    make_member,
    member_of,
    propose,
    propose_person,
)
from tests.make.orders import make_list, order_list, papers, printed, start
from tests.make.stock import make_printer, make_stock
from tests.make.years import make_year
from tests.web.sending import words
from tests.web.test_awards import post

Login = Callable[[FlaskClient, User], FlaskClient]
WARNING = {"Họ và tên": "LÊ VĂN BÌNH"}
SEEN = re.compile(r'name="seen" type="hidden" value="(\d+)"')
TICK = r'name="accepted" value="([^"]*)"'
ERROR = {"Họ và tên": "Phạm Thị Cúc", "Thành tích": None}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/orders/"


def upload(client: FlaskClient, year: Year, *rows: dict[str, Any], name: str = "a.xlsx") -> Any:
    data = {"workbook": (BytesIO(make_list(rows)), name), "text": "certificate"}
    return post(client, f"{index(year)}new", data)


def all_rows() -> list[Any]:
    """Return every row of every table."""
    tables = Base.metadata.sorted_tables
    return [[tuple(row) for row in db.session.execute(select(table))] for table in tables]


def work(app: Flask) -> int:
    """Do what waits in the queue, as the worker does, and return how many tasks there were."""
    queue, done = app.extensions["jobs"].tasks.queue, 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done += 1
    return done


def test_a_list_is_looked_through_then_printed_then_given_out(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    sent = upload(secretary, year, {}, WARNING, ERROR)
    page = secretary.get(sent.location)
    begun = post(secretary, f"{sent.location}/start", {"accepted": "3", "wants_singles": "y"})
    running = words(secretary.get(sent.location))
    tasks = work(app)
    done = secretary.get(sent.location)

    assert (sent.status_code, begun.status_code, tasks) == (302, 302, 1)
    assert "1 lines to look at: tick those that are right" in words(page)
    assert "Missing: What the award is for." in words(page)
    assert "0 of 2 printed" in running
    assert "2 of 2 printed" in words(done)
    merged = secretary.get(f"{sent.location}/pages.pdf")
    singles = secretary.get(f"{sent.location}/singles.zip")
    assert (merged.mimetype, merged.data[:5]) == ("application/pdf", b"%PDF-")
    assert (singles.mimetype, singles.data[:2]) == ("application/zip", b"PK")
    assert merged.content_length == len(merged.data)
    kept = {"Range": "bytes=100-", "If-Range": merged.headers["ETag"]}
    rest = secretary.get(f"{sent.location}/pages.pdf", headers=kept)
    assert (rest.status_code, rest.data) == (206, merged.data[100:])
    other = secretary.get(f"{sent.location}/pages.pdf", headers=kept | {"If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, merged.data)


def test_a_line_is_looked_at_before_it_is_printed(year: Year, secretary: FlaskClient) -> None:
    sent = upload(secretary, year, ERROR, {}, WARNING)
    page = secretary.get(sent.location).text
    pictures = re.findall(r'<img src="([^"]+)"', page.partition("<main")[2])

    assert pictures == [f"{sent.location}/3.png", f"{sent.location}/4.png"]
    assert [secretary.get(path).data[1:4] for path in pictures] == [b"PNG"] * 2
    assert secretary.get(f"{sent.location}/9.png").status_code == 404


def test_a_draft_that_has_changed_is_looked_at_again_before_it_is_started(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    mine, theirs = (
        upload(secretary, year, {}, {"Họ và tên": "Lê Bình"}),
        upload(secretary, year, {}),
    )
    shown = words(secretary.get(mine.location))
    post(secretary, f"{theirs.location}/start", {})
    work(app)

    refused = post(secretary, f"{mine.location}/start", {})
    again = post(secretary, f"{mine.location}/start", {})

    assert "Printed already" not in shown
    assert refused.status_code == 422
    assert "has changed since its lines were looked through" in words(refused)
    assert "Printed already: no. 1/2026/GCN-CTĐ." in words(refused)
    assert again.status_code == 302


def test_opening_a_draft_that_has_changed_changes_nothing(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    mine, theirs = upload(secretary, year, {}, WARNING), upload(secretary, year, {})
    post(secretary, f"{theirs.location}/start", {})
    work(app)

    before = all_rows()
    pages = [words(secretary.get(mine.location)) for _look in range(2)]
    after = all_rows()
    again = post(secretary, f"{mine.location}/again", {})
    page = words(secretary.get(mine.location))

    assert after == before
    for shown in pages:
        assert "What this order prints has changed since it was looked through." in shown
        assert ("Print the certificates" in shown, "Discard the order" in shown) == (False, True)
    assert (again.status_code, again.location) == (302, mine.location)
    assert "Printed already: no. 1/2026/GCN-CTĐ." in page
    assert "Print the certificates" in page


def test_an_order_is_not_started_from_a_page_older_than_what_was_found(
    year: Year, secretary: FlaskClient
) -> None:
    sent, kind = upload(secretary, year, {}, WARNING), make_stock(year)
    (seen,) = SEEN.findall(secretary.get(sent.location).text)
    post(secretary, f"{sent.location}/sheet", {"stock_id": str(kind.id)})

    older = post(secretary, f"{sent.location}/start", {"seen": seen, "accepted": "3"})
    (now,) = SEEN.findall(older.text)
    started = post(secretary, f"{sent.location}/start", {"seen": now, "accepted": "3"})

    assert older.status_code == 422
    assert "has changed since its lines were looked through" in words(older)
    assert started.status_code == 302


def test_a_tick_does_not_hold_for_what_is_found_only_since(
    client: FlaskClient, login: Login, app: Flask
) -> None:
    year = make_frozen_year(2)
    named = [propose_person(year, name) for name in ("LÊ VĂN BÌNH", "TRẦN THỊ CÚC")]
    decision = decide(year, named)
    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)
    secretary = login(client, make_member(year, Role.SECRETARY, locale="en"))
    path = f"{index(year)}{order.id}"
    page = secretary.get(path).text
    ticks, (seen,) = re.findall(TICK, page), SEEN.findall(page)
    named[0].recipient_name = "lê văn bình"
    db.session.commit()

    for _somebody in range(2):
        refused = post(secretary, f"{path}/start", {"seen": seen, "accepted": ticks})

        assert refused.status_code == 422
        assert re.findall(TICK + r"\s+checked", refused.text) == ticks[1:]
        assert len(re.findall(TICK, refused.text)) == 2


def test_a_draft_whose_award_is_for_another_member_now_says_so_and_can_be_discarded(
    client: FlaskClient, login: Login, app: Flask
) -> None:
    year = make_frozen_year(2)
    decision = decide(year, [propose(year, "CUMTRUONG")])
    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)
    other = member_of(year, 1)
    leadership.appoint(SYSTEM, year.cluster_id, year.number + 1, leader_id=other, now=NOW)
    secretary = login(client, make_member(year, Role.SECRETARY, locale="en"))

    page = secretary.get(f"{index(year)}{order.id}")
    again = post(secretary, f"{index(year)}{order.id}/again", {})

    assert (page.status_code, again.status_code) == (200, 422)
    assert "This award is for the member that leads the next year" in words(again)
    assert "Discard the order" in words(again)


def test_an_order_is_meant_for_stock_before_it_is_started(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    make_stock(year, name="Phôi A")
    kind = make_stock(year)
    sent = upload(secretary, year, {})

    offered = secretary.get(sent.location)
    chosen = post(secretary, f"{sent.location}/sheet", {"stock_id": str(kind.id)})
    meant = secretary.get(sent.location)
    post(secretary, f"{sent.location}/start", {})
    work(app)
    done = secretary.get(sent.location)

    assert f'<option value="{kind.id}">' in offered.text
    assert chosen.status_code == 302
    assert f'<option selected value="{kind.id}">' in meant.text
    assert f"words alone, for {kind.name}, version 1" in words(done)
    assert 'name="stock_id"' not in done.text
    assert kind.name in words(secretary.get(index(year)))
    make_printer(year)
    onto = secretary.get(f"/years/{year.id}/stock/orders/{sent.location.rsplit('/')[-1]}")
    assert f'<option selected value="{kind.id}">' in onto.text
    (page,) = read(secretary.get(f"{sent.location}/pages.pdf").data)
    assert (page.width, page.height) == (400, 300)


def test_an_order_of_several_forms_says_so_and_is_split_with_one_button(
    client: FlaskClient, login: Login, app: Flask
) -> None:
    year = make_frozen_year(2)
    decision = decide(year, [propose(year), propose(year, "CUMTRUONG")])
    order = orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)
    make_stock(year)
    secretary = login(client, make_member(year, Role.SECRETARY, locale="en"))

    told = words(secretary.get(f"{index(year)}{order.id}"))
    split = post(secretary, f"{index(year)}{order.id}/split", {})
    after = secretary.get(f"{index(year)}{order.id}").text

    assert "several forms of paper (Certificate; Cluster leader award)" in told
    assert (split.status_code, split.location) == (302, index(year))
    listed = words(secretary.get(index(year)))
    assert listed.count("To be checked") == 2
    assert "no. 2 · Cluster leader award" in listed
    assert "no. 1 · Certificate" in listed
    assert ("several forms" in after, 'name="stock_id"' in after) == (False, True)


@pytest.mark.parametrize(
    ("stock_id", "status"),
    [
        pytest.param("99", 422, id="stock that there is not"),
        pytest.param("x", 404, id="no number"),
        pytest.param("", 404, id="nothing"),
    ],
)
def test_a_sheet_that_there_is_not_is_refused(
    year: Year, secretary: FlaskClient, stock_id: str, status: int
) -> None:
    order = upload(secretary, year, {})

    refused = post(secretary, f"{order.location}/sheet", {"stock_id": stock_id})

    assert refused.status_code == status


def test_a_decision_is_ordered_with_one_button(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_frozen_year(2)
    decision = decide(year, [propose_person(year)])
    secretary = login(client, make_member(year, Role.SECRETARY, locale="en"))

    page = words(secretary.get(index(year)))
    sent = post(secretary, f"{index(year)}decisions/{decision.id}", {})
    post(secretary, f"{sent.location}/start", {})
    work(app)

    assert "12/QĐ-LMHTXVN" in page
    assert "1 of 1 printed" in words(secretary.get(sent.location))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param({"text": "certificate"}, "This field is required.", id="no file"),
        pytest.param(
            {"workbook": (b"x", "a.pdf"), "text": "certificate"},
            "Send an Excel or OpenDocument workbook",
            id="no workbook",
        ),
        pytest.param(
            {"workbook": (b"x", "a.xlsx"), "text": "none"}, "This field is required.", id="no text"
        ),
    ],
)
def test_what_is_no_list_comes_back_with_a_sentence(
    year: Year, secretary: FlaskClient, data: dict[str, Any], sentence: str
) -> None:
    sent = {
        name: (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in data.items()
    }

    answer = post(secretary, f"{index(year)}new", sent)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_nothing_ticked_and_nothing_sound_is_not_started(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, [WARNING])

    answer = post(secretary, f"{index(year)}{order.id}/start", {})

    assert answer.status_code == 422
    assert "Not possible now Nothing would be printed." in words(answer)
    assert work(app) == 0


def test_many_lines_of_one_kind_are_ticked_together(
    year: Year, secretary: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "SHOWN_OF_A_KIND", 1)
    monkeypatch.setattr(viewing, "SEVERAL", 1)
    names = ("LÊ VĂN AN", "Võ Thị Bình", "HỒ VĂN CÚC", "TÔ THỊ DUNG", "VŨ VĂN EM", "Lê thị Gấm")
    sent = upload(secretary, year, *({"Họ và tên": name} for name in names))

    page = secretary.get(sent.location)
    *alone, together = re.findall(TICK, page.text)
    post(secretary, f"{sent.location}/start", {"accepted": together})
    begun = secretary.get(sent.location)

    assert [tick.partition(":")[0] for tick in (*alone, together)] == ["2", "7", "2, 4–6"]
    assert "5 lines to look at" in words(page)
    assert "All 4 lines of this kind: I have looked at each Warning" in words(page)
    assert "Which lines 2, 4–6" in words(page)
    assert "0 of 5 printed" in words(begun)
    assert "Which lines 4–6 Waiting" in words(begun)


def test_a_tick_for_what_is_no_line_is_refused(year: Year, secretary: FlaskClient) -> None:
    order = order_list(year, [WARNING])

    answer = post(secretary, f"{index(year)}{order.id}/start", {"accepted": "x"})

    assert answer.status_code == 422
    assert "To be checked" in words(answer)


def test_an_order_of_errors_alone_offers_no_printing(year: Year, secretary: FlaskClient) -> None:
    page = secretary.get(upload(secretary, year, {"Thành tích": ""}).location).text

    assert "No line can be printed as it is." in page
    assert "Print the certificates" not in page
    assert "Discard the order" in page


def test_a_discarded_order_counts_no_lines_that_are_not_printed(
    year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, [{}, {"Thành tích": ""}])

    post(secretary, f"{index(year)}{order.id}/cancel", {})
    page = words(secretary.get(f"{index(year)}{order.id}"))

    assert "Discarded: nothing was printed." in page
    assert "lines are not printed" not in page


def test_nothing_waits_in_a_cancelled_order(year: Year, secretary: FlaskClient) -> None:
    order = order_list(year, [WARNING])
    start(year, order, 2)
    path = f"{index(year)}{order.id}"

    pages = [words(secretary.get(path))]
    post(secretary, f"{path}/cancel", {})
    pages.append(words(secretary.get(path)))

    assert [("Waiting" in page, "Left out" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]


@pytest.fixture
def running(year: Year) -> PrintOrder:
    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình"}])
    start(year, order)
    return order


def test_an_order_is_paused_resumed_and_cancelled(
    app: Flask, year: Year, secretary: FlaskClient, running: PrintOrder
) -> None:
    path = f"{index(year)}{running.id}"

    seen = []
    for act in ("pause", "resume", "pause", "cancel"):
        assert post(secretary, f"{path}/{act}", {}).location == path
        told = words(secretary.get(path))
        seen.append(
            (
                printed(year, running).status,
                "Paused. Nothing is lost" in told,
                "Discarded: nothing was printed." in told,
            )
        )

    assert seen == [
        (OrderStatus.PAUSED, True, False),
        (OrderStatus.PRINTING, False, False),
        (OrderStatus.PAUSED, True, False),
        (OrderStatus.CANCELLED, False, True),
    ]
    work(app)
    assert printed(year, running).printed == 0
    assert post(secretary, f"{path}/resume", {}).status_code == 422


def test_a_cancelled_order_gives_out_what_was_printed_of_it(
    app: Flask,
    year: Year,
    secretary: FlaskClient,
    running: PrintOrder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cluster.services.orders.running.CHUNK", 1)
    monkeypatch.setattr(
        "cluster.services.orders.running.time.sleep",
        lambda _seconds: orders.pause(SYSTEM, year.id, running.id, now=NOW),
    )
    path = f"{index(year)}{running.id}"
    queued = app.extensions["jobs"]
    queued.print_order(running.id)
    work(app)
    post(secretary, f"{path}/cancel", {})

    begun = secretary.get(path)
    work(app)
    done = secretary.get(path)

    assert 'data-state="printing"' in begun.text
    assert "The file of all pages is being made." in words(begun)
    assert 'data-state="cancelled"' in done.text
    assert "1 of 2 printed Cancelled." in words(done)
    assert len(read(secretary.get(f"{path}/pages.pdf").data)) == 1


def test_what_is_void_in_a_file_is_told_beside_it_and_left_out_on_wish(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    sent = upload(secretary, year, {}, {"Họ và tên": "Lê Bình"})
    post(secretary, f"{sent.location}/start", {})
    work(app)
    wrong = papers()[0]
    register.void(SYSTEM, year.id, wrong.id, reason="Sai tên", now=datetime.now(UTC))
    told = words(secretary.get(sent.location))
    post(secretary, f"{sent.location}/files", {})
    meanwhile = secretary.get(sent.location)
    work(app)
    done = words(secretary.get(sent.location))

    assert "1 certificate in the file of all pages is void now." in told
    assert "Void since the file was made: no. 1/2026/GCN-CTĐ." in told
    assert "The file of all pages is being made." in words(meanwhile)
    assert ("pages.pdf" in meanwhile.text, 'data-state="printing"' in meanwhile.text) == (
        False,
        True,
    )
    assert ("All pages (PDF)" in done, "void" in done) == (True, False)
    assert len(read(secretary.get(f"{sent.location}/pages.pdf").data)) == 1


def test_files_that_are_being_made_are_not_asked_for_in_vain(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    sent = upload(secretary, year, {}, {"Họ và tên": "Lê Bình"})
    post(secretary, f"{sent.location}/start", {})
    work(app)
    register.void(SYSTEM, year.id, papers()[0].id, reason="Sai tên", now=datetime.now(UTC))

    asked = [post(secretary, f"{sent.location}/files", {}).status_code for _click in range(2)]
    early = secretary.get(f"{sent.location}/pages.pdf")
    work(app)

    assert asked == [302, 302]
    assert early.status_code == 404
    assert "There is no such file now. The page of the order says how far it is." in words(early)
    assert len(read(secretary.get(f"{sent.location}/pages.pdf").data)) == 1


def test_a_file_of_void_certificates_alone_is_told_of_and_not_made_anew(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    sent = upload(secretary, year, {})
    post(secretary, f"{sent.location}/start", {})
    work(app)
    register.void(SYSTEM, year.id, papers()[0].id, reason="Sai tên", now=datetime.now(UTC))

    page = words(secretary.get(sent.location))

    assert "All certificates of this order are void." in page
    assert ("Make the files without them" in page, "Print onto stock" in page) == (False, False)


def test_who_starts_an_order_that_runs_already_sees_how_far_it_is(
    year: Year, secretary: FlaskClient, running: PrintOrder
) -> None:
    path = f"{index(year)}{running.id}"

    again = post(secretary, f"{path}/start", {})

    assert again.location == path
    assert "This order is: Printing." in words(secretary.get(path))
    assert printed(year, running).status is OrderStatus.PRINTING


def test_the_script_asks_only_for_the_progress(
    year: Year, secretary: FlaskClient, running: PrintOrder
) -> None:
    answer = secretary.get(f"{index(year)}{running.id}/progress")

    assert 'data-state="printing"' in answer.text
    assert "<html" not in answer.text
    assert "0 of 2 printed, 2 still to print" in answer.text
    assert "<button" not in answer.text


def test_a_draft_that_is_printed_meanwhile_says_of_each_line_why_it_is_not_printed(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    drafts = [order_list(year, [{}]), order_list(year, [{}])]
    for draft in drafts:
        post(secretary, f"{index(year)}{draft.id}/start", {})
    work(app)
    page = words(secretary.get(f"{index(year)}{drafts[1].id}"))

    assert "1 lines are not printed: the reasons stand below." in page
    assert "Printed already: no. 1/2026/GCN-CTĐ." in page
    assert secretary.get(f"{index(year)}{drafts[1].id}/pages.pdf").status_code == 404


def test_the_empty_list_is_given_out(year: Year, secretary: FlaskClient) -> None:
    answer = secretary.get(f"{index(year)}list.xlsx")

    assert answer.data[:2] == b"PK"
    assert "danh-sach-in.xlsx" in answer.headers["Content-Disposition"]


def test_who_does_not_run_the_year_orders_nothing(
    app: Flask, client: FlaskClient, login: Login, year: Year, running: PrintOrder
) -> None:
    auditor = login(client, make_member(year, Role.AUDITOR, locale="en"))
    page = auditor.get(f"{index(year)}{running.id}")

    assert (page.status_code, "Pause" in words(page)) == (200, False)
    answers = [
        post(auditor, f"{index(year)}{running.id}/cancel", {}).status_code,
        auditor.get(f"{index(year)}new").status_code,
        auditor.get(f"{index(year)}list.xlsx").status_code,
        upload(auditor, year, {}).status_code,
    ]
    assert answers == [403] * 4
    assert orders.list_running(NOW, only_stale=False) == [running.id]
