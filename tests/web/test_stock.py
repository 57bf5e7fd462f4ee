"""The pages of pre-printed stock: from a new kind of sheets to the file for the printer."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.stock import CodeSquare
from cluster.models import User, Year
from cluster.services import stock
from tests.documents.reading import read
from tests.make.awards import make_member
from tests.make.orders import order_list, people, run, start
from tests.make.stock import make_printer, make_stock, put_background, scan
from tests.make.years import make_year
from tests.web.sending import fields_of, words
from tests.web.test_awards import post
from tests.web.test_orders import work

Login = Callable[[FlaskClient, User], FlaskClient]
NEW = {"name": "Phôi A3", "form": "certificate", "size": "a3"}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/stock/"


def typed(page: str) -> dict[str, str]:
    """Return what a layout's form would send."""
    sent = dict(
        re.findall(
            r'name="((?:rows-|code-(?!is)|width|height|version)[^"]*)"[^>]*value="([^"]*)"', page
        )
    )
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]+)"', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_stock_is_added_its_layout_changed_by_numbers_alone(
    year: Year, secretary: FlaskClient
) -> None:
    added = post(secretary, f"{index(year)}new", NEW)
    page = secretary.get(added.location)
    changed = typed(page.text) | {"rows-3-x": "61,5", "reason": "Phôi mới"}
    written = post(secretary, added.location, changed)

    (line,) = stock.list_stocks(SYSTEM, year.id)
    assert (added.status_code, written.status_code, line.version) == (302, 302, 2)
    assert str(stock.view(SYSTEM, year.id, line.id).layout.fields[3].x) == "61.5"
    assert "version 2" in words(secretary.get(index(year)))


def test_a_code_is_put_on_the_sheet_by_numbers_and_taken_off_again(
    year: Year, secretary: FlaskClient
) -> None:
    here = f"{index(year)}{make_stock(year).id}"
    sent = typed(secretary.get(here).text) | {"reason": "Có mã"}
    square = {"code-is_printed": "y", "code-x": "12,5", "code-width": "25"}

    small = post(secretary, here, sent | square | {"code-width": ""})
    picture = post(secretary, f"{here}/picture", sent | square)
    written = post(secretary, here, sent | square)
    (line,) = stock.list_stocks(SYSTEM, year.id)
    on = stock.view(SYSTEM, year.id, line.id).layout.code
    removed = post(secretary, here, sent | {"version": "2"})
    off = stock.view(SYSTEM, year.id, line.id).layout.code

    assert (small.status_code, written.status_code, removed.status_code) == (422, 302, 302)
    assert 'data-row="code" data-x="12.5" data-y="270"' in picture.text
    assert (on, off) == (
        CodeSquare(x=Decimal("12.5"), y=Decimal(270), width=Decimal(25)),
        None,
    )


def test_a_sheet_of_another_size_is_typed_in(year: Year, secretary: FlaskClient) -> None:
    sides = {"size": "other", "width": "385,5", "height": "270"}

    post(secretary, f"{index(year)}new", NEW | sides)
    refused = post(secretary, f"{index(year)}new", NEW | {"name": "B", "size": "other"})

    (line,) = stock.list_stocks(SYSTEM, year.id)
    assert (str(line.width), line.height) == ("385.5", 270)
    assert refused.status_code == 422
    assert "A side of the sheet must be between 60 and 900 mm." in words(refused)


def test_a_refused_layout_loses_nothing_typed(year: Year, secretary: FlaskClient) -> None:
    here = f"{index(year)}{make_stock(year).id}"
    sent = typed(secretary.get(here).text) | {"rows-0-y": "299", "reason": "Thử"}

    refused = post(secretary, here, sent)

    assert refused.status_code == 422
    assert "over the sheet’s lower edge" in words(refused)
    assert typed(refused.text)["rows-0-y"] == "299"


def test_a_number_that_cannot_be_read_is_shown_at_its_cell(
    year: Year, secretary: FlaskClient
) -> None:
    here = f"{index(year)}{make_stock(year).id}"
    sent = typed(secretary.get(here).text) | {"rows-0-y": "ten", "reason": "Thử"}

    refused, picture = post(secretary, here, sent), post(secretary, f"{here}/picture", sent)

    assert refused.status_code == 422
    assert "“ten” cannot be read as a number" in words(refused)
    assert "A number cannot be read; the picture waits for it." in picture.text


