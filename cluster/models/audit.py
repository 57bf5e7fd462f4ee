"""The record of changes: rows are added, never changed or deleted (the database refuses it)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model


class AuditEntry(Model):
    """Who did what to what, when and why; written by the service in the same unit of work."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_type", "object_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[str]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    year_id: Mapped[int | None] = mapped_column(ForeignKey("year.id"), index=True)
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")


GUARD: dict[str, tuple[str, ...]] = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
        """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$""",
        """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
        ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    ),
}
"""What makes the database itself refuse to change the record; the migration creates the same."""


@event.listens_for(AuditEntry.__table__, "after_create")
def _guard(_table: object, connection: Connection, **_options: object) -> None:
    for statement in GUARD.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)
