"""A cell of the score matrix as its script sends it: saved, refused, clashing, not allowed."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.permissions import Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Score, User, Year
from cluster.services import scoring
from tests.browser.words import in_vietnamese
from tests.conftest import NOW
from tests.make.people import make_user
from tests.make.queries import count_queries
from tests.make.scoring import (
    COMPARED,
    TEN,
    acting,
    give,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
)
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]
JSON = {"Accept": "application/json"}


def holder(year: Year, role: Role, alliance_id: int | None = None) -> User:
    return make_user(Grant(role, year.cluster_id, alliance_id), locale="en")


def cell(year: Year, alliance_id: int, code: str = "III.1", layer: str = "self") -> str:
    return f"/years/{year.id}/scoring/{alliance_id}/lines/{code}/{layer}/cell"


def save(client: FlaskClient, address: str, figure: str, **more: object) -> TestResponse:
    """Send a cell as the script does."""
    fields = {"figure": figure, "reason": "", "revision": 0, **more}
    return client.post(address, data=fields, headers=JSON)


def scores() -> int:
    return db.session.scalar(select(func.count(Score.id))) or 0


@pytest.fixture
def year(app: Flask) -> Year:
    """Return a year in which members report, with forms that ask for no token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return make_scoring_year()


def test_a_cell_is_saved_and_answers_with_what_moved(
    year: Year, client: FlaskClient, login: Login
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = save(client, cell(year, own), "10,5", reason="Theo báo cáo")

    assert answer.status_code == 200
    assert answer.json["cell"] == {
        "figure": "10,5",
        "revision": 1,
        "reason": "Theo báo cáo",
        "below": None,
    }
    assert answer.json["said"] == (
        "III.1, TP. Hồ Chí Minh: 5.25 points. In all 5.25 of 100.00 assigned."
    )
    for part in (f'"c-III.1-{own}"', f'"s-III-{own}"', f'"content-{own}"', f'"grand-{own}"'):
        assert f"id={part}" in answer.json["html"]
    assert db.session.scalars(select(Score.points)).all() == [Decimal("5.25")]


def test_the_same_cell_sent_twice_is_saved_once(
    year: Year, client: FlaskClient, login: Login
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    first = save(client, cell(year, own), "10")
    again = save(client, cell(year, own), "10")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json["cell"] == first.json["cell"]
    assert scores() == 1


@pytest.mark.parametrize(
    ("code", "figure", "field", "sentence"),
    [
        pytest.param("III.1", "ten", "figure", "“ten” cannot be read as a number.", id="no number"),
        pytest.param("III.1", "-4", "actual", "Write a number of zero or more, not -4.", id="<0"),
        pytest.param("IV.2", "9", "judged", "Points go from 0 to 3.", id="above"),
        pytest.param("III.1", "9" * 3000, "figure", "Field cannot be longer than", id="too long"),
    ],
)
def test_a_refusal_says_why_in_words_and_saves_nothing(
    year: Year,
    client: FlaskClient,
    login: Login,
    code: str,
    figure: str,
    field: str,
    sentence: str,
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = save(client, cell(year, own, code), figure)

    assert answer.status_code == 422
    assert answer.json["field"] == field
    assert answer.json["message"].startswith(sentence)
    assert scores() == 0


def test_a_figure_unlike_the_layer_below_asks_for_a_reason(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    year = make_settled_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.CHAIR))
    before = scores()

    bare = save(client, cell(year, own, layer="final"), "10")
    same = save(client, cell(year, own, layer="final"), "30")
    with_reason = save(client, cell(year, own, layer="final"), "10", reason="Hội nghị", revision=1)

    assert (bare.status_code, bare.json["field"]) == (422, "reason")
    assert bare.json["message"] == "Say why the points differ: 5 instead of 15."
    assert (same.status_code, with_reason.status_code) == (200, 200)
    assert scores() == before + 2


def test_a_clash_answers_with_both_versions_and_what_stands(
    year: Year, client: FlaskClient, login: Login
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN, reason="Quý III")

    answer = save(client, cell(year, own), "20")
    above = save(client, cell(year, own), "20", revision=answer.json["cell"]["revision"])

    assert answer.status_code == 409
    assert answer.json["versions"] == [["Figure", "20", "10"], ["Reason", "–", "Quý III"]]
    assert answer.json["cell"]["figure"] == "10"
    assert above.status_code == 200
    assert scores() == 2


@pytest.mark.parametrize(
    ("place", "code", "layer", "status", "sentence"),
    [
        pytest.param(1, "III.1", "self", 404, "There is no such entry", id="another member"),
        pytest.param(0, "III.1", "appraisal", 403, "Your role does not", id="another layer"),
        pytest.param(0, "III.1", "nobody", 404, "There is no such layer", id="no such layer"),
        pytest.param(0, "XX.9", "self", 404, "The rule book has no line XX.9", id="no such line"),
        pytest.param(0, "III", "self", 422, "A section or gate is given no", id="a section"),
    ],
)
def test_cells_that_are_not_for_this_person(
    year: Year,
    client: FlaskClient,
    login: Login,
    place: int,
    code: str,
    layer: str,
    status: int,
    sentence: str,
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = save(client, cell(year, ids_of(year)[place], code, layer), "10")

    assert answer.status_code == status
    assert answer.json["message"].startswith(sentence)
    assert scores() == 0


def test_a_cell_out_of_its_phase_is_refused_in_words(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    year = make_scoring_year(Phase.REVIEW)
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = save(client, cell(year, own), "10")

    assert answer.status_code == 422
    assert "the year is in the phase “Review”" in answer.json["message"]


@pytest.mark.parametrize("token", [None, "not mine"])
def test_a_cell_without_the_pages_token_is_not_saved(
    app: Flask, client: FlaskClient, login: Login, token: str | None
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = save(client, cell(year, own), "10", **({"csrf_token": token} if token else {}))

    assert answer.status_code == 400
    assert answer.json["message"].startswith("You have signed out or in since")
    assert scores() == 0


def test_a_cell_of_who_is_signed_out_is_not_saved(year: Year, client: FlaskClient) -> None:
    holder(year, Role.OFFICER, ids_of(year)[0])

    answer = save(client, cell(year, ids_of(year)[0]), "10")

    assert answer.status_code == 401
    said = in_vietnamese("You are signed out, so nothing was changed.")
    assert answer.json["message"].startswith(said)
    assert scores() == 0


def test_everybodys_points_come_back_where_members_are_compared(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    year = make_settled_year(book=COMPARED)
    own, *others = ids_of(year)
    login(client, holder(year, Role.CHAIR))

    compared = save(client, cell(year, own, layer="final"), "10", reason="Hội nghị").json["html"]
    alone = save(client, cell(year, own, "VI.2", "final"), "1", reason="Hội nghị").json["html"]

    assert [f'id="c-III.1-{other}"' in compared for other in others] == [True, True]
    assert [f'id="c-VI.2-{other}"' in alone for other in others] == [False, False]


def test_what_is_known_of_a_cell_is_shown_beside_it(
    year: Year, client: FlaskClient, login: Login
) -> None:
    own, other = ids_of(year)[:2]
    login(client, holder(year, Role.OFFICER, own))
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN, reason="Quý III")

    beside = client.get(f"/years/{year.id}/scoring/{own}/lines/III.1/beside")

    assert "Self-score: 5.00" in beside.text
    assert "– Quý III" in beside.text
    assert f'href="/years/{year.id}/achievements/members/{own}/III.1"' in beside.text
    assert client.get(f"/years/{year.id}/scoring/{other}/lines/III.1/beside").status_code == 404


def test_without_a_script_every_number_leads_to_its_form(
    year: Year, client: FlaskClient, login: Login
) -> None:
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    page = client.get(f"/years/{year.id}/scoring")
    line = client.get(f"/years/{year.id}/scoring/{own}/lines/III.1")

    assert f'href="/years/{year.id}/scoring/{own}/lines/III.1"' in page.text
    assert f'href="/years/{year.id}/scoring/{own}/sheet/self"' in page.text
    assert "Enter: Self-score" in words(line)


def test_a_person_with_two_voices_switches_between_them(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year(Phase.REVIEW)
    own, scored = ids_of(year)[:2]
    grants = [Grant(role, year.cluster_id, own) for role in (Role.OFFICER, Role.REVIEWER)]
    scoring.assign_round(acting(year, Role.SECRETARY), year.id, each=1, now=NOW)
    login(client, make_user(*grants, locale="en"))
    address = f"/years/{year.id}/scoring"

    cross = client.get(address, query_string={"as": f"cross-{own}"})
    unknown = client.get(address, query_string={"as": "nobody"})

    assert "You write: Cross-score – TP. Hồ Chí Minh" in words(cross)
    assert f'data-voice="cross-{own}"' in cross.text
    assert f'aria-labelledby="r-III.1 m-{scored} voice"' in cross.text
    assert unknown.status_code == 404


def test_a_read_only_matrix_has_nothing_to_type_in(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    login(client, holder(year, Role.SECRETARY))

    page = client.get(f"/years/{year.id}/scoring").text

    assert "<input class=" not in page
    assert "You write" not in page


@pytest.mark.parametrize("alliances", [2, 9])
def test_saving_a_cell_asks_the_database_as_often_however_many_members(
    app: Flask, client: FlaskClient, login: Login, alliances: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    year = make_settled_year(alliances)
    address = cell(year, ids_of(year)[0], layer="final")
    login(client, holder(year, Role.CHAIR))
    save(client, address, "30")

    assert count_queries(lambda: save(client, address, "10", reason="x", revision=1)) == 26
