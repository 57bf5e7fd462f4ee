"""Codes of certificates: given when one is issued, kept for good, and what they lead to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256

import pytest
from flask import Flask, current_app

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM
from cluster.domain.printing import PaperKind
from cluster.domain.verification import new_code, read_code, written
from cluster.models import IssuedPaper, PrintItem, Year
from cluster.services import printing, verification
from cluster.services.printing import register
from cluster.services.verification import CheckedPaper, CheckedTarget
from tests.conftest import NOW, PLATES
from tests.documents.pictures import codes_in, picture
from tests.documents.reading import read
from tests.make.awards import (
    REASON,
    decide,
    issue,
    make_frozen_year,
    make_published_year,
    member_of,
    propose,
    propose_person,
    reprint,
)
from tests.make.orders import order_list, run, start
from tests.make.pledges import make_pledge_year, make_signed_pledge
from tests.make.queries import count_queries

SITE = "https://thidua.example"
AWARD, PLEDGE = PaperKind.AWARD, PaperKind.MEMBER_PLEDGE


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


def certify(year: Year, name: str = "Nguyễn Văn An", address: str = SITE) -> IssuedPaper:
    """Issue a certificate for a person."""
    award = propose_person(year, name)
    decide(year, [award], number=f"12/QĐ-{name}")
    return issue(year, AWARD, award.id, address=address)


def again(year: Year, paper: IssuedPaper, address: str = SITE) -> IssuedPaper:
    """Press the button once more for the award of a paper."""
    return issue(year, AWARD, int(paper.subject.partition("/")[2]), address=address)


def void(year: Year, paper: IssuedPaper, **changes: str) -> None:
    register.void(SYSTEM, year.id, paper.id, **({"reason": "Sai tên"} | changes), now=NOW)


def code_of(paper: IssuedPaper) -> str:
    assert paper.code is not None
    return paper.code


def checked(paper: IssuedPaper) -> CheckedPaper:
    return verification.get_by_code(code_of(paper))


def test_a_code_leads_to_what_the_certificate_says(year: Year) -> None:
    paper = certify(year)

    assert checked(paper) == CheckedPaper(
        code=code_of(paper),
        kind=AWARD,
        serial="1/2026/GCN-CTĐ",
        year=2026,
        words=(
            ("authority", "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM"),
            ("verb", "TẶNG"),
            ("form", "BẰNG KHEN"),
            ("recipient", "Ông Nguyễn Văn An"),
            ("description", "Trưởng phòng Kế hoạch, Liên minh Hợp tác xã"),
            ("reason", REASON),
        ),
        decision="12/QĐ-Nguyễn Văn An, ngày 01 tháng 3 năm 2026",
        golden_book_number="",
        signature=("Hà Nội, ngày 01 tháng 3 năm 2026", "CHỦ TỊCH", "Trần Văn Mẫu"),
        is_sample=False,
        issued_on=date(2026, 3, 2),
        sha256=sha256(reprint(year, paper)).hexdigest(),
        voided_on=None,
        void_reason="",
        replaced_by="",
        is_replacement_void=False,
        newer="",
    )


def test_a_code_leads_to_the_award_of_the_leader(app: Flask) -> None:
    year = make_published_year(2)
    award = propose(year, "CUMTRUONG", place=1, reason="Được suy tôn")
    decide(year, [award], number="05/BB-CTĐ", authority="Cụm thi đua")
    shown = checked(issue(year, AWARD, award.id))

    assert shown.decision == "Biên bản số 05/BB-CTĐ, ngày 01 tháng 3 năm 2026"
    assert ("reason", "Được suy tôn") in shown.words


def test_the_address_of_the_check_is_kept_with_what_is_printed(year: Year) -> None:
    paper = certify(year)

    assert paper.data["check"] == f"{SITE}/v/{paper.code}"
    assert read_code(written(code_of(paper))) == paper.code


def test_an_office_without_an_address_gives_codes_and_prints_none(year: Year) -> None:
    paper = certify(year, address="")

    assert paper.data["check"] == ""
    assert checked(paper).serial == paper.serial


def test_the_same_certificate_keeps_its_code_wherever_the_site_has_moved(year: Year) -> None:
    paper = certify(year)
    store = current_app.extensions["files"]
    given_out, _content = register.reprint_with_reason(
        SYSTEM, store, year.id, paper.id, reason="Rách", now=NOW
    )

    assert again(year, paper, address="https://elsewhere.example").id == paper.id
    assert given_out.code == paper.code


def test_a_certificate_that_takes_the_place_of_another_has_a_code_of_its_own(year: Year) -> None:
    paper = certify(year)
    void(year, paper)
    replacement = again(year, paper)

    first, second = checked(paper), checked(replacement)
    assert (first.voided_on, first.void_reason, first.replaced_by) == (
        date(2026, 3, 2),
        "Sai tên",
        "2/2026/GCN-CTĐ",
    )
    assert (second.voided_on, second.replaced_by, second.newer) == (None, "", "")
    assert first.code != second.code


def test_a_void_certificate_names_the_last_that_took_its_place_and_whether_that_counts(
    year: Year,
) -> None:
    first = certify(year)
    void(year, first)
    second = again(year, first)
    void(year, second)
    second_is_void = checked(first)
    again(year, first)
    third_is_valid = checked(first)

    assert [
        (shown.replaced_by, shown.is_replacement_void) for shown in (second_is_void, third_is_valid)
    ] == [
        ("2/2026/GCN-CTĐ", True),
        ("3/2026/GCN-CTĐ", False),
    ]
    assert checked(second).replaced_by == "3/2026/GCN-CTĐ"


def test_a_later_issue_is_told_of_while_both_are_valid(year: Year) -> None:
    paper = certify(year)
    db.session.get_one(IssuedPaper, paper.id).data = paper.data | {"reason": "Other words"}
    db.session.commit()
    later = again(year, paper)

    assert (checked(paper).newer, checked(later).newer) == ("2/2026/GCN-CTĐ", "")
    void(year, later)
    assert checked(paper).newer == ""


def test_every_certificate_of_an_order_has_a_code_and_keeps_it(year: Year) -> None:
    order = order_list(year, [{}, {"Họ và tên": "Lê Văn Bình"}])
    start(year, order)
    before = [item.data["check"] for item in db.session.scalars(db.select(PrintItem))]
    run(order, address=SITE)
    run(order, address=SITE)
    papers = db.session.scalars(db.select(IssuedPaper).order_by(IssuedPaper.id)).all()

    assert before == ["", ""]
    assert [paper.data["check"] for paper in papers] == [f"{SITE}/v/{p.code}" for p in papers]
    assert [checked(paper).words[3][1] for paper in papers] == ["Bà Trần Thị Ẩn", "Bà Lê Văn Bình"]
    assert [checked(paper).sha256 for paper in papers] == [
        sha256(reprint(year, paper)).hexdigest() for paper in papers
    ]


def test_a_list_ordered_again_is_recognized_whatever_its_codes(year: Year) -> None:
    order = order_list(year, [{}])
    start(year, order)
    run(order, address=SITE)

    ordered_again = order_list(year, [{}])
    (item,) = db.session.scalars(db.select(PrintItem).filter_by(order_id=ordered_again.id))
    assert "1/2026/GCN-CTĐ" in str(item.findings)


def test_a_certificate_from_before_there_were_codes_stays_as_it_is(year: Year) -> None:
    paper = certify(year, address="")
    stored = db.session.get_one(IssuedPaper, paper.id)
    stored.code, stored.data = None, {k: v for k, v in paper.data.items() if k != "check"}
    db.session.commit()
    before = reprint(year, stored)

    kept = again(year, stored)

    assert (kept.id, kept.code, reprint(year, kept)) == (stored.id, None, before)


def test_a_print_order_from_before_there_were_codes_is_printed_with_them(year: Year) -> None:
    order = order_list(year, [{}])
    (item,) = db.session.scalars(db.select(PrintItem)).all()
    item.data = {name: value for name, value in item.data.items() if name != "check"}
    db.session.commit()
    start(year, order)
    run(order, address=SITE)

    (paper,) = db.session.scalars(db.select(IssuedPaper)).all()
    assert paper.data["check"] == f"{SITE}/v/{paper.code}"


def test_other_papers_have_no_code(year: Year) -> None:
    assert issue(year, PaperKind.STANDINGS, address=SITE).code is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(
            new_code(bytes(10)),
            "No paper with the code 0000-0000-0000-0000-0 was",
            id="of no paper",
        ),
        pytest.param("7K3M", "A code has 17 letters and digits; these are 4.", id="too short"),
    ],
)
def test_a_code_that_no_paper_has_is_refused(year: Year, typed: str, sentence: str) -> None:
    certify(year)

    with pytest.raises(RuleViolation, match=sentence) as refusal:
        verification.get_by_code(typed)
    assert refusal.value.field == "code"


def test_certificates_issued_at_once_have_unbroken_numbers_and_codes_of_their_own(
    app: Flask, year: Year
) -> None:
    awards = [propose_person(year, name) for name in ("An", "Bình", "Cúc", "Dũng")]
    decide(year, awards)
    year_id, award_ids = year.id, [award.id for award in awards]

    def press(award_id: int) -> tuple[int | None, str | None]:
        with app.app_context():
            paper = printing.issue(
                SYSTEM,
                app.extensions["files"],
                year_id,
                kind=AWARD,
                about=award_id,
                plates=PLATES,
                address=SITE,
                now=NOW,
            )
            return paper.serial_number, paper.code

    with ThreadPoolExecutor(4) as hands:
        issued = list(hands.map(press, award_ids * 2))

    assert sorted({number for number, _code in issued}) == [1, 2, 3, 4]
    assert len({code for _number, code in issued}) == 4


def test_looking_a_code_up_is_one_question(year: Year) -> None:
    code = code_of(certify(year))
    certify(year, "Lê Bình")

    assert count_queries(lambda: verification.get_by_code(code)) == 1


def certify_pledge(address: str = SITE) -> tuple[Year, IssuedPaper]:
    """Issue the pledge certificate of a year's second member."""
    year = make_pledge_year()
    make_signed_pledge(year)
    return year, issue(year, PLEDGE, member_of(year, 1), address=address)


