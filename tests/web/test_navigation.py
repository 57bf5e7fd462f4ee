import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from cluster.database import db
from cluster.domain.permissions import Grant, Role
from cluster.models import Alliance, User, Year
from cluster.services.members import members_of
from tests.make.members import make_cluster
from tests.make.people import make_administrator, make_user
from tests.make.years import make_year

Login = Callable[[FlaskClient, User], FlaskClient]

SECTIONS = re.compile(r'<nav class="sections".*?</nav>', re.DOTALL)
LABEL = re.compile(r"<a [^>]*>([^<]+)</a>")


def sections_on(page: str) -> list[str]:
    nav = SECTIONS.search(page)
    return LABEL.findall(nav[0]) if nav else []


@pytest.fixture
def year() -> Year:
    return make_year(2026, alliances=2)


def secretary(year: Year) -> User:
    return make_user(Grant(Role.SECRETARY, year.cluster_id), locale="en")


def test_a_secretary_is_led_to_every_section_of_the_year(
    client: FlaskClient, login: Login, year: Year
) -> None:
    assert sections_on(login(client, secretary(year)).get("/").text) == [
        "To do",
        "Overview",
        "Members",
        "Rule book",
        "Pledge",
        "Achievements",
        "Scoring",
        "Ranking",
        "Ballots",
        "Awards",
        "Papers",
        "Leadership",
        "Record of changes",
    ]


def test_the_page_one_is_on_is_marked(client: FlaskClient, login: Login, year: Year) -> None:
    page = login(client, secretary(year)).get(f"/years/{year.id}").text

    marked = re.findall(r'<a href="([^"]+)" aria-current="page">Overview</a>', page)
    assert marked == [f"/years/{year.id}"] * 2


def test_who_has_no_role_is_led_nowhere(client: FlaskClient, login: Login, year: Year) -> None:
    page = login(client, make_user(locale="en")).get("/").text

    assert sections_on(page) == []
    assert "Year 2026" not in page


def test_an_administrator_sees_every_cluster(client: FlaskClient, login: Login, year: Year) -> None:
    make_cluster("BAC", "Cụm thi đua miền Bắc")

    page = login(client, make_administrator()).get("/").text

    assert page.count('<p class="menu-title">') == 2


def test_the_year_looked_at_last_is_kept(client: FlaskClient, login: Login, year: Year) -> None:
    earlier = make_year(
        2025,
        cluster=year.cluster,
        alliances=[db.session.get_one(Alliance, m.alliance_id) for m in members_of(year)],
    )
    login(client, secretary(year))
    newest = client.get("/").text
    client.get(f"/years/{earlier.id}")

    assert "What is to do in 2026" in newest
    assert "What is to do in 2025" in client.get("/").text


def test_a_foreign_year_is_not_found_and_not_kept(
    client: FlaskClient, login: Login, year: Year
) -> None:
    other = make_user(Grant(Role.SECRETARY, make_cluster("BAC", "Cụm miền Bắc").id), locale="en")

    response = login(client, other).get(f"/years/{year.id}")

    assert response.status_code == 404
    assert "Year 2026" not in response.text


@pytest.mark.parametrize(
    ("is_sample", "ribbons"),
    [pytest.param(True, 1, id="the sample cluster"), pytest.param(False, 0, id="a real cluster")],
)
def test_only_the_sample_cluster_says_that_its_data_are_made_up(
    client: FlaskClient, login: Login, year: Year, is_sample: bool, ribbons: int
) -> None:
    year.cluster.is_sample = is_sample
    db.session.commit()

    page = login(client, secretary(year)).get(f"/years/{year.id}").text

    assert page.count('<p class="sample-ribbon">') == ribbons
