"""Every page that there is, found by following the links that each role is offered.

The sample cluster is loaded with a year in every phase. A page that no link leads to stands in
`NO_LINK` with the reason; so a new page is looked at, or missed, by itself.
"""

import html
import re
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cluster.app import create_app
from cluster.database import db
from tests.browser.chromium import accessibility_faults, is_wider_than_the_screen, serve
from tests.conftest import settings_in
from tests.make.every_phase import make_every_phase, user_of

pytestmark = pytest.mark.long

ROLES = {
    "thu-ky": "the secretary",
    "chu-tri": "the chair",
    "can-bo.dni": "an officer",
    "lanh-dao.dni": "a signer with a second step who is in the council",
    "tham-dinh.kha": "an appraiser",
    "giam-sat": "the auditor",
    "quan-tri": "the administrator",
}
NO_LINK = {
    "achievements.download": "a file, given out as a download",
    "printing.download": "a file, given out as PDF",
    "spreadsheets.member": "a file, given out as Excel",
    "spreadsheets.rulebook": "a file, given out as Excel",
    "spreadsheets.scores": "a file, given out as Excel",
    "spreadsheets.template": "a file, given out as Excel",
    "orders.blank": "a file, given out as a workbook",
    "orders.download": "a file, given out as a download",
    "money.spreadsheet": "a file, given out as a workbook",
    "orders.picture": "a picture in its page",
    "orders.progress": "a part of a page, fetched by its script",
    "register.paper": "a file, given out as PDF",
    "register.spreadsheet": "a file, given out as a workbook",
    "stock.background": "a picture within a page",
    "stock.calibration": "a file, given out as PDF",
    "stock.download": "a file, given out as PDF",
    "stock.runs": "a part of a page, fetched by its script",
    "stock.strip": "a file, given out as PDF",
    "official.download": "a file, given out in Word",
    "official.draft": "a file, given out in Word",
    "official.download_template": "a file, given out in Word",
    "conference.turnout": "asked by the projected screen, not by people",
    "revising.package": "a file, given out sealed",
    "ballots.settle": "only while a tie lasts after another round; see tests/web/test_ballots",
    "static": "a file",
    "bootstrap.static": "a file",
    "scoring.beside": "a part of the score matrix, fetched by its script",
    "home.alive": "for the server’s watchman, not for people",
    "installation.create": "shown once, before there is any account; see test_at_the_door",
    "security.login": "for who is signed out; see test_at_the_door",
    "security.forgot_password": "for who is signed out; see test_at_the_door",
    "security.reset_password": "opened from a letter; see test_at_the_door",
    "security.two_factor_token_validation": "between password and code; see test_at_the_door",
    "security.mf_recovery": "between password and code; see test_at_the_door",
    "security.verify": "asked for when the sign-in is old; see test_at_the_door",
    "security.tf_select": "one second step only, so there is nothing to choose",
    "security.two_factor_rescue": "recovery codes take its place",
}
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
IN_A_YEAR = 3
OUTSIDE = 30
"""How many pages alike are opened of a year, and how many that belong to none."""


@dataclass(frozen=True)
class Sight:
    """A page as one person came upon it."""

    who: str
    path: str
    endpoint: str
    status: int
    location: str
    length: int
    language: str


class World:
    """The installation with its people, and what each of them finds by following links."""

    def __init__(self, app: Flask, users: dict[str, str]) -> None:
        self.app = app
        self.users = users
        self.map = app.url_map.bind("localhost")
        self.known: dict[str, list[Sight]] = {}

    def client(self, who: str, locale: str = "vi") -> FlaskClient:
        """Return the browser of somebody who has just signed in."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = self.users[who]
            session["_fresh"] = True
            session["fs_paa"] = time.time()
            session["locale"] = locale
        return client

    def seen_by(self, who: str) -> list[Sight]:
        """Return the pages that this person can reach by links."""
        if who not in self.known:
            self.known[who] = list(self._walk(who))
        return self.known[who]

    def _walk(self, who: str) -> Iterator[Sight]:
        client = self.client(who)
        alike: Counter[object] = Counter()
        waiting, met = deque(["/"]), {"/"}
        while waiting:
            path = waiting.popleft()
            endpoint, kind, most = self._kind_of(path)
            if endpoint in NO_LINK or alike[kind] >= most:
                continue
            alike[kind] += 1
            answer = client.get(path)
            lang = re.search(r'<html lang="(\w+)"', answer.text)
            yield Sight(
                who=who,
                path=path,
                endpoint=endpoint,
                status=answer.status_code,
                location=answer.location or "",
                length=len(answer.data),
                language=lang[1] if lang else "",
            )
            for link in [answer.location or "", *LINK.findall(answer.text)]:
                target = urljoin(path, html.unescape(link))
                if target.startswith("/") and target not in met:
                    met.add(target)
                    waiting.append(target)

    def _kind_of(self, path: str) -> tuple[str, object, int]:
        """Return endpoint, what makes pages alike, and how many of those are opened."""
        parts = urlsplit(path)
        try:
            endpoint, arguments = self.map.match(parts.path)
        except RequestRedirect as elsewhere:
            endpoint, arguments = self.map.match(urlsplit(elsewhere.new_url).path)
        except HTTPException:
            return "", path, 1
        words = [v for v in arguments.values() if isinstance(v, str) and not re.search(r"\d", v)]
        asked = [(name, "" if v.isdecimal() else v) for name, v in parse_qsl(parts.query)]
        year_id = arguments.get("year_id")
        kind = (endpoint, year_id, *words, *asked)
        return endpoint, kind, OUTSIDE if year_id is None else IN_A_YEAR


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return an installation with a year in every phase, which draws equal specimens once."""
    folder = tmp_path_factory.mktemp("every_phase")
    app = create_app(settings_in(folder))
    with app.app_context():
        db.create_all()
        make_every_phase(app.extensions["files"])
        users = {name: user_of(name).fs_uniquifier for name in ROLES}
        db.session.remove()
    with pytest.MonkeyPatch.context() as patch:
        specimens = import_module("cluster.services.printing.specimens")
        patch.setattr(specimens, "_specimen", cache(specimens._specimen))
        yield World(app, users)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("who", [pytest.param(who, id=role) for who, role in ROLES.items()])
