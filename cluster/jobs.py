"""Work done beside the pages: a queue and its tasks, each a call of one service.

The queue lies in `instance/` as SQLite, or in PostgreSQL where that is the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from flask import Flask
from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy.engine import make_url

from cluster.config import Settings
from cluster.services import orders, stock


class Jobs:
    """The queue of one installation, opened when it is first asked for."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    def print_order(self, order_id: int) -> None:
        """Have an order printed; call it when the order is stored for good."""
        self.tasks.print_order(order_id)

    def print_stock(self, run_id: int) -> None:
        """Have papers printed onto stock; call it when the order is stored for good."""
        self.tasks.print_stock(run_id)

    def take_up_orders(self, *, only_stale: bool) -> None:
        """Queue the orders that nobody seems to be printing; queuing one twice does no harm."""
        now = datetime.now(UTC)
        with self._app.app_context():
            for order_id in orders.list_running(now, only_stale=only_stale):
                self.print_order(order_id)
            for run_id in stock.list_unfinished(now, only_stale=only_stale):
                self.print_stock(run_id)

    def work(self) -> None:
        """Do what is queued, one task after the other, until the process is stopped."""
        self.take_up_orders(only_stale=False)
        self.tasks.queue.create_consumer(workers=1, max_delay=1.0).run()

    @cached_property
    def tasks(self) -> "Tasks":
        """The queue with its tasks."""
        queue = _open_queue(self._settings)
        every_minute = queue.periodic_task(crontab(minute="*"), name="take_up_orders")
        every_minute(lambda: self.take_up_orders(only_stale=True))
        return Tasks(
            queue,
            queue.task(name="print_order")(self._print_order),
            queue.task(name="print_stock")(self._print_stock),
        )

    def _print_order(self, order_id: int) -> None:
        with self._app.app_context():
            orders.run(
                order_id,
                store=self._app.extensions["files"],
                plates=self._settings.plates,
                address=self._settings.address,
                clock=lambda: datetime.now(UTC),
            )

    def _print_stock(self, run_id: int) -> None:
        with self._app.app_context():
            stock.make_file(
                run_id, store=self._app.extensions["files"], clock=lambda: datetime.now(UTC)
            )


@dataclass(frozen=True)
class Tasks:
    """The queue, and what can be put into it."""

    queue: Huey
    print_order: Callable[[int], object]
    print_stock: Callable[[int], object]


def _open_queue(settings: Settings) -> Huey:
    serializer = SignedSerializer(secret=settings.secret_key, salt="cluster.jobs")
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("cluster", dsn=dsn, results=False, serializer=serializer)
    file = settings.instance / "jobs.sqlite3"
    return SqliteHuey("cluster", filename=str(file), results=False, serializer=serializer)
