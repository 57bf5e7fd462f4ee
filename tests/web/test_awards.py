"""The pages of awards, by role."""

import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.awards import AwardStatus
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import awards, years
from tests.conftest import NOW
from tests.make.awards import (
    decide,
    kind_of,
    make_decided,
    make_member,
    make_published_year,
    member_of,
    propose,
    propose_person,
)
from tests.make.members import make_cluster
from tests.make.queries import count_queries
from tests.make.years import make_year
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]
DECISION = {
    "number": "12/QĐ-LMHTXVN",
    "decided_on": "01/03/2026",
    "authority": "Chủ tịch Liên minh Hợp tác xã Việt Nam",
    "place": "Hà Nội",
    "signer_title": "Chủ tịch",
    "signer_name": "Trần Văn Mẫu",
}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


@pytest.fixture
def officer(app: Flask, login: Login, year: Year) -> FlaskClient:
    return login(app.test_client(), make_member(year, Role.OFFICER, place=1, locale="en"))


def post(client: FlaskClient, path: str, data: Mapping[str, object] = {}) -> TestResponse:
    """Send a form with the token that every page of a signed-in visitor carries."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **data})


def states(year: Year) -> list[tuple[str, AwardStatus]]:
    db.session.expire_all()
    return [(line.recipient_name, line.status) for line in awards.list_awards(SYSTEM, year.id)]


def proposal(year: Year, **changes: object) -> dict[str, object]:
    fields = {
        "kind_id": kind_of("BK"),
        "recipient": "individual",
        "alliance_id": member_of(year),
        "honorific": "Ông",
        "recipient_name": "Nguyễn Văn An",
        "position": "Trưởng phòng",
        "reason": "Đã có thành tích xuất sắc",
    }
    return fields | changes


def test_an_award_is_proposed_decided_and_handed_out(year: Year, secretary: FlaskClient) -> None:
    proposed = post(secretary, f"/years/{year.id}/awards/new", proposal(year))
    (line,) = awards.list_awards(SYSTEM, year.id)
    decided = post(
        secretary,
        f"/years/{year.id}/awards/decisions/new",
        data={**DECISION, "award_ids": line.id, f"golden_book_{line.id}": "00127"},
    )
    handed_out = post(
        secretary, f"/years/{year.id}/awards/{line.id}/hand-out", {"handed_out_on": "2026-03-02"}
    )

    assert [answer.status_code for answer in (proposed, decided, handed_out)] == [302, 302, 302]
    page = words(secretary.get(f"/years/{year.id}/awards/"))
    assert (
        "Ông Nguyễn Văn An Trưởng phòng Certificate of Merit Đã có thành tích xuất sắc"
        " Handed out 2 Mar 2026 12/QĐ-LMHTXVN 1 Mar 2026 · golden book no. 00127" in page
    )


def test_a_proposal_is_withdrawn_with_a_reason(year: Year, secretary: FlaskClient) -> None:
    award = propose(year)
    path = f"/years/{year.id}/awards/{award.id}/withdraw"

    refused = post(secretary, path, {"reason": " "})
    accepted = post(secretary, path, {"reason": "Nhầm hình thức"})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert states(year) == [("Liên minh Hợp tác xã TP. Hồ Chí Minh", AwardStatus.WITHDRAWN)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"recipient_name": ""}, "Enter the person’s name.", id="no name"),
        pytest.param({"reason": ""}, "This field is required.", id="no reason"),
        pytest.param(
            {"recipient": "collective", "kind_id": "LDTT"},
            "This award is not given to: Collective.",
            id="a person's title for a collective",
        ),
        pytest.param({"alliance_id": 999}, "Not a valid choice.", id="a foreign alliance"),
    ],
)
def test_a_wrong_proposal_is_shown_again_with_what_was_typed(
    year: Year, secretary: FlaskClient, changes: dict[str, object], sentence: str
) -> None:
    if changes.get("kind_id"):
        changes = changes | {"kind_id": kind_of(str(changes["kind_id"]))}

    answer = post(secretary, f"/years/{year.id}/awards/new", proposal(year, **changes))

    assert (answer.status_code, states(year)) == (422, [])
    assert sentence in words(answer)
    assert 'value="Trưởng phòng"' in unescape(answer.text)


def test_a_decision_without_awards_is_refused_at_its_field(
    year: Year, secretary: FlaskClient
) -> None:
    propose(year)

    answer = post(secretary, f"/years/{year.id}/awards/decisions/new", DECISION)

    assert answer.status_code == 422
    assert 'id="award_ids-error"' in answer.text
    assert 'value="12/QĐ-LMHTXVN"' in unescape(answer.text)


def test_a_decision_names_only_what_is_proposed(year: Year, secretary: FlaskClient) -> None:
    award = make_decided(year)
    propose_person(year)

    answer = post(
        secretary,
        f"/years/{year.id}/awards/decisions/new",
        data={**DECISION, "number": "13/QĐ", "award_ids": award.id},
    )

    assert answer.status_code == 422


def test_two_lists_are_offered_and_shown_apart(year: Year, secretary: FlaskClient) -> None:
    form = secretary.get(f"/years/{year.id}/awards/new").text
    catalogue = secretary.get(f"/years/{year.id}/awards/catalogue").text

    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', form, re.S)
    assert [(name, options.count("<option")) for name, options in groups] == [
        ("Emulation title", 7),
        ("Form of commendation", 5),
    ]
    assert [catalogue.count(f">{name}</h2>") for name, _options in groups] == [1, 1]


def test_the_catalogue_grows(year: Year, secretary: FlaskClient) -> None:
    entry = {
        "code": "CNSK",
        "list_": "title",
        "name_vi": "Công nhận sáng kiến",
        "for_individuals": "y",
        "decided_by": "Chủ tịch",
        "certificate": "certificate",
    }
    path = f"/years/{year.id}/awards/catalogue/new"

    answers = [post(secretary, path, entry).status_code for _time in range(2)]

    assert answers == [302, 422]
    assert "Công nhận sáng kiến" in secretary.get(f"/years/{year.id}/awards/catalogue").text


PAGES = ("new", "decisions/new", "catalogue/new", "{id}/withdraw", "{id}/hand-out")


@pytest.mark.parametrize("page", PAGES)
def test_who_does_not_run_the_year_neither_sees_nor_sends_the_forms(
    year: Year, officer: FlaskClient, page: str
) -> None:
    award = make_decided(year)
    path = f"/years/{year.id}/awards/{page.format(id=award.id)}"

    assert (officer.get(path).status_code, post(officer, path).status_code) == (403, 403)


def test_a_member_sees_its_own_proposals_and_no_others(year: Year, officer: FlaskClient) -> None:
    foreign, own = propose(year, place=0), propose(year, place=1)
    page = words(officer.get(f"/years/{year.id}/awards/"))

    answers = [
        officer.get(f"/years/{year.id}/awards/{award.id}/withdraw").status_code
        for award in (foreign, own)
    ]

    assert ("Đắk Lắk" in page, "Hồ Chí Minh" in page, "Withdraw" in page) == (True, False, False)
    assert answers == [404, 403]


@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_year_of_another_cluster_does_not_exist(
    app: Flask, login: Login, year: Year, page: str
) -> None:

    other = make_year(2026, cluster=make_cluster("BAC", "Cụm thi đua miền Bắc"), alliances=[])
    stranger = login(app.test_client(), make_member(other, Role.SECRETARY))

    assert stranger.get(f"/years/{year.id}/awards/{page.format(id=1)}").status_code == 404


def test_an_award_of_another_year_does_not_exist_here(year: Year, secretary: FlaskClient) -> None:
    award = make_decided(year)
    other = years.open_year(SYSTEM, year.cluster_id, 2027, now=NOW)

    for page in ("withdraw", "hand-out"):
        path = f"/years/{other.id}/awards/{award.id}/{page}"
        assert post(secretary, path, {"handed_out_on": "2026-03-02"}).status_code == 404


def test_buttons_show_only_when_their_time_has_come(year: Year, secretary: FlaskClient) -> None:
    path = f"/years/{year.id}/awards/"
    empty = words(secretary.get(path))
    propose(year)
    waiting = words(secretary.get(path))
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)
    archived = words(secretary.get(path))

    assert [
        ("Propose an award" in page, "Enter a decision" in page)
        for page in (empty, waiting, archived)
    ] == [(True, False), (True, True), (False, True)]


def test_a_form_sent_too_late_says_so(year: Year, secretary: FlaskClient) -> None:
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)

    answer = post(secretary, f"/years/{year.id}/awards/new", proposal(year))

    assert answer.status_code == 422
    assert "Proposing an award is not possible now" in words(answer)


def test_the_list_asks_the_same_number_of_questions_for_one_award_and_for_many(
    year: Year, secretary: FlaskClient
) -> None:
    decide(year, [propose(year)])
    path = f"/years/{year.id}/awards/"
    secretary.get(path)
    few = count_queries(lambda: secretary.get(path))
    for number in range(12):
        propose_person(year, f"Người {number}")

    assert count_queries(lambda: secretary.get(path)) == few
