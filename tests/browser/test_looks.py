from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from cluster.domain.permissions import Grant, Role
from cluster.models import User
from tests.browser.chromium import (
    WIDTHS,
    accessibility_faults,
    follow,
    is_wider_than_the_screen,
)
from tests.make.people import PASSWORD, make_user
from tests.make.pledges import make_pledge, make_pledge_year

pytestmark = pytest.mark.browser

SignIn = Callable[[str, str], None]


@pytest.fixture
def secretary(app: object) -> User:
    year = make_pledge_year()
    make_pledge(year)
    return make_user(Grant(Role.SECRETARY, year.cluster_id), full_name="Nguyễn Thị Thanh Hương")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_pages_fit_the_screen_and_satisfy_axe(
    page: Page, sign_in: SignIn, secretary: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/login")
    at_the_door = accessibility_faults(page)
    sign_in(secretary.email, PASSWORD)
    page.goto("/")

    assert at_the_door == []
    assert accessibility_faults(page) == []
    assert not is_wider_than_the_screen(page)


def test_a_refusal_satisfies_axe(page: Page, sign_in: SignIn, secretary: User) -> None:
    sign_in(secretary.email, PASSWORD)
    page.goto("/years/4711")

    assert accessibility_faults(page) == []


def test_the_first_tab_offers_to_skip_to_the_content(
    page: Page, sign_in: SignIn, secretary: User
) -> None:
    sign_in(secretary.email, PASSWORD)
    page.goto("/")
    page.keyboard.press("Tab")

    offer = page.locator(".skip-link")
    expect(offer).to_be_focused()
    expect(offer).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_menu_opens_and_closes_by_keyboard(page: Page, sign_in: SignIn, secretary: User) -> None:
    sign_in(secretary.email, PASSWORD)
    page.goto("/")
    page.focus(".user-menu > summary")
    menu = page.locator(".user-menu .menu-box")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")

    expect(menu).to_be_hidden()


def test_on_a_phone_the_sections_open_without_any_script(
    chromium: Browser, site: str, secretary: User
) -> None:
    context = chromium.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=email]", secretary.email)
    page.fill("[name=password]", PASSWORD)
    follow(page, "main button[type=submit]")
    page.goto("/")
    page.click(".phone-menu > summary")

    expect(page.locator(".phone-menu a").nth(7)).to_be_visible()
    context.close()


def test_letters_are_large_and_buttons_easy_to_hit(
    page: Page, sign_in: SignIn, secretary: User
) -> None:
    page.goto("/login")
    button = page.locator("main button[type=submit]").bounding_box()

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    assert button is not None
    assert button["height"] >= 44


def test_paper_shows_the_content_without_the_navigation(
    page: Page, sign_in: SignIn, secretary: User
) -> None:
    sign_in(secretary.email, PASSWORD)
    page.goto("/")
    page.emulate_media(media="print")

    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".sections")).to_be_hidden()
