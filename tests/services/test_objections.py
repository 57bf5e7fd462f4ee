"""What members ask about their appraisal: within the days, answered on the record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind, Verdict
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Score, Year
from cluster.services import dashboard, objections, ranking, scoring, years
from tests.conftest import NOW
from tests.make.queries import count_queries
from tests.make.reopening import LATER, ask, make_reviewed_year
from tests.make.scoring import TEN, TWENTY, acting, give, ids_of, officer

TOO_LATE = NOW + timedelta(days=4)
EXPLANATION, OBJECTION = ObjectionKind.EXPLANATION, ObjectionKind.OBJECTION


def appraised(*, alliances: int = 3) -> Year:
    """Return a year in its council, the first member's III.1 cut by its appraiser."""
    year = make_reviewed_year(alliances=alliances)
    own = ids_of(year)[0]
    give(reviewer(year), year, own, "III.1", Layer.APPRAISAL, TEN, reason="Thiếu hồ sơ")
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    return year


def reviewer(year: Year) -> Actor:
    return acting(year, Role.REVIEWER, -1)


def chair(year: Year) -> Actor:
    return acting(year, Role.CHAIR)


def explain(actor: Actor, year: Year, objection_id: int, text: str = "Biên bản chưa ký") -> None:
    objections.explain(actor, year.id, objection_id, text=text, now=LATER)


def decide(
    actor: Actor,
    year: Year,
    objection_id: int,
    *,
    upheld: bool = False,
    measure: Measure | None = None,
) -> None:
    objections.decide(
        actor,
        year.id,
        objection_id,
        upheld=upheld,
        text="Đã đối chiếu biên bản",
        measure=measure,
        now=LATER,
    )


# Asking


def test_a_member_sees_how_its_lines_were_appraised(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]

    page = objections.overview(officer(year, own), year.id, now=NOW)

    ((member, lines),) = page.own
    (line,) = [line for line in lines if line.criterion.code == "III.1"]
    assert member.alliance_id == own
    assert (line.own, line.appraised, line.reason) == (Decimal(15), Decimal(5), "Thiếu hồ sơ")
    assert (page.is_running, page.days_left) == (True, 3)


def test_a_late_question_is_refused_with_the_day(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]

    with pytest.raises(RuleViolation, match="The last day to ask or to object was 2026-03-05"):
        ask(year, own, now=TOO_LATE)

    assert not objections.overview(officer(year, own), year.id, now=TOO_LATE).is_running


def test_the_days_are_a_setting_of_the_year(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]

    years.plan(SYSTEM, year.id, {}, objection_days=5, now=NOW)

    assert ask(year, own, now=TOO_LATE).asked_at == TOO_LATE
    with pytest.raises(RuleViolation, match="Give members from 1 to 60 days"):
        years.plan(SYSTEM, year.id, {}, objection_days=0, now=NOW)


def test_nobody_asks_before_the_appraisal_is_done(app: Flask) -> None:
    year = make_reviewed_year()

    with pytest.raises(RuleViolation, match="the year is in the phase “Review”"):
        ask(year, ids_of(year)[0])


def test_only_the_members_own_people_ask(app: Flask) -> None:
    year = appraised()
    own, other = ids_of(year)[:2]

    for actor, error in ((reviewer(year), NotAllowed), (officer(year, other), NotFound)):
        with pytest.raises(error):
            objections.view_to_ask(actor, year.id, alliance_id=own, code="III.1", now=NOW)
    signer = acting(year, Role.SIGNER, own)
    page = objections.view_to_ask(signer, year.id, alliance_id=own, code="III.1", now=NOW)
    assert page.line.appraised == Decimal(5)


def test_a_section_cannot_be_asked_about(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]

    with pytest.raises(NotFound):
        ask(year, own, "III")


