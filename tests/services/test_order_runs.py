"""Orders started, paused, resumed, cancelled, and taken up again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from cluster import storage
from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.numbering import GOLDEN_BOOK
from cluster.domain.orders import STALE, ItemStatus, OrderStatus
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.models import IssuedPaper, PrintOrder, Year
from cluster.services import orders, printing
from cluster.services.orders import closing, running
from cluster.services.printing import register
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.make.awards import decide, make_frozen_year, propose_person
from tests.make.orders import (
    NAMES,
    items,
    letters,
    named,
    order_list,
    pages_of,
    papers,
    printed,
    run,
    start,
)
from tests.make.queries import count_queries
from tests.make.years import make_year


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


def order_awards(year: Year, names: Sequence[str]) -> PrintOrder:
    """Prepare an order for the awards of a decision to these people."""
    given = [propose_person(year, name) for name in names]
    decision = decide(year, given, number=f"{len(given)}/QĐ-LMHTXVN")
    return orders.order_decision(SYSTEM, year.id, decision.id, plates=PLATES, now=NOW)


def stop_every_third(order: PrintOrder) -> None:
    """Have every third line say what no font can draw when its turn comes."""
    for item in items(order)[::3]:
        item.data = item.data | {"recipient": "☂"}
    db.session.commit()


def void(year: Year, *wrong: IssuedPaper) -> None:
    """Declare papers void, after the files of their order were made."""
    for paper in wrong:
        register.void(SYSTEM, year.id, paper.id, reason="Sai tên", now=datetime.now(UTC))


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


def test_an_order_that_is_resumed_as_its_worker_leaves_it_is_printed_to_its_end(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_list(year, named(*NAMES))

    def resumed_first(order_id: int, **given: Any) -> None:
        monkeypatch.setattr(running, "finish", closing.finish)
        orders.resume(SYSTEM, year.id, order_id, now=NOW)
        closing.finish(order_id, **given)

    monkeypatch.setattr(running, "finish", resumed_first)
    run_until_paused(year, order, monkeypatch)
    left = printed(year, order)
    run(order)

    assert (left.status, left.printed, left.merged_size) == (OrderStatus.PRINTING, 2, 0)
    assert (printed(year, order).status, len(pages_of(year, order))) == (OrderStatus.DONE, 5)


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


def test_files_are_made_anew_without_the_certificates_that_are_void_since(
    app: Flask, year: Year
) -> None:
    order = order_list(year, named(*NAMES[:3]))
    start(year, order, singles=True)
    run(order)
    void(year, papers()[1])
    told = orders.view(SYSTEM, year.id, order.id, now=NOW).void
    held = len(pages_of(year, order))
    orders.renew(SYSTEM, year.id, order.id, now=NOW)
    waiting = printed(year, order)
    found = [orders.list_running(at, only_stale=True) for at in (NOW, NOW + STALE)]
    run(order)
    made = printed(year, order)
    archive = orders.download(SYSTEM, app.extensions["files"], year.id, order.id, singles=True)

    assert (told, held) == (["2/2026/GCN-CTĐ"], 3)
    assert (waiting.status, waiting.is_under_way, found) == (
        OrderStatus.DONE,
        True,
        [[], [order.id]],
    )
    assert (made.status, made.is_under_way, made.printed) == (OrderStatus.DONE, False, 3)
    assert [NAMES[0] in page for page in pages_of(year, order)] == [True, False]
    with ZipFile(BytesIO(b"".join(archive.pieces))) as singles:
        assert [name[:2] for name in singles.namelist()] == ["1-", "3-"]
    assert orders.view(SYSTEM, year.id, order.id, now=NOW).void == []
    assert orders.list_running(NOW + STALE, only_stale=True) == []


def test_what_is_declared_void_while_a_file_is_made_that_holds_it_is_told(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, keep_written = order_list(year, named(*NAMES[:3])), storage.keep_written

    def void_then(*given: Any) -> tuple[str, int]:
        kept = keep_written(*given)
        register.void(SYSTEM, year.id, papers()[1].id, reason="Sai tên", now=NOW)
        return kept

    monkeypatch.setattr(storage, "keep_written", void_then)
    start(year, order)
    run(order)

    assert len(pages_of(year, order)) == 3
    assert orders.view(SYSTEM, year.id, order.id, now=NOW).void == ["2/2026/GCN-CTĐ"]


def test_an_order_of_void_certificates_alone_keeps_its_file(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    with pytest.raises(RuleViolation, match="no files yet"):
        orders.renew(SYSTEM, year.id, order.id, now=NOW)
    start(year, order)
    run(order)
    void(year, *papers())

    with pytest.raises(RuleViolation, match="All certificates of this order are void"):
        orders.renew(SYSTEM, year.id, order.id, now=NOW)
    assert len(pages_of(year, order)) == 1


def test_a_cancelled_order_whose_certificates_are_all_void_waits_for_no_file(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_list(year, named(*NAMES))
    run_until_paused(year, order, monkeypatch)
    orders.cancel(SYSTEM, year.id, order.id, now=NOW)
    void(year, *papers())
    run(order)

    assert not printed(year, order).is_under_way
    assert orders.list_running(NOW + STALE, only_stale=True) == []


def test_an_order_is_started_once(year: Year) -> None:
    order = order_list(year, named("An Bình"))
    start(year, order)

    with pytest.raises(RuleViolation):
        start(year, order)
    orders.pause(SYSTEM, year.id, order.id, now=NOW)
    with pytest.raises(RuleViolation, match="started already"):
        start(year, order)


def test_running_an_order_twice_does_no_harm(year: Year) -> None:
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


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(order_awards, id="awards"),
        pytest.param(lambda year, names: order_list(year, named(*names)), id="a list"),
    ],
)
def test_many_lines_are_printed_with_as_few_questions_as_few(
    app: Flask, prepare: Callable[[Year, list[str]], PrintOrder]
) -> None:
    year = make_frozen_year(2)
    for series in (PaperKind.AWARD, GOLDEN_BOOK):
        printing.set_series(SYSTEM, year.id, series=series, pattern="{n}", first=1, now=NOW)
    asked = []
    for count in (6, 18):
        order = prepare(year, [f"Lê {letters(100 * count + n)}" for n in range(count)])
        start(year, order, *range(count + 2))
        stop_every_third(order)
        asked.append(count_queries(lambda order=order: run(order)))
        assert [item.status for item in items(order)] == count // 3 * [
            ItemStatus.STOPPED,
            ItemStatus.PRINTED,
            ItemStatus.PRINTED,
        ]

    assert asked[0] == asked[1]


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
