"""Lists of any length: set by ourselves below a head that is laid out in full."""

import time
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from cluster.documents.register import Register, register
from cluster.domain.errors import RuleViolation
from tests.documents import samples
from tests.documents.reading import Page, read

HEADINGS = "Số Văn bản Số sổ vàng Ngày cấp Người cấp Ghi chú"


@cache
def pages() -> tuple[Page, ...]:
    return tuple(read(register(samples.register())))


def test_the_headings_return_and_the_pages_are_numbered_from_the_second() -> None:
    assert [HEADINGS in page.text for page in pages()] == [True] * len(pages())
    assert [f"{number}/{len(pages())}" in page.text for number, page in enumerate(pages(), 1)] == [
        False,
        *[True] * (len(pages()) - 1),
    ]


def test_every_row_is_there_once_in_its_order_and_the_last_page_counts_them() -> None:
    text = " ".join(page.text for page in pages())
    places = [text.index(f" {number}/2026/GCN-CTĐ Bằng khen – Ông") for number in range(1, 61)]

    assert places == sorted(places)
    assert text.count("/2026/GCN-CTĐ") == 60
    assert "Danh sách có 60 văn bản, in lúc 14:05 ngày 12/12/2025." in pages()[-1].text


def test_a_long_name_goes_on_in_the_next_line_of_its_column() -> None:
    assert "Thành phố Hồ Chí Minh mở rộng" in pages()[0].text


def test_nothing_stands_outside_its_margins() -> None:
    for page in pages():
        rows = [letter for letter in page.letters if letter.top > 18 and letter.letter.strip()]
        assert min(letter.left for letter in rows) > 20
        assert max(letter.right for letter in rows) < 297 - 15
        assert max(letter.bottom for letter in rows) < 210 - 16


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        pytest.param("Ông Y Ƀhiŏ Niê, Siu Č", "Ông Y Ƀhiŏ Niê, Siu Č", id="Highland letters"),
        pytest.param("Bà H’Ê̆ñuôl Kơ̆", "Bà H’Ê̆ñuôl Kơ̆", id="accents set above their letters"),
        pytest.param("Sai\ntên\N{NO-BREAK SPACE}họ", "Sai tên họ", id="line ends and hard blanks"),
        pytest.param("W" * 90, "W" * 20, id="a word wider than its column"),
        pytest.param("ê̆" * 60, "ê̆" * 20, id="a word wider than its column, with accents"),
    ],
)
def test_a_title_is_printed_letter_by_letter(title: str, printed: str) -> None:
    (found,) = read(register(_titled(title)))

    assert printed.replace(" ", "") in found.text.replace(" ", "")


def test_accents_stand_above_their_letters_within_their_column() -> None:
    (found,) = read(register(_titled("Ê̆ Ê")))

    accents = [letter for letter in found.letters if letter.letter == "\N{COMBINING BREVE}"]
    first, second = [letter for letter in found.letters if letter.letter == "Ê"][-2:]
    (accent,) = accents
    assert accent.bottom < first.top < accent.bottom + 1
    assert first.left < (accent.left + accent.right) / 2 < first.right < second.left
    assert first.bottom == pytest.approx(second.bottom, abs=0.01)


def test_a_letter_that_no_font_has_stops_the_list_and_is_named() -> None:
    with pytest.raises(RuleViolation, match=r"draw “😀” \(U\+1F600\) in “Ông Bình😀”"):
        register(_titled("Ông Bình😀"))


def _titled(title: str) -> Register:
    paper = samples.register(papers=1)
    return replace(paper, rows=(replace(paper.rows[0], title=title),))


def test_its_rows_are_tagged_as_a_table_under_headings() -> None:
    with pikepdf.open(BytesIO(register(samples.register(papers=40)))) as pdf:
        (document,) = pdf.Root.StructTreeRoot.K
        table, closing = list(document.K)[-2:]
        first, *rows = table.K
        owners = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]

        assert (table.S, closing.S) == ("/Table", "/P")
        assert [cell.S for cell in first.K] == ["/TH"] * 6
        assert [[cell.S for cell in row.K] for row in rows] == [["/TD"] * 6] * 40
        assert sum(map(len, owners)) > 6 * 41 + 1
        for of_page in owners:
            assert [_owns(cell, mark) for mark, cell in enumerate(of_page)] == [True] * len(of_page)


def _owns(element: pikepdf.Object, mark: int) -> bool:
    kids = element.K
    return mark in list(kids) if isinstance(kids, pikepdf.Array) else kids == mark


def test_two_thousand_rows_take_no_longer_than_a_person_waits() -> None:
    paper = samples.register(papers=2_000)
    start = time.process_time()

    assert len(read(register(paper))) > 80
    assert time.process_time() - start < 20
