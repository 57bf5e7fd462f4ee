"""Official papers as decree 30/2020 wants them, in PDF and in Word alike."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from cluster.documents.ballots import ballot_record
from cluster.documents.letterhead import Signer
from cluster.documents.office import fill
from cluster.documents.office_template import built_in_template
from cluster.documents.official import OfficialPaper, official_paper
from cluster.documents.scores import score_summary, standings
from cluster.documents.wordings import as_official
from tests.documents import samples
from tests.documents.libreoffice import as_pdf, needs_libreoffice
from tests.documents.reading import Letter, Page, read

MINUTES = replace(
    samples.official_paper(rows=3),
    title="BIÊN BẢN",
    signers=(Signer(position="THƯ KÝ", name="Phạm Hồng Ngữ"), samples.LEADER),
)


@cache
def printed() -> dict[str, bytes]:
    """Return each paper as our PDF."""
    return {
        "proposal": official_paper(samples.official_paper()),
        "minutes": official_paper(MINUTES),
        "wide": official_paper(replace(samples.official_paper(), is_wide=True)),
        "ballot": ballot_record(samples.ballot_record()),
        "hands": ballot_record(replace(samples.ballot_record(), on_paper=False, tellers=())),
        "summary": score_summary(samples.score_summary()),
        "standings": standings(samples.standings()),
    }


@cache
def in_word() -> dict[str, bytes]:
    """Return each paper as LibreOffice prints our Word file."""
    papers = {
        "proposal": samples.official_paper(),
        "minutes": MINUTES,
        "wide": replace(samples.official_paper(), is_wide=True),
        "ballot": samples.ballot_record(),
        "hands": replace(samples.ballot_record(), on_paper=False, tellers=()),
        "summary": samples.score_summary(),
        "standings": samples.standings(),
    }
    told = {name: as_official(paper) for name, paper in papers.items()}
    return as_pdf(**{name: word(paper) for name, paper in told.items() if paper})


def word(paper: OfficialPaper) -> bytes:
    return fill(paper, built_in_template())


def words_of(pdf: bytes, leaving_out: str = "") -> Counter[str]:
    """Count the words of a paper: headings that return on each page and page numbers once."""
    pages = read(pdf)
    text = " ".join(page.text for page in pages)
    counted = Counter(text.replace("(", " ").replace(")", " ").split())
    for number in range(2, len(pages) + 1):
        counted[str(number)] -= 1
    for heading in leaving_out.split():
        counted[heading] = 1
    return +counted


def edges(page: Page) -> tuple[float, float]:
    """Return where the leftmost and the rightmost letter of the page stand, in millimetres."""
    return min(a.left for a in page.letters), max(a.right for a in page.letters)


def at_the_top(page: Page) -> list[Letter]:
    return [letter for letter in page.letters if letter.top < 18]


Made = Callable[[], dict[str, bytes]]
papers = pytest.mark.parametrize(
    "name", ["proposal", "minutes", "wide", "ballot", "hands", "summary", "standings"]
)
both = pytest.mark.parametrize(
    "made",
    [pytest.param(printed, id="PDF"), pytest.param(in_word, id="Word", marks=needs_libreoffice)],
)


@needs_libreoffice
@papers
def test_word_says_what_the_pdf_says(name: str) -> None:
    headings = {
        "summary": "TT Nội dung, tiêu chí Điểm tối đa TP. Hồ Chí Minh Đắk Lắk Gia Lai Lâm Đồng Đồng"
        " Nai Khánh Hòa",
        "ballot": "Nội dung Số lượng",
        "hands": "Nội dung Số lượng",
    }.get(name, "TT Tập thể Thành tích Số tiền đồng")

    assert words_of(in_word()[name], headings) == words_of(printed()[name], headings)


@both
def test_only_the_second_page_is_numbered_and_in_the_middle_of_the_top_margin(made: Made) -> None:
    first, second, *_more = read(made()["proposal"])
    (number,) = at_the_top(second)

    assert at_the_top(first) == []
    assert number.letter == "2"
    assert (number.left + number.right) / 2 == pytest.approx(30 + 165 / 2, abs=0.7)


@both
def test_the_margins_are_those_of_the_decree(made: Made) -> None:
    page = read(made()["proposal"])[0]
    left, right = edges(page)

    assert (page.width, page.height) == (210, 297)
    assert 30 <= left <= 35
    assert 210 - 20 <= right <= 210 - 14.9
    assert min(letter.top for letter in page.letters) == pytest.approx(21, abs=2)
    assert max(letter.bottom for letter in page.letters) <= 297 - 20


@both
def test_a_wide_paper_lies_on_its_side(made: Made) -> None:
    page = read(made()["wide"])[0]
    left, right = edges(page)

    assert (page.width, page.height) == (297, 210)
    assert left >= 20
    assert right <= 297 - 14.9


@both
def test_the_headings_of_a_table_return_on_every_page(made: Made) -> None:
    pages = read(made()["proposal"])
    with_rows = [page for page in pages if "3.510.000" in page.text]

    assert len(with_rows) > 1
    assert ["Thành tích" in page.text for page in with_rows] == [True] * len(with_rows)


@both
def test_the_signature_has_words_above_it_on_its_page(made: Made) -> None:
    last = read(made()["proposal"])[-1]

    assert "Hoàng Mạnh Khuyến" in last.text
    assert "Xem xét, quyết định" in last.text


@both
def test_what_looks_like_a_template_is_printed_as_typed(made: Made) -> None:
    text = " ".join(page.text for page in read(made()["proposal"]))

    assert samples.LIKE_A_TEMPLATE in text


def test_a_draft_says_so_before_everything_else() -> None:
    draft = replace(samples.official_paper(rows=2), is_draft=True)

    assert read(official_paper(draft))[0].text.startswith("DỰ THẢO")
