"""The score table of a year, and sheets saved whole or not at all."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.errors import Conflict, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.scoring import Layer
from cluster.models import Score, Year
from cluster.services import scoring
from cluster.services.scoring import Entry, SheetRefused
from tests.conftest import NOW
from tests.make.achievements import make_submitted
from tests.make.pledges import make_officer
from tests.make.queries import count_queries
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    FULL,
    TEN,
    TWENTY,
    acting,
    give,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
    points_of,
    self_score,
)


def test_the_table_adds_up_and_counts_what_is_missing(app: Flask) -> None:
    year = make_scoring_year(alliances=2)
    first, second = ids_of(year)
    self_score(year, first, FULL | {"TH.1": Measure(actual=Decimal(4))})
    self_score(year, second, {"III.1": TEN, "TP.2": Measure(events={"absent": 2})})

    table = scoring.score_table(SYSTEM, year.id)

    assert [(t.total, t.so_far, len(t.missing)) for t in table.totals] == [
        (Decimal(104), Decimal(104), 0),
        (None, Decimal(4), 7),
    ]
    assert table.missing == 7
    assert (table.content_maximum, table.book.scale) == (Decimal(100), Decimal(100))
    assert [row.criterion.code for row in table.rows][:4] == ["I", "I.3", "III", "III.1"]


def test_a_line_not_assigned_is_left_out_and_takes_no_score(app: Flask) -> None:
    year = make_scoring_year(not_assigned=[(0, "VI.2")])
    own, other = ids_of(year)[:2]

    with pytest.raises(RuleViolation) as refusal:
        give(officer(year, own), year, own, "VI.2", Layer.SELF, Measure(actual=Decimal(1)))
    give(officer(year, other), year, other, "VI.2", Layer.SELF, Measure(actual=Decimal(1)))
    table = scoring.score_table(SYSTEM, year.id)
    cells = next(row.cells for row in table.rows if row.criterion.code == "VI.2")

    assert str(refusal.value.message) == "Line VI.2 is not assigned to this member."
    assert [cell.is_assigned for cell in cells] == [False, True, True]
    assert [total.assigned for total in table.totals] == [Decimal(95), Decimal(100), Decimal(100)]


@pytest.mark.parametrize("alliances", [2, 9])
def test_reading_asks_the_database_as_often_however_many_members(
    app: Flask, alliances: int
) -> None:
    year = make_settled_year(alliances)
    chair, own, year_id = acting(year, Role.CHAIR), ids_of(year)[0], year.id

    assert count_queries(lambda: scoring.overview(chair, year_id)) == 12
    assert count_queries(lambda: scoring.line(chair, year_id, alliance_id=own, code="III.1")) == 14
    assert (
        count_queries(lambda: scoring.sheet(chair, year_id, alliance_id=own, layer=Layer.FINAL))
        == 11
    )


def entry(code: str, measure: Measure, *, reason: str = "", revision: int = 0) -> Entry:
    return Entry(code=code, measure=measure, reason=reason, revision=revision)


def save(year: Year, alliance_id: int, *entries: Entry) -> tuple[str, ...]:
    return scoring.save_sheet(
        officer(year, alliance_id),
        year.id,
        alliance_id=alliance_id,
        layer=Layer.SELF,
        entries=entries,
        now=NOW,
    )


def test_a_sheet_writes_the_lines_that_changed(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    first = save(year, own, entry("III.1", TEN), entry("III.2.1", TEN), entry("VI.2", Measure()))
    second = save(year, own, entry("III.1", TEN, revision=1), entry("III.2.1", TWENTY, revision=1))

    assert (first, second) == (("III.1", "III.2.1"), ("III.2.1",))


def test_a_sheet_is_saved_whole_or_not_at_all(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    with pytest.raises(SheetRefused) as refusal:
        save(
            year,
            own,
            entry("III.1", TEN),
            entry("VI.2", Measure(actual=Decimal("0.5"))),
            entry("IV.2", Measure(judged=Decimal(2))),
            entry("VI.1", Measure(), reason="Chưa rõ"),
        )

    assert {code: str(why.message) for code, why in refusal.value.lines.items()} == {
        "VI.2": "This criterion counts whole things, not 0.5.",
        "IV.2": "A judgement needs a reason.",
        "VI.1": "Enter a figure with the reason.",
    }
    assert db.session.scalar(select(func.count(Score.id))) == 0


def test_a_line_that_another_saved_clashes_only_where_both_touched_it(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    save(year, own, entry("III.1", TEN), entry("III.2.1", TEN))
    save(year, own, entry("III.1", TWENTY, revision=1))

    untouched = save(
        year, own, entry("III.1", TEN, revision=1), entry("III.2.1", TWENTY, revision=1)
    )
    with pytest.raises(SheetRefused) as refusal:
        save(year, own, entry("III.1", Measure(actual=Decimal(5)), revision=1))

    assert untouched == ("III.2.1",)
    assert isinstance(refusal.value.lines["III.1"], Conflict)


def test_a_sheet_shows_what_is_below_and_what_it_could_start_from(app: Flask) -> None:
    year = make_reviewed_year()
    scorer, scored = ids_of(year)[:2]

    page = scoring.sheet(
        officer(year, scorer), year.id, alliance_id=scored, layer=Layer.CROSS, scorer_id=scorer
    )
    row = next(row for row in page.rows if row.criterion.code == "III.1")

    assert row.below is not None
    assert (row.below.layer, row.below.outcome.points) == (Layer.SELF, Decimal(15))
    assert row.suggested is not None
    assert row.suggested.actual == Decimal(30)
    assert (page.filled, page.asked, row.measure, row.revision) == (0, 11, None, 0)


def test_the_self_score_is_taken_over_from_the_reports(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    reporter = make_officer(year, own)
    make_submitted(year, reporter, own, "III.1", quantity=Decimal(4))
    make_submitted(year, reporter, own, "III.1", quantity=Decimal(8))
    make_submitted(year, reporter, own, "IV.1", quantity=None, choice="one_late")
    make_submitted(year, reporter, own, "I.3", quantity=Decimal(0), base=Decimal(0))
    give(reporter, year, own, "III.1", Layer.SELF, TEN, reason="Ước tính")

    taken = scoring.take_over(reporter, year.id, alliance_id=own, now=NOW)
    again = scoring.take_over(reporter, year.id, alliance_id=own, now=NOW)

    points = points_of(reporter, year)
    assert taken.written == ("III.1", "IV.1")
    assert {code: str(why) for code, why in taken.refused.items()} == {
        "I.3": "Nobody has judged this criterion yet."
    }
    assert (points["III.1"], points["IV.1"]) == ([Decimal("6.00")], [Decimal("1.50")])
    assert again.written == ()
    line = scoring.line(reporter, year.id, alliance_id=own, code="III.1")
    assert [(e.revision, e.points) for e in line.history] == [(2, Decimal(6)), (1, Decimal(5))]
