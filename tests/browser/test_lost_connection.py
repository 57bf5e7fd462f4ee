"""A form sent without a network, or signed out: what was typed stays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cluster.domain.permissions import Grant, Role
from tests.browser.chromium import accessibility_faults, follow, is_wider_than_the_screen
from tests.browser.words import in_vietnamese
from tests.make.people import PASSWORD, make_user
from tests.make.years import make_year

pytestmark = pytest.mark.browser

SignIn = Callable[[str, str], None]
NAME = "Phôi A4"
SEND = "main button[type=submit]"


@pytest.fixture
def typed(app: object, page: Page, sign_in: SignIn) -> Callable[[], None]:
    """Return what opens a form and types into it."""
    year = make_year()
    user = make_user(Grant(Role.SECRETARY, year.cluster_id))

    def act() -> None:
        sign_in(user.email, PASSWORD)
        page.goto(f"/years/{year.id}/stock/new")
        page.fill("[name=name]", NAME)

    return act


def test_a_form_waits_for_the_network(page: Page, typed: Callable[[], None]) -> None:
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.accept()))
    typed()

    page.context.set_offline(True)
    with page.expect_event("dialog"):
        page.click(SEND)
    kept = page.locator("[name=name]").input_value()
    page.context.set_offline(False)
    follow(page, SEND)

    expect(page.locator("svg.sheet")).to_have_count(1)
    assert kept == NAME
    assert told == [
        in_vietnamese(
            "There is no connection just now. What you typed stays here: send it again when the"
            " network is back."
        )
    ]


def test_on_a_machine_without_any_network_the_program_is_reached(
    page: Page, typed: Callable[[], None]
) -> None:
    typed()
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    follow(page, SEND)

    expect(page.locator("svg.sheet")).to_have_count(1)


def test_who_was_signed_out_signs_in_beside_and_sends_again(
    page: Page, typed: Callable[[], None], sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    typed()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    follow(page, SEND)
    faults, is_wide = accessibility_faults(page), is_wider_than_the_screen(page)

    page.context.add_cookies(cookies)
    for _try in range(2):  # the first one brings a form of this session
        with page.expect_navigation():
            page.get_by_role("button", name=in_vietnamese("Send what you typed again")).click()

    expect(page.locator("h1")).to_have_text(NAME)
    assert (faults, is_wide) == ([], False)
