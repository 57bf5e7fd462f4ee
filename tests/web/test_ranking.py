"""The pages of the ranking."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.rulebook import Rung, RungKind
from cluster.domain.years import Phase
from cluster.models import FrozenRanking, User, Year
from cluster.services import ranking, years
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.scoring import acting, ids_of, make_scoring_year, make_settled_year, self_score
from tests.web.sending import send, words

Login = Callable[[FlaskClient, User], FlaskClient]


def holder(year: Year, role: Role, alliance_id: int | None = None) -> User:
    return make_user(Grant(role, year.cluster_id, alliance_id), locale="en", full_name="Cô Mai")


def page(year: Year, path: str = "") -> str:
    return f"/years/{year.id}/ranking{path}"


def test_places_are_provisional_until_they_are_frozen(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.SECRETARY))

    shown = words(client.get(page(year)))

    assert "These places are provisional" in shown
    assert "TP. Hồ Chí Minh 1 100.00 excellent 100.00 0.00 0.00" in shown
    assert "content 98.5 of 100 assigned points; bonus 0; penalty 0; total 98.5 points." in shown


def test_a_secretary_freezes_the_ranking(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.SECRETARY))

    unread = send(client, page(year, "/freeze"))
    frozen = send(client, page(year, "/freeze"), understood="y")

    assert (unread.status_code, frozen.status_code) == (422, 302)
    shown = words(client.get(page(year)))
    assert "The ranking is frozen." in shown
    assert "by Cô Mai, revision 1, seal " in shown


def test_what_keeps_the_ranking_from_being_frozen_is_listed(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year(alliances=2)
    self_score(year, ids_of(year)[0])
    for phase in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, phase, now=NOW)
    login(client, holder(year, Role.SECRETARY))

    shown = words(client.get(page(year, "/freeze")))

    assert "The ranking cannot be frozen yet:" in shown
    assert "Đắk Lắk: not scored I.3, III.1, III.2.1, IV.1, IV.2, IV.3, VI.1, VI.2" in shown
    assert "Incomplete not scored: I.3" in shown


def test_a_member_reads_its_own_place_once_frozen(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.OFFICER, ids_of(year)[1]))

    before = words(client.get(page(year)))
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    after = words(client.get(page(year)))

    assert "Places are shown once the ranking is frozen." in before
    assert "Đắk Lắk – 98.50" in before
    assert "Đắk Lắk 2 98.50" in after
    assert "Gia Lai" not in before + after


def test_nobody_else_freezes(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.AUDITOR))

    answer = client.get(page(year, "/freeze"))

    assert answer.status_code == 403
    assert "/freeze" not in client.get(page(year)).text


def test_a_year_before_any_scores_shows_why_there_is_no_ranking(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    login(client, make_user(Grant(Role.SYSADMIN), locale="en"))

    assert "There is no ranking that you may see yet." in words(client.get(page(year)))


@pytest.mark.parametrize("alliances", [2, 9])
def test_the_page_asks_the_database_as_often_however_many_members(
    app: Flask, client: FlaskClient, login: Login, alliances: int
) -> None:
    year = make_settled_year(alliances)
    address = page(year)
    login(client, holder(year, Role.SECRETARY))

    assert count_queries(lambda: client.get(address)) == 14


@pytest.mark.parametrize(
    ("role", "phase", "status"),
    [
        pytest.param(Role.AUDITOR, Phase.COUNCIL, 403, id="who never freezes"),
        pytest.param(Role.SECRETARY, Phase.REPORT, 422, id="too early"),
        pytest.param(Role.SECRETARY, Phase.COUNCIL, 200, id="who freezes now"),
    ],
)
def test_the_page_to_freeze_is_there_for_whoever_may_freeze_now(
    app: Flask, client: FlaskClient, login: Login, role: Role, phase: Phase, status: int
) -> None:
    year = make_scoring_year(phase)
    login(client, holder(year, role))

    assert client.get(page(year, "/freeze")).status_code == status


def test_a_secretary_announces_the_seed_and_the_sealed_result_shows_it(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year(book=replace(RULEBOOK, ladder=(Rung(kind=RungKind.LOT),)))
    login(client, holder(year, Role.SECRETARY))

    offered = words(client.get(page(year)))
    short = send(client, page(year, "/seed"), seed="123")
    announced = send(client, page(year, "/seed"), seed="Xổ số 5/12: 48151")
    shown = words(client.get(page(year)))

    assert "Announce the seed of the lots" in offered
    assert (short.status_code, announced.status_code) == (422, 302)
    assert "Write a seed of 6 to 200 characters." in words(short)
    assert "The seed of the lots is announced. " in shown
    assert "Seed of the lots: Xổ số 5/12: 48151" in shown
    assert f"{page(year)}/seed" not in client.get(page(year)).text

    send(client, page(year, "/freeze"), understood="y")
    seal = db.session.scalar(select(FrozenRanking.sha256))
    assert f"Seal of the result (SHA-256): {seal}" in words(client.get(page(year)))
