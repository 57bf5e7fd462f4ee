"""Letters that invite people: sent, refused, not sent, sent again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cluster import mail
from cluster.database import db
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import Cluster, User
from cluster.services import people
from cluster.services.people import Newcomer
from tests.make.members import make_cluster
from tests.make.people import make_administrator
from tests.web.signing_in import is_signed_in, letters, link_in, send, token_of

NEW_PASSWORD = "một mật khẩu khác hẳn"


Login = Callable[[FlaskClient, User], FlaskClient]


def invite(client: FlaskClient, cluster: Cluster, **changes: str) -> TestResponse:
    """Invite the chair of a cluster."""
    fields = {
        "full_name": "Trần Văn Bình",
        "email": "binh@cum.vn",
        "locale": "vi",
        "role": "chair",
        "cluster_id": str(cluster.id),
        "alliance_id": "",
        "starts_on": "2020-01-01",
    }
    return send(client, "/people/new", **(fields | changes))


def test_an_invitation_goes_out_in_the_language_of_its_reader(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    cluster = make_cluster()
    login(client, make_administrator())

    answer = invite(client, cluster, honorific="Ông", locale="en")

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

    answer = invite(client, cluster, full_name="Người Khác", email=user.email, role="auditor")

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
        answer = invite(client, cluster)
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
