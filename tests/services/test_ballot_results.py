"""What a ballot comes to: another round, a lasting tie settled, the result announced."""

from collections.abc import Sequence
from typing import Any

import pytest

from cluster.domain.ballot_results import Settlement
from cluster.domain.ballots import BallotKind
from cluster.domain.errors import NotAllowed, RuleViolation
from cluster.domain.leadership import Post
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import Ballot, User, Year
from cluster.services import ballots, leadership
from tests.conftest import NOW
from tests.make.ballots import (
    Council,
    actions,
    close,
    elected,
    open_ballot,
    result_of,
    vote,
    vote_all,
)
from tests.make.scoring import acting, ids_of


def test_equal_votes_go_to_another_round_among_those_tied(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users, [0, 0, 0, 1, 1, 1])
    with pytest.raises(RuleViolation, match="no other round"):
        ballots.open_next_round(SYSTEM, ballot.id, now=NOW)
    close(ballot)
    assert result_of(SYSTEM, ballot).may_open_next

    again = ballots.open_next_round(SYSTEM, ballot.id, now=NOW)
    vote_all(again, users, [0, 0, 0, 0, 1, 1])
    close(again)

    assert (again.round, again.title) == (2, ballot.title)
    assert [m.alliance_id for m in result_of(SYSTEM, again).candidates] == ids_of(year)[:2]
    assert (elected(ballot), elected(again)) == ([], [ids_of(year)[0]])
    first = result_of(SYSTEM, ballot)
    assert (first.next_id, first.may_open_next) == (again.id, False)
    with pytest.raises(RuleViolation, match="opened already"):
        ballots.open_next_round(SYSTEM, ballot.id, now=NOW)


def test_the_next_round_votes_for_the_seats_left_only(council: Council) -> None:
    year, users = council
    ids = ids_of(year)
    ballot = open_ballot(year, kind=BallotKind.NOMINATION, seats=2)
    for user, second in zip(users, [1, 1, 1, 2, 2, 2], strict=True):
        vote(ballot, user, ids[0], ids[second])
    close(ballot)

    again = ballots.open_next_round(SYSTEM, ballot.id, now=NOW)

    assert elected(ballot) == [ids[0]]
    assert (again.seats, [m.alliance_id for m in result_of(SYSTEM, again).candidates]) == (
        1,
        ids[1:3],
    )


def hold_twice(year: Year, users: Sequence[User]) -> Ballot:
    """Return the second round of a ballot that ends three against three again."""
    ballot = open_ballot(year)
    vote_all(ballot, users, [0, 0, 0, 1, 1, 1])
    close(ballot)
    again = ballots.open_next_round(SYSTEM, ballot.id, now=NOW)
    vote_all(again, users, [0, 0, 0, 1, 1, 1])
    return close(again)


def test_a_lasting_tie_is_settled_with_its_reason(council: Council) -> None:
    year, users = council
    chair, secretary = acting(year, Role.CHAIR), acting(year, Role.SECRETARY)
    again, second = hold_twice(year, users), ids_of(year)[1]
    settling: dict[str, Any] = {"chosen": [second], "reason": " Rút thăm công khai ", "now": NOW}

    assert result_of(secretary, again).may_settle == {Settlement.LOT}
    assert result_of(chair, again).may_settle == set(Settlement)
    with pytest.raises(NotAllowed):
        ballots.settle(secretary, again.id, how=Settlement.CHAIR, **settling)
    ballots.settle(secretary, again.id, how=Settlement.LOT, **settling)

    view = result_of(SYSTEM, again)
    assert view.result is not None
    assert view.result.settled is not None
    assert (view.result.settled.how, view.result.settled.reason) == (
        Settlement.LOT,
        "Rút thăm công khai",
    )
    assert (elected(again), view.may_open_next, view.may_settle) == ([second], False, frozenset())
    assert ballots.elected_in(SYSTEM, year, BallotKind.LEADER) == (second,)
    assert leadership.elected_for_next(chair, year.id) == Post(leader=second)
    assert actions(again)[-1].after == {"how": "lot", "elected": [second]}
    with pytest.raises(RuleViolation, match="no tie to settle"):
        ballots.settle(chair, again.id, how=Settlement.CHAIR, **settling)


def test_a_tie_in_the_first_round_is_voted_on_again_not_settled(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users, [0, 0, 0, 1, 1, 1])
    with pytest.raises(RuleViolation, match="no tie to settle"):
        ballots.settle(
            SYSTEM, ballot.id, how=Settlement.LOT, chosen=[1], reason="Rút thăm", now=NOW
        )
    close(ballot)

    assert result_of(SYSTEM, ballot).may_settle == frozenset()


def test_an_announced_result_is_every_members(council: Council) -> None:
    year, users = council
    officer, auditor = acting(year, Role.OFFICER, ids_of(year)[0]), acting(year, Role.AUDITOR)
    ballot = open_ballot(year)
    vote_all(ballot, users, [0] * 6)
    with pytest.raises(RuleViolation, match="before the ballot is closed"):
        ballots.announce(SYSTEM, ballot.id, now=NOW)
    close(ballot)
    assert ballots.list_ballots(officer, year.id) == []
    assert ballots.elected_in(officer, year, BallotKind.LEADER) == ()

    with pytest.raises(NotAllowed):
        ballots.announce(auditor, ballot.id, now=NOW)
    ballots.announce(acting(year, Role.SECRETARY), ballot.id, now=NOW)

    assert [line.id for line in ballots.list_ballots(officer, year.id)] == [ballot.id]
    assert result_of(officer, ballot).result == result_of(auditor, ballot).result
    with pytest.raises(RuleViolation, match="announced already"):
        ballots.announce(SYSTEM, ballot.id, now=NOW)
