"""Ballots: opened, voted in or counted, closed, and known to whom."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.ballot_results import Verdict
from cluster.domain.ballots import BallotKind, BallotStatus, Method
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.years import Phase
from cluster.models import BallotCount
from cluster.services import ballots, ranking, scoring, years
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.awards import make_member
from tests.make.ballots import (
    Council,
    actions,
    close,
    count_of,
    elected,
    make_council,
    open_ballot,
    result_of,
    vote,
    vote_all,
    votes_of,
)
from tests.make.people import actor
from tests.make.queries import count_queries
from tests.make.scoring import acting, ids_of


def test_a_secret_election_on_the_screen_decides(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)

    vote_all(ballot, users, [1, 1, 0, 1, 1, 2])
    close(ballot)

    view = result_of(SYSTEM, ballot)
    assert view.result is not None
    assert view.result.outcome.verdict is Verdict.DECIDED
    assert elected(ballot) == [ids_of(year)[1]]
    assert [line.share.votes for line in view.result.lines] == [4, 1, 1, 0, 0, 0]
    assert (view.result.count.issued, view.result.count.returned) == (6, 6)


def test_a_ballot_is_called_by_its_kind_where_nobody_gives_it_a_title(council: Council) -> None:
    year, _users = council

    titles = [
        open_ballot(year, kind=BallotKind.NOMINATION).title,
        open_ballot(year, kind=BallotKind.LEADER).title,
        open_ballot(year, kind=BallotKind.DEPUTY).title,
        open_ballot(year, title="Bầu lại Cụm trưởng").title,
    ]

    assert titles == [
        "Suy tôn đơn vị dẫn đầu phong trào thi đua năm 2026",
        "Bầu Cụm trưởng năm 2027",
        "Bầu Cụm phó năm 2027",
        "Bầu lại Cụm trưởng",
    ]


def test_who_runs_the_year_opens_ballots_and_nobody_else(council: Council) -> None:
    year, users = council
    rule = ballots.default_rule()
    opening: dict[str, Any] = {
        "kind": BallotKind.LEADER,
        "method": Method.SCREEN,
        "candidate_ids": ids_of(year),
        "rule": rule,
    }

    for role in (Role.SECRETARY, Role.CHAIR):
        title = f"Bầu do {role}"
        ballots.open_ballot(acting(year, role), year.id, **opening, title=title, now=NOW)
    with pytest.raises(NotAllowed):
        ballots.open_ballot(actor(users[0]), year.id, **opening, now=NOW)


def test_the_same_ballot_is_not_opened_twice_at_once(council: Council) -> None:
    year, _users = council
    open_ballot(year)

    with pytest.raises(RuleViolation) as refused:
        open_ballot(year)

    assert refused.value.field == "title"


def test_a_member_under_review_is_not_nominated(council: Council) -> None:
    year, _users = council
    gate = next(line.code for line in RULEBOOK.criteria if line.kind.value == "gate")
    scoring.bar_nomination(
        acting(year, Role.SECRETARY),
        year.id,
        alliance_id=ids_of(year)[2],
        code=gate,
        document="Kết luận 01",
        now=NOW,
    )

    with pytest.raises(RuleViolation, match="under review"):
        open_ballot(year, kind=BallotKind.NOMINATION)


def test_who_may_vote_stands_still_from_the_opening_on(council: Council) -> None:
    year, _users = council
    ballot = open_ballot(year)
    late = make_member(year, Role.COUNCIL, place=0)

    with pytest.raises(NotAllowed, match="Only the council member"):
        vote(ballot, late, ids_of(year)[1])


def test_whoever_is_no_longer_in_the_council_does_not_vote(council: Council) -> None:
    year, users = council
    ballot, unit = open_ballot(year), ids_of(year)[0]
    moved = replace(acting(year, Role.SECRETARY), user_id=users[0].id)

    with pytest.raises(NotAllowed):
        ballots.cast(moved, ballot.id, alliance_id=unit, choices=[unit], now=NOW)

    assert votes_of(ballot) == [0] * 6


def test_nobody_votes_for_another_unit(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)

    with pytest.raises(NotAllowed):
        ballots.cast(actor(users[0]), ballot.id, alliance_id=ids_of(year)[1], choices=[0], now=NOW)


def test_a_unit_with_two_council_members_has_one_vote(app: Flask) -> None:
    year, users = make_council(3)
    second = make_member(year, Role.COUNCIL, place=0)
    ballot = open_ballot(year)
    vote(ballot, users[0], ids_of(year)[1])

    with pytest.raises(RuleViolation, match="cannot be changed"):
        vote(ballot, second, ids_of(year)[2])

    assert votes_of(ballot) == [0, 1, 0]


def test_an_empty_paper_is_an_invalid_one(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote(ballot, users[0], 0)
    for user in users[1:]:
        vote(ballot, user, ids_of(year)[0])
    close(ballot)

    result = result_of(SYSTEM, ballot).result
    assert result is not None
    assert (result.count.valid, result.count.invalid, votes_of(ballot)[0]) == (5, 1, 5)


def test_nobody_votes_for_their_own_where_the_rule_says_so(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, rule=replace(ballots.default_rule(), recused=True))

    with pytest.raises(RuleViolation, match="their own alliance"):
        vote(ballot, users[0], ids_of(year)[0])

    assert votes_of(ballot) == [0] * 6


@pytest.mark.parametrize("method", [Method.HANDS, Method.PAPER])
def test_nobody_votes_on_the_screen_in_a_ballot_held_otherwise(
    council: Council, method: Method
) -> None:
    year, users = council
    ballot = open_ballot(year, method=method)

    with pytest.raises(RuleViolation, match="held another way"):
        vote(ballot, users[0], ids_of(year)[0])


def test_nobody_votes_after_the_close(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users[:5], [0] * 5)
    close(ballot)

    with pytest.raises(RuleViolation, match="is over"):
        vote(ballot, users[5], ids_of(year)[0])
    with pytest.raises(RuleViolation, match="is over"):
        close(ballot)


def test_a_nomination_is_not_voted_in_once_the_year_is_frozen(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, kind=BallotKind.NOMINATION)
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)

    with pytest.raises(RuleViolation, match="not possible now"):
        vote(ballot, users[0], ids_of(year)[0])
    assert close(ballot).status is BallotStatus.CLOSED


def test_the_next_leader_can_be_elected_after_the_result_is_published(council: Council) -> None:
    year, users = council
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)
    ballot = open_ballot(year)
    vote_all(ballot, users, [0] * 6)
    close(ballot)

    assert elected(ballot) == [ids_of(year)[0]]


def test_raised_hands_are_counted_by_the_secretary(council: Council) -> None:
    year, users = council
    secretary = actor(make_member(year, Role.SECRETARY))
    ballot = open_ballot(year, method=Method.HANDS)
    counted = count_of(year, [4, 0, 1, 0, 0, 0], issued=5, returned=5, valid=5)

    with pytest.raises(NotAllowed):
        ballots.enter_count(actor(users[0]), ballot.id, count=counted, now=NOW)
    with pytest.raises(RuleViolation, match="how many hands"):
        close(ballot)
    ballots.enter_count(secretary, ballot.id, count=counted, now=NOW)
    close(ballot)

    assert (votes_of(ballot), elected(ballot)) == ([4, 0, 1, 0, 0, 0], [ids_of(year)[0]])


def test_papers_are_counted_by_two_who_must_agree(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, method=Method.PAPER)
    first, second = actor(make_member(year, Role.SECRETARY)), actor(users[3])
    right = count_of(year, [4, 1, 0, 0, 0, 0], valid=5, invalid=1)
    wrong = count_of(year, [3, 2, 0, 0, 0, 0], valid=5, invalid=1)
    ballots.enter_count(first, ballot.id, count=wrong, now=NOW)
    with pytest.raises(RuleViolation, match="Two tellers"):
        close(ballot)
    with pytest.raises(RuleViolation, match="differs from the other teller"):
        ballots.enter_count(second, ballot.id, count=right, now=NOW)
    ballots.enter_count(first, ballot.id, count=right, now=NOW)
    with pytest.raises(RuleViolation, match="Two tellers"):
        close(ballot)
    ballots.enter_count(second, ballot.id, count=right, now=NOW)
    with pytest.raises(RuleViolation, match="Two tellers have counted already"):
        ballots.enter_count(actor(users[4]), ballot.id, count=right, now=NOW)
    close(ballot)

    assert votes_of(ballot) == [4, 1, 0, 0, 0, 0]
    assert result_of(SYSTEM, ballot).tellers == (first.name, second.name)


def test_a_count_is_hidden_from_all_but_its_teller_until_the_close(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, method=Method.PAPER)
    counted = count_of(year, [4, 2, 0, 0, 0, 0])
    ballots.enter_count(actor(users[0]), ballot.id, count=counted, now=NOW)

    own, other = (result_of(actor(user), ballot) for user in users[:2])

    assert (own.own_count, other.own_count, other.result) == (counted, None, None)
    assert [entry.after for entry in actions(ballot) if entry.action == "ballot.counted"] == [None]


def test_an_impossible_count_is_refused(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, method=Method.PAPER)

    with pytest.raises(RuleViolation) as refused:
        ballots.enter_count(
            actor(users[0]), ballot.id, count=count_of(year, [7, 0, 0, 0, 0, 0]), now=NOW
        )

    assert refused.value.field == "votes_" + str(ids_of(year)[0])


def test_without_a_quorum_the_votes_are_destroyed(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users[:2], [0, 0])
    vote(ballot, users[2], 0)
    close(ballot)

    result = result_of(SYSTEM, ballot).result
    assert result is not None
    assert (result.outcome.verdict, result.lines) == (Verdict.NO_QUORUM, ())
    assert (votes_of(ballot), ballot.invalid, ballot.returned) == ([0] * 6, 0, 3)


def test_a_ballot_called_off_tells_nothing(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users, [0] * 6)

    with pytest.raises(RuleViolation, match="Say why"):
        ballots.call_off(SYSTEM, ballot.id, reason=" ", now=NOW)
    with pytest.raises(NotAllowed):
        ballots.call_off(actor(users[0]), ballot.id, reason="Sai", now=NOW)
    ballots.call_off(SYSTEM, ballot.id, reason="Thiếu một đơn vị trong danh sách", now=NOW)

    assert votes_of(ballot) == [0] * 6
    assert result_of(SYSTEM, ballot).result is None
    assert open_ballot(year).status is BallotStatus.OPEN


def test_counts_on_paper_are_destroyed_with_a_ballot_called_off(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year, method=Method.PAPER)
    counted = count_of(year, [6, 0, 0, 0, 0, 0])
    ballots.enter_count(actor(users[0]), ballot.id, count=counted, now=NOW)

    ballots.call_off(SYSTEM, ballot.id, reason="Phát nhầm phiếu", now=NOW)

    assert db.session.scalar(db.select(db.func.count()).select_from(BallotCount)) == 0


def test_a_council_member_is_told_which_votes_wait(council: Council) -> None:
    year, users = council
    ballot, paper = open_ballot(year), open_ballot(year, method=Method.PAPER, title="Trên giấy")
    voter, officer = actor(users[0]), acting(year, Role.OFFICER, ids_of(year)[0])

    assert ballots.to_cast(voter, year) == [ballot.title]
    assert ballots.to_cast(officer, year) == []
    vote(ballot, users[0], ids_of(year)[1])
    assert ballots.to_cast(voter, year) == []
    assert paper.status is BallotStatus.OPEN


def test_only_who_runs_the_year_closes(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)

    with pytest.raises(NotAllowed):
        ballots.close(actor(users[0]), ballot.id, now=NOW)
    assert ballots.close(acting(year, Role.CHAIR), ballot.id, now=NOW).closed_by == "chair"


@pytest.mark.parametrize(
    ("role", "place", "knows"),
    [
        pytest.param(Role.CHAIR, None, True, id="the chair"),
        pytest.param(Role.AUDITOR, None, True, id="the auditor"),
        pytest.param(Role.SIGNER, 0, False, id="a signer"),
        pytest.param(Role.OFFICER, 0, False, id="an officer"),
        pytest.param(Role.REVIEWER, 0, False, id="an appraiser"),
    ],
)
def test_an_open_ballot_is_known_by_role(
    council: Council, role: Role, place: int | None, knows: bool
) -> None:
    year, _users = council
    ballot = open_ballot(year)
    person = acting(year, role, None if place is None else ids_of(year)[place])

    assert [line.id for line in ballots.list_ballots(person, year.id)] == [ballot.id] * knows
    if not knows:
        with pytest.raises(NotFound):
            ballots.get_ballot(person, year.id, ballot.id)


def test_a_ballot_is_found_in_its_own_year_only(council: Council) -> None:
    year, _users = council
    ballot = open_ballot(year)

    with pytest.raises(NotFound):
        ballots.get_ballot(SYSTEM, year.id + 1, ballot.id)
    with pytest.raises(NotFound):
        ballots.get_ballot(SYSTEM, year.id, ballot.id + 1)


def test_the_list_takes_the_same_number_of_queries_for_one_ballot_and_for_five(
    council: Council,
) -> None:
    year, _users = council
    open_ballot(year)
    few = count_queries(lambda: ballots.list_ballots(SYSTEM, year.id))
    for number in range(4):
        open_ballot(year, title=f"Cuộc {number}")

    assert count_queries(lambda: ballots.list_ballots(SYSTEM, year.id)) == few
