"""Headless Chromium against an installation of its own; skipped where there is no Chromium."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

EXECUTABLE = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (360, 1280, 1920)
PATIENCE = 30
"""How many seconds a busy machine may take for what takes another one a moment."""

expect.set_options(timeout=PATIENCE * 1000)


class Silent(WSGIRequestHandler):
    """Answers without writing a line about it."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  its signature
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one browser for each test process."""
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is not installed; browser tests need Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


class Finishing:
    """An application that is closed once nobody waits for an answer: a late one would meet the
    database of the next test.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._changed = threading.Condition()
        self._open = 0
        self._is_closed = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._changed:
            if self._is_closed:
                raise ConnectionAbortedError
            self._open += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            assert self._changed.wait_for(lambda: not self._open, timeout=PATIENCE)


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve an installation and return its address."""
    served = Finishing(app)
    server = make_server("127.0.0.1", 0, served, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        served.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve the installation of the test and return its address."""
    with serve(app) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """Return an empty page; the test fails if the browser refuses a script, a style or a file."""
    context = chromium.new_context(
        base_url=site,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    complaints: list[str] = []
    opened = context.new_page()
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [c for c in complaints if "Failed to load resource" not in c] == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[str, str], None]:
    """Return what signs a person in by mail address and password."""

    def act(email: str, password: str) -> None:
        page.goto("/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        follow(page, "main button[type=submit]")

    return act


def follow(page: Page, button: str) -> None:
    """Press a button or link, and wait until the page that it leads to is there."""
    with page.expect_navigation():
        page.click(button)


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds wrong on the page, each with the first element at fault."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{fault['id']}: {fault['help']} – {fault['nodes'][0]['html']}" for fault in found]


def is_wider_than_the_screen(page: Page) -> bool:
    """Tell whether the page must be scrolled sideways."""
    wider: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider
