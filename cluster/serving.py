"""Serve the pages, and keep a worker alive in a process beside them."""

import gc
import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cluster.config import Settings

PAUSE = 1.0
"""Seconds before a worker that has died is started again."""
QUICKLY = 30.0
"""A worker that dies within so many seconds of its start has died quickly."""
QUICK_DEATHS = 5
"""After so many quick deaths in a row the worker is given up."""
PATIENCE = 10.0
"""Seconds that a worker has to stop; one that is killed loses nothing either."""


class Worker:
    """The worker beside the pages: started again when it dies, given up when that is no use."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0
        self._quick_deaths = 0

    def look_after(self) -> None:
        """Start the worker if it does not run and its time has come; called every second."""
        if self._process is not None and self._process.poll() is None:
            return
        now = time.monotonic()
        if self._process is not None:
            self._process = None
            self._due = now + self._pause_after_death(now - self._started)
        if now >= self._due:
            self._started = now
            self._process = subprocess.Popen(  # noqa: S603  our own program, no shell
                self._command,
                start_new_session=True,  # Ctrl+C is for the pages, which then stop the worker
            )
            click.echo(f"The worker that prints orders has started (process {self._process.pid}).")

    def stop(self) -> None:
        """Stop the worker and wait for its end."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _pause_after_death(self, lived: float) -> float:
        """Say that the worker has died, and return the seconds until it is started again."""
        self._quick_deaths = self._quick_deaths + 1 if lived < QUICKLY else 0
        if self._quick_deaths < QUICK_DEATHS:
            click.echo("The worker has died. It is started again.", err=True)
            return PAUSE
        click.echo(
            f"THE WORKER HAS DIED {QUICK_DEATHS} TIMES AT ONCE AND IS NOT STARTED AGAIN."
            " Print orders wait; the messages above say why. Then restart “cluster serve”.",
            err=True,
        )
        return math.inf


def serve(app: Flask, bind: str, settings: Settings) -> None:
    """Serve with gunicorn: one process, several threads; the worker starts once the port is ours.

    The worker ends with the pages, however they end.
    """
    here = os.getpid()
    start = "from cluster.cli import run; run()"
    where = ["--instance", str(settings.instance), "--address", settings.address]
    worker = Worker([sys.executable, "-c", start, "worker", *where, "--beside", str(here)])

    class KeepingArbiter(Arbiter):
        def manage_workers(self) -> None:
            super().manage_workers()
            worker.look_after()

    class Server(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", bind)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 8)
            self.cfg.set("control_socket_disable", "true")

        def load(self) -> Any:
            return app

        def run(self) -> None:
            KeepingArbiter(self).run()

    click.echo(f"\nOpen http://{bind} in the browser. Stop with Ctrl+C.")
    sys.stdout.flush()
    gc.collect()
    gc.freeze()  # what is loaded stays for good: collecting beside it makes large tables slow
    try:
        Server().run()
    finally:
        if os.getpid() == here:  # not in the process that serves, which was forked off
            worker.stop()
