"""Scores as the services keep them: layers, revisions, sight, sheets, cross-scorers, bars."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, NominationBar, Score, Year
from cluster.services import scoring, years
from cluster.services.scoring import Entry, SheetRefused
from tests.conftest import NOW
from tests.make.achievements import make_submitted
from tests.make.pledges import make_officer
from tests.make.queries import count_queries
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    COMPARED,
    FULL,
    acting,
    give,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
    self_score,
)

TEN = Measure(actual=Decimal(10))
TWENTY = Measure(actual=Decimal(20))


def points_of(actor: Actor, year: Year) -> dict[str, list[Decimal | None]]:
    """Return the points of each line as the person sees them."""
    table = scoring.score_table(actor, year.id)
    return {
        row.criterion.code: [cell.points for cell in row.cells]
        for row in table.rows
        if not row.is_section
    }


def move(year: Year, *phases: Phase) -> None:
    for phase in phases:
        years.move(SYSTEM, year.id, phase, now=NOW)


# One line


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


# Layers


def test_each_layer_stands_above_the_one_below(app: Flask) -> None:
    year = make_reviewed_year()
    scored = ids_of(year)[1]
    scorer = ids_of(year)[0]
    secretary = acting(year, Role.SECRETARY)
    give(
        officer(year, scorer),
        year,
        scored,
        "III.1",
        Layer.CROSS,
        TWENTY,
        reason="Thiếu hồ sơ",
        scorer_id=scorer,
    )
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
    actor = officer(year, scorer)

    with pytest.raises(RuleViolation) as refusal:
        give(actor, year, scored, "III.1", Layer.CROSS, TEN, scorer_id=scorer)
    same = give(
        actor, year, scored, "III.1", Layer.CROSS, Measure(actual=Decimal(30)), scorer_id=scorer
    )

    assert refusal.value.field == "reason"
    assert str(refusal.value.message) == "Say why the points differ: 5.00 instead of 15.00."
    assert same.points == Decimal(15)


def test_an_appraiser_is_not_told_the_cross_score_it_departs_from(app: Flask) -> None:
    year = make_reviewed_year()
    scorer, scored, third = ids_of(year)
    give(
        officer(year, scorer),
        year,
        scored,
        "III.1",
        Layer.CROSS,
        TEN,
        reason="Thiếu hồ sơ",
        scorer_id=scorer,
    )
    appraiser = acting(year, Role.REVIEWER, third)

    with pytest.raises(RuleViolation) as refusal:
        give(appraiser, year, scored, "III.1", Layer.APPRAISAL, TWENTY)

    assert "5" not in str(refusal.value.message)
    assert points_of(appraiser, year)["III.1"] == [Decimal(15)] * 3


def test_several_cross_scores_are_combined_as_the_rule_book_says(app: Flask) -> None:
    year = make_reviewed_year(each=2)
    scored = ids_of(year)[0]
    for scorer, actual in zip(ids_of(year)[1:], (10, 20), strict=True):
        give(
            officer(year, scorer),
            year,
            scored,
            "III.1",
            Layer.CROSS,
            Measure(actual=Decimal(actual)),
            reason="Theo hồ sơ",
            scorer_id=scorer,
        )

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

    def cross(scorer: int) -> None:
        give(
            officer(year, scorer),
            year,
            scored,
            "III.1",
            Layer.CROSS,
            TEN,
            reason="Theo hồ sơ",
            scorer_id=scorer,
        )

    cross(second)
    before = seen()
    cross(first)

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


# Who may, and when


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
        give(
            officer(year, first),
            year,
            third,
            "III.1",
            Layer.CROSS,
            TEN,
            reason="x",
            scorer_id=first,
        )
    with pytest.raises(NotAllowed):
        give(
            officer(year, first),
            year,
            first,
            "III.1",
            Layer.CROSS,
            TEN,
            reason="x",
            scorer_id=first,
        )


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


# The table


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


# Sheets


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


# Cross-scorers


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
    give(
        officer(year, scorer), year, scored, "III.1", Layer.CROSS, TEN, reason="x", scorer_id=scorer
    )

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


# Bars to nomination


def bar(year: Year, *, code: str = "KC.2", document: str = "QĐ 12/QĐ-TTr") -> NominationBar:
    return scoring.bar_nomination(
        acting(year, Role.SECRETARY),
        year.id,
        alliance_id=ids_of(year)[0],
        code=code,
        document=document,
        now=NOW,
    )


def test_a_bar_stands_until_it_is_lifted_by_a_document(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    secretary = acting(year, Role.SECRETARY)
    set_bar = bar(year)

    standing = scoring.barred(year.id)
    scoring.lift_bar(secretary, year.id, set_bar.id, document="KL 15/KL-TTr", now=NOW)

    assert standing == {own: frozenset({"KC.2"})}
    assert scoring.barred(year.id) == {}
    assert scoring.get_bar(secretary, year.id, set_bar.id).lifted_at == NOW
    with pytest.raises(RuleViolation):
        scoring.lift_bar(secretary, year.id, set_bar.id, document="KL 15/KL-TTr", now=NOW)


@pytest.mark.parametrize(
    ("code", "document"),
    [
        pytest.param("III.1", "QĐ 12/QĐ-TTr", id="no gate"),
        pytest.param("KC.2", "  ", id="no document"),
    ],
)
def test_a_bar_needs_a_gate_and_a_document(app: Flask, code: str, document: str) -> None:
    year = make_scoring_year()

    with pytest.raises(RuleViolation):
        bar(year, code=code, document=document)
    assert scoring.barred(year.id) == {}


def test_a_member_is_barred_once_under_a_gate(app: Flask) -> None:
    year = make_scoring_year()
    bar(year)

    with pytest.raises(RuleViolation) as refusal:
        bar(year)

    assert str(refusal.value.message) == "This member is barred under KC.2 already."


def test_bars_are_shown_to_those_who_run_judge_or_audit(app: Flask) -> None:
    year = make_scoring_year()

    with pytest.raises(NotAllowed):
        scoring.list_bars(officer(year, ids_of(year)[0]), year.id)
    with pytest.raises(NotFound):
        scoring.get_bar(acting(year, Role.AUDITOR), year.id, 99)
    assert scoring.list_bars(acting(year, Role.AUDITOR), year.id).may_change is False
