"""Awards: the catalogue, proposals, decisions, handing out."""

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.awards import AwardList, AwardStatus, CertificateForm, Recipient
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.membership import day_before
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.years import Phase
from cluster.models import Award, AwardKind, Decision, Year
from cluster.services import awards, leadership, members, scoring, years
from cluster.services.audit import Filter, list_entries
from cluster.services.members import Called
from tests.conftest import NOW, TODAY
from tests.make.awards import (
    DECIDED_ON,
    REASON,
    decide,
    kind_of,
    make_decided,
    make_frozen_year,
    make_published_year,
    member_of,
    propose,
    propose_person,
)
from tests.make.queries import count_queries
from tests.make.scoring import acting, make_settled_year
from tests.make.years import make_year


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year()


def states(actor: Actor, year: Year) -> list[tuple[str, AwardStatus]]:
    return [(line.recipient_name, line.status) for line in awards.list_awards(actor, year.id)]


def test_the_catalogue_keeps_titles_and_forms_apart(year: Year) -> None:
    lists = [kind.list for kind in awards.list_kinds()]

    assert lists == [AwardList.TITLE] * 7 + [AwardList.FORM] * 5


def test_the_catalogue_is_installed_once(year: Year) -> None:
    before = [kind.id for kind in awards.list_kinds()]

    awards.install_catalogue(SYSTEM, now=NOW)

    assert [kind.id for kind in awards.list_kinds()] == before


def add_kind(year: Year, actor: Actor = SYSTEM, **changes: object) -> AwardKind:
    fields: dict[str, object] = {
        "code": "CNSK",
        "list_": AwardList.TITLE,
        "name_vi": "Công nhận sáng kiến",
        "name_en": "Recognised initiative",
        "for_collectives": True,
        "for_individuals": True,
        "decided_by": "Chủ tịch Liên minh",
        "certificate": CertificateForm.CERTIFICATE,
        "citation": "",
    }
    return awards.add_kind(actor, year.id, **(fields | changes), now=NOW)  # type: ignore[arg-type]


