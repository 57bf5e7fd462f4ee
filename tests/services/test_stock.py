"""Pre-printed stock: layouts in versions, printers, an order's papers printed onto it."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count

import pikepdf
import pytest
from flask import Flask, current_app
from sqlalchemy import select

from cluster.database import db
from cluster.documents import stock as sheets
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.findings import Severity
from cluster.domain.orders import STALE
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printers import Correction, Measured
from cluster.domain.stock import CodeSquare, Layout
from cluster.models import AuditEntry, IssuedPaper, PrintItem, PrintOrder, StockRun, Year
from cluster.services import stock
from cluster.services.audit import Filter, list_entries
from cluster.services.printing import register
from cluster.services.stock import runs
from tests.conftest import NOW, TODAY
from tests.documents.pictures import codes_in, picture
from tests.documents.reading import read
from tests.make.members import make_cluster
from tests.make.orders import order_list, people, run, start
from tests.make.queries import count_queries
from tests.make.scoring import acting
from tests.make.stock import made, make_printer, make_stock, order_onto, put_background, scan
from tests.make.years import make_year

LONG_NAME = "Ông Nguyễn Phước Vĩnh Bảo Tôn Nữ Hoàng Gia Khánh Ngọc Minh Châu Anh Thư Thiên Hương"


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year()


def printed_order(year: Year, count: int = 3, **changes: object) -> PrintOrder:
    """Return an order whose certificates are printed; what differs is said of the last line."""
    rows = people(count)
    rows[-1] |= changes
    order = order_list(year, rows)
    start(year, order, *range(1, 100))
    run(order)
    return order


def moved(layout: Layout) -> Layout:
    """Return a layout whose first field stands elsewhere."""
    first, *others = layout.fields
    return replace(layout, fields=(replace(first, x=first.x + 2), *others))


def layout_of(year: Year, stock_id: int) -> Layout:
    return stock.view(SYSTEM, year.id, stock_id).layout


def write(year: Year, stock_id: int, layout: Layout, *, version: int = 1) -> None:
    stock.write_layout(
        SYSTEM, year.id, stock_id, layout=layout, reason="Phôi mới", version=version, now=NOW
    )


def test_stock_begins_with_a_layout_for_its_size(year: Year) -> None:
    kind = make_stock(year)

    (line,) = stock.list_stocks(SYSTEM, year.id)

    assert (line.id, line.width, line.height, line.version) == (kind.id, 400, 300, 1)


def test_stock_of_no_usable_size_is_refused(year: Year) -> None:
    with pytest.raises(RuleViolation, match="A side of the sheet"):
        make_stock(year, width=Decimal(0))


def test_two_kinds_of_stock_have_two_names(year: Year) -> None:
    make_stock(year)

    with pytest.raises(RuleViolation, match="There is stock of this name already"):
        make_stock(year)


def test_a_changed_layout_is_a_new_version_and_earlier_ones_are_kept(year: Year) -> None:
    kind = make_stock(year)
    before = layout_of(year, kind.id)

    write(year, kind.id, moved(before))

    view = stock.view(SYSTEM, year.id, kind.id)
    assert (view.version, view.layout) == (2, moved(before))
    assert [row.version for row in view.earlier] == [2, 1]
    assert stock.view(SYSTEM, year.id, kind.id, version=1).layout == before
    (entry, *_earlier) = list_entries(SYSTEM, year, only=Filter(), today=TODAY).entries
    assert (str(entry.action), entry.reason) == (
        "Changed the layout of pre-printed stock",
        "Phôi mới",
    )


def test_a_layout_is_not_written_over_somebody_elses(year: Year) -> None:
    kind = make_stock(year)
    layout = moved(layout_of(year, kind.id))
    write(year, kind.id, layout)

    with pytest.raises(Conflict) as conflict:
        write(year, kind.id, moved(layout), version=1)

    text = layout.fields[0].text
    assert conflict.value.yours[text] != conflict.value.theirs[text]


def test_an_unchanged_layout_is_no_version(year: Year) -> None:
    kind = make_stock(year)

    with pytest.raises(RuleViolation, match="Nothing has changed"):
        write(year, kind.id, layout_of(year, kind.id))


def test_a_layout_that_cannot_be_printed_is_not_written(year: Year) -> None:
    kind = make_stock(year)
    layout = layout_of(year, kind.id)

    with pytest.raises(RuleViolation, match="over the sheet’s lower edge"):
        write(year, kind.id, replace(layout, height=Decimal(100)))

    assert stock.view(SYSTEM, year.id, kind.id).version == 1


def test_the_picture_says_why_a_layout_cannot_be_printed(year: Year) -> None:
    kind = make_stock(year)
    layout = layout_of(year, kind.id)

    sound = stock.picture(SYSTEM, year.id, kind.id, layout)
    torn = stock.picture(SYSTEM, year.id, kind.id, replace(layout, height=Decimal(100)))

    assert (sound.refusal, len(sound.placed)) == (None, len(layout.fields))
    assert "over the sheet’s lower edge" in str(torn.refusal)
    assert torn.placed == {}


def test_a_leaders_layout_shows_a_leaders_words(year: Year) -> None:
    kind = make_stock(year, form=CertificateForm.LEADER)

    picture = stock.picture(SYSTEM, year.id, kind.id, layout_of(year, kind.id))

    assert picture.refusal is None


def test_a_scan_stands_behind_the_fields_and_is_never_printed(year: Year) -> None:
    kind = make_stock(year)
    put_background(year, kind)
    store = current_app.extensions["files"]

    content, media_type = stock.background(SYSTEM, year.id, kind.id, store=store)
    pdf = made(order_onto(year, printed_order(year), kind, make_printer(year)))

    assert (content, media_type) == (scan().read(), "image/png")
    with pikepdf.open(BytesIO(pdf)) as document:
        streams = [part for part in document.objects if isinstance(part, pikepdf.Stream)]
        assert [s for s in streams if s.get("/Subtype") == pikepdf.Name.Image] == []


def test_the_same_scan_may_stand_behind_two_layouts(year: Year) -> None:
    kinds = [make_stock(year), make_stock(year, name="Phôi khác")]

    for kind in kinds:
        put_background(year, kind)

    assert len({kind.background_sha256 for kind in kinds}) == 1


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        pytest.param("phoi.pdf", b"%PDF-1.4", id="no whole PDF"),
        pytest.param("phoi.png", b"\x89PNG\r\n\x1a\n torn", id="a torn picture"),
        pytest.param("phoi.heic", b"\0\0\0\x18ftypheic", id="a picture that browsers do not show"),
    ],
)
def test_a_scan_that_cannot_be_shown_is_refused(year: Year, filename: str, content: bytes) -> None:
    kind = make_stock(year)

    with pytest.raises(RuleViolation):
        stock.set_background(
            SYSTEM,
            year.id,
            kind.id,
            store=current_app.extensions["files"],
            filename=filename,
            content=BytesIO(content),
            limit=10**6,
            now=NOW,
        )

    assert kind.background_sha256 == ""


def test_a_printer_keeps_what_was_measured_and_its_change_is_recorded(year: Year) -> None:
    printer = make_printer(year)

    stock.set_printer(
        SYSTEM,
        year.id,
        printer.id,
        name="HP 5200",
        correction=Correction(dx=Decimal("0.5")),
        now=NOW,
    )

    (kept,) = stock.list_printers(SYSTEM, year.id)
    assert (kept.dx, kept.dy, kept.scale_x) == (Decimal("0.5"), 0, 100)
    (entry, *_earlier) = list_entries(SYSTEM, year, only=Filter(), today=TODAY).entries
    assert (str(entry.action), len(entry.changes)) == ("Set a printer’s correction", 2)


def test_a_small_sheet_can_be_added_too(year: Year) -> None:
    kind = make_stock(year, width=Decimal(120), height=Decimal(90))

    assert stock.view(SYSTEM, year.id, kind.id).layout.width == 120


def test_a_printer_of_another_cluster_is_not_measured(year: Year) -> None:
    kind, printer = make_stock(year), make_printer(year)
    other = make_year(cluster=make_cluster("BAC", "Cụm miền Bắc"), alliances=[])
    theirs = make_printer(other)
    found = Measured(left=Decimal(20), top=Decimal(20), across=Decimal(360), down=Decimal(260))

    for year_id, printer_id, refusal in (
        (year.id, theirs.id, NotFound),
        (other.id, printer.id, NotFound),
    ):
        with pytest.raises(refusal):
            stock.measure_printer(
                SYSTEM, year_id, printer_id, stock_id=kind.id, found=found, now=NOW
            )


def test_two_printers_have_two_names(year: Year) -> None:
    make_printer(year)

    with pytest.raises(RuleViolation, match="There is a printer of this name already"):
        make_printer(year)


def test_a_line_that_was_left_out_is_not_set_on_stock(year: Year) -> None:
    order = order_list(year, [*people(1), {"Họ và tên": "LÊ VĂN BÌNH"}])
    start(year, order)
    run(order)

    found = stock.fits(SYSTEM, year.id, order.id, make_stock(year).id)

    assert [fit.place for fit in found] == [2]


def test_an_order_is_printed_onto_stock_without_new_numbers(year: Year) -> None:
    order = printed_order(year)
    kind, printer = make_stock(year), make_printer(year)

    pages = read(made(order_onto(year, order, kind, printer)))
    again = read(made(order_onto(year, order, kind, printer)))

    titles = [fit.title for fit in stock.fits(SYSTEM, year.id, order.id, kind.id)]
    names = [title.removeprefix("Giấy khen – ") for title in titles]
    assert [name in page.text for name, page in zip(names, pages, strict=True)] == [True] * 3
    assert {(page.width, page.height) for page in pages} == {(400, 300)}
    assert again == pages


def test_a_layout_with_a_code_prints_each_papers_own(year: Year) -> None:
    order = order_list(year, people(2))
    start(year, order, *range(9))
    run(order, address="https://thidua.example")
    kind, printer = make_stock(year), make_printer(year)
    square = CodeSquare(x=Decimal(20), y=Decimal(260), width=Decimal(20))
    write(year, kind.id, replace(layout_of(year, kind.id), code=square))

    pdf = made(order_onto(year, order, kind, printer))

    papers = db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id))
    assert [codes_in(picture(pdf, page)) for page in range(2)] == [
        [f"https://thidua.example/v/{paper.code}"] for paper in papers
    ]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "stock.layout_written")
    ).one()
    assert "QR: 20; 260; 20 mm" in entry.after["layout"]


@pytest.mark.parametrize(
    ("address", "places", "expected"),
    [
        pytest.param("", "", 3, id="issued without an address"),
        pytest.param("", "3-4", 2, id="some of them"),
        pytest.param("https://thidua.example", "", 0, id="issued with an address"),
    ],
)
def test_sheets_that_would_lack_their_code_are_counted(
    year: Year, address: str, places: str, expected: int
) -> None:
    order = order_list(year, people(3))
    start(year, order, *range(9))
    run(order, address=address)
    plain, coded = make_stock(year), make_stock(year, name="Phôi có mã")
    square = CodeSquare(x=Decimal(20), y=Decimal(260), width=Decimal(20))
    write(year, coded.id, replace(layout_of(year, coded.id), code=square))

    assert [
        stock.count_without_code(SYSTEM, year.id, order.id, kind.id, places=places)
        for kind in (plain, coded)
    ] == [0, expected]


def test_somebody_elses_code_is_shown_beside_ones_own(year: Year) -> None:
    kind = make_stock(year)
    square = CodeSquare(x=Decimal(20), y=Decimal(260), width=Decimal(20))
    layout = layout_of(year, kind.id)
    write(year, kind.id, replace(layout, code=square))

    with pytest.raises(Conflict) as clash:
        write(year, kind.id, layout)

    assert (clash.value.yours.get("QR"), clash.value.theirs["QR"]) == (None, "20; 260; 20 mm")


def test_a_void_paper_is_printed_onto_no_stock(year: Year) -> None:
    order = printed_order(year)
    kind, printer = make_stock(year), make_printer(year)
    places = [fit.place for fit in stock.fits(SYSTEM, year.id, order.id, kind.id)]
    item = db.session.scalars(select(PrintItem).where(PrintItem.place == places[0])).one()
    assert item.paper_id is not None
    register.void(SYSTEM, year.id, item.paper_id, reason="Sai tên", now=NOW)

    run = order_onto(year, order, kind, printer)

    assert [fit.place for fit in stock.fits(SYSTEM, year.id, order.id, kind.id)] == places[1:]
    assert (run.pages, len(read(made(run)))) == (2, 2)
    with pytest.raises(RuleViolation, match="valid paper"):
        order_onto(year, order, kind, printer, places=str(places[0]))


def test_spoiled_sheets_are_printed_again_alone(year: Year) -> None:
    order = printed_order(year, 5)
    kind = make_stock(year)
    places = [fit.place for fit in stock.fits(SYSTEM, year.id, order.id, kind.id)]

    run = order_onto(year, order, kind, make_printer(year), places=f"{places[1]}, {places[3]}-99")

    assert (run.pages, len(read(made(run)))) == (3, 3)


def test_a_run_keeps_its_layout_and_its_correction(year: Year) -> None:
    order = printed_order(year, 1)
    kind, printer = make_stock(year), make_printer(year)
    before = made(order_onto(year, order, kind, printer))
    run = order_onto(year, order, kind, printer)

    write(year, kind.id, moved(layout_of(year, kind.id)))
    stock.set_printer(SYSTEM, year.id, printer.id, name="HP 5200", correction=Correction(), now=NOW)

    assert made(run) == before
    assert made(order_onto(year, order, kind, printer)) != before


def test_the_printers_correction_is_applied_to_every_page(year: Year) -> None:
    order = printed_order(year, 2)
    kind = make_stock(year)
    straight = make_printer(year, "Thẳng", correction=Correction())
    crooked = make_printer(year, "Lệch")

    plain, corrected = (
        read(made(order_onto(year, order, kind, printer))) for printer in (straight, crooked)
    )

    shifts = [
        (after.left - before.left, after.top - before.top)
        for page, other in zip(plain, corrected, strict=True)
        for before, after in zip(page.letters, other.letters, strict=True)
    ]
    assert [shift[0] for shift in shifts] == pytest.approx([1.5] * len(shifts), abs=0.01)
    assert [shift[1] for shift in shifts] == pytest.approx([-2] * len(shifts), abs=0.01)


def test_whoever_does_not_fit_is_named_before_anything_is_printed(year: Year) -> None:
    order = printed_order(year, **{"Họ và tên": LONG_NAME})
    kind, printer = make_stock(year), make_printer(year)

    found = stock.fits(SYSTEM, year.id, order.id, kind.id)
    with pytest.raises(RuleViolation) as refusal:
        order_onto(year, order, kind, printer)

    assert [fit.title for fit in found if fit.worst is Severity.ERROR] == [
        f"Giấy khen – {LONG_NAME}"
    ]
    assert str(refusal.value) == f"1 do not fit on this stock: Giấy khen – {LONG_NAME}."
    assert stock.list_runs(SYSTEM, year.id, order.id, now=NOW) == []
    others = ", ".join(str(fit.place) for fit in found[:-1])
    assert order_onto(year, order, kind, printer, places=others).pages == 2


@pytest.mark.parametrize(
    ("form", "places"),
    [
        pytest.param(CertificateForm.LEADER, "", id="stock for another form of paper"),
        pytest.param(CertificateForm.CERTIFICATE, "77", id="lines that there are not"),
    ],
)
def test_an_order_of_which_nothing_would_be_printed_is_refused(
    year: Year, form: CertificateForm, places: str
) -> None:
    order = printed_order(year, 1)

    with pytest.raises(RuleViolation, match="None of these lines has a valid paper"):
        order_onto(year, order, make_stock(year, form=form), make_printer(year), places=places)


def test_an_order_that_is_not_printed_yet_has_no_numbers_to_print(year: Year) -> None:
    order = order_list(year, people(1))

    with pytest.raises(RuleViolation, match="Print the order first"):
        order_onto(year, order, make_stock(year), make_printer(year))


def test_a_file_that_is_made_is_not_made_again(year: Year) -> None:
    order = printed_order(year, 1)
    run = order_onto(year, order, make_stock(year), make_printer(year))
    first = made(run)

    assert made(run) == first
    store = current_app.extensions["files"]
    stock.make_file(run.id + 1, store=store, clock=lambda: pytest.fail("There is no such run."))


def test_how_far_a_file_is_can_be_seen_while_it_is_made(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "CHUNK", 2)
    monkeypatch.setattr(runs, "CHUNK", 2)
    order = printed_order(year, 5)
    run_id = order_onto(year, order, make_stock(year), make_printer(year)).id
    seen = []
    moments = count(0, 10)

    def clock() -> datetime:
        (line,) = stock.list_runs(SYSTEM, year.id, order.id, now=NOW + timedelta(seconds=20))
        seen.append((line.done, line.left, line.size > 0))
        return NOW + timedelta(seconds=next(moments))

    stock.make_file(run_id, store=current_app.extensions["files"], clock=clock)

    (line,) = stock.list_runs(SYSTEM, year.id, order.id, now=NOW)
    assert seen == [(0, None, False), (0, None, False), (2, timedelta(seconds=30), False)]
    assert (line.done, line.pages, line.left, line.size > 0) == (5, 5, None, True)


def test_a_run_without_a_sign_of_life_is_taken_up_again(year: Year) -> None:
    order = printed_order(year, 1)
    run = order_onto(year, order, make_stock(year), make_printer(year))
    later = NOW + STALE

    def unfinished(*, only_stale: bool, now: datetime) -> list[int]:
        return stock.list_unfinished(now, only_stale=only_stale)

    assert unfinished(only_stale=False, now=NOW) == [run.id]
    assert unfinished(only_stale=True, now=NOW) == []
    assert unfinished(only_stale=True, now=later) == [run.id]
    (waiting,) = stock.list_runs(SYSTEM, year.id, order.id, now=later)
    made(run)
    (line,) = stock.list_runs(SYSTEM, year.id, order.id, now=later)
    assert (waiting.waits_for_worker, line.waits_for_worker) == (True, False)
    assert unfinished(only_stale=False, now=later) == []


def test_the_test_strip_is_the_orders_first_certificate(year: Year) -> None:
    order = printed_order(year, 2)
    kind, printer = make_stock(year), make_printer(year)
    title = stock.fits(SYSTEM, year.id, order.id, kind.id)[0].title

    (of_order,) = read(
        stock.strip(SYSTEM, year.id, kind.id, printer_id=printer.id, order_id=order.id)
    )
    (of_nobody,) = read(stock.strip(SYSTEM, year.id, kind.id, printer_id=None, order_id=None))

    assert "BẢN THỬ" in of_order.text
    assert title.removeprefix("Giấy khen – ") in of_order.text
    assert "BẢN THỬ" in of_nobody.text


def test_the_calibration_sheet_names_the_printer(year: Year) -> None:
    kind, printer = make_stock(year), make_printer(year)

    (page,) = read(stock.calibration(SYSTEM, year.id, kind.id, printer_id=printer.id))
    (bare,) = read(stock.calibration(SYSTEM, year.id, kind.id, printer_id=None))

    assert "Máy in: HP 5200. Tờ này in với: dịch ngang 1,5 mm, dịch dọc −2 mm" in page.text
    assert "Máy in: chưa chọn" in bare.text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_only_who_runs_the_year_sees_its_stock(year: Year, role: Role) -> None:
    kind = make_stock(year)

    with pytest.raises(NotAllowed):
        stock.list_stocks(acting(year, role), year.id)
    with pytest.raises(NotAllowed):
        stock.view(acting(year, role), year.id, kind.id)
    with pytest.raises(NotAllowed):
        stock.list_printers(acting(year, role), year.id)


def test_what_belongs_to_another_year_is_not_found(year: Year) -> None:
    kind, printer, order = make_stock(year), make_printer(year), printed_order(year, 1)
    run = order_onto(year, order, kind, printer)
    other = make_year(cluster=make_cluster("BAC", "Cụm miền Bắc"), alliances=[])
    store = current_app.extensions["files"]

    with pytest.raises(NotFound):
        stock.view(SYSTEM, other.id, kind.id)
    with pytest.raises(NotFound):
        stock.find_printer(SYSTEM, other.id, printer.id)
    with pytest.raises(NotFound):
        stock.list_runs(SYSTEM, other.id, order.id, now=NOW)
    with pytest.raises(NotFound):
        stock.download(SYSTEM, store, year.id, order.id, run.id)


def test_the_list_needs_no_query_for_each_kind_of_stock(year: Year) -> None:
    make_stock(year)
    year_id = year.id

    def queries() -> int:
        return count_queries(lambda: stock.list_stocks(SYSTEM, year_id))

    before = queries()
    for number in range(4):
        make_stock(year, name=f"Phôi {number}")

    assert queries() == before


def test_the_database_knows_what_was_printed_on_which_layout(year: Year) -> None:
    order = printed_order(year, 1)
    kind = make_stock(year)

    run = order_onto(year, order, kind, make_printer(year))

    stored = db.session.get_one(StockRun, run.id)
    assert (stored.layout_id, stored.printer_name) == (kind.layouts[-1].id, "HP 5200")
    assert stored.correction == {"dx": "1.5", "dy": "-2", "scale_x": "100", "scale_y": "100"}
