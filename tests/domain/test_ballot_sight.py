"""Who knows of a ballot, sees its votes, votes and counts."""

import pytest

from cluster.domain.ballot_results import (
    Settlement,
)
from cluster.domain.ballot_sight import (
    can_count,
    can_settle,
    can_vote_for,
    sees_ballot,
    sees_result,
)
from cluster.domain.ballots import (
    BallotStatus,
    Method,
)
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import Phase

HERE = 1
ORGANISERS = [Role.COUNCIL, Role.CHAIR, Role.SECRETARY]
EVERYBODY = [*ORGANISERS, Role.AUDITOR, Role.SIGNER, Role.OFFICER, Role.REVIEWER]


def who(*roles: Role, alliance_id: int | None = None, user_id: int | None = 7) -> Actor:
    grants = tuple(Grant(role, HERE, alliance_id) for role in roles)
    return Actor(user_id=user_id, name="somebody", grants=grants)


def test_only_the_chair_decides_between_equals_a_lot_is_recorded_by_who_runs_the_year() -> None:
    roles = [Role.CHAIR, Role.SECRETARY, Role.COUNCIL]

    assert [can_settle(who(role), HERE, Settlement.CHAIR) for role in roles] == [True, False, False]
    assert [can_settle(who(role), HERE, Settlement.LOT) for role in roles] == [True, True, False]


def test_an_announced_result_is_seen_by_everybody_in_the_cluster() -> None:
    seeing = [
        role
        for role in EVERYBODY
        if sees_result(
            who(role, alliance_id=1), HERE, Phase.COUNCIL, BallotStatus.CLOSED, is_announced=True
        )
    ]

    assert seeing == EVERYBODY


@pytest.mark.parametrize("role", [*EVERYBODY, Role.SYSADMIN])
@pytest.mark.parametrize("status", [BallotStatus.OPEN, BallotStatus.CALLED_OFF])
@pytest.mark.parametrize("phase", Phase)
def test_nobody_sees_votes_before_the_ballot_is_closed(
    role: Role, status: BallotStatus, phase: Phase
) -> None:
    assert not sees_result(who(role, alliance_id=1), HERE, phase, status)
    assert not sees_result(SYSTEM, HERE, phase, status)


@pytest.mark.parametrize(
    ("phase", "seen_by"),
    [
        pytest.param(Phase.COUNCIL, ORGANISERS, id="in the council"),
        pytest.param(Phase.FROZEN, [*ORGANISERS, Role.AUDITOR], id="frozen"),
        pytest.param(Phase.PUBLISHED, EVERYBODY, id="published"),
        pytest.param(Phase.ARCHIVED, EVERYBODY, id="archived"),
    ],
)
def test_votes_of_a_closed_ballot_are_seen_by_role_and_phase(
    phase: Phase, seen_by: list[Role]
) -> None:
    seeing = [
        role
        for role in EVERYBODY
        if sees_result(who(role, alliance_id=1), HERE, phase, BallotStatus.CLOSED)
    ]

    assert seeing == seen_by
    assert sees_result(SYSTEM, HERE, phase, BallotStatus.CLOSED)
    assert not sees_result(who(Role.SYSADMIN), HERE, phase, BallotStatus.CLOSED)


def test_an_open_ballot_is_known_to_the_council_and_who_runs_or_audits_the_year() -> None:
    seeing = [
        role
        for role in EVERYBODY
        if sees_ballot(who(role, alliance_id=1), HERE, Phase.PUBLISHED, BallotStatus.OPEN)
    ]

    assert seeing == [*ORGANISERS, Role.AUDITOR]


def test_only_a_council_member_frozen_at_the_opening_votes_for_the_unit() -> None:
    assert can_vote_for(who(Role.COUNCIL, alliance_id=1), HERE, 1, [7])
    assert not can_vote_for(who(Role.COUNCIL, alliance_id=1), HERE, 1, [8])
    assert not can_vote_for(who(Role.COUNCIL, alliance_id=2), HERE, 1, [7])
    assert not can_vote_for(who(Role.SIGNER, alliance_id=1), HERE, 1, [7])


def test_hands_are_counted_by_who_runs_the_year_and_papers_by_the_council_too() -> None:
    roles = [Role.SECRETARY, Role.CHAIR, Role.COUNCIL, Role.OFFICER]

    assert [can_count(who(role), HERE, Method.HANDS) for role in roles] == [
        True,
        True,
        False,
        False,
    ]
    assert [can_count(who(role), HERE, Method.PAPER) for role in roles] == [True, True, True, False]
    assert not can_count(who(Role.SECRETARY, user_id=None), HERE, Method.PAPER)
