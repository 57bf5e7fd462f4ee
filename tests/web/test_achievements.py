"""The pages of achievements and evidence, by role."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.achievements import ClaimStatus
from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Grant, Role
from cluster.domain.years import Phase
from cluster.models import Claim, Evidence, User, Year
from cluster.services import achievements, years
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.achievements import (
    SMALLEST_PNG,
    attach,
    make_draft,
    make_report_year,
    make_submitted,
    share_line,
    yes_no_line,
)
from tests.make.people import make_user
from tests.make.pledges import make_officer
from tests.make.queries import count_queries
from tests.web.sending import fields_of, words

Login = Callable[[FlaskClient, User], FlaskClient]
Visit = Callable[..., FlaskClient]

CANARY = "CHIM-HOÀNG-YẾN"
GOOD = {
    "quantity": "1.234,5",
    "occurred_on": "2026-02-01",
    "place": "Nha Trang",
    "explanation": "Báo cáo giấy gửi sau",
}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_report_year()


@pytest.fixture
def visit(client: FlaskClient, login: Login) -> Visit:
    """Return somebody with a role in the year's cluster, for one of its members."""

    def visitor(year: Year, role: Role = Role.OFFICER, nth: int = 0) -> FlaskClient:
        alliance_id = ids_of(year)[nth] if role in SPEAKS_FOR_AN_ALLIANCE else None
        return login(client, make_user(Grant(role, year.cluster_id, alliance_id), locale="en"))

    return visitor


def ids_of(year: Year) -> list[int]:
    return [member.alliance_id for member in members_of(year)]


def url(year: Year, rest: str = "") -> str:
    return f"/years/{year.id}/achievements/{rest}"


def new(year: Year, code: str = "I.1") -> str:
    return url(year, f"members/{ids_of(year)[0]}/{code}/new")


def png(name: str = "anh.png", content: bytes = SMALLEST_PNG) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def send(client: FlaskClient, address: str, *files: Any, **typed: str) -> TestResponse:
    """Open the page, type, choose files, and send the form as a browser does."""
    shown = {name: values[0] for name, values in fields_of(client.get(address)).items()}
    shown.pop("files", None)
    data: dict[str, Any] = {**shown, **typed}
    if files:
        data["files"] = list(files)
    return client.post(address, data=data, content_type="multipart/form-data")


def token_on(page: TestResponse) -> str:
    """Return the mark that proves a form of ours was sent."""
    found = re.search(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def only_claim() -> Claim:
    return db.session.scalars(select(Claim)).one()


def test_an_officer_reports_with_several_files_at_once(visit: Visit, year: Year) -> None:
    client = visit(year)
    other = png("bien-ban.png", SMALLEST_PNG + b"\0")
    sent = send(client, new(year), png("Ảnh hội nghị.png"), other, **GOOD, act="submit")

    claim = only_claim()
    assert sent.headers["Location"] == url(year, str(claim.id))
    assert (claim.status, claim.quantity, claim.place) == (
        ClaimStatus.SUBMITTED,
        Decimal("1234.5"),
        "Nha Trang",
    )
    page = words(client.get(sent.headers["Location"]))
    assert "The report is submitted; it counts from now on." in page
    for file in db.session.scalars(select(Evidence)):
        assert file.sha256 in page
        assert file.filename in page


def test_a_draft_is_saved_and_submitted_later(visit: Visit, year: Year) -> None:
    client = visit(year)
    send(client, new(year), quantity="7", act="save")
    claim = only_claim()
    assert claim.status is ClaimStatus.DRAFT
    assert "A draft does not count yet." in words(client.get(url(year, str(claim.id))))

    sent = send(client, url(year, f"{claim.id}/edit"), **GOOD, act="submit")
    assert sent.status_code == 302
    assert only_claim().status is ClaimStatus.SUBMITTED


def test_when_something_is_wrong_the_draft_keeps_what_was_right_with_its_files(
    visit: Visit, year: Year
) -> None:
    client = visit(year)
    page = send(
        client,
        new(year),
        png(),
        png("la.exe", b"MZ"),
        **(GOOD | {"quantity": "bảy"}),
        act="submit",
    )

    assert page.status_code == 422
    shown = words(page)
    assert "“bảy” cannot be read as a number." in shown
    assert "la.exe: Files of the kind “.exe” are not taken." in shown
    assert "What could be read is kept as a draft" in shown
    assert "anh.png" in shown
    assert fields_of(page)["quantity"] == ["bảy"]
    claim = only_claim()
    assert (claim.status, claim.quantity, claim.place) == (ClaimStatus.DRAFT, None, "Nha Trang")
    action = re.search(r'action="([^"]+/edit)"', page.text)
    assert action is not None

    again = client.post(
        action[1], data={**fields_of(page), "quantity": "7", "files": "", "act": "submit"}
    )
    assert again.status_code == 302, again.text
    assert (only_claim().status, only_claim().quantity) == (ClaimStatus.SUBMITTED, Decimal(7))
    assert len(db.session.scalars(select(Evidence)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"quantity": ""}, "Enter the quantity reached.", id="no quantity"),
        pytest.param({"quantity": "-1"}, "Write a number of zero or more", id="below zero"),
        pytest.param({"occurred_on": ""}, "Enter the date.", id="no date"),
        pytest.param(
            {"occurred_on": "2025-12-31"},
            "The date must lie in 2026 and not in the future.",
            id="another year",
        ),
        pytest.param(
            {"occurred_on": "31/02/2026"}, "is not a day of the calendar", id="no such day"
        ),
        pytest.param(
            {"explanation": ""}, "Attach evidence, or explain why there is none.", id="no evidence"
        ),
    ],
)
def test_a_report_that_is_not_whole_says_what_is_missing(
    visit: Visit, year: Year, typed: dict[str, str], sentence: str
) -> None:
    page = send(visit(year), new(year), **(GOOD | typed), act="submit")

    assert page.status_code == 422
    assert sentence in words(page)
    assert fields_of(page)["place"] == ["Nha Trang"]
    assert only_claim().status is ClaimStatus.DRAFT


