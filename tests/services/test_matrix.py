"""The score matrix as the services read it: layers, sight, what may be typed, one line again."""

from decimal import Decimal

import pytest
from flask import Flask

from cluster.domain.disagreement import Apart
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.models import Year
from cluster.services import ranking, scoring
from cluster.services.scoring import MatrixCell, Said
from tests.conftest import NOW
from tests.make.achievements import make_submitted
from tests.make.queries import count_queries
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    COMPARED,
    FULL,
    TEN,
    TWENTY,
    acting,
    give,
    give_cross,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
    self_score,
)


def cell(actor: Actor, year: Year, alliance_id: int, code: str = "III.1") -> MatrixCell:
    return scoring.matrix(actor, year.id).cell(code, alliance_id)


def test_a_cell_holds_every_layer_that_is_seen(app: Flask) -> None:
    year = make_reviewed_year(each=2)
    own, first, second = ids_of(year)
    reviewer = acting(year, Role.REVIEWER, first)
    give(reviewer, year, own, "III.1", Layer.APPRAISAL, TEN, reason="Thiếu hồ sơ")
    for scorer, measure in ((first, TEN), (second, TWENTY)):
        give_cross(year, scorer, own, measure)

    seen_by_all = cell(SYSTEM, year, own)

    assert seen_by_all.layers == {
        Layer.SELF: Decimal(15),
        Layer.CROSS: Decimal("7.5"),
        Layer.APPRAISAL: Decimal(5),
    }
    assert seen_by_all.counting.points == Decimal(5)
    assert (seen_by_all.disagreement.gap, seen_by_all.disagreement.apart) == (10, Apart.FAR)
    assert cell(officer(year, own), year, own).layers == {Layer.SELF: Decimal(15)}
    assert cell(officer(year, own), year, own).disagreement.apart is Apart.AGREED
    assert list(cell(reviewer, year, own).layers) == [Layer.SELF, Layer.APPRAISAL]


def test_a_cross_scorer_is_blind_in_the_matrix_until_its_own_is_in(app: Flask) -> None:
    year = make_reviewed_year(each=2)
    own, first, second = ids_of(year)
    give_cross(year, first, own, TEN)

    before = cell(officer(year, second), year, own)
    give_cross(year, second, own, TEN)
    after = cell(officer(year, second), year, own)

    assert before.layers == {Layer.SELF: Decimal(15)}
    assert after.layers == {Layer.SELF: Decimal(15), Layer.CROSS: Decimal(5)}


def test_who_appraises_types_in_every_column_but_its_own(app: Flask) -> None:
    year = make_reviewed_year()
    own, first, second = ids_of(year)
    reviewer = acting(year, Role.REVIEWER, own)
    give(reviewer, year, first, "III.1", Layer.APPRAISAL, TEN, reason="Thiếu hồ sơ")

    seen = scoring.matrix(reviewer, year.id)

    assert (seen.voices, seen.voice) == ((Voice(Layer.APPRAISAL),), Voice(Layer.APPRAISAL))
    assert [seen.cell("III.1", member).said for member in (own, first, second)] == [
        None,
        Said(figure="10", revision=1, reason="Thiếu hồ sơ", below="30"),
        Said(figure="", revision=0, reason="", below="30"),
    ]


def test_a_figure_taken_back_is_an_empty_cell_with_its_revision(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)
    give(officer(year, own), year, own, "III.1", Layer.SELF, Measure(), reason="Sai", revision=1)

    assert cell(officer(year, own), year, own).said == Said(
        figure="", revision=2, reason="", below=None
    )


def test_a_person_with_two_voices_chooses_which_one_types(app: Flask) -> None:
    year = make_reviewed_year()
    own, scored, other = ids_of(year)
    grants = [Grant(role, year.cluster_id, own) for role in (Role.OFFICER, Role.REVIEWER)]
    both = Actor(user_id=None, name="An", grants=tuple(grants))
    cross = Voice(Layer.CROSS, own)

    as_appraiser = scoring.matrix(both, year.id)
    as_scorer = scoring.matrix(both, year.id, voice=cross)

    assert set(as_appraiser.voices) == {cross, Voice(Layer.APPRAISAL)}
    assert as_scorer.voice == cross
    assert as_scorer.cell("III.1", scored).said is not None
    assert as_scorer.cell("III.1", other).said is None


