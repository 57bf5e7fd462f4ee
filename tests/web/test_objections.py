"""The pages of questions and objections, as members, appraisers and the chair meet them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from time_machine import travel

from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import User, Year
from cluster.services import scoring, years
from tests.conftest import NOW
from tests.make.people import make_user
from tests.make.reopening import ask, make_reviewed_year
from tests.make.scoring import acting, give, ids_of
from tests.web.sending import send, words

Enter = Callable[[Role, int | None], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with travel(NOW):
        yield


@pytest.fixture
def year(app: Flask) -> Year:
    """Return a year in its council, the first member's III.1 cut by its appraiser."""
    year = make_reviewed_year()
    own, other = ids_of(year)[:2]
    ten = Measure(actual=Decimal(10))
    appraiser = acting(year, Role.REVIEWER, other)
    give(appraiser, year, own, "III.1", Layer.APPRAISAL, ten, reason="Thiếu hồ sơ")
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    return year


@pytest.fixture
def enter(app: Flask, year: Year, login: Callable[[FlaskClient, User], FlaskClient]) -> Enter:
    """Return what opens a browser for somebody with one role."""

    def sign_in(role: Role, alliance_id: int | None) -> FlaskClient:
        user = make_user(Grant(role, year.cluster_id, alliance_id), locale="en")
        return login(app.test_client(), user)

    return sign_in


def page(year: Year, path: str = "") -> str:
    return f"/years/{year.id}/objections{path}"


def test_a_member_reads_its_appraisal_and_objects(year: Year, enter: Enter) -> None:
    own = ids_of(year)[0]
    officer = enter(Role.OFFICER, own)

    shown = words(officer.get(page(year)))
    silent = send(officer, page(year, f"/members/{own}/III.1"))
    sent = send(
        officer,
        page(year, f"/members/{own}/III.1"),
        kind="objection",
        text="Đã gửi biên bản",
    )

    assert "Members may ask and object until 5 Mar 2026. 3 days left." in shown
    assert "III.1 Newly founded cooperatives 15.00 5.00 Thiếu hồ sơ Ask or object" in shown
    assert (silent.status_code, sent.status_code) == (422, 302)
    assert "Objection Waits" in words(officer.get(page(year)))


def test_the_days_are_over(year: Year, enter: Enter) -> None:
    own = ids_of(year)[0]

    with travel(NOW + timedelta(days=4)):
        officer = enter(Role.OFFICER, own)
        shown = words(officer.get(page(year)))
        late = officer.get(page(year, f"/members/{own}/III.1"))

    assert "The last day to ask or to object was 5 Mar 2026." in shown
    assert "Ask or object" not in shown
    assert late.status_code == 422
    assert "The last day to ask or to object was 5 Mar 2026." in late.text


def test_an_appraiser_explains(year: Year, enter: Enter) -> None:
    own, other = ids_of(year)[:2]
    asked = ask(year, own, kind=ObjectionKind.EXPLANATION)
    appraiser = enter(Role.REVIEWER, other)

    given = send(appraiser, page(year, f"/{asked.id}"), text="Biên bản chưa ký")

    assert given.status_code == 302
    told = words(enter(Role.SIGNER, own).get(page(year)))
    assert "Request for an explanation Explained" in told
    assert "“Biên bản chưa ký”" in told


def test_the_chair_upholds_with_a_figure(year: Year, enter: Enter) -> None:
    own = ids_of(year)[0]
    asked = ask(year, own)
    chair = enter(Role.CHAIR, None)
    view = page(year, f"/{asked.id}")
    upheld = {"verdict": "upheld", "text": "Biên bản đã bổ sung"}

    unread = send(chair, view, **upheld, **{"final-actual": "hai mươi"})
    nothing = send(chair, view, **upheld)
    decided = send(chair, view, **upheld, **{"final-actual": "20"})

    assert (unread.status_code, nothing.status_code, decided.status_code) == (422, 422, 302)
    assert "Please look at the figure." in words(unread)
    assert "Enter the figure that the line gets." in words(nothing)
    line = scoring.line(SYSTEM, year.id, alliance_id=own, code="III.1", now=NOW)
    assert (line.layers[-1].points, line.layers[-1].reason) == (Decimal(10), "Biên bản đã bổ sung")


def test_the_chair_refuses(year: Year, enter: Enter) -> None:
    asked = ask(year, ids_of(year)[0])
    chair = enter(Role.CHAIR, None)

    decided = send(chair, page(year, f"/{asked.id}"), verdict="refused", text="Không đủ căn cứ")

    assert decided.status_code == 302
    assert "Objection Refused" in words(chair.get(page(year)))


def test_another_member_finds_nothing(year: Year, enter: Enter) -> None:
    own, other = ids_of(year)[:2]
    asked = ask(year, own)
    officer = enter(Role.OFFICER, other)

    assert "Nobody has asked or objected." in words(officer.get(page(year)))
    assert officer.get(page(year, f"/{asked.id}")).status_code == 404


def test_nothing_can_be_asked_before_the_council(app: Flask, enter: Enter, year: Year) -> None:
    years.move(SYSTEM, year.id, Phase.REVIEW, reason="Bổ sung", now=NOW)
    officer = enter(Role.OFFICER, ids_of(year)[0])

    assert "Members can ask and object once the appraisal is done" in words(officer.get(page(year)))
