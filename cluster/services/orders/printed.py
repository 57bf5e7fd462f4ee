"""What a year has printed already, looked up when an order is prepared and when its turn comes."""

import json
from collections import defaultdict
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select

from cluster.database import db
from cluster.domain.golden_book import Key, key_of
from cluster.domain.printing import PaperKind
from cluster.models import IssuedPaper
from cluster.services.awards.golden_book import list_promised
from cluster.services.printing.composing import subject_of, words_of

READ_AT_ONCE = 200
Issue = tuple[str, int]
"""Subject and number of an issue, which no two certificates share."""


class Printed:
    """The valid certificates of a year, found by their award or by what they say."""

    def __init__(self, year_id: int) -> None:
        self._year_id = year_id
        self._serials: defaultdict[str, dict[Issue, str]] = defaultdict(dict)
        self._numbers: defaultdict[Key, dict[Issue, str]] = defaultdict(dict)
        self._promised: dict[Key, tuple[str, str]] = {}
        self._newest = 0
        self._void: set[Issue] = set()

    def look(self) -> None:
        """Take in what was printed or declared void since the last look, and numbers promised."""
        papers = (IssuedPaper.year_id == self._year_id, IssuedPaper.kind == PaperKind.AWARD)
        rows = db.session.execute(
            select(
                IssuedPaper.id,
                IssuedPaper.subject,
                IssuedPaper.issue,
                IssuedPaper.data,
                IssuedPaper.serial,
                IssuedPaper.title,
            )
            .where(*papers, IssuedPaper.id > self._newest)
            .order_by(IssuedPaper.id)
            .execution_options(yield_per=READ_AT_ONCE)
        )
        for row in rows:
            self.add(row)
            self._newest = row.id
        void = db.session.execute(
            select(IssuedPaper.subject, IssuedPaper.issue).where(
                *papers, IssuedPaper.voided_at.is_not(None)
            )
        )
        self._void = {(row.subject, row.issue) for row in void}
        self._promised = {
            given.key: (subject_of(self._year_id, given.award_id), given.title)
            for given in list_promised(self._year_id)
        }

    def add(self, paper: IssuedPaper | Row[Any]) -> None:
        """Take in a paper, also one that the unit of work at hand is about to file."""
        issue = (paper.subject, paper.issue)
        for key in (paper.subject, _words(paper.data)):
            self._serials[key][issue] = paper.serial or "–"
        if number := paper.data.get("golden_book_number"):
            self._numbers[key_of(paper.data["authority"], number)][issue] = paper.title

    def serial_of(self, award_id: int | None, data: dict[str, Any]) -> str:
        """Return the serial of an award's certificate, or of one that says the very same."""
        about = [subject_of(self._year_id, award_id)] if award_id else []
        valid = (
            serial
            for key in (*about, _words(data))
            for issue, serial in self._serials.get(key, {}).items()
            if issue not in self._void
        )
        return next(valid, "")

    def holder_of(self, authority: str, number: str, award_id: int | None) -> str:
        """Return who else has a number of an authority's golden book, "" if nobody has."""
        own, key = subject_of(self._year_id, award_id), key_of(authority, number)
        held = (
            title
            for issue, title in self._numbers.get(key, {}).items()
            if issue[0] != own and issue not in self._void
        )
        subject, title = self._promised.get(key, (own, ""))
        return next(held, "") or ("" if subject == own else title)


def _words(data: dict[str, Any]) -> str:
    """Return in short what a certificate says, apart from its code and its golden-book number."""
    said = json.dumps(words_of(data) | {"golden_book_number": ""}, sort_keys=True)
    return sha256(said.encode()).hexdigest()
