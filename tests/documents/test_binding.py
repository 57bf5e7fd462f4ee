"""Names, numbers and symbols of documents stay whole on paper, a day stays with its word."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from cluster.documents.binding import bound, parts_of, unbroken
from cluster.documents.justifying import is_loose
from cluster.documents.office import fill
from cluster.documents.office_template import built_in_template
from cluster.documents.official import Section, official_paper
from cluster.documents.pledge_sheet import member_pledge
from tests.documents import samples
from tests.documents.libreoffice import as_pdf, needs_libreoffice
from tests.documents.reading import Page, read


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "Ngày HTX Việt Nam 11/4, hội nghị", ["Việt Nam 11/4,"], id="a day of each year"
        ),
        pytest.param("từ ngày 05/12/2026 đến", ["ngày 05/12/2026"], id="a day"),
        pytest.param(
            "80 năm (11/4/1946 – 11/4/2026).", ["(11/4/1946 – 11/4/2026)."], id="from, to"
        ),
        pytest.param("số 00/QĐ-LMHTXVN của", ["00/QĐ-LMHTXVN"], id="number and symbol"),
        pytest.param("(số 30/2020/NĐ-CP)", ["30/2020/NĐ-CP)"], id="a decree"),
        pytest.param("triệu đồng/người", [], id="a unit may break"),
        pytest.param(
            "LMHTX TP. Hồ Chí Minh; LMHTX Đồng Nai; LMHTX tỉnh",
            ["LMHTX TP. Hồ Chí Minh;", "LMHTX Đồng Nai;"],
            id="short names of members",
        ),
        pytest.param(
            "niêm phong 8F3A-01BC-77D2-90EE.", ["8F3A-01BC-77D2-90EE."], id="the seal of a result"
        ),
        pytest.param(
            "(Liên minh Hợp tác xã tỉnh Lâm Đồng).",
            ["tỉnh Lâm Đồng)."],
            id="a province, but no word of the trade",
        ),
        pytest.param("Cụm trưởng năm 2026.", ["năm 2026."], id="a year"),
        pytest.param("12/QĐ &lt; 45/13", ["12/QĐ", "45/13"], id="no day"),
    ],
)
def test_what_belongs_together_is_marked_and_nothing_is_put_into_it(
    text: str, parts: list[str]
) -> None:
    page = bound(f"<title>{text}</title><body><p title='1/2'>{text}</p></body>")

    assert re.findall('<span class="(?:whole|together)">(.*?)</span>', page) == parts
    assert re.sub("</?span[^>]*>", "", page) == (
        f"<title>{text}</title><body><p title='1/2'>{text}</p></body>"
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "Ngày HTX Việt Nam 11/4, hội",
            ("Ngày", "HTX", "Việt Nam 11/4,", "hội"),
            id="before a day",
        ),
        pytest.param(
            "Liên minh  Hợp tác xã tỉnh Đồng Nai, năm 2026",
            ("Liên minh", "Hợp tác xã", "tỉnh Đồng Nai,", "năm 2026"),
            id="within a name",
        ),
        pytest.param(
            "CỤM THI ĐUA KHU VỰC MIỀN TRUNG VÀ ĐÔNG NAM BỘ",
            ("CỤM", "THI ĐUA", "KHU VỰC", "MIỀN TRUNG", "VÀ", "ĐÔNG NAM BỘ"),
            id="within a name in capitals",
        ),
        pytest.param(
            "các tỉnh thành phố", ("các", "tỉnh", "thành phố"), id="tỉnh that names no province"
        ),
    ],
)
def test_a_heading_should_not_be_broken(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text)[1] == parts


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("số 00/QĐ-LMHTXVN của", "số 00/QĐ‑LMHTXVN của", id="a symbol's hyphen"),
        pytest.param("tỉnh Lâm Đồng, năm 2026", "tỉnh~Lâm~Đồng, năm~2026", id="blanks"),
        pytest.param("thi đua - khen thưởng", "thi đua - khen thưởng", id="no other hyphen"),
        pytest.param("ngày 05/12/2026 số 1/QĐ-A", "ngày 05/12/2026 số 1/QĐ‑A", id="what fits"),
    ],
)
def test_word_is_told_by_blanks_and_hyphens_what_belongs_together(text: str, held: str) -> None:
    assert unbroken(text, fits=lambda part: len(part) < 15) == held.replace("~", "\u00a0")


def test_a_paragraph_is_justified_unless_its_words_would_be_pulled_apart() -> None:
    usual = "Các đơn vị thành viên đã duy trì tốt phong trào thi đua trong năm, hoàn thành "
    before_a_name = "- Bằng khen: Bà Võ Ngọc Ánh (Chuyên viên, Liên minh Hợp tác xã tỉnh Lâm Đồng)."

    assert [is_loose(text) for text in (usual * 4, before_a_name)] == [False, True]


def whole(page: Page, word: str) -> list[bool]:
    """Tell of each place where a word stands, blanks apart, whether it stands on one line."""
    letters = "".join(letter.letter for letter in page.letters)
    found = [match.start() for match in re.finditer(re.escape(word), letters)]
    lefts = [[page.letters[n].left for n in range(at, at + len(word))] for at in found]
    return [left == sorted(left) for left in lefts]


@pytest.mark.parametrize("before", range(0, 60, 6))
def test_an_official_paper_breaks_no_number_wherever_its_line_ends(before: int) -> None:
    words = f"{'o' * before} theo Quyết định số 00/QĐ-LMHTXVN và Ngày Việt Nam 11/4, hội nghị. "
    paper = replace(samples.official_paper(), sections=(Section(paragraphs=(words * 3,)),))

    page = read(official_paper(paper))[0]

    assert page.text.count("số 00/QĐ-LMHTXVN và Ngày Việt Nam 11/4, hội nghị.") == 3
    assert (whole(page, "00/QĐ-LMHTXVN"), whole(page, "ViệtNam11/4,")) == ([True] * 3, [True] * 3)


@pytest.mark.parametrize("before", range(0, 60, 6))
def test_an_official_paper_breaks_no_name_wherever_its_line_ends(before: int) -> None:
    words = f"{'o' * before} mỗi đơn vị: TP. Hồ Chí Minh; LMHTX Đồng Nai; tỉnh Lâm Đồng, năm 2026. "
    paper = replace(samples.official_paper(), sections=(Section(paragraphs=(words * 3,)),))

    page = read(official_paper(paper))[0]

    for name in ("TP.HồChíMinh;", "LMHTXĐồngNai;", "tỉnhLâmĐồng,", "năm2026."):
        assert whole(page, name) == [True] * 3


@cache
def in_word() -> str:
    """Return the letters of a paper in which each line of Word could end within a name."""
    words = "Quyết định số 00/QĐ-LMHTXVN, TP. Hồ Chí Minh; Ngày Việt Nam 11/4; tỉnh Lâm Đồng; "
    texts = tuple(f"{'o' * before} {words * 3}" for before in range(0, 60, 6))
    paper = replace(samples.official_paper(), sections=(Section(paragraphs=texts),))
    pdf = as_pdf(paper=fill(paper, built_in_template()))["paper"]
    lines: list[str] = []
    for page in read(pdf):
        for before, letter in pairwise((page.letters[0], *page.letters)):
            if letter.left < before.left:
                lines.append("")
            lines[-1:] = [(lines or [""])[-1] + letter.letter.replace("\u2011", "-").strip()]
    return "\n".join(lines)


@needs_libreoffice
@pytest.mark.parametrize(
    "name", ["00/QĐ-LMHTXVN,", "TP.HồChíMinh;", "ViệtNam11/4;", "tỉnhLâmĐồng;"]
)
def test_word_breaks_no_number_and_no_name_wherever_its_line_ends(name: str) -> None:
    assert in_word().count(name) == 30


@pytest.mark.parametrize("before", ["", "sự kiện ", "chuỗi các sự kiện ", "chuỗi các sự kiện lớn "])
def test_a_target_keeps_its_day_with_its_word(before: str) -> None:
    pledge = samples.member_pledge(criteria=1)
    name = f"Tổ chức {before}(Ngày HTX Việt Nam 11/4, hội nghị, tọa đàm, tuyên dương HTX)"

    (page,) = read(member_pledge(replace(pledge, targets=(replace(pledge.targets[0], name=name),))))

    assert whole(page, "ViệtNam11/4,") == [True]
