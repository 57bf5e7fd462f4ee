"""What an act asks the database, and what it writes there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from cluster.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Take down the statements that are sent but for those that begin a transaction.

    Rows that are written together count once, though SQLite takes them one by one.
    """
    sent: list[str] = []

    def note(*told: Any) -> None:
        _connection, _cursor, statement, _parameters, _context, is_many = told
        is_next_row = is_many and sent[-1:] == [statement]
        if not (is_next_row or statement.startswith("BEGIN")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count_queries(act: Callable[[], object]) -> int:
    """Return the number of statements sent while acting on a fresh session."""
    db.session.expunge_all()
    with statements() as sent:
        act()
    return len(sent)
