from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont

from cluster.documents.assets import ASSETS
from cluster.documents.awards import PLACES
from cluster.documents.lines import DISPLAY, Face, Place, has_letter, text_width
from cluster.documents.plate import ALL_LETTERS
from cluster.domain.certificate_wordings import BUILT_IN, AwardWording
from cluster.domain.errors import RuleViolation
from tests.documents import samples
from tests.documents.reading import Letter, Page, read
from tests.documents.samples import in_full

AWARDS = {
    "leader": lambda: in_full(samples.leader_award()),
    "certificate": lambda: in_full(samples.certificate()),
    "crowded certificate": lambda: in_full(samples.crowded_certificate()),
}
every_award = pytest.mark.parametrize("name", AWARDS)


@cache
def printed(name: str) -> tuple[Page, ...]:
    return read(AWARDS[name]())


@every_award
def test_it_is_one_wide_page(name: str) -> None:
    assert [(page.width, page.height) for page in printed(name)] == [(297, 210)]


@every_award
def test_its_words_stay_within_the_frame(name: str) -> None:
    letters = printed(name)[0].letters

    assert min(letter.left for letter in letters) > 34
    assert max(letter.right for letter in letters) < 297 - 34
    assert min(letter.top for letter in letters) > 27.5
    assert max(letter.bottom for letter in letters) < 210 - 28


@every_award
def test_thirty_millimetres_are_free_for_signature_and_seal(name: str) -> None:
    right_half = [letter for letter in printed(name)[0].letters if letter.left > 170]
    foot = max(letter.bottom for letter in right_half)
    name_line = min(letter.top for letter in right_half if letter.bottom > foot - 7)
    above = max(letter.bottom for letter in right_half if letter.bottom < name_line)

    assert name_line - above >= 30


@every_award
def test_words_stand_in_the_middle_of_the_sheet(name: str) -> None:
    authority = [letter for letter in printed(name)[0].letters if 43 < letter.top < 47]
    left, right = min(x.left for x in authority), max(x.right for x in authority)

    assert (left + right) / 2 == pytest.approx(297 / 2, abs=0.5)


def test_a_certificate_says_all_in_the_order_of_the_form() -> None:
    assert printed("certificate")[0].text == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM TẶNG BẰNG KHEN Ông Bùi Minh Dũng "
        "Giám đốc Hợp tác xã Dịch vụ nông nghiệp Xuân Lộc, tỉnh Đồng Nai "
        "Đã có thành tích xuất sắc trong phong trào thi đua năm 2025 "
        "Quyết định số: 512/QĐ-LMHTXVN ngày 15 tháng 01 năm 2026 Số sổ vàng: 00127 "
        "Hà Nội, ngày 15 tháng 01 năm 2026 CHỦ TỊCH Nguyễn Văn Minh"
    )


def test_the_leader_award_says_all_in_its_order() -> None:
    assert printed("leader")[0].text == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        f"{samples.CLUSTER.upper()} CÔNG NHẬN Liên minh Hợp tác xã tỉnh Đồng Nai là "
        "CỤM TRƯỞNG CỤM THI ĐUA NĂM 2026 "
        "Được các đơn vị thành viên suy tôn theo nguyên tắc luân phiên "
        "Biên bản Hội nghị tổng kết số 08/BB-CTĐ ngày 12 tháng 12 năm 2025 "
        "Khánh Hòa, ngày 12 tháng 12 năm 2025 TM. CỤM THI ĐUA CỤM TRƯỞNG "
        "CHỦ TỊCH LIÊN MINH HTX TỈNH KHÁNH HÒA Hoàng Mạnh Khuyến"
    )


def test_nothing_of_a_crowded_certificate_is_lost() -> None:
    text = printed("crowded certificate")[0].text

    assert len(samples.HUNDRED_LETTERS) > 100
    assert samples.HUNDRED_LETTERS in text
    assert samples.THREE_LINES in text


