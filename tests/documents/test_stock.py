"""Words printed onto stock, measured in millimetres on the pages that come out."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import page
import pikepdf
import pypdfium2
import pytest

from cluster.documents import stock
from cluster.documents.awards import Certificate
from cluster.documents.fitting import measure_on
from cluster.documents.lines import MM_PER_POINT
from cluster.documents.stock import StockPress, place
from cluster.domain.awards import CertificateForm
from cluster.domain.errors import RuleViolation
from cluster.domain.press_findings import Missing, Shrunk
from cluster.domain.printers import NO_CORRECTION, Correction
from cluster.domain.starting_layouts import starting_layout
from cluster.domain.stock import Alignment, CodeSquare, Layout, StockField, Typeface
from tests.documents import samples
from tests.documents.pictures import DPI, codes_in, picture
from tests.documents.reading import MM, Letter, embedded_fonts, read
from tests.documents.recipients import certificates

HAIR = 0.06
"""Millimetres by which an outline may differ from the line that it stands on: a hair's width."""
STROKE = 0.15
"""Millimetres that a line of the calibration sheet is thick."""
FIELD = StockField(
    text="HHH",
    x=Decimal(50),
    y=Decimal(100),
    width=Decimal(120),
    align=Alignment.LEFT,
    size=Decimal(20),
    smallest=Decimal(10),
)
NAMED = replace(FIELD, text="{recipient}", y=Decimal(150))


def sheet(*fields: StockField, width: int = 400, height: int = 300) -> Layout:
    return Layout(width=Decimal(width), height=Decimal(height), fields=fields)


def printed(
    layout: Layout,
    papers: Sequence[Certificate] = (samples.certificate(),),
    correction: Correction = NO_CORRECTION,
) -> bytes:
    file = BytesIO()
    StockPress(layout, correction).print(papers, file)
    return file.getvalue()


def letters(layout: Layout, correction: Correction = NO_CORRECTION) -> tuple[Letter, ...]:
    """Return the letters of a page with one field."""
    (page,) = read(printed(layout, correction=correction))
    return page.letters


@pytest.mark.parametrize(
    ("width", "height"), [(297, 210), (210, 297), (420, 297), (400, 300), (123, 77)]
)
def test_the_page_is_exactly_the_sheet(width: int, height: int) -> None:
    pdf = printed(sheet(replace(FIELD, x=Decimal(0), y=Decimal(50)), width=width, height=height))

    with pikepdf.open(BytesIO(pdf)) as document:
        box = [float(side) * 25.4 / 72 for side in document.pages[0].mediabox]
    assert box == pytest.approx([0, 0, width, height], abs=0.01)


@pytest.mark.parametrize("face", Typeface)
def test_words_stand_on_their_line_to_a_hair(face: Typeface) -> None:
    found = letters(sheet(replace(FIELD, face=face)))

    assert [letter.letter for letter in found] == ["H", "H", "H"]
    assert [letter.bottom for letter in found] == pytest.approx([100] * 3, abs=HAIR)


def test_words_begin_and_end_where_their_side_says() -> None:
    def ends(align: Alignment) -> tuple[float, float]:
        found = letters(sheet(replace(FIELD, align=align)))
        return found[0].left, found[-1].right

    left, right, (first, last) = (
        ends(Alignment.LEFT)[0],
        ends(Alignment.RIGHT)[1],
        ends(Alignment.CENTRE),
    )

    bearing = left - 50
    assert 0 <= bearing < 0.3
    assert right == pytest.approx(170 - bearing, abs=HAIR)
    assert (first + last) / 2 == pytest.approx(110, abs=HAIR)


def test_the_printers_correction_moves_every_letter_by_just_that() -> None:
    layout = sheet(FIELD, NAMED)
    before = letters(layout)
    after = letters(layout, Correction(dx=Decimal("1.5"), dy=Decimal("-2.3")))

    assert len(after) == len(before)
    assert [b.left - a.left for a, b in zip(before, after, strict=True)] == pytest.approx(
        [1.5] * len(before), abs=0.01
    )
    assert [b.bottom - a.bottom for a, b in zip(before, after, strict=True)] == pytest.approx(
        [-2.3] * len(before), abs=0.01
    )


def test_the_printers_scale_stretches_from_the_upper_left_corner() -> None:
    (first, *_others) = letters(sheet(FIELD), Correction(scale_x=Decimal(102), scale_y=Decimal(99)))

    assert (first.left, first.bottom) == pytest.approx((50 * 1.02, 99), abs=0.3)
    assert first.bottom == pytest.approx(99, abs=HAIR)