def test_a_code_leads_to_what_a_pledge_certificate_says(app: Flask) -> None:
    year, paper = certify_pledge()

    assert checked(paper) == CheckedPaper(
        code=code_of(paper),
        kind=PLEDGE,
        serial="1/2026/GCN-GƯ",
        year=2026,
        words=(
            ("form", "GIẤY CHỨNG NHẬN"),
            ("term", "Giao ước thi đua năm 2026"),
            ("authority", "CỤM THI ĐUA MIỀN NAM"),
            ("verb", "CHỨNG NHẬN"),
            ("recipient", "LIÊN MINH HỢP TÁC XÃ ĐẮK LẮK"),
            ("description", "Người đại diện: Người Ký 2 – Phó Chủ tịch"),
            (
                "reason",
                (
                    "Đã ký kết Giao ước thi đua năm 2026, cam kết phấn đấu hoàn thành"
                    " các chỉ tiêu sau:"
                ),
            ),
        ),
        targets=(
            CheckedTarget(code="I.1", name="Tiêu chí I.1", name_en="", unit="HTX", figure="10"),
            CheckedTarget(code="I.2", name="Tiêu chí I.2", name_en="", unit="HTX", figure="10"),
        ),
        below=(
            (
                "reason",
                (
                    "Kết quả thực hiện là căn cứ để Cụm chấm điểm, xếp hạng và bình xét thi đua"
                    " cuối năm."
                ),
            ),
            (
                "receipt",
                "Người Ký 2 đã ký Giao ước thi đua trên hệ thống lúc 09:00 ngày 02/03/2026.",
            ),
        ),
        decision="",
        golden_book_number="",
        signature=(
            "TP. Hồ Chí Minh, ngày 02 tháng 3 năm 2026",
            "TM. CỤM THI ĐUA",
            "CỤM TRƯỞNG",
            "CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ TP. HỒ CHÍ MINH",
            "Nguyễn Văn A",
        ),
        is_sample=False,
        issued_on=date(2026, 3, 2),
        sha256=sha256(reprint(year, paper)).hexdigest(),
        voided_on=None,
        void_reason="",
        replaced_by="",
        is_replacement_void=False,
        newer="",
    )


