"""The queue: what is put in is done, on SQLite and on PostgreSQL, and nobody else puts in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from huey import PostgresHuey, SqliteHuey

from cluster.database import db
from cluster.domain.orders import OrderStatus
from cluster.domain.permissions import SYSTEM
from cluster.jobs import Jobs
from cluster.models import Year
from cluster.services import orders
from tests.conftest import NOW, settings_in
from tests.make.orders import order_list, printed, start
from tests.make.years import make_year


@pytest.fixture(params=[SqliteHuey, PostgresHuey])
def jobs(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Jobs]:
    settings = settings_in(tmp_path)
    if request.param is PostgresHuey:
        settings = replace(settings, database_url=request.getfixturevalue("postgresql"))
    opened = Jobs(app, settings)
    assert type(opened.tasks.queue) is request.param
    yield opened
    opened.tasks.queue.flush()
    opened.tasks.queue.storage.close()


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


def work(jobs: Jobs) -> int:
    """Do what is queued, and return how many tasks there were."""
    done = 0
    while (task := jobs.tasks.queue.dequeue()) is not None:
        jobs.tasks.queue.execute(task)
        done += 1
    return done


def test_a_queued_order_is_printed(jobs: Jobs, year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    jobs.print_order(order.id)

    assert work(jobs) == 1
    assert printed(year, order).status is OrderStatus.DONE


def test_a_lost_task_is_queued_again(jobs: Jobs, year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    jobs.take_up_orders(only_stale=True)  # it was started years ago, by the clock on the wall
    again = work(jobs)
    jobs.take_up_orders(only_stale=False)

    assert (again, work(jobs)) == (1, 0)
    assert printed(year, order).status is OrderStatus.DONE


def test_a_queued_order_that_is_paused_waits_until_it_is_resumed(jobs: Jobs, year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    jobs.print_order(order.id)
    orders.pause(SYSTEM, year.id, order.id, now=NOW)
    paused = (work(jobs), printed(year, order).printed)
    jobs.take_up_orders(only_stale=False)
    left_alone = work(jobs)
    orders.resume(SYSTEM, year.id, order.id, now=NOW)
    jobs.print_order(order.id)

    assert (paused, left_alone, work(jobs)) == ((1, 0), 0, 1)
    assert printed(year, order).status is OrderStatus.DONE


def test_a_queued_order_that_is_cancelled_is_not_printed(jobs: Jobs, year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    jobs.print_order(order.id)
    orders.cancel(SYSTEM, year.id, order.id, now=NOW)
    done = work(jobs)
    jobs.take_up_orders(only_stale=False)

    assert (done, work(jobs)) == (1, 0)
    assert printed(year, order).printed == 0


def test_every_minute_it_looks_for_orders_that_nobody_prints(jobs: Jobs, year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    (sweep,) = jobs.tasks.queue.read_periodic(NOW)
    jobs.tasks.queue.execute(sweep)

    assert work(jobs) == 1
    assert orders.list_running(NOW, only_stale=False) == []
    assert printed(year, order).status is OrderStatus.DONE


def test_a_task_that_is_not_signed_by_this_installation_is_refused(
    app: Flask, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)
    stranger = Jobs(app, replace(settings, secret_key="another"))
    stranger.print_order(1)
    own = Jobs(app, settings)

    with pytest.raises(ValueError, match="mismatch"):
        own.tasks.queue.dequeue()
    for jobs in (stranger, own):
        jobs.tasks.queue.storage.close()
    db.session.remove()
