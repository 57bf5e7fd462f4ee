"""Papers: when each may be issued, and who may have it."""

from collections.abc import Callable

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SPEAKS_FOR_AN_ALLIANCE, SYSTEM, Actor, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import (
    PAPER_KIND_NAMES,
    SCORE_PAPERS,
    PaperFacts,
    PaperKind,
    can_have_paper,
    check_pledge_certificate,
    check_score_paper,
)
from cluster.domain.years import Phase

HERE, ELSEWHERE = 1, 2
OWN, OTHER = 10, 20
RUNNERS = {Role.SECRETARY, Role.CHAIR, Role.AUDITOR}
OWN_PEOPLE = {Role.SIGNER, Role.OFFICER}
OF_ONE = (PaperKind.MEMBER_PLEDGE, PaperKind.AWARD)


def holder(role: Role, cluster_id: int = HERE) -> Actor:
    """Return somebody who holds only this role, for the alliance OWN where it speaks for one."""
    alliance_id = OWN if role in SPEAKS_FOR_AN_ALLIANCE else None
    place = None if role is Role.SYSADMIN else cluster_id
    return Actor(user_id=1, name=role.value, grants=(Grant(role, place, alliance_id),))


def paper(
    kind: PaperKind,
    phase: Phase = Phase.PUBLISHED,
    *,
    alliance_id: int | None = None,
    is_final: bool = True,
) -> PaperFacts:
    return PaperFacts(
        kind=kind, cluster_id=HERE, phase=phase, alliance_id=alliance_id, is_final=is_final
    )


def who_has(facts: PaperFacts) -> set[Role]:
    return {role for role in Role if can_have_paper(holder(role), facts)}


def test_every_paper_has_a_name() -> None:
    assert list(PAPER_KIND_NAMES) == list(PaperKind)


def test_the_joint_pledge_is_for_all_who_see_the_pledge() -> None:
    seen = set(Role) - {Role.SYSADMIN}
    assert who_has(paper(PaperKind.JOINT_PLEDGE, Phase.PLEDGE)) == seen - {Role.REVIEWER}
    assert who_has(paper(PaperKind.JOINT_PLEDGE, Phase.REVIEW)) == seen


@pytest.mark.parametrize("kind", OF_ONE)
def test_a_certificate_is_the_members_own(kind: PaperKind) -> None:
    own, other = (who_has(paper(kind, alliance_id=alliance)) for alliance in (OWN, OTHER))

    assert (own, other) == (RUNNERS | OWN_PEOPLE, RUNNERS)


def test_a_certificate_of_nobody_is_for_who_runs_the_year_alone() -> None:
    assert who_has(paper(PaperKind.AWARD)) == RUNNERS


@pytest.mark.parametrize(
    ("phase", "having"),
    [
        pytest.param(
            Phase.COUNCIL, {Role.SECRETARY, Role.CHAIR, Role.COUNCIL}, id="in the council"
        ),
        pytest.param(Phase.FROZEN, RUNNERS | {Role.COUNCIL}, id="once the year is frozen"),
        pytest.param(Phase.PUBLISHED, set(Role) - {Role.SYSADMIN}, id="once published"),
    ],
)
def test_the_minutes_of_a_ballot_are_for_who_sees_its_votes(
    phase: Phase, having: set[Role]
) -> None:
    assert who_has(paper(PaperKind.BALLOT_RECORD, phase)) == having


@pytest.mark.parametrize("kind", SCORE_PAPERS)
@pytest.mark.parametrize(
    ("phase", "is_final", "others"),
    [
        pytest.param(Phase.REVIEW, False, set(), id="a draft in the review"),
        pytest.param(Phase.COUNCIL, False, {Role.COUNCIL}, id="a draft before the council"),
        pytest.param(Phase.FROZEN, True, {Role.COUNCIL}, id="the frozen result"),
        pytest.param(
            Phase.PUBLISHED, True, set(Role) - RUNNERS, id="the result once it is published"
        ),
        pytest.param(Phase.ARCHIVED, False, {Role.COUNCIL}, id="an old draft, later"),
    ],
)
def test_scores_reach_the_members_when_they_are_published(
    kind: PaperKind, phase: Phase, is_final: bool, others: set[Role]
) -> None:
    assert who_has(paper(kind, phase, is_final=is_final)) == RUNNERS | others


@pytest.mark.parametrize("kind", PaperKind)
def test_nothing_is_for_somebody_of_another_cluster(kind: PaperKind) -> None:
    roles = [role for role in Role if role is not Role.SYSADMIN]
    facts = paper(kind, alliance_id=OWN)

    assert not any(can_have_paper(holder(role, ELSEWHERE), facts) for role in roles)


@pytest.mark.parametrize("kind", PaperKind)
def test_the_system_itself_has_every_paper(kind: PaperKind) -> None:
    assert can_have_paper(SYSTEM, paper(kind, Phase.SETUP))


@pytest.mark.parametrize(
    ("check", "accepted"),
    [
        pytest.param(
            lambda: check_pledge_certificate(PledgeStatus.IN_FORCE), True, id="pledge in force"
        ),
        pytest.param(
            lambda: check_pledge_certificate(PledgeStatus.SIGNING), False, id="still being signed"
        ),
        pytest.param(lambda: check_score_paper(Phase.REVIEW), True, id="scores in review"),
        pytest.param(
            lambda: check_score_paper(Phase.REPORT), False, id="scores while members report"
        ),
    ],
)
def test_a_paper_waits_for_what_it_says(check: Callable[[], None], accepted: bool) -> None:
    try:
        check()
        found = True
    except RuleViolation:
        found = False

    assert found == accepted
