"""The pages of lines sent back, as appraiser and member meet them."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from time_machine import travel

from cluster.domain.measures import Measure
from cluster.domain.permissions import Grant, Role
from cluster.domain.scoring import Layer
from cluster.models import User, Year
from tests.conftest import NOW
from tests.make.people import make_user
from tests.make.reopening import make_reviewed_year, send_back
from tests.make.scoring import acting, give, ids_of
from tests.web.sending import fields_of, send, words

Enter = Callable[[Role, int | None], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with travel(NOW):
        yield


@pytest.fixture
def year(app: Flask) -> Year:
    return make_reviewed_year()


@pytest.fixture
def enter(app: Flask, year: Year, login: Callable[[FlaskClient, User], FlaskClient]) -> Enter:
    """Return what opens a browser for somebody with one role."""

    def sign_in(role: Role, alliance_id: int | None) -> FlaskClient:
        user = make_user(Grant(role, year.cluster_id, alliance_id), locale="en")
        return login(app.test_client(), user)

    return sign_in


def page(year: Year, path: str = "") -> str:
    return f"/years/{year.id}/reopening{path}"


def test_an_appraiser_flags_lines_with_a_note_each(year: Year, enter: Enter) -> None:
    own, other = ids_of(year)[:2]
    appraiser = enter(Role.REVIEWER, other)
    form = page(year, f"/members/{own}")

    empty = send(appraiser, form)
    sent = send(appraiser, form, note_1="Thiếu biên bản", due_on="2026-03-04")

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert "Write a note at each line that you send back." in words(empty)
    listed = words(appraiser.get(page(year)))
    assert "Waits for the member Open until 4 Mar 2026. 2 days left. III.1" in listed
    assert "“Thiếu biên bản”" in listed


def test_a_member_reports_anew_and_answers(year: Year, enter: Enter) -> None:
    own = ids_of(year)[0]
    sent = send_back(year, own, "III.1")
    officer = enter(Role.OFFICER, own)
    view = page(year, f"/{sent.id}")

    home = words(officer.get("/"))
    silent = send(officer, view)
    line = f"/years/{year.id}/scoring/{own}/lines/III.1"
    typed = {**fields_of(officer.get(line)), "self-actual": "20", "self-reason": "Bổ sung"}
    scored = officer.post(f"{line}/self", data=typed)
    new_report = officer.get(f"/years/{year.id}/achievements/members/{own}/III.1/new")
    closed_line = officer.get(f"/years/{year.id}/achievements/members/{own}/VI.2/new")
    answered = send(officer, view)

    assert "Lines sent back to you, to report on anew: 1." in home
    assert "Say why these lines stay as they are: III.1." in words(silent)
    assert (scored.status_code, answered.status_code) == (302, 302)
    assert (new_report.status_code, closed_line.status_code) == (200, 422)
    told = words(officer.get(view))
    assert "Criterion Before Now III.1 15.00 10.00 Total so far 100.00 95.00" in told
    assert "Answer and close the lines" not in told


def test_an_appraiser_confirms_on_the_line(year: Year, enter: Enter) -> None:
    own, other = ids_of(year)[:2]
    appraiser_of_own = acting(year, Role.REVIEWER, other)
    ten = Measure(actual=Decimal(10))
    give(appraiser_of_own, year, own, "III.1", Layer.APPRAISAL, ten, reason="Thiếu hồ sơ")
    sent = send_back(year, own, "III.1")
    officer = enter(Role.OFFICER, own)
    line = f"/years/{year.id}/scoring/{own}/lines/III.1"
    typed = {**fields_of(officer.get(line)), "self-actual": "20", "self-reason": "Bổ sung"}
    officer.post(f"{line}/self", data=typed)
    send(officer, page(year, f"/{sent.id}"))
    appraiser = enter(Role.REVIEWER, other)

    waiting = words(appraiser.get(page(year)))
    before = words(appraiser.get(line))
    confirmed = appraiser.post(
        page(year, f"/confirm/{own}/III.1/appraisal"),
        data={**fields_of(appraiser.get(line)), "revision": "1"},
    )

    assert "For you to confirm or score again" in waiting
    assert "Appraisal given before the new report" in before
    assert confirmed.location == line
    after = words(appraiser.get(line))
    assert "The score of line III.1 is confirmed." in after
    assert "given before the new report" not in after
    assert "For you to confirm" not in words(appraiser.get(page(year)))


def test_another_member_finds_nothing(year: Year, enter: Enter) -> None:
    own, other = ids_of(year)[:2]
    sent = send_back(year, own, "III.1")
    officer = enter(Role.OFFICER, other)

    assert "No lines are sent back." in words(officer.get(page(year)))
    assert officer.get(page(year, f"/{sent.id}")).status_code == 404
    assert officer.get(page(year, f"/members/{other}")).status_code == 403