def test_looking_writes_nothing(year: Year, secretary: FlaskClient) -> None:
    here = f"{index(year)}{make_stock(year).id}"
    sent = typed(secretary.get(here).text) | {"rows-3-x": "61,5", "look": "1"}

    shown, picture = post(secretary, here, sent), post(secretary, f"{here}/picture", sent)

    assert (shown.status_code, picture.status_code) == (200, 200)
    assert 'data-x="61.5"' in shown.text
    assert 'data-x="61.5"' in picture.text
    (line,) = stock.list_stocks(SYSTEM, year.id)
    assert line.version == 1


def test_an_earlier_version_can_be_looked_at_and_written_again(
    year: Year, secretary: FlaskClient
) -> None:
    here = f"{index(year)}{make_stock(year).id}"
    first = typed(secretary.get(here).text)
    post(secretary, here, first | {"rows-3-x": "61,5", "reason": "Thử"})

    page = secretary.get(f"{here}?from=1")
    again = post(secretary, here, typed(page.text) | {"reason": "Như cũ"})

    assert typed(page.text) == first | {"version": "2"}
    assert again.status_code == 302


def test_a_scan_is_shown_behind_the_fields(year: Year, secretary: FlaskClient) -> None:
    here = f"{index(year)}{make_stock(year).id}"

    before = secretary.get(f"{here}/background")
    put = post(secretary, f"{here}/background", {"files": (scan(), "phoi.png")})
    refused = post(secretary, f"{here}/background", {"files": (scan("BMP"), "phoi.bmp")})
    shown = secretary.get(f"{here}/background")

    assert (before.status_code, put.status_code, refused.status_code) == (404, 302, 422)
    assert (shown.data, shown.mimetype) == (scan().read(), "image/png")
    assert f'<image href="{here}/background' in secretary.get(here).text


def test_a_printer_is_entered_and_corrected(year: Year, secretary: FlaskClient) -> None:
    make_stock(year)
    sent = {"name": "HP", "dx": "-1,5", "dy": "2", "scale_x": "100", "scale_y": "99,8"}

    post(secretary, f"{index(year)}printers/new", sent)
    (printer,) = stock.list_printers(SYSTEM, year.id)
    corrected = post(secretary, f"{index(year)}printers/{printer.id}", sent | {"dx": "0,5"})
    refused = post(secretary, f"{index(year)}printers/{printer.id}", sent | {"dy": "50"})

    assert (corrected.status_code, refused.status_code) == (302, 422)
    assert "More than 30 mm: look how the paper lies in the printer." in words(refused)
    assert "0.5" in words(secretary.get(index(year)))


def test_what_a_ruler_says_becomes_the_printers_correction(
    year: Year, secretary: FlaskClient
) -> None:
    kind, printer = make_stock(year), make_printer(year)
    here = f"{index(year)}printers/{printer.id}"
    sent = {"stock_id": kind.id, "left": "21,5", "top": "20", "across": "360", "down": "261"}

    page = secretary.get(here)
    reckoned = post(secretary, f"{here}/measured", sent)
    refused = post(secretary, f"{here}/measured", sent | {"across": "380"})
    unread = post(secretary, f"{here}/measured", sent | {"top": "two"})

    assert f'href="{index(year)}{kind.id}/calibration.pdf?printer={printer.id}"' in page.text
    assert (reckoned.status_code, refused.status_code, unread.status_code) == (302, 422, 422)
    now = dict(re.findall(r'name="(d[xy]|scale_[xy])"[^>]*value="([^"]*)"', refused.text))
    assert now == {"dx": "0", "dy": "-1,9", "scale_x": "100", "scale_y": "99,62"}
    assert "It should be about 360 mm" in words(refused)
    assert 'value="380"' in refused.text
    assert "measured" not in secretary.get(f"{index(year)}printers/new").text


def test_proofs_are_pdfs_of_the_sheets_size(year: Year, secretary: FlaskClient) -> None:
    kind, printer = make_stock(year), make_printer(year)

    for name in ("strip", "calibration"):
        answer = secretary.get(f"{index(year)}{kind.id}/{name}.pdf?printer={printer.id}")
        (page,) = read(answer.data)
        assert (answer.mimetype, page.width, page.height) == ("application/pdf", 400, 300)


