"""The projected screen: what every member may see, and what is done from it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

from cluster.database import db
from cluster.domain.ballots import BallotKind, BallotStatus
from cluster.domain.conference import Act, Step
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.years import Phase
from cluster.models import Ballot, Year
from cluster.services import conference, leadership, years
from tests.conftest import NOW
from tests.make.ballots import Council, close, open_ballot, vote
from tests.make.scoring import acting, ids_of


def shown(year: Year, step: Step, role: Role = Role.CHAIR) -> conference.Stage:
    return conference.stage(acting(year, role), year.id, step, NOW)


def do(year: Year, step: Step, doing: Act) -> None:
    conference.act(acting(year, Role.SECRETARY), year.id, step, doing, now=NOW)


def ballot_of(year: Year, kind: BallotKind) -> Ballot:
    db.session.expire_all()
    return db.session.scalars(
        db.select(Ballot).filter_by(year_id=year.id, kind=kind).order_by(Ballot.id.desc())
    ).first() or pytest.fail("no such ballot")


def figures_in(value: Any) -> Iterator[Decimal]:
    """Give every decimal number that hangs on a value."""
    if isinstance(value, Decimal):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from figures_in(getattr(value, each.name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from figures_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from figures_in(each)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY, Role.COUNCIL, Role.AUDITOR])
@pytest.mark.parametrize("step", Step)
def test_before_publication_no_step_shows_a_figure_whoever_works_the_screen(
    council: Council, step: Step, role: Role
) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[0])
    close(ballot)

    stage = shown(year, step, role)

    assert list(figures_in(stage)) == []
    assert (stage.result, stage.table, stage.standings) == (None, None, None)


def test_who_works_the_screen_sees_no_more_than_any_member(council: Council) -> None:
    year, _users = council
    open_ballot(year)

    for step in Step:
        for_member = shown(year, step, Role.OFFICER)
        for_chair = shown(year, step)
        differs = {
            each.name
            for each in fields(conference.Stage)
            if getattr(for_member, each.name) != getattr(for_chair, each.name)
        }
        assert differs <= {"is_run", "may_act", "papers"}


def test_turnout_tells_how_many_and_never_who(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    before = conference.turnout(acting(year, Role.CHAIR), year.id, Step.LEADER)
    one, other = [], []
    vote(ballot, users[0], ids_of(year)[1])
    one.append(conference.turnout(acting(year, Role.CHAIR), year.id, Step.LEADER))
    vote(ballot, users[4], ids_of(year)[2])
    other.append(conference.turnout(acting(year, Role.OFFICER), year.id, Step.LEADER))

    assert before[:2] == (0, 6)
    assert [each[:2] for each in (*one, *other)] == [(1, 6), (2, 6)]
    assert before[2] == one[0][2]
    assert conference.turnout(SYSTEM, year.id, Step.NOMINATION) == (0, 0, "council")
    assert conference.turnout(SYSTEM, year.id, Step.PLEDGE) == (0, 0, "council")


def test_strangers_see_no_conference(council: Council) -> None:
    year, _users = council
    stranger = acting(Year(cluster_id=year.cluster_id + 1), Role.CHAIR)

    with pytest.raises(NotFound):
        conference.stage(stranger, year.id, Step.OPENING, NOW)
    with pytest.raises(NotFound):
        conference.turnout(stranger, year.id, Step.LEADER)


def test_the_wrap_up_is_walked_from_the_screen(council: Council) -> None:
    year, users = council
    ids = ids_of(year)

    do(year, Step.NOMINATION, Act.OPEN_BALLOT)
    for user in users:
        vote(ballot_of(year, BallotKind.NOMINATION), user, ids[0])
    assert shown(year, Step.NOMINATION).may_act == (Act.CLOSE_BALLOT,)
    do(year, Step.NOMINATION, Act.CLOSE_BALLOT)
    assert shown(year, Step.NOMINATION).result is None
    do(year, Step.NOMINATION, Act.ANNOUNCE)
    result = shown(year, Step.NOMINATION).result
    assert result is not None
    assert [member.alliance_id for member in result.elected] == ids[:1]

    do(year, Step.SCORES, Act.FREEZE)
    assert shown(year, Step.SCORES).table is None
    do(year, Step.SCORES, Act.PUBLISH)
    published = shown(year, Step.SCORES)
    assert published.standings is not None
    assert [row.place for row in published.standings.rows] == [1, 2, 3, 4, 5, 6]
    report = shown(year, Step.REPORT).report
    assert report is not None
    assert (report.signed, report.best is None, len(report.sections)) == (6, False, 4)

    assert shown(year, Step.PLEDGE).may_act == (Act.OPEN_NEXT_YEAR,)
    do(year, Step.PLEDGE, Act.OPEN_NEXT_YEAR)
    pledge = shown(year, Step.PLEDGE).pledge
    assert pledge is not None
    assert (pledge.signers, pledge.signed) == ((), 0)

    for step, kind, place in (
        (Step.LEADER, BallotKind.LEADER, 1),
        (Step.DEPUTY, BallotKind.DEPUTY, 2),
    ):
        do(year, step, Act.OPEN_BALLOT)
        for user in users:
            vote(ballot_of(year, kind), user, ids[place])
        do(year, step, Act.CLOSE_BALLOT)
        do(year, step, Act.ANNOUNCE)
        assert shown(year, step).may_act == (Act.NAME_LEADERS,)
        do(year, step, Act.NAME_LEADERS)
        assert shown(year, step).may_act == ()
    leader, deputy = shown(year, Step.DEPUTY).named
    assert leader is not None
    assert deputy is not None
    assert [leader.alliance_id, deputy.alliance_id] == ids[1:3]

    papers = shown(year, Step.PAPERS)
    assert [str(message) for message in papers.missing] == [
        "The pledge of 2027 is not signed by all."
    ]
    assert ("Minutes of a ballot", 0, 3) in [
        (str(each.name), each.issued, each.of) for each in papers.papers
    ]


def test_a_tie_is_voted_on_again_from_the_screen(council: Council) -> None:
    year, users = council
    do(year, Step.LEADER, Act.OPEN_BALLOT)
    for place, user in enumerate(users):
        vote(ballot_of(year, BallotKind.LEADER), user, ids_of(year)[place % 2])
    do(year, Step.LEADER, Act.CLOSE_BALLOT)
    do(year, Step.LEADER, Act.ANNOUNCE)
    assert shown(year, Step.LEADER).may_act == (Act.NEXT_ROUND,)
    do(year, Step.LEADER, Act.NEXT_ROUND)

    again = ballot_of(year, BallotKind.LEADER)
    assert (again.round, again.status) == (2, BallotStatus.OPEN)


def test_what_cannot_be_frozen_is_not_explained_on_the_screen(council: Council) -> None:
    year, _users = council
    do(year, Step.SCORES, Act.FREEZE)

    with pytest.raises(RuleViolation) as refused:
        do(year, Step.SCORES, Act.FREEZE)

    assert "not this screen" in str(refused.value)


def test_refusals_and_strangers_at_the_screen(council: Council) -> None:
    year, _users = council
    member = acting(year, Role.COUNCIL, ids_of(year)[0])

    with pytest.raises(NotAllowed):
        conference.act(member, year.id, Step.SCORES, Act.FREEZE, now=NOW)
    with pytest.raises(RuleViolation, match="no such ballot"):
        do(year, Step.LEADER, Act.CLOSE_BALLOT)
    with pytest.raises(RuleViolation, match="No election of the leader"):
        do(year, Step.LEADER, Act.NAME_LEADERS)
    do(year, Step.PAPERS, Act.OPEN_BALLOT)
    assert db.session.scalars(db.select(Ballot)).all() == []


def test_the_rotation_is_shown_until_somebody_is_named(council: Council) -> None:
    year, _users = council
    proposed = shown(year, Step.LEADER).proposed
    leadership.appoint(SYSTEM, year.cluster_id, year.number + 1, leader_id=ids_of(year)[4], now=NOW)

    assert proposed is not None
    assert proposed.leader.alliance_id == ids_of(year)[1]
    assert shown(year, Step.LEADER).proposed is None


def test_missing_is_told_from_the_start(council: Council) -> None:
    year, _users = council

    assert [str(message) for message in shown(year, Step.PAPERS, Role.OFFICER).missing] == [
        "The result is not published yet.",
        "No result announced: Nomination of the best.",
        "No result announced: Election of next year’s leader.",
        "No result announced: Election of next year’s deputy.",
        "Nobody is named yet to lead 2027.",
        "The year 2027 is not opened.",
    ]
    assert shown(year, Step.PAPERS, Role.OFFICER).papers == ()


def test_a_result_published_with_the_year_is_shown_though_nobody_announced_it(
    council: Council,
) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[3])
    close(ballot)
    do(year, Step.SCORES, Act.FREEZE)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    stage = shown(year, Step.LEADER)

    assert stage.result is not None
    assert stage.may_act == (Act.NAME_LEADERS,)