def test_lines_follow_each_other_and_are_balanced() -> None:
    field = replace(FIELD, text=samples.THREE_LINES, lines=3, width=Decimal(200))

    (placed,) = place(sheet(field), samples.certificate())

    assert len(placed.setting.lines) > 1
    lengths = [len(line) for line in placed.setting.lines]
    assert max(lengths) - min(lengths) <= 15
    bottoms = sorted(
        {round(letter.bottom, 1) for letter in letters(sheet(field)) if letter.letter == "n"}
    )
    line = placed.setting.size * placed.setting.leading * MM_PER_POINT
    assert bottoms[1] - bottoms[0] == pytest.approx(line, abs=0.2)


def test_words_shrink_to_their_minimum_and_no_further() -> None:
    narrow = replace(NAMED, width=Decimal(60))
    paper = replace(samples.certificate(), recipient="Ông Nguyễn Hữu Thanh Khuê Anh")

    (placed,) = place(sheet(narrow), paper)
    found = measure_on(sheet(narrow), paper)

    assert 10 <= placed.setting.size < 20
    assert found.tightest == Shrunk(
        words=paper.recipient, percent=int(placed.setting.size * 100 / 20)
    )
    with pytest.raises(RuleViolation, match="Khuê Anh” is too long for this paper"):
        place(sheet(replace(narrow, width=Decimal(30))), paper)
    too_long = measure_on(sheet(replace(narrow, width=Decimal(30))), paper)
    assert too_long.tightest is not None
    assert (too_long.tightest.words, too_long.tightest.fits) == (paper.recipient, False)


def test_the_smallest_size_is_tried_even_between_the_steps() -> None:
    wide = replace(NAMED, size=Decimal("10.7"), smallest=Decimal("10.4"), width=Decimal(300))

    (slot,) = [slot for _field, slot in stock.slots_on(sheet(wide), samples.certificate())]

    assert [size for size, _lines in slot.place.sizes] == [10.7, 10.4]


def test_words_of_usual_size_have_nothing_to_be_said_of_them() -> None:
    assert measure_on(sheet(NAMED), samples.certificate()).tightest is None


def test_a_letter_that_the_fonts_lack_is_named() -> None:
    paper = replace(samples.certificate(), recipient="Ông 龍")

    assert measure_on(sheet(NAMED), paper).missing == (Missing(words="Ông 龍", letters=("龍",)),)


def test_a_letter_is_looked_for_in_the_type_of_its_field() -> None:
    paper = replace(samples.certificate(), recipient="Ông Y Ƀhiŏ")
    shown = sheet(replace(NAMED, face=Typeface.DISPLAY))

    assert measure_on(sheet(NAMED), paper).missing == ()
    assert measure_on(shown, paper).missing == (Missing(words="Ông Y Ƀhiŏ", letters=("Ƀ",)),)


CHECK = "https://thidua.example/v/7K3M9QXZ4TBW0HNCR"
SQUARE = CodeSquare(x=Decimal(30), y=Decimal(250), width=Decimal(20))
WITH_CODE = replace(samples.certificate(), check=CHECK)


def black(pdf: bytes) -> tuple[float, float, float, float]:
    """Return how far the black of a page without words reaches: left, top, right, foot in mm."""
    shown = picture(pdf).convert("L").point(lambda level: 255 * (level < 128))
    return tuple(side * 25.4 / DPI for side in shown.getbbox())


def test_a_code_stands_at_its_millimetres_and_every_camera_reads_it() -> None:
    layout = replace(sheet(replace(FIELD, text="{golden_book_number}")), code=SQUARE)
    paper = replace(WITH_CODE, golden_book_number="")

    plain = printed(layout, (paper,))
    moved = printed(layout, (paper,), Correction(dx=Decimal("1.5"), dy=Decimal(-2)))

    assert codes_in(picture(plain)) == [CHECK]
    assert black(plain) == pytest.approx((30, 250, 50, 270), abs=0.13)
    assert black(moved) == pytest.approx((31.5, 248, 51.5, 268), abs=0.13)
    assert pictures_in(plain) == 0


def test_each_sheet_of_a_pile_has_its_own_code_and_is_fit_for_the_archive() -> None:
    papers = list(certificates(3, seed=5))
    pdf = printed(replace(sheet(NAMED), code=SQUARE), papers)

    assert [codes_in(picture(pdf, number)) for number in range(3)] == [[p.check] for p in papers]
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3A)
    assert [failure.message for failure in report.failures] == []


