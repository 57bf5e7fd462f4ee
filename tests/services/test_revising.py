"""Corrections of a frozen ranking: proposed, approved by two, stored as the next revision."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.ballots import BallotKind, Count, Method
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.ranking import FrozenResult
from cluster.domain.replay import replay
from cluster.domain.rulebook import Rung, RungKind
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, CorrectedFigure, Correction, FrozenRanking, Score, Year
from cluster.services import ballots, ranking, revising, scoring, sealing, years
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.ballots import close, open_ballot
from tests.make.queries import count_queries
from tests.make.revising import REASON, make_frozen, person, propose
from tests.make.scoring import COMPARED, acting, ids_of, officer

pytestmark = pytest.mark.usefixtures("app")


def totals(year: Year, revision: int | None = None) -> list[tuple[str, int | None, Decimal | None]]:
    rows = ranking.standings(SYSTEM, year.id, revision=revision).rows
    return [(row.member.short_name, row.place, row.total) for row in rows]


def revise(year: Year, **changes: int) -> None:
    propose(year, person(year, Role.SECRETARY), **changes)
    revising.approve(person(year, Role.COUNCIL, place=2), year.id, now=NOW)
    revising.approve(person(year, Role.CHAIR), year.id, now=NOW)


def test_two_approvals_make_the_next_revision_and_the_earlier_one_stays() -> None:
    year = make_frozen()
    before = totals(year)
    sealed = sealing.export(SYSTEM, year.number)

    revise(year)

    assert totals(year) == [
        ("Đắk Lắk", 1, Decimal("98.50")),
        ("Gia Lai", 2, Decimal("97.00")),
        ("TP. Hồ Chí Minh", 3, Decimal("86.50")),
    ]
    assert totals(year, 1) == before
    assert sealing.export(SYSTEM, year.number, revision=1) == sealed
    assert years.get_visible(SYSTEM, year.id).phase is Phase.FROZEN


def test_a_revision_says_who_why_and_what_it_changed() -> None:
    year = make_frozen()
    revise(year)

    newest, first = revising.list_revisions(SYSTEM, year.id)
    changed = revising.changes_of(SYSTEM, year.id, 2)

    assert (newest.revision, newest.reason, len(newest.approved_by)) == (2, REASON, 2)
    assert (first.revision, first.reason, first.approved_by) == (1, "", ())
    assert newest.seal != first.seal
    assert [(c.name[18:], c.place, [line.code for line in c.lines]) for c in changed] == [
        ("xã Đắk Lắk", (2, 1), []),
        ("xã Gia Lai", (3, 2), []),
        ("xã TP. Hồ Chí Minh", (1, 3), ["III.1"]),
    ]
    assert revising.changes_of(SYSTEM, year.id, 1) == ()


def test_the_package_of_a_revision_comes_out_equal_and_names_the_former_seal() -> None:
    year = make_frozen(COMPARED)
    revise(year, actual=40)

    package = sealing.export(SYSTEM, year.number)
    verdict = replay(json.dumps(package))

    assert (verdict.differences, verdict.revision) == ((), 2)
    assert (
        package["revision"]["former"] == sealing.export(SYSTEM, year.number, revision=1)["sha256"]
    )
    with pytest.raises(NotFound):
        sealing.export(SYSTEM, year.number, revision=3)


def test_the_figure_is_written_as_a_final_score_of_the_proposer() -> None:
    year = make_frozen()
    secretary = person(year, Role.SECRETARY)
    propose(year, secretary)
    before = db.session.scalar(select(func.count(Score.id)))
    revising.approve(person(year, Role.COUNCIL, place=2), year.id, now=NOW)
    revising.approve(person(year, Role.CHAIR), year.id, now=NOW)

    score = db.session.scalars(select(Score).order_by(Score.id.desc()).limit(1)).one()

    assert db.session.scalar(select(func.count(Score.id))) == (before or 0) + 1
    assert (score.layer, score.points, score.reason, score.user_id) == (
        Layer.FINAL,
        Decimal("1.5"),
        REASON,
        secretary.user_id,
    )
    assert db.session.scalar(select(CorrectedFigure.score_id)) == score.id
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc()))
    assert actions.all()[:3] == ["ranking.revised", "score.given", "correction.approved"]


def test_the_line_shows_the_sentence_of_the_newest_revision() -> None:
    year = make_frozen()
    revise(year)

    line = scoring.line(SYSTEM, year.id, alliance_id=ids_of(year)[0], code="III.1")

    assert line.standing is not None
    assert (line.standing.layer, line.standing.outcome.points) == (Layer.FINAL, Decimal("1.50"))
    assert str(line.standing.outcome.explanation) == (
        "Rule III.1: 3 of 30 planned = 10.00 %; 3 ÷ 30 × 15 = 1.50 points."
    )
    assert line.stamp is not None
    assert line.stamp.revision == 2


def test_several_figures_join_one_correction_and_a_second_one_follows_the_first() -> None:
    year = make_frozen()
    secretary = person(year, Role.SECRETARY)
    council, chair = person(year, Role.COUNCIL, place=2), person(year, Role.CHAIR)
    propose(year, secretary, actual=5)
    propose(year, secretary, place=1, actual=28)
    propose(year, secretary, actual=6)
    for approver in (chair, council):
        revising.approve(approver, year.id, now=NOW)
    propose(year, secretary, actual=30)
    propose(year, secretary, place=1, actual=27)
    for approver in (chair, council):
        revising.approve(approver, year.id, now=NOW)

    assert [line for line in totals(year, 2) if line[0] == "TP. Hồ Chí Minh"] == [
        ("TP. Hồ Chí Minh", 3, Decimal("88.00"))
    ]
    assert totals(year) == totals(year, 1)
    assert db.session.scalar(select(func.count(Correction.id))) == 2


def test_before_the_second_approval_nothing_moves_and_the_preview_says_what_will() -> None:
    year = make_frozen()
    before = totals(year)
    propose(year, person(year, Role.SECRETARY))
    chair = person(year, Role.CHAIR)
    revising.approve(chair, year.id, now=NOW)

    view = revising.find_open(chair, year.id)

    assert view is not None
    assert (totals(year), db.session.scalar(select(func.count(FrozenRanking.id)))) == (before, 1)
    assert (view.revision, view.approved_by, view.blockers) == (2, (chair.name,), ())
    assert [change.place for change in view.changes] == [(2, 1), (3, 2), (1, 3)]
    assert [(line.before, line.reason) for line in view.lines] == [(Decimal("15.00"), REASON)]
    assert str(view.not_approvable) == "You have approved this correction already."
    assert revising.find_open(officer(year, ids_of(year)[0]), year.id) is None


def test_whom_the_rule_keeps_from_approving() -> None:
    year = make_frozen()
    secretary = person(year, Role.SECRETARY)
    propose(year, secretary)

    with pytest.raises(RuleViolation, match="Who proposed"):
        revising.approve(secretary, year.id, now=NOW)
    with pytest.raises(RuleViolation, match="own alliance"):
        revising.approve(person(year, Role.COUNCIL, place=0), year.id, now=NOW)
    with pytest.raises(NotAllowed):
        revising.approve(acting(year, Role.AUDITOR), year.id, now=NOW)
    auditor = revising.find_open(acting(year, Role.AUDITOR), year.id)
    assert auditor is not None
    assert str(auditor.not_approvable) == "Your role does not include this."


def test_who_may_propose_and_what() -> None:
    year = make_frozen()

    with pytest.raises(NotAllowed):
        propose(year, person(year, Role.CHAIR))
    same = person(year, Role.SECRETARY)
    with pytest.raises(RuleViolation, match="stands already"):
        propose(year, same, actual=30)
    secretary, own = person(year, Role.SECRETARY), officer(year, ids_of(year)[0])
    with pytest.raises(RuleViolation, match="Nobody corrects a figure of their own"):
        propose(year, replace(secretary, grants=(*secretary.grants, *own.grants)))
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)
    with pytest.raises(RuleViolation, match="the year is in the phase"):
        propose(year, secretary)


def test_an_approval_under_figures_that_were_changed_since_is_a_conflict() -> None:
    year = make_frozen()
    secretary, chair = person(year, Role.SECRETARY), person(year, Role.CHAIR)
    propose(year, secretary)
    read = revising.find_open(chair, year.id)
    propose(year, secretary, place=1, actual=2)

    with pytest.raises(Conflict, match="changed since you opened it"):
        revising.approve(chair, year.id, seen=read.mark if read else "", now=NOW)


def test_a_withdrawn_correction_leaves_no_figure_behind() -> None:
    year = make_frozen()
    propose(year, person(year, Role.SECRETARY))
    scores = db.session.scalar(select(func.count(Score.id)))
    chair = person(year, Role.CHAIR)

    with pytest.raises(NotAllowed):
        revising.withdraw(person(year, Role.COUNCIL, place=1), year.id, reason="x", now=NOW)
    with pytest.raises(RuleViolation, match="Say why"):
        revising.withdraw(chair, year.id, reason=" ", now=NOW)
    revising.withdraw(chair, year.id, reason="Công văn bị thu hồi", now=NOW)

    assert revising.find_open(chair, year.id) is None
    assert db.session.scalar(select(func.count(Score.id))) == scores
    with pytest.raises(RuleViolation, match="No correction waits"):
        revising.approve(chair, year.id, now=NOW)


def test_a_frozen_line_is_offered_with_its_figure_to_who_may_correct_it() -> None:
    year = make_frozen()
    secretary = person(year, Role.SECRETARY)
    own = ids_of(year)[0]

    line = revising.get_correctable(secretary, year.id, alliance_id=own, code="III.1")

    assert (line.points, line.stamp.revision) == (Decimal("15.00"), 1)
    assert line.measure is not None
    assert line.measure.actual == Decimal(30)
    unscored = revising.get_correctable(secretary, year.id, alliance_id=own, code="TH.1")
    assert (unscored.measure, unscored.points, unscored.explanation) == (None, None, None)
    with pytest.raises(NotFound):
        revising.get_correctable(secretary, year.id, alliance_id=own, code="KC.2")
    with pytest.raises(NotAllowed):
        revising.get_correctable(acting(year, Role.CHAIR), year.id, alliance_id=own, code="III.1")


def as_of_version_1_0(year: Year) -> None:
    """Make a frozen year what the migration makes of one that version 1.0 froze."""
    row = db.session.scalars(select(FrozenRanking).where(FrozenRanking.year_id == year.id)).one()
    row.inputs, row.about, row.sha256 = {}, {}, ""
    row.table = {name: row.table[name] for name in ("members", "points")}
    db.session.commit()


def test_a_year_frozen_before_seals_says_so_and_can_be_corrected_into_a_sealed_one() -> None:
    year = make_frozen()
    as_of_version_1_0(year)
    old = ranking.standings(SYSTEM, year.id).stamp
    line = scoring.line(SYSTEM, year.id, alliance_id=ids_of(year)[0], code="III.1")

    assert old is not None
    assert "before rankings were sealed" in str(old.sentence)
    assert line.standing is not None
    assert "which stored no explanations" in str(line.standing.outcome.explanation)
    with pytest.raises(RuleViolation, match="before rankings were sealed"):
        sealing.export(SYSTEM, year.number)

    revise(year)

    package = sealing.export(SYSTEM, year.number)
    assert (package["revision"]["former"], package["revision"]["number"]) == ("", 2)
    assert replay(json.dumps(package)).is_equal
    assert totals(year, 1)[0][0] == "TP. Hồ Chí Minh"


def test_a_member_sees_of_a_revision_what_it_sees_of_the_ranking() -> None:
    year = make_frozen()
    revise(year)
    own = officer(year, ids_of(year)[1])

    assert [change.name[18:] for change in revising.changes_of(own, year.id, 2)] == ["xã Đắk Lắk"]
    assert [row.place for row in ranking.standings(own, year.id, revision=1).rows] == [2]
    with pytest.raises(NotFound):
        ranking.standings(own, year.id, revision=9)


def test_a_member_reads_no_comparison_with_others_before_publication() -> None:
    year = make_frozen(COMPARED)
    own = ids_of(year)[0]

    def sentence() -> str:
        line = scoring.line(officer(year, own), year.id, alliance_id=own, code="III.1")
        assert line.standing is not None
        return str(line.standing.outcome.explanation)

    before = sentence()
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert "once you may see everybody's figures" in before
    assert sentence().startswith("Rule III.1: 30 of 30 planned")


def test_a_correction_that_makes_equals_waits_for_their_ballot() -> None:
    year = make_frozen(replace(RULEBOOK, ladder=(Rung(kind=RungKind.BALLOT),)))
    first, second, _third = ids_of(year)
    chair, council = person(year, Role.CHAIR), person(year, Role.COUNCIL, place=2)
    propose(year, person(year, Role.SECRETARY), actual=27)
    revising.approve(chair, year.id, now=NOW)
    waiting = revising.find_open(chair, year.id)

    with pytest.raises(RuleViolation, match="are equal, and no ballot between exactly these"):
        revising.approve(council, year.id, now=NOW)
    held = open_ballot(
        year, kind=BallotKind.TIE, method=Method.HANDS, candidate_ids=[first, second]
    )
    counted = Count(issued=3, returned=3, valid=3, invalid=0, votes={first: 1, second: 2})
    ballots.enter_count(chair, held.id, count=counted, now=NOW)
    close(held)
    revising.approve(council, year.id, now=NOW)

    assert waiting is not None
    assert len(waiting.blockers) == 1
    assert [(name, place) for name, place, _total in totals(year)] == [
        ("Đắk Lắk", 1),
        ("TP. Hồ Chí Minh", 2),
        ("Gia Lai", 3),
    ]
    assert replay(json.dumps(sealing.export(SYSTEM, year.number))).is_equal


@pytest.mark.parametrize("alliances", [3, 9])
def test_reading_revisions_asks_the_database_as_often_however_many_members(
    app: Flask, alliances: int
) -> None:
    year = make_frozen(alliances=alliances)
    secretary = person(year, Role.SECRETARY)
    propose(year, secretary)
    year_id = year.id

    assert count_queries(lambda: revising.find_open(secretary, year_id)) == 10
    assert count_queries(lambda: revising.list_revisions(secretary, year_id)) == 2


def test_a_stored_result_reads_back_as_the_domain_wrote_it() -> None:
    year = make_frozen()
    row = db.session.scalars(select(FrozenRanking)).one()

    assert FrozenResult.from_data(row.result).to_data() == row.result
    assert row.about["number"] == 1
    assert year.id == row.year_id
