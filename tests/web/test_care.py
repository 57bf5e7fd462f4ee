"""The page on what needs care before the council puts its name to a ranking."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import care, ranking, years
from tests.conftest import NOW
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.reopening import make_reviewed_year
from tests.make.scoring import (
    COMPARED,
    acting,
    give,
    give_cross,
    ids_of,
    make_scoring_year,
    make_settled_year,
)
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]


def page(year: Year) -> str:
    return f"/years/{year.id}/ranking/care"


def holder(year: Year, role: Role, alliance_id: int | None = None) -> User:
    return make_user(Grant(role, year.cluster_id, alliance_id), locale="en", full_name="Cô Mai")


def judged(points: str) -> Measure:
    return Measure(judged=Decimal(points))


def make_judged_year(phase: Phase = Phase.COUNCIL) -> Year:
    """Three members scored in full by themselves; two peers and an appraiser judged IV.2."""
    year = make_reviewed_year(each=2)
    ids = ids_of(year)
    for scorer in ids[1:]:
        points = judged("2.5" if scorer == ids[1] else "1")
        give_cross(year, scorer, ids[0], points, code="IV.2")
    give(reviewer(year), year, ids[0], "IV.2", Layer.APPRAISAL, judged("2"), reason="Theo hồ sơ")
    if phase is not Phase.REVIEW:
        years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    return year


def reviewer(year: Year) -> Actor:
    appraiser = make_user(
        Grant(Role.REVIEWER, year.cluster_id, ids_of(year)[2]), full_name="Thầy Ba"
    )
    return replace(acting(year, Role.REVIEWER, ids_of(year)[2]), user_id=appraiser.id)


def test_the_council_reads_what_hangs_by_a_thread(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.COUNCIL, ids_of(year)[0]))

    shown = words(client.get(page(year)))

    assert "First place now: TP. Hồ Chí Minh." in shown
    assert (
        "If III.1 of TP. Hồ Chí Minh were 27 instead of 30 (1.5 points less), TP. Hồ Chí Minh,"
        " Đắk Lắk would share the first place. As little does the same in: IV.1, IV.2" in shown
    )
    assert "Everybody has the maximum: I.3, III.2.1, IV.1" in shown


def test_each_report_has_a_picture_that_says_what_it_is(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_judged_year()
    login(client, holder(year, Role.SECRETARY))

    answer = client.get(page(year))

    pictures = re.findall(r"<svg.*?</svg>", answer.text, re.DOTALL)
    assert [re.findall(r"<title>(.*?)</title>", picture) for picture in pictures] == [
        ["How little would move the first place or a class"],
        ["How much each criterion tells the members apart"],
    ]
    assert [picture.count("<desc>") for picture in pictures] == [1, 1]
    assert not re.search(r"<svg[^>]*>.*\sstyle=|<style", answer.text, re.DOTALL)


def test_severity_is_told_by_name_and_not_from_a_handful_of_lines(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_judged_year()
    login(client, holder(year, Role.AUDITOR))

    shown = words(client.get(page(year)))

    assert "Đắk Lắk Cross-score 1 1 0 too few lines 1 too few lines" in shown
    assert "Thầy Ba Appraisal 1 0 1 too few lines – –" in shown


def test_an_appraiser_reads_only_what_the_appraisal_may_see(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_judged_year()
    login(client, holder(year, Role.REVIEWER, ids_of(year)[1]))

    shown = words(client.get(page(year)))

    assert "This is shown to those who see every figure." in shown
    assert "Thầy Ba Appraisal 1 1 0 too few lines – –" in shown
    assert "Cross-score" not in shown
    assert "First place" not in shown


@pytest.mark.parametrize(
    ("role", "phase", "status"),
    [
        pytest.param(Role.SECRETARY, Phase.REPORT, 403, id="nobody while members report"),
        pytest.param(Role.SECRETARY, Phase.REVIEW, 200, id="the secretary in the review"),
        pytest.param(Role.REVIEWER, Phase.REVIEW, 403, id="no appraiser before all is in"),
        pytest.param(Role.COUNCIL, Phase.REVIEW, 403, id="no council before it meets"),
        pytest.param(Role.COUNCIL, Phase.COUNCIL, 200, id="the council when it meets"),
        pytest.param(Role.REVIEWER, Phase.COUNCIL, 200, id="an appraiser afterwards"),
        pytest.param(Role.CHAIR, Phase.COUNCIL, 200, id="the chair"),
        pytest.param(Role.AUDITOR, Phase.REVIEW, 200, id="the auditor"),
        pytest.param(Role.OFFICER, Phase.COUNCIL, 403, id="never a member's officer"),
    ],
)
def test_it_is_there_for_those_who_settle_appraise_or_audit(
    app: Flask, client: FlaskClient, login: Login, role: Role, phase: Phase, status: int
) -> None:
    year = make_scoring_year(phase)
    speaks = role in {Role.OFFICER, Role.REVIEWER, Role.COUNCIL}
    login(client, holder(year, role, ids_of(year)[0] if speaks else None))

    assert client.get(page(year)).status_code == status
    offered = page(year) in client.get(f"/years/{year.id}/ranking").text
    assert offered is (status == 200)


def test_nobody_scored_in_full_is_said(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year(Phase.COUNCIL)
    login(client, holder(year, Role.CHAIR))

    shown = words(client.get(page(year)))

    assert "Nobody has all lines scored yet, so nobody has a place." in shown
    assert "No line has points that you may see yet." in shown
    assert "No reviewer’s points are yours to see yet." in shown


def test_once_frozen_it_is_made_of_what_was_sealed(app: Flask) -> None:
    year = make_settled_year(book=COMPARED)
    before = care.care(acting(year, Role.SECRETARY), year.id)
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)

    after = care.care(acting(year, Role.SECRETARY), year.id)

    assert after.stamp is not None
    assert after.stamp.at == NOW
    assert (after.tippings, after.decisions, after.lines) == (
        before.tippings,
        before.decisions,
        before.lines,
    )


@pytest.mark.parametrize("alliances", [2, 9])
def test_the_page_asks_the_database_as_often_however_many_members(
    app: Flask, client: FlaskClient, login: Login, alliances: int
) -> None:
    year = make_settled_year(alliances)
    address = page(year)
    login(client, holder(year, Role.SECRETARY))

    assert count_queries(lambda: client.get(address)) == 18


def test_the_page_speaks_vietnamese(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_settled_year()
    login(client, make_user(Grant(Role.CHAIR, year.cluster_id), locale="vi"))

    answer = client.get(page(year))

    assert "Nếu III.1 của TP. Hồ Chí Minh là 27 thay vì 30 (ít hơn 1,5 điểm)" in words(answer)
    assert "Thay đổi nhỏ nhất, điểm" in answer.text
