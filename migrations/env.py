"""Run migrations over the application's own engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from logging.config import fileConfig
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from cluster.database import ExactDecimal, Text, UtcDateTime

config = context.config
if config.config_file_name:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our column types as SQLAlchemy's own: migrations import nothing of ours."""
    if kind == "type":
        if isinstance(item, UtcDateTime):
            return "sa.DateTime()"
        if isinstance(item, Text):
            return "sa.String()"
        if isinstance(item, ExactDecimal):
            return "sa.Numeric(20, 6).with_variant(sa.String(32), 'sqlite')"
    return False


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Let SQLite make a changed table anew under its name though others point at it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = cursor.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration left rows that point at nothing: {broken}")
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Bring the database to the asked-for revision."""
    with database.engine.connect() as connection, unguarded(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
