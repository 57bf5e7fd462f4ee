"""Official papers of a year: what each lacks, drafts, issues in PDF and Word, templates."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask, current_app

from cluster.database import db
from cluster.documents.office_template import built_in_template
from cluster.domain.ballots import Method
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase
from cluster.models import AuditEntry, IssuedPaper, Year
from cluster.services import ballots, leadership, printing, years
from cluster.services.printing import OfficialLine, register
from tests.conftest import NOW
from tests.documents.reading import read
from tests.make.awards import (
    decide,
    issue,
    make_frozen_year,
    make_member,
    make_published_year,
    member_of,
    propose,
    propose_person,
    reprint,
)
from tests.make.ballots import close, count_of, make_council, open_ballot
from tests.make.people import actor
from tests.make.queries import count_queries
from tests.make.scoring import acting, make_scoring_year
from tests.make.years import make_year

TODAY = date(2026, 3, 2)
REPORT, MINUTES, HANDOVER = (
    PaperKind.YEAR_REPORT,
    PaperKind.RATING_MINUTES,
    PaperKind.HANDOVER_MINUTES,
)
PROPOSAL, LIST, PAYMENTS = (
    PaperKind.AWARD_PROPOSAL,
    PaperKind.AWARD_LIST,
    PaperKind.PAYMENT_LIST,
)
WORDS = {
    REPORT: {"shortcomings": "- Báo cáo chậm.", "directions": "Ký giao ước sớm."},
    MINUTES: {
        "opened": "08 giờ 00",
        "closed": "11 giờ 00",
        "venue": "Đà Lạt",
        "chair": "Ông Trần Văn Hữu",
        "secretary": "Nguyễn Thị Ẩn",
        "absent": "Không",
    },
    PROPOSAL: {"attached": "- Biên bản họp bình xét."},
    PAYMENTS: {"preparer": "Lê Quang Đễ", "accountant": "Đỗ Thị Ổn"},
    HANDOVER: {"venue": "Đà Lạt", "giver": "Trần Văn Hữu", "receiver": "Đỗ Thị Ổn"},
}


def enter(year: Year, kind: PaperKind, about: int | None = None, number: str = "05/VB") -> None:
    """Enter everything that a paper asks for."""
    _line, usual = printing.read_details(SYSTEM, year.id, kind, about, TODAY)
    details = replace(
        usual,
        number=number,
        place="Đà Lạt",
        dated=TODAY,
        position="CỤM TRƯỞNG",
        signer_name="Trần Văn Hữu",
        words=WORDS.get(kind, {}),
    )
    printing.enter_details(SYSTEM, year.id, kind=kind, about=about, details=details, now=NOW)


def lines_of(year: Year, kind: PaperKind, actor: Actor = SYSTEM) -> list[OfficialLine]:
    found = printing.list_official(actor, year.id, NOW)
    return [line for line in found if line.kind is kind]


def why_not(year: Year, kind: PaperKind) -> list[str]:
    (line,) = lines_of(year, kind)
    return [str(reason) for reason in ((line.blocked,) if line.blocked else line.missing)]


def name_next_leader(year: Year) -> None:
    leadership.appoint(
        SYSTEM, year.cluster_id, year.number + 1, leader_id=member_of(year, 1), now=NOW
    )


def text_of(year: Year, paper: IssuedPaper) -> str:
    return " ".join(page.text for page in read(reprint(year, paper)))


def word_text(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in document.paragraphs), *cells])


def draft(year: Year, kind: PaperKind, about: int | None = None) -> str:
    store = current_app.extensions["files"]
    _name, content = printing.draft(SYSTEM, store, year.id, kind=kind, about=about, now=NOW)
    return word_text(content)


def test_a_fresh_year_says_why_there_is_nothing_to_write_yet(app: Flask) -> None:
    year = make_year(2026)

    assert {
        line.kind: str(line.blocked) for line in printing.list_official(SYSTEM, year.id, NOW)
    } == {
        REPORT: "Nothing is scored yet.",
        MINUTES: "Nothing is scored yet.",
        PROPOSAL: "No proposal waits for a decision.",
        LIST: "No decision is entered yet.",
        PAYMENTS: "No decision is entered yet.",
        HANDOVER: "Nobody is named yet to lead the next year.",
    }
    with pytest.raises(RuleViolation, match="Nothing is scored yet"):
        draft(year, REPORT)


def test_before_the_freeze_there_is_a_draft_of_the_report_but_no_issue(app: Flask) -> None:
    year = make_scoring_year(Phase.REVIEW)
    enter(year, REPORT)

    assert why_not(year, REPORT) == ["The ranking is not frozen yet."]
    assert "Kết quả chưa được chốt:" in draft(year, REPORT)
    with pytest.raises(RuleViolation, match="The ranking is not frozen yet"):
        issue(year, REPORT)


def test_an_incomplete_paper_is_refused_with_all_that_it_lacks(app: Flask) -> None:
    year = make_frozen_year()

    assert "Directions for the next year" in why_not(year, REPORT)
    with pytest.raises(RuleViolation, match="Shortcomings and their causes; Directions"):
        issue(year, REPORT)


def test_a_paper_with_a_letter_of_no_font_is_refused_and_the_letter_named(app: Flask) -> None:
    year = make_frozen_year()
    enter(year, REPORT, number="05/漢")

    with pytest.raises(RuleViolation, match=r"draw “漢” .* in “05/漢”"):
        issue(year, REPORT)


def test_the_report_tells_of_scores_places_awards_and_what_people_entered(app: Flask) -> None:
    year = make_published_year()
    name_next_leader(year)
    decide(year, [propose(year), propose_person(year)])
    propose(year, place=1)
    enter(year, REPORT)

    text = text_of(year, issue(year, REPORT))

    for told in (
        "Số: 05/VB",
        "Đà Lạt, ngày 02 tháng 3 năm 2026",
        "II. KẾT QUẢ THỰC HIỆN CÁC NỘI DUNG THI ĐUA",
        "III. KẾT QUẢ XẾP HẠNG, XẾP LOẠI",
        "1 Bằng khen 1 1",
        "Đang đề nghị cấp có thẩm quyền xem xét: 1.",
        "- Báo cáo chậm.",
        "Ký giao ước sớm.",
        "Cụm trưởng Cụm thi đua năm 2027: Liên minh Hợp tác xã",
        "Nơi nhận:",
        "TM. CỤM THI ĐUA CỤM TRƯỞNG",
    ):
        assert told in text


def test_the_minutes_are_signed_by_secretary_and_chair(app: Flask) -> None:
    year = make_published_year()
    propose_person(year)
    enter(year, MINUTES)

    text = text_of(year, issue(year, MINUTES))

    assert "Thời gian: bắt đầu lúc 08 giờ 00. Địa điểm: Đà Lạt." in text
    assert "- Bằng khen: Ông Nguyễn Văn An (Trưởng phòng Kế hoạch, Liên minh Hợp tác xã)." in text
    assert "THƯ KÝ TM. CỤM THI ĐUA" in text
    assert "Nguyễn Thị Ẩn Trần Văn Hữu" in text


def test_the_minutes_count_raised_hands_and_not_papers(app: Flask) -> None:
    year, _users = make_council(3)
    ballot = open_ballot(year, method=Method.HANDS)
    counted = count_of(year, [2, 0, 0], issued=2, returned=2, valid=2)
    secretary = actor(make_member(year, Role.SECRETARY))
    ballots.enter_count(secretary, ballot.id, count=counted, now=NOW)
    close(ballot)

    text = draft(year, MINUTES)

    assert "3 đơn vị có quyền biểu quyết; có mặt 2, biểu quyết 2, không biểu quyết 0." in text
    assert "phát ra" not in text


def test_each_authority_gets_its_own_proposal(app: Flask) -> None:
    year = make_published_year()
    merit, person, local = propose(year), propose_person(year), propose(year, "GK", place=1)
    asked = {line.name: line.about for line in lines_of(year, PROPOSAL)}
    enter(year, PROPOSAL, merit.id)

    text = text_of(year, issue(year, PROPOSAL, merit.id))

    assert asked == {
        "Chủ tịch Liên minh Hợp tác xã Việt Nam": merit.id,
        "Thủ trưởng cơ quan cấp cơ sở": local.id,
    }
    assert "cho 1 tập thể và 1 cá nhân" in text
    assert "Kính gửi: Chủ tịch Liên minh Hợp tác xã Việt Nam" in text
    assert "Giấy khen" not in text
    with pytest.raises(NotFound):
        issue(year, PROPOSAL, person.id)


def test_the_list_bears_number_day_and_signer_of_its_decision(app: Flask) -> None:
    year = make_published_year()
    decision = decide(year, [propose(year), propose_person(year)])

    text = text_of(year, issue(year, LIST, decision.id))

    assert text.startswith("CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM CỘNG HÒA")
    assert "(Kèm theo Quyết định số 12/QĐ-LMHTXVN ngày 01 tháng 3 năm 2026" in text
    assert "Hà Nội, ngày 01 tháng 3 năm 2026" in text
    assert "I. TẬP THỂ" in text
    assert "II. CÁ NHÂN" in text
    assert text.endswith("CHỦ TỊCH Trần Văn Mẫu")
    assert "CỤM TRƯỞNG" not in text


def test_a_decision_without_a_number_has_no_list(app: Flask) -> None:
    year = make_published_year()
    decide(year, [propose(year)], number="Biên bản Hội nghị tổng kết")

    assert why_not(year, LIST) == ["No decision is entered yet."]


def test_the_payment_list_adds_up_in_figures_and_in_words(app: Flask) -> None:
    year = make_published_year()
    people = [propose_person(year), propose_person(year, "Đỗ Thị Ổn")]
    decision = decide(year, people)
    enter(year, PAYMENTS, decision.id)

    text = text_of(year, issue(year, PAYMENTS, decision.id))

    assert text.count("1,5 3.510.000") == 2
    assert "Tổng cộng 7.020.000" in text
    assert "Bằng chữ: Bảy triệu không trăm hai mươi nghìn đồng." in text
    assert "mức lương cơ sở: 2.340.000 đồng." in text
    assert "Lê Quang Đễ Đỗ Thị Ổn Trần Văn Hữu" in text


def test_nobody_is_paid_before_every_amount_is_known(app: Flask) -> None:
    year = make_published_year()
    decision = decide(year, [propose(year)])

    assert why_not(year, PAYMENTS) == ["No multiple or base salary is entered for: Bằng khen."]
    with pytest.raises(RuleViolation, match="No multiple or base salary"):
        issue(year, PAYMENTS, decision.id)


def test_the_handover_names_both_sides_the_papers_and_what_is_open(app: Flask) -> None:
    year = make_published_year()
    name_next_leader(year)
    issue(year, PaperKind.STANDINGS)
    decide(year, [propose(year)])
    propose_person(year)
    enter(year, HANDOVER)

    text = text_of(year, issue(year, HANDOVER))

    assert "1 Bảng xếp hạng thi đua năm 2026 1/2026 1" in text
    assert "- Đề nghị khen thưởng chưa có quyết định: 1." in text
    assert "- Khen thưởng đã có quyết định, chưa trao: 1." in text
    assert "ĐẠI DIỆN BÊN GIAO" in text
    assert "ĐẠI DIỆN BÊN NHẬN" in text


def test_the_handover_counts_certificates_by_decision(app: Flask) -> None:
    year = make_published_year()
    name_next_leader(year)
    people = [propose_person(year, name) for name in ("An", "Bình", "Cúc", "Dũng")]
    decide(year, people[:3], number="12/QĐ")
    decide(year, people[3:], number="13/QĐ")
    papers = [issue(year, PaperKind.AWARD, award.id) for award in people]
    register.void(SYSTEM, year.id, papers[1].id, reason="Sai tên", now=NOW)
    issue(year, PaperKind.AWARD, people[1].id)
    enter(year, HANDOVER)

    text = text_of(year, issue(year, HANDOVER))

    assert (
        "1 Bằng khen theo Quyết định số 12/QĐ 1/2026/GCN-CTĐ đến 5/2026/GCN-CTĐ 3"
        " 2 Bằng khen – Ông Dũng 4/2026/GCN-CTĐ 1 III."
    ) in text


def test_a_handover_with_nothing_open_says_so(app: Flask) -> None:
    year = make_frozen_year()
    name_next_leader(year)
    running = draft(year, HANDOVER)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert "Năm thi đua đang ở giai đoạn “Đã chốt”." in running
    assert "Chưa có văn bản nào được phát hành." in running
    assert "Không còn công việc tồn đọng." in draft(year, HANDOVER)


def test_a_draft_has_no_number_and_says_that_it_is_one(app: Flask) -> None:
    year = make_frozen_year()
    enter(year, REPORT)

    text = draft(year, REPORT)

    assert text.startswith("DỰ THẢO")
    assert "Số: …………/………" in text
    assert "05/VB" not in text


def test_pdf_and_word_of_an_issue_come_back_byte_for_byte(app: Flask) -> None:
    year = make_frozen_year()
    enter(year, REPORT)
    store = app.extensions["files"]
    first = issue(year, REPORT)
    word = printing.reprint_in_word(SYSTEM, store, year.id, first.id)[1]
    again = issue(year, REPORT, now=NOW + timedelta(days=1))
    enter(year, REPORT, number="06/VB")
    second = issue(year, REPORT)

    assert again.id == first.id
    assert second.issue == 2
    assert printing.reprint_in_word(SYSTEM, store, year.id, first.id)[1] == word
    (line,) = lines_of(year, REPORT)
    assert (line.last_id, line.issue, line.has_word, line.is_ready) == (second.id, 2, True, True)


def test_score_papers_come_in_word_and_certificates_do_not(app: Flask) -> None:
    year = make_published_year()
    award = propose(year)
    decide(year, [award])
    papers = [
        issue(year, PaperKind.SCORE_SUMMARY),
        issue(year, PaperKind.STANDINGS),
        issue(year, PaperKind.AWARD, award.id),
    ]

    assert [paper.word_sha256 is not None for paper in papers] == [True, True, False]
    with pytest.raises(NotFound):
        printing.reprint_in_word(SYSTEM, app.extensions["files"], year.id, papers[2].id)


def own_template() -> bytes:
    document = Document(BytesIO(built_in_template()))
    document.add_paragraph("Mẫu riêng của cơ quan")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def put(content: bytes, actor: Actor = SYSTEM, kind: PaperKind = REPORT) -> None:
    store = current_app.extensions["files"]
    printing.put_template(actor, store, kind=kind, filename="bc.docx", content=content, now=NOW)


def test_the_office_s_own_template_is_used_and_can_be_given_up(app: Flask) -> None:
    year = make_frozen_year()
    enter(year, REPORT)
    built_in = issue(year, REPORT)
    put(own_template())
    put(own_template())
    own = issue(year, REPORT)
    store = app.extensions["files"]
    word = word_text(printing.reprint_in_word(SYSTEM, store, year.id, own.id)[1])
    (used,) = (line for line in printing.list_templates(SYSTEM) if line.filename)
    printing.drop_template(SYSTEM, kind=REPORT, now=NOW)

    assert (built_in.issue, own.issue) == (1, 2)
    assert "Mẫu riêng của cơ quan" in word
    assert (used.kind, used.filename, used.uploaded_at) == (REPORT, "bc.docx", NOW)
    assert printing.read_template(SYSTEM, store, REPORT) == built_in_template()
    actions = db.session.scalars(
        db.select(AuditEntry.action).where(AuditEntry.action.startswith("office_template"))
    ).all()
    assert sorted(actions) == [
        "office_template.dropped",
        "office_template.put",
        "office_template.put",
    ]
    with pytest.raises(NotFound):
        printing.drop_template(SYSTEM, kind=REPORT, now=NOW)


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        pytest.param(b"x", REPORT, "damaged or not what its ending says", id="no Word file"),
        pytest.param(b"x" * (2 * 1024 * 1024 + 1), REPORT, "too large", id="far too large"),
        pytest.param(built_in_template(), PaperKind.AWARD, "Choose a paper", id="no such paper"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(
    app: Flask, content: bytes, kind: PaperKind, sentence: str
) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        put(content, kind=kind)


def test_only_who_runs_the_year_sees_and_writes_official_papers(app: Flask) -> None:
    year = make_frozen_year()
    council = acting(year, Role.COUNCIL, alliance_id=member_of(year))
    for act in (
        lambda: printing.list_official(council, year.id, NOW),
        lambda: printing.read_details(council, year.id, REPORT, None, TODAY),
        lambda: put(own_template(), actor=council),
        lambda: printing.list_templates(council),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(app: Flask) -> None:
    year = make_published_year()
    decide(year, [propose_person(year)])
    enter(year, REPORT)
    few = count_queries(lambda: printing.list_official(SYSTEM, year.id, NOW))
    for number in range(3):
        decide(year, [propose_person(year, f"Người {number}")], number=f"{number}/QĐ")
    issue(year, REPORT)

    assert count_queries(lambda: printing.list_official(SYSTEM, year.id, NOW)) == few
