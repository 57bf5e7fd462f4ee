"""The minutes of a ballot."""

from dataclasses import replace

from cluster.documents.ballots import ballot_record
from tests.documents import samples
from tests.documents.reading import read


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.text for page in read(pdf)).split())


def test_the_minutes_of_six_fit_one_page() -> None:
    assert len(read(ballot_record(samples.ballot_record()))) == 1


def test_papers_and_votes_stand_in_the_minutes() -> None:
    text = text_of(ballot_record(samples.ballot_record()))

    for told in (
        "Số phiếu phát ra: 6.",
        "Số phiếu thu về: 6.",
        "Số phiếu hợp lệ: 5.",
        "Số phiếu không hợp lệ: 1.",
        "100,00 % 83,33 %",
        "Người kiểm phiếu: Nguyễn Thị Ẩn; Trần Văn Hữu.",
    ):
        assert told in text


def test_without_counted_votes_the_minutes_name_none() -> None:
    text = text_of(ballot_record(replace(samples.ballot_record(), lines=(), tellers=())))

    assert "Số phiếu thu về: 6." in text
    assert "hợp lệ" not in text
    assert "Tỷ lệ" not in text


def test_raised_hands_are_no_papers() -> None:
    text = text_of(ballot_record(replace(samples.ballot_record(), on_paper=False)))

    assert "Số đơn vị có mặt: 6." in text
    assert "Số đơn vị không biểu quyết cho đơn vị nào: 1." in text
    assert "phát ra" not in text
