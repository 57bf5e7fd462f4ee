"""The pages that issue papers and give them out again."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import User, Year
from cluster.services import printing
from tests.make.awards import (
    DECIDED_ON,
    issue,
    make_decided,
    make_member,
    make_published_year,
    member_of,
    propose,
    reprint,
)
from tests.make.members import make_cluster, rename
from tests.make.queries import count_queries
from tests.make.years import make_year
from tests.web.sending import words
from tests.web.test_awards import post

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


@pytest.fixture
def officer(app: Flask, login: Login, year: Year) -> FlaskClient:
    return login(app.test_client(), make_member(year, Role.OFFICER, place=1, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/printing/"


def test_a_certificate_is_issued_listed_and_downloaded(year: Year, secretary: FlaskClient) -> None:
    award = make_decided(year)

    issued = post(secretary, index(year), {"kind": "award", "about": award.id})
    page = secretary.get(index(year))
    links = set(re.findall(r'href="([^"]+\.pdf)"', page.text))
    (paper,) = (secretary.get(link) for link in links)

    assert (issued.status_code, issued.location) == (302, index(year))
    assert "Bằng khen – Liên minh Hợp tác xã TP. Hồ Chí Minh" in words(page)
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert "bang-khen-2026-lien-minh-hop-tac-xa-tp-ho-chi-minh.pdf" in str(
        paper.headers["Content-Disposition"]
    )


def test_the_same_bytes_come_back_after_a_rename(year: Year, secretary: FlaskClient) -> None:
    award = make_decided(year)
    paper = issue(year, PaperKind.AWARD, award.id)
    path = f"{index(year)}{paper.id}.pdf"
    before = secretary.get(path).data

    rename(member_of(year), starts_on=DECIDED_ON)

    assert secretary.get(path).data == before == reprint(year, paper)


def test_a_certificate_without_a_decision_is_refused(year: Year, secretary: FlaskClient) -> None:
    award = propose(year)

    answer = post(secretary, index(year), {"kind": "award", "about": award.id})

    assert answer.status_code == 422
    assert "There is no certificate without a decision." in words(answer)
    assert printing.list_papers(SYSTEM, year.id) == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param({}, 422, id="nothing chosen"),
        pytest.param({"kind": "poster"}, 422, id="a paper that does not exist"),
        pytest.param({"kind": "award"}, 422, id="nobody's award"),
        pytest.param({"kind": "award", "about": "x"}, 422, id="no number"),
        pytest.param({"kind": "award", "about": 10**30}, 422, id="a number beyond all"),
        pytest.param({"kind": "award", "about": 999}, 404, id="an award that does not exist"),
    ],
)
def test_a_wrong_request_is_refused(
    year: Year, secretary: FlaskClient, data: dict[str, object], status: int
) -> None:
    assert post(secretary, index(year), data).status_code == status


def test_a_member_finds_its_own_papers_and_cannot_issue_any(
    year: Year, officer: FlaskClient
) -> None:
    own = issue(year, PaperKind.MEMBER_PLEDGE, member_of(year, 1))
    foreign = issue(year, PaperKind.MEMBER_PLEDGE, member_of(year, 0))
    page = officer.get(index(year)).text

    assert re.findall(r"/(\d+)\.pdf", page) == [str(own.id)]
    assert "To issue" not in page
    assert [officer.get(f"{index(year)}{p.id}.pdf").status_code for p in (own, foreign)] == [
        200,
        404,
    ]
    assert post(officer, index(year), {"kind": "standings"}).status_code == 403


def test_papers_of_another_cluster_do_not_exist(app: Flask, login: Login, year: Year) -> None:
    paper = issue(year, PaperKind.STANDINGS)
    other = make_year(2026, cluster=make_cluster("BAC", "Cụm thi đua miền Bắc"), alliances=[])
    stranger = login(app.test_client(), make_member(other, Role.SECRETARY))

    answers = [
        stranger.get(path).status_code
        for path in (
            index(year),
            f"{index(year)}{paper.id}.pdf",
            f"{index(other)}{paper.id}.pdf",
        )
    ]

    assert answers == [404, 404, 404]


def test_the_page_asks_the_same_number_of_questions_for_one_paper_and_for_many(
    year: Year, secretary: FlaskClient
) -> None:
    issue(year, PaperKind.STANDINGS)
    secretary.get(index(year))
    few = count_queries(lambda: secretary.get(index(year)))
    for place in range(2):
        issue(year, PaperKind.MEMBER_PLEDGE, member_of(year, place))

    assert count_queries(lambda: secretary.get(index(year))) == few
