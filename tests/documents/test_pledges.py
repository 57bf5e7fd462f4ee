from dataclasses import replace
from functools import cache

import pytest

from cluster.documents.member_pledge import MemberPledge
from cluster.documents.pledge_sheet import SCALES, TABLE, member_pledge, pages_of
from cluster.documents.pledges import joint_pledge
from cluster.domain.certificate_text import Block, BlockStyle
from cluster.domain.certificate_wordings import PLEDGE, PLEDGE_TEXT
from cluster.domain.errors import RuleViolation
from cluster.domain.plain_data import from_plain, to_plain
from tests.documents import samples
from tests.documents.pictures import codes_in, picture
from tests.documents.reading import Page, read

CHECK = "https://thidua.example/v/7K3M9QXZ4TBW0HNCR"
SIGNING = "ĐẠI DIỆN CÁC ĐƠN VỊ KÝ GIAO ƯỚC"


@cache
def six() -> tuple[Page, ...]:
    return read(joint_pledge(samples.joint_pledge()))


def test_text_stands_upright_and_targets_lie_wide() -> None:
    assert [(page.width, page.height) for page in six()] == [(210, 297), (210, 297), (297, 210)]


def test_the_pledge_opens_as_decree_30_asks() -> None:
    assert six()[0].text.startswith(
        f"LIÊN MINH HTX VIỆT NAM {samples.CLUSTER.upper()} "
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Số: 01/GƯ-CTĐ Khánh Hòa, ngày 05 tháng 02 năm 2026 "
        f"BẢN GIAO ƯỚC THI ĐUA Năm 2026 của {samples.CLUSTER} "
    )


def test_text_keeps_the_margins_of_decree_30() -> None:
    for page in six()[:2]:
        assert min(letter.left for letter in page.letters) >= 29.9
        assert max(letter.right for letter in page.letters) <= page.width - 14.9
        assert max(letter.bottom for letter in page.letters) <= page.height - 20


def test_pages_are_numbered_at_the_top_from_the_second_on() -> None:
    numbers = [
        "".join(letter.letter for letter in page.letters if letter.bottom < 16) for page in six()
    ]

    assert numbers == ["", "2", "3"]


def test_each_box_says_when_it_was_signed_or_leaves_room() -> None:
    signing = six()[1].text

    assert signing.count("Đã ký trên hệ thống lúc 14:05 ngày 12/12/2025") == 5
    assert signing.endswith("Ông Nguyễn Thị Ẩn 5 2")


@pytest.mark.parametrize("members", [3, 4, 6, 15])
def test_all_boxes_stand_on_one_page_with_the_closing_words(members: int) -> None:
    pledge = samples.joint_pledge(members=members)
    pages = read(joint_pledge(replace(pledge, sections=())))

    (signing,) = (page.text for page in pages if SIGNING in page.text)
    boxes = signing.partition(SIGNING)[2]
    assert pledge.closing in signing
    assert [boxes.count(f"TỈNH {party.short_name.upper()}") for party in pledge.parties] == (
        [1] * members
    )


@pytest.mark.parametrize("members", [6, 15])
def test_without_closing_words_the_last_lines_of_the_text_go_with_the_boxes(members: int) -> None:
    pledge = replace(samples.joint_pledge(members=members), sections=(), closing="")

    last = read(joint_pledge(pledge))[-1].text
    assert last.partition(SIGNING)[0].endswith("góp phần xây dựng nông thôn mới ")
    assert last.count("CHỦ TỊCH") == members


def test_a_pledge_in_force_says_since_when() -> None:
    pledge = replace(samples.joint_pledge(), sections=(), in_force_since=samples.SIGNED_AT)

    assert "Có hiệu lực từ 14:05 ngày 12/12/2025" in read(joint_pledge(pledge))[-1].text


def test_an_amendment_says_so() -> None:
    pledge = replace(samples.joint_pledge(), sections=(), version=3)

    assert "(Bản điều chỉnh, bổ sung lần thứ 2)" in read(joint_pledge(pledge))[0].text


def test_number_and_day_may_be_left_to_the_pen() -> None:
    letterhead = replace(samples.LETTERHEAD, number="", dated=None)
    pledge = replace(samples.joint_pledge(), sections=(), letterhead=letterhead)

    text = read(joint_pledge(pledge))[0].text
    assert "Số: …………/……… Khánh Hòa, ngày …… tháng …… năm ………" in text


