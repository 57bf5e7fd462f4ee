"""The score matrix in a real browser: typed like a spreadsheet, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import takewhile

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from cluster.database import db
from cluster.domain.measures import Measure
from cluster.domain.permissions import Grant, Role
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook
from cluster.domain.scoring import Layer
from cluster.models import Score, Year
from tests.browser.chromium import accessibility_faults, is_wider_than_the_screen
from tests.browser.words import in_vietnamese
from tests.make.people import PASSWORD, make_user
from tests.make.rulebook import make_counted_line
from tests.make.scoring import acting, give, ids_of, make_scoring_year, make_settled_year

pytestmark = [pytest.mark.browser, pytest.mark.long]

LINES = ("I.3", "III.1", "III.2.1", "IV.1", "IV.2", "IV.3", "VI.1", "VI.2", "TH.1")


class Desk:
    """The chair of a year in its council, at the matrix, with the mouse put away."""

    def __init__(self, page: Page, year: Year) -> None:
        self.page = page
        self.year_id = year.id
        self.ids = ids_of(year)
        page.set_viewport_size({"width": 1280, "height": 900})

    def open(self) -> None:
        """Open the matrix and go to its first cell by Tab."""
        self.page.goto(f"/years/{self.year_id}/scoring")
        self.page.get_by_role("region", name=in_vietnamese("Score table")).focus()
        self.press("Tab")
        expect(self.cell("I.3", 0)).to_be_focused()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str, *keys: str) -> None:
        """Type over what stands in the cell, then press keys."""
        self.page.keyboard.type(text)
        self.press(*keys)

    def box(self, code: str, place: int) -> Locator:
        """Return the cell of a line and a member, by the member's place."""
        return self.page.locator(f"tr[data-code='{code}'] > td").nth(place)

    def cell(self, code: str, place: int) -> Locator:
        """Return where the cell is typed in."""
        return self.box(code, place).locator(".figure")

    def is_in(self, code: str, place: int) -> None:
        """Expect the keyboard to stand in this cell."""
        expect(self.cell(code, place)).to_be_focused()

    def becomes(self, code: str, place: int, state: str) -> None:
        """Expect a cell to come to a state."""
        expect(self.box(code, place)).to_have_attribute("data-state", state)

    @property
    def reason(self) -> Locator:
        """Where the reason is typed."""
        return self.page.get_by_label(in_vietnamese("Reason"), exact=True)

    @property
    def beside(self) -> Locator:
        """What is said of the cell below the table."""
        return self.page.locator("[data-beside]")


def finals() -> list[tuple[int, str, Decimal | None, str, int]]:
    """Return what the council has given, in the order it was given."""
    db.session.rollback()
    rows = db.session.execute(
        select(Score.alliance_id, Score.criterion_code, Score.points, Score.reason, Score.revision)
        .where(Score.layer == Layer.FINAL)
        .order_by(Score.id)
    )
    return [tuple(row) for row in rows]


@pytest.fixture
def desk(app: Flask, page: Page, sign_in: Callable[[str, str], None]) -> Iterator[Desk]:
    """Return the chair at the matrix of three members, everybody scored in full by itself."""
    year = make_settled_year()
    sitting = Desk(page, year)
    sign_in(make_user(Grant(Role.CHAIR, year.cluster_id)).email, PASSWORD)
    sitting.open()
    return sitting


def test_keys_go_about_as_in_a_spreadsheet(desk: Desk) -> None:
    desk.press("ArrowDown", "ArrowRight")
    desk.is_in("III.1", 1)
    desk.press("Enter", "Tab", "Tab")
    desk.is_in("IV.1", 0)
    desk.press("Shift+Tab", "Shift+Enter")
    desk.is_in("III.1", 2)
    desk.press("Home")
    desk.is_in("III.1", 0)
    desk.press("ArrowLeft", "End", "ArrowUp")
    desk.is_in("I.3", 2)
    desk.press("Control+End")
    desk.is_in("TP.2", 2)
    desk.press("Control+Home", "ArrowUp")
    desk.is_in("I.3", 0)

    assert finals() == []


