"""The database session: one base class, one way to commit.

Only `atomic()` commits. The outermost block commits, nested calls join it, an error undoes all.
"""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, Enum, MetaData, Numeric, String, TypeDecorator, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, registry

from cluster.domain.errors import Busy, NotFound, _
from cluster.domain.vietnamese import nfc

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

LONGEST_WAIT = 10_000
"""Milliseconds for which one unit of work waits for others."""
SQLITE_BUSY = (5, 6)
"""SQLite's codes: another connection writes, or holds a table."""
POSTGRESQL_BUSY = ("40001", "40P01", "55P03", "57014")
"""PostgreSQL's codes: clash of transactions, deadlock, too long a wait for a lock, or at all."""
WAITED = _("Somebody else was saving for so long that this could not be done.")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; one without a time zone is refused, since SQLite forgets the difference."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store UTC without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone is no moment.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give UTC back its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Text(TypeDecorator[str]):
    """Unicode text, composed (NFC), whatever keyboard or file it came from."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Compose the accents."""
        return None if value is None else nfc(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit; SQLite would turn NUMERIC into a float."""

    impl = Numeric(20, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Keep the digits as text where the database has no exact numbers."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(Numeric(20, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write the digits; floats are refused."""
        if value is None:
            return None
        if not isinstance(value, Decimal | int):
            raise TypeError(f"{value!r} is not exact.")
        return format(Decimal(value), "f") if dialect.name == "sqlite" else Decimal(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        """Read the digits back without trailing zeros."""
        if value is None:
            return None
        number = Decimal(value)
        return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def _stored_by_value(kind: type[enum.StrEnum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """Every table: names of constraints, and how Python's types are stored."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            str: Text,
            Decimal: ExactDecimal,
            dict[str, Any]: JSON,
            list[Any]: JSON,
            enum.StrEnum: Enum(
                enum.StrEnum, native_enum=False, length=32, values_callable=_stored_by_value
            ),
        },
    )


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False}
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@event.listens_for(Engine, "connect")
def _set_up(connection: Any, _record: Any) -> None:
    """Let nobody wait for ever; make SQLite durable, check foreign keys, leave BEGIN to us."""
    if type(connection).__module__.startswith("psycopg"):
        connection.execute(f"SET lock_timeout = {LONGEST_WAIT}")
        connection.commit()
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    busy = f"busy_timeout={LONGEST_WAIT}"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", busy):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "handle_error")
def _tell_apart(context: ExceptionContext) -> Busy | None:
    """Say so when nothing is wrong but that others were saving for too long."""
    error = context.original_exception
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in SQLITE_BUSY or getattr(error, "sqlstate", None) in POSTGRESQL_BUSY:
        return Busy(WAITED)
    return None


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """Take SQLite's write lock at the start of a unit of work that will write."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _unit_of_work() -> Iterator[None]:
    session = db.session
    if session.info.get("writes"):
        yield
        return
    session.rollback()  # whatever was only read before must not pin an old snapshot
    session.info["writes"] = True
    try:
        session.connection(execution_options={"writes": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writes"] = False


def atomic() -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service one unit of work: it commits as a whole or not at all."""

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def within(*args: P.args, **kwargs: P.kwargs) -> R:
            with _unit_of_work():
                return service(*args, **kwargs)

        return within

    return decorate


def get_or_raise(model: type[T], key: int | str | None, *, lock: dict[str, Any] | None = None) -> T:
    """Return the row, or raise NotFound, which a page shows as 404.

    `lock`: how a unit of work keeps the row from others until it ends; reading locks nothing.
    """
    held = lock if db.session.info.get("writes") else None
    row = db.session.get(model, key, with_for_update=held) if key is not None else None
    if row is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return row