def test_lines_are_as_wide_as_reckoned() -> None:
    title = [x for x in printed("certificate")[0].letters if x.bottom - x.top > 11]
    reckoned = text_width("BẰNG KHEN", Face(file=DISPLAY.file, spacing=0.04), 50)

    assert [x.letter for x in title] == list("BẰNGKHEN")
    assert title[-1].right - title[0].left == pytest.approx(reckoned, rel=0.03)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"recipient": samples.THREE_LINES}, "recipient", id="a name of four lines"),
        pytest.param({"reason": samples.THREE_LINES * 3}, "reason", id="a reason of ten lines"),
        pytest.param({"form": "M" * 60}, "form", id="a word wider than the sheet"),
    ],
)
def test_words_that_cannot_fit_are_refused_by_name(change: dict[str, str], field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        in_full(replace(samples.certificate(), **change))

    assert refusal.value.field == field
    assert "too long for this paper" in str(refusal.value)


def test_decomposed_letters_are_printed_composed() -> None:
    award = replace(samples.certificate(), recipient="Ông Bùi Minh Du\N{COMBINING TILDE}ng")

    assert "Ông Bùi Minh Dũng" in read(in_full(award))[0].text


def test_marks_of_a_page_description_are_printed_as_letters() -> None:
    name = '<b>&amp;</b><img src="file:///etc/passwd">'
    award = replace(samples.certificate(), recipient=name)

    assert name in read(in_full(award))[0].text


def test_a_signer_may_be_left_to_the_pen() -> None:
    award = replace(samples.leader_award(), dated=None, signer=replace(samples.LEADER, name=""))

    text = read(in_full(award))[0].text
    assert "Khánh Hòa, ngày …… tháng …… năm ………" in text
    assert text.endswith("CHỦ TỊCH LIÊN MINH HTX TỈNH KHÁNH HÒA")


@pytest.mark.parametrize(
    "movement",
    [
        pytest.param(
            "ĐẨY MẠNH HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH", id="long"
        ),
        pytest.param(
            "PHÁT HUY VAI TRÒ NÒNG CỐT TRONG PHÁT TRIỂN KTTT, HTX; XÂY DỰNG HỆ THỐNG LIÊN MINH"
            " HTX VIỆT NAM VỮNG MẠNH",
            id="longer",
        ),
    ],
)
def test_the_accents_of_a_long_title_touch_no_letter_above_them(movement: str) -> None:
    award = replace(
        samples.crowded_certificate(), form=movement, blocks=BUILT_IN[AwardWording.MOVEMENT].blocks
    )
    letters = read(in_full(award))[0].letters
    before = "đãtíchcựcthamgiaphongtràothiđua"
    start = "".join(letter.letter for letter in letters).index(before)

    lines = lines_of(letters[start : start + len(before + movement.replace(" ", ""))])

    assert len(lines) == 3
    for upper, lower in pairwise(lines):
        assert min(x.top for x in lower) - max(x.bottom for x in upper) > 0.2


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, id=style)
        for style, place in PLACES.items()
        if any(lines > 1 for _size, lines in place.sizes)
    ],
)
def test_no_letter_of_a_line_reaches_into_the_line_above(place: Place) -> None:
    font = TTFont(ASSETS[place.face.file])
    names, outlines = font.getBestCmap(), font["glyf"]
    drawn = [
        outlines[names[ord(letter)]]
        for letter in ALL_LETTERS
        if letter.isalpha() and has_letter(place.face, letter)
    ]

    reach = max(x.yMax for x in drawn) - min(x.yMin for x in drawn)
    assert place.leading > reach / font["head"].unitsPerEm


@pytest.mark.parametrize("scale", [1, 3], ids=["in few words", "in many words"])
def test_the_accents_of_the_term_touch_no_dot_of_the_title_above_it(scale: int) -> None:
    title, term = "HỘI ĐỘNG CỘNG ỰỢ", "ẤT TỴ ẨN ẾỔ ẪỀ"
    award = replace(
        samples.leader_award(), title=title, term=term, reason=samples.THREE_LINES[: 90 * scale]
    )
    letters = read(in_full(award))[0].letters
    said = "".join(letter.letter for letter in letters)
    words = (title + term).replace(" ", "")

    start = said.index(words)
    upper, lower = lines_of(letters[start : start + len(words)])
    assert min(x.top for x in lower) - max(x.bottom for x in upper) > 0.2


def test_the_words_of_a_leader_award_stand_clear_of_the_motto() -> None:
    letters = printed("leader")[0].letters
    said = "".join(letter.letter for letter in letters)
    motto, authority = said.index("Hạnhphúc"), said.index(samples.CLUSTER.upper().replace(" ", ""))

    foot = max(letter.bottom for letter in letters[motto:authority])
    assert min(letter.top for letter in letters[authority : authority + 40]) - foot > 4


def lines_of(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Break letters where one stands left of the one before it."""
    lines = [[letters[0]]]
    for before, letter in pairwise(letters):
        if letter.left < before.left:
            lines.append([])
        lines[-1].append(letter)
    return lines