def test_every_link_that_a_role_is_offered_opens(world: World, who: str) -> None:
    """No page offers a way to what its reader may not see, or to what is not there."""
    seen = world.seen_by(who)
    closed = [(page.status, page.path) for page in seen if page.status not in {200, 302}]
    in_vietnamese = {page.language for page in seen if page.status == 200}

    assert closed == []
    assert in_vietnamese == {"vi"}


def test_every_page_is_reached_by_a_link_or_says_why_not(world: World) -> None:
    pages = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods}
    reached = {page.endpoint for who in ROLES for page in world.seen_by(who)}

    assert pages - reached == set(NO_LINK)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a page as it is shown."""

    who: str
    path: str
    locale: str
    what: str


class Viewer:
    """The windows of the people, one for each person and language."""

    def __init__(self, world: World, browser: Browser, site: str) -> None:
        self.world = world
        self.browser = browser
        self.site = site
        self.windows: dict[tuple[str, str], Page] = {}
        self.complaints: list[str] = []

    def window(self, who: str, locale: str, width: int) -> Page:
        """Return somebody's window."""
        if (who, locale) not in self.windows:
            context = self.browser.new_context(
                base_url=self.site,
                viewport={"width": width, "height": 900},
                reduced_motion="reduce",
            )
            self._sign_in(context, who, locale)
            page = context.new_page()
            page.on("console", self._note)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            self.windows[who, locale] = page
        return self.windows[who, locale]

    def faults(self, sight: Sight, locale: str, width: int, *, with_axe: bool) -> list[Fault]:
        """Open a page and return what is wrong with it."""
        page = self.window(sight.who, locale, width)
        self.complaints.clear()
        answer = page.goto(sight.path)
        wrong = list(self.complaints)
        if answer is None or answer.status != 200:
            wrong.append(f"answers {answer and answer.status}")
        if (said := page.get_attribute("html", "lang")) != locale:
            wrong.append(f"says its language is {said}")
        if is_wider_than_the_screen(page):
            wrong.append(f"is wider than {width} px")
        if with_axe:
            wrong += accessibility_faults(page)
        return [Fault(sight.who, sight.path, locale, what) for what in wrong]

    def close(self) -> None:
        """Close all windows."""
        for page in self.windows.values():
            page.context.close()

    def _sign_in(self, context: BrowserContext, who: str, locale: str) -> None:
        cookie = self.world.client(who, locale).get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.site}])

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)


@pytest.fixture
def viewer(world: World, chromium: Browser) -> Iterator[Viewer]:
    """Return windows onto the installation."""
    with serve(world.app) as site:
        windows = Viewer(world, chromium, site)
        yield windows
        windows.close()


def fullest_pages(world: World) -> list[Sight]:
    """Return a page for each route, and each way to ask for it: the one on which most stands."""
    fullest: dict[tuple[str, ...], Sight] = {}
    opened = [page for who in ROLES for page in world.seen_by(who) if page.status == 200]
    for page in sorted(opened, key=lambda page: page.length):
        asked = sorted(name for name, _value in parse_qsl(urlsplit(page.path).query))
        fullest[page.endpoint, *asked] = page
    return list(fullest.values())


@pytest.mark.browser
@pytest.mark.parametrize("part", range(2), ids=["one half", "other half"])
def test_every_page_fits_the_screen_and_satisfies_axe(
    world: World, viewer: Viewer, part: int
) -> None:
    """On a telephone in Vietnamese, with axe; on a laptop in English."""
    faults: list[Fault] = []
    for page in fullest_pages(world)[part::2]:
        faults += viewer.faults(page, "vi", 360, with_axe=True)
        faults += viewer.faults(page, "en", 1280, with_axe=False)

    assert faults == []
