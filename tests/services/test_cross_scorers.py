"""Who cross-scores whom."""

import pytest
from flask import Flask

from cluster.domain.errors import NotAllowed, RuleViolation
from cluster.domain.permissions import Role
from cluster.services import scoring
from tests.conftest import NOW
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    TEN,
    acting,
    give_cross,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
)


def test_a_round_replaces_the_assignments_made_before(app: Flask) -> None:
    year = make_scoring_year()
    first, second, third = ids_of(year)
    secretary = acting(year, Role.SECRETARY)
    scoring.assign_round(secretary, year.id, each=2, now=NOW)

    scoring.assign_round(secretary, year.id, each=1, now=NOW)
    scoring.assign(secretary, year.id, scorer_id=first, alliance_id=third, now=NOW)
    scoring.assign(secretary, year.id, scorer_id=first, alliance_id=third, now=NOW)
    scoring.unassign(secretary, year.id, scorer_id=third, alliance_id=first, now=NOW)

    plan = scoring.cross_plan(secretary, year.id)
    assert plan.pairs == {(first, second), (second, third), (first, third)}
    assert plan.may_change


def test_an_assignment_with_scores_cannot_be_taken_away(app: Flask) -> None:
    year = make_reviewed_year()
    scorer, scored = ids_of(year)[:2]
    give_cross(year, scorer, scored, TEN)

    with pytest.raises(RuleViolation) as refusal:
        scoring.unassign(
            acting(year, Role.SECRETARY), year.id, scorer_id=scorer, alliance_id=scored, now=NOW
        )

    assert "TP. Hồ Chí Minh" in str(refusal.value.message)


def test_only_those_who_run_the_year_assign_cross_scorers(app: Flask) -> None:
    year = make_scoring_year()

    with pytest.raises(NotAllowed):
        scoring.assign_round(officer(year, ids_of(year)[0]), year.id, each=1, now=NOW)


def test_cross_scorers_are_not_assigned_after_the_review(app: Flask) -> None:
    year = make_settled_year()

    with pytest.raises(RuleViolation):
        scoring.assign_round(acting(year, Role.SECRETARY), year.id, each=1, now=NOW)
