"""The pages of scoring, as each role meets them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Score, User, Year
from cluster.services import ranking, scoring, years
from tests.conftest import NOW
from tests.make.achievements import make_submitted
from tests.make.people import actor, make_user
from tests.make.queries import count_queries
from tests.make.scoring import (
    TEN,
    acting,
    give,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
    self_score,
)
from tests.web.sending import fields_of, send, words

Login = Callable[[FlaskClient, User], FlaskClient]


def holder(year: Year, role: Role, alliance_id: int | None = None, locale: str = "en") -> User:
    grant = Grant(role, year.cluster_id, alliance_id)
    return make_user(grant, locale=locale, full_name=f"{role.value} {alliance_id or ''}".strip())


def page(year: Year, path: str = "") -> str:
    return f"/years/{year.id}/scoring{path}"


def scores() -> int:
    return db.session.scalar(select(func.count(Score.id))) or 0


# The table


def test_a_member_reads_its_own_column(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    own, other = ids_of(year)[:2]
    self_score(year, own)
    login(client, holder(year, Role.OFFICER, own))

    table = client.get(page(year))

    assert "TP. Hồ Chí Minh" in words(table)
    assert "Đắk Lắk" not in words(table)
    assert f"{page(year)}/{own}/lines/III.1" in table.text
    assert "content 100 of 100 assigned points; bonus 0; penalty 0; total 100 points." in words(
        table
    )
    assert client.get(page(year, f"/{other}/lines/III.1")).status_code == 404


def test_blanks_are_counted_and_never_shown_as_zero(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    self_score(year, own, {"III.1": Measure(actual=Decimal(0)), "III.2.1": TEN})
    login(client, holder(year, Role.OFFICER, own))

    table = client.get(page(year))

    assert "6 content lines have no points yet" in words(table)
    assert "III.1 Newly founded cooperatives at most 15.00 0.00 self 0.00" in words(table)
    assert "IV.2 Emulation movements at most 3.00 –" in words(table)
    assert "so far 63.00" in words(table)


def test_the_table_reads_the_vietnamese_way(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    self_score(year, own, {"III.1": TEN})
    login(client, holder(year, Role.OFFICER, own, locale="vi"))

    table = client.get(page(year))

    assert "III.1 Thành lập mới HTX tối đa 15,00 5,00 tự 5,00" in words(table)


def test_a_cell_shows_every_layer_and_how_far_they_lie_apart(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    chair = acting(year, Role.CHAIR)
    give(chair, year, own, "III.1", Layer.FINAL, TEN, reason="Hội nghị")
    login(client, holder(year, Role.SECRETARY))

    table = client.get(page(year))

    assert (
        "III.1 Newly founded cooperatives at most 15.00 5.00 apart by 10.00 self 15.00 final 5.00"
        " 13.50 self 13.50 12.00 self 12.00"
    ) in words(table)
    assert f'class="shown apart-far" id="c-III.1-{own}"' in table.text


def test_whoever_sees_nothing_yet_is_told_when(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    self_score(year, ids_of(year)[0])
    login(client, holder(year, Role.SECRETARY))

    table = words(client.get(page(year)))

    assert table.endswith("You see them from the phase “Review” on.")


def test_a_frozen_table_says_so(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_settled_year()
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    login(client, holder(year, Role.SECRETARY))

    assert "Frozen at 09:00:00 02/03/2026 by secretary, revision 1, seal " in words(
        client.get(page(year))
    )


def test_a_line_not_assigned_is_marked(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year(not_assigned=[(0, "VI.2")])
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    assert "VI.2 Support fund at most 5.00 × not assigned" in words(client.get(page(year)))
    assert "This line is not assigned to the member." in words(
        client.get(page(year, f"/{own}/lines/VI.2"))
    )


@pytest.mark.parametrize("alliances", [2, 9])
def test_the_table_asks_the_database_as_often_however_many_members(
    app: Flask, client: FlaskClient, login: Login, alliances: int
) -> None:
    year = make_settled_year(alliances)
    address = page(year)
    login(client, holder(year, Role.SECRETARY))

    assert count_queries(lambda: client.get(address)) == 15


# One line


def test_a_line_explains_its_points_and_tells_its_history(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    user = holder(year, Role.OFFICER, own)
    give(actor(user), year, own, "III.1", Layer.SELF, TEN, reason="Theo báo cáo quý")
    login(client, user)

    line = words(client.get(page(year, f"/{own}/lines/III.1")))

    assert "Rule III.1: 10 of 30 planned = 33.33 %; 10 ÷ 30 × 15 = 5 points." in line
    assert "Mẫu số 04" in line
    assert (
        f"09:00 2 Mar 2026 officer {own} gave 5 points (Self-score). 10 “Theo báo cáo quý”" in line
    )


def test_an_officer_enters_a_figure_the_vietnamese_way(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))
    shown = fields_of(client.get(page(year, f"/{own}/lines/III.1")))

    answer = client.post(
        page(year, f"/{own}/lines/III.1/self"), data={**shown, "self-actual": "10,5"}
    )

    assert answer.status_code == 302
    assert db.session.scalars(select(Score.points)).all() == [Decimal("5.25")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("ten", "“ten” cannot be read as a number.", id="no number"),
        pytest.param("-4", "Write a number of zero or more, not -4.", id="below zero"),
    ],
)
def test_a_bad_figure_is_told_at_the_field_and_kept(
    app: Flask, client: FlaskClient, login: Login, typed: str, sentence: str
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))
    shown = fields_of(client.get(page(year, f"/{own}/lines/III.1")))

    answer = client.post(
        page(year, f"/{own}/lines/III.1/self"),
        data={**shown, "self-actual": typed, "self-reason": "Vì sao"},
    )

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'value="{typed}"' in answer.text
    assert 'value="Vì sao"' in answer.text
    assert scores() == 0


def test_the_second_to_save_a_line_is_shown_both_versions(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))
    shown = fields_of(client.get(page(year, f"/{own}/lines/III.1")))
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    answer = client.post(
        page(year, f"/{own}/lines/III.1/self"), data={**shown, "self-actual": "20"}
    )

    assert answer.status_code == 409
    assert "Figure 20 10" in words(answer)
    assert scores() == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/lines/XX.9", 404, id="no such line"),
        pytest.param("/lines/III", 404, id="a section"),
        pytest.param("/sheet/nobody", 404, id="no such layer"),
        pytest.param("/sheet/cross-x", 404, id="no such scorer"),
        pytest.param("/sheet/appraisal", 403, id="not yours to fill"),
        pytest.param("/sheet/self", 200, id="your sheet"),
    ],
)
def test_addresses_that_are_not_for_this_person(
    app: Flask, client: FlaskClient, login: Login, path: str, status: int
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    assert client.get(page(year, f"/{own}{path}")).status_code == status


def test_a_layer_out_of_its_phase_answers_with_a_sentence(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    answer = client.get(page(year, f"/{own}/sheet/self"))

    assert answer.status_code == 422
    assert "the year is in the phase “Council”" in words(answer)


# A sheet


def test_a_sheet_saves_the_lines_that_changed(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    self_score(year, own, {"III.1": TEN, "III.2.1": TEN})
    login(client, holder(year, Role.OFFICER, own))

    answer = send(
        client,
        page(year, f"/{own}/sheet/self"),
        **{
            "III.1-actual": "20",
            "IV.1-choice": "one_late",
            "VI.1-event_0": "2",
            "VI.1-event_1": "0",
        },
    )

    assert answer.status_code == 302
    rows = db.session.execute(
        select(Score.criterion_code, Score.revision, Score.points).order_by(Score.id)
    ).all()
    assert [tuple(row) for row in rows[2:]] == [
        ("III.1", 2, Decimal(10)),
        ("IV.1", 1, Decimal("1.5")),
        ("VI.1", 1, Decimal(3)),
    ]
    assert "3 lines are saved." in words(client.get(page(year)))


def test_a_sheet_with_a_bad_line_keeps_what_was_typed_and_saves_nothing(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))

    unreadable = send(
        client,
        page(year, f"/{own}/sheet/self"),
        **{"III.1-actual": "mười", "III.2.1-actual": "7,5"},
    )
    refused = send(
        client, page(year, f"/{own}/sheet/self"), **{"VI.2-actual": "0,5", "III.2.1-actual": "7,5"}
    )

    assert (unreadable.status_code, refused.status_code) == (422, 422)
    assert "Please look at these lines: III.1." in words(unreadable)
    assert 'value="mười"' in unreadable.text
    assert 'value="7,5"' in unreadable.text
    assert "This criterion counts whole things, not 0.5." in words(refused)
    assert "Lines that need another look: 1. Nothing is saved yet." in words(refused)
    assert scores() == 0


def test_a_sheet_shows_what_another_saved_and_saves_above_it_when_sent_again(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    login(client, holder(year, Role.OFFICER, own))
    address = page(year, f"/{own}/sheet/self")
    opened = fields_of(client.get(address))
    give(officer(year, own), year, own, "III.1", Layer.SELF, TEN)

    clash = client.post(address, data={**opened, "III.1-actual": "20", "VI.2-actual": "2"})
    again = client.post(address, data=fields_of(clash))

    assert clash.status_code == 409
    assert "Saved meanwhile: Figure: 10" in words(clash)
    assert 'value="20"' in clash.text
    assert again.status_code == 302
    rows = db.session.execute(select(Score.criterion_code, Score.revision).order_by(Score.id)).all()
    assert sorted(tuple(row) for row in rows) == [("III.1", 1), ("III.1", 2), ("VI.2", 1)]


def test_empty_lines_are_filled_from_the_layer_below(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_settled_year(alliances=2)
    own = ids_of(year)[0]
    login(client, holder(year, Role.CHAIR))
    address = page(year, f"/{own}/sheet/final")

    filled = fields_of(client.get(f"{address}?fill=1"))
    answer = client.post(address, data=filled)

    assert filled["III.1-actual"] == ["30"]
    assert (filled["III.1-reason"], filled["IV.2-reason"]) == ([""], ["Theo báo cáo"])
    assert answer.status_code == 302
    finals = select(func.count(Score.id)).where(Score.layer == Layer.FINAL)
    assert db.session.scalar(finals) == 8


def test_the_self_score_is_taken_over_by_a_button(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    user = holder(year, Role.OFFICER, own)
    make_submitted(year, actor(user), own, "III.1", quantity=Decimal(15))
    make_submitted(year, actor(user), own, "I.3", quantity=Decimal(0), base=Decimal(0))
    login(client, user)
    token = fields_of(client.get(page(year, f"/{own}/sheet/self")))["csrf_token"]

    client.post(page(year, f"/{own}/take-over"), data={"csrf_token": token})
    sheet = words(client.get(page(year, f"/{own}/sheet/self")))

    assert "1 line was taken over from the reports." in sheet
    assert "I.3 was not taken over: Nobody has judged this criterion yet." in sheet
    assert db.session.scalars(select(Score.points)).all() == [Decimal("7.5")]


# Cross-scorers and bars


def test_a_secretary_assigns_cross_scorers(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    first, second, third = ids_of(year)
    login(client, holder(year, Role.SECRETARY))
    address = page(year, "/cross")
    token = fields_of(client.get(address))["csrf_token"][0]

    def post(path: str, **typed: object) -> int:
        return client.post(f"{address}/{path}", data={"csrf_token": token, **typed}).status_code

    assert post("round", each="3") == 422
    assert post("round", each="1") == 302
    assert post("assign", scorer_id=first, alliance_id=first) == 422
    assert post("assign", scorer_id=first, alliance_id=third) == 302
    assert post("unassign", scorer_id=second, alliance_id=third) == 302
    assert post("unassign", scorer_id="x", alliance_id=third) == 302
    assert post("unassign", scorer_id=str(2**70), alliance_id=third) == 302
    assert f"The number {2**70} is too large." in client.get(address).text
    assert scoring.cross_plan(SYSTEM, year.id).pairs == {
        (first, second),
        (first, third),
        (third, first),
    }
    assert "TP. Hồ Chí Minh Đắk Lắk: take away Gia Lai: take away" in words(client.get(address))


def test_a_cross_scorer_finds_its_sheet(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    scorer, scored = ids_of(year)[:2]
    self_score(year, scored)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    scoring.assign_round(acting(year, Role.SECRETARY), year.id, each=1, now=NOW)
    login(client, holder(year, Role.OFFICER, scorer))

    table = client.get(page(year))
    sheet = send(
        client,
        page(year, f"/{scored}/sheet/cross-{scorer}"),
        **{"III.1-actual": "20", "III.1-reason": "Thiếu hồ sơ"},
    )

    assert "Đắk Lắk: Cross-score 0 / 8" in words(table)
    assert sheet.status_code == 302
    row = db.session.execute(
        select(Score.scorer_id, Score.points).order_by(Score.id.desc())
    ).first()
    assert row is not None
    assert tuple(row) == (scorer, Decimal(10))


def test_a_secretary_bars_a_member_and_lifts_the_bar(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_scoring_year()
    login(client, holder(year, Role.SECRETARY))
    address = page(year, "/bars")

    empty = send(client, address)
    barred = send(client, address, code="KC.2", document="QĐ 12/QĐ-TTr ngày 05/01/2026")
    bar_id = scoring.list_bars(SYSTEM, year.id).bars[0].id
    lifted = send(client, f"{address}/{bar_id}/lift", document="KL 15/KL-TTr")

    assert (empty.status_code, barred.status_code, lifted.status_code) == (422, 302, 302)
    assert "TP. Hồ Chí Minh KC.2 QĐ 12/QĐ-TTr ngày 05/01/2026" in words(client.get(address))
    assert scoring.barred(year.id) == {}
    assert client.get(f"{address}/99/lift").status_code == 404


def test_bars_are_not_for_members(app: Flask, client: FlaskClient, login: Login) -> None:
    year = make_scoring_year()
    login(client, holder(year, Role.OFFICER, ids_of(year)[0]))

    assert client.get(page(year, "/bars")).status_code == 403
