"""The pages before somebody is in: set-up, signing in, a new password, the second step."""

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from cluster.database import db
from cluster.domain.permissions import Grant, Role
from tests.browser.chromium import accessibility_faults, follow, is_wider_than_the_screen
from tests.make.members import make_cluster
from tests.make.people import PASSWORD, make_user

pytestmark = pytest.mark.browser

LINK = re.compile(r"http://\S+/reset/\S+")


class Looker:
    """Looks at one page after the other on a telephone, and keeps what is wrong with each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        self.faults: dict[str, list[str]] = {}
        page.set_viewport_size({"width": 360, "height": 800})

    def look(self, name: str) -> None:
        """Look at the page that is open."""
        wide = ["is wider than the screen"] if is_wider_than_the_screen(self.page) else []
        wrong = wide + accessibility_faults(self.page)
        if self.page.get_attribute("html", "lang") != "vi":
            wrong.append("is not in Vietnamese")
        self.seen.append(name)
        if wrong:
            self.faults[name] = wrong

    def open(self, name: str, address: str) -> None:
        """Open a page and look at it."""
        self.page.goto(address)
        self.look(name)

    def follow(self, name: str, button: str) -> None:
        """Press a button or link, and look at the page it leads to."""
        follow(self.page, button)
        self.look(name)

    def send(self, name: str, **fields: str) -> None:
        """Fill in the form that is open, send it, and look at the answer."""
        for field, value in fields.items():
            self.page.fill(f"main [name={field}]", value)
        self.follow(name, "main form button[type=submit]")


def test_the_pages_at_the_door_fit_a_telephone_and_satisfy_axe(app: Flask, page: Page) -> None:
    visitor = Looker(page)
    visitor.open("set-up", "/")
    visitor.send("set-up, sent empty")
    user = make_user(Grant(Role.SECRETARY, make_cluster().id), email="thu-ky@cum.vn")
    visitor.open("sign in", "/login")
    visitor.send("sign in, wrong password", email=user.email, password="không phải đâu")
    visitor.open("forgotten password", "/reset")
    visitor.send("forgotten password, sent", email=user.email)
    visitor.open("new password", LINK.search(_letters(app)[-1].body)[0])
    visitor.send("new password, too short", password="ngắn", password_confirm="khác")
    visitor.open("sign in again", "/login")
    visitor.send("first page", email=user.email, password=PASSWORD)
    visitor.open("password once more", "/verify")

    assert visitor.faults == {}
    assert "/reset/" not in page.url
    assert len(visitor.seen) == 11


def test_the_second_step_fits_a_telephone_and_satisfies_axe(app: Flask, page: Page) -> None:
    user = make_user(Grant(Role.SECRETARY, make_cluster().id), email="thu-ky@cum.vn")
    user.tf_primary_method = "authenticator"
    user.tf_totp_secret = app.extensions["security"]._totp_factory.generate_totp_secret()
    db.session.commit()
    visitor = Looker(page)
    page.goto("/login")
    visitor.send("second step", email=user.email, password=PASSWORD)
    visitor.send("second step, wrong code", code="000000")
    visitor.follow("recovery code", "main a[href*=recovery]")

    assert visitor.faults == {}
    assert "/mf-recovery" in page.url


def _letters(app: Flask) -> list[Any]:
    return app.extensions["mailman"].outbox
