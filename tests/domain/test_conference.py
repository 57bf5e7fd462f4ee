"""The conference on the screen: what may be done at each step, and whose sight it has."""

import pytest

from cluster.domain.ballot_sight import sees_ballot, sees_result, sees_turnout
from cluster.domain.ballots import BallotStatus
from cluster.domain.conference import (
    ACT_WORDS,
    BALLOT_OF,
    STEP_NAMES,
    Act,
    BallotState,
    Standing,
    Step,
    audience,
    possible_acts,
)
from cluster.domain.score_sight import Sight
from cluster.domain.years import Phase

CLUSTER = 1
ALLIANCE = 11


def ballot(status: BallotStatus, **known: bool) -> BallotState:
    return BallotState(status=status, **({"is_announced": False, "needs_round": False} | known))


@pytest.mark.parametrize(
    ("step", "at", "acts"),
    [
        pytest.param(Step.OPENING, Standing(phase=Phase.COUNCIL), [], id="nothing at the start"),
        pytest.param(
            Step.SCORES, Standing(phase=Phase.COUNCIL), [Act.FREEZE], id="freeze in the council"
        ),
        pytest.param(
            Step.SCORES, Standing(phase=Phase.FROZEN), [Act.PUBLISH], id="publish what is frozen"
        ),
        pytest.param(Step.SCORES, Standing(phase=Phase.PUBLISHED), [], id="all is published"),
        pytest.param(
            Step.PLEDGE,
            Standing(phase=Phase.PUBLISHED),
            [Act.OPEN_NEXT_YEAR],
            id="open the next year",
        ),
        pytest.param(
            Step.PLEDGE,
            Standing(phase=Phase.PUBLISHED, has_next_year=True),
            [],
            id="the next year is there",
        ),
        pytest.param(
            Step.NOMINATION,
            Standing(phase=Phase.COUNCIL),
            [Act.OPEN_BALLOT],
            id="open a nomination",
        ),
        pytest.param(
            Step.NOMINATION, Standing(phase=Phase.PUBLISHED), [], id="too late to nominate"
        ),
        pytest.param(
            Step.LEADER,
            Standing(phase=Phase.PUBLISHED, ballot=ballot(BallotStatus.OPEN)),
            [Act.CLOSE_BALLOT],
            id="close an open ballot",
        ),
        pytest.param(
            Step.LEADER,
            Standing(phase=Phase.PUBLISHED, ballot=ballot(BallotStatus.CLOSED)),
            [Act.ANNOUNCE],
            id="announce a closed one",
        ),
        pytest.param(
            Step.DEPUTY,
            Standing(
                phase=Phase.PUBLISHED,
                ballot=ballot(BallotStatus.CLOSED, is_announced=True, needs_round=True),
            ),
            [Act.NEXT_ROUND],
            id="vote again once the tie is announced",
        ),
        pytest.param(
            Step.DEPUTY,
            Standing(
                phase=Phase.ARCHIVED,
                ballot=ballot(BallotStatus.CLOSED, is_announced=True, needs_round=True),
            ),
            [],
            id="no round in an archived year",
        ),
        pytest.param(
            Step.LEADER,
            Standing(
                phase=Phase.PUBLISHED,
                ballot=ballot(BallotStatus.CLOSED, is_announced=True),
                names_left=True,
            ),
            [Act.NAME_LEADERS],
            id="record who was elected",
        ),
    ],
)
def test_each_step_offers_what_can_be_done(step: Step, at: Standing, acts: list[Act]) -> None:
    assert possible_acts(step, at) == acts


def test_every_step_and_act_has_its_words() -> None:
    assert list(STEP_NAMES) == list(Step)
    assert list(ACT_WORDS) == list(Act)
    assert set(BALLOT_OF) < set(Step)


@pytest.mark.parametrize("phase", Phase)
def test_the_hall_sees_no_points_before_they_are_published(phase: Phase) -> None:
    sight = Sight(actor=audience(CLUSTER), cluster_id=CLUSTER, phase=phase)
    is_public = phase in {Phase.PUBLISHED, Phase.ARCHIVED}

    assert sight.layers(ALLIANCE) == frozenset()
    assert not sight.sees_member(ALLIANCE)
    assert sight.sees_result(ALLIANCE) is is_public


def test_the_hall_sees_votes_once_they_are_announced_and_turnout_at_any_time() -> None:
    hall = audience(CLUSTER)

    assert sees_turnout(hall, CLUSTER)
    assert not sees_turnout(hall, CLUSTER + 1)
    for is_announced in (False, True):
        for sees in (sees_ballot, sees_result):
            closed = sees(
                hall, CLUSTER, Phase.COUNCIL, BallotStatus.CLOSED, is_announced=is_announced
            )
            assert closed is is_announced
            assert not sees(
                hall, CLUSTER, Phase.COUNCIL, BallotStatus.OPEN, is_announced=is_announced
            )
