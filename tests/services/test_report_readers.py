"""Who reads whose reports, and when."""

from functools import partial
from typing import Any

import pytest

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound
from cluster.domain.permissions import Role
from cluster.domain.years import Phase
from cluster.models import CrossAssignment
from cluster.services import achievements
from cluster.services.achievements import Counts
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
)
from tests.make.pledges import make_person
from tests.make.scoring import move

pytestmark = pytest.mark.usefixtures("app")


def test_for_another_member_a_report_does_not_exist() -> None:
    year = make_report_year()
    member, officer = own(year)
    _other_member, stranger = other(year)
    draft, submitted = make_draft(year, officer, member), make_submitted(year, officer, member)

    acts: list[Any] = [
        partial(achievements.member_page, stranger, year.id, member),
        partial(achievements.criterion_page, stranger, year.id, member, "I.1"),
        partial(achievements.view, stranger, submitted.id),
        partial(achievements.view, stranger, draft.id),
        partial(make_draft, year, stranger, member),
        partial(achievements.revise, stranger, draft.id, report=REPORT, revision=1, now=NOW),
        partial(achievements.submit, stranger, draft.id, now=NOW),
        partial(achievements.correct, stranger, submitted.id, now=NOW),
        partial(achievements.withdraw, stranger, submitted.id, reason="x", now=NOW),
        partial(achievements.delete_draft, stranger, draft.id, now=NOW),
        partial(attach, stranger, draft),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_a_signer_reads_the_own_reports_and_writes_none() -> None:
    year = make_report_year()
    member, officer = own(year)
    draft = make_draft(year, officer, member)
    signer = make_person("Đọc Thôi", Role.SIGNER, cluster_id=year.cluster_id, alliance_id=member)

    assert achievements.view(signer, draft.id).claim.id == draft.id
    with pytest.raises(NotAllowed):
        achievements.submit(signer, draft.id, now=NOW)


READERS = {
    "officer": (False, False),
    "reviewer": (False, True),
    "council": (False, True),
    "chair": (False, True),
    "secretary": (False, False),
    "auditor": (True, True),
}


@pytest.mark.parametrize("role", [Role(role) for role in READERS])
def test_who_reads_a_submitted_report_of_others_and_when(role: Role) -> None:
    year = make_report_year(members=3)
    member, officer = own(year)
    draft, submitted = make_draft(year, officer, member), make_submitted(year, officer, member)
    speaks = {Role.OFFICER, Role.REVIEWER, Role.COUNCIL}
    third = members_of(year)[2].alliance_id if role in speaks else None
    reader = make_person("Người Đọc", role, cluster_id=year.cluster_id, alliance_id=third)

    seen = []
    for phase in (Phase.REPORT, Phase.REVIEW):
        if phase is not Phase.REPORT:
            move(year, phase)
        try:
            seen.append(achievements.view(reader, submitted.id).claim.id == submitted.id)
        except NotFound:
            seen.append(False)
        with pytest.raises(NotFound):
            achievements.view(reader, draft.id)
    assert tuple(seen) == READERS[role]


def test_a_cross_scorer_reads_the_member_it_was_assigned() -> None:
    year = make_report_year(members=3)
    member, officer = own(year)
    scorer_id, scorer = other(year)
    submitted = make_submitted(year, officer, member)
    db.session.add(CrossAssignment(year_id=year.id, scorer_id=scorer_id, alliance_id=member))
    db.session.commit()

    with pytest.raises(NotFound):
        achievements.view(scorer, submitted.id)
    move(year, Phase.REVIEW)
    assert achievements.view(scorer, submitted.id).claim.id == submitted.id
    assert {m.alliance_id for m in achievements.overview(scorer, year.id).members} == {
        member,
        scorer_id,
    }


def test_the_secretary_counts_reports_without_reading_them() -> None:
    year = make_report_year()
    member, officer = own(year)
    make_draft(year, officer, member)
    make_submitted(year, officer, member)
    with_file = make_draft(year, officer, member)
    attach(officer, with_file)
    achievements.submit(officer, with_file.id, now=NOW)
    secretary = make_person("Thư Ký", Role.SECRETARY, cluster_id=year.cluster_id)

    table = achievements.overview(secretary, year.id)
    assert table.cell(member, "I.1") == Counts(submitted=2, without_file=1, drafts=1)
    assert table.total(member) == Counts(submitted=2, without_file=1, drafts=1)
    assert table.cell(member, "I.2") == Counts()
    assert table.opens == frozenset()
    with pytest.raises(NotFound):
        achievements.member_page(secretary, year.id, member)


def test_a_reviewer_learns_of_no_drafts() -> None:
    year = make_report_year(members=3)
    member, officer = own(year)
    make_draft(year, officer, member)
    move(year, Phase.REVIEW)
    third = members_of(year)[2].alliance_id
    reviewer = make_person(
        "Thẩm Định", Role.REVIEWER, cluster_id=year.cluster_id, alliance_id=third
    )

    assert achievements.overview(reviewer, year.id).total(member) == Counts()
    assert achievements.criterion_page(reviewer, year.id, member, "I.1").claims == ()
