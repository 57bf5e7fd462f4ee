"""How tests sign in by the pages, and read the letters that come of it."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.models import User
from tests.make.people import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LINK = re.compile(r"http://localhost(/reset/\S+)")


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


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/people/me").status_code == 200