def test_targets_are_written_the_vietnamese_way() -> None:
    annex = six()[-1].text

    assert "triệu đồng 1.234,5 1.234,5 1.234,5 1.234,5 1.234,5 – I.2" in annex
    assert "Dấu “–”: không giao chỉ tiêu." in annex


@pytest.mark.parametrize("members", [6, 15])
def test_the_annex_repeats_its_header_on_every_page(members: int) -> None:
    pages = read(joint_pledge(samples.joint_pledge(members=members, criteria=40)))
    annex = [page for page in pages if page.width == 297]

    assert len(annex) >= 2
    for page in annex:
        assert "TT Chỉ tiêu Đơn vị tính TP. Hồ Chí Minh Đắk Lắk" in page.text


def test_forty_targets_run_on_under_a_header_of_their_own() -> None:
    pages = read(member_pledge(samples.member_pledge(criteria=40)))

    assert len(pages) in {2, 3}
    for number, page in enumerate(pages[1:], start=2):
        assert (page.width, page.height) == (210, 297)
        assert page.text.startswith("TT Chỉ tiêu thi đua Đơn vị tính Chỉ tiêu")
        assert f"năm 2026 – {samples.member_pledge().member} – trang {number}" in page.text


def test_few_targets_make_a_certificate_of_one_page() -> None:
    (page,) = read(member_pledge(samples.member_pledge(criteria=8)))

    assert "Đỗ Thị Ẩn đã ký Giao ước thi đua trên hệ thống lúc 14:05 ngày 12/12/2025." in page.text


@pytest.mark.parametrize("criteria", range(13, 19))
def test_signatures_never_stand_on_a_page_without_two_targets(criteria: int) -> None:
    last = read(member_pledge(samples.member_pledge(criteria=criteria)))[-1].text

    assert f"I.{criteria - 1} " in last
    assert f"I.{criteria} " in last
    assert "TM. CỤM THI ĐUA" in last


def test_one_signer_alone_signs_on_the_right() -> None:
    pledge = replace(samples.member_pledge(criteria=8), signers=(samples.LEADER,))

    letters = read(member_pledge(pledge))[0].letters
    foot = max(letter.bottom for letter in letters)
    right = [letter for letter in letters if letter.left > 105 and letter.bottom > foot - 6]
    assert "".join(letter.letter for letter in right) == samples.LEADER.name.replace(" ", "")


def test_the_border_is_never_crossed() -> None:
    for page in read(member_pledge(samples.member_pledge())):
        assert min(letter.left for letter in page.letters) > 28
        assert max(letter.right for letter in page.letters) < page.width - 28
        assert max(letter.bottom for letter in page.letters) < page.height - 28


def bilingual(*, criteria: int) -> MemberPledge:
    pledge = samples.member_pledge(criteria=criteria)
    return replace(
        pledge,
        year="2026",
        member_en="Đồng Nai Cooperative Alliance",
        targets=tuple(replace(target, name_en="Training classes") for target in pledge.targets),
        blocks=PLEDGE_TEXT.begin_with("pledge_english"),
        signers=(samples.LEADER,),
    )


def test_english_stands_beneath_words_heads_and_targets() -> None:
    (page,) = read(member_pledge(bilingual(criteria=3)))

    assert "Giao ước thi đua năm 2026 Certificate of the 2026 Emulation Pledge" in page.text
    assert "LIÊN MINH HỢP TÁC XÃ TỈNH ĐỒNG NAI Đồng Nai Cooperative Alliance" in page.text
    assert "TT No. Chỉ tiêu thi đua Emulation target Đơn vị tính Unit Chỉ tiêu Target" in page.text
    assert page.text.count("Training classes") == 3


