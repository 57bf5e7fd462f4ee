"""One line of one member: given, given again, taken back; by whom and when."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Score
from cluster.services import scoring, years
from tests.conftest import NOW
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    TEN,
    TWENTY,
    acting,
    give,
    give_cross,
    ids_of,
    make_scoring_year,
    move,
    officer,
    points_of,
    self_score,
)


def test_the_formula_makes_the_points_of_a_figure(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    row = give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    assert (row.points, row.revision, row.measure) == (
        Decimal(5),
        1,
        {"actual": "10", "target": "30"},
    )


def test_every_change_is_a_new_row(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    give(officer(year, own), year, own, "III.1", Layer.SELF, TWENTY, revision=1)

    rows = db.session.execute(select(Score.revision, Score.points).order_by(Score.revision)).all()
    assert [tuple(row) for row in rows] == [(1, Decimal(5)), (2, Decimal(10))]


def test_the_record_tells_what_stood_before_and_after(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)
    give(officer(year, own), year, own, "III.1", Layer.SELF, TWENTY, reason="Sửa", revision=1)

    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "score.given").order_by(AuditEntry.seq.desc())
    ).first()

    assert entry is not None
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["points"], entry.after["points"]) == ("5.00", "10.00")
    assert (entry.reason, entry.alliance_id) == ("Sửa", own)


def test_the_same_figure_once_more_changes_nothing(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    first = give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    again = give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    assert again.id == first.id
    assert db.session.scalar(select(func.count(Score.id))) == 1


def test_the_second_to_save_is_told_and_shown_both(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN, reason="Một")

    with pytest.raises(Conflict) as conflict:
        give(officer(year, own), year, own, "III.1", Layer.SELF, TWENTY, reason="Hai")

    assert [str(value) for value in conflict.value.yours.values()] == ["20", "Hai"]
    assert [str(value) for value in conflict.value.theirs.values()] == ["10", "Một"]
    assert db.session.scalar(select(func.count(Score.id))) == 1


def test_a_score_is_taken_back_with_a_reason_and_given_again(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    actor = officer(year, own)
    give(actor, year, own, "III.1", Layer.SELF, TEN)

    with pytest.raises(RuleViolation) as refusal:
        give(actor, year, own, "III.1", Layer.SELF, Measure(), revision=1)
    row = give(actor, year, own, "III.1", Layer.SELF, Measure(), reason="Nhầm", revision=1)
    taken_back = points_of(actor, year)["III.1"]
    give(actor, year, own, "III.1", Layer.SELF, TEN, revision=2)

    assert str(refusal.value.message) == "Say why the score is taken back."
    assert (row.points, taken_back) == (None, [None])
    assert points_of(actor, year)["III.1"] == [Decimal("5.00")]


@pytest.mark.parametrize(
    ("code", "measure", "field"),
    [
        pytest.param("III.1", Measure(actual=Decimal(-1)), "actual", id="below zero"),
        pytest.param("VI.2", Measure(actual=Decimal("0.5")), "actual", id="half a thing"),
        pytest.param(
            "I.3", Measure(actual=Decimal(9), base=Decimal(8)), "actual", id="more than the whole"
        ),
        pytest.param("IV.1", Measure(choice="perhaps"), "choice", id="an unknown answer"),
        pytest.param("IV.2", Measure(judged=Decimal(9)), "judged", id="above the maximum"),
        pytest.param("VI.1", Measure(events={"late": -1}), "events", id="fewer than no events"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(
    app: Flask, code: str, measure: Measure, field: str
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    with pytest.raises(RuleViolation) as refusal:
        give(officer(year, own), year, own, code, Layer.SELF, measure, reason="x")

    assert refusal.value.field == field
    assert db.session.scalar(select(func.count(Score.id))) == 0


def test_points_are_judged_only_where_the_rule_is_a_judgement(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    def judge(code: str) -> Score:
        measure = Measure(judged=Decimal("2.5"))
        return give(
            officer(year, own), year, own, code, Layer.SELF, measure, reason="Hai phong trào"
        )

    assert judge("IV.2").points == Decimal("2.5")
    with pytest.raises(RuleViolation) as refusal:
        judge("III.1")
    assert str(refusal.value.message) == "No figure has been reported yet."


@pytest.mark.parametrize("code", ["III", "KC.1"])
def test_sections_and_gates_are_given_no_points(app: Flask, code: str) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]

    with pytest.raises(RuleViolation):
        give(officer(year, own), year, own, code, Layer.SELF, TEN)
    with pytest.raises(NotFound):
        scoring.line(officer(year, own), year.id, alliance_id=own, code=code)


def test_an_amended_target_moves_the_points_of_a_figure(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    line = scoring.line(SYSTEM, year.id, alliance_id=own, code="III.1")

    assert line.standing is not None
    assert line.standing.outcome.points == Decimal("5.00")
    assert str(line.standing.outcome.explanation).startswith("Rule III.1: 10 of 30 planned")


@pytest.mark.parametrize(
    "role", [Role.SIGNER, Role.REVIEWER, Role.COUNCIL, Role.SECRETARY, Role.CHAIR, Role.AUDITOR]
)
def test_nobody_but_its_officer_scores_a_member_as_itself(app: Flask, role: Role) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    speaks = own if role in {Role.SIGNER, Role.REVIEWER, Role.COUNCIL} else None

    with pytest.raises(NotAllowed):
        give(acting(year, role, speaks), year, own, "III.1", Layer.SELF, TEN)


def test_an_administrator_finds_no_line_to_score(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    administrator = Actor(user_id=None, name="An", grants=(Grant(Role.SYSADMIN),))

    with pytest.raises(NotFound):
        give(administrator, year, own, "III.1", Layer.SELF, TEN)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNCIL])
def test_nobody_appraises_or_settles_its_own_alliance(app: Flask, role: Role) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    layer = Layer.APPRAISAL if role is Role.REVIEWER else Layer.FINAL
    if layer is Layer.FINAL:
        move(year, Phase.COUNCIL)

    with pytest.raises(NotAllowed):
        give(acting(year, role, own), year, own, "III.1", layer, TEN, reason="x")


def test_an_officer_neither_sees_nor_cross_scores_who_is_not_assigned_to_it(app: Flask) -> None:
    year = make_reviewed_year()
    first, _second, third = ids_of(year)

    with pytest.raises(NotFound):
        give_cross(year, first, third, TEN)
    with pytest.raises(NotAllowed):
        give_cross(year, first, first, TEN)


def test_a_layer_out_of_its_phase_is_refused_with_a_sentence(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]

    with pytest.raises(RuleViolation) as refusal:
        give(officer(year, own), year, own, "III.1", Layer.SELF, TEN, revision=1)

    assert "the year is in the phase “Review”" in str(refusal.value.message)


def test_a_member_sees_its_own_column_only(app: Flask) -> None:
    year = make_scoring_year()
    own, other = ids_of(year)[:2]
    for alliance_id in (own, other):
        self_score(year, alliance_id)

    table = scoring.score_table(officer(year, own), year.id)

    assert [member.alliance_id for member in table.members] == [own]
    assert table.layers == (Layer.SELF,)
    with pytest.raises(NotFound):
        scoring.line(officer(year, own), year.id, alliance_id=other, code="III.1")
    with pytest.raises(NotFound):
        scoring.sheet(officer(year, own), year.id, alliance_id=other, layer=Layer.SELF)


def test_a_secretary_knows_how_many_lines_are_filled_but_no_points_yet(app: Flask) -> None:
    year = make_scoring_year()
    self_score(year, ids_of(year)[0])
    secretary = acting(year, Role.SECRETARY)

    table = scoring.score_table(secretary, year.id)
    progress = scoring.overview(secretary, year.id).progress

    assert {point for row in points_of(secretary, year).values() for point in row} == {None}
    assert [total.so_far for total in table.totals] == [0, 0, 0]
    assert [m.filled.get(Layer.SELF, 0) for m in progress.members] == [8, 0, 0]


def test_a_stranger_to_the_cluster_finds_no_table(app: Flask) -> None:
    year = make_scoring_year()
    stranger = Actor(user_id=None, name="An", grants=(Grant(Role.SECRETARY, year.cluster_id + 1),))

    with pytest.raises(NotFound):
        scoring.score_table(stranger, year.id)
