"""Every page of the sample year that a role can reach by links, looked at in the browser."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from cluster.app import create_app
from cluster.database import db
from cluster.services import sample
from tests.browser.chromium import accessibility_faults, is_wider_than_the_screen
from tests.conftest import settings_in

pytestmark = pytest.mark.browser

NAMES_OF_THINGS = re.compile(
    r"[IVX]+(?:\.\d+)+|[A-Z]{2}\.\d+|\d+|\b(?:self|cross|appraisal|final)\b"
)
NO_PAGE = re.compile(r"\.pdf$|/evidence/|/static/")


@pytest.fixture(scope="session")
def sample_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation with the sample cluster, made once for each test process."""
    folder = tmp_path_factory.mktemp("sample")
    app = create_app(settings_in(folder))
    with app.app_context():
        db.create_all()
        sample.load(app.extensions["files"])
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder


@pytest.fixture
def app(tmp_path: Path, sample_installation: Path) -> Iterator[Flask]:
    """Return a copy of the sample installation."""
    shutil.copytree(sample_installation, tmp_path, dirs_exist_ok=True)
    application = create_app(settings_in(tmp_path))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def kind_of(path: str) -> str:
    """Return the path with numbers and codes taken out: pages alike are looked at once."""
    return NAMES_OF_THINGS.sub("·", path)


def links_on(page: Page) -> list[str]:
    """Return the pages of this site that a page leads to."""
    addresses = page.eval_on_selector_all(
        "a[href]", "links => links.filter(a => !a.hasAttribute('download')).map(a => a.href)"
    )
    here = urlsplit(page.url).netloc
    parts = [urlsplit(address) for address in addresses]
    paths = [f"{p.path}?{p.query}" if p.query else p.path for p in parts if p.netloc == here]
    return [path for path in paths if not NO_PAGE.search(path)]


def faults_of(page: Page, path: str) -> list[str]:
    """Open a page and return what is wrong with it."""
    response = page.goto(path)
    assert response is not None
    if response.status != 200:
        return [f"answers {response.status}"]
    wide = ["is wider than the screen"] if is_wider_than_the_screen(page) else []
    return wide + accessibility_faults(page)


@pytest.mark.parametrize(
    ("who", "width", "least"),
    [
        pytest.param("thu-ky", 360, 40, id="the secretary on a phone"),
        pytest.param("can-bo.dni", 1280, 25, id="an officer at a laptop"),
        pytest.param("lanh-dao.dni", 360, 25, id="a signer on a phone"),
        pytest.param("giam-sat", 1920, 20, id="the auditor at a large screen"),
        pytest.param("quan-tri", 1280, 20, id="the administrator at a laptop"),
    ],
)
def test_every_page_fits_the_screen_and_satisfies_axe(
    page: Page, sign_in: Callable[[str, str], None], who: str, width: int, least: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(f"{who}@cumthidua.example", sample.PASSWORD)
    waiting = ["/", "/years/1"]
    seen: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen[kind_of(path)] = path
        if found := faults_of(page, path):
            faults[path] = found
        waiting.extend(links_on(page))

    assert faults == {}
    assert len(seen) >= least
