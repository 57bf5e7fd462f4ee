"""How many questions an act asks the database."""

from collections.abc import Callable

from sqlalchemy import event

from cluster.database import db


def count_queries(act: Callable[[], object]) -> int:
    """Return the number of statements sent while acting on a fresh session."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in statements if not statement.startswith("BEGIN")])
