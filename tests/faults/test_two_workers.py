"""Two orders of the same list, printed by two workers at once, on SQLite and on PostgreSQL."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event

import pytest
from flask import Flask
from obstore.store import ObjectStore
from sqlalchemy import select

from cluster import storage
from cluster.app import create_app
from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.orders import ItemStatus, OrderStatus
from cluster.domain.permissions import SYSTEM
from cluster.models import IssuedPaper, PrintItem, PrintOrder
from cluster.services import orders
from cluster.services.orders import running
from tests.conftest import NOW, settings_in
from tests.make.orders import order_list, people, printed, run, start
from tests.make.years import make_year

CERTIFICATES, FEW = 60, 20
UNFINISHED = (OrderStatus.PRINTING, OrderStatus.PAUSED)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Return an installation on either database."""
    settings = settings_in(tmp_path)
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgresql"))
    application = create_app(settings)
    with application.app_context():
        db.create_all()
        yield application
        db.session.remove()
        if request.param == "postgresql":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        db.engine.dispose()


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
    together = Barrier(2)

    def work(draft: PrintOrder) -> None:
        with either.app_context():
            together.wait()
            run(draft)
            db.session.remove()

    with ThreadPoolExecutor() as workers:
        list(workers.map(work, drafts))

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
def test_whoever_pauses_and_the_worker_never_wait_for_each_other(
    either: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 1)
    year = make_year()
    order = order_list(year, people(FEW))
    start(year, order, *range(FEW + 2))
    db.session.commit()

    def work() -> None:
        with either.app_context():
            while db.session.get_one(PrintOrder, order.id).status in UNFINISHED:
                run(order)
                db.session.remove()

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