def test_a_voice_that_is_not_yours_types_nothing(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]

    seen = scoring.matrix(acting(year, Role.SECRETARY), year.id, voice=Voice(Layer.APPRAISAL))

    assert (seen.voice, seen.voices) == (None, ())
    assert seen.cell("III.1", own).said is None


def test_a_line_not_assigned_is_not_typed_in(app: Flask) -> None:
    year = make_scoring_year(not_assigned=[(0, "VI.2")])
    own = ids_of(year)[0]

    left_out = cell(officer(year, own), year, own, "VI.2")

    assert (left_out.counting.is_assigned, left_out.said, dict(left_out.layers)) == (
        False,
        None,
        {},
    )


def test_reports_are_counted_for_who_may_read_them(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    for quantity in (4, 6):
        make_submitted(year, officer(year, own), own, "III.1", quantity=Decimal(quantity))

    assert cell(officer(year, own), year, own).reports == 2
    assert cell(officer(year, own), year, own, "VI.2").reports == 0
    assert cell(acting(year, Role.CHAIR), year, own).reports is None


def test_a_frozen_matrix_shows_the_stored_points_and_takes_none(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)

    seen = scoring.matrix(officer(year, own), year.id)

    assert seen.voices == ()
    assert seen.cell("III.1", own).layers == {Layer.SELF: Decimal(15)}
    assert [member.alliance_id for member, _total in seen.totals] == [own]


def test_one_line_comes_with_the_sections_above_it_and_the_totals(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    chair = acting(year, Role.CHAIR)

    whole = scoring.matrix(chair, year.id)
    line = scoring.matrix(chair, year.id, code="III.2.1")

    assert [row.row.criterion.code for row in line.rows] == ["III", "III.2", "III.2.1"]
    assert line.cell("III.2.1", own) == whole.cell("III.2.1", own)
    assert line.totals == whole.totals


def test_a_figure_moves_everybody_where_members_are_compared(app: Flask) -> None:
    year = make_settled_year(book=COMPARED)
    own, *others = ids_of(year)

    seen = scoring.matrix(acting(year, Role.CHAIR), year.id)

    assert seen.moved_by("III.1", own) == {own, *others}
    assert seen.moved_by("VI.2", own) == {own}


def test_a_layer_has_the_points_that_its_own_page_shows(app: Flask) -> None:
    year = make_settled_year(book=COMPARED)
    own, other = ids_of(year)[:2]
    chair = acting(year, Role.CHAIR)
    give(chair, year, other, "III.1", Layer.FINAL, TEN, reason="Hội nghị")

    for member in (own, other):
        page = scoring.line(chair, year.id, alliance_id=member, code="III.1")
        assert cell(chair, year, member).layers == {
            layer.voice.layer: layer.points for layer in page.layers
        }


def test_a_figure_is_given_as_it_is_typed(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    def type_in(code: str, typed: str) -> Decimal | None:
        return scoring.score(
            officer(year, own),
            year.id,
            alliance_id=own,
            code=code,
            layer=Layer.SELF,
            typed=typed,
            revision=0,
            now=NOW,
        ).points

    assert type_in("III.1", "10,5") == Decimal("5.25")
    assert type_in("I.3", "80/100") == Decimal(4)
    assert type_in("VI.1", "1; 0") == Decimal("3.5")


@pytest.mark.parametrize("alliances", [2, 9])
def test_the_matrix_asks_the_database_as_often_however_large_it_is(
    app: Flask, alliances: int
) -> None:
    year = make_settled_year(alliances)
    chair, year_id = acting(year, Role.CHAIR), year.id

    assert count_queries(lambda: scoring.matrix(chair, year_id)) == 11
    assert count_queries(lambda: scoring.matrix(chair, year_id, code="III.1")) == 11


def test_every_line_of_the_rule_book_can_be_typed(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    self_score(year, own)

    typed = {
        row.row.criterion.code: row.cells[0].said.figure
        for row in scoring.matrix(officer(year, own), year.id).rows
        if row.cells and row.cells[0].said is not None
    }

    assert {code: figure for code, figure in typed.items() if figure} == {
        "I.3": "80/100",
        "III.1": "30",
        "III.2.1": "10",
        "IV.1": "3",
        "IV.2": "3",
        "IV.3": "4/4",
        "VI.1": "0; 0",
        "VI.2": "2",
    }
    assert set(FULL) < set(typed)
