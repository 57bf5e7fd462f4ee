"""What holds for every paper, whatever it says."""

import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import page as validator
import pikepdf
import pytest

from cluster.documents.ballots import ballot_record
from cluster.documents.official import official_paper
from cluster.documents.pledge_sheet import member_pledge
from cluster.documents.pledges import joint_pledge
from cluster.documents.register import register
from cluster.documents.scores import score_summary, standings
from cluster.domain.plain_data import from_plain, to_plain
from tests.documents import samples
from tests.documents.reading import Letter, embedded_fonts, read
from tests.documents.samples import in_full

PAPERS: dict[str, tuple[Callable[[Any], bytes], Callable[[], Any]]] = {
    "joint pledge": (joint_pledge, samples.joint_pledge),
    "member pledge": (member_pledge, samples.member_pledge),
    "leader award": (in_full, samples.leader_award),
    "certificate": (in_full, samples.certificate),
    "crowded certificate": (in_full, samples.crowded_certificate),
    "score summary": (score_summary, samples.score_summary),
    "score summary of fifteen": (score_summary, lambda: samples.score_summary(members=15)),
    "standings": (standings, samples.standings),
    "ballot record": (ballot_record, samples.ballot_record),
    "ballot record of fifteen": (ballot_record, lambda: samples.ballot_record(members=15)),
    "official paper": (official_paper, samples.official_paper),
    "register": (register, samples.register),
    "register of none": (register, lambda: samples.register(papers=0)),
}
TITLES = {
    "joint pledge": f"BẢN GIAO ƯỚC THI ĐUA – Năm 2026 của {samples.CLUSTER}",
    "member pledge": "GIẤY CHỨNG NHẬN – Liên minh Hợp tác xã tỉnh Đồng Nai",
    "leader award": "CỤM TRƯỞNG CỤM THI ĐUA NĂM 2026 – Liên minh Hợp tác xã tỉnh Đồng Nai",
    "certificate": "BẰNG KHEN – Ông Bùi Minh Dũng",
    "crowded certificate": f"BẰNG KHEN – {samples.HUNDRED_LETTERS}",
    "score summary": f"BẢNG TỔNG HỢP ĐIỂM THI ĐUA – Năm 2025 của {samples.CLUSTER}",
    "score summary of fifteen": f"BẢNG TỔNG HỢP ĐIỂM THI ĐUA – Năm 2025 của {samples.CLUSTER}",
    "ballot record": "BIÊN BẢN KIỂM PHIẾU – Bầu Cụm trưởng năm 2027",
    "ballot record of fifteen": "BIÊN BẢN KIỂM PHIẾU – Bầu Cụm trưởng năm 2027",
    "official paper": "TỜ TRÌNH – Về việc đề nghị khen thưởng phong trào thi đua năm 2025",
    "register": "SỔ THEO DÕI CẤP BẰNG, VĂN BẢN – Năm 2026",
    "register of none": "SỔ THEO DÕI CẤP BẰNG, VĂN BẢN – Năm 2026",
    "standings": f"BẢNG XẾP HẠNG THI ĐUA – Năm 2025 của {samples.CLUSTER}",
}
OURS = {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic", "Playfair-Display-Bold"}
SAMPLE_MARK = "DỮ LIỆU MẪU – không có giá trị sử dụng"

every_paper = pytest.mark.parametrize("name", PAPERS)


complaints: list[str] = []


class Complaints(logging.Handler):
    """Keep what WeasyPrint says about our style sheets and pictures."""

    def emit(self, record: logging.LogRecord) -> None:
        complaints.append(record.getMessage())


logging.getLogger("weasyprint").addHandler(Complaints(logging.WARNING))


@cache
def printed(name: str) -> bytes:
    make, data = PAPERS[name]
    return make(data())


@every_paper
def test_its_data_survive_storage_as_json(name: str) -> None:
    data = PAPERS[name][1]()

    assert from_plain(type(data), to_plain(data)) == data


@every_paper
def test_the_same_data_give_the_same_bytes(name: str) -> None:
    make, data = PAPERS[name]

    assert make(from_plain(type(data()), to_plain(data()))) == printed(name)


@every_paper
def test_only_our_fonts_are_embedded(name: str) -> None:
    assert embedded_fonts(printed(name)) <= OURS


@every_paper
def test_it_is_tagged_vietnamese_and_titled(name: str) -> None:
    with pikepdf.open(BytesIO(printed(name))) as pdf:
        assert pdf.Root.Lang == "vi"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == TITLES[name]


@every_paper
def test_it_says_of_itself_that_it_is_pdf_a(name: str) -> None:
    with pikepdf.open(BytesIO(printed(name))) as pdf:
        assert "/Filter" not in pdf.Root.Metadata
        about = pdf.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in about
        assert 'pdfaid:conformance="A"' in about
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1


@every_paper
def test_a_validator_finds_it_fit_for_the_archive(name: str) -> None:
    report = validator.validate_pdf_bytes(
        printed(name), profile=validator.ValidationProfile.PDF_A_3A
    )

    assert [failure.message for failure in report.failures] == []


@every_paper
def test_its_streams_end_where_they_say_whatever_their_last_byte_is(name: str) -> None:
    """Before a line feed alone, data that end with \\r look one byte too long: one in 256 does."""
    ends = re.findall(rb"(..)endstream\nendobj", printed(name), re.DOTALL)

    assert set(ends) == {b"\r\n"}


@every_paper
def test_its_text_reads_back_composed(name: str) -> None:
    text = " ".join(page.text for page in read(printed(name)))

    assert text == unicodedata.normalize("NFC", text)
    assert "\N{REPLACEMENT CHARACTER}" not in text


@every_paper
def test_no_letter_leaves_the_sheet(name: str) -> None:
    for page in read(printed(name)):
        assert [
            letter
            for letter in page.letters
            if letter.left < 8 or letter.right > page.width - 8 or letter.top < 5
        ] == []


@every_paper
def test_no_letter_lies_upon_another(name: str) -> None:
    for page in read(printed(name)):
        assert overlaps(page.letters) == []


@every_paper
def test_no_style_is_ignored(name: str) -> None:
    printed(name)

    assert complaints == []


@every_paper
def test_a_sample_says_so_on_every_page(name: str) -> None:
    make, data = PAPERS[name]

    for page in read(make(replace(data(), sample=True))):
        assert page.text.count(SAMPLE_MARK) == 1
        assert overlaps(page.letters) == []


@every_paper
def test_nothing_but_a_sample_says_it_is_one(name: str) -> None:
    assert all(SAMPLE_MARK not in page.text for page in read(printed(name)))


def overlaps(letters: tuple[Letter, ...]) -> list[tuple[Letter, Letter]]:
    """Return pairs of letters of different lines that share more than a hair's breadth."""
    hair = 0.05
    by_height = sorted(letters, key=lambda letter: letter.top)
    pairs = []
    for place, upper in enumerate(by_height):
        for lower in by_height[place + 1 :]:
            if lower.top > upper.bottom - hair:
                break
            beside = lower.left > upper.right - hair or upper.left > lower.right - hair
            if not beside and lower.bottom - upper.bottom > 0.5 * (upper.bottom - upper.top):
                pairs.append((upper, lower))
    return pairs