def test_the_same_is_not_asked_twice_at_once(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    first = ask(year, own)

    with pytest.raises(RuleViolation, match="waits for an answer already"):
        ask(year, own)
    ask(year, own, kind=EXPLANATION)
    decide(chair(year), year, first.id)
    ask(year, own)


# Who reads and answers


def test_a_question_is_read_by_whom_it_concerns(app: Flask) -> None:
    year = appraised()
    own, other = ids_of(year)[:2]
    asked = ask(year, own)
    readers = [
        officer(year, own),
        reviewer(year),
        chair(year),
        acting(year, Role.SECRETARY),
        acting(year, Role.AUDITOR),
        acting(year, Role.COUNCIL, other),
    ]

    for actor in readers:
        assert objections.view(actor, year.id, asked.id).question.id == asked.id
    for actor in (officer(year, other), acting(year, Role.REVIEWER, own)):
        assert objections.overview(actor, year.id, now=NOW).questions == ()
        with pytest.raises(NotFound):
            objections.view(actor, year.id, asked.id)


def test_an_explanation_is_given_by_an_appraiser(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    asked = ask(year, own, kind=EXPLANATION)

    with pytest.raises(NotAllowed):
        explain(acting(year, Role.SECRETARY), year, asked.id)
    with pytest.raises(RuleViolation, match="Write it down"):
        explain(reviewer(year), year, asked.id, " ")
    explain(reviewer(year), year, asked.id)

    (question,) = objections.overview(officer(year, own), year.id, now=LATER).questions
    assert (question.verdict, question.answer, question.answered_by) == (
        Verdict.EXPLAINED,
        "Biên bản chưa ký",
        "reviewer -1",
    )
    with pytest.raises(RuleViolation, match="answered already"):
        explain(reviewer(year), year, asked.id)


def test_an_objection_is_decided_by_the_chair_and_never_in_their_own_case(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    asked = ask(year, own)
    of_own = Actor(
        user_id=None,
        name="chair",
        grants=(
            Grant(Role.CHAIR, year.cluster_id),
            Grant(Role.SIGNER, year.cluster_id, own),
        ),
    )

    for actor in (reviewer(year), of_own, acting(year, Role.COUNCIL, ids_of(year)[1])):
        with pytest.raises(NotAllowed):
            decide(actor, year, asked.id)
    with pytest.raises(RuleViolation, match="An explanation is given, an objection is decided"):
        explain(chair(year), year, asked.id)


def test_upheld_the_line_gets_its_figure_with_the_same_reason(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    asked = ask(year, own)

    with pytest.raises(RuleViolation, match="Enter the figure that the line gets"):
        decide(chair(year), year, asked.id, upheld=True)
    decide(chair(year), year, asked.id, upheld=True, measure=TWENTY)

    final = db.session.scalars(select(Score).where(Score.layer == Layer.FINAL)).one()
    assert (final.alliance_id, final.points, final.reason) == (
        own,
        Decimal(10),
        "Đã đối chiếu biên bản",
    )
    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("%objection%"))
    ).all()
    assert actions == ["objection.asked", "objection.upheld"]


def test_refused_the_score_stays(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    asked = ask(year, own)

    decide(chair(year), year, asked.id)

    assert objections.view(chair(year), year.id, asked.id).question.verdict is Verdict.REFUSED
    assert db.session.scalar(select(Score.id).where(Score.layer == Layer.FINAL)) is None


# The ranking waits


def test_an_undecided_objection_keeps_the_ranking_from_being_frozen(app: Flask) -> None:
    year = appraised()
    own, other = ids_of(year)[:2]
    asked = ask(year, own)
    ask(year, own, "VI.2", EXPLANATION)
    secretary = acting(year, Role.SECRETARY)

    with pytest.raises(RuleViolation, match="Hồ Chí Minh: objection undecided III"):
        ranking.freeze(secretary, year.id, now=LATER)
    shown = [str(b) for b in ranking.standings(secretary, year.id).blockers]
    hidden = [str(b) for b in ranking.standings(officer(year, other), year.id).blockers]
    decide(chair(year), year, asked.id)
    ranking.freeze(secretary, year.id, now=LATER)

    assert shown == ["TP. Hồ Chí Minh: objection undecided III.1"]
    assert hidden == []


# Duties, and the story


def test_what_is_due_is_said_to_whom_it_waits_for(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    ask(year, own)
    ask(year, own, "VI.2", EXPLANATION)

    def due(actor: Actor) -> list[str]:
        return [str(d.message) for d in dashboard.of_year(actor, year.id, now=NOW).duties]

    assert "Read how you were appraised. You may ask or object until 2026-03-05." in due(
        officer(year, own)
    )
    assert "Members wait for an explanation: 1." in due(reviewer(year))
    assert "Objections to decide: 1." in due(chair(year))
    assert "Objections are undecided of: TP. Hồ Chí Minh." in due(acting(year, Role.SECRETARY))
    assert "Members may ask and object until 2026-03-05." in due(acting(year, Role.SECRETARY))


def test_the_line_tells_what_was_asked_and_decided(app: Flask) -> None:
    year = appraised()
    own = ids_of(year)[0]
    asked = ask(year, own)
    decide(chair(year), year, asked.id)

    line = scoring.line(officer(year, own), year.id, alliance_id=own, code="III.1", now=LATER)

    assert [str(told.sentence) for told in line.story] == [
        "the system gave 15 points (Self-score).",
        "the system gave 5 points (Appraisal).",
        f"officer {own} objected for TP. Hồ Chí Minh.",
        "chair refused the objection.",
    ]
    assert line.may_ask


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_asks_the_database_as_often_however_much_is_asked(app: Flask, many: int) -> None:
    year = appraised()
    own = ids_of(year)[0]
    for code in ("III.1", "III.2.1", "VI.1", "VI.2")[:many]:
        ask(year, own, code)
    actor, year_id = officer(year, own), year.id

    assert count_queries(lambda: objections.overview(actor, year_id, now=NOW)) == 11
