"""Papers: composed from what stands, issued, reprinted byte for byte."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase
from cluster.models import AuditEntry, IssuedPaper, Year
from cluster.services import awards, printing, years
from cluster.services.printing.composing import filename
from tests.conftest import NOW, PLATES
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
from tests.make.members import make_new_head, rename
from tests.make.pledges import make_pledge, make_pledge_year, make_signed_pledge, make_signer, sign
from tests.make.queries import count_queries
from tests.make.scoring import acting, make_scoring_year

TOMORROW = NOW + timedelta(days=1)
AWARD, JOINT, MEMBER = PaperKind.AWARD, PaperKind.JOINT_PLEDGE, PaperKind.MEMBER_PLEDGE
SUMMARY, STANDINGS = PaperKind.SCORE_SUMMARY, PaperKind.STANDINGS


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

    rename(member_of(year), starts_on=date(2026, 1, 1))
    make_new_head(member_of(year), starts_on=date(2026, 1, 1))

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
    rename(member_of(year), starts_on=date(2026, 1, 1))

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
