"""Years that many tests start from are built once for each test process, then copied."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from sqlalchemy import exists, select

from cluster.database import Base, db
from cluster.models import Year

P = ParamSpec("P")

_built: dict[object, tuple[int, bytes]] = {}


def once(build: Callable[P, Year]) -> Callable[P, Year]:
    """Keep the year that a builder makes in an empty SQLite database, for the next empty one.

    The builder must make its rows by its arguments alone, and no files. Where the database holds
    something already, or is not SQLite, it builds as ever.
    """

    @wraps(build)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> Year:
        key = (build, args, tuple(sorted(kwargs.items())))
        if db.engine.dialect.name != "sqlite" or not _is_hashable(key) or not _is_empty():
            return build(*args, **kwargs)
        if key not in _built:
            year_id = build(*args, **kwargs).id
            _built[key] = (year_id, close_database().read_bytes())
        year_id, rows = _built[key]
        close_database().write_bytes(rows)
        year = db.session.get_one(Year, year_id)
        db.session.commit()  # as a builder ends: what others store from now on is seen
        return year

    return prepared


def _is_hashable(key: object) -> bool:
    try:
        hash(key)
    except TypeError:
        return False
    return True


def _is_empty() -> bool:
    found = [exists(select(1).select_from(table)) for table in Base.metadata.sorted_tables]
    is_empty = not any(db.session.execute(select(*found)).one())
    db.session.rollback()
    return is_empty


def close_database() -> Path:
    """Close the database and return its file, which then holds all of it."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    return Path(str(db.engine.url.database))