@pytest.mark.parametrize(
    ("criteria", "pages"),
    [
        pytest.param(1, 1, id="one target"),
        pytest.param(8, 1, id="a few"),
        pytest.param(19, 1, id="a usual year"),
        pytest.param(30, 2, id="more than a sheet holds"),
    ],
)
def test_a_usual_years_targets_share_one_sheet_with_words_and_signature(
    criteria: int, pages: int
) -> None:
    pledge = replace(
        samples.member_pledge(criteria=criteria),
        year="2026",
        blocks=PLEDGE,
        signers=(samples.LEADER,),
    )
    printed = read(member_pledge(pledge))

    assert len(printed) == pages
    foot = max(letter.bottom for letter in printed[-1].letters)
    assert pages > 1 or 262 < foot < 269


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(CHECK, id="a short address"),
        pytest.param(
            CHECK.replace("thidua.", "thidua.lienminhhoptacxa.khanhhoa."), id="an address too wide"
        ),
    ],
)
@pytest.mark.parametrize(("criteria", "pages"), [(1, 1), (19, 1), (30, 2)])
def test_a_code_stands_beside_the_signature_and_takes_no_room_from_the_targets(
    check: str, criteria: int, pages: int
) -> None:
    pledge = replace(
        samples.member_pledge(criteria=criteria),
        year="2026",
        blocks=PLEDGE,
        signers=(samples.LEADER,),
        check=check,
    )
    pdf = member_pledge(pledge)
    printed = read(pdf)

    assert len(printed) == pages
    assert codes_in(picture(pdf, pages - 1)) == [check]
    assert "7K3M-9QXZ-4TBW-0HNC-R" in printed[-1].text
    letters = printed[-1].letters
    assert max(letter.bottom for letter in letters) < 269
    address = [letter for letter in letters if letter.letter == "/"][-2:]
    assert all(50 < letter.left < 92 for letter in address)


def test_an_address_as_long_as_a_province_needs_stands_on_one_line() -> None:
    site = "thidua.lienminhhtx.khanhhoa.example/v/"
    pledge = replace(
        samples.member_pledge(), signers=(samples.LEADER,), check=f"https://{site}7K3M"
    )

    letters = read(member_pledge(pledge))[-1].letters

    start = "".join(letter.letter for letter in letters).index(site)
    lefts = [letter.left for letter in letters[start : start + len(site)]]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("criteria", [1, 14, 15, 18, 28, 45])
def test_the_pages_that_are_told_are_those_that_are_printed(criteria: int) -> None:
    pledge = bilingual(criteria=criteria)

    assert pages_of(pledge) == len(read(member_pledge(pledge)))


def long_below(*, blocks: int, criteria: int, signers: int = 2, check: str = CHECK) -> MemberPledge:
    """Return a certificate with English and with long words below its table of targets."""
    pledge = bilingual(criteria=criteria)
    return replace(
        pledge,
        blocks=(
            *pledge.blocks,
            *[Block(style=BlockStyle.REASON, text=samples.THREE_LINES)] * blocks,
        ),
        signers=samples.member_pledge().signers[-signers:],
        check=check,
    )


@pytest.mark.parametrize(
    "pledge",
    [
        pytest.param(long_below(blocks=4, criteria=30, check=""), id="a closing that just fits"),
        pytest.param(long_below(blocks=4, criteria=12), id="with a code"),
        pytest.param(long_below(blocks=9, criteria=3), id="more words than a page holds"),
        pytest.param(long_below(blocks=9, criteria=12, signers=1), id="the leader alone signs"),
    ],
)
def test_long_words_below_the_targets_are_told_in_pages(pledge: MemberPledge) -> None:
    assert pages_of(pledge) == len(read(member_pledge(pledge)))


def test_words_that_fill_a_page_follow_the_targets_and_the_last_of_them_stay_with_who_signs() -> (
    None
):
    first, *_more, last = read(member_pledge(long_below(blocks=9, criteria=3)))

    assert samples.THREE_LINES[:40] in first.text
    assert samples.THREE_LINES[-40:] in last.text
    assert "TM. CỤM THI ĐUA" in last.text


def test_the_table_of_targets_is_set_in_nine_points_before_it_runs_onto_another_page() -> None:
    assert [pages_of(bilingual(criteria=criteria)) for criteria in (10, 11)] == [1, 2]
    assert min(SCALES) * TABLE == 9


def test_a_certificate_kept_before_its_words_could_be_written_says_what_it_said() -> None:
    kept = to_plain(samples.member_pledge(criteria=3))
    for name in ("blocks", "year", "cluster_en", "member_en", "check"):
        del kept[name]
    for target in kept["targets"]:
        del target["name_en"]

    (page,) = read(member_pledge(from_plain(MemberPledge, kept)))
    assert f"chứng nhận {samples.member_pledge().member.upper()}" in page.text
    assert samples.member_pledge().statement in page.text


def test_words_that_do_not_fit_are_refused_by_name() -> None:
    pledge = replace(samples.member_pledge(criteria=3), member="Liên minh " * 40)

    with pytest.raises(RuleViolation, match="too long for this paper"):
        member_pledge(pledge)
