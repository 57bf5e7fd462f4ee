"""The pages of the joint pledge, by role."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.rulebook import criterion_to_data
from cluster.domain.years import Phase
from cluster.models import Pledge, User, Year
from cluster.services import pledges, years
from cluster.services.members import members_of
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.make.members import make_alliances, make_deputy
from tests.make.people import PASSWORD, make_user
from tests.make.pledges import (
    make_pledge,
    make_pledge_year,
    make_signed_pledge,
    make_signer,
    set_targets,
    sign,
)
from tests.make.queries import count_queries
from tests.make.rulebook import make_counted_line, make_rulebook, small_book
from tests.make.years import make_year
from tests.web.sending import fields_of, send, words

Login = Callable[[FlaskClient, User], FlaskClient]
Visit = Callable[..., FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_pledge_year()


@pytest.fixture
def visit(client: FlaskClient, login: Login) -> Visit:
    """Return somebody with a role in the year's cluster, for its first member, reading English."""

    def visitor(year: Year, role: Role = Role.SECRETARY, locale: str = "en") -> FlaskClient:
        alliance_id = ids_of(year)[0] if role in SPEAKS_FOR_AN_ALLIANCE else None
        grant = Grant(role, year.cluster_id, alliance_id)
        known = make_deputy(alliance_id) if role is Role.SIGNER and alliance_id else None
        return login(client, make_user(grant, locale=locale, person_id=known))

    return visitor


def ids_of(year: Year) -> list[int]:
    return [member.alliance_id for member in members_of(year)]


def url(year: Year, rest: str = "") -> str:
    return f"/years/{year.id}/pledges/{rest}"


def open_for_signing(year: Year) -> Pledge:
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    return pledge


def test_the_secretary_starts_the_pledge_and_writes_its_text(visit: Visit, year: Year) -> None:
    client = visit(year)
    assert "Start the pledge" in words(client.get(url(year)))
    started = client.post(url(year), data={"csrf_token": token(client, url(year))})
    assert started.headers["Location"] == url(year, "text")

    saved = send(
        client,
        url(year, "text"),
        **{"opening": "Chúng tôi cùng hứa:", "contents-0-paragraphs": "- Một;\n\n- Hai."},
    )
    assert saved.status_code == 302
    text = pledges.view(SYSTEM, year.id).text
    assert text.opening == "Chúng tôi cùng hứa:"
    assert [content.paragraphs for content in text.contents] == [("- Một;", "- Hai.")]


def token(client: FlaskClient, address: str) -> str:
    return fields_of(client.get(address))["csrf_token"][0]


def test_whoever_does_not_run_the_year_is_told_to_wait(visit: Visit, year: Year) -> None:
    page = words(visit(year, Role.OFFICER).get(url(year)))

    assert "The cluster’s secretary starts it." in page
    assert "Start the pledge" not in page


def test_an_empty_text_comes_back_with_what_was_typed(visit: Visit, year: Year) -> None:
    make_pledge(year)
    client = visit(year)
    page = send(
        client, url(year, "text"), **{"title": "", "contents-0-heading": "", "opening": "Giữ lại"}
    )

    assert page.status_code == 422
    assert "This field is required." in page.text or "Trường này" in page.text
    assert "A part of the pledge needs a heading." in words(page)
    assert fields_of(page)["opening"] == ["Giữ lại"]


def test_a_pledge_that_promises_nothing_is_refused(visit: Visit, year: Year) -> None:
    make_pledge(year)
    page = send(visit(year), url(year, "text"), **{"contents-0-paragraphs": ""})

    assert page.status_code == 422
    assert "Write what the members promise." in words(page)


def test_of_two_who_change_the_text_the_second_sees_both_versions(visit: Visit, year: Year) -> None:
    pledge = make_pledge(year)
    client = visit(year)
    typed = fields_of(client.get(url(year, "text")))
    pledges.write_text(
        SYSTEM,
        pledge.id,
        text=replace(pledges.view(SYSTEM, year.id).text, opening="Của người kia"),
        revision=1,
        now=NOW,
    )
    page = client.post(url(year, "text"), data={**typed, "opening": "Của tôi"})

    assert page.status_code == 409
    assert "Opening Của tôi Của người kia" in words(page)


def test_an_officer_sets_the_targets_of_its_member(visit: Visit, year: Year) -> None:
    make_pledge(year, None)
    member = ids_of(year)[0]
    client = visit(year, Role.OFFICER)
    address = url(year, f"targets/{member}")
    saved = send(client, address, **{"I.1": "1.234,5", "I.2": ""})

    assert saved.status_code == 302
    assert pledges.targets_in_force(year.id) == {
        (member, "I.1"): TargetValue(value=Decimal("1234.5"))
    }
    page = client.get(address)
    assert fields_of(page)["I.1"] == ["1.234,5"]
    assert "settle the targets of these criteria: I.2." in words(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("mười", "“mười” cannot be read as a number.", id="no number"),
        pytest.param("-5", "A target cannot be below zero.", id="below zero"),
    ],
)
def test_a_bad_target_is_told_at_its_row_and_nothing_typed_is_lost(
    visit: Visit, year: Year, typed: str, sentence: str
) -> None:
    make_pledge(year, None)
    page = send(
        visit(year, Role.OFFICER),
        url(year, f"targets/{ids_of(year)[0]}"),
        **{"I.1": "12", "I.2": typed},
    )

    assert page.status_code == 422
    assert sentence in words(page)
    assert 'aria-describedby="I.2-error"' in page.text
    assert (fields_of(page)["I.1"], fields_of(page)["I.2"]) == (["12"], [typed])
    assert pledges.targets_in_force(year.id) == {}


