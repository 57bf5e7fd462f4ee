"""How many questions an act asks the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from cluster.database import db


def count_queries(act: Callable[[], object]) -> int:
    """Return the number of statements sent while acting on a fresh session.

    Rows that are written together count once, though SQLite takes them one by one.
    """
    statements: list[str] = []

    def note(*sent: Any) -> None:
        _connection, _cursor, statement, _parameters, _context, is_many = sent
        if not (is_many and statements[-1:] == [statement]):
            statements.append(statement)

    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in statements if not statement.startswith("BEGIN")])
