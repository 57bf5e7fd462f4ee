"""Scores one above the other: which stands, who is told which, and what it is made of."""

from decimal import Decimal

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Score
from cluster.services import scoring
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    COMPARED,
    TEN,
    TWENTY,
    acting,
    give,
    give_cross,
    ids_of,
    make_scoring_year,
    make_settled_year,
    move,
    officer,
    points_of,
)


def test_each_layer_stands_above_the_one_below(app: Flask) -> None:
    year = make_reviewed_year()
    scored = ids_of(year)[1]
    scorer = ids_of(year)[0]
    secretary = acting(year, Role.SECRETARY)
    give_cross(year, scorer, scored, TWENTY)
    give(
        acting(year, Role.REVIEWER, scorer), year, scored, "III.1", Layer.APPRAISAL, TEN, reason="x"
    )
    move(year, Phase.COUNCIL)

    line = scoring.line(secretary, year.id, alliance_id=scored, code="III.1")
    standing = points_of(secretary, year)["III.1"][1]
    give(acting(year, Role.CHAIR), year, scored, "III.1", Layer.FINAL, TWENTY, reason="Hội nghị")

    assert {layer.voice.layer: layer.points for layer in line.layers} == {
        Layer.SELF: Decimal(15),
        Layer.CROSS: Decimal(10),
        Layer.APPRAISAL: Decimal(5),
    }
    assert standing == Decimal(5)
    assert points_of(secretary, year)["III.1"][1] == Decimal(10)


def test_points_that_differ_from_the_layer_below_need_a_reason(app: Flask) -> None:
    year = make_reviewed_year()
    scorer, scored = ids_of(year)[:2]

    with pytest.raises(RuleViolation) as refusal:
        give_cross(year, scorer, scored, TEN, reason="")
    same = give_cross(year, scorer, scored, Measure(actual=Decimal(30)), reason="")

    assert refusal.value.field == "reason"
    assert str(refusal.value.message) == "Say why the points differ: 5.00 instead of 15.00."
    assert same.points == Decimal(15)


def test_an_appraiser_is_not_told_the_cross_score_it_departs_from(app: Flask) -> None:
    year = make_reviewed_year()
    scorer, scored, third = ids_of(year)
    give_cross(year, scorer, scored, TEN)
    appraiser = acting(year, Role.REVIEWER, third)

    with pytest.raises(RuleViolation) as refusal:
        give(appraiser, year, scored, "III.1", Layer.APPRAISAL, TWENTY)

    assert "5" not in str(refusal.value.message)
    assert points_of(appraiser, year)["III.1"] == [Decimal(15)] * 3


def test_several_cross_scores_are_combined_as_the_rule_book_says(app: Flask) -> None:
    year = make_reviewed_year(each=2)
    scored = ids_of(year)[0]
    for scorer, actual in zip(ids_of(year)[1:], (10, 20), strict=True):
        give_cross(year, scorer, scored, Measure(actual=Decimal(actual)))

    line = scoring.line(acting(year, Role.AUDITOR), year.id, alliance_id=scored, code="III.1")

    assert line.combined is not None
    assert line.combined.points == Decimal("7.50")
    assert str(line.combined.explanation) == (
        "Rule III.1: mean of 2 of 2 cross-scores: 15.00 ÷ 2 = 7.50 points."
    )
    assert [layer.points for layer in line.layers] == [Decimal(15), Decimal(5), Decimal(10)]


def test_a_cross_scorer_is_blind_to_others_until_its_own_score_is_in(app: Flask) -> None:
    year = make_reviewed_year(each=2)
    scored, first, second = ids_of(year)

    def seen() -> list[Voice]:
        actor = officer(year, first)
        line = scoring.line(actor, year.id, alliance_id=scored, code="III.1")
        assert {entry.voice for entry in line.history} == {layer.voice for layer in line.layers}
        return [layer.voice for layer in line.layers]

    give_cross(year, second, scored, TEN)
    before = seen()
    give_cross(year, first, scored, TEN)

    assert before == [Voice(Layer.SELF)]
    assert seen() == [
        Voice(Layer.SELF),
        Voice(Layer.CROSS, first),
        Voice(Layer.CROSS, second),
    ]


def test_a_line_that_compares_members_is_computed_over_all_of_them(app: Flask) -> None:
    year = make_scoring_year(book=COMPARED)
    for alliance_id, actual in zip(ids_of(year), (15, 40, 35), strict=True):
        give(
            officer(year, alliance_id),
            year,
            alliance_id,
            "III.1",
            Layer.SELF,
            Measure(actual=Decimal(actual)),
        )

    assert points_of(SYSTEM, year)["III.1"] == [Decimal("3.75"), Decimal("15.00"), Decimal("11.25")]


def test_who_may_not_see_all_members_is_not_told_points_that_compare_them(app: Flask) -> None:
    year = make_scoring_year(book=COMPARED)
    own, other = ids_of(year)[:2]
    for alliance_id in (own, other):
        give(officer(year, alliance_id), year, alliance_id, "III.1", Layer.SELF, TWENTY)

    line = scoring.line(officer(year, own), year.id, alliance_id=own, code="III.1")

    assert line.standing is not None
    assert line.standing.outcome.points is None
    assert points_of(officer(year, own), year)["III.1"] == [None]
    assert points_of(SYSTEM, year)["III.1"][:2] == [Decimal(5)] * 2


def test_a_figure_that_gives_no_points_any_more_lets_the_layer_below_stand(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    chair = acting(year, Role.CHAIR)
    give(chair, year, own, "III.1", Layer.FINAL, TEN, reason="Hội nghị")
    before = points_of(chair, year)["III.1"][0]

    db.session.execute(
        Score.__table__.update().where(Score.layer == Layer.FINAL).values(measure={})
    )

    assert (before, points_of(chair, year)["III.1"][0]) == (Decimal(5), Decimal(15))
