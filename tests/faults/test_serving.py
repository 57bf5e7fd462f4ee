"""`cluster serve` keeps a worker alive beside its pages, and leaves no process behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from cluster import config, serving
from cluster.app import create_app
from cluster.database import db
from cluster.domain.orders import OrderStatus
from cluster.models import PaperNumbering, PrintItem, PrintOrder
from tests.conftest import PLATES
from tests.faults.test_worker_killed import everything_is_there_once, status
from tests.make.orders import order_list, people, start
from tests.make.years import make_year

PATIENCE = 120


@dataclass
class Served:
    """An installation under `cluster serve`, and what that has said."""

    process: subprocess.Popen[bytes]
    log: Path
    app: Flask

    def workers(self) -> list[int]:
        """Return the processes of the workers that were started, in their order."""
        return [
            int(pid) for pid in re.findall(r"has started \(process (\d+)\)", self.log.read_text())
        ]


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve a fresh installation on a free port, as an administrator does."""
    log = tmp_path / "log"
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "plates").symlink_to(PLATES)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from cluster.cli import run; run()",
                "serve",
                "--bind=127.0.0.1:0",
            ],
            env=os.environ | {"CLUSTER_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    wait_for(lambda: "has started" in log.read_text() and "Booting worker" in log.read_text())
    app = create_app(config.load(instance))
    with app.app_context():
        yield Served(process, log, app)
        db.session.remove()
        db.engine.dispose()
    process.kill()
    process.wait()


def ordered(served: Served, certificates: int) -> PrintOrder:
    """Order certificates, numbered in the golden book too, and wait until printing has begun."""
    year = make_year.__wrapped__()  # made row by row: the pages hold the database open
    db.session.add(
        PaperNumbering(year_id=year.id, series="golden_book", pattern="{n:04}", first=1, given=0)
    )
    db.session.commit()
    order = order_list(year, people(certificates))
    start(year, order, *range(certificates + 2))
    served.app.extensions["jobs"].print_order(order.id)
    wait_for(has_begun)
    return order


def has_begun() -> bool:
    db.session.rollback()
    first = select(PrintItem.id).where(PrintItem.paper_id.is_not(None)).limit(1)
    return db.session.scalar(first) is not None


@pytest.mark.faults
def test_a_worker_that_was_killed_is_started_again_and_finishes_its_order(served: Served) -> None:
    order = ordered(served, 200)
    (killed,) = served.workers()

    os.kill(killed, signal.SIGKILL)
    was_printing = status(order) is OrderStatus.PRINTING
    wait_for(lambda: status(order) is OrderStatus.DONE)
    served.process.terminate()

    assert was_printing
    assert served.process.wait(PATIENCE) == 0
    assert "The worker has died. It is started again." in served.log.read_text()
    everything_is_there_once(served.app, order, 200)
    assert len(served.workers()) == 2
    assert [is_alive(pid) for pid in served.workers()] == [False, False]


@pytest.mark.faults
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda process: os.killpg(process.pid, signal.SIGINT), id="Ctrl+C"),
        pytest.param(lambda process: process.terminate(), id="SIGTERM"),
        pytest.param(lambda process: process.kill(), id="SIGKILL"),
    ],
)
def test_the_worker_ends_with_the_pages_even_in_the_middle_of_an_order(
    served: Served, end: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    order = ordered(served, 600)
    (worker,) = served.workers()

    end(served.process)
    served.process.wait(PATIENCE)
    wait_for(lambda: not is_alive(worker))

    assert status(order) is OrderStatus.PRINTING


def test_a_worker_that_dies_at_once_again_and_again_is_given_up_loudly(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "PAUSE", 0)
    worker = serving.Worker([sys.executable, "-c", "raise SystemExit('no key')"])
    heard: list[str] = []

    def given_up() -> bool:
        worker.look_after()
        said = capfd.readouterr()
        heard.append(said.out + said.err)
        return "IS NOT STARTED AGAIN" in said.err

    wait_for(given_up)
    for _second in range(3):
        worker.look_after()
    worker.stop()

    assert "".join(heard).count("has started") == serving.QUICK_DEATHS
    assert "".join(heard).count("no key") == serving.QUICK_DEATHS
    assert capfd.readouterr() == ("", "")
