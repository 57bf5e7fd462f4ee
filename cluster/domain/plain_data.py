"""Turn the domain's frozen dataclasses into plain JSON data and back, losing nothing.

Decimals become text, so that no number ever passes through a float. A `Message` keeps its
sentence and its values, so that a stored explanation can still be read in either language.
What is read back is checked: an unknown, missing or ill-typed entry is named in the refusal.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cluster.domain.errors import Message, Name, RuleViolation, Value, _

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return the value as dicts, lists, texts, whole numbers, booleans and None."""
    return _writer(value.__class__)(value)


def from_plain(kind: type[T], data: Any, *, at: str = "") -> T:
    """Return an instance of `kind` read from plain data; `at` is where we are, for refusals."""
    return _read(kind, data, at)  # type: ignore[no-any-return]  # of that kind


def fields_to_plain(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields as plain data."""
    return {name: to_plain(getattr(value, name)) for name in _names(value.__class__)}


def fields_from_plain(kind: type[T], data: Any, *, at: str = "") -> T:
    """Return a dataclass read field by field from plain data."""
    return _read_dataclass(kind, data, at)  # type: ignore[no-any-return]  # of that kind


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _writer(kind: type) -> Callable[[Any], Any]:
    """Return what writes the values of a class."""
    if issubclass(kind, Message):
        return _message_to_plain
    if is_dataclass(kind):
        own: Callable[[Any], Any] = getattr(kind, "to_plain", fields_to_plain)
        return own
    for sort, write in _WRITERS.items():
        if issubclass(kind, sort):
            return write
    return lambda value: value


_WRITERS: Mapping[type, Callable[[Any], Any]] = {
    Mapping: lambda named: {str(key): to_plain(entry) for key, entry in named.items()},
    frozenset: lambda several: sorted(to_plain(entry) for entry in several),
    tuple: lambda several: [to_plain(entry) for entry in several],
    list: lambda several: [to_plain(entry) for entry in several],
    StrEnum: lambda choice: choice.value,
    Decimal: lambda number: format(number, "f"),
    date: lambda day: day.isoformat(),
}


def _message_to_plain(message: Message) -> dict[str, Any]:
    values = {name: _value_to_plain(value) for name, value in message.values}
    return {"text": message.text, "values": values}


def _value_to_plain(value: Value) -> Any:
    if isinstance(value, Message):
        return {"message": to_plain(value)}
    if isinstance(value, Name):
        return {"name": to_plain(value)}
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _value_from_plain(data: Any, at: str) -> Value:
    if not isinstance(data, Mapping):
        return _read(str | int | None, data, at)  # type: ignore[no-any-return]  # of that kind
    kinds: dict[str, type] = {"message": Message, "name": Name, "number": Decimal, "date": date}
    ((kind, content),) = data.items()
    return _read(kinds[kind], content, f"{at}.{kind}")  # type: ignore[no-any-return]  # of that kind


def _refuse(at: str, expected: str) -> RuleViolation:
    return RuleViolation(
        _("“%(key)s” cannot be read: expected %(expected)s.", key=at, expected=expected), field=at
    )


def _read(kind: Any, data: Any, at: str) -> Any:
    return _reader(kind)(data, at)


@cache
def _reader(kind: Any) -> Callable[[Any, str], Any]:
    """Return what reads a type from plain data and where these stand."""
    if hasattr(kind, "from_plain"):
        return lambda data, at: kind.from_plain(data, at=at)
    if kind is Message:
        return _read_message
    if is_dataclass(kind):
        return partial(_read_dataclass, kind)
    if get_origin(kind) in {Union, UnionType}:
        return partial(_read_union, kind)
    if get_origin(kind) is not None:
        return partial(_read_collection, kind)
    return _scalar_reader(kind)


def _scalar_reader(kind: Any) -> Callable[[Any, str], Any]:
    if kind is Decimal:
        return _read_decimal
    if issubclass(kind, StrEnum):
        return partial(_read_choice, kind)
    if kind in {date, datetime}:
        return partial(_read_moment, kind)
    return partial(_read_simple, kind)


def _read_message(data: Any, at: str) -> Message:
    if not isinstance(data, Mapping) or set(data) != {"text", "values"}:
        raise _refuse(at, "text and values")
    values = ((n, _value_from_plain(v, f"{at}.{n}")) for n, v in data["values"].items())
    return Message(data["text"], tuple(values))


def _read_dataclass(kind: Any, data: Any, at: str) -> Any:
    if not isinstance(data, Mapping):
        raise _refuse(at or kind.__name__, "named entries")
    known = _entries(kind)
    for name in data:
        if name not in known:
            raise RuleViolation(
                _("“%(key)s” is not known here.", key=_below(at, name)), field=_below(at, name)
            )
    for name, (_hint, is_needed) in known.items():
        if is_needed and name not in data:
            raise RuleViolation(
                _("“%(key)s” is missing.", key=_below(at, name)), field=_below(at, name)
            )
    return kind(**{n: _read(known[n][0], value, _below(at, n)) for n, value in data.items()})


@cache
def _entries(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Return the type of each entry of a dataclass, and whether it must be given."""
    hints = get_type_hints(kind)
    return {
        f.name: (hints[f.name], f.default is MISSING and f.default_factory is MISSING)
        for f in fields(kind)
    }


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _read_union(kind: Any, data: Any, at: str) -> Any:
    allowed = get_args(kind)
    if data is None and type(None) in allowed:
        return None
    options = [option for option in allowed if option is not type(None)]
    for option in options[:-1]:
        if isinstance(data, option):
            return data
    return _read(options[-1], data, at)


def _read_collection(kind: Any, data: Any, at: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Mapping:
        if not isinstance(data, Mapping):
            raise _refuse(at, "named entries")
        return {key: _read(arguments[1], entry, f"{at}.{key}") for key, entry in data.items()}
    if not isinstance(data, list):
        raise _refuse(at, "a list")
    return origin(_read(arguments[0], entry, f"{at}[{n}]") for n, entry in enumerate(data))


def _read_choice(kind: type[StrEnum], data: Any, at: str) -> StrEnum:
    try:
        return kind(data)
    except ValueError:
        raise _refuse(at, " | ".join(kind)) from None


def _read_simple(kind: type, data: Any, at: str) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise _refuse(at, {str: "text", int: "a whole number", bool: "true or false"}[kind])
    return data


def _read_decimal(data: Any, at: str) -> Decimal:
    if isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        try:
            number = Decimal(data)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise _refuse(at, 'a number written as text, such as "2.5"')


def _read_moment(kind: type[date], data: Any, at: str) -> date:
    try:
        return kind.fromisoformat(data)
    except (TypeError, ValueError):
        raise _refuse(at, "a date such as 2026-01-05") from None
