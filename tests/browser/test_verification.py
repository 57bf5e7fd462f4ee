"""The public page of a certificate in a browser: a file is compared where it lies."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from cluster.database import db
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.models import IssuedPaper, Year
from cluster.services.printing import register
from tests.browser.chromium import accessibility_faults, follow, is_wider_than_the_screen
from tests.conftest import NOW
from tests.make.awards import (
    decide,
    issue,
    make_frozen_year,
    member_of,
    propose_person,
    reprint,
)
from tests.make.people import make_administrator
from tests.make.pledges import make_pledge_year, make_signed_pledge

pytestmark = pytest.mark.browser

NO_WEB_CRYPTOGRAPHY = "Object.defineProperty(crypto, 'subtle', { value: undefined })"


@pytest.fixture
def paper(app: Flask) -> IssuedPaper:
    make_administrator()
    year = make_frozen_year(2)
    award = propose_person(year)
    decide(year, [award])
    return issue(year, PaperKind.AWARD, award.id)


@pytest.fixture
def file(paper: IssuedPaper, tmp_path: Path) -> Path:
    """Return the registered file as somebody keeps it."""
    kept = tmp_path / "bang-khen.pdf"
    kept.write_bytes(reprint(db.session.get_one(Year, paper.year_id), paper))
    return kept


def faults(page: Page) -> list[str]:
    wide = ["is wider than the screen"] if is_wider_than_the_screen(page) else []
    return wide + accessibility_faults(page)


def test_a_file_is_the_registered_one_to_the_last_bit_or_is_not(
    page: Page, paper: IssuedPaper, file: Path
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/v/{paper.code}")
    verdict = page.get_by_role("status")

    page.set_input_files("#file", file)
    expect(verdict).to_have_text("Bản chính thức: đúng là tệp đã đăng ký, không sai một bit.")
    assert faults(page) == []

    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    page.set_input_files("#file", [])
    page.set_input_files("#file", file)
    expect(verdict).to_contain_text("Không phải tệp đã đăng ký.")
    assert faults(page) == []


def test_the_registered_file_of_a_void_certificate_is_not_called_official(
    page: Page, paper: IssuedPaper, file: Path
) -> None:
    register.void(SYSTEM, paper.year_id, paper.id, reason="Sai tên", now=NOW)
    page.goto(f"/v/{paper.code}")
    page.set_input_files("#file", file)

    expect(page.get_by_role("status")).to_have_text(
        "Đây đúng là tệp đã đăng ký, nhưng văn bản đã bị hủy."
    )
    assert faults(page) == []


def test_where_the_browser_cannot_look_into_files_it_says_so(
    page: Page, paper: IssuedPaper
) -> None:
    page.add_init_script(NO_WEB_CRYPTOGRAPHY)
    page.goto(f"/v/{paper.code}")

    expect(page.get_by_role("status")).to_contain_text("Hãy tự đối chiếu như dưới đây.")
    expect(page.locator("#file")).to_be_hidden()


def test_without_scripts_the_hash_is_there_to_be_compared_by_hand(
    chromium: Browser, site: str, paper: IssuedPaper
) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"/v/{paper.code}")
    opened.click("#file-check summary")

    expect(opened.get_by_text(paper.sha256)).to_be_visible()
    expect(opened.locator("#file")).to_be_hidden()
    context.close()


def test_the_figures_of_a_pledge_stand_behind_their_labels_on_a_telephone(
    app: Flask, page: Page
) -> None:
    make_administrator()
    year = make_pledge_year()
    make_signed_pledge(year)
    pledge = issue(year, PaperKind.MEMBER_PLEDGE, member_of(year, 1))
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/v/{pledge.code}")

    expect(page.locator("td[data-label='Chỉ tiêu']").first).to_have_css("text-align", "start")
    assert faults(page) == []


def test_a_mistyped_code_is_typed_again_on_a_telephone(page: Page, paper: IssuedPaper) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/login")
    follow(page, "main a[href='/v/']")
    page.fill("[name=code]", "7k3m-9qxt")
    follow(page, "main button[type=submit]")
    assert (page.input_value("[name=code]"), faults(page)) == ("7k3m-9qxt", [])

    page.fill("[name=code]", (paper.code or "").lower())
    page.keyboard.press("Enter")
    expect(page.get_by_text("Văn bản này đã được cấp và còn giá trị.")).to_be_visible()