def test_a_line_is_marked_as_not_assigned(visit: Visit, app: Flask) -> None:
    year = make_year(alliances=2)
    book = small_book()
    book["criteria"][1] |= {"may_be_not_assigned": True}
    make_rulebook(year, book)
    make_pledge(year, None)
    client, member = visit(year, Role.OFFICER), ids_of(year)[0]
    send(client, url(year, f"targets/{member}"), **{"I.1-left-out": "y", "I.2": "3"})

    assert pledges.targets_in_force(year.id) == {
        (member, "I.1"): TargetValue(not_assigned=True),
        (member, "I.2"): TargetValue(value=Decimal(3)),
    }
    assert "not assigned" in words(client.get(url(year)))


def test_a_line_scored_by_its_result_alone_can_only_be_left_out(visit: Visit, app: Flask) -> None:
    year = make_year(alliances=2)
    book = small_book()
    book["criteria"][1] = criterion_to_data(
        replace(make_counted_line("I.1", "5", "50"), may_be_not_assigned=True)
    )
    make_rulebook(year, book)
    make_pledge(year, None)
    client, member = visit(year, Role.OFFICER), ids_of(year)[0]
    address = url(year, f"targets/{member}")
    shown = client.get(address)
    assert ("I.1" in fields_of(shown), "I.2" in fields_of(shown)) == (False, True)
    assert "scored by the result alone Not assigned I.1" in words(shown)

    send(client, address, **{"I.2": "3"})
    assert "settle the targets" not in words(client.get(address))
    send(client, address, **{"I.1-left-out": "y"})
    assert pledges.targets_in_force(year.id) == {
        (member, "I.1"): TargetValue(not_assigned=True),
        (member, "I.2"): TargetValue(value=Decimal(3)),
    }


def test_of_two_officers_the_second_sees_both_versions(visit: Visit, year: Year) -> None:
    pledge = make_pledge(year)
    member = ids_of(year)[0]
    client = visit(year, Role.OFFICER)
    typed = fields_of(client.get(url(year, f"targets/{member}")))
    set_targets(year, pledge, member, Decimal(20))
    page = client.post(url(year, f"targets/{member}"), data={**typed, "I.1": "30"})

    assert page.status_code == 409
    assert "I.1 Tiêu chí I.1 30 20" in words(page)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        pytest.param(Role.SECRETARY, 200, id="the secretary reads"),
        pytest.param(Role.OFFICER, 403, id="an officer of another member does not"),
        pytest.param(Role.AUDITOR, 403, id="the auditor does not"),
    ],
)
def test_who_opens_the_targets_of_a_member(
    visit: Visit, year: Year, role: Role, status: int
) -> None:
    make_pledge(year)
    answer = visit(year, role).get(url(year, f"targets/{ids_of(year)[1]}"))

    assert answer.status_code == status
    assert "Save the targets" not in answer.text


def test_the_overview_shows_all_targets_side_by_side(visit: Visit, year: Year) -> None:
    pledge = make_pledge(year)
    set_targets(year, pledge, ids_of(year)[1], {"I.1": TargetValue(value=Decimal(4))})
    page = words(visit(year).get(url(year, "overview")))

    assert "I.1 Criterion I.1 (HTX) 10 4 7" in page
    assert "I.2 Criterion I.2 (HTX) 10 missing 10" in page


def test_a_signer_reads_consents_and_signs(visit: Visit, year: Year) -> None:
    open_for_signing(year)
    client = visit(year, Role.SIGNER)
    address = url(year, f"sign/{ids_of(year)[0]}")
    shown = client.get(address)
    assert pledges.view(SYSTEM, year.id).fingerprint in shown.text
    signed = send(client, address, consent="y", password=PASSWORD)

    assert signed.headers["Location"] == url(year)
    assert "You have signed the pledge." in words(client.get(url(year)))
    assert set(pledges.view(SYSTEM, year.id).signatures) == {ids_of(year)[0]}