def test_typing_writes_over_and_f2_corrects(desk: Desk) -> None:
    desk.press("ArrowDown")
    desk.type("30", "Enter")
    desk.becomes("III.1", 0, "saved")
    desk.press("ArrowUp")
    desk.type("3", "Escape")
    expect(desk.cell("III.1", 0)).to_have_value("30")
    desk.press("F2", "ArrowLeft", "ArrowLeft", "Delete", "Escape")
    desk.is_in("III.1", 0)
    expect(desk.cell("III.1", 0)).to_have_value("30")

    assert finals() == [(desk.ids[0], "III.1", Decimal(15), "", 1)]


def test_a_saved_cell_shows_its_layers_and_the_totals_move(desk: Desk) -> None:
    total = desk.page.locator(f"#content-{desk.ids[1]}")
    expect(total).to_have_text("98,50/ 100,00 được giao")

    desk.press("ArrowDown", "ArrowRight")
    desk.type("10", "Enter")
    desk.type("Hội nghị thống nhất", "Enter")
    desk.becomes("III.1", 1, "saved")

    expect(total).to_have_text("90,00/ 100,00 được giao")
    expect(desk.box("III.1", 1)).to_contain_text("8,50 tự 13,50 cuối 5,00")
    expect(desk.page.locator(f"#s-III-{desk.ids[1]}")).to_have_text("68,00")
    desk.is_in("III.2.1", 1)


def test_a_figure_unlike_the_layer_below_asks_for_the_reason_in_place(desk: Desk) -> None:
    desk.press("ArrowDown")
    desk.type("10", "Tab", "Enter")
    desk.becomes("III.1", 0, "refused")
    desk.press("Home", "ArrowRight")  # what was refused is passed by
    desk.is_in("III.1", 1)
    desk.press("Home", "Enter")
    expect(desk.reason).to_be_focused()
    desk.press("Escape")
    desk.is_in("III.1", 0)
    desk.press("Enter")
    desk.type("Thiếu hồ sơ", "Enter")
    desk.becomes("III.1", 0, "saved")
    desk.is_in("III.2.1", 0)
    desk.press("ArrowUp", "ArrowRight")
    desk.type("27", "Enter")  # as the layer below: no reason is asked for
    desk.is_in("III.2.1", 1)
    desk.type("=", "Enter")
    desk.becomes("III.2.1", 1, "saved")

    assert finals() == [
        (desk.ids[0], "III.1", Decimal(5), "Thiếu hồ sơ", 1),
        (desk.ids[1], "III.1", Decimal("13.5"), "", 1),
        (desk.ids[1], "III.2.1", Decimal("31.5"), "", 1),
    ]


def test_a_refusal_is_shown_with_its_sentence_and_found_again(desk: Desk) -> None:
    desk.type("mười", "Enter", "Enter")
    desk.becomes("I.3", 0, "refused")
    desk.press("F8")
    desk.is_in("I.3", 0)
    expect(desk.beside).to_contain_text("“mười”")
    expect(desk.cell("I.3", 0)).to_have_attribute("aria-invalid", "true")
    desk.press("Escape")
    expect(desk.cell("I.3", 0)).to_have_value("")

    assert finals() == []


def test_who_saves_second_sees_both_versions_and_decides(desk: Desk, app: Flask) -> None:
    chair = acting(desk_year(desk), Role.CHAIR)
    ten = Measure(actual=Decimal(10))
    give(chair, desk_year(desk), desk.ids[0], "III.1", Layer.FINAL, ten, reason="Trước")
    desk.press("ArrowDown")
    desk.type("30", "Enter")
    desk.becomes("III.1", 0, "conflict")
    desk.press("ArrowUp")
    expect(desk.beside.locator("[data-clash] tbody")).to_have_text("Số liệu3010Lý do–Trước")
    desk.press("Enter")
    expect(desk.page.locator("[data-mine]")).to_be_focused()
    desk.press("Enter")
    desk.becomes("III.1", 0, "saved")

    assert [(points, reason) for _m, _c, points, reason, _r in finals()] == [
        (Decimal(5), "Trước"),
        (Decimal(15), ""),
    ]


def desk_year(desk: Desk) -> Year:
    return db.session.get_one(Year, desk.year_id)


