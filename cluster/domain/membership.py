"""Members of a cluster: what an alliance is called on a day, who heads it, mergers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from cluster.domain.errors import RuleViolation, _

CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*", re.ASCII)
LONGEST_CODE = 16


@dataclass(frozen=True, kw_only=True)
class Member:
    """An alliance as a year knows it: named as on the year's papers, with its head."""

    alliance_id: int
    code: str
    name: str
    short_name: str
    name_en: str = ""
    seat: str = ""
    position: int = 0
    head_name: str = ""
    head_title: str = ""


class Dated(Protocol):
    """Anything that holds from one day to another, both included; without an end it goes on."""

    @property
    def starts_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date | None:
        """The last day, if there is one."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, kw_only=True)
class Span:
    """From one day to another, both included; without an end it goes on."""

    starts_on: date
    ends_on: date | None = None


def covers(dated: Dated, day: date) -> bool:
    """Tell whether the day lies within."""
    return dated.starts_on <= day and (dated.ends_on is None or day <= dated.ends_on)


def covering(entries: Iterable[D], day: date) -> D | None:
    """Return the entry that holds on the day, the one begun last if several do."""
    held = [entry for entry in entries if covers(entry, day)]
    return max(held, key=lambda entry: entry.starts_on, default=None)


def nearest(entries: Sequence[D], day: date) -> D:
    """Return the entry begun last before the day; for a day before them all, the first."""
    by_start = sorted(entries, key=lambda entry: entry.starts_on)
    begun = [entry for entry in by_start if entry.starts_on <= day]
    return begun[-1] if begun else by_start[0]


def day_before(day: date) -> date:
    """Return the last day of what is replaced on this day."""
    return day - timedelta(days=1)


def could_compete(dissolved_on: date | None, number: int) -> bool:
    """Tell whether an alliance still existed in the year of this number."""
    return dissolved_on is None or dissolved_on > date(number, 1, 1)


def check_code(code: str) -> str:
    """Return the code in capitals; refuse signs that do not belong on papers and in addresses."""
    capitals = code.strip().upper()
    if len(capitals) > LONGEST_CODE or not CODE.fullmatch(capitals):
        raise RuleViolation(
            _(
                "A code is made of up to %(longest)s letters A–Z, digits and hyphens.",
                longest=LONGEST_CODE,
            ),
            field="code",
        )
    return capitals


def check_ends(span: Span) -> None:
    """Refuse a span that ends before it starts."""
    if span.ends_on is not None and span.ends_on < span.starts_on:
        raise RuleViolation(_("The end lies before the start."), field="ends_on")


def check_follows(entries: Iterable[Dated], new: Span) -> None:
    """Refuse a span that does not begin after all recorded ones: it replaces the last of them."""
    check_ends(new)
    if any(entry.starts_on >= new.starts_on for entry in entries):
        raise RuleViolation(
            _("A later or equal date is recorded already; enter a later start."), field="starts_on"
        )


def replaced_by(entries: Iterable[D], new: Span) -> list[D]:
    """Return the entries that end the day before `new` starts; refuse to overlap later ones.

    An earlier entry gives way to a new one. An entry that starts within `new` does not.
    """
    check_ends(new)
    overlapping = [
        entry
        for entry in entries
        if (entry.ends_on is None or entry.ends_on >= new.starts_on)
        and (new.ends_on is None or entry.starts_on <= new.ends_on)
    ]
    if any(entry.starts_on >= new.starts_on for entry in overlapping):
        raise RuleViolation(
            _("Somebody holds this office from a later or equal date already."), field="starts_on"
        )
    return overlapping


def check_not_dissolved(dissolved_on: date | None) -> None:
    """Refuse a new name, office or merger for an alliance that is no more."""
    if dissolved_on is not None:
        raise RuleViolation(
            _("This alliance was dissolved on %(day)s; its record is kept.", day=dissolved_on)
        )


def check_merger(merged: Iterable[int], successor: int) -> None:
    """Refuse a merger of fewer than two alliances, or of one into itself alone."""
    parts = set(merged)
    if not parts - {successor}:
        raise RuleViolation(_("Choose the alliances that merge."), field="alliance_ids")


def check_merger_day(on: date, names: Iterable[Dated]) -> None:
    """Refuse a merger that would end a name before or on the day it began."""
    latest = max((name.starts_on for name in names), default=None)
    if latest is not None and on <= latest:
        raise RuleViolation(
            _("The merger must lie after %(day)s, when the last name began.", day=latest),
            field="on",
        )


def standing(members: Sequence[int], successors: Mapping[int, int]) -> list[int]:
    """Return next year's members: each dissolved one replaced by its successor, nobody twice."""
    kept: list[int] = []
    for member in members:
        current = member
        while current in successors:
            current = successors[current]
        if current not in kept:
            kept.append(current)
    return kept
