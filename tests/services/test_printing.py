"""Papers: composed from what stands, issued, reprinted byte for byte."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from cluster.database import db
from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.scores import Score, ScoreSummary
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase
from cluster.language import say
from cluster.models import AuditEntry, IssuedPaper, Year
from cluster.services import (
    awards,
    leadership,
    members,
    pledges,
    printing,
    ranking,
    scoring,
    years,
)
from cluster.services.members import Called, Post
from cluster.services.printing import awards as award_papers
from cluster.services.printing import pledges as pledge_papers
from cluster.services.printing import scores as score_papers
from cluster.services.printing.composing import filename
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.awards import (
    decide,
    issue,
    make_decided,
    make_frozen_year,
    make_published_year,
    member_of,
    propose,
    propose_person,
    reprint,
)
from tests.make.pledges import make_pledge, make_pledge_year, make_signed_pledge, make_signer, sign
from tests.make.queries import count_queries
from tests.make.scoring import (
    FULL,
    acting,
    make_scoring_year,
    make_settled_year,
    officer,
    self_score,
)

TODAY = date(2026, 3, 2)
TOMORROW = NOW + timedelta(days=1)
AWARD, JOINT, MEMBER = PaperKind.AWARD, PaperKind.JOINT_PLEDGE, PaperKind.MEMBER_PLEDGE
SUMMARY, STANDINGS = PaperKind.SCORE_SUMMARY, PaperKind.STANDINGS


def rename(alliance_id: int, starts_on: date) -> None:
    called = Called(name="Liên minh Hợp tác xã Mới", short_name="Mới", name_en="New", seat="Mới")
    members.rename(SYSTEM, alliance_id, called=called, starts_on=starts_on, now=NOW)


def new_head(alliance_id: int, starts_on: date) -> None:
    members.take_office(
        SYSTEM,
        alliance_id,
        Post(title="Quyền Chủ tịch", title_en="Acting Chair", is_head=True),
        full_name="Bùi Thị Mới",
        honorific="Bà",
        starts_on=starts_on,
        now=NOW,
    )


def possible(actor: Actor, year: Year) -> list[tuple[PaperKind, int | None]]:
    return [(paper.kind, paper.about) for paper in printing.list_issuable(actor, year.id)]


def test_a_reprint_is_byte_for_byte_the_issued_paper_whatever_has_changed_since(
    app: Flask,
) -> None:
    year = make_published_year()
    award = make_decided(year)
    papers = [
        issue(year, JOINT),
        issue(year, MEMBER, member_of(year)),
        issue(year, SUMMARY),
        issue(year, STANDINGS),
        issue(year, AWARD, award.id),
    ]
    before = [reprint(year, paper) for paper in papers]

    rename(member_of(year), date(2026, 1, 1))
    new_head(member_of(year), date(2026, 1, 1))

    assert [reprint(year, paper) for paper in papers] == before


def test_unchanged_data_gives_the_paper_that_was_issued_already(app: Flask) -> None:
    year = make_published_year()
    first = issue(year, STANDINGS)

    again = issue(year, STANDINGS, now=TOMORROW)

    assert (again.id, again.issue, again.issued_at) == (first.id, 1, NOW)
    assert db.session.scalar(db.select(db.func.count()).select_from(IssuedPaper)) == 1


def test_changed_data_makes_the_next_issue_and_leaves_the_first_as_it_was(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    first = issue(year, MEMBER, member_of(year))
    bytes_of_first = reprint(year, first)
    rename(member_of(year), date(2026, 1, 1))

    second = issue(year, MEMBER, member_of(year), now=TOMORROW)

    assert (first.issue, second.issue) == (1, 2)
    assert reprint(year, first) == bytes_of_first != reprint(year, second)
    assert [(p.issue, p.title) for p in printing.list_papers(SYSTEM, year.id)] == [
        (2, "Giấy chứng nhận giao ước thi đua năm 2026 – Liên minh Hợp tác xã Mới"),
        (1, "Giấy chứng nhận giao ước thi đua năm 2026 – Liên minh Hợp tác xã TP. Hồ Chí Minh"),
    ]


def test_pressing_the_button_many_times_at_once_issues_one_paper(app: Flask) -> None:
    year_id = make_published_year(2).id

    def press(_time: int) -> int:
        with app.app_context():
            store = app.extensions["files"]
            return printing.issue(SYSTEM, store, year_id, kind=STANDINGS, plates=PLATES, now=NOW).id

    with ThreadPoolExecutor(4) as hands:
        issued = list(hands.map(press, range(4)))

    assert len(set(issued)) == 1
    assert [paper.issue for paper in printing.list_papers(SYSTEM, year_id)] == [1]


def test_issuing_is_recorded_with_the_fingerprint_of_the_paper(app: Flask) -> None:
    year = make_published_year()
    paper = issue(year, STANDINGS, actor=acting(year, Role.SECRETARY))

    (entry,) = db.session.scalars(db.select(AuditEntry).filter_by(action="paper.issued"))

    assert (entry.actor_name, entry.after) == (
        "secretary",
        {
            "paper": "Bảng xếp hạng thi đua năm 2026",
            "issue": 1,
            "serial": "1/2026",
            "sha256": paper.sha256,
        },
    )


def test_papers_can_be_issued_as_the_year_goes_on(app: Flask) -> None:
    year = make_pledge_year()
    nothing = possible(SYSTEM, year)
    pledge = make_pledge(year)
    drafted = possible(SYSTEM, year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    sign(pledge, make_signer(year, member_of(year)), member_of(year))
    signing = possible(SYSTEM, year)
    sign(pledge, make_signer(year, member_of(year, 1)), member_of(year, 1))
    in_force = possible(SYSTEM, year)

    assert (nothing, drafted, signing) == ([], [(JOINT, None)], [(JOINT, None)])
    assert in_force == [
        (JOINT, None),
        (MEMBER, member_of(year, 0)),
        (MEMBER, member_of(year, 1)),
    ]


def test_decided_awards_with_a_certificate_can_be_printed(app: Flask) -> None:
    year = make_published_year(2)
    merit, titled, open_one = propose(year), propose_person(year, code="LDTT"), propose_person(year)
    decide(year, [merit, titled])

    assert possible(SYSTEM, year)[-3:] == [(SUMMARY, None), (STANDINGS, None), (AWARD, merit.id)]
    for award in (titled, open_one):
        with pytest.raises(RuleViolation, match="There is no certificate"):
            issue(year, AWARD, award.id)


def test_a_withdrawn_proposal_has_no_certificate(app: Flask) -> None:
    year = make_published_year(2)
    award = propose(year)
    awards.withdraw(SYSTEM, award.id, reason="Nhầm", now=NOW)

    with pytest.raises(RuleViolation, match="There is no certificate without a decision"):
        issue(year, AWARD, award.id)


def test_the_list_to_issue_shows_the_number_of_the_last_issue(app: Flask) -> None:
    year = make_published_year(2)
    issue(year, STANDINGS)

    last = {paper.kind: paper.issue for paper in printing.list_issuable(SYSTEM, year.id)}

    assert (last[STANDINGS], last[SUMMARY]) == (1, 0)


@pytest.mark.parametrize("phase", [Phase.PLEDGE, Phase.REPORT])
def test_scores_are_not_printed_before_the_review(app: Flask, phase: Phase) -> None:
    year = make_scoring_year(Phase.REPORT)

    for kind in (SUMMARY, STANDINGS):
        with pytest.raises(RuleViolation, match="Printing scores is not possible now"):
            issue(year, kind)


def test_a_pledge_certificate_waits_until_the_pledge_is_in_force(app: Flask) -> None:
    year = make_pledge_year()
    make_pledge(year)

    with pytest.raises(RuleViolation, match="before the pledge is in force"):
        issue(year, MEMBER, member_of(year))


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        pytest.param(AWARD, None, id="an award's without the award"),
        pytest.param(MEMBER, None, id="a member's without the member"),
        pytest.param(JOINT, 1, id="the joint one about somebody"),
        pytest.param(STANDINGS, 1, id="standings about somebody"),
    ],
)
def test_a_paper_is_about_what_its_kind_says(
    app: Flask, kind: PaperKind, about: int | None
) -> None:
    year = make_published_year(2)

    with pytest.raises(RuleViolation, match="Choose a paper of the list"):
        issue(year, kind, about)


def test_an_alliance_or_award_of_elsewhere_has_no_paper_here(app: Flask) -> None:
    year = make_published_year(2)

    for kind in (MEMBER, AWARD):
        with pytest.raises(NotFound):
            issue(year, kind, 999)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECRETARY, Role.CHAIR}))
def test_only_secretary_and_chair_issue_papers(app: Flask, role: Role) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    own = member_of(year) if role not in {Role.AUDITOR, Role.SYSADMIN} else None
    actor = acting(year, role, own)

    assert possible(actor, year) == []
    with pytest.raises(NotAllowed):
        issue(year, JOINT, actor=actor)


def readers(year: Year) -> dict[str, Actor]:
    return {
        "secretary": acting(year, Role.SECRETARY),
        "chair": acting(year, Role.CHAIR),
        "auditor": acting(year, Role.AUDITOR),
        "council": acting(year, Role.COUNCIL, member_of(year, 1)),
        "reviewer": acting(year, Role.REVIEWER, member_of(year, 1)),
        "own officer": officer(year, member_of(year, 0)),
        "own signer": acting(year, Role.SIGNER, member_of(year, 0)),
        "other officer": officer(year, member_of(year, 1)),
    }


def who_has(year: Year, paper: IssuedPaper) -> set[str]:
    """Return who finds the paper in the list; for all others it must not exist."""
    found = set()
    for name, actor in readers(year).items():
        if paper.id in {line.id for line in printing.list_papers(actor, year.id)}:
            assert reprint(year, paper, actor=actor).startswith(b"%PDF")
            found.add(name)
        else:
            with pytest.raises(NotFound):
                reprint(year, paper, actor=actor)
    return found


def test_each_sees_the_papers_that_are_theirs(app: Flask) -> None:
    year = make_frozen_year(2)
    award = make_decided(year)
    runners = {"secretary", "chair", "auditor"}
    own = {"own officer", "own signer"}
    everybody = set(readers(year))
    papers = {
        kind: issue(year, kind, about)
        for kind, about in [(JOINT, None), (MEMBER, member_of(year)), (AWARD, award.id)]
    }
    scores = issue(year, STANDINGS)

    assert {kind: who_has(year, paper) for kind, paper in papers.items()} == {
        JOINT: everybody,
        MEMBER: runners | own,
        AWARD: runners | own,
    }
    assert who_has(year, scores) == runners | {"council"}
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)
    assert who_has(year, scores) == everybody


def test_a_draft_of_scores_stays_with_who_runs_the_year(app: Flask) -> None:
    year = make_settled_year(2)
    draft = issue(year, STANDINGS)
    ranking.freeze(acting(year, Role.CHAIR), year.id, now=NOW)
    final = issue(year, STANDINGS)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert (draft.is_final, final.is_final, final.issue) == (False, True, 2)
    assert who_has(year, draft) == {"secretary", "chair", "auditor", "council"}
    assert who_has(year, final) == set(readers(year))


def test_a_paper_of_another_year_does_not_exist_here(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    paper = issue(year, JOINT)
    other = years.open_year(SYSTEM, year.cluster_id, 2027, now=NOW)

    with pytest.raises(NotFound):
        printing.reprint(SYSTEM, app.extensions["files"], other.id, paper.id)


def test_the_lists_ask_the_same_number_of_questions_for_few_and_many(app: Flask) -> None:
    year = make_published_year(2)
    lists = [
        lambda: printing.list_papers(SYSTEM, year.id),
        lambda: printing.list_issuable(SYSTEM, year.id),
    ]
    decide(year, [propose(year)])
    few = [count_queries(each) for each in lists]
    decide(year, [propose_person(year, f"Người {n}") for n in range(6)], number="13/QĐ")
    issue(year, STANDINGS)

    assert [count_queries(each) for each in lists] == few


def test_the_joint_pledge_is_dated_and_named_as_on_the_day_it_came_into_force(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    rename(member_of(year), date(2026, 3, 10))
    new_head(member_of(year), date(2026, 3, 10))

    paper = pledge_papers.compose_joint(SYSTEM, year, date(2026, 9, 1)).paper

    assert paper.letterhead == Letterhead(
        authority="LIÊN MINH HỢP TÁC XÃ VIỆT NAM",
        issuer="CỤM THI ĐUA MIỀN NAM",
        place="TP. Hồ Chí Minh",
        dated=TODAY,
    )
    assert [(p.member, p.head, p.signed_at) for p in paper.parties] == [
        ("Liên minh Hợp tác xã TP. Hồ Chí Minh", f"Người Ký {member_of(year)}", NOW),
        ("Liên minh Hợp tác xã Đắk Lắk", f"Người Ký {member_of(year, 1)}", NOW),
    ]
    assert (paper.version, paper.in_force_since, paper.closing) == (1, NOW, "")


def test_a_draft_of_the_joint_pledge_is_dated_by_hand_and_names_the_heads(app: Flask) -> None:
    year = make_pledge_year()
    make_pledge(year)

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert (paper.letterhead.dated, paper.letterhead.number) == (None, "")
    assert [(p.head, p.head_position, p.signed_at) for p in paper.parties] == [
        ("Nguyễn Văn A", "Chủ tịch", None),
        ("Trần Văn B", "Chủ tịch", None),
    ]


def test_the_joint_pledge_holds_every_target_under_its_section(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year, Decimal(12))

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert [(s.title, [(line.code, line.targets) for line in s.lines]) for s in paper.sections] == [
        ("I. Kết quả", [("I.1", (Decimal(12),) * 2), ("I.2", (Decimal(12),) * 2)])
    ]
    assert paper.articles[-1].heading == "Tổ chức thực hiện"


def test_an_amendment_says_that_it_is_one_and_why(app: Flask) -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    amendment = pledges.amend(SYSTEM, pledge.id, reason="Sáp nhập tỉnh", now=NOW)
    before = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper
    for place in range(2):
        sign(amendment, make_signer(year, member_of(year, place)), member_of(year, place))

    after = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert (before.version, before.closing) == (1, "")
    assert (after.version, after.closing) == (2, "Lý do điều chỉnh: Sáp nhập tỉnh")


def test_a_members_certificate_holds_its_own_targets_and_is_signed_by_the_leader(
    app: Flask,
) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    new_head(member_of(year), date(2026, 3, 10))

    paper = pledge_papers.compose_member(SYSTEM, year, member_of(year, 1), date(2026, 9, 1)).paper

    assert (paper.member, paper.signed_at) == ("Liên minh Hợp tác xã Đắk Lắk", NOW)
    assert [(t.code, t.target) for t in paper.targets] == [
        ("I.1", Decimal(10)),
        ("I.2", Decimal(10)),
    ]
    assert paper.signers == (
        Signer(
            on_behalf_of="TM. CỤM THI ĐUA",
            position="CỤM TRƯỞNG",
            organization="CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ TP. HỒ CHÍ MINH",
            name="Nguyễn Văn A",
        ),
    )


def test_a_certificate_with_a_letter_of_no_font_is_not_issued(app: Flask) -> None:
    year = make_pledge_year()
    named = Called(name="Liên minh 漢", short_name="漢", name_en="Han", seat="漢")
    members.rename(SYSTEM, member_of(year), called=named, starts_on=date(2026, 1, 1), now=NOW)
    make_signed_pledge(year)

    with pytest.raises(RuleViolation, match=r"draw “漢” \(U\+6F22\) in “LIÊN MINH 漢”"):
        issue(year, MEMBER, member_of(year))


def test_without_a_leader_place_and_signer_are_left_to_the_pen(app: Flask) -> None:
    year = make_pledge_year()
    db.session.execute(db.text("DELETE FROM leadership"))
    db.session.commit()
    make_pledge(year)

    paper = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper

    assert paper.letterhead.place == "…………"


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
    rename(member_of(year), TODAY)

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


def summary_of(year: Year) -> ScoreSummary:
    paper = score_papers.compose_summary(SYSTEM, year, TODAY).paper
    assert isinstance(paper, ScoreSummary)
    return paper


def test_the_summary_shows_the_frozen_points_line_by_line_with_sums_and_places(app: Flask) -> None:
    year = make_frozen_year(3)

    paper = summary_of(year)

    assert paper.members == ("TP. Hồ Chí Minh", "Đắk Lắk", "Gia Lai")
    assert [section.title for section in paper.sections] == [
        f"{section.code}. {section.name_vi}"
        for section in ranking.standings(SYSTEM, year.id).book.children(None)
        if section.code in {"I", "III", "IV", "VI"}
    ]
    assert paper.frozen == say(scoring.score_table(SYSTEM, year.id).stamp.sentence, "vi")
    assert paper.totals == tuple(row.total for row in ranking.standings(SYSTEM, year.id).rows)
    assert paper.ranks == (1, 2, 3)
    assert paper.content_totals == tuple(
        sum((section.totals[column] or Decimal(0) for section in paper.sections), Decimal(0))
        for column in range(3)
    )


def test_the_sum_of_a_section_is_that_of_its_lines(app: Flask) -> None:
    year = make_frozen_year(3)

    for section in summary_of(year).sections:
        lines = [line for line in section.lines if line.code.count(".") == 1]
        assert section.totals == tuple(
            sum((line.scores[column].points or Decimal(0) for line in lines), Decimal(0))
            for column in range(3)
        )
        assert section.max_points == sum(
            (line.max_points or Decimal(0) for line in lines), Decimal(0)
        )


def test_before_the_freeze_the_summary_is_a_draft_with_open_lines(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    self_score(year, member_of(year))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    composed = score_papers.compose_summary(SYSTEM, year, TODAY)
    paper = summary_of(year)

    assert (composed.is_final, composed.title, composed.filename) == (
        False,
        "Bảng tổng hợp điểm thi đua năm 2026 (bản nháp)",
        "bang-tong-hop-diem-thi-dua-nam-2026-ban-nhap.pdf",
    )
    assert (paper.frozen, paper.letterhead.dated) == ("", None)
    assert [total is None for total in paper.totals] == [False, True, True]
    assert paper.ranks[1:] == (None, None)
    assert paper.sections[0].totals[1:] == (None, None)


def test_a_line_not_assigned_is_marked_and_explained(app: Flask) -> None:
    rebased = replace(RULEBOOK, rebase_not_assigned=True)
    year = make_scoring_year(Phase.REPORT, book=rebased, not_assigned=[(0, "VI.2")])
    for place in range(3):
        given = {code: m for code, m in FULL.items() if place or code != "VI.2"}
        self_score(year, member_of(year, place), given)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    paper = summary_of(year)
    line = next(x for s in paper.sections for x in s.lines if x.code == "VI.2")

    assert line.scores[0] == Score(points=None, assigned=False)
    assert paper.totals[0] is not None
    assert paper.notes == (
        "Đơn vị có tiêu chí không giao chỉ tiêu: điểm nội dung được quy đổi theo thang 100 điểm.",
    )
    joint = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper
    own, other = (
        pledge_papers.compose_member(SYSTEM, year, member_of(year, place), TODAY).paper
        for place in (0, 1)
    )
    assert joint.notes == ("Tiêu chí VI.2 không giao cho: TP. Hồ Chí Minh.",)
    assert [target.code for target in own.targets if target.code == "VI.2"] == ["VI.2"]
    assert [target.code for target in other.targets if target.code == "VI.2"] == []


def test_standings_list_places_totals_and_classes(app: Flask) -> None:
    year = make_frozen_year(3)

    rows = score_papers.compose_standings(SYSTEM, year, TODAY).paper.rows

    assert [(row.rank, row.member) for row in rows] == [
        (1, "Liên minh Hợp tác xã TP. Hồ Chí Minh"),
        (2, "Liên minh Hợp tác xã Đắk Lắk"),
        (3, "Liên minh Hợp tác xã Gia Lai"),
    ]
    assert [row.content + row.bonus + row.penalty for row in rows] == [row.total for row in rows]


def test_standings_say_how_many_lines_are_open(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    self_score(year, member_of(year))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    rows = score_papers.compose_standings(SYSTEM, year, TODAY).paper.rows

    assert [(row.rank, row.total, row.note) for row in rows[1:]] == [
        (None, None, "Còn 8 tiêu chí chưa chấm"),
        (None, None, "Còn 8 tiêu chí chưa chấm"),
    ]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        pytest.param(("Bằng khen", 2026, "Ông Đỗ Văn Ẩn"), "bang-khen-2026-ong-do-van-an.pdf"),
        pytest.param(("../etc/pass wd",), "etc-pass-wd.pdf"),
        pytest.param(("a" * 200,), "a" * 80 + ".pdf"),
    ],
)
def test_a_file_is_named_safely_and_without_accents(
    parts: tuple[str | int, ...], name: str
) -> None:
    assert filename(*parts) == name


def test_a_printed_certificate_reads_back_what_was_decided(app: Flask) -> None:
    year = make_published_year(2)
    award = make_decided(year)

    (page,) = read(reprint(year, issue(year, AWARD, award.id)))

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