def test_a_block_from_excel_fills_cells(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = "30\t27\t24\r\n10\t\t9,5\r\n3\t1.5\t0\r\n"
    desk.page.evaluate("text => navigator.clipboard.writeText(text)", block)
    desk.press("ArrowDown", "Control+v")
    for code in ("III.1", "IV.1"):
        desk.becomes(code, 0, "saved")
    desk.becomes("III.2.1", 2, "refused")
    desk.becomes("IV.1", 1, "refused")
    desk.becomes("IV.1", 2, "refused")
    expect(desk.page.locator("[data-count=refused]")).to_contain_text("3")
    for reason in ("Một", "Hai", "Ba"):
        desk.press("F8", "Enter")
        desk.type(reason, "Enter")
    desk.becomes("IV.1", 2, "saved")

    assert {(member, code): (points, reason) for member, code, points, reason, _ in finals()} == {
        (desk.ids[0], "III.1"): (Decimal(15), ""),
        (desk.ids[1], "III.1"): (Decimal("13.5"), ""),
        (desk.ids[2], "III.1"): (Decimal(12), ""),
        (desk.ids[0], "III.2.1"): (Decimal("31.5"), ""),
        (desk.ids[2], "III.2.1"): (Decimal("29.93"), "Một"),
        (desk.ids[0], "IV.1"): (Decimal(3), ""),
        (desk.ids[1], "IV.1"): (Decimal("1.5"), "Hai"),
        (desk.ids[2], "IV.1"): (Decimal(0), "Ba"),
    }


def test_what_is_typed_without_a_connection_is_sent_once_it_is_back(desk: Desk) -> None:
    desk.press("ArrowDown")
    desk.page.context.set_offline(True)
    desk.type("30", "Enter")
    desk.type("10", "ArrowRight")
    desk.becomes("III.1", 0, "kept")
    expect(desk.page.locator("[data-count=kept]")).to_contain_text("2")
    assert finals() == []

    desk.page.context.set_offline(False)
    desk.becomes("III.1", 0, "saved")
    desk.becomes("III.2.1", 0, "saved")

    assert [(code, points) for _m, code, points, _r, _n in finals()] == [
        ("III.1", Decimal(15)),
        ("III.2.1", Decimal("31.5")),
    ]
    assert kept_on_this_machine(desk.page) == []


def test_a_try_that_fails_as_the_connection_comes_back_is_soon_repeated(
    desk: Desk, page: Page
) -> None:
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    page.context.set_offline(True)
    desk.press("ArrowDown")
    desk.type("30", "Enter")
    desk.becomes("III.1", 0, "kept")
    for _try in range(6):  # each waits longer for the next
        page.clock.run_for(60_000)
        desk.becomes("III.1", 0, "kept")

    tries: list[Route] = []

    def fail_when_it_is_back(figure: Route) -> None:
        page.context.set_offline(False)
        expect(page.locator("body")).to_have_attribute("data-heard", "yes")
        tries.append(figure)
        figure.abort()

    page.evaluate("addEventListener('online', () => { document.body.dataset.heard = 'yes' })")
    page.route("**/cell", fail_when_it_is_back, times=1)
    for _second in takewhile(lambda _second: not tries, range(60)):
        page.clock.run_for(1_000)
    desk.becomes("III.1", 0, "kept")
    page.clock.run_for(2_000)

    desk.becomes("III.1", 0, "saved")


def test_what_is_typed_without_a_connection_outlives_the_page(desk: Desk, page: Page) -> None:
    desk.press("ArrowDown")
    page.context.set_offline(True)
    desk.type("30", "Enter")
    desk.becomes("III.1", 0, "kept")
    desk.type("1")  # in the middle of a figure
    page.goto("about:blank")
    page.context.set_offline(False)
    desk.open()

    desk.becomes("III.1", 0, "saved")
    desk.becomes("III.2.1", 0, "typed")
    expect(desk.cell("III.2.1", 0)).to_have_value("1")
    assert [(code, points) for _m, code, points, _r, _n in finals()] == [("III.1", Decimal(15))]


def test_an_answer_lost_on_the_way_saves_nothing_twice(desk: Desk, page: Page) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # it is not sent again by itself
    page.route("**/cell", lose_the_answer, times=1)
    desk.press("ArrowDown")
    desk.type("30", "Enter", "ArrowUp")
    desk.becomes("III.1", 0, "kept")
    desk.type("10", "Enter")
    desk.type("Đếm lại", "Enter")
    desk.becomes("III.1", 0, "saved")

    assert [(points, reason, number) for _m, _c, points, reason, number in finals()] == [
        (Decimal(15), "", 1),
        (Decimal(5), "Đếm lại", 2),
    ]


def test_who_was_signed_out_meanwhile_is_told_and_loses_nothing(desk: Desk, page: Page) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies()
    desk.press("ArrowDown")
    desk.type("30", "Enter")
    desk.becomes("III.1", 0, "away")
    expect(page.locator("[data-count=away]")).to_contain_text("xin đăng nhập")

    page.context.add_cookies(cookies)
    desk.open()
    desk.becomes("III.1", 0, "saved")


def test_signing_out_asks_before_it_throws_away_what_is_not_saved(desk: Desk, page: Page) -> None:
    questions: list[str] = []
    held: list[Route] = []

    def hold(figure: Route) -> None:
        held.append(figure)

    page.route("**/cell", hold)
    desk.press("ArrowDown")
    desk.type("1")
    page.once("dialog", lambda dialog: (questions.append(dialog.message), dialog.dismiss()))
    page.click(".user-menu summary")
    page.click(".user-menu button")
    assert len(kept_on_this_machine(page)) == 1

    def answer_first(leaving: Route) -> None:
        held[0].fulfill(response=held[0].fetch())
        leaving.continue_()

    page.route("**/logout", answer_first)
    page.once("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    with page.expect_navigation():
        page.click(".user-menu button")

    assert len(questions) == 2
    assert kept_on_this_machine(page) == []


def kept_on_this_machine(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return keys


def test_what_can_no_longer_be_sent_is_shown_and_thrown_away_by_hand(
    desk: Desk, page: Page
) -> None:
    prefix = page.locator("[data-matrix]").get_attribute("data-keep")
    cell = f"/years/{desk.year_id}/scoring/{desk.ids[1]}/lines/III.1/appraisal/cell"
    draft = {"figure": "7", "reason": "Vì", "revision": 0, "ready": False}
    page.evaluate(
        "([key, draft]) => localStorage.setItem(key, JSON.stringify(draft))", [prefix + cell, draft]
    )
    desk.open()

    notice = page.locator("[data-stranded]")
    expect(notice).to_contain_text("III.1 · Đắk Lắk · 7 · Vì")
    notice.get_by_role("button").click()
    expect(notice).to_be_hidden()
    assert kept_on_this_machine(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_grid_satisfies_axe_while_it_is_typed_in(desk: Desk, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    desk.press("ArrowDown")
    desk.type("x", "Enter", "Enter")
    desk.becomes("III.1", 0, "refused")
    desk.press("ArrowUp")
    expect(desk.beside.get_by_role("link")).to_have_count(2)

    assert accessibility_faults(page) == []
    assert not is_wider_than_the_screen(page)
    expect(desk.cell("III.1", 0)).to_be_in_viewport(ratio=1)
    expect(desk.reason).to_be_in_viewport(ratio=1)
    expect(desk.cell("III.1", 0)).to_have_accessible_name(
        "III.1 Thành lập mới HTX tối đa 15,00 TP. Hồ Chí Minh Đang chấm: Điểm cuối"
    )


def test_the_keyboard_leaves_the_grid(desk: Desk) -> None:
    expect(desk.beside.get_by_role("link")).to_have_count(2)
    desk.press("Escape")

    focused = desk.page.locator(":focus")
    expect(focused).to_have_text(in_vietnamese("Reports and evidence"))
    desk.press("Tab")
    expect(focused).to_have_text(in_vietnamese("The line with its history"))


def test_fifteen_members_and_sixty_lines_are_typed_through(
    app: Flask, page: Page, sign_in: Callable[[str, str], None]
) -> None:
    section = Criterion(code="I", kind=CriterionKind.SECTION, name_vi="Kết quả", name_en="Results")
    lines = [make_counted_line(f"I.{n}", "1", "10") for n in range(1, 61)]
    book = RuleBook(version=1, scale=Decimal(600), criteria=(section, *lines))
    year = make_scoring_year(alliances=15, book=book)
    own = ids_of(year)[0]
    sign_in(make_user(Grant(Role.OFFICER, year.cluster_id, own)).email, PASSWORD)
    page.goto(f"/years/{year.id}/scoring")
    page.locator(".figure").first.focus()
    for n in range(60):
        page.keyboard.type(str(n % 10))
        page.keyboard.press("Enter")

    expect(page.locator("td[data-state=saved]")).to_have_count(60, timeout=120_000)
    expect(page.locator(f"#content-{own}")).to_contain_text("270,00")
    db.session.rollback()
    assert len(db.session.scalars(select(Score.id)).all()) == 60
