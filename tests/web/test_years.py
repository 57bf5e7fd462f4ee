"""The pages of the years, by role."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Grant, Role
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import members, years
from tests.make.members import make_alliance, make_cluster
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook
from tests.make.scoring import make_settled_year
from tests.make.years import make_year
from tests.web.sending import fields_of, send, words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=3)


@pytest.fixture
def visit(client: FlaskClient, login: Login) -> Callable[[Year, Role], FlaskClient]:
    """Return somebody with a role in the year's cluster, for its first member, reading English."""

    def visitor(year: Year, role: Role = Role.SECRETARY) -> FlaskClient:
        place = None if role is Role.SYSADMIN else year.cluster_id
        alliance_id = ids_of(year)[0] if role in SPEAKS_FOR_AN_ALLIANCE else None
        return login(client, make_user(Grant(role, place, alliance_id), locale="en"))

    return visitor


def ids_of(year: Year) -> list[int]:
    return [member.alliance_id for member in members.members_of(year)]


def test_the_page_of_a_year_shows_where_it_stands(
    visit: Callable[..., FlaskClient], year: Year
) -> None:
    page = words(visit(year).get(f"/years/{year.id}"))

    assert "Year 2026 Southern emulation cluster" in page
    assert "Leader Liên minh Hợp tác xã TP. Hồ Chí Minh" in page
    assert "Before “Pledge” The rule book of the year is not published." in page
    assert "Move to “Pledge”" not in page


def test_a_year_without_a_leader_shows_a_dash(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    new = years.open_year(SYSTEM, year.cluster_id, 2027, now=now)

    assert "Leader – Deputy – Handed over on –" in words(visit(year).get(f"/years/{new.id}"))


def test_a_ready_year_moves_on(visit: Callable[..., FlaskClient], year: Year) -> None:
    make_rulebook(year)
    client = visit(year)
    assert "Move to “Pledge”" in words(client.get(f"/years/{year.id}"))

    answer = send(client, f"/years/{year.id}/move/pledge")

    assert answer.location == f"/years/{year.id}"
    page = words(client.get(answer.location))
    assert "The year is now in the phase “Pledge”." in page
    assert "Back to “Setup”" in page


def test_a_step_back_asks_for_the_reason(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    make_rulebook(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)
    client = visit(year)

    refused = send(client, f"/years/{year.id}/move/setup")
    send(client, f"/years/{year.id}/move/setup", reason="Thiếu một thành viên")

    assert refused.status_code == 422
    assert "Reason : This field is required." in words(refused)
    assert "Move to “Pledge”" in words(client.get(f"/years/{year.id}"))


def test_a_blocked_move_tells_why_and_cannot_be_sent(
    visit: Callable[..., FlaskClient], year: Year
) -> None:
    client = visit(year)

    page = client.get(f"/years/{year.id}/move/pledge")
    sent = client.post(f"/years/{year.id}/move/pledge", data={"csrf_token": token_of(client, year)})

    assert "Not possible yet The rule book of the year is not published." in words(page)
    assert "Move the year</button>" not in page.text
    assert sent.status_code == 422
    assert "The rule book of the year is not published." in words(sent)


def token_of(client: FlaskClient, year: Year) -> str:
    return fields_of(client.get(f"/years/{year.id}/dates"))["csrf_token"][0]


def test_freezing_is_done_on_the_ranking_page(visit: Callable[..., FlaskClient]) -> None:
    year = make_settled_year()
    client = visit(year)

    page = client.get(f"/years/{year.id}")
    sent = client.post(f"/years/{year.id}/move/frozen", data={"csrf_token": token_of(client, year)})

    assert f"/years/{year.id}/ranking" in page.text.partition("<main")[2]
    assert sent.status_code == 422
    assert "The result is frozen on the ranking page, and the year with it." in words(sent)


@pytest.mark.parametrize("after", ["archived", "setup", "nonsense"])
def test_a_move_that_the_table_does_not_know_is_not_found(
    visit: Callable[..., FlaskClient], year: Year, after: str
) -> None:
    assert visit(year).get(f"/years/{year.id}/move/{after}").status_code == 404


def test_a_year_is_opened_from_the_last(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(year)
    url = f"/years/clusters/{year.cluster_id}/new"

    taken = send(client, url, number="2026")
    answer = send(client, url)

    assert "The year 2026 is open already." in words(taken)
    page = words(client.get(answer.location))
    assert "The year 2027 is open." in page
    assert "Cooperative Alliance of Gia Lai" in page


def test_a_first_year_starts_empty(client: FlaskClient, login: Login, app: Flask) -> None:
    cluster = make_cluster()
    login(client, make_user(Grant(Role.SECRETARY, cluster.id), locale="en"))
    assert "No year is open yet." in words(client.get("/years/"))

    answer = send(client, f"/years/clusters/{cluster.id}/new", number="2026")

    assert "The year has no members yet." in words(client.get(answer.location))


def test_members_get_their_places(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(year)
    one, two, three = ids_of(year)

    answer = send(
        client,
        f"/years/{year.id}/members",
        **{f"place_{one}": "7", f"place_{two}": "1", f"place_{three}": ""},
    )

    assert answer.status_code == 302
    assert ids_of(year) == [two, one]


def test_the_theme_is_written_at_the_head(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(year)

    answer = send(client, f"/years/{year.id}/theme", theme="Đoàn kết, đổi mới, phát triển")

    assert "Đoàn kết, đổi mới, phát triển" in words(client.get(answer.location))


def test_only_who_existed_that_year_is_offered(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    gone, later = make_alliance("NT", "Ninh Thuận"), make_alliance("BT", "Bình Thuận")
    for alliance, on in ((gone, date(2025, 7, 1)), (later, date(2026, 2, 1))):
        members.merge(SYSTEM, [alliance.id], successor_id=ids_of(year)[0], on=on, now=now)

    page = words(visit(year).get(f"/years/{year.id}/members"))

    assert ("Bình Thuận" in page, "Ninh Thuận" in page) == (True, False)


def test_a_place_is_a_number(visit: Callable[..., FlaskClient], year: Year) -> None:
    page = send(visit(year), f"/years/{year.id}/members", **{f"place_{ids_of(year)[0]}": "first"})

    assert page.status_code == 422
    assert 'value="first"' in page.text


def test_days_are_planned_in_their_order(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit(year)

    wrong = send(client, f"/years/{year.id}/dates", pledge="2026-03-01", report="2026-02-01")
    send(client, f"/years/{year.id}/dates", pledge="2026-03-01", report="01/04/2026")

    assert wrong.status_code == 422
    assert "Report : “Report” is planned before an earlier phase." in words(wrong)
    planned = {step.phase: step.planned_on for step in years.overview(SYSTEM, year.id, now).steps}
    assert (planned[Phase.PLEDGE], planned[Phase.REPORT]) == (date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("page", "typed", "yours", "theirs"),
    [
        pytest.param("theme", {"theme": "Của tôi"}, "Của tôi", "Của người khác", id="the theme"),
        pytest.param(
            "dates", {"pledge": "2026-03-05"}, "5 Mar 2026", "1 Apr 2026", id="the planned days"
        ),
        pytest.param(
            "members",
            {"place_3": ""},
            "TP. Hồ Chí Minh, Đắk Lắk",
            "Gia Lai, TP. Hồ Chí Minh, Đắk Lắk",
            id="the members",
        ),
    ],
)
def test_the_second_to_save_is_shown_both_versions(
    visit: Callable[..., FlaskClient],
    year: Year,
    now: datetime,
    page: str,
    typed: dict[str, str],
    yours: str,
    theirs: str,
) -> None:
    client = visit(year)
    url = f"/years/{year.id}/{page}"
    opened = fields_of(client.get(url))
    one, two, three = ids_of(year)
    years.set_theme(SYSTEM, year.id, theme="Của người khác", now=now)
    years.plan(SYSTEM, year.id, {Phase.PLEDGE: date(2026, 4, 1)}, now=now)
    years.set_members(SYSTEM, year.id, [three, one, two], now=now)

    answer = client.post(url, data={**opened, **typed})

    assert answer.status_code == 409
    assert f"{yours} {theirs}" in words(answer)


def test_years_of_another_cluster_do_not_exist(
    visit: Callable[..., FlaskClient], year: Year
) -> None:
    other = make_year(2025, cluster=make_cluster("BAC", "Cụm miền Bắc"), alliances=0)
    client = visit(year, Role.CHAIR)

    assert "Cụm miền Bắc" not in client.get("/years/").text
    assert client.get(f"/years/{other.id}").status_code == 404
    assert client.get(f"/years/clusters/{other.cluster_id}/new").status_code == 404


PAGES = ["theme", "members", "dates", "move/pledge"]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SECRETARY, Role.CHAIR}]
)
def test_others_read_the_year_but_do_not_run_it(
    visit: Callable[..., FlaskClient], year: Year, role: Role
) -> None:
    client = visit(year, role)
    view = words(client.get(f"/years/{year.id}"))

    assert "Members of the year" in view
    assert "Plan the days" not in view
    statuses = [client.get(f"/years/{year.id}/{page}").status_code for page in PAGES]
    assert statuses == [403, 403, 403, 403]
    assert client.get(f"/years/clusters/{year.cluster_id}/new").status_code == 403


def test_nobody_sees_a_year_without_signing_in(client: FlaskClient, year: Year) -> None:
    make_user(Grant(Role.SECRETARY, year.cluster_id))

    for path in ("", "1", *(f"1/{page}" for page in PAGES)):
        assert client.get(f"/years/{path}").location.startswith("/login")


def test_a_year_takes_as_many_queries_with_thirty_members_as_with_one(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit(year)
    url = f"/years/{year.id}"
    few = count_queries(lambda: client.get(url))
    many = make_year(2030, cluster=years.get_visible(SYSTEM, year.id).cluster, alliances=[])
    others = [make_alliance(f"T-{n}", f"Tỉnh {n}", head="Lê Văn An") for n in range(27)]
    more = [*ids_of(year), *(each.id for each in others)]
    years.set_members(SYSTEM, many.id, more, now=now)
    full = f"/years/{many.id}"

    assert count_queries(lambda: client.get(full)) == few


def test_the_list_takes_as_many_queries_for_thirty_years_as_for_one(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit(year)
    few = count_queries(lambda: client.get("/years/"))
    cluster = years.get_visible(SYSTEM, year.id).cluster
    for number in range(1990, 2019):
        years.open_year(SYSTEM, cluster.id, number, now=now)

    assert count_queries(lambda: client.get("/years/")) == few
