"""Two in the print room at once: workers and people, on SQLite and on PostgreSQL."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from threading import Barrier, Event
from typing import TypeVar

import pytest
from flask import Flask
from obstore.store import ObjectStore
from sqlalchemy import func, select

from cluster import storage
from cluster.database import atomic, db
from cluster.domain.errors import Conflict, RuleViolation, _
from cluster.domain.official import Details
from cluster.domain.orders import ItemStatus, OrderStatus
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, IssuedPaper, PrintItem, PrintOrder, Year
from cluster.services import leadership, orders, printing
from cluster.services.members import members_of
from cluster.services.orders import running
from cluster.services.printing import numbering, register
from tests.conftest import NOW
from tests.make.orders import order_list, people, printed, run, start
from tests.make.years import make_year

CERTIFICATES, FEW = 60, 20
HANDOVER = PaperKind.HANDOVER_MINUTES
T = TypeVar("T")
UNFINISHED = (OrderStatus.PRINTING, OrderStatus.PAUSED)


def at_once(app: Flask, *acts: Callable[[], T]) -> list[T]:
    """Do all acts at the same moment, each as a process of its own would."""
    together = Barrier(len(acts))

    def do(act: Callable[[], T]) -> T:
        with app.app_context():
            together.wait()
            try:
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(do, acts))


def make_started() -> tuple[Year, PrintOrder]:
    """Return a year and an order of a few that is started, seen by every session."""
    year = make_year()
    order = order_list(year, people(FEW))
    start(year, order, *range(FEW + 2))
    db.session.commit()
    return year, order


@pytest.mark.faults
def test_two_workers_at_once_print_each_certificate_of_two_drafts_once(
    either: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 7)
    year, rows = make_year(), people(CERTIFICATES)
    drafts = [order_list(year, rows), order_list(year, reversed(rows))]
    for draft in drafts:
        start(year, draft, *range(CERTIFICATES + 2))
    db.session.commit()

    at_once(either, *(partial(run, draft) for draft in drafts))

    db.session.rollback()
    papers = db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)).all()
    assert [paper.serial_number for paper in papers] == list(range(1, CERTIFICATES + 1))
    assert len({paper.title for paper in papers}) == CERTIFICATES
    items = db.session.execute(select(PrintItem.status, PrintItem.title)).all()
    assert Counter(item.status for item in items) == {
        ItemStatus.PRINTED: CERTIFICATES,
        ItemStatus.STOPPED: CERTIFICATES,
    }
    done = {item.title for item in items if item.status is ItemStatus.PRINTED}
    assert done == {paper.title for paper in papers}


@pytest.mark.faults
def test_two_workers_at_one_order_print_each_certificate_once(
    either: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 3)
    year, order = make_started()

    at_once(either, lambda: run(order), lambda: run(order))

    done = printed(year, order)
    papers = db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)).all()
    closed = select(func.count()).where(AuditEntry.action == "order.printed")
    assert (done.status, done.printed, db.session.scalar(closed)) == (OrderStatus.DONE, FEW, 1)
    assert [paper.serial_number for paper in papers] == list(range(1, FEW + 1))
    assert len({paper.subject for paper in papers}) == FEW


@pytest.mark.faults
def test_numbers_taken_at_once_have_no_gap_though_some_give_theirs_back(either: Flask) -> None:
    year_id = make_year().id

    @atomic()
    def take(number: int) -> int:
        given, _written = numbering.Numbers(year_id).next(PaperKind.AWARD)
        if number % 3 == 0:
            raise RuleViolation(_("This paper is not filed."))
        return given

    def take_some() -> list[int]:
        taken = []
        for number in range(9):
            with suppress(RuleViolation):
                taken.append(take(number))
        return taken

    taken = at_once(either, *[take_some] * 4)

    assert sorted(chain(*taken)) == list(range(1, 4 * 6 + 1))
    assert all(numbers == sorted(numbers) for numbers in taken)


@pytest.mark.faults
def test_of_two_who_say_at_once_how_a_series_is_written_the_later_holds(either: Flask) -> None:
    year = make_year()

    def write(series: PaperKind, pattern: str) -> None:
        printing.set_series(SYSTEM, year.id, series=series, pattern=pattern, first=1, now=NOW)

    for kind in PaperKind:
        at_once(either, *(partial(write, kind, each) for each in ("{n}/A", "{n}/B")))

    db.session.rollback()
    said = select(AuditEntry).where(AuditEntry.action == "numbering.set").order_by(AuditEntry.seq)
    entries = [entry.after["pattern"] for entry in db.session.scalars(said)]
    now = {line.series: line.pattern for line in printing.list_series(SYSTEM, year.id)}
    assert [now[kind] for kind in PaperKind] == entries[1::2]


@pytest.mark.faults
def test_of_two_who_enter_the_same_details_one_is_told_of_the_other(either: Flask) -> None:
    year = make_year()
    next_leader = members_of(year)[1].alliance_id
    leadership.appoint(SYSTEM, year.cluster_id, year.number + 1, leader_id=next_leader, now=NOW)
    for turn in range(6):
        line, usual = printing.read_details(SYSTEM, year.id, HANDOVER, None, NOW.date())

        def enter(number: str, seen: str = line.seen, usual: Details = usual) -> str:
            details = replace(usual, number=number)
            try:
                printing.enter_details(
                    SYSTEM, year.id, kind=HANDOVER, details=details, seen=seen, now=NOW
                )
            except Conflict:
                return ""
            return number

        told = at_once(either, *(partial(enter, f"{turn}{hand}/BB-CTĐ") for hand in (1, 2)))

        db.session.rollback()
        _line, kept = printing.read_details(SYSTEM, year.id, HANDOVER, None, NOW.date())
        assert sorted(told) == ["", kept.number]


@pytest.mark.faults
def test_of_two_who_declare_a_certificate_void_one_is_told_that_it_is_void(either: Flask) -> None:
    year, order = make_started()
    run(order)
    wrong = db.session.scalars(select(IssuedPaper.id).limit(6)).all()

    def void(paper_id: int, reason: str) -> str:
        try:
            register.void(SYSTEM, year.id, paper_id, reason=reason, now=NOW)
        except RuleViolation:
            return ""
        return reason

    for paper_id in wrong:
        told = at_once(either, *(partial(void, paper_id, each) for each in ("Sai tên", "Rách")))

        db.session.rollback()
        assert sorted(told) == ["", db.session.get_one(IssuedPaper, paper_id).void_reason]


@pytest.mark.faults
def test_whoever_pauses_and_the_worker_never_wait_for_each_other(
    either: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    year, order = make_started()

    def work() -> None:
        with either.app_context():
            while db.session.get_one(PrintOrder, order.id).status in UNFINISHED:
                run(order)
                db.session.remove()
                time.sleep(0.05)  # until its next task

    with ThreadPoolExecutor() as workers:
        done = workers.submit(work)
        for act in (orders.pause, orders.resume) * 8:
            with suppress(RuleViolation):  # the order may be printed by then
                act(SYSTEM, year.id, order.id, now=NOW)
        done.result()

    assert printed(year, order).printed == FEW


@pytest.mark.faults
def test_whoever_writes_beside_a_large_order_waits_no_longer_than_one_unit_of_work(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 6)
    year = make_year()
    order = order_list(year, people(CERTIFICATES))
    start(year, order, *range(CERTIFICATES + 2))
    db.session.commit()
    begun, write = Event(), storage.write

    def slowly(store: ObjectStore, content: bytes) -> str:
        begun.set()
        time.sleep(0.05)  # a slow disk
        return write(store, content)

    monkeypatch.setattr(storage, "write", slowly)

    def work() -> None:
        with app.app_context():
            run(order)
            db.session.remove()

    with ThreadPoolExecutor() as workers:
        done = workers.submit(work)
        assert begun.wait(60)
        orders.pause(SYSTEM, year.id, order.id, now=NOW)
        done.result()

    assert printed(year, order).printed <= 2 * 6
