from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cluster.domain.errors import Message, Name, RuleViolation, _
from cluster.domain.measures import Measure
from cluster.domain.plain_data import from_plain, to_plain


@dataclass(frozen=True, kw_only=True)
class Entry:
    day: date
    moment: datetime | None = None
    words: frozenset[str] = frozenset()
    note: Message | str = ""
    done: bool = False


FULL = Entry(day=date(2026, 1, 5), words=frozenset({"b", "a"}), note=_("x"), done=True)


def test_plain_data_is_text_lists_and_names() -> None:
    assert to_plain(FULL) == {
        "day": "2026-01-05",
        "moment": None,
        "words": ["a", "b"],
        "note": {"text": "x", "values": {}},
        "done": True,
    }


def test_a_message_keeps_all_its_values() -> None:
    message = _(
        "%(a)s %(b)s %(c)s %(d)s %(e)s %(f)s %(g)s",
        a=Decimal("1.50"),
        b=3,
        c="word",
        d=date(2026, 1, 5),
        e=Name(vi="Cờ", en="Flag"),
        f=_("inner %(x)s", x=Decimal(2)),
        g=None,
    )

    assert from_plain(Message, to_plain(message)) == message


@pytest.mark.parametrize(
    ("data", "key"),
    [
        pytest.param([], "Entry", id="no names at all"),
        pytest.param({}, "day", id="missing"),
        pytest.param({"day": "05/01/2026"}, "day", id="a date of another form"),
        pytest.param({"day": 5}, "day", id="a number for a date"),
        pytest.param({"day": "2026-01-05", "done": 1}, "done", id="one is not true"),
        pytest.param({"day": "2026-01-05", "words": "a"}, "words", id="text for a list"),
    ],
)
def test_what_cannot_be_read_is_named(data: Any, key: str) -> None:
    with pytest.raises(RuleViolation, match=f"“{key}”"):
        from_plain(Entry, data)


def test_a_stored_sentence_that_is_none_is_refused() -> None:
    with pytest.raises(RuleViolation, match="text and values"):
        from_plain(Message, {"text": "x"}, at="explanation")


def test_figures_survive_being_stored() -> None:
    figures = Measure(
        actual=Decimal("11.50"), target=Decimal(35), events={"late": 2}, choice="on_time"
    )

    assert from_plain(Measure, to_plain(figures)) == figures
    assert from_plain(Measure, {}) == Measure()


@pytest.mark.parametrize("events", [["late"], {"late": "2"}, {"late": True}])
def test_events_that_cannot_be_read_are_refused(events: Any) -> None:
    with pytest.raises(RuleViolation, match="events"):
        from_plain(Measure, {"events": events})