def test_the_secretary_adds_to_the_catalogue(year: Year) -> None:
    kind = add_kind(year, acting(year, Role.SECRETARY))

    assert kind in awards.list_kinds()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"code": "BK"}, "code", id="a code that is taken"),
        pytest.param(
            {"for_collectives": False, "for_individuals": False},
            "for_collectives",
            id="an award for nobody",
        ),
    ],
)
def test_a_wrong_entry_of_the_catalogue_is_refused(
    year: Year, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        add_kind(year, **changes)

    assert refused.value.field == field


@pytest.mark.parametrize("phase", [Phase.SETUP, Phase.ARCHIVED])
def test_nothing_is_proposed_before_the_council_meets_or_after_the_year_is_archived(
    app: Flask, phase: Phase
) -> None:
    year = make_year() if phase is Phase.SETUP else make_published_year()
    awards.install_catalogue(SYSTEM, now=NOW)
    if phase is Phase.ARCHIVED:
        years.move(SYSTEM, year.id, phase, now=NOW)

    with pytest.raises(RuleViolation, match="Proposing an award is not possible now"):
        propose(year)


def test_nothing_is_decided_before_the_ranking_is_frozen(app: Flask) -> None:
    year = make_settled_year()
    awards.install_catalogue(SYSTEM, now=NOW)
    award = propose(year)

    with pytest.raises(RuleViolation, match="Entering a decision is not possible now"):
        decide(year, [award])


def test_an_alliance_of_another_year_is_not_proposed(year: Year) -> None:
    with pytest.raises(RuleViolation) as refused:
        awards.propose(
            SYSTEM,
            year.id,
            kind_id=kind_of("BK"),
            alliance_id=999,
            recipient=Recipient.COLLECTIVE,
            reason=REASON,
            now=NOW,
        )

    assert refused.value.field == "alliance_id"


def test_a_member_under_review_is_proposed_only_after_the_bar_is_lifted(year: Year) -> None:
    bar = scoring.bar_nomination(
        SYSTEM,
        year.id,
        alliance_id=member_of(year),
        code="KC.2",
        document="Thông báo 12/TB-UBKT",
        now=NOW,
    )
    with pytest.raises(
        RuleViolation, match="Hồ Chí Minh cannot be nominated at present: Thông báo 12"
    ):
        propose(year)
    propose(year, place=1)

    scoring.lift_bar(SYSTEM, year.id, bar.id, document="Thông báo 15/TB-UBKT", now=NOW)

    assert propose(year).status is AwardStatus.PROPOSED


def test_the_leaders_award_is_for_who_leads_the_next_year(year: Year) -> None:
    leadership.appoint(
        SYSTEM, year.cluster_id, year.number + 1, leader_id=member_of(year, 1), now=NOW
    )

    with pytest.raises(RuleViolation, match="leads the next year"):
        propose(year, "CUMTRUONG", place=0)
    assert propose(year, "CUMTRUONG", place=1).status is AwardStatus.PROPOSED


def test_the_same_award_is_not_proposed_twice_unless_it_was_withdrawn(year: Year) -> None:
    award = propose(year)
    with pytest.raises(RuleViolation, match="proposed for this recipient already"):
        propose(year)

    awards.withdraw(SYSTEM, award.id, reason="Nhầm hình thức", now=NOW)

    assert propose(year).id != award.id


def test_a_withdrawal_says_why(year: Year) -> None:
    award = propose(year)

    with pytest.raises(RuleViolation) as refused:
        awards.withdraw(SYSTEM, award.id, reason=" ", now=NOW)

    assert refused.value.field == "reason"


def test_a_withdrawn_award_is_not_decided(year: Year) -> None:
    award = propose(year)
    awards.withdraw(SYSTEM, award.id, reason="Nhầm hình thức", now=NOW)

    with pytest.raises(RuleViolation, match="cannot go from “Withdrawn” to “Decided”"):
        decide(year, [award])
    assert db.session.scalars(db.select(Decision)).all() == []


def test_an_award_is_decided_once(year: Year) -> None:
    award = make_decided(year)

    with pytest.raises(RuleViolation, match="cannot go from “Decided” to “Decided”"):
        decide(year, [award], number="13/QĐ-LMHTXVN")
    with pytest.raises(RuleViolation, match="cannot go from “Decided” to “Withdrawn”"):
        awards.withdraw(SYSTEM, award.id, reason="Nhầm", now=NOW)


def test_a_decision_names_its_awards_with_their_numbers_in_the_golden_book(year: Year) -> None:
    one, other = propose(year), propose_person(year)

    decide(year, [one, other], golden_book_numbers={other.id: "00127"})

    lines = awards.list_awards(SYSTEM, year.id)
    assert [(line.decision, line.decided_on, line.golden_book_number) for line in lines] == [
        ("12/QĐ-LMHTXVN", DECIDED_ON, ""),
        ("12/QĐ-LMHTXVN", DECIDED_ON, "00127"),
    ]


def test_a_decision_is_entered_once(year: Year) -> None:
    one, other = propose(year), propose_person(year)
    decide(year, [one])

    with pytest.raises(RuleViolation) as refused:
        decide(year, [other])

    assert refused.value.field == "number"


def test_a_decision_cannot_name_an_award_of_another_year(year: Year) -> None:
    award = propose(year)
    award.year_id = make_year(2027, cluster=year.cluster, alliances=[]).id
    db.session.commit()

    with pytest.raises(NotFound):
        decide(year, [award])
    assert db.session.scalars(db.select(Decision)).all() == []


def test_an_award_is_handed_out_after_its_decision(year: Year) -> None:
    award = propose(year)
    with pytest.raises(RuleViolation, match="cannot go from “Proposed” to “Handed out”"):
        awards.hand_out(SYSTEM, award.id, handed_out_on=TODAY, now=NOW)
    decide(year, [award])
    with pytest.raises(RuleViolation, match="The award was decided only on"):
        awards.hand_out(SYSTEM, award.id, handed_out_on=day_before(DECIDED_ON), now=NOW)

    awards.hand_out(SYSTEM, award.id, handed_out_on=TODAY, now=NOW)

    line = awards.get_line(SYSTEM, year.id, award.id)
    assert (line.status, line.handed_out_on) == (AwardStatus.HANDED_OUT, TODAY)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.SIGNER, Role.COUNCIL])