def test_without_a_wish_or_an_address_there_is_no_code() -> None:
    assert codes_in(picture(printed(sheet(NAMED), (WITH_CODE,)))) == []
    assert codes_in(picture(printed(replace(sheet(NAMED), code=SQUARE)))) == []


def test_a_test_strip_shows_where_the_code_will_stand() -> None:
    layout = replace(sheet(NAMED), code=SQUARE)

    strip = stock.test_strip(samples.certificate(), layout, NO_CORRECTION)
    real = stock.test_strip(WITH_CODE, layout, NO_CORRECTION)

    assert (codes_in(picture(strip)), codes_in(picture(real))) == ([stock.ANY_ADDRESS], [CHECK])


def test_the_address_is_printed_for_those_who_type_it() -> None:
    typed = replace(FIELD, text="{check_address}")

    (placed, _named) = place(sheet(typed, NAMED), WITH_CODE)
    assert placed.setting.lines == ("thidua.example/v/7K3M-9QXZ-4TBW-0HNC-R",)
    assert [p.field for p in place(sheet(typed, NAMED), samples.certificate())] == [NAMED]


def test_a_field_with_nothing_to_say_is_left_out() -> None:
    field = replace(FIELD, text="Số sổ vàng: {golden_book_number}")
    paper = replace(samples.certificate(), golden_book_number="")

    assert place(sheet(field, NAMED), paper)[0].field == NAMED


def test_every_gap_of_a_certificate_has_its_words() -> None:
    fields = [
        replace(FIELD, text=f"{{{gap}}}", y=Decimal(20 + 12 * number), width=Decimal(300))
        for number, gap in enumerate(
            ("decision", "decision_number", "decision_date", "place_and_date", "day", "month",
             "year", "capacity", "signer", "golden_book_number")
        )
    ]  # fmt: skip
    paper = samples.certificate()

    words = [placed.setting.lines[0] for placed in place(sheet(*fields), paper)]

    assert words == [
        "Quyết định số: 512/QĐ-LMHTXVN, ngày 15 tháng 01 năm 2026",
        "512/QĐ-LMHTXVN",
        "ngày 15 tháng 01 năm 2026",
        "Hà Nội, ngày 15 tháng 01 năm 2026",
        "15",
        "01",
        "2026",
        "CHỦ TỊCH",
        paper.signer.name,
        paper.golden_book_number,
    ]


def test_the_leaders_award_is_printed_onto_stock_too() -> None:
    award = samples.leader_award()
    layout = starting_layout(CertificateForm.LEADER, width=Decimal(420), height=Decimal(297))

    words = {placed.field.text: placed.setting.lines for placed in place(layout, award)}

    assert words["{term}"] == (award.term,)
    assert words["{decision}"] == (", ".join(award.basis),)


def test_the_day_of_an_award_without_one_is_left_out() -> None:
    award = replace(samples.leader_award(), dated=None)

    assert [p.field for p in place(sheet(replace(FIELD, text="{day}"), NAMED), award)] == [NAMED]


def test_many_papers_make_one_file_of_words_alone() -> None:
    papers = [replace(paper, sample=False) for paper in certificates(stock.CHUNK + 3, seed=7)]
    layout = starting_layout(CertificateForm.CERTIFICATE, width=Decimal(297), height=Decimal(210))

    pdf = printed(layout, papers)

    pages = read(pdf)
    assert [paper.recipient in page.text for paper, page in zip(papers, pages, strict=True)] == [
        True
    ] * len(papers)
    assert embedded_fonts(pdf) == {
        "Tinos", "Tinos-Bold", "Tinos-Italic", "Playfair-Display-Bold",
    }  # fmt: skip
    assert pictures_in(pdf) == 0
    assert len(pdf) / len(papers) < 4_000


@pytest.mark.parametrize(
    ("count", "title"),
    [
        pytest.param(1, "In trên phôi – Ông Bùi Minh Dũng", id="one page"),
        pytest.param(2 * stock.CHUNK + 1, "In trên phôi", id="a pile"),
    ],
)
def test_a_validator_finds_it_fit_for_the_archive(count: int, title: str) -> None:
    pdf = printed(sheet(NAMED), [samples.certificate()] * count)

    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3A)

    assert [failure.message for failure in report.failures] == []
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == count
        assert (str(document.Root.Lang), str(document.docinfo.Title)) == ("vi", title)
        assert document.Root.MarkInfo.Marked


