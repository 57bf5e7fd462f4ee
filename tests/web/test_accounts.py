"""Signing in and out, and passwords chosen anew."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import event, select

from cluster import mail
from cluster.app import create_app
from cluster.database import db
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import AuditEntry, User
from cluster.services import people
from tests.conftest import settings_in
from tests.make.members import make_alliances, make_cluster
from tests.make.people import PASSWORD, make_administrator, make_user
from tests.web.signing_in import TOKEN, is_signed_in, letters, link_in, send, sign_in

NEW_PASSWORD = "một mật khẩu khác hẳn"


Login = Callable[[FlaskClient, User], FlaskClient]


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