def test_only_who_runs_the_year_changes_awards(year: Year, role: Role) -> None:
    award = make_decided(year)
    own = member_of(year) if role in {Role.OFFICER, Role.SIGNER, Role.COUNCIL} else None
    actor = acting(year, role, own)

    for act in (
        lambda: awards.withdraw(actor, award.id, reason="x", now=NOW),
        lambda: awards.hand_out(actor, award.id, handed_out_on=TODAY, now=NOW),
        lambda: add_kind(year, actor),
        lambda: awards.install_catalogue(actor, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_award_of_a_cluster_one_does_not_know_does_not_exist(year: Year) -> None:
    award = propose(year)
    stranger = Actor(user_id=1, name="Người lạ")

    with pytest.raises(NotFound):
        awards.withdraw(stranger, award.id, reason="x", now=NOW)
    with pytest.raises(NotFound):
        awards.list_awards(stranger, year.id)


def test_a_proposal_is_seen_by_its_member_a_decided_award_by_all(year: Year) -> None:
    propose(year)
    decide(year, [propose_person(year)])
    own = acting(year, Role.OFFICER, member_of(year, 0))
    other = acting(year, Role.OFFICER, member_of(year, 1))

    assert [len(states(actor, year)) for actor in (SYSTEM, own, other)] == [2, 2, 1]
    assert states(other, year) == [("Ông Nguyễn Văn An", AwardStatus.DECIDED)]


def test_collectives_come_first_each_group_sorted_the_vietnamese_way(year: Year) -> None:
    for name in ("Đỗ Văn Ánh", "Dương Thị Em", "Nguyễn Văn An"):
        propose_person(year, name)
    propose(year)

    assert [name for name, _state in states(SYSTEM, year)] == [
        "Liên minh Hợp tác xã TP. Hồ Chí Minh",
        "Ông Dương Thị Em",
        "Ông Đỗ Văn Ánh",
        "Ông Nguyễn Văn An",
    ]


def test_an_award_keeps_the_name_that_its_alliance_had_on_the_day_of_decision(year: Year) -> None:
    make_decided(year)
    members.rename(
        SYSTEM,
        member_of(year),
        called=Called(
            name="Liên minh Hợp tác xã Thành phố mới",
            short_name="Thành phố mới",
            name_en="New City",
            seat="TP. mới",
        ),
        starts_on=TODAY,
        now=NOW,
    )

    assert states(SYSTEM, year) == [("Liên minh Hợp tác xã TP. Hồ Chí Minh", AwardStatus.DECIDED)]


def test_each_step_is_recorded(year: Year) -> None:
    award = make_decided(year)
    awards.hand_out(SYSTEM, award.id, handed_out_on=TODAY, now=NOW)
    awards.withdraw(SYSTEM, propose_person(year).id, reason="Nhầm", now=NOW)

    page = list_entries(SYSTEM, year, only=Filter(), today=TODAY)

    assert [str(entry.action) for entry in page.entries[:6]] == [
        "Withdrew a proposal",
        "Proposed an award",
        "Handed out an award",
        "Entered an award as decided",
        "Entered a decision",
        "Proposed an award",
    ]
    assert page.entries[0].reason == "Nhầm"


def test_the_list_asks_the_same_number_of_questions_for_one_award_and_for_many(app: Flask) -> None:
    year = make_frozen_year()
    make_decided(year)
    few = count_queries(lambda: awards.list_awards(SYSTEM, year.id))
    for number in range(12):
        propose_person(year, f"Người {number}")

    many = count_queries(lambda: awards.list_awards(SYSTEM, year.id))

    assert (few, many) == (5, 5)
    assert db.session.scalar(db.select(db.func.count()).select_from(Award)) == 13


def name_next_leader(year: Year, place: int) -> None:
    leadership.appoint(
        SYSTEM, year.cluster_id, year.number + 1, leader_id=member_of(year, place), now=NOW
    )


def test_one_leader_award_is_proposed_in_a_year_until_it_is_withdrawn(year: Year) -> None:
    first = propose(year, "CUMTRUONG", place=0)
    with pytest.raises(RuleViolation, match="has another leader award already"):
        propose(year, "CUMTRUONG", place=1)

    awards.withdraw(SYSTEM, first.id, reason="Nhầm đơn vị", now=NOW)

    assert propose(year, "CUMTRUONG", place=1).status is AwardStatus.PROPOSED


def test_a_leader_named_since_the_proposal_is_the_one_who_is_decided(year: Year) -> None:
    early = propose(year, "CUMTRUONG", place=0)
    name_next_leader(year, 1)
    with pytest.raises(RuleViolation, match="leads the next year, which is not TP"):
        decide(year, [early])
    assert db.session.scalars(db.select(Decision)).all() == []

    decide(year, [propose(year, "CUMTRUONG", place=1)])

    assert {line.status for line in awards.list_awards(SYSTEM, year.id)} == {
        AwardStatus.PROPOSED,
        AwardStatus.DECIDED,
    }


def test_a_member_that_came_under_review_since_is_not_decided(year: Year) -> None:
    award = propose(year)
    scoring.bar_nomination(
        SYSTEM,
        year.id,
        alliance_id=member_of(year),
        code="KC.2",
        document="Thông báo 12/TB-UBKT",
        now=NOW,
    )

    with pytest.raises(RuleViolation, match="cannot be nominated at present: Thông báo 12"):
        decide(year, [award])


LONG = "Phòng Kế hoạch Hỗ trợ và Xúc tiến thương mại " * 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"recipient_name": LONG}, "recipient_name", id="the name"),
        pytest.param({"position": LONG}, "position", id="the position"),
        pytest.param({"reason": LONG * 3}, "reason", id="the reason"),
    ],
)
def test_words_that_do_not_fit_on_the_certificate_are_refused_when_proposed(
    year: Year, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleViolation, match="too long for this paper") as refused:
        propose(year, **changes)

    assert refused.value.field == field


def test_a_name_too_long_for_a_certificate_is_no_matter_where_there_is_none(year: Year) -> None:
    award = propose(
        year, "LDTT", recipient=Recipient.INDIVIDUAL, recipient_name=LONG, honorific="Ông"
    )

    assert award.status is AwardStatus.PROPOSED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"authority": LONG}, "authority", id="who decides"),
        pytest.param({"signer_title": LONG}, "signer_title", id="in which capacity"),
    ],
)
def test_a_decision_whose_words_do_not_fit_is_refused_before_it_is_entered(
    year: Year, changes: dict[str, object], field: str
) -> None:
    award = propose(year)

    with pytest.raises(RuleViolation, match="too long for this paper") as refused:
        decide(year, [award], **changes)

    assert refused.value.field == field
    assert db.session.scalars(db.select(Decision)).all() == []
