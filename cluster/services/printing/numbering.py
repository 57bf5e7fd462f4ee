"""Give papers their numbers: each series unbroken, in the unit of work that files the paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.numbering import (
    GOLDEN_BOOK,
    check_pattern,
    check_start,
    usual_pattern,
    written,
)
from cluster.domain.permissions import Actor
from cluster.domain.printing import PAPER_KIND_NAMES
from cluster.models import PaperNumbering, Year
from cluster.services import audit, years
from cluster.services.years.state import ALONE

SERIES_NAMES: dict[str, Message] = {
    **{kind.value: name for kind, name in PAPER_KIND_NAMES.items()},
    GOLDEN_BOOK: _("Golden book"),
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """A series of numbers of a year, and what the next one will be ("" for none)."""

    series: str
    name: Message
    pattern: str
    first: int
    given: int
    next: str


def hold(year_id: int) -> Year:
    """Return the year, in which nobody else files papers until the unit of work at hand ends.

    A unit of work takes the year first and then what lies in it, lest two wait for each other.
    """
    return get_or_raise(Year, year_id, lock=ALONE)


class Numbers:
    """The next numbers of a year's series, for one unit of work, which holds the year.

    All series are read at once (2 queries). No number is given twice and none is lost: undone work
    gives its numbers back.
    """

    def __init__(self, year_id: int) -> None:
        self.year = hold(year_id)
        self._rows = _series_of(year_id)

    def next(self, series: str) -> tuple[int, str]:
        """Take the next number of a series, and return it with its written form."""
        row = self._row(series)
        number = row.first + row.given
        row.given += 1
        db.session.add(row)
        return number, written(row.pattern, number, self.year.number)

    def are_given(self, series: str) -> bool:
        """Tell whether the program gives the numbers of a series."""
        return bool(self._row(series).pattern)

    def _row(self, series: str) -> PaperNumbering:
        if series not in self._rows:
            self._rows[series] = _usual(self.year.id, series)
        return self._rows[series]


def last_of_next(year: Year, series: str, count: int) -> str:
    """Return how the last of so many next numbers will be written ("" where none are given)."""
    row = _found(year.id, series)
    return written(row.pattern, row.first + row.given + count - 1, year.number)


def list_series(actor: Actor, year_id: int) -> list[Series]:
    """Return the year's series, of all kinds of paper and of the golden book (1 query)."""
    year = years.get_to_run(actor, year_id)
    known = _series_of(year_id)
    return [
        _shown(known.get(series) or _usual(year_id, series), name, year.number)
        for series, name in SERIES_NAMES.items()
    ]


@atomic()
def set_series(
    actor: Actor, year_id: int, *, series: str, pattern: str, first: int, now: datetime
) -> None:
    """Say how a series is written, and, before its first number, where it begins."""
    year = years.get_to_run(actor, year_id, alone=True)
    if series not in SERIES_NAMES:
        raise RuleViolation(_("Choose a series of the list."), field="series")
    check_pattern(pattern, may_be_empty=series == GOLDEN_BOOK)
    row = _found(year_id, series)
    if first != row.first:
        check_start(first, row.given)
    before, row.pattern, row.first = row.pattern, pattern, first
    db.session.add(row)
    audit.record(
        actor,
        "numbering.set",
        ("paper_numbering", f"{year_id}/{series}"),
        now,
        where=audit.within(year),
        before={"pattern": before},
        after={"pattern": pattern, "first": first},
    )


def _series_of(year_id: int) -> dict[str, PaperNumbering]:
    rows = db.session.scalars(
        select(PaperNumbering)
        .where(PaperNumbering.year_id == year_id)
        .execution_options(populate_existing=True)
    )
    return {row.series: row for row in rows}


def _found(year_id: int, series: str) -> PaperNumbering:
    return _series_of(year_id).get(series) or _usual(year_id, series)


def _usual(year_id: int, series: str) -> PaperNumbering:
    pattern = usual_pattern(series)
    return PaperNumbering(year_id=year_id, series=series, pattern=pattern, first=1, given=0)


def _shown(row: PaperNumbering, name: Message, year_number: int) -> Series:
    return Series(
        series=row.series,
        name=name,
        pattern=row.pattern,
        first=row.first,
        given=row.given,
        next=written(row.pattern, row.first + row.given, year_number),
    )
