"""The migrations make the tables that the models describe, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from cluster.database import db
from cluster.models import AuditEntry, Year
from cluster.services import sample
from tests.conftest import NOW

pytestmark = pytest.mark.long


@pytest.fixture
def migrated(either: Flask) -> Iterator[Flask]:
    """Return an installation whose database the migrations made, and take it down by them."""
    yield either
    db.session.remove()
    downgrade(revision="base")


def test_models_and_migrations_describe_the_same_tables(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_way_back_leaves_nothing(migrated: Flask) -> None:
    downgrade(revision="base")

    assert db.inspect(db.engine).get_table_names() == ["alembic_version"]


def test_the_database_refuses_to_change_the_record(migrated: Flask) -> None:
    db.session.add(
        AuditEntry(at=NOW, actor_name="A", action="x", object_type="y", object_id="1", reason="so")
    )
    db.session.commit()

    for change in ("UPDATE audit_entry SET reason = ''", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="never"), db.engine.begin() as connection:
            connection.exec_driver_sql(change)

    assert db.session.scalars(select(AuditEntry.reason)).all() == ["so"]


def test_the_sample_lives_its_years_on_either_database(migrated: Flask) -> None:
    sample.load(migrated.extensions["files"])
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    sample.load(migrated.extensions["files"])

    phases = db.session.execute(select(Year.number, Year.phase).order_by(Year.number)).all()
    assert [tuple(row) for row in phases] == [(2025, "archived"), (2026, "report")]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries
