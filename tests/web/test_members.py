"""The pages of the register, by role."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Grant, Role
from cluster.models import User, Year
from cluster.services import members
from tests.conftest import TODAY
from tests.make.members import make_alliance, make_cluster
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.years import make_year
from tests.web.sending import send, words

Login = Callable[[FlaskClient, User], FlaskClient]
NAMES = {
    "name": "Liên minh Hợp tác xã tỉnh Khánh Hòa",
    "short_name": "Khánh Hòa",
    "name_en": "",
    "seat": "Nha Trang",
}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=2)


@pytest.fixture
def visit(client: FlaskClient, login: Login, year: Year) -> Callable[..., FlaskClient]:
    """Return somebody with a role in the year's cluster, for its first member, reading English."""

    def visitor(role: Role) -> FlaskClient:
        place = None if role is Role.SYSADMIN else year.cluster_id
        alliance_id = first_of(year) if role in SPEAKS_FOR_AN_ALLIANCE else None
        return login(client, make_user(Grant(role, place, alliance_id), locale="en"))

    return visitor


def first_of(year: Year) -> int:
    return members.members_of(year)[0].alliance_id


def second_of(year: Year) -> int:
    return members.members_of(year)[1].alliance_id


def test_the_register_lists_alliances_and_clusters(visit: Callable[..., FlaskClient]) -> None:
    page = words(visit(Role.OFFICER).get("/members/"))

    assert "Đắk Lắk DAKLAK Cooperative Alliance of Dak Lak Trần Văn B Chủ tịch active" in page
    assert "Southern emulation cluster NAM Liên minh Hợp tác xã Việt Nam 1" in page
    assert "Register an alliance" not in page


def test_a_search_needs_no_accents(visit: Callable[..., FlaskClient]) -> None:
    client = visit(Role.OFFICER)

    assert "Đắk Lắk DAKLAK" in words(client.get("/members/?q=dak+lak"))
    assert "Nothing found" in words(client.get("/members/?q=hue"))


def test_the_register_is_shown_as_of_a_day(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    members.rename(
        SYSTEM,
        first_of(year),
        called=members.Called(name="Liên minh HTX Thành phố", short_name="TP", seat="TP"),
        starts_on=date(2025, 7, 1),
        now=now,
    )
    client = visit(Role.OFFICER)

    before = words(client.get("/members/?day=2025-06-30"))
    after = words(client.get("/members/?day=2025-07-01"))

    assert ("Ho Chi Minh City" in before, "Liên minh HTX Thành phố" in before) == (True, False)
    assert ("Ho Chi Minh City" in after, "Liên minh HTX Thành phố" in after) == (False, True)


def test_a_day_that_is_none_is_told_and_today_shown(visit: Callable[..., FlaskClient]) -> None:
    page = visit(Role.OFFICER).get("/members/?day=31/02/2025")

    assert page.status_code == 200
    assert "“31/02/2025” is not a day of the calendar" in words(page)
    assert "DAKLAK" in words(page)


def test_an_alliance_is_registered_and_headed(visit: Callable[..., FlaskClient]) -> None:
    client = visit(Role.SECRETARY)

    answer = send(client, "/members/new", code="kh", starts_on="2025-07-01", **NAMES)
    assert answer.status_code == 302
    assert "Nobody is recorded yet" in words(client.get(answer.location))
    send(
        client,
        f"{answer.location}/offices/new",
        full_name="Nguyễn Quang Duy",
        title="Chủ tịch",
        is_head="y",
        starts_on="01/08/2025",
    )

    page = words(client.get(answer.location))
    assert "Head Nguyễn Quang Duy" in page
    assert "Nguyễn Quang Duy Chủ tịch head 1 Aug 2025 in office" in page


def test_what_was_typed_stays_when_the_code_is_taken(
    visit: Callable[..., FlaskClient], year: Year
) -> None:
    client = visit(Role.SECRETARY)

    page = send(client, "/members/new", code="HCM", starts_on="2025-07-01", **NAMES)

    assert page.status_code == 422
    assert "The code HCM is taken" in words(page)
    assert 'value="Nha Trang"' in page.text


def test_fields_left_empty_are_named(visit: Callable[..., FlaskClient]) -> None:
    page = send(visit(Role.SECRETARY), "/members/new")

    assert page.status_code == 422
    for label in ("Code", "Official name", "Short name", "Place on papers"):
        assert f"{label} : This field is required." in words(page)


def test_an_alliance_is_renamed_from_a_day(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.CHAIR)
    url = f"/members/{first_of(year)}"

    wrong = send(client, f"{url}/rename", starts_on="2019-01-01", **NAMES)
    right = send(client, f"{url}/rename", starts_on="2025-07-01", **NAMES)

    assert wrong.status_code == 422
    assert "A later or equal date is recorded already" in words(wrong)
    assert right.location == url
    page = words(client.get(url))
    assert "Liên minh Hợp tác xã tỉnh Khánh Hòa Khánh Hòa Nha Trang 1 Jul 2025 today" in page
    assert "1 Jan 2020 30 Jun 2025" in page


def test_a_name_and_an_office_are_corrected(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.SECRETARY)
    record = members.get_record(SYSTEM, first_of(year), TODAY)
    url = f"/members/{first_of(year)}"

    send(client, f"{url}/names/{record.names[0].id}/correct", reason="Sai", seat="Thủ Đức")
    send(
        client,
        f"{url}/offices/{record.offices[0].id}/correct",
        reason="Sai",
        full_name="Nguyễn Văn Á",
    )

    corrected = members.get_record(SYSTEM, first_of(year), TODAY)
    assert (corrected.member.seat, corrected.member.head_name) == ("Thủ Đức", "Nguyễn Văn Á")


def test_a_signer_keeps_who_holds_office(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.SIGNER)
    office = members.get_record(SYSTEM, first_of(year), TODAY).offices[0]

    send(client, f"/members/{first_of(year)}/offices/{office.id}/leave", ends_on="2026-02-28")

    left = members.get_record(SYSTEM, first_of(year), TODAY).offices[0]
    assert left.ends_on == date(2026, 2, 28)
    assert client.get(f"/members/{second_of(year)}/offices/new").status_code == 403
    assert client.get(f"/members/{first_of(year)}/rename").status_code == 403


def test_an_office_of_another_alliance_is_not_found_here(
    visit: Callable[..., FlaskClient], year: Year
) -> None:
    client = visit(Role.SECRETARY)
    office = members.get_record(SYSTEM, second_of(year), TODAY).offices[0]

    for act in ("leave", "correct"):
        url = f"/members/{first_of(year)}/offices/{office.id}/{act}"
        assert client.get(url).status_code == 404
    assert client.get("/members/4711").status_code == 404


def test_a_merger_is_recorded(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.SECRETARY)
    nobody = send(client, "/members/merge", on="2025-07-01", successor_id=first_of(year))

    answer = send(
        client,
        "/members/merge",
        alliance_ids=[second_of(year)],
        on="2025-07-01",
        successor_id=first_of(year),
    )

    assert nobody.status_code == 422
    assert "Choose the alliances that merge" in words(nobody)
    assert answer.location == f"/members/{first_of(year)}"
    page = words(client.get(f"/members/{second_of(year)}"))
    assert "Dissolved on 1 Jul 2025" in page


def test_a_merger_makes_a_new_alliance(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.SECRETARY)

    answer = send(
        client,
        "/members/merge/new",
        alliance_ids=[first_of(year), second_of(year)],
        on="2025-07-01",
        code="MOI",
        **NAMES,
    )

    assert "Merged into this alliance:" in words(client.get(answer.location))


def test_clusters_stand_beside_each_other(visit: Callable[..., FlaskClient], year: Year) -> None:
    client = visit(Role.SYSADMIN)
    send(client, "/members/clusters/new", code="BAC", name="Cụm miền Bắc", authority="VCA")
    answer = send(
        client, f"/members/clusters/{year.cluster_id}/edit", name_en="Cluster of the South"
    )

    assert answer.status_code == 302
    page = words(client.get("/members/"))
    assert "Cụm miền Bắc BAC VCA 0" in page
    assert "Cluster of the South NAM" in page


def test_a_cluster_you_do_not_see_is_not_found(visit: Callable[..., FlaskClient]) -> None:
    client = visit(Role.CHAIR)
    other = make_cluster("BAC")

    assert client.get(f"/members/clusters/{other.id}/edit").status_code == 404


FOR_REGISTRARS = ["new", "clusters/new", "merge", "merge/new", "1/rename", "1/names/1/correct"]


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.SIGNER, Role.REVIEWER, Role.COUNCIL, Role.AUDITOR]
)
def test_others_do_not_change_the_register(visit: Callable[..., FlaskClient], role: Role) -> None:
    client = visit(role)

    assert {client.get(f"/members/{path}").status_code for path in FOR_REGISTRARS} == {403}


def test_nobody_sees_the_register_without_signing_in(client: FlaskClient, year: Year) -> None:
    make_user(Grant(Role.SECRETARY, year.cluster_id))

    for path in ("", "1", *FOR_REGISTRARS):
        assert client.get(f"/members/{path}").location.startswith("/login")


def test_the_register_takes_as_many_queries_for_thirty_as_for_two(
    visit: Callable[..., FlaskClient],
) -> None:
    client = visit(Role.SECRETARY)
    few = count_queries(lambda: client.get("/members/"))
    for number in range(28):
        make_alliance(f"T-{number}", f"Tỉnh {number}", head="Lê Văn An")

    assert count_queries(lambda: client.get("/members/")) == few


def test_an_alliance_takes_as_many_queries_with_a_long_history(
    visit: Callable[..., FlaskClient], year: Year, now: datetime
) -> None:
    client = visit(Role.SECRETARY)
    alliance_id = first_of(year)
    few = count_queries(lambda: client.get(f"/members/{alliance_id}"))
    for number in range(30):
        members.take_office(
            SYSTEM,
            alliance_id,
            members.Post(title="Chủ tịch", is_head=True),
            full_name=f"Người thứ {number}",
            starts_on=date(2021, 1, 1 + number),
            now=now,
        )
    gone = make_alliance("NT", "Ninh Thuận")
    members.merge(SYSTEM, [gone.id], successor_id=alliance_id, on=date(2025, 7, 1), now=now)

    assert count_queries(lambda: client.get(f"/members/{alliance_id}")) == few