def test_the_last_signature_puts_the_pledge_in_force(visit: Visit, year: Year) -> None:
    pledge = open_for_signing(year)
    sign(pledge, make_signer(year, ids_of(year)[1]), ids_of(year)[1])
    client = visit(year, Role.SIGNER)
    send(client, url(year, f"sign/{ids_of(year)[0]}"), consent="y", password=PASSWORD)

    page = words(client.get(url(year)))
    assert "Yours was the last signature: the pledge is in force." in page
    assert "2 / 2 signatures" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(
            {"consent": "y", "password": "sai"}, "The password is not right.", id="wrong password"
        ),
        pytest.param(
            {"password": PASSWORD},
            "Confirm that you have read the pledge and agree.",
            id="without consent",
        ),
        pytest.param(
            {"consent": "y", "password": PASSWORD, "seen": "0" * 64},
            "The pledge has been changed since you opened this page.",
            id="what was shown is not what stands",
        ),
    ],
)
def test_a_signature_that_is_refused_says_why(
    visit: Visit, year: Year, typed: dict[str, str], sentence: str
) -> None:
    open_for_signing(year)
    page = send(visit(year, Role.SIGNER), url(year, f"sign/{ids_of(year)[0]}"), **typed)

    assert page.status_code == 422
    assert sentence in words(page)
    assert pledges.view(SYSTEM, year.id).signatures == {}


def test_clicking_twice_signs_once_and_says_so(visit: Visit, year: Year) -> None:
    open_for_signing(year)
    client = visit(year, Role.SIGNER)
    address = url(year, f"sign/{ids_of(year)[0]}")
    typed = {**fields_of(client.get(address)), "consent": "y", "password": PASSWORD}
    first, second = client.post(address, data=typed), client.post(address, data=typed)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "This member has signed the pledge already." in words(second)
    assert "Nothing more is needed." in words(client.get(address))
    assert len(pledges.view(SYSTEM, year.id).signatures) == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARY, Role.CHAIR, Role.AUDITOR])
def test_the_page_to_sign_is_for_the_signer_only(visit: Visit, year: Year, role: Role) -> None:
    open_for_signing(year)
    client = visit(year, role)

    assert client.get(url(year, f"sign/{ids_of(year)[0]}")).status_code == 403
    assert "Read and sign" not in words(client.get(url(year)))


def test_a_signer_does_not_sign_for_another_member(visit: Visit, year: Year) -> None:
    open_for_signing(year)

    assert visit(year, Role.SIGNER).get(url(year, f"sign/{ids_of(year)[1]}")).status_code == 403


def test_an_amendment_is_started_with_a_reason_and_the_old_version_stays(
    visit: Visit, year: Year
) -> None:
    make_signed_pledge(year)
    client = visit(year)
    refused = send(client, url(year, "amend"), reason="")
    assert refused.status_code == 422
    send(client, url(year, "amend"), reason="Bão số 5")

    page = words(client.get(url(year)))
    assert "Amendment 1" in page
    assert "Why it was amended Bão số 5" in page
    assert "Version 1 In force 2" in page
    old = words(client.get(url(year, "versions/1")))
    assert "This is an earlier version." in old
    assert pledges.paper_data(SYSTEM, year.id).status is PledgeStatus.IN_FORCE


def test_the_pledge_is_shown_in_vietnamese(visit: Visit, year: Year) -> None:
    open_for_signing(year)
    page = visit(year, Role.SIGNER, locale="vi").get(url(year))

    assert page.status_code == 200
    assert "Bản giao ước thi đua" in words(page)


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_members(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    alliances = make_alliances(12)
    few = make_year(2026, alliances=alliances[:2])
    many = make_year(2030, alliances=alliances, cluster=few.cluster)
    for each, lines in ((few, 2), (many, 25)):
        make_rulebook(each, small_book(lines))
        make_pledge(each)
    login(client, make_user(Grant(Role.SECRETARY, few.cluster_id)))
    addresses = [[url(each, page) for each in (few, many)] for page in ("", "overview")]

    for pair in addresses:
        client.get(pair[0])
        asked = [count_queries(lambda address=address: client.get(address)) for address in pair]
        assert asked[0] == asked[1]


def test_the_pledge_is_not_offered_to_whom_it_does_not_open(
    client: FlaskClient, login: Login
) -> None:
    year = make_pledge_year()
    make_pledge(year)
    visitor = login(client, make_user(Grant(Role.SYSADMIN), locale="en"))

    assert visitor.get(f"/years/{year.id}/pledges/").status_code == 404
    assert f"/years/{year.id}/pledges/" not in visitor.get(f"/years/{year.id}").text


def test_an_amendment_is_given_up_with_a_reason_and_stays_in_the_list(
    visit: Visit, year: Year
) -> None:
    make_signed_pledge(year)
    client = visit(year)
    assert "Give up the amendment" not in words(client.get(url(year)))
    send(client, url(year, "amend"), reason="Bão số 5")
    offered = words(client.get(url(year)))

    refused = send(client, url(year, "give-up"), reason="")
    given_up = send(client, url(year, "give-up"), reason="Một đơn vị không ký")

    page = words(client.get(url(year)))
    assert "Give up the amendment" in offered
    assert (refused.status_code, given_up.status_code) == (422, 302)
    assert "the pledge in force goes on" in page
    assert "Version 2 Given up 0" in page
    assert "Give up the amendment" not in page
    assert "Amend the pledge" in page
