"""Official papers as decree 30/2020 wants them, in PDF and in Word alike."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from cluster.documents.ballots import ballot_record
from cluster.documents.letterhead import Signer
from cluster.documents.office import fill
from cluster.documents.office_template import built_in_template
from cluster.documents.official import OfficialPaper, Row, Table, official_paper
from cluster.documents.scores import score_summary, standings
from cluster.documents.wordings import as_official
from tests.documents import samples
from tests.documents.libreoffice import as_pdf, needs_libreoffice
from tests.documents.reading import Letter, Page, bold_letters, read

MINUTES = replace(
    samples.official_paper(rows=3),
    title="BIÊN BẢN",
    signers=(Signer(position="THƯ KÝ", name="Phạm Hồng Ngữ"), samples.LEADER),
)


ATTACHED = "(Kèm theo Quyết định số 12/QĐ ngày 01 tháng 3 năm 2026)"
LIST = replace(
    samples.official_paper(rows=3),
    title="DANH SÁCH",
    letterhead=replace(samples.LETTERHEAD, authority=""),
    attached_to=ATTACHED,
    bases=(),
)
LONG = replace(
    samples.official_paper(rows=3),
    letterhead=replace(samples.LETTERHEAD, authority="LIÊN MINH HỢP TÁC XÃ VIỆT NAM"),
)


def signed_for() -> OfficialPaper:
    """Return a paper in whose rows somebody signs."""
    part = samples.official_paper(rows=3).sections[1]
    assert part.table
    return replace(
        samples.official_paper(),
        sections=(replace(part, table=replace(part.table, row_height=16)),),
    )


LONGEST_NAME = "Liên minh Hợp tác xã Thành phố Hồ Chí Minh"
STANDINGS = replace(
    samples.standings(),
    rows=(replace(samples.standings().rows[0], member=LONGEST_NAME), *samples.standings().rows[1:]),
)
ANNEX = replace(
    samples.score_summary(),
    annex=tuple(
        replace(member, lines=member.lines * 12)
        for member in map(samples.explained, samples.MEMBERS[:6])
    ),
)


@cache
def printed() -> dict[str, bytes]:
    """Return each paper as our PDF."""
    return {
        "proposal": official_paper(samples.official_paper()),
        "minutes": official_paper(MINUTES),
        "attached": official_paper(LIST),
        "wide": official_paper(replace(samples.official_paper(), is_wide=True)),
        "ballot": ballot_record(samples.ballot_record()),
        "hands": ballot_record(replace(samples.ballot_record(), on_paper=False, tellers=())),
        "long": official_paper(LONG),
        "signed for": official_paper(signed_for()),
        "summary": score_summary(samples.score_summary()),
        "explained": score_summary(samples.explained_summary()),
        "annex": score_summary(ANNEX),
        "many": score_summary(samples.score_summary(members=15, lines=3)),
        "standings": standings(STANDINGS),
        "draft": standings(replace(samples.standings(), frozen="")),
    }


@cache
def in_word() -> dict[str, bytes]:
    """Return each paper as LibreOffice prints our Word file."""
    papers = {
        "proposal": samples.official_paper(),
        "minutes": MINUTES,
        "attached": LIST,
        "wide": replace(samples.official_paper(), is_wide=True),
        "ballot": samples.ballot_record(),
        "hands": replace(samples.ballot_record(), on_paper=False, tellers=()),
        "long": LONG,
        "signed for": signed_for(),
        "summary": samples.score_summary(),
        "explained": samples.explained_summary(),
        "annex": ANNEX,
        "many": samples.score_summary(members=15, lines=3),
        "standings": STANDINGS,
        "draft": replace(samples.standings(), frozen=""),
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


def lines_of(page: Page, words: str) -> list[tuple[float, float]]:
    """Return top and bottom (millimetres) of the letters of a line that says these words."""
    found = letters_of(page, words)
    return [(min(x.top for x in line), max(x.bottom for x in line)) for line in found]


def letters_of(page: Page, words: str) -> list[list[Letter]]:
    """Return the letters of each place where the page says these words."""
    wanted = words.replace(" ", "")
    letters = [letter for letter in page.letters if letter.letter.strip()]
    text = "".join(letter.letter for letter in letters)
    starts = [place for place in range(len(text)) if text.startswith(wanted, place)]
    return [letters[place : place + len(wanted)] for place in starts]


Made = Callable[[], dict[str, bytes]]
papers = pytest.mark.parametrize(
    "name",
    [
        "proposal",
        "minutes",
        "attached",
        "wide",
        "ballot",
        "hands",
        "summary",
        "explained",
        "standings",
        "draft",
    ],
)
both = pytest.mark.parametrize(
    "made",
    [pytest.param(printed, id="PDF"), pytest.param(in_word, id="Word", marks=needs_libreoffice)],
)


@needs_libreoffice
@papers
def test_word_says_what_the_pdf_says(name: str) -> None:
    headings = "TT Tập thể Thành tích Số tiền đồng"
    if name in {"summary", "explained"}:
        headings = f"TT Nội dung, tiêu chí Điểm tối đa {' '.join(samples.MEMBERS[:6])}"

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
@pytest.mark.parametrize("name", ["ballot", "hands"])
def test_the_minutes_of_a_ballot_of_six_take_one_page(made: Made, name: str) -> None:
    (page,) = read(made()[name])

    assert "Hoàng Mạnh Khuyến" in page.text


@both
def test_who_receives_a_paper_stands_beside_who_signs_it_below_a_clear_space(made: Made) -> None:
    last = read(made()["proposal"])[-1]
    ((words, _foot),) = lines_of(last, "Xem xét, quyết định./.")
    ((left, _),) = lines_of(last, "Nơi nhận:")
    ((right, _),) = lines_of(last, "TM. CỤM THI ĐUA")

    assert left == pytest.approx(right, abs=1)
    assert right - words > 9


@both
def test_below_two_signers_who_receives_a_paper_stands_in_the_clear(made: Made) -> None:
    last = read(made()["minutes"])[-1]
    ((_, names),) = lines_of(last, "Hoàng Mạnh Khuyến")
    ((recipients, _),) = lines_of(last, "Nơi nhận:")

    assert recipients - names > 4


@both
def test_a_paper_without_a_body_above_it_begins_with_who_issues_it(made: Made) -> None:
    plain = min(letter.top for letter in read(made()["proposal"])[0].letters)
    ((issuer, _),) = lines_of(read(made()["attached"])[0], "CỤM THI ĐUA LIÊN MINH")

    assert issuer == pytest.approx(plain, abs=1)


@both
def test_to_what_a_list_is_attached_stands_in_the_middle(made: Made) -> None:
    page = read(made()["attached"])[0]
    ((top, bottom),) = lines_of(page, ATTACHED)
    line = [x for x in page.letters if x.letter.strip() and top - 0.1 <= x.top <= bottom]

    middle = (min(x.left for x in line) + max(x.right for x in line)) / 2
    assert middle == pytest.approx(30 + 165 / 2, abs=1)


@both
def test_what_looks_like_a_template_is_printed_as_typed(made: Made) -> None:
    text = " ".join(page.text for page in read(made()["proposal"]))

    assert samples.LIKE_A_TEMPLATE in text


@both
def test_both_headings_of_a_paper_stand_well_apart(made: Made) -> None:
    page = read(made()["long"])[0]
    (above,) = letters_of(page, "LIÊN MINH HỢP TÁC XÃ VIỆT NAM")
    (country,) = letters_of(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")

    assert country[0].left - above[-1].right > 5


@both
@pytest.mark.parametrize("name", ["khu vực", "miền Trung", "Nam Bộ"])
def test_no_line_of_a_heading_ends_within_a_name(made: Made, name: str) -> None:
    page = read(made()["standings"])[0]

    for words in (name, name.upper()):
        ((top, bottom),) = lines_of(page, words)
        assert bottom - top < 5


@both
def test_all_to_whom_a_paper_goes_stand_below_each_other(made: Made) -> None:
    page = read(made()["proposal"])[0]
    (first,) = letters_of(page, "Chủ tịch Liên minh Hợp tác xã Việt Nam")
    (second,) = letters_of(page, "Ban Phong trào")

    assert first[0].left == pytest.approx(second[0].left, abs=0.5)


@both
@pytest.mark.parametrize("name", ["ballot", "hands"])
def test_the_minutes_of_a_ballot_of_six_leave_room_on_their_page(made: Made, name: str) -> None:
    (page,) = read(made()[name])

    assert max(letter.bottom for letter in page.letters) < 297 - 20 - 15


@both
def test_the_longest_name_of_a_member_stands_on_one_line_of_the_places(made: Made) -> None:
    ((top, bottom),) = lines_of(read(made()["standings"])[0], LONGEST_NAME)

    assert bottom - top < 5


@both
@pytest.mark.parametrize("name", ["Khánh", "Quảng", "Dương", "97,50"])
def test_no_column_of_fifteen_members_tears_a_word(made: Made, name: str) -> None:
    found = lines_of(read(made()["many"])[0], name)

    assert found
    assert all(bottom - top < 4 for top, bottom in found)


@needs_libreoffice
def test_a_long_annex_takes_as_many_pages_in_word_as_in_the_pdf_or_one_more() -> None:
    pages = len(read(printed()["annex"]))

    assert pages > 10
    assert len(read(in_word()["annex"])) in {pages, pages + 1}


def test_no_page_ends_within_a_few_rows_or_right_below_the_first_or_a_strong_one() -> None:
    def stay(*strong: bool, height: int = 0, cell: str = "") -> list[bool]:
        rows = tuple(Row(cells=(cell,), is_strong=is_strong) for is_strong in strong)
        return Table(columns=(), rows=rows, row_height=height).stay_with_next()

    assert stay(False, False, False) == [True, True, False]
    assert stay(*[False] * 4, height=16) == [True, False, True, False]
    assert stay(*[False] * 4, cell=samples.THREE_LINES) == [True, False, True, False]
    assert stay(*[False] * 3, True, *[False] * 4) == [
        *(True, False, False, True),
        *(False, False, True, False),
    ]


@both
def test_the_annex_begins_on_a_new_page_behind_the_signatures(made: Made) -> None:
    _table, signatures, annex = (page.text for page in read(made()["explained"]))

    assert "Hoàng Mạnh Khuyến" in signatures
    assert "PHỤ LỤC" not in signatures
    assert "PHỤ LỤC: DIỄN GIẢI TỪNG ĐIỂM SỐ" in annex


@needs_libreoffice
@pytest.mark.parametrize("name", ["minutes", "ballot", "hands", "standings"])
def test_what_is_bold_in_the_pdf_is_bold_in_word(name: str) -> None:
    assert bold_letters(in_word()[name]) == bold_letters(printed()[name])


@both
def test_there_is_room_to_sign_for_money(made: Made) -> None:
    page = read(made()["signed for"])[0]
    rows = lines_of(page, "3.510.000")

    assert [lower - upper for (upper, _), (lower, _) in pairwise(rows)] == pytest.approx(
        [16, 16], abs=0.5
    )


def test_a_draft_says_so_before_everything_else() -> None:
    draft = replace(samples.official_paper(rows=2), is_draft=True)

    assert read(official_paper(draft))[0].text.startswith("DỰ THẢO")