def test_every_word_belongs_to_the_section_of_its_page() -> None:
    pdf = printed(sheet(FIELD, NAMED), tuple(certificates(51, seed=2)))

    with pikepdf.open(BytesIO(pdf)) as document:
        tree = document.Root.StructTreeRoot
        sections = list(tree.K[0].K)
        places, owners = (list(tree.ParentTree.Nums)[first::2] for first in (0, 1))
        assert places == list(range(51))
        assert len(sections) == len(document.pages) == len(owners) == 51
        for place, (page, section) in enumerate(zip(document.pages, sections, strict=True)):
            leaves = [paragraph.K[0] for paragraph in section.K[0].K]
            assert section.P.objgen == tree.K[0].objgen
            assert page.obj.StructParents == place
            assert [paragraph.S for paragraph in section.K[0].K] == [pikepdf.Name.P] * 2
            assert [leaf.Pg.objgen for leaf in leaves] == [page.objgen] * 2
            assert [leaf.objgen for leaf in leaves] == [leaf.objgen for leaf in owners[place]]


def test_one_paper_alone_has_the_same_words_as_in_a_pile() -> None:
    paper = samples.certificate()

    (alone,) = read(StockPress(sheet(NAMED)).print_one(paper))
    pile = read(printed(sheet(NAMED), [paper, paper]))

    assert pile == (alone, alone)


def test_words_are_read_from_the_top_of_the_sheet_down() -> None:
    (found,) = read(printed(sheet(NAMED, replace(FIELD, text="TẶNG"))))

    assert found.text == "TẶNG Ông Bùi Minh Dũng"


def test_the_same_papers_give_the_same_bytes() -> None:
    assert printed(sheet(NAMED)) == printed(sheet(NAMED))


def test_a_sample_says_that_it_is_one() -> None:
    paper = replace(samples.certificate(), sample=True)

    (page,) = read(printed(sheet(NAMED), [paper]))

    assert "DỮ LIỆU MẪU – không có giá trị sử dụng" in page.text


def test_a_test_strip_is_marked_and_shows_the_frames() -> None:
    strip = stock.test_strip(samples.certificate(), sheet(NAMED), NO_CORRECTION)

    (test,), (real,) = read(strip), read(printed(sheet(NAMED)))
    assert (test.width, test.height) == (400, 300)
    assert "BẢN THỬ In trên giấy thường" in test.text
    assert test.letters[: len(real.letters)] == real.letters


@pytest.mark.parametrize(("width", "height"), [(297, 210), (420, 297), (400, 300), (60, 60)])
def test_the_calibration_sheet_has_the_sheets_size_and_its_distances(
    width: int, height: int
) -> None:
    layout = sheet(NAMED, width=width, height=height)

    (page,) = read(stock.calibration_sheet(layout, NO_CORRECTION, printer="HP 5200"))

    assert (page.width, page.height) == (width, height)
    if width > 200:
        assert f"ngang đến tâm dấu B: …………… mm (đúng là {width - 40} mm)" in page.text
        assert f"dọc đến tâm dấu C: …………… mm (đúng là {height - 40} mm)" in page.text


def test_the_rulers_of_the_calibration_sheet_are_exact() -> None:
    pdf = stock.calibration_sheet(sheet(NAMED), NO_CORRECTION, printer="")

    lines = strokes(pdf)
    down = sorted(x for x, top, width, height in lines if abs(top - 20) < 0.01 and width < 0.01)
    across = sorted(y for x, y, width, height in lines if abs(x - 20) < 0.01 and height < 0.01)
    assert down == pytest.approx(range(30, 371), abs=0.01)
    assert across == pytest.approx(range(30, 271), abs=0.01)


def test_the_calibration_sheet_is_moved_as_the_printers_pages_are() -> None:
    layout = sheet(NAMED)

    before, after = (
        read(stock.calibration_sheet(layout, correction, printer="HP 5200"))[0]
        for correction in (NO_CORRECTION, Correction(dx=Decimal(3), dy=Decimal(-4)))
    )

    first, moved = (next(x for x in page.letters if x.letter == "A") for page in (before, after))
    assert (moved.left - first.left, moved.top - first.top) == pytest.approx((3, -4), abs=0.02)


def strokes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return the lines of a page without their thickness: left, top, width, height in mm."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    height = page.get_height()
    found = []
    for part in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = (side / MM for side in part.get_bounds())
        width, tall = right - left - 2 * STROKE, top - bottom - 2 * STROKE
        found.append((left + STROKE, height / MM - top + STROKE, width, tall))
    return found


def pictures_in(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return sum(
            isinstance(part, pikepdf.Stream) and part.get("/Subtype") == pikepdf.Name.Image
            for part in document.objects
        )
