"""The pages of the revisions of a frozen ranking."""

import json
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import Grant, Role
from cluster.domain.replay import replay
from cluster.models import User, Year
from tests.make.awards import make_member
from tests.make.people import make_user
from tests.make.revising import REASON, make_frozen
from tests.make.scoring import COMPARED, ids_of
from tests.web.sending import send, words

Login = Callable[[FlaskClient, User], FlaskClient]


def holder(year: Year, role: Role, place: int | None = None) -> User:
    if place is not None:
        return make_member(year, role, place=place)
    return make_user(Grant(role, year.cluster_id), locale="en", full_name=f"Cô {role.value}")


def page(year: Year, path: str = "") -> str:
    return f"/years/{year.id}/ranking{path}"


def correct(year: Year, place: int = 0) -> str:
    return page(year, f"/lines/{ids_of(year)[place]}/III.1/correct")


def test_a_figure_is_corrected_by_three_persons_and_both_revisions_can_be_read(
    app: Flask, login: Login
) -> None:
    year = make_frozen(COMPARED)
    clients = [
        login(app.test_client(), user)
        for user in (
            holder(year, Role.SECRETARY),
            holder(year, Role.CHAIR),
            holder(year, Role.COUNCIL, place=2),
        )
    ]
    secretary, chair, council = clients
    own = ids_of(year)[0]
    line = secretary.get(f"/years/{year.id}/scoring/{own}/lines/III.1").text
    silent = send(secretary, correct(year), **{"final-actual": "12", "final-reason": ""})
    proposed = send(secretary, correct(year), **{"final-actual": "12", "final-reason": REASON})
    waiting = words(chair.get(page(year)))
    preview = words(chair.get(page(year, "/correction")))
    unread = send(chair, page(year, "/correction"))
    first = send(chair, page(year, "/correction"), understood="y")
    again = words(chair.get(page(year, "/correction")))
    second = send(council, page(year, "/correction"), understood="y")
    shown = words(secretary.get(page(year)))
    old = words(secretary.get(page(year, "/revisions/1")))
    new = words(secretary.get(page(year, "/revisions/2")))

    assert correct(year) in line
    assert (silent.status_code, unread.status_code) == (422, 422)
    assert (proposed.status_code, first.status_code, second.status_code) == (302, 302, 302)
    assert "A correction waits for approval." in waiting
    assert "TP. Hồ Chí Minh 1 → 3" in preview
    assert "You have approved this correction already." in again
    assert "revision 2, seal " in shown
    assert f"Reason: {REASON}" in shown
    assert "A later revision has taken the place of this one." in old
    assert "TP. Hồ Chí Minh 1 92.50" in old
    assert "TP. Hồ Chí Minh 3 88.00" in new
    assert "Changed against revision 1" in new
    assert "III.1: 7.50 → 3.00" in new


def test_the_sealed_package_of_each_revision_is_there_to_take(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    year = make_frozen()
    login(client, holder(year, Role.AUDITOR))

    answer = client.get(page(year, "/revisions/1/package"))

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=xep-hang-2026-lan-1.json"
    )
    assert replay(answer.data).is_equal
    assert json.loads(answer.data)["revision"]["number"] == 1
    assert client.get(page(year, "/revisions/2/package")).status_code == 404


def test_a_correction_is_withdrawn_with_a_reason(app: Flask, login: Login) -> None:
    year = make_frozen()
    secretary = login(app.test_client(), holder(year, Role.SECRETARY))
    send(secretary, correct(year), **{"final-actual": "12", "final-reason": REASON})

    silent = send(secretary, page(year, "/correction/withdraw"))
    withdrawn = send(secretary, page(year, "/correction/withdraw"), reason="Công văn bị thu hồi")

    assert (silent.status_code, withdrawn.status_code) == (422, 302)
    assert "nothing has been changed" in words(secretary.get(page(year)))
    assert secretary.get(page(year, "/correction")).status_code == 404


def test_who_does_not_settle_the_year_neither_corrects_nor_sees_a_correction(
    app: Flask, login: Login
) -> None:
    year = make_frozen()
    secretary = login(app.test_client(), holder(year, Role.SECRETARY))
    send(secretary, correct(year), **{"final-actual": "12", "final-reason": REASON})
    officer = login(app.test_client(), holder(year, Role.OFFICER, place=0))

    assert officer.get(correct(year)).status_code == 403
    assert officer.get(page(year, "/correction")).status_code == 404
    assert officer.get(page(year, "/revisions/1/package")).status_code == 403
    assert "correction" not in officer.get(page(year)).text
    assert "TP. Hồ Chí Minh 1 100,00" in words(officer.get(page(year, "/revisions/1")))
    assert "Đắk Lắk" not in words(officer.get(page(year, "/revisions/1")))


def test_a_figure_that_cannot_be_is_refused_at_its_field(app: Flask, login: Login) -> None:
    year = make_frozen()
    secretary = login(app.test_client(), holder(year, Role.SECRETARY))

    same = send(secretary, correct(year), **{"final-actual": "30", "final-reason": "x"})
    bad = send(secretary, correct(year), **{"final-actual": "-1", "final-reason": "x"})

    assert (same.status_code, bad.status_code) == (422, 422)
    assert "Write a number of zero or more" in words(bad)
