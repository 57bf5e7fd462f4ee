"""The second step at signing in: set up, asked for, recovered."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from cluster.models import User
from tests.make.people import PASSWORD
from tests.web.signing_in import is_signed_in, send, sign_in, token_of


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


def come_back_later(client: FlaskClient, user: User, clock: Any) -> str:
    """Set a second step up, sign out, and return its key a minute later, when codes differ."""
    sign_in(client, user)
    key = set_up_second_step(client, datetime.now(UTC))
    send(client, "/logout", page="/people/me")
    clock.shift(60)
    return key


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_the_second_step_asks_for_a_code_that_opens_once(
    clock: Any, user: User, english: FlaskClient
) -> None:
    key = come_back_later(english, user, clock)

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
    key = come_back_later(english, user, clock)
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
