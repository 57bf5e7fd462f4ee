from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from cluster.documents.scores import Score, score_summary, standings
from tests.documents import samples
from tests.documents.reading import Page, read

HEADER = "TT Nội dung, tiêu chí Điểm tối đa TP. Hồ Chí Minh Đắk Lắk Gia Lai"


@cache
def summary(members: int) -> tuple[Page, ...]:
    return read(score_summary(samples.score_summary(members=members)))


@pytest.mark.parametrize("members", [6, 9, 15])
def test_the_table_lies_wide_and_repeats_its_header(members: int) -> None:
    pages = summary(members)

    assert len(pages) > 1
    for page in pages:
        assert (page.width, page.height) == (297, 210)
        assert HEADER in page.text


@pytest.mark.parametrize("members", [6, 9, 15])
def test_results_notes_and_signatures_close_the_last_page(members: int) -> None:
    last = summary(members)[-1].text

    ranks = " ".join(str(rank) for rank in range(1, members))
    assert f"XẾP HẠNG {ranks} – Ghi chú:" in last
    assert "Chốt lúc 10:00:00 08/12/2025 bởi Thư ký, lần 1" in last
    assert "THƯ KÝ TM. CỤM THI ĐUA CỤM TRƯỞNG" in last


def test_fifteen_members_are_still_readable() -> None:
    """Small letters without ascender are 0.459 em high in Tinos: 7.5 points make 1.2 mm."""
    small = [x.bottom - x.top for page in summary(15) for x in page.letters if x.letter == "x"]

    assert min(small) > 1.2


def test_zero_not_scored_and_not_assigned_look_different() -> None:
    assert "2,75 0,00 × 1,88 1,88 1,88 – III.2" in summary(6)[0].text


def test_the_legend_explains_both_signs() -> None:
    assert "Ghi chú: “–”: chưa chấm, chưa xếp hạng; “×”: không giao chỉ tiêu." in (
        summary(6)[-1].text
    )


def test_a_complete_table_needs_no_legend() -> None:
    table = samples.score_summary(lines=3)
    full = tuple(Score(points=Decimal(1)) for _ in table.members)
    section = table.sections[0]
    lines = tuple(replace(line, scores=full) for line in section.lines)
    table = replace(table, sections=(replace(section, lines=lines),))

    assert "Ghi chú" not in read(score_summary(table))[-1].text


def test_sums_are_written_the_vietnamese_way() -> None:
    assert "TỔNG ĐIỂM 1.234,50 1.234,50 1.234,50 1.234,50 1.234,50 –" in summary(6)[-1].text


def test_points_that_are_not_frozen_are_called_a_draft() -> None:
    table = replace(samples.score_summary(lines=3), frozen="")

    assert "Bản nháp: điểm chưa được chốt." in read(score_summary(table))[-1].text


def test_standings_are_one_upright_page() -> None:
    (page,) = read(standings(samples.standings()))

    assert (page.width, page.height) == (210, 297)
    assert "1 Liên minh Hợp tác xã tỉnh TP. Hồ Chí Minh 95,0 3,5 0,0 98,5" in page.text
    assert "Dấu “–”: chưa chấm đủ điểm, chưa xếp hạng." in page.text


def test_a_member_with_open_lines_has_no_place_and_a_note() -> None:
    (page,) = read(standings(samples.standings()))

    assert "– Liên minh Hợp tác xã tỉnh Khánh Hòa Còn 2 tiêu chí chưa chấm – – – –" in page.text


def test_fifteen_places_fit_one_page_with_their_signatures() -> None:
    assert len(read(standings(samples.standings(members=15)))) == 1


def test_complete_standings_need_no_legend() -> None:
    table = samples.standings()

    assert "chưa xếp hạng" not in read(standings(replace(table, rows=table.rows[:-1])))[0].text