def test_a_share_asks_for_both_numbers_and_a_choice_for_an_answer(app: Flask, visit: Visit) -> None:
    year = make_report_year([share_line("I.1"), yes_no_line("I.2")])
    client = visit(year)
    share, answer = fields_of(client.get(new(year, "I.1"))), fields_of(client.get(new(year, "I.2")))

    assert ("quantity" in share, "base" in share, "choice" in share) == (True, True, False)
    assert ("quantity" in answer, "base" in answer, "choice" in answer) == (False, False, True)
    send(client, new(year, "I.1"), **(GOOD | {"quantity": "80", "base": "100"}), act="submit")
    send(client, new(year, "I.2"), choice="yes", **GOOD, act="submit")
    page = words(client.get(url(year, f"members/{ids_of(year)[0]}")))
    assert "I.1 Criterion I.1 (HTX) – 80% 80 / 100" in page
    assert "I.2 Criterion I.2 (HTX) – Yes" in page


def test_of_two_officers_the_second_sees_both_versions(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    claim = make_draft(year, make_officer(year, member), member)
    client = visit(year)
    shown = fields_of(client.get(url(year, f"{claim.id}/edit")))
    send(client, url(year, f"{claim.id}/edit"), quantity="9", act="save")
    page = client.post(
        url(year, f"{claim.id}/edit"), data={**shown, "quantity": "5", "act": "save"}
    )

    assert page.status_code == 409
    assert "Quantity 5 9" in words(page)
    assert only_claim().quantity == Decimal(9)


def test_a_submitted_report_is_corrected_and_withdrawn(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    claim = make_submitted(year, make_officer(year, member), member)
    client = visit(year)
    token = token_on(client.get(url(year, str(claim.id))))
    started = client.post(url(year, f"{claim.id}/correct"), data={"csrf_token": token})
    send(client, started.headers["Location"], quantity="6", act="submit")

    assert "There is a newer version of this report." in words(client.get(url(year, str(claim.id))))
    newer = started.headers["Location"].removesuffix("/edit")
    refused = send(client, f"{newer}/withdraw", reason=" ")
    assert refused.status_code == 422
    send(client, f"{newer}/withdraw", reason="Nhầm năm")
    page = words(client.get(newer))
    assert "Withdrawn" in page
    assert "Why it was withdrawn Nhầm năm" in page


def test_a_draft_is_deleted_and_a_file_taken_off(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    claim = make_draft(year, officer, member)
    file = attach(officer, claim)
    client = visit(year)
    token = {"csrf_token": token_on(client.get(url(year, f"{claim.id}/edit")))}

    off = client.post(url(year, f"evidence/{file.id}/detach"), data=token)
    assert off.headers["Location"] == url(year, f"{claim.id}/edit")
    assert db.session.scalars(select(Evidence)).all() == []
    gone = client.post(url(year, f"{claim.id}/delete"), data=token)
    assert gone.headers["Location"] == url(year, f"members/{member}/I.1")
    assert db.session.scalars(select(Claim)).all() == []


def test_a_draft_that_is_not_whole_is_not_submitted_by_the_button(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    claim = make_draft(year, make_officer(year, member), member, explanation="")
    client = visit(year)
    address = url(year, f"{claim.id}")
    token = token_on(client.get(address))
    page = client.post(f"{address}/submit", data={"csrf_token": token})

    assert page.status_code == 422
    assert "Attach evidence, or explain why there is none." in words(page)
    assert fields_of(page)["quantity"] == ["4"]


def test_clicking_submit_twice_submits_once_and_says_so(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    claim = make_draft(year, make_officer(year, member), member)
    client = visit(year)
    token = {"csrf_token": token_on(client.get(url(year, str(claim.id))))}
    first, second = (client.post(url(year, f"{claim.id}/submit"), data=token) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "A submitted report cannot be changed" in words(second)


def test_evidence_comes_back_only_as_a_harmless_download(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    file = attach(officer, make_draft(year, officer, member), filename='Ảnh "Đắk Lắk".png')
    answer = visit(year).get(url(year, f"evidence/{file.id}"))

    assert answer.data == SMALLEST_PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="anh \\"dak lak\\".png";'
        " filename*=UTF-8''%E1%BA%A2nh%20%22%C4%90%E1%BA%AFk%20L%E1%BA%AFk%22.png"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox ; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(SMALLEST_PNG))


def test_the_member_page_finds_criteria_without_accents(visit: Visit, year: Year) -> None:
    client = visit(year)
    page = words(client.get(url(year, f"members/{ids_of(year)[0]}?q=TIEU+chi+i.2&section=I")))

    assert "I.2 Criterion I.2" in page
    assert "I.1 Criterion I.1" not in page
    nothing = words(client.get(url(year, f"members/{ids_of(year)[0]}?q=xyz&section=%27")))
    assert "No criterion found." in nothing


def test_an_officer_is_taken_to_the_own_member(visit: Visit, year: Year) -> None:
    answer = visit(year).get(url(year))

    assert answer.headers["Location"] == url(year, f"members/{ids_of(year)[0]}")


def test_the_secretary_sees_counts_and_opens_nothing(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    claim = make_submitted(year, officer, member, description=CANARY)
    client = visit(year, Role.SECRETARY)
    page = words(client.get(url(year)))

    assert "I.1 Criterion I.1 1 1 without file –" in page
    assert CANARY not in page
    for rest in (str(claim.id), f"members/{member}", f"members/{member}/I.1"):
        assert client.get(url(year, rest)).status_code == 404


def test_a_reviewer_sees_nothing_before_reporting_has_ended(visit: Visit) -> None:
    year = make_report_year(members=3)
    client = visit(year, Role.REVIEWER, nth=2)

    assert "There are no reports for you to see yet." in words(client.get(url(year)))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    assert client.get(url(year, f"members/{ids_of(year)[0]}")).status_code == 200


@pytest.mark.parametrize("phase", [Phase.REPORT, Phase.REVIEW, Phase.COUNCIL])
def test_nothing_of_one_member_shows_on_the_pages_of_another(
    visit: Visit, year: Year, phase: Phase
) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    said = {"description": CANARY, "place": CANARY, "partners": CANARY, "explanation": CANARY}
    draft = make_draft(year, officer, member, **said)
    file = attach(officer, draft, filename=f"{CANARY}.png")
    submitted = make_submitted(year, officer, member, **said)
    for each in (Phase.REVIEW, Phase.COUNCIL):
        if list(Phase).index(each) <= list(Phase).index(phase):
            years.move(SYSTEM, year.id, each, now=NOW)
    client = visit(year, Role.OFFICER, nth=1)
    reading = [f"members/{ids_of(year)[1]}", f"members/{ids_of(year)[1]}/I.1", ""]
    hidden = [
        f"members/{member}",
        f"members/{member}/I.1",
        f"members/{member}/I.1/new",
        *(f"{claim.id}{act}" for claim in (draft, submitted) for act in ("", "/edit", "/withdraw")),
        f"evidence/{file.id}",
    ]
    acting = [
        f"members/{member}/I.1/new",
        *(
            f"{claim.id}/{act}"
            for claim in (draft, submitted)
            for act in ("edit", "submit", "correct", "withdraw", "delete")
        ),
        f"evidence/{file.id}/detach",
    ]
    token = {"csrf_token": token_on(client.get(url(year, reading[0])))}

    for rest in reading:
        assert CANARY not in client.get(url(year, rest)).text
    for rest in hidden:
        answer = client.get(url(year, rest))
        assert (rest, answer.status_code, CANARY in answer.text) == (rest, 404, False)
    for rest in acting:
        answer = client.post(url(year, rest), data=token)
        assert (rest, answer.status_code, CANARY in answer.text) == (rest, 404, False)


def test_a_report_is_not_found_under_another_year(visit: Visit, year: Year) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    claim = make_draft(year, officer, member)
    file = attach(officer, claim)
    client = visit(year)

    for rest in (f"{claim.id}", f"{claim.id}/edit", f"evidence/{file.id}"):
        assert client.get(f"/years/{year.id + 1}/achievements/{rest}").status_code == 404


def test_pages_ask_the_same_number_of_questions_for_any_number_of_reports(
    visit: Visit, year: Year
) -> None:
    member = ids_of(year)[0]
    officer = make_officer(year, member)
    client = visit(year)
    addresses = [url(year, f"members/{member}"), url(year, f"members/{member}/I.1")]
    attach(officer, make_draft(year, officer, member))
    [client.get(address) for address in addresses]
    few = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    year = db.session.merge(year)
    for _ in range(5):
        attach(officer, make_draft(year, officer, member))

    assert few == [
        count_queries(lambda address=address: client.get(address)) for address in addresses
    ]
    assert len(achievements.criterion_page(officer, year.id, member, "I.1").claims) == 6


def test_the_form_is_not_shown_when_nothing_is_reported_any_more(visit: Visit, year: Year) -> None:
    client = visit(year)
    send(client, new(year), quantity="7", act="save")
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    for address in (new(year), url(year, f"{only_claim().id}/edit")):
        page = client.get(address)
        assert page.status_code == 422
        assert "Reporting achievements is not possible now" in page.text


def test_a_form_sent_eight_times_at_once_makes_one_report(
    app: Flask, year: Year, login: Login
) -> None:
    user = make_user(Grant(Role.OFFICER, year.cluster_id, ids_of(year)[0]), locale="en")
    shown = fields_of(login(app.test_client(), user).get(new(year)))
    typed = {name: values[0] for name, values in shown.items() if name != "files"}
    clients = [login(app.test_client(), user) for _number in range(8)]
    app.config["WTF_CSRF_ENABLED"] = False
    start = Barrier(8)

    def click(client: FlaskClient) -> TestResponse:
        start.wait()
        data = {**typed, **GOOD, "act": "submit", "files": [png()]}
        with app.app_context():
            return client.post(new(year), data=data, content_type="multipart/form-data")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, clients))

    db.session.rollback()
    claim = only_claim()
    assert claim.status is ClaimStatus.SUBMITTED
    assert len(db.session.scalars(select(Evidence)).all()) == 1
    assert {(a.status_code, a.headers.get("Location")) for a in answers} == {
        (302, url(year, str(claim.id)))
    }


def test_another_achievement_typed_into_a_form_sent_before_becomes_its_own_report(
    visit: Visit, year: Year
) -> None:
    client = visit(year)
    typed = {name: values[0] for name, values in fields_of(client.get(new(year))).items()}
    typed |= GOOD | {"act": "submit"}
    typed.pop("files", None)
    client.post(new(year), data=typed)
    page = client.post(new(year), data=typed | {"quantity": "9"})

    assert page.status_code == 422
    assert "send it once more" in words(page)
    kept = {name: values[0] for name, values in fields_of(page).items() if name != "files"}
    assert kept["quantity"] == "9"
    assert client.post(new(year), data=kept | {"act": "submit"}).status_code == 302
    assert len(db.session.scalars(select(Claim)).all()) == 2


def test_a_draft_with_mistakes_that_is_sent_again_is_the_same_draft(
    visit: Visit, year: Year
) -> None:
    client = visit(year)
    typed = {name: values[0] for name, values in fields_of(client.get(new(year))).items()}
    typed |= GOOD | {"act": "submit"}
    data = typed | {"occurred_on": ""}
    client.post(new(year), data={**data, "files": [png()]})
    sent = client.post(new(year), data={**typed, "files": [png()]})

    claim = only_claim()
    assert (sent.status_code, claim.status) == (302, ClaimStatus.SUBMITTED)
