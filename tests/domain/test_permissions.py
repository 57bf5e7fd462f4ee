"""Who may: every act against every role, for the own alliance and for another."""

from collections.abc import Callable

import pytest

from cluster.domain import permissions
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import (
    ROLE_NAMES,
    SPEAKS_FOR_AN_ALLIANCE,
    SYSTEM,
    Actor,
    Grant,
    Role,
    check_grants,
)

HERE, ELSEWHERE = 1, 2
OWN, OTHER = 10, 20
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
RUNNERS = frozenset({Role.SECRETARY, Role.CHAIR})

Act = Callable[[Actor], bool]


def holder(role: Role, cluster_id: int = HERE) -> Actor:
    """Return somebody who holds only this role, for the alliance OWN where it speaks for one."""
    alliance_id = OWN if role in SPEAKS_FOR_AN_ALLIANCE else None
    place = None if role is Role.SYSADMIN else cluster_id
    return Actor(user_id=1, name=role.value, grants=(Grant(role, place, alliance_id),))


def sees_claims(alliance_id: int, *, is_draft: bool = False, under_review: bool = False) -> Act:
    return lambda actor: permissions.can_see_claims(
        actor, HERE, alliance_id, is_draft=is_draft, under_review=under_review
    )


ACTS: list[tuple[str, Act, frozenset[Role], bool]] = [
    ("see the cluster", lambda a: permissions.can_see_cluster(a, HERE), EVERYBODY, True),
    ("run the year", lambda a: permissions.can_run_year(a, HERE), RUNNERS, True),
    ("see the register", permissions.can_see_register, EVERYBODY, True),
    ("register alliances", permissions.can_register, RUNNERS | {Role.SYSADMIN}, True),
    (
        "keep an alliance that competes here",
        lambda a: permissions.can_keep_alliance(a, [HERE, ELSEWHERE]),
        RUNNERS,
        True,
    ),
    (
        "keep an alliance that competes elsewhere",
        lambda a: permissions.can_keep_alliance(a, [ELSEWHERE]),
        NOBODY,
        True,
    ),
    (
        "keep an alliance that competes nowhere yet",
        lambda a: permissions.can_keep_alliance(a, []),
        RUNNERS | {Role.SYSADMIN},
        True,
    ),
    (
        "keep the offices of the own alliance",
        lambda a: permissions.can_keep_offices(a, [HERE], OWN),
        RUNNERS | {Role.SIGNER},
        True,
    ),
    (
        "keep the offices of another alliance",
        lambda a: permissions.can_keep_offices(a, [HERE], OTHER),
        RUNNERS,
        True,
    ),
    (
        "keep the cluster's name",
        lambda a: permissions.can_keep_cluster(a, HERE),
        RUNNERS | {Role.SYSADMIN},
        True,
    ),
    (
        "write the rule book",
        lambda a: permissions.can_write_rulebook(a, HERE),
        frozenset({Role.SECRETARY}),
        True,
    ),
    (
        "set own targets",
        lambda a: permissions.can_set_targets(a, HERE, OWN),
        frozenset({Role.OFFICER, Role.SIGNER}),
        True,
    ),
    ("set others' targets", lambda a: permissions.can_set_targets(a, HERE, OTHER), NOBODY, True),
    (
        "sign for the own alliance",
        lambda a: permissions.can_sign_for(a, HERE, OWN),
        frozenset({Role.SIGNER}),
        False,
    ),
    ("sign for another", lambda a: permissions.can_sign_for(a, HERE, OTHER), NOBODY, False),
    (
        "report for the own alliance",
        lambda a: permissions.can_report_for(a, HERE, OWN),
        frozenset({Role.OFFICER}),
        False,
    ),
    ("report for another", lambda a: permissions.can_report_for(a, HERE, OTHER), NOBODY, False),
    (
        "see own drafts",
        sees_claims(OWN, is_draft=True),
        frozenset({Role.OFFICER, Role.SIGNER}),
        False,
    ),
    ("see others' drafts", sees_claims(OTHER, is_draft=True, under_review=True), NOBODY, False),
    (
        "see others' reports while they report",
        sees_claims(OTHER),
        frozenset({Role.AUDITOR}),
        False,
    ),
    (
        "see others' reports under review",
        sees_claims(OTHER, under_review=True),
        frozenset({Role.AUDITOR, Role.REVIEWER, Role.COUNCIL, Role.CHAIR}),
        False,
    ),
    (
        "count the reports",
        lambda a: permissions.can_count_claims(a, HERE),
        RUNNERS | {Role.AUDITOR},
        True,
    ),
    (
        "appraise another",
        lambda a: permissions.can_appraise(a, HERE, OTHER),
        frozenset({Role.REVIEWER}),
        False,
    ),
    ("appraise the own", lambda a: permissions.can_appraise(a, HERE, OWN), NOBODY, False),
    (
        "cross-score another",
        lambda a: permissions.can_cross_score(a, HERE, scorer_id=OWN, alliance_id=OTHER),
        frozenset({Role.OFFICER}),
        False,
    ),
    (
        "cross-score the own",
        lambda a: permissions.can_cross_score(a, HERE, scorer_id=OWN, alliance_id=OWN),
        NOBODY,
        False,
    ),
    (
        "cross-score in another's name",
        lambda a: permissions.can_cross_score(a, HERE, scorer_id=OTHER, alliance_id=OWN),
        NOBODY,
        False,
    ),
    (
        "settle another's score in the council",
        lambda a: permissions.can_score_in_council(a, HERE, OTHER),
        frozenset({Role.COUNCIL, Role.CHAIR}),
        False,
    ),
    (
        "settle the own score in the council",
        lambda a: permissions.can_score_in_council(a, HERE, OWN),
        frozenset({Role.CHAIR}),
        False,
    ),
    (
        "see what is sent back to the own alliance",
        lambda a: permissions.can_see_sent_back(a, HERE, OWN),
        RUNNERS | {Role.AUDITOR, Role.OFFICER, Role.SIGNER},
        True,
    ),
    (
        "see what is sent back to another",
        lambda a: permissions.can_see_sent_back(a, HERE, OTHER),
        RUNNERS | {Role.AUDITOR, Role.REVIEWER},
        True,
    ),
    (
        "object for the own alliance",
        lambda a: permissions.can_object(a, HERE, OWN),
        frozenset({Role.OFFICER, Role.SIGNER}),
        False,
    ),
    ("object for another", lambda a: permissions.can_object(a, HERE, OTHER), NOBODY, False),
    (
        "see another's objections",
        lambda a: permissions.can_see_objections(a, HERE, OTHER),
        RUNNERS | {Role.AUDITOR, Role.REVIEWER, Role.COUNCIL},
        True,
    ),
    (
        "decide an objection",
        lambda a: permissions.can_decide_objection(a, HERE, OTHER),
        frozenset({Role.CHAIR}),
        False,
    ),
    ("freeze", lambda a: permissions.can_freeze(a, HERE), RUNNERS, False),
    (
        "see all awards",
        lambda a: permissions.can_see_all_awards(a, HERE),
        RUNNERS | {Role.COUNCIL, Role.AUDITOR},
        True,
    ),
    (
        "read the record of changes",
        lambda a: permissions.can_read_audit(a, HERE),
        RUNNERS | {Role.AUDITOR},
        False,
    ),
    (
        "read the register of papers",
        lambda a: permissions.can_read_paper_register(a, HERE),
        RUNNERS | {Role.AUDITOR},
        True,
    ),
    (
        "invite people",
        permissions.can_invite,
        frozenset({Role.SYSADMIN, Role.CHAIR, Role.SIGNER}),
        True,
    ),
]

