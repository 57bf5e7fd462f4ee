from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.achievements import Actual, Aggregate, ClaimStatus
from cluster.domain.errors import Conflict, NotFound, RuleViolation
from cluster.domain.permissions import Actor, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Year
from cluster.services import achievements
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.achievements import (
    REPORT,
    attach,
    make_draft,
    make_report_year,
    make_submitted,
    other,
    own,
    share_line,
    yes_no_line,
)
from tests.make.members import make_alliances
from tests.make.pledges import make_officer, make_person, make_signed_pledge
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook, small_book
from tests.make.scoring import move
from tests.make.years import make_year

pytestmark = pytest.mark.usefixtures("app")


def test_a_submitted_report_counts_and_a_draft_does_not() -> None:
    year = make_report_year()
    member, officer = own(year)
    make_submitted(year, officer, member, quantity=Decimal(4))
    make_submitted(year, officer, member, quantity=Decimal(3))
    make_draft(year, officer, member, quantity=Decimal(100))

    assert achievements.actuals(year.id, {"I.1": Aggregate.SUM}) == {
        (member, "I.1"): Actual(quantity=Decimal(7))
    }


def test_the_share_of_several_reports_is_that_of_all_together() -> None:
    year = make_report_year([share_line()])
    member, officer = own(year)
    make_submitted(year, officer, member, quantity=Decimal(30), base=Decimal(40))
    make_submitted(year, officer, member, quantity=Decimal(50), base=Decimal(60))

    page = achievements.criterion_page(officer, year.id, member, "I.1")
    assert page.standing.actual == Actual(quantity=Decimal(80), base=Decimal(100))


def test_answers_come_oldest_first() -> None:
    year = make_report_year([yes_no_line()])
    member, officer = own(year)
    late = {"quantity": None, "choice": "yes", "occurred_on": date(2026, 2, 9)}
    make_submitted(year, officer, member, **late)
    make_submitted(
        year, officer, member, **(late | {"choice": "no", "occurred_on": date(2026, 2, 1)})
    )

    assert achievements.answers(year.id) == {(member, "I.1"): ("no", "yes")}
    page = achievements.criterion_page(officer, year.id, member, "I.1")
    assert str(page.standing.answer) == "Yes"


def test_a_draft_is_changed_until_it_is_submitted() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_draft(year, officer, member)
    changed = replace(REPORT, quantity=Decimal(9), place="Nha Trang")
    achievements.revise(officer, claim.id, report=changed, revision=claim.revision, now=NOW)
    achievements.submit(officer, claim.id, now=NOW)

    page = achievements.view(officer, claim.id)
    assert (page.claim.report, page.claim.status, page.claim.submitted_at) == (
        changed,
        ClaimStatus.SUBMITTED,
        NOW,
    )
    with pytest.raises(RuleViolation, match="cannot be changed"):
        achievements.revise(officer, claim.id, report=REPORT, revision=2, now=NOW)
    with pytest.raises(RuleViolation, match="cannot be changed"):
        achievements.submit(officer, claim.id, now=NOW)


def test_two_officers_who_change_a_draft_see_both_versions() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_draft(year, officer, member)
    theirs = replace(REPORT, quantity=Decimal(9))
    achievements.revise(officer, claim.id, report=theirs, revision=1, now=NOW)

    with pytest.raises(Conflict) as caught:
        achievements.revise(
            officer, claim.id, report=replace(REPORT, quantity=Decimal(5)), revision=1, now=NOW
        )
    read = [
        {str(name): value for name, value in version.items()}["Quantity"]
        for version in (caught.value.yours, caught.value.theirs)
    ]
    assert read == [Decimal(5), Decimal(9)]
    assert achievements.view(officer, claim.id).claim.report == theirs


def test_saving_a_draft_unchanged_writes_nothing() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_draft(year, officer, member)

    achievements.revise(officer, claim.id, report=REPORT, revision=1, now=NOW)
    assert achievements.view(officer, claim.id).claim.revision == 1


def test_a_report_without_evidence_or_explanation_stays_a_draft() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_draft(year, officer, member, explanation="")

    with pytest.raises(RuleViolation, match="Attach evidence"):
        achievements.submit(officer, claim.id, now=NOW)
    attach(officer, claim)
    assert achievements.submit(officer, claim.id, now=NOW).status is ClaimStatus.SUBMITTED


def test_an_impossible_figure_is_refused_even_in_a_draft() -> None:
    year = make_report_year()
    member, officer = own(year)

    with pytest.raises(RuleViolation) as caught:
        make_draft(year, officer, member, quantity=Decimal(-1))
    assert caught.value.field == "quantity"


