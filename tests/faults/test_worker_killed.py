"""A worker that is killed again and again in the middle of a batch loses and doubles nothing.

Short in the checks: 5 kills in 200 certificates. Long, before a release:
`CLUSTER_KILLS=100 CLUSTER_CERTIFICATES=2000 pytest tests/faults/test_worker_killed.py`.
"""

import multiprocessing
import os
import random
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster import storage
from cluster.app import create_app
from cluster.database import db
from cluster.domain.orders import ItemStatus, OrderStatus
from cluster.domain.printing import PaperKind
from cluster.models import AuditEntry, IssuedPaper, PaperNumbering, PrintItem, PrintOrder
from tests.conftest import settings_in
from tests.make.orders import order_list, people, start
from tests.make.years import make_year

KILLS = int(os.environ.get("CLUSTER_KILLS", "5"))
CERTIFICATES = int(os.environ.get("CLUSTER_CERTIFICATES", "200"))
LONGEST_LIFE = 0.5
"""Seconds of work after which a worker is killed at the latest: one or two units of work."""
PATIENCE = 120
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["cluster.app", "cluster.jobs"])


def work(folder: Path, database: str, begun: "multiprocessing.synchronize.Event") -> None:
    """Be a worker of the installation."""
    app = create_app(replace(settings_in(folder), database_url=database))
    begun.set()
    app.extensions["jobs"].work()


def worker(folder: Path) -> multiprocessing.process.BaseProcess:
    begun = PROCESSES.Event()
    process = PROCESSES.Process(target=work, args=(folder, str(db.engine.url), begun), daemon=True)
    process.start()
    assert begun.wait(PATIENCE)
    return process


def status(order: PrintOrder) -> OrderStatus:
    db.session.rollback()
    return db.session.get_one(PrintOrder, order.id, populate_existing=True).status


@pytest.mark.faults
def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(
    app: Flask, tmp_path: Path
) -> None:
    year = make_year()
    db.session.add(
        PaperNumbering(year_id=year.id, series="golden_book", pattern="{n:04}", first=1, given=0)
    )
    db.session.commit()
    order = order_list(year, people(CERTIFICATES))
    start(year, order, *range(CERTIFICATES + 2))
    chance = random.Random(20261122)
    killed_at_work = 0

    for _kill in range(KILLS):
        victim = worker(tmp_path)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        killed_at_work += status(order) is OrderStatus.PRINTING
        victim.kill()
        victim.join()
    last = worker(tmp_path)
    deadline = time.monotonic() + PATIENCE
    while status(order) is OrderStatus.PRINTING and time.monotonic() < deadline:
        time.sleep(0.1)
    last.kill()
    last.join()

    print(f"{killed_at_work} of {KILLS} kills hit a worker with work to do")
    assert killed_at_work >= KILLS // 2
    assert status(order) is OrderStatus.DONE
    everything_is_there_once(app, order, CERTIFICATES)


def everything_is_there_once(app: Flask, order: PrintOrder, count: int) -> None:
    """Serials and golden-book numbers without a gap, each line one paper, each paper its bytes."""
    store = app.extensions["files"]
    numbers = list(range(1, count + 1))
    items = db.session.scalars(
        select(PrintItem).where(PrintItem.order_id == order.id).order_by(PrintItem.place)
    ).all()
    papers = db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)).all()
    series = db.session.scalars(select(PaperNumbering)).all()
    issued = db.session.scalar(select(func.count()).where(AuditEntry.action == "paper.issued"))
    assert {item.status for item in items} == {ItemStatus.PRINTED}
    assert [item.paper_id for item in items] == [paper.id for paper in papers]
    assert [paper.serial_number for paper in papers] == numbers
    assert [paper.data["golden_book_number"] for paper in papers] == [f"{n:04}" for n in numbers]
    assert {row.series: row.given for row in series} == {
        PaperKind.AWARD: count,
        "golden_book": count,
    }
    assert issued == count
    for paper in papers:
        assert storage.put(store, storage.read(store, paper.sha256)) == paper.sha256
    finished = db.session.get_one(PrintOrder, order.id)
    with pikepdf.open(BytesIO(storage.read(store, finished.merged_sha256))) as merged:
        assert len(merged.pages) == count