BEYOND_ONE_CLUSTER = {
    "see the register",
    "register alliances",
    "keep an alliance that competes here",
    "keep an alliance that competes elsewhere",
    "keep an alliance that competes nowhere yet",
    "keep the offices of the own alliance",
    "keep the offices of another alliance",
    "invite people",
}


@pytest.mark.parametrize(
    ("act", "expected", "system_may"),
    [pytest.param(act, expected, system, id=name) for name, act, expected, system in ACTS],
)
def test_each_act_is_for_exactly_these_roles(
    act: Act, expected: frozenset[Role], system_may: bool
) -> None:
    assert {role for role in Role if act(holder(role))} == expected
    assert act(SYSTEM) is system_may


@pytest.mark.parametrize(
    "act",
    [pytest.param(act, id=name) for name, act, *_ in ACTS if name not in BEYOND_ONE_CLUSTER],
)
def test_a_role_in_another_cluster_opens_nothing_here(act: Act) -> None:
    strangers = [holder(role, ELSEWHERE) for role in Role if role is not Role.SYSADMIN]

    assert [stranger.name for stranger in strangers if act(stranger)] == []


def test_whoever_holds_no_role_may_nothing() -> None:
    nobody = Actor(user_id=1, name="nobody")

    assert [name for name, act, _expected, _system in ACTS if act(nobody)] == []