def test_a_correction_replaces_the_report_when_it_is_submitted() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_draft(year, officer, member, quantity=Decimal(4))
    attach(officer, claim)
    achievements.submit(officer, claim.id, now=NOW)
    version = achievements.correct(officer, claim.id, now=NOW)
    achievements.revise(
        officer, version.id, report=replace(REPORT, quantity=Decimal(6)), revision=1, now=NOW
    )
    aggregates = {"I.1": Aggregate.SUM}

    assert achievements.actuals(year.id, aggregates)[member, "I.1"].quantity == Decimal(4)
    achievements.submit(officer, version.id, now=NOW)
    assert achievements.actuals(year.id, aggregates)[member, "I.1"].quantity == Decimal(6)
    old, new = (achievements.view(officer, each.id).claim for each in (claim, version))
    assert (old.status, old.replaced_by_id) == (ClaimStatus.REPLACED, version.id)
    assert (new.status, new.replaces_id) == (ClaimStatus.SUBMITTED, claim.id)
    assert [file.sha256 for file in old.evidence] == [file.sha256 for file in new.evidence]
    assert [file.also_used for file in new.evidence] == [()]


def test_a_report_is_corrected_by_one_new_version_at_a_time() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_submitted(year, officer, member)
    version = achievements.correct(officer, claim.id, now=NOW)

    with pytest.raises(RuleViolation, match="being written already"):
        achievements.correct(officer, claim.id, now=NOW)
    achievements.delete_draft(officer, version.id, now=NOW)
    assert achievements.correct(officer, claim.id, now=NOW).replaces_id == claim.id


def test_a_withdrawn_report_stays_to_be_read_but_counts_no_more() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_submitted(year, officer, member)
    achievements.withdraw(officer, claim.id, reason="Nhầm năm", now=NOW)

    page = achievements.view(officer, claim.id)
    assert (page.claim.status, page.claim.withdrawn_because) == (
        ClaimStatus.WITHDRAWN,
        "Nhầm năm",
    )
    assert achievements.actuals(year.id, {"I.1": Aggregate.SUM}) == {}


def test_a_withdrawal_says_why() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_submitted(year, officer, member)

    with pytest.raises(RuleViolation) as caught:
        achievements.withdraw(officer, claim.id, reason=" ", now=NOW)
    assert caught.value.field == "reason"


def test_only_a_draft_is_thrown_away() -> None:
    year = make_report_year()
    member, officer = own(year)
    draft, submitted = make_draft(year, officer, member), make_submitted(year, officer, member)
    attach(officer, draft)
    achievements.delete_draft(officer, draft.id, now=NOW)

    with pytest.raises(NotFound):
        achievements.view(officer, draft.id)
    with pytest.raises(RuleViolation):
        achievements.delete_draft(officer, submitted.id, now=NOW)


@pytest.mark.parametrize(
    "phases",
    [
        pytest.param([Phase.REVIEW], id="after reporting"),
        pytest.param([Phase.REVIEW, Phase.COUNCIL], id="while the council sits"),
    ],
)
def test_reports_are_written_in_their_phase_only(phases: list[Phase]) -> None:
    year = make_report_year()
    member, officer = own(year)
    draft, submitted = make_draft(year, officer, member), make_submitted(year, officer, member)
    move(year, *phases)

    acts: list[Any] = [
        partial(make_draft, year, officer, member),
        partial(achievements.revise, officer, draft.id, report=REPORT, revision=1, now=NOW),
        partial(achievements.submit, officer, draft.id, now=NOW),
        partial(achievements.correct, officer, submitted.id, now=NOW),
        partial(achievements.withdraw, officer, submitted.id, reason="x", now=NOW),
        partial(achievements.delete_draft, officer, draft.id, now=NOW),
        partial(attach, officer, draft),
    ]
    for act in acts:
        with pytest.raises(RuleViolation, match="is not possible now"):
            act()


def test_the_member_page_shows_how_far_the_target_is_reached() -> None:
    year = make_report_year()
    member, officer = own(year)
    make_submitted(year, officer, member, quantity=Decimal(4))

    page = achievements.member_page(officer, year.id, member)
    assert [(row.depth, row.criterion.code) for row in page.rows] == [
        (0, "I"),
        (1, "I.1"),
        (1, "I.2"),
    ]
    standing = page.rows[1].standing
    assert standing is not None
    assert (standing.target.value, standing.actual, standing.percent) == (
        Decimal(10),
        Actual(quantity=Decimal(4)),
        40,
    )
    assert page.may_report


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        pytest.param({"search": "tieu CHI i.2"}, ["I", "I.2"], id="words without accents"),
        pytest.param({"search": "không có"}, [], id="nothing found"),
        pytest.param({"section": "I"}, ["I", "I.1", "I.2"], id="a section"),
        pytest.param({"section": "X"}, [], id="no such section"),
    ],
)
def test_criteria_are_found_by_words_and_by_section(
    asked: dict[str, str], codes: list[str]
) -> None:
    year = make_report_year()
    member, officer = own(year)

    page = achievements.member_page(officer, year.id, member, **asked)
    assert [row.criterion.code for row in page.rows] == codes


@pytest.mark.parametrize("code", ["I", "X.9"])
def test_there_are_no_reports_on_a_section_or_an_unknown_code(code: str) -> None:
    year = make_report_year()
    member, officer = own(year)

    with pytest.raises(NotFound):
        achievements.criterion_page(officer, year.id, member, code)
    with pytest.raises(NotFound):
        make_draft(year, officer, member, code)


