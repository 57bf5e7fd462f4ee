"""The year's two solemn acts with the keyboard alone: signing a pledge, submitting a report."""

from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import years
from cluster.services.members import members_of
from tests.browser.words import in_vietnamese
from tests.conftest import NOW
from tests.make.achievements import make_report_year
from tests.make.members import make_deputy
from tests.make.people import PASSWORD, make_user
from tests.make.pledges import make_pledge, make_pledge_year

pytestmark = pytest.mark.browser

CONSENT = "I have read the pledge with the targets of all members and sign it for my alliance."
MOST_STEPS = 120
FOCUS = """() => {
  const here = document.activeElement;
  const marks = (element) => {
    const look = getComputedStyle(element);
    return [look.outlineStyle, look.outlineWidth, look.boxShadow, look.borderColor].join();
  };
  const twin = here.cloneNode();
  here.after(twin);
  const unfocused = marks(twin);
  twin.remove();
  const box = here.getBoundingClientRect();
  return {
    name: (here.labels?.[0]?.innerText || here.getAttribute("aria-label") || here.innerText).trim(),
    kind: here.type || here.tagName.toLowerCase(),
    is_marked: marks(here) !== unfocused,
    is_in_sight: box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
"""What has the focus, and whether the reader can tell: its twin without looks different."""


@dataclass(frozen=True)
class Stop:
    """Where the keyboard stands."""

    name: str
    kind: str
    is_marked: bool
    is_in_sight: bool


class Typist:
    """Somebody without a mouse, who notes every stop that cannot be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[Stop] = []

    def tab_to(self, name: str, kind: str = "") -> None:
        """Press Tab until what is called so, and is this kind of control, has the focus."""
        for _step in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            stop = Stop(**self.page.evaluate(FOCUS))
            if not (stop.is_marked and stop.is_in_sight):
                self.unseen.append(stop)
            if stop.name.startswith(name) and stop.kind.startswith(kind):
                return
        pytest.fail(f"Tab never came to “{name}”")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(name)
        self.page.keyboard.type(text)

    def press(self, name: str, kind: str = "") -> None:
        """Go to a link or button and press Enter; wait for the next page."""
        self.tab_to(name, kind)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_in(self, email: str) -> None:
        """Sign in."""
        self.page.goto("/login")
        self.write(in_vietnamese("E-mail address"), email)
        self.write(in_vietnamese("Password"), PASSWORD)
        self.press(in_vietnamese("Sign in"), "submit")


@pytest.fixture
def typist(page: Page) -> Typist:
    """Return somebody who has put the mouse away."""
    page.set_viewport_size({"width": 1280, "height": 800})
    return Typist(page)


def person_for(year: Year, role: Role) -> str:
    """Return the address of somebody with a role for the year's first member."""
    alliance_id = members_of(year)[0].alliance_id
    known = make_deputy(alliance_id, "Lê Văn Phím")
    return make_user(Grant(role, year.cluster_id, alliance_id), person_id=known).email


def test_a_pledge_is_signed_with_the_keyboard_alone(app: Flask, typist: Typist) -> None:
    year = make_pledge_year()
    make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    member = members_of(year)[0].short_name
    typist.sign_in(person_for(year, Role.SIGNER))

    typist.press(in_vietnamese("Pledge"), "a")
    typist.press(in_vietnamese("Read and sign for %(member)s", member=member))
    typist.tab_to(in_vietnamese(CONSENT))
    typist.page.keyboard.press("Space")
    typist.write(in_vietnamese("Your password"), PASSWORD)
    typist.press(in_vietnamese("Sign the pledge"), "submit")

    expect(typist.page.get_by_text(in_vietnamese("You have signed the pledge."))).to_be_visible()
    assert typist.unseen == []


def test_a_report_is_submitted_with_the_keyboard_alone(app: Flask, typist: Typist) -> None:
    year = make_report_year()
    typist.sign_in(person_for(year, Role.OFFICER))

    typist.press(in_vietnamese("Achievements"), "a")
    typist.press("I.1", "a")
    typist.press(in_vietnamese("New report"), "a")
    typist.write(in_vietnamese("Quantity"), "4,5")
    typist.write(in_vietnamese("Date"), "03032026")
    typist.write(in_vietnamese("Explanation in place of evidence"), "Biên bản gửi sau.")
    typist.press(in_vietnamese("Save and submit"), "submit")

    said = in_vietnamese("The report is submitted; it counts from now on.")
    for words in (said, "03/03/2026", "4,5 HTX"):
        expect(typist.page.get_by_text(words)).to_be_visible()
    assert typist.unseen == []


def test_a_search_is_sent_without_asking_whether_to_leave(app: Flask, typist: Typist) -> None:
    asked: list[str] = []
    typist.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    typist.sign_in(person_for(make_report_year(), Role.OFFICER))
    typist.page.goto("/members/")

    typist.write(in_vietnamese("Search by name, place or head"), "lien minh")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")

    assert asked == []
