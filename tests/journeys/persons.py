"""A person at a browser of their own, who reads Vietnamese and does what the page says.

A journey names what it presses and fills in by the English sentence; it is looked up in the
catalogue, so a better translation breaks no journey.
"""

import re

from playwright.sync_api import Browser, Locator, Page, Response

from cluster.domain.errors import Value
from tests.browser.words import in_vietnamese

PASSWORD = "mật khẩu của năm nay"


class Person:
    """Somebody with a browser window of their own."""

    def __init__(self, browser: Browser, site: str, name: str, email: str) -> None:
        self.name = name
        self.email = email
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=site,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": 1280, "height": 900},
        )
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._note_failure)

    def _note_failure(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, address: str) -> None:
        """Type an address."""
        self.page.goto(address)

    def press(self, sentence: str, *, within: Locator | None = None, **gaps: Value) -> None:
        """Press the button or follow the link of this name."""
        self.press_name(in_vietnamese(sentence, **gaps), within=within)

    def press_name(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button or follow the link with a name that is no sentence of the catalogue,
        and wait for the page that it leads to.

        What follows a colon says to a screen reader which of several it is.
        """
        exactly = re.compile(rf"^{re.escape(name)}(?=$| ?:)")
        place = within or self.page.locator("main")
        button, link = (place.get_by_role(role, name=exactly) for role in ("button", "link"))
        with self.page.expect_navigation():
            button.or_(link).first.click()

    def turn_to(self, section: str) -> None:
        """Go to a section of the year."""
        self.press(section, within=self.page.locator(".shell > .sections"))

    def unfold(self, sentence: str) -> None:
        """Open what is folded up under this name."""
        self.page.locator("main summary", has_text=in_vietnamese(sentence)).click()

    def field(self, sentence: str, *, within: Locator | None = None, **gaps: Value) -> Locator:
        """Return the field of this label, whether or not it may be left empty."""
        return self.field_named(in_vietnamese(sentence, **gaps), within=within)

    def field_named(self, label: str, *, within: Locator | None = None) -> Locator:
        """Return the field with a label that is no sentence of the catalogue."""
        optional = re.escape(in_vietnamese("(optional)"))
        pattern = re.compile(rf"^\s*{re.escape(label)}\s*({optional})?\s*$")
        return (within or self.page.locator("main")).get_by_label(pattern)

    def fill(self, fields: dict[str, str], *, within: Locator | None = None) -> None:
        """Fill in fields, each named by the sentence of its label."""
        for sentence, value in fields.items():
            self.field(sentence, within=within).fill(value)

    def choose(self, sentence: str, option: str) -> None:
        """Choose in a list by the words of the option."""
        self.field(sentence).select_option(label=option)

    def group(self, sentence: str) -> Locator:
        """Return the part of a form under this heading."""
        return self.page.get_by_role("group", name=in_vietnamese(sentence), exact=True)

    def row(self, *words: str) -> Locator:
        """Return the row of a table in which all these words stand."""
        row = self.page.locator("main").get_by_role("row")
        for word in words:
            row = row.filter(has_text=word)
        return row

    def sees(self, words: str) -> None:
        """Wait until the page says this; fail if it does not."""
        self.page.wait_for_load_state()
        self.page.locator("main").get_by_text(words).first.wait_for()

    def reads(self, sentence: str, **gaps: Value) -> None:
        """Wait until the page says this sentence; fail if it does not."""
        self.sees(in_vietnamese(sentence, **gaps))

    def sign_in(self) -> None:
        """Sign in with the mail address and the password chosen before."""
        self.open("/login")
        self.fill({"E-mail address": self.email, "Password": PASSWORD})
        self.press("Sign in")