def test_an_order_is_printed_onto_stock_in_the_background(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, people(3))
    start(year, order, *range(9))
    run(order)
    here = f"{index(year)}orders/{order.id}"
    nothing = words(secretary.get(here))
    kind = make_stock(year)
    no_printer = words(secretary.get(here))
    sent = {"stock_id": kind.id, "printer_id": make_printer(year).id, "places": ""}

    looked = post(secretary, here, sent | {"look": "1"})
    begun = post(secretary, here, sent)
    waiting, part = secretary.get(here), secretary.get(f"{here}/runs")
    tasks = work(app)
    done = secretary.get(here)

    assert "There is no stock yet." in nothing
    assert "No printer is entered yet." in no_printer
    assert "3 certificates have this form" in words(looked)
    assert (begun.status_code, tasks) == (302, 1)
    assert "0 of 3 printed" in words(waiting)
    assert "0 of 3 printed" in part.text
    assert ("js/progress.js" in waiting.text, "js/progress.js" in done.text) == (True, False)
    assert [page.text.count('data-state="printing"') for page in (waiting, part, done)] == [1, 1, 0]
    (link,) = re.findall(r'href="([^"]+/\d+\.pdf)"', done.text)
    file = secretary.get(link)
    assert len(read(file.data)) == 3
    assert file.headers["Content-Disposition"] == "attachment; filename=phoi-1-danh-sach.pdf"
    assert f'href="{here}"' in secretary.get(f"/years/{year.id}/orders/{order.id}").text


def test_codes_that_will_be_missing_are_told_before_printing(
    year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, people(2))
    start(year, order, *range(9))
    run(order)
    kind, _printer = make_stock(year), make_printer(year)
    here, layout = f"{index(year)}orders/{order.id}", f"{index(year)}{kind.id}"

    without = words(secretary.get(here))
    sent = typed(secretary.get(layout).text) | {"code-is_printed": "y", "code-width": "25"}
    post(secretary, layout, sent | {"reason": "Có mã"})
    coded = words(secretary.get(here))

    assert ["2 sheets get no QR code" in page for page in (without, coded)] == [False, True]


def test_what_was_printed_onto_last_is_offered_first(
    app: Flask, year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, people(1))
    start(year, order)
    run(order)
    here = f"{index(year)}orders/{order.id}"
    stocks = [make_stock(year, name=name).id for name in ("Phôi A", "Phôi B")]
    printers = [make_printer(year, name=name).id for name in ("Máy A", "Máy B")]

    post(secretary, here, {"stock_id": stocks[1], "printer_id": printers[1], "places": ""})
    chosen = fields_of(secretary.get(here))
    strip = post(secretary, here, {"stock_id": stocks[0], "printer_id": printers[0], "strip": "1"})

    asked = f"order={order.id}&printer={printers[0]}"
    assert strip.location == f"{index(year)}{stocks[0]}/strip.pdf?{asked}"
    assert secretary.get(strip.location).data[:5] == b"%PDF-"
    assert (chosen["stock_id"], chosen["printer_id"]) == ([str(stocks[1])], [str(printers[1])])


def test_lines_that_cannot_be_read_are_said_at_the_field(
    year: Year, secretary: FlaskClient
) -> None:
    order = order_list(year, people(1))
    sent: dict[str, Any] = {
        "stock_id": make_stock(year).id,
        "printer_id": make_printer(year).id,
        "places": "three",
    }

    refused = post(secretary, f"{index(year)}orders/{order.id}", sent)

    assert refused.status_code == 422
    assert words(refused).count("Write lines like this: 3, 7-12.") == 2


def test_a_worker_takes_up_what_another_left(app: Flask, year: Year) -> None:
    order = order_list(year, people(1))
    start(year, order, *range(9))
    run(order)
    stock.print_order(
        SYSTEM,
        year.id,
        order.id,
        stock_id=make_stock(year).id,
        printer_id=make_printer(year).id,
        places="",
        now=year.opened_at,
    )

    app.extensions["jobs"].take_up_orders(only_stale=False)

    assert (work(app), stock.list_unfinished(year.opened_at, only_stale=False)) == (1, [])


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_who_does_not_print_comes_to_none_of_the_pages(
    app: Flask, login: Login, year: Year, role: Role
) -> None:
    kind, printer = make_stock(year), make_printer(year)
    put_background(year, kind)
    place = 0 if role is Role.OFFICER else None
    visitor = login(app.test_client(), make_member(year, role, place=place, locale="en"))
    paths = (
        "", "new", f"{kind.id}", f"{kind.id}/background", f"{kind.id}/strip.pdf",
        f"{kind.id}/calibration.pdf", "printers/new", f"printers/{printer.id}", "orders/1",
        "orders/1/runs",
    )  # fmt: skip

    assert {visitor.get(f"{index(year)}{path}").status_code for path in paths} == {403}
