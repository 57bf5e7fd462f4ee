"""What every test can ask for: an installation of its own, a visitor, the time."""

import contextvars
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, event
from werkzeug.routing import Rule

from cluster.app import create_app
from cluster.config import Settings
from cluster.database import db
from cluster.models import User

pytest_plugins = ["tests.browser.chromium", "tests.postgresql"]
"""One browser and one server for each process, whoever asks: Playwright starts only once."""

PLATES = Path(tempfile.gettempdir()) / "cum-thi-dua-test-plates"
"""Shared by all tests: a plate is named by all that it is made from."""
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)

settings.register_profile("checks", deadline=None)
settings.load_profile("checks")
"""How long one example takes says nothing on a busy machine."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return half as many again as processors: who waits for a browser leaves one idle."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


def settings_in(folder: Path) -> Settings:
    """Return the settings of a throw-away installation."""
    return Settings(
        instance=folder,
        secret_key="test",
        password_salt="test",
        totp_secret="dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=",
        database_url=f"sqlite:///{folder / 'cluster.sqlite3'}",
        files=folder / "files",
        plates=PLATES,
        mail_backend="locmem",
        testing=True,
    )


class Visitor(FlaskClient):
    """A browser whose every request stands alone, as on a server.

    A request made inside the test's own context would share its `g` and its database session;
    here a forgotten commit shows, and the test reads afterwards what was really stored.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


class LateRule(Rule):
    """An address that is compiled for making links when the first link to it is made.

    Compiling all addresses is nearly all the work of `create_app`, and a test makes few links.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        compile_now = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not built:
                built.append(compile_now(append_unknown))
            return built[0](rule, **values)

        built: list[Callable[..., tuple[str, str]]] = []
        return build


Flask.url_rule_class = LateRule


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the files that take long before the others, so that no process waits for another."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, seldom: what is imported by now stays to the end.

    Searching all of it took a third of a process's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database without rows, made once for each test process."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_in(folder))
    with app.app_context():
        db.create_all()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder / "cluster.sqlite3"


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return the way to one file, in which each test finds an empty database of its own.

    One engine for each process keeps the statements that SQLAlchemy has compiled. The file does
    not wait for the disk: what a power failure leaves is no matter here.
    """
    made = create_engine(f"sqlite:///{tmp_path_factory.mktemp('database') / 'cluster.sqlite3'}")
    event.listen(made, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
    return made


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Return where the templates that one test has compiled lie for the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    tmp_path: Path,
    empty_database: Path,
    engine: Engine,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """Return a fresh installation, within its application context."""
    file = Path(str(engine.url.database))
    for old in file.parent.iterdir():
        old.unlink()
    shutil.copy(empty_database, file)
    application = create_app(replace(settings_in(tmp_path), database_url=str(engine.url)))
    application.test_client_class = Visitor
    application.jinja_env.bytecode_cache = compiled_templates
    with application.app_context():
        db.engines[None] = engine  # in place of the one that it made for itself
        yield application
        db.session.remove()
        engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor who has not signed in."""
    return app.test_client()


@pytest.fixture
def login(app: Flask) -> Callable[[FlaskClient, User], FlaskClient]:
    """Return what signs an account in without its password."""

    def sign_in(client: FlaskClient, user: User) -> FlaskClient:
        with client.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
            session["fs_paa"] = time.time()
        return client

    return sign_in


@pytest.fixture
def now() -> datetime:
    """Return the moment at which a test acts."""
    return NOW