def test_an_assigned_cross_scorer_sees_what_is_under_review() -> None:
    officer = holder(Role.OFFICER)

    def sees(*, under_review: bool) -> bool:
        return permissions.can_see_claims(
            officer, HERE, OTHER, is_draft=False, under_review=under_review, cross_scores=True
        )

    assert (sees(under_review=True), sees(under_review=False)) == (True, False)


def test_a_council_member_who_chairs_still_does_not_settle_the_own_score() -> None:
    both = Actor(
        user_id=1,
        name="both",
        grants=(Grant(Role.CHAIR, HERE), Grant(Role.COUNCIL, HERE, OWN)),
    )

    assert permissions.can_score_in_council(both, HERE, OTHER)
    assert not permissions.can_score_in_council(both, HERE, OWN)


@pytest.mark.parametrize(
    ("giver", "expected"),
    [
        pytest.param(
            holder(Role.SYSADMIN),
            {Role.SYSADMIN, Role.CHAIR, Role.SECRETARY, Role.AUDITOR},
            id="the administrator gives no role that reports, signs or appraises",
        ),
        pytest.param(
            holder(Role.CHAIR), set(Role) - {Role.SYSADMIN}, id="the chair all but the technical"
        ),
        pytest.param(holder(Role.SIGNER), {Role.OFFICER}, id="a signer their own officers"),
        pytest.param(holder(Role.SECRETARY), set(), id="the secretary none"),
        pytest.param(holder(Role.OFFICER), set(), id="an officer none"),
        pytest.param(SYSTEM, set(Role), id="the system all"),
    ],
)
def test_roles_are_given_by(giver: Actor, expected: set[Role]) -> None:
    def grant(role: Role) -> Grant:
        return holder(role).grants[0]

    assert {role for role in Role if permissions.can_grant(giver, grant(role))} == expected


def test_a_signer_gives_no_officer_to_another_alliance_and_no_role_without_one() -> None:
    signer = holder(Role.SIGNER)

    assert not permissions.can_grant(signer, Grant(Role.OFFICER, HERE, OTHER))
    assert not permissions.can_grant(signer, Grant(Role.OFFICER, HERE, None))


@pytest.mark.parametrize("role", list(Role))
def test_one_role_alone_is_always_allowed(role: Role) -> None:
    check_grants(holder(role).grants)

    assert role in ROLE_NAMES


@pytest.mark.parametrize(
    "grants",
    [
        pytest.param([Grant(Role.SIGNER, HERE)], id="a signer without an alliance"),
        pytest.param([Grant(Role.CHAIR, HERE, OWN)], id="a chair for an alliance"),
        pytest.param([Grant(Role.CHAIR, HERE), Grant(Role.SYSADMIN)], id="chair and administrator"),
        pytest.param(
            [Grant(Role.SECRETARY, HERE), Grant(Role.SYSADMIN)], id="secretary and administrator"
        ),
        pytest.param(
            [Grant(Role.AUDITOR, HERE), Grant(Role.OFFICER, HERE, OWN)], id="auditor and officer"
        ),
    ],
)
def test_roles_that_do_not_fit_are_refused(grants: list[Grant]) -> None:
    with pytest.raises(RuleViolation):
        check_grants(grants)


