"""Lines sent back: only these are open, only those affected score again, the difference shows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.reopening import ReopeningState
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Claim, Year
from cluster.services import achievements, dashboard, reopening, scoring, years
from tests.conftest import NOW
from tests.make.achievements import REPORT, attach, make_draft
from tests.make.queries import count_queries
from tests.make.reopening import DUE_ON, LATER, OVERDUE, make_reviewed_year, send_back
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
    officer,
)

REVIEWER, COUNCIL = Role.REVIEWER, Role.COUNCIL


def reviewer(year: Year) -> Actor:
    return acting(year, REVIEWER, -1)


def appraise(year: Year, alliance_id: int, code: str = "III.1", measure: Measure = TEN) -> None:
    give(reviewer(year), year, alliance_id, code, Layer.APPRAISAL, measure, reason="Theo hồ sơ")


def report_anew(year: Year, alliance_id: int, measure: Measure = TWENTY) -> None:
    """Have the member correct its self-score of III.1."""
    scoring.score(
        officer(year, alliance_id),
        year.id,
        alliance_id=alliance_id,
        code="III.1",
        layer=Layer.SELF,
        measure=measure,
        reason="Bổ sung",
        revision=1,
        now=LATER,
    )


def answer(year: Year, reopening_id: int, alliance_id: int, text: str = "") -> None:
    reopening.answer(officer(year, alliance_id), year.id, reopening_id, text=text, now=LATER)


def refusal(act: object) -> str:
    with pytest.raises(RuleViolation) as refused:
        act()  # type: ignore[operator]
    return str(refused.value.message)


# What is open


def test_only_the_flagged_lines_open_to_the_member(app: Flask) -> None:
    year = make_reviewed_year()
    own, other = ids_of(year)[:2]
    send_back(year, own, "III.1")

    claim = make_draft(year, officer(year, own), own, "III.1")
    attach(officer(year, own), claim)
    achievements.submit(officer(year, own), claim.id, now=NOW)
    report_anew(year, own)

    closed = "is not possible now: the year is in the phase “Review”."
    assert closed in refusal(lambda: make_draft(year, officer(year, own), own, "III.2.1"))
    assert closed in refusal(lambda: make_draft(year, officer(year, other), other, "III.1"))
    assert closed in refusal(
        lambda: give(officer(year, own), year, own, "III.2.1", Layer.SELF, TEN, revision=1)
    )
    assert closed in refusal(
        lambda: give(officer(year, other), year, other, "III.1", Layer.SELF, TEN, revision=1)
    )


def test_the_lines_close_by_themselves_after_their_day(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    sent = send_back(year, own, "III.1")
    claim = make_draft(year, officer(year, own), own, "III.1")

    late = refusal(lambda: achievements.submit(officer(year, own), claim.id, now=OVERDUE))
    too_late = refusal(
        lambda: reopening.answer(officer(year, own), year.id, sent.id, text="Đây", now=OVERDUE)
    )

    assert "the year is in the phase “Review”" in late
    assert too_late == "These lines were open until 2026-03-07."
    (shown,) = reopening.overview(SYSTEM, year.id, now=OVERDUE).sent_back
    assert (shown.state, shown.days_left) == (ReopeningState.OVERDUE, -1)


def test_an_answer_closes_the_lines(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    sent = send_back(year, own, "III.1", "VI.2")
    report_anew(year, own)

    silent = refusal(lambda: answer(year, sent.id, own))
    answer(year, sent.id, own, "VI.2 đã đúng.")

    assert silent == "Say why these lines stay as they are: VI.2."
    assert refusal(lambda: answer(year, sent.id, own, "Nữa")) == (
        "These lines have been answered already."
    )
    with pytest.raises(RuleViolation, match="Review"):
        make_draft(year, officer(year, own), own, "III.1")
    (shown,) = reopening.overview(SYSTEM, year.id, now=LATER).sent_back
    assert (shown.state, shown.answer, shown.unchanged) == (
        ReopeningState.ANSWERED,
        "VI.2 đã đúng.",
        ["VI.2"],
    )


def test_a_withdrawn_report_is_a_new_report(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    claim = make_draft(year, officer(year, own), own, "III.1")
    achievements.submit(officer(year, own), claim.id, now=NOW)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    sent = send_back(year, own, "III.1")

    achievements.withdraw(officer(year, own), claim.id, reason="Nhầm", now=LATER)
    answer(year, sent.id, own)

    assert reopening.overview(SYSTEM, year.id, now=LATER).sent_back[0].unchanged == []


def test_what_was_written_down_in_time_stays_a_draft(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    send_back(year, own, "III.1")
    claim = make_draft(year, officer(year, own), own, "III.1")

    with pytest.raises(RuleViolation, match="Review"):
        achievements.revise(
            officer(year, own),
            claim.id,
            report=replace(REPORT, quantity=Decimal(9)),
            revision=1,
            now=OVERDUE,
        )

    assert db.session.scalars(select(Claim.quantity)).all() == [Decimal(4)]


# Who


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR, Role.AUDITOR])
def test_only_an_appraiser_sends_back(app: Flask, role: Role) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]

    for actor in (acting(year, role), acting(year, REVIEWER, own)):
        with pytest.raises(NotAllowed):
            reopening.send_back(
                actor, year.id, alliance_id=own, notes={"III.1": "?"}, due_on=DUE_ON, now=NOW
            )
        with pytest.raises(NotAllowed):
            reopening.lines_to_flag(actor, year.id, own, now=NOW)


def test_another_member_does_not_know_of_it(app: Flask) -> None:
    year = make_reviewed_year()
    own, other = ids_of(year)[:2]
    sent = send_back(year, own, "III.1")

    assert reopening.overview(officer(year, other), year.id, now=NOW).sent_back == ()
    assert reopening.overview(acting(year, COUNCIL, other), year.id, now=NOW).sent_back == ()
    for act in (
        lambda: reopening.view(officer(year, other), year.id, sent.id, now=NOW),
        lambda: answer(year, sent.id, other, "Không"),
        lambda: reopening.view(officer(year, own), year.id, sent.id + 1, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_signer_reads_but_the_officer_answers(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    sent = send_back(year, own, "III.1")
    signer = acting(year, Role.SIGNER, own)

    assert not reopening.view(signer, year.id, sent.id, now=NOW).sent_back.may_answer
    with pytest.raises(NotAllowed):
        reopening.answer(signer, year.id, sent.id, text="Vâng", now=NOW)


def test_a_line_is_sent_back_once_at_a_time(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    send_back(year, own, "III.1")

    assert refusal(lambda: send_back(year, own, "III.1")) == (
        "Line III.1 was sent back and is still open."
    )
    assert "III.1" not in {
        line.code
        for line, _points in reopening.lines_to_flag(reviewer(year), year.id, own, now=NOW).lines
    }
    send_back(year, own, "III.1", now=OVERDUE, due_on=date(2026, 3, 9))


def test_the_record_tells_what_was_sent_back_and_answered(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    sent = send_back(year, own, "III.1")
    answer(year, sent.id, own, "Số liệu đã đúng")

    rows = db.session.execute(
        select(AuditEntry.action, AuditEntry.reason)
        .where(AuditEntry.object_type == "reopening")
        .order_by(AuditEntry.seq)
    )
    assert [tuple(row) for row in rows] == [
        ("reopening.sent_back", "III.1: Thiếu biên bản nghiệm thu"),
        ("reopening.answered", "Số liệu đã đúng"),
    ]


# Who scores again


def test_only_those_who_scored_a_changed_line_say_so_again(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    scorer = next(s for s, scored in scoring.cross_plan(SYSTEM, year.id).pairs if scored == own)
    give_cross(year, scorer, own, FULL["III.1"], reason="")
    appraise(year, own)
    appraise(year, own, "III.2.1", FULL["III.2.1"])
    sent = send_back(year, own, "III.1", "III.2.1")
    report_anew(year, own)
    answer(year, sent.id, own, "III.2.1 đã đúng")

    def waiting(actor: Actor) -> list[tuple[str, Voice]]:
        page = reopening.overview(actor, year.id, now=LATER)
        return [(each.criterion.code, each.voice) for each in page.to_confirm]

    assert waiting(reviewer(year)) == [("III.1", Voice(Layer.APPRAISAL))]
    assert waiting(officer(year, scorer)) == [("III.1", Voice(Layer.CROSS, scorer))]
    assert waiting(officer(year, own)) == []
    line = scoring.line(reviewer(year), year.id, alliance_id=own, code="III.1", now=LATER)
    assert [(v.voice.layer, v.is_older) for v in line.layers] == [
        (Layer.SELF, False),
        (Layer.APPRAISAL, True),
    ]


def test_a_score_is_confirmed_as_a_row_of_its_own(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")
    report_anew(year, own)
    answer(year, sent.id, own)
    whose = {"alliance_id": own, "code": "III.1", "voice": Voice(Layer.APPRAISAL), "now": LATER}

    row = scoring.confirm(reviewer(year), year.id, revision=1, **whose)

    assert (row.revision, row.points, row.reason) == (2, Decimal(5), "Theo hồ sơ")
    assert refusal(lambda: scoring.confirm(reviewer(year), year.id, revision=2, **whose)) == (
        "There is nothing to confirm in line III.1."
    )


def test_a_changed_score_needs_no_confirmation(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")
    report_anew(year, own)
    answer(year, sent.id, own)

    give(reviewer(year), year, own, "III.1", Layer.APPRAISAL, TWENTY, reason="Đủ", revision=1)

    assert reopening.overview(reviewer(year), year.id, now=LATER).to_confirm == ()


def test_the_year_waits_for_open_lines_and_for_appraisals_of_old_reports(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")

    def move() -> None:
        years.move(SYSTEM, year.id, Phase.COUNCIL, now=LATER)

    assert refusal(move) == "Lines sent back to members are still open: 1."
    report_anew(year, own)
    answer(year, sent.id, own)
    assert refusal(move) == (
        "Lines appraised before the member reported anew wait to be confirmed or appraised"
        " again: 1."
    )
    scoring.confirm(
        reviewer(year),
        year.id,
        alliance_id=own,
        code="III.1",
        voice=Voice(Layer.APPRAISAL),
        revision=1,
        now=LATER,
    )
    move()


# What it changed


def test_the_difference_is_shown_in_points_total_and_place(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")
    report_anew(year, own)
    answer(year, sent.id, own)
    give(reviewer(year), year, own, "III.1", Layer.APPRAISAL, TWENTY, reason="Đủ", revision=1)

    found = reopening.view(acting(year, Role.AUDITOR), year.id, sent.id, now=LATER).difference

    (line,) = found.lines
    assert (line.before, line.now) == (Decimal(5), Decimal(10))
    assert (found.total_before, found.total_now) == (Decimal(90), Decimal(95))
    assert (found.place_before, found.place_now) == (3, 3)


def test_a_member_sees_the_difference_of_what_it_may_see(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")
    report_anew(year, own)

    found = reopening.view(officer(year, own), year.id, sent.id, now=LATER).difference

    (line,) = found.lines
    assert (line.before, line.now) == (Decimal(15), Decimal(10))
    assert (found.place_before, found.place_now) == (None, None)


def test_the_history_reads_like_a_story(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")
    report_anew(year, own)
    answer(year, sent.id, own)

    line = scoring.line(SYSTEM, year.id, alliance_id=own, code="III.1", now=LATER)

    assert [(str(told.sentence), told.why) for told in line.story] == [
        ("the system gave 15 points (Self-score).", "Theo báo cáo"),
        ("the system gave 5 points (Appraisal).", "Theo hồ sơ"),
        (
            "reviewer -1 sent the line back to TP. Hồ Chí Minh, open until 2026-03-07.",
            "Thiếu biên bản nghiệm thu",
        ),
        ("the system changed 15 points to 10 (Self-score).", "Bổ sung"),
        ("TP. Hồ Chí Minh reported anew on the line.", ""),
        (f"officer {own} answered for TP. Hồ Chí Minh; the line closed.", ""),
    ]


def test_a_line_that_closed_by_itself_says_so(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    send_back(year, own, "III.1")

    line = scoring.line(SYSTEM, year.id, alliance_id=own, code="III.1", now=OVERDUE)

    assert str(line.story[-1].sentence) == (
        "The line closed by itself after 2026-03-07, without an answer."
    )


# Blindness


def test_the_leaders_secretariat_sees_no_peer_while_its_own_line_is_open(app: Flask) -> None:
    year = make_reviewed_year()
    leader, other = ids_of(year)[:2]
    secretary = acting(year, Role.SECRETARY)
    send_back(year, leader, "III.1")

    with travel(NOW):
        table = scoring.score_table(secretary, year.id)

    shown = {row.criterion.code: [cell.points for cell in row.cells] for row in table.rows}
    assert shown["III.1"] == [Decimal(15), None, None]
    assert shown["III.2.1"] == [Decimal("31.5")] * 3
    line = scoring.line(secretary, year.id, alliance_id=other, code="III.1", now=NOW)
    assert line.layers == ()


def test_members_are_not_compared_by_half(app: Flask) -> None:
    year = make_scoring_year(book=COMPARED)
    leader = ids_of(year)[0]
    for alliance_id in ids_of(year):
        give(officer(year, alliance_id), year, alliance_id, "III.1", Layer.SELF, TEN)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    send_back(year, leader, "III.1")

    with travel(NOW):
        table = scoring.score_table(acting(year, Role.SECRETARY), year.id)

    (row,) = [row for row in table.rows if row.criterion.code == "III.1"]
    assert [cell.points for cell in row.cells] == [None, None, None]


# Duties, and how much is asked of the database


def duties(actor: Actor, year: Year) -> list[str]:
    board = dashboard.of_year(actor, year.id, now=LATER)
    return [str(duty.message) for duty in board.duties]


def test_what_is_due_is_said_to_whom_it_waits_for(app: Flask) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    appraise(year, own)
    sent = send_back(year, own, "III.1")

    assert "Lines sent back to you, to report on anew: 1." in duties(officer(year, own), year)
    report_anew(year, own)
    answer(year, sent.id, own)
    assert "Lines with a new report, to confirm or appraise again: 1." in duties(
        reviewer(year), year
    )
    assert "Lines sent back to you, to report on anew: 1." not in duties(officer(year, own), year)


@pytest.mark.parametrize("many", [1, 4])
def test_the_pages_ask_the_database_as_often_however_much_is_sent_back(
    app: Flask, many: int
) -> None:
    year = make_reviewed_year()
    own = ids_of(year)[0]
    for code in ("III.1", "III.2.1", "VI.1", "VI.2")[:many]:
        sent_id = send_back(year, own, code).id
    auditor, year_id = acting(year, Role.AUDITOR), year.id

    index = count_queries(lambda: reopening.overview(auditor, year_id, now=NOW))
    view = count_queries(lambda: reopening.view(auditor, year_id, sent_id, now=NOW))

    assert (index, view) == (13, 14)
