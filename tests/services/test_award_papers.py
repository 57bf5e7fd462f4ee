"""What certificates of awards say."""

from datetime import date

import pytest
from flask import Flask

from cluster.documents.letterhead import Signer
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.services import leadership
from cluster.services.printing import awards as award_papers
from tests.conftest import NOW, TODAY
from tests.documents.reading import read
from tests.make.awards import (
    decide,
    issue,
    make_decided,
    make_published_year,
    member_of,
    propose,
    propose_person,
    reprint,
)
from tests.make.members import rename


def test_a_certificate_says_what_award_and_decision_say(app: Flask) -> None:
    year = make_published_year(2)
    award = propose_person(year)
    decide(year, [award], golden_book_numbers={award.id: "00127"})

    paper = award_papers.compose(year, award.id).paper

    assert (
        paper.authority,
        paper.form,
        paper.recipient,
        paper.description,
        paper.decision_number,
        paper.golden_book_number,
        paper.place,
        paper.dated,
        paper.signer,
    ) == (
        "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        "BẰNG KHEN",
        "Ông Nguyễn Văn An",
        "Trưởng phòng Kế hoạch, Liên minh Hợp tác xã",
        "12/QĐ-LMHTXVN",
        "00127",
        "Hà Nội",
        date(2026, 3, 1),
        Signer(position="CHỦ TỊCH", name="Trần Văn Mẫu"),
    )


@pytest.mark.parametrize(
    ("name", "recipient", "description"),
    [
        pytest.param("", "Liên minh Hợp tác xã TP. Hồ Chí Minh", "", id="the alliance itself"),
        pytest.param(
            "Phòng Kế hoạch",
            "Phòng Kế hoạch",
            "Liên minh Hợp tác xã TP. Hồ Chí Minh",
            id="a part of it",
        ),
    ],
)
def test_a_collective_is_shown_with_the_alliance_it_belongs_to(
    app: Flask, name: str, recipient: str, description: str
) -> None:
    year = make_published_year(2)
    award = propose(year, recipient_name=name)
    decide(year, [award])
    rename(member_of(year), starts_on=TODAY)

    paper = award_papers.compose(year, award.id).paper

    assert (paper.recipient, paper.description) == (recipient, description)


def test_the_leaders_award_names_the_next_year_and_cites_the_minutes(app: Flask) -> None:
    year = make_published_year(2)
    award = propose(year, "CUMTRUONG", place=1, reason="Được suy tôn theo nguyên tắc luân phiên")
    decide(year, [award], number="05/BB-CTĐ", authority="Cụm thi đua miền Nam")

    composed = award_papers.compose(year, award.id)

    assert (composed.paper.title, composed.paper.term, composed.paper.basis) == (
        "CỤM TRƯỞNG CỤM THI ĐUA",
        "NĂM 2027",
        ("Biên bản số 05/BB-CTĐ", "ngày 01 tháng 3 năm 2026"),
    )
    assert composed.filename == "cum-truong-cum-thi-dua-2026-lien-minh-hop-tac-xa-dak-lak.pdf"


def test_a_printed_certificate_reads_back_what_was_decided(app: Flask) -> None:
    year = make_published_year(2)
    award = make_decided(year)

    (page,) = read(reprint(year, issue(year, PaperKind.AWARD, award.id)))

    for words in ("BẰNG KHEN", "Liên minh Hợp tác xã TP. Hồ Chí Minh", "12/QĐ-LMHTXVN"):
        assert words in page.text


def test_a_leader_award_is_not_printed_for_a_member_that_does_not_lead(app: Flask) -> None:
    year = make_published_year(2)
    award = propose(year, "CUMTRUONG", place=0)
    decide(year, [award])
    leadership.appoint(
        SYSTEM, year.cluster_id, year.number + 1, leader_id=member_of(year, 1), now=NOW
    )

    with pytest.raises(RuleViolation, match="leads the next year, which is not TP"):
        award_papers.compose(year, award.id)