def test_chair_and_secretary_may_be_one_person() -> None:
    grants = [Grant(Role.CHAIR, HERE), Grant(Role.SECRETARY, HERE)]

    check_grants(grants)

    assert {grant.role for grant in grants} == RUNNERS


OFFICER_HERE = Grant(Role.OFFICER, HERE, OWN)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(
            [OFFICER_HERE],
            {Role.SYSADMIN, Role.CHAIR, Role.AUDITOR, Role.SIGNER},
            id="an officer of the own alliance",
        ),
        pytest.param(
            [Grant(Role.OFFICER, HERE, OTHER)],
            {Role.SYSADMIN, Role.CHAIR, Role.AUDITOR},
            id="an officer of another alliance",
        ),
        pytest.param(
            [Grant(Role.SECRETARY, HERE)],
            {Role.SYSADMIN, Role.CHAIR, Role.AUDITOR},
            id="a secretary",
        ),
        pytest.param([Grant(Role.SYSADMIN)], {Role.SYSADMIN}, id="an administrator"),
        pytest.param([], {Role.SYSADMIN}, id="an account without roles"),
    ],
)
def test_an_account_is_seen_by(held: list[Grant], expected: set[Role]) -> None:
    seen_by = {role for role in Role if permissions.can_see_account(holder(role), held)}

    assert seen_by == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(
            [OFFICER_HERE], {Role.SYSADMIN, Role.CHAIR, Role.SIGNER}, id="an officer's account"
        ),
        pytest.param(
            [OFFICER_HERE, Grant(Role.SIGNER, HERE, OWN)],
            {Role.SYSADMIN, Role.CHAIR},
            id="a signer's account",
        ),
        pytest.param([], {Role.SYSADMIN}, id="an account without roles"),
    ],
)
def test_an_account_is_managed_by(held: list[Grant], expected: set[Role]) -> None:
    managed_by = {role for role in Role if permissions.can_manage_account(holder(role), held)}

    assert managed_by == expected


def test_what_is_not_allowed_is_refused_and_what_is_hidden_does_not_exist() -> None:
    permissions.require(allowed=True)
    permissions.require_sight(visible=True)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        permissions.require(allowed=False)
    with pytest.raises(NotFound, match="There is no such entry"):
        permissions.require_sight(visible=False)


@pytest.mark.parametrize(
    ("reporting_closed", "seen_by"),
    [
        pytest.param(False, EVERYBODY - {Role.SYSADMIN, Role.REVIEWER}, id="while reporting"),
        pytest.param(True, EVERYBODY - {Role.SYSADMIN}, id="once appraised"),
    ],
)
def test_the_pledge_is_seen_by_those_who_work_with_it(
    reporting_closed: bool,
    seen_by: frozenset[Role],
) -> None:
    def sees(actor: Actor) -> bool:
        return permissions.can_see_pledge(actor, HERE, reporting_closed=reporting_closed)

    assert {role for role in Role if sees(holder(role))} == seen_by
    assert not any(sees(holder(role, ELSEWHERE)) for role in Role)
    assert sees(SYSTEM)


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        pytest.param(permissions.can_propose_correction, {Role.SECRETARY}, id="proposes it"),
        pytest.param(
            permissions.can_approve_correction,
            {Role.CHAIR, Role.COUNCIL, Role.SECRETARY},
            id="approves it",
        ),
        pytest.param(
            permissions.can_see_corrections,
            {Role.CHAIR, Role.COUNCIL, Role.SECRETARY, Role.AUDITOR},
            id="sees it before it is approved",
        ),
        pytest.param(
            permissions.can_take_package,
            {Role.CHAIR, Role.SECRETARY, Role.AUDITOR},
            id="takes the sealed package",
        ),
    ],
)
def test_who_has_to_do_with_the_correction_of_a_frozen_result(
    act: Callable[[Actor, int], bool], roles: set[Role]
) -> None:
    assert {role for role in Role if act(holder(role), HERE)} == roles
