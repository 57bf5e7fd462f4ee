"""Fields of a layout moved on the picture of the sheet: keys, mouse and numbers stay in step."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from cluster.domain.permissions import Grant, Role
from cluster.models import StockRun, Year
from tests.browser.chromium import accessibility_faults, follow, is_wider_than_the_screen
from tests.make.orders import order_list, people, run, start
from tests.make.people import PASSWORD, make_user
from tests.make.stock import made, make_printer, make_stock, order_onto, put_background
from tests.make.years import make_year

pytestmark = pytest.mark.browser

Opens = Callable[[int], None]
LATE = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = async function () {
    const body = await text.call(this);
    await new Promise((resolve) => {
      window.arrive = () => { delete document.body.dataset.waits; resolve(); };
      document.body.dataset.waits = "yes";
    });
    return body;
  };
}"""
CUT_OFF = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = async () => {
    Response.prototype.text = text;
    throw new TypeError("network error");
  };
}"""
"""What a bad network does to the words of an answer."""


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


@pytest.fixture
def opens(page: Page, sign_in: Callable[[str, str], None], year: Year) -> Opens:
    """Return what opens the layout of a kind of stock on a screen so many pixels wide."""
    user = make_user(Grant(Role.SECRETARY, year.cluster_id))
    kind = make_stock(year)
    put_background(year, kind)
    here = f"/years/{year.id}/stock/{kind.id}"

    def act(width: int) -> None:
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(user.email, PASSWORD)
        page.goto(here)

    return act


@pytest.fixture
def under_way(page: Page, sign_in: Callable[[str, str], None], year: Year) -> StockRun:
    """Return a file that is not made yet; its progress is on the page."""
    user = make_user(Grant(Role.SECRETARY, year.cluster_id))
    order = order_list(year, people(2))
    start(year, order, *range(9))
    run(order)
    asked = order_onto(year, order, make_stock(year), make_printer(year))
    sign_in(user.email, PASSWORD)
    page.goto(f"/years/{year.id}/stock/orders/{order.id}")
    return asked


def field(page: Page, number: int) -> Locator:
    return page.locator(f'.sheet .field[data-row="{number}"]')


def typed(page: Page, number: int) -> tuple[str, str]:
    """Return where a field stands by the numbers of its row."""
    x, y = (page.locator(f"#rows-{number}-{name}") for name in ("x", "y"))
    return x.input_value(), y.input_value()


def test_arrow_keys_move_a_field_and_its_numbers(page: Page, opens: Opens) -> None:
    opens(1280)
    before = typed(page, 3)
    field(page, 3).focus()

    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    moved = typed(page, 3)
    expect(field(page, 3)).to_have_attribute("data-x", "49")
    expect(field(page, 3)).to_be_focused()

    assert before == ("48", "153")
    assert moved == ("49", "157,5")
    assert page.locator("[data-said]").inner_text().strip().endswith("157,5 mm")


def test_no_key_moves_a_field_off_the_sheet(page: Page, opens: Opens) -> None:
    opens(1280)
    field(page, 3).focus()

    for _press in range(12):
        page.keyboard.press("Shift+ArrowLeft")

    assert typed(page, 3)[0] == "0"


def test_the_mouse_moves_a_field_by_half_millimetres(page: Page, opens: Opens) -> None:
    opens(1280)
    box = field(page, 3).bounding_box()
    sheet = page.locator("svg.sheet").bounding_box()
    assert box is not None
    assert sheet is not None
    a_millimetre = sheet["width"] / 400
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 20 * a_millimetre, start[1] - 10 * a_millimetre, steps=4)
    page.mouse.up()
    moved = typed(page, 3)

    assert moved == ("68", "143")


def test_the_code_is_moved_with_keys_and_mouse_like_any_field(page: Page, opens: Opens) -> None:
    opens(1280)
    page.check("#code-is_printed")
    code = page.locator('.sheet .field[data-row="code"]')
    expect(code).to_have_attribute("data-x", "10")
    code.focus()

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    by_keys = page.input_value("#code-x"), page.input_value("#code-y")
    spoken = page.locator("[data-said]").inner_text().strip()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(code).to_have_attribute("data-y", "275")
    code.scroll_into_view_if_needed()
    box, sheet = code.bounding_box(), page.locator("svg.sheet").bounding_box()
    assert box is not None
    assert sheet is not None
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 20 * sheet["width"] / 400, start[1], steps=4)
    page.mouse.up()

    assert by_keys == ("10,5", "280")
    assert spoken == "Ô QR: cách mép trái 10,5 mm, cách mép trên 280 mm"
    assert (page.input_value("#code-x"), page.input_value("#code-y")) == ("30,5", "275")
    assert accessibility_faults(page) == []


def test_wrong_moves_are_taken_back_one_by_one(page: Page, opens: Opens) -> None:
    opens(1280)
    button = page.locator("[data-undo]")
    expect(button).to_be_hidden()
    field(page, 3).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")

    page.keyboard.press("Control+z")
    after_keys = typed(page, 3)
    button.click()
    after_button = typed(page, 3)

    assert (after_keys, after_button) == (("48,5", "153"), ("48", "153"))
    expect(button).to_be_hidden()
    expect(field(page, 3)).to_be_focused()


def test_a_drag_is_given_up_with_escape_and_taken_back_as_one_move(
    page: Page, opens: Opens
) -> None:
    opens(1280)
    box = field(page, 3).bounding_box()
    assert box is not None
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1] - 30, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    given_up = typed(page, 3)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1] - 30, steps=4)
    page.mouse.up()
    moved = typed(page, 3)
    page.locator("[data-undo]").click()

    assert given_up == ("48", "153")
    assert moved != given_up
    assert typed(page, 3) == ("48", "153")


def hold_back_the_picture(page: Page) -> None:
    """Move a field, and let the picture of it arrive only when `arrive` is called."""
    page.evaluate(LATE)
    field(page, 3).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("body")).to_have_attribute("data-waits", "yes")


def test_a_picture_that_comes_late_leaves_the_focus_where_it_is(page: Page, opens: Opens) -> None:
    opens(1280)
    hold_back_the_picture(page)

    page.focus("#reason")
    page.evaluate("arrive()")

    expect(field(page, 3)).to_have_attribute("data-x", "48.5")
    expect(page.locator("#reason")).to_be_focused()


def test_a_picture_that_comes_late_takes_no_field_out_of_the_hand(page: Page, opens: Opens) -> None:
    opens(1280)
    hold_back_the_picture(page)
    box = field(page, 3).bounding_box()
    assert box is not None
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(*start)
    page.mouse.down()
    page.evaluate("arrive()")
    page.mouse.move(start[0] + box["width"], start[1], steps=2)
    page.mouse.up()
    moved = typed(page, 3)
    expect(page.locator("body")).to_have_attribute("data-waits", "yes")
    page.evaluate("arrive()")

    assert moved != ("48,5", "153")
    expect(field(page, 3)).to_have_attribute("data-x", moved[0].replace(",", "."))


def test_a_screen_reader_hears_the_field_and_where_it_stands(page: Page, opens: Opens) -> None:
    opens(1280)
    name = "Ô 4: {recipient}, cách mép trái 48 mm, cách mép trên 153 mm"
    found = page.get_by_role("application").get_by_role("button", name=name)

    found.focus()
    page.keyboard.press("ArrowRight")

    expect(found).to_have_count(0)
    expect(page.get_by_role("button", name=name.replace("48", "48,5"))).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement.children[0]).strokeWidth") == (
        "3px"
    )


def test_typed_numbers_move_the_field_on_the_sheet(page: Page, opens: Opens) -> None:
    opens(1280)

    page.fill("#rows-3-y", "120,5")

    expect(field(page, 3)).to_have_attribute("data-y", "120.5")
    assert page.locator("#rows-3-y").evaluate("e => e === document.activeElement")


def test_a_moved_layout_is_written(page: Page, opens: Opens) -> None:
    opens(1280)
    field(page, 3).focus()
    page.keyboard.press("ArrowRight")

    page.fill("#reason", "Phôi mới")
    follow(page, "main .layout-form button[type=submit]:first-of-type")

    expect(page.locator(".notice-good")).to_have_count(1)
    assert typed(page, 3)[0] == "48,5"


def test_leaving_a_moved_layout_asks_first(page: Page, opens: Opens) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    opens(1280)
    field(page, 3).click()
    page.keyboard.press("ArrowRight")

    page.click(".crumbs a >> nth=1")
    page.wait_for_url("**/stock/")

    assert asked == ["beforeunload"]


@pytest.mark.usefixtures("under_way")
def test_who_is_signed_out_meanwhile_keeps_the_page_with_what_is_typed(page: Page) -> None:
    page.fill("#places", "3")

    with page.expect_response("**/login**"):
        page.context.clear_cookies()
    page.wait_for_load_state("networkidle")

    expect(page.locator("#progress progress")).to_have_count(1)
    assert page.locator("#places").input_value() == "3"


def test_a_file_under_way_is_seen_to_be_ready_and_nothing_typed_is_lost(
    page: Page, under_way: StockRun
) -> None:
    expect(page.locator("#progress progress")).to_have_count(1)
    page.evaluate(CUT_OFF)
    page.fill("#places", "3")

    made(under_way)

    expect(page.locator("#progress a[href$='.pdf']")).to_have_count(1)
    expect(page.locator("#progress progress")).to_have_count(0)
    assert page.locator("#places").input_value() == "3"
    assert accessibility_faults(page) == []


@pytest.mark.usefixtures("under_way")
def test_a_link_keeps_the_focus_while_printing_goes_on(page: Page) -> None:
    link = page.locator("#progress a")

    def focus_first(asked: Route) -> None:
        link.focus()
        asked.continue_()

    page.route("**/runs", focus_first, times=1)
    for _answer in range(2):
        with page.expect_response("**/runs"):
            pass

    expect(link).to_be_focused()


def test_a_telephone_shows_the_whole_page_and_axe_is_content(page: Page, opens: Opens) -> None:
    opens(360)

    assert not is_wider_than_the_screen(page)
    assert accessibility_faults(page) == []