def test_the_same_file_on_another_report_is_told_to_whoever_may_see_both() -> None:
    year = make_report_year(members=3)
    member, officer = own(year)
    other_member, other_officer = other(year)
    claim = make_draft(year, officer, member, "I.1")
    again = make_draft(year, officer, member, "I.2")
    copied = make_draft(year, other_officer, other_member, "I.1")
    for who, each in ((officer, claim), (officer, again), (other_officer, copied)):
        attach(who, each)
        achievements.submit(who, each.id, now=NOW)
    auditor = make_person("Kiểm Toán", Role.AUDITOR, cluster_id=year.cluster_id)

    def uses(actor: Actor) -> list[tuple[str, str]]:
        (file,) = achievements.view(actor, claim.id).claim.evidence
        return [(use.member.short_name, use.code) for use in file.also_used]

    assert uses(officer) == [("TP. Hồ Chí Minh", "I.2")]
    assert uses(auditor) == [("TP. Hồ Chí Minh", "I.2"), ("Đắk Lắk", "I.1")]


def test_every_change_is_on_record() -> None:
    year = make_report_year()
    member, officer = own(year)
    claim = make_submitted(year, officer, member)
    achievements.withdraw(officer, claim.id, reason="Nhầm năm", now=NOW)

    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.object_type == "claim").order_by(AuditEntry.seq)
    ).all()
    assert [(entry.action, entry.alliance_id, entry.reason) for entry in entries] == [
        ("achievement.drafted", member, ""),
        ("achievement.submitted", member, ""),
        ("achievement.withdrawn", member, "Nhầm năm"),
    ]
    assert entries[1].after is not None
    assert (entries[1].after["quantity"], entries[1].after["occurred_on"]) == ("4", "2026-02-01")


def test_pages_ask_the_same_number_of_questions_for_any_number_of_reports() -> None:
    alliances = make_alliances(8)
    few = make_year(2026, alliances=alliances[:2])
    many = make_year(2030, alliances=alliances, cluster=few.cluster)
    make_reports(few, lines=2, reports=1)
    make_reports(many, lines=20, reports=4)
    reader = make_officer(few, alliances[0].id, "Người Đọc")
    member, ids = alliances[0].id, [few.id, many.id]

    for read in (
        partial(achievements.member_page, reader, alliance_id=member),
        partial(achievements.criterion_page, reader, alliance_id=member, code="I.1"),
        partial(achievements.overview, reader),
    ):
        asked = [count_queries(partial(read, year_id=year_id)) for year_id in ids]
        assert asked[0] == asked[1]


def make_reports(year: Year, *, lines: int, reports: int) -> None:
    """Draft so many reports on the first criterion, each with evidence, for every member."""
    make_rulebook(year, small_book(lines))
    make_signed_pledge(year)
    move(year, Phase.REPORT)
    for member in members_of(year):
        officer = make_officer(year, member.alliance_id, f"Cán Bộ {year.number} {member.code}")
        for _ in range(reports):
            attach(officer, make_draft(year, officer, member.alliance_id))


def test_many_clicks_at_once_submit_once(app: Flask) -> None:
    year = make_report_year()
    member, officer = own(year)
    claim_id = make_draft(year, officer, member).id
    start = Barrier(8)

    def click(_number: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                achievements.submit(officer, claim_id, now=NOW)
            except RuleViolation:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(click, range(8)))

    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "achievement.submitted")
    ).all()
    assert (accepted.count(True), len(entries)) == (1, 1)


def test_a_form_sent_twice_makes_one_report() -> None:
    year = make_report_year()
    member, officer = own(year)
    say = partial(
        achievements.draft, officer, year.id, alliance_id=member, code="I.1", form_key="k", now=NOW
    )
    first, again = say(report=REPORT), say(report=REPORT)
    changed = say(report=replace(REPORT, quantity=Decimal(5)))

    assert (again.id, changed.id) == (first.id, first.id)
    assert achievements.view(officer, first.id).claim.report.quantity == Decimal(5)
    with pytest.raises(Conflict):
        say(report=replace(REPORT, quantity=Decimal(6)))
    achievements.submit(officer, first.id, now=NOW)
    with pytest.raises(RuleViolation, match=f"made report no. {first.id}"):
        say(report=replace(REPORT, quantity=Decimal(7)))


def test_a_form_of_another_member_or_criterion_leads_to_nobodys_report() -> None:
    year = make_report_year()
    member, officer = own(year)
    stranger, their_officer = other(year)
    say = partial(achievements.draft, report=REPORT, form_key="k", now=NOW)
    say(officer, year.id, alliance_id=member, code="I.1")

    with pytest.raises(NotFound):
        say(their_officer, year.id, alliance_id=stranger, code="I.1")
    with pytest.raises(NotFound):
        say(officer, year.id, alliance_id=member, code="I.2")