def test_a_pledge_certificate_bears_its_code_and_every_camera_reads_it(app: Flask) -> None:
    year, paper = certify_pledge()
    content = reprint(year, paper)

    assert codes_in(picture(content)) == [f"{SITE}/v/{paper.code}"]
    assert f"thidua.example/v/ {written(code_of(paper))}" in read(content)[0].text


def test_a_pledge_certificate_that_is_void_names_the_one_in_its_place(app: Flask) -> None:
    year, paper = certify_pledge()
    kept = issue(year, PLEDGE, member_of(year, 1), address="https://elsewhere.example")
    void(year, paper)
    second = issue(year, PLEDGE, member_of(year, 1), address=SITE)

    assert kept.id == paper.id
    assert (checked(paper).void_reason, checked(paper).replaced_by) == ("Sai tên", "2/2026/GCN-GƯ")
    assert (checked(second).voided_on, second.code == paper.code) == (None, False)


def test_an_office_without_an_address_prints_pledge_certificates_without_a_code(app: Flask) -> None:
    year, paper = certify_pledge(address="")

    assert codes_in(picture(reprint(year, paper))) == []
    assert checked(paper).serial == "1/2026/GCN-GƯ"


def test_a_pledge_certificate_from_before_there_were_codes_stays_as_it_is(app: Flask) -> None:
    year, paper = certify_pledge(address="")
    stored = db.session.get_one(IssuedPaper, paper.id)
    stored.code, stored.data = None, {k: v for k, v in paper.data.items() if k != "check"}
    db.session.commit()

    kept = issue(year, PLEDGE, member_of(year, 1), address=SITE)

    assert (kept.id, kept.code) == (stored.id, None)
