"""Signing in and out, the letters, the second step and the pages about accounts."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from passlib.totp import TOTP
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from cluster import mail
from cluster.app import create_app
from cluster.database import db
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import AuditEntry, Cluster, User
from cluster.services import people
from cluster.services.people import Newcomer
from tests.conftest import settings_in
from tests.make.members import make_alliances, make_cluster
from tests.make.people import PASSWORD, make_administrator, make_user

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LINK = re.compile(r"http://localhost(/reset/\S+)")
NEW_PASSWORD = "một mật khẩu khác hẳn"

Login = Callable[[FlaskClient, User], FlaskClient]


def token_of(page: TestResponse) -> str:
    found = TOKEN.search(page.text)
    assert found is not None, page.text
    return found[1]


def send(client: FlaskClient, url: str, *, page: str = "", **fields: Any) -> TestResponse:
    """Open the page with the form, fill it in and send it."""
    token = token_of(client.get(page or url))
    return client.post(url, data={"csrf_token": token, **fields})


def sign_in(client: FlaskClient, user: User, password: str = PASSWORD) -> TestResponse:
    return send(client, "/login", email=user.email, password=password)


def letters(app: Flask) -> list[Any]:
    return list(getattr(app.extensions["mailman"], "outbox", []))


def link_in(letter: Any) -> str:
    found = LINK.search(letter.body)
    assert found is not None, letter.body
    return found[1]


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(Grant(Role.SECRETARY, make_cluster().id), full_name="Lê Thị Thư", locale="en")


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    """A visitor who reads English."""
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/people/me").status_code == 200


def test_signing_in_leads_to_the_page_asked_for(user: User, client: FlaskClient) -> None:
    asked = client.get("/people/?q=lan")

    answer = send(client, asked.location, email=user.email, password=PASSWORD)

    assert asked.status_code == 302
    assert (answer.status_code, answer.location) == (302, "/people/?q=lan")
    assert is_signed_in(client)


def test_signing_in_never_leads_to_a_foreign_site(user: User, client: FlaskClient) -> None:
    url = "/login?next=https://example.org/"

    answer = send(client, url, email=user.email, password=PASSWORD)

    assert "example.org" not in (answer.location or "")


def test_a_wrong_password_keeps_the_address_and_says_so(user: User, english: FlaskClient) -> None:
    answer = sign_in(english, user, "sai mật khẩu")

    assert "The e-mail address or the password is not right." in answer.text
    assert f'value="{user.email}"' in answer.text
    assert not is_signed_in(english)


def test_an_unknown_address_gets_the_very_same_page(user: User, english: FlaskClient) -> None:
    def page(email: str) -> str:
        answer = send(english, "/login", email=email, password="sai mật khẩu")
        return TOKEN.sub("", answer.text).replace(email, "")

    assert page("nobody@cum.vn") == page(user.email)


def test_an_unknown_address_costs_a_hash_too(
    user: User, english: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []

    def counted(password: str) -> str:
        hashed.append(password)
        return hash_password(password)

    monkeypatch.setattr("cluster.services.people.signing_in.hash_password", counted)
    send(english, "/login", email="nobody@cum.vn", password="sai mật khẩu")

    assert len(hashed) == 1


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_what_is_missing_is_said_at_its_field(user: User, client: FlaskClient, locale: str) -> None:
    with client.session_transaction() as session:
        session["locale"] = locale

    answer = send(client, "/login", email="", password="")

    sentence = {"vi": "Mục này bắt buộc", "en": "This field is required"}[locale]
    assert re.search(rf'id="email-error">\s*<p>{sentence}', answer.text)
    assert re.search(rf'id="password-error">\s*<p>{sentence}', answer.text)


def test_an_account_locks_after_too_many_tries_and_says_for_how_long(
    user: User, english: FlaskClient
) -> None:
    for _try in range(10):
        sign_in(english, user, "sai mật khẩu")

    answer = sign_in(english, user)

    assert "locked for 15 more minutes" in answer.text
    assert not is_signed_in(english)


def test_too_many_accounts_tried_from_one_place_are_slowed_down(
    user: User, english: FlaskClient
) -> None:
    codes = [
        send(english, "/login", email=f"{number}@cum.vn", password="x").status_code
        for number in range(31)
    ]

    assert (set(codes[:30]), codes[30]) == ({200}, 429)


def test_signing_out_ends_copied_cookies_too(app: Flask, user: User, client: FlaskClient) -> None:
    sign_in(client, user)
    copied = client.get_cookie("session")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("session", copied.value)
    assert is_signed_in(thief)

    answer = send(client, "/logout", page="/people/me")

    assert (answer.status_code, answer.location) == (302, "/login")
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_signing_out_takes_a_form_of_ours(user: User, client: FlaskClient, login: Login) -> None:
    login(client, user)

    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert is_signed_in(client)


def test_a_forgotten_password_is_chosen_anew_by_mail(
    app: Flask, user: User, english: FlaskClient
) -> None:
    old = app.test_client()
    sign_in(old, user)
    send(english, "/reset", email=user.email.upper())
    [letter] = letters(app)
    link = link_in(letter)
    assert (letter.to, letter.subject) == ([user.email], "Choose a new password")

    refused = send(english, link, password="ngắn", password_confirm="ngắn")
    differing = send(english, link, password=NEW_PASSWORD, password_confirm=PASSWORD)
    chosen = send(english, link, password=NEW_PASSWORD, password_confirm=NEW_PASSWORD)

    assert "at least 10 characters" in refused.text
    assert "The two passwords differ." in differing.text
    assert chosen.location == "/login"
    assert not is_signed_in(old)
    assert "not right" in sign_in(english, user).text
    sign_in(english, user, NEW_PASSWORD)
    assert is_signed_in(english)
    assert english.get(link).status_code == 302, "a link works once"
    assert letters(app)[1].subject == "Your password has been changed"


def test_choosing_a_new_password_by_mail_opens_a_lock(
    app: Flask, user: User, english: FlaskClient
) -> None:
    for _try in range(10):
        sign_in(english, user, "sai mật khẩu")
    send(english, "/reset", email=user.email)

    send(english, link_in(letters(app)[0]), password=NEW_PASSWORD, password_confirm=NEW_PASSWORD)
    sign_in(english, user, NEW_PASSWORD)

    assert is_signed_in(english)


def test_nobody_learns_whether_an_address_has_an_account(
    app: Flask, user: User, english: FlaskClient
) -> None:
    def answer_to(email: str) -> str:
        send(english, "/reset", email=email)
        return TOKEN.sub("", english.get("/login").text).replace(email, "")

    assert answer_to(user.email) == answer_to("nobody@cum.vn")
    assert len(letters(app)) == 1


def test_one_address_is_not_flooded_with_letters(
    app: Flask, user: User, english: FlaskClient
) -> None:
    codes = [send(english, "/reset", email=user.email).status_code for _letter in range(6)]

    assert codes == [302] * 5 + [429]
    assert len(letters(app)) == 5


def test_a_letter_that_does_not_leave_is_said(
    app: Flask, user: User, english: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any, **_more: Any) -> bool:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)

    send(english, "/reset", email=user.email)

    assert "could not be sent" in english.get("/login").text


def test_changing_the_password_ends_the_other_sessions(
    app: Flask, user: User, english: FlaskClient
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, user)
    sign_in(english, user)

    wrong = send(
        english,
        "/change",
        password="sai mật khẩu",
        new_password=NEW_PASSWORD,
        new_password_confirm=NEW_PASSWORD,
    )
    changed = send(
        english,
        "/change",
        password=PASSWORD,
        new_password=NEW_PASSWORD,
        new_password_confirm=NEW_PASSWORD,
    )

    assert re.search(r'id="password-error">\s*<p>The password is not right', wrong.text)
    assert changed.location == "/people/me"
    assert is_signed_in(english)
    assert not is_signed_in(elsewhere)
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.user_id == user.id))
    assert list(actions) == ["password.changed"]
    assert [letter.subject for letter in letters(app)] == ["Your password has been changed"]


def test_a_closed_account_is_shut_out_at_once(
    user: User, client: FlaskClient, login: Login
) -> None:
    login(client, user)
    make_administrator()
    people.deactivate(SYSTEM, user.id, reason="nghỉ hưu", now=datetime.now(UTC))

    assert not is_signed_in(client)


def code_for(key: str, at: datetime) -> str:
    return str(TOTP(key=key).generate(time=at).token)


def set_up_second_step(client: FlaskClient, at: datetime) -> str:
    """Switch the second step on and return the key that the telephone keeps."""
    page = send(client, "/tf-setup", setup="authenticator")
    key = re.search(r"<dd>([A-Z0-9-]{20,})</dd>", page.text)
    action = re.search(r'action="(/tf-setup/[^"]+)"', page.text)
    assert key is not None
    assert action is not None
    answer = client.post(
        action[1], data={"csrf_token": token_of(page), "code": code_for(key[1], at)}
    )
    assert answer.location == "/people/me", answer.text
    return key[1]


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_the_second_step_asks_for_a_code_that_opens_once(
    clock: Any, user: User, english: FlaskClient
) -> None:
    sign_in(english, user)
    key = set_up_second_step(english, datetime.now(UTC))
    send(english, "/logout", page="/people/me")
    clock.shift(60)

    asked = sign_in(english, user)
    assert asked.location.startswith("/tf-validate?next=")
    assert not is_signed_in(english)
    wrong = send(english, "/tf-validate", code="000000")
    assert "Invalid code" in wrong.text
    code = code_for(key, datetime.now(UTC))
    send(english, "/tf-validate", code=f"{code[:3]} {code[3:]}")
    assert is_signed_in(english)

    send(english, "/logout", page="/people/me")
    sign_in(english, user)
    again = send(english, "/tf-validate", code=code)

    assert "Invalid code" in again.text
    assert not is_signed_in(english)


def test_wrong_codes_lock_like_wrong_passwords(
    clock: Any, user: User, english: FlaskClient
) -> None:
    sign_in(english, user)
    key = set_up_second_step(english, datetime.now(UTC))
    send(english, "/logout", page="/people/me")
    clock.shift(60)
    sign_in(english, user)
    for _try in range(10):
        send(english, "/tf-validate", code="000000")

    answer = send(english, "/tf-validate", code=code_for(key, datetime.now(UTC)))

    assert "locked for 15 more minutes" in answer.text
    assert "locked for 15 more minutes" in sign_in(english, user).text


def test_a_recovery_code_opens_once(clock: Any, user: User, english: FlaskClient) -> None:
    sign_in(english, user)
    set_up_second_step(english, datetime.now(UTC))
    codes = re.findall(r"<li><strong>([^<]+)</strong>", send(english, "/mf-recovery-codes").text)
    assert len(codes) == 8
    assert all(code not in str(user.mf_recovery_codes) for code in codes), "kept encrypted"
    for expected in (True, False):
        send(english, "/logout", page="/people/me")
        sign_in(english, user)
        answer = send(english, "/mf-recovery", code=codes[0])
        assert is_signed_in(english) == expected

    assert "Recovery code invalid" in answer.text


def test_a_role_may_need_the_second_step(
    app: Flask, clock: Any, user: User, english: FlaskClient
) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, require_totp=frozenset({"secretary"}))
    sign_in(english, user)

    assert english.get("/people/").location == "/tf-setup"
    set_up_second_step(english, datetime.now(UTC))

    assert english.get("/people/").status_code == 200


def test_a_misspelt_role_in_the_settings_stops_the_start(tmp_path: Path) -> None:
    settings = replace(settings_in(tmp_path), require_totp=frozenset({"secretery"}))

    with pytest.raises(ValueError, match="secretery"):
        create_app(settings)


def test_a_letter_never_links_to_a_host_that_is_not_ours(app: Flask, tmp_path: Path) -> None:
    guarded = create_app(replace(settings_in(tmp_path), hosts=("thidua.vn",)))

    codes = [
        guarded.test_client().get("/alive", base_url=f"http://{host}").status_code
        for host in ("thidua.vn", "example.org")
    ]

    assert codes == [200, 400]


def test_who_acts_costs_the_same_queries_whatever_the_roles(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    cluster = make_cluster()
    counts = []
    for number in (1, 6):
        roles = (
            [Grant(Role.OFFICER, cluster.id, alliance.id) for alliance in make_alliances(number)]
            if number > 1
            else [Grant(Role.SECRETARY, cluster.id)]
        )
        login(client, make_user(*roles))
        statements: list[str] = []

        def note(
            _conn: Any, _cursor: Any, statement: str, *_more: Any, seen: Any = statements
        ) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        client.get("/logout")
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len([each for each in statements if each.startswith("SELECT")]))

    assert counts[0] == counts[1]


def test_changing_how_one_signs_in_asks_for_the_password_again(
    clock: Any, user: User, english: FlaskClient
) -> None:
    sign_in(english, user)
    clock.shift(3600)

    asked = english.get("/tf-setup")
    assert asked.location.startswith("/verify?next=")
    wrong = send(english, asked.location, password="sai mật khẩu")
    assert "The password is not right." in wrong.text
    answer = send(english, asked.location, password=PASSWORD)

    assert answer.location.endswith("/tf-setup")
    assert english.get("/tf-setup").status_code == 200


def test_an_invitation_goes_out_in_the_language_of_its_reader(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    cluster = make_cluster()
    login(client, make_administrator())

    answer = send(
        client,
        "/people/new",
        full_name="Trần Văn Bình",
        honorific="Ông",
        email="binh@cum.vn",
        locale="en",
        role="chair",
        cluster_id=str(cluster.id),
        alliance_id="",
        starts_on="2020-01-01",
    )

    [letter] = letters(app)
    assert answer.status_code == 302
    assert letter.to == ["binh@cum.vn"]
    assert letter.subject == "Invitation to Cụm Thi Đua"
    assert letter.body.startswith("Dear Ông Trần Văn Bình,")
    guest = app.test_client()
    chosen = send(guest, link_in(letter), password=NEW_PASSWORD, password_confirm=NEW_PASSWORD)
    send(guest, chosen.location, email="binh@cum.vn", password=NEW_PASSWORD)
    assert is_signed_in(guest)


def test_a_refused_invitation_comes_back_as_it_was_typed(
    app: Flask, client: FlaskClient, login: Login, user: User
) -> None:
    login(client, make_administrator())
    with client.session_transaction() as session:
        session["locale"] = "en"
    [cluster] = db.session.scalars(select(Cluster))

    answer = send(
        client,
        "/people/new",
        full_name="Người Khác",
        email=user.email,
        locale="vi",
        role="auditor",
        cluster_id=str(cluster.id),
        alliance_id="",
        starts_on="2026-03-02",
    )

    assert answer.status_code == 422
    assert re.search(r'id="email-error">\s*<p>This e-mail address belongs', answer.text)
    assert 'value="Người Khác"' in answer.text
    assert '<option selected value="auditor">' in answer.text
    assert letters(app) == []


def test_an_invitation_that_does_not_leave_can_be_sent_again(
    app: Flask, client: FlaskClient, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = make_cluster()
    login(client, make_administrator())
    with client.session_transaction() as session:
        session["locale"] = "en"

    def refuse(*_arguments: Any, **_more: Any) -> bool:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", refuse)
        answer = send(
            client,
            "/people/new",
            full_name="Trần Văn Bình",
            email="binh@cum.vn",
            locale="vi",
            role="chair",
            cluster_id=str(cluster.id),
            alliance_id="",
            starts_on="2020-01-01",
        )
    page = client.get(answer.location)
    assert "did not leave" in page.text
    assert letters(app) == []

    client.post(f"{answer.location}/invitation", data={"csrf_token": token_of(page)})

    assert [letter.to for letter in letters(app)] == [["binh@cum.vn"]]


def test_without_a_mail_server_the_letter_stands_in_the_terminal(
    app: Flask, client: FlaskClient, login: Login, now: datetime
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mail_backend="console")
    login(client, make_administrator())
    invited = people.invite(
        SYSTEM,
        Newcomer(email="moi@cum.vn", full_name="Lê Lan"),
        grants=[Grant(Role.SYSADMIN)],
        now=now,
    )
    with client.session_transaction() as session:
        session["locale"] = "en"

    send(client, f"/people/{invited.id}/invitation", page=f"/people/{invited.id}")

    assert "stands in the server’s terminal" in client.get(f"/people/{invited.id}").text


def test_a_wrong_address_is_put_right_and_written_to(
    app: Flask, client: FlaskClient, login: Login, now: datetime
) -> None:
    login(client, make_administrator())
    invited = people.invite(
        SYSTEM,
        Newcomer(email="sai@cum.vn", full_name="Lê Lan"),
        grants=[Grant(Role.SYSADMIN)],
        now=now,
    )

    send(client, f"/people/{invited.id}/address", email="dung@cum.vn")

    assert [letter.to for letter in letters(app)] == [["dung@cum.vn"]]


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
