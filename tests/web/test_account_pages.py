"""The pages about accounts, and the first of all."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.database import db
from cluster.domain.permissions import Grant, Role
from cluster.models import User
from tests.make.members import make_alliances, make_cluster
from tests.make.people import PASSWORD, make_administrator, make_user
from tests.web.signing_in import letters, send, token_of

Login = Callable[[FlaskClient, User], FlaskClient]


def test_the_pages_about_an_account_do_what_they_say(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    cluster = make_cluster()
    [alliance] = make_alliances(1)
    login(client, make_user(Grant(Role.CHAIR, cluster.id), locale="en"))
    today = datetime.now(UTC).date().isoformat()
    officer = make_user(Grant(Role.OFFICER, cluster.id, alliance.id), full_name="Hồ Văn Viên")
    path = f"/people/{officer.id}"

    send(
        client,
        f"{path}/roles/new",
        role="reviewer",
        cluster_id=str(cluster.id),
        alliance_id=str(alliance.id),
        starts_on=today,
    )
    misfit = send(
        client,
        f"{path}/roles/new",
        role="council",
        cluster_id=str(cluster.id),
        alliance_id="",
        starts_on=today,
    )
    send(client, f"{path}/roles/{officer.grants[0].id}/end", ends_on=today)
    db.session.refresh(officer)
    roles = [(grant.role, grant.ends_on is None) for grant in officer.grants]
    assert roles == [(Role.OFFICER, False), (Role.REVIEWER, True)]
    assert (misfit.status_code, "alliance do not fit" in misfit.text) == (422, True)

    send(client, f"{path}/close", reason="chuyển công tác")
    db.session.refresh(officer)
    assert not officer.active
    page = client.get(path)
    assert "closed" in page.text
    client.post(f"{path}/open", data={"csrf_token": token_of(page)})
    db.session.refresh(officer)
    assert officer.active

    officer.locked_until = datetime.now(UTC).replace(year=2099)
    officer.tf_primary_method = "authenticator"
    db.session.commit()
    page = client.get(path)
    client.post(f"{path}/unlock", data={"csrf_token": token_of(page)})
    send(client, f"{path}/second-step", reason="mất điện thoại")
    db.session.refresh(officer)
    assert (officer.locked_until, officer.tf_primary_method) == (None, None)
    assert client.get(f"{path}/roles/9999/end").status_code == 404


def test_an_account_out_of_sight_does_not_exist(
    client: FlaskClient, login: Login, user: User
) -> None:
    stranger = make_administrator()
    login(client, user)

    codes = {
        path: client.get(f"/people/{stranger.id}{path}").status_code
        for path in ("", "/roles/new", "/roles/1/end", "/close", "/address", "/second-step")
    }

    assert set(codes.values()) == {404}
    assert client.get("/people/new").status_code == 403


def test_people_choose_their_language_but_not_their_name(
    client: FlaskClient, login: Login, user: User
) -> None:
    login(client, user)
    name = user.person.full_name

    answer = send(client, "/people/me", full_name="Người Khác", locale="vi")

    assert answer.location == "/people/me"
    assert '<html lang="vi">' in client.get("/people/me").text
    db.session.refresh(user)
    assert (user.person.full_name, user.locale) == (name, "vi")


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize(
    "path",
    ["/people/", "/people/new", "/people/me", "/people/{id}", "/change", "/tf-setup",
     "/mf-recovery-codes", "/people/{id}/roles/new", "/people/{id}/close",
     "/people/{id}/second-step", "/people/{id}/address"],
)  # fmt: skip
def test_every_page_shows_itself(
    client: FlaskClient, login: Login, user: User, path: str, locale: str
) -> None:
    login(client, make_administrator())
    with client.session_transaction() as session:
        session["locale"] = locale

    answer = client.get(path.format(id=user.id))

    assert answer.status_code == 200
    assert "<h1>" in answer.text


SET_UP = {
    "administrator_full_name": "Phan Quản Trị",
    "administrator_email": "quan.tri@cum.vn",
    "administrator_password": PASSWORD,
    "password_again": PASSWORD,
    "cluster_name": "Cụm thi đua thử",
    "cluster_code": "THU",
    "cluster_authority": "Liên minh Hợp tác xã Việt Nam",
    "chair_full_name": "Trần Chủ",
    "chair_email": "chu.tich@cum.vn",
    "secretary_full_name": "Lê Thư",
    "secretary_email": "thu.ky@cum.vn",
}


def test_a_fresh_installation_leads_to_its_set_up(app: Flask, client: FlaskClient) -> None:
    for path in ("/", "/login", "/people/", "/years/"):
        assert client.get(path).location == "/set-up/"
    assert "Liên minh Hợp tác xã Việt Nam" in client.get("/set-up/").text

    answer = send(client, "/set-up/", **SET_UP)

    assert answer.location == "/"
    assert client.get("/").status_code == 200
    assert [letter.to for letter in letters(app)] == [["chu.tich@cum.vn"], ["thu.ky@cum.vn"]]
    assert client.get("/set-up/").status_code == 404
    assert app.test_client().get("/set-up/").status_code == 404


def test_a_refused_set_up_says_where_and_keeps_what_was_typed(
    app: Flask, english: FlaskClient
) -> None:
    wrong = SET_UP | {"chair_email": SET_UP["administrator_email"], "cluster_code": "Thử"}

    refused = send(english, "/set-up/", **wrong)
    corrected = send(english, "/set-up/", **(wrong | {"cluster_code": "THU"}))

    assert re.search(r'id="cluster_code-error">\s*<p>A code is made of', refused.text)
    assert 'value="Cụm thi đua thử"' in refused.text
    assert re.search(r'id="chair_email-error">\s*<p>The administrator may be', corrected.text)
    assert app.test_client().get("/").location == "/set-up/"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        pytest.param("/login", "private, no-store", id="a page is not kept by the browser"),
        pytest.param("/static/css/theme.css", "no-cache", id="a style may be, if it is unchanged"),
    ],
)
def test_nothing_of_a_page_is_left_behind_on_the_machine(
    client: FlaskClient, address: str, kept: str
) -> None:
    make_administrator()

    with client.get(address) as answer:
        assert answer.headers.getlist("Cache-Control") == [kept]
