"""Rotation, leader and deputy, handover."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import RuleViolation
from cluster.domain.leadership import (
    Post,
    Proposal,
    RotationRule,
    Turn,
    check_change,
    check_handover,
    check_leaders,
    check_recordable,
    proposed_order,
    rotation,
)
from cluster.domain.years import Phase


def test_whoever_never_led_comes_first_then_whoever_led_longest_ago() -> None:
    turns = rotation([1, 2, 3, 4], {2021: 3, 2022: 1, 2023: 3, 2024: 2})

    assert turns == [
        Turn(alliance_id=4, last_led=None, times=0),
        Turn(alliance_id=1, last_led=2022, times=1),
        Turn(alliance_id=3, last_led=2023, times=2),
        Turn(alliance_id=2, last_led=2024, times=1),
    ]


SIX = [1, 2, 3, 4, 5, 6]


def order(
    posts: dict[int, Post], rule: RotationRule, first: int = 2027, years: int = 3
) -> list[tuple[int, int, int | None, bool]]:
    found = proposed_order(SIX, posts, rule, first=first, years=years)
    return [(each.year_number, each.leader, each.deputy, each.by_deputy) for each in found]


def test_the_proposed_order_gives_each_year_the_next_leader_as_deputy() -> None:
    posts = {2025: Post(leader=6, deputy=5), 2026: Post(leader=5, deputy=3)}

    assert order(posts, RotationRule.LONGEST_SINCE) == [
        (2027, 1, 2, False),
        (2028, 2, 3, False),
        (2029, 3, 4, False),
    ]


def test_by_the_other_rule_the_deputy_leads_next() -> None:
    posts = {2025: Post(leader=6, deputy=5), 2026: Post(leader=5, deputy=3)}

    assert order(posts, RotationRule.DEPUTY_FIRST) == [
        (2027, 3, 1, True),
        (2028, 1, 2, False),
        (2029, 2, 4, False),
    ]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(Post(leader=5), id="there was none"),
        pytest.param(Post(leader=5, deputy=9), id="it is no member any more"),
    ],
)
def test_without_a_deputy_the_longest_waiting_leads(before: Post) -> None:
    assert order({2026: before}, RotationRule.DEPUTY_FIRST, years=1) == [(2027, 1, 2, False)]


def test_a_whole_round_gives_every_member_its_year() -> None:
    leaders = [each[1] for each in order({}, RotationRule.LONGEST_SINCE, years=6)]

    assert leaders == SIX


def test_one_member_alone_has_no_deputy_and_nobody_proposes_nobody() -> None:
    def of(members: list[int]) -> list[Proposal]:
        return proposed_order(members, {}, RotationRule.LONGEST_SINCE, first=2027, years=1)

    assert of([7]) == [Proposal(year_number=2027, leader=7, deputy=None, by_deputy=False)]
    assert of([]) == []


def test_members_who_never_led_keep_their_order() -> None:
    assert [turn.alliance_id for turn in rotation([3, 1, 2], {2024: 9})] == [3, 1, 2]


@given(
    st.lists(st.integers(1, 9), unique=True),
    st.dictionaries(st.integers(2000, 2030), st.integers(1, 9)),
)
def test_everybody_has_exactly_one_turn(members: list[int], led: dict[int, int]) -> None:
    turns = rotation(members, led)

    assert sorted(turn.alliance_id for turn in turns) == sorted(members)
    assert sum(turn.times for turn in turns) == sum(who in members for who in led.values())


def test_leader_and_deputy_are_two_members() -> None:
    check_leaders(1, 2, [1, 2, 3])
    check_leaders(1, None, [1, 2, 3])


@pytest.mark.parametrize(
    ("leader", "deputy", "field"),
    [
        pytest.param(9, 2, "leader_id", id="the leader is no member"),
        pytest.param(1, 9, "deputy_id", id="the deputy is no member"),
        pytest.param(1, 1, "deputy_id", id="one alliance in both posts"),
    ],
)
def test_other_leaders_are_refused(leader: int, deputy: int, field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_leaders(leader, deputy, [1, 2, 3])
    assert refusal.value.field == field


def test_leaders_change_freely_in_setup_and_with_a_reason_later() -> None:
    check_change(Phase.SETUP, "")
    check_change(Phase.COUNCIL, "The alliance was dissolved")
    with pytest.raises(RuleViolation) as refusal:
        check_change(Phase.PLEDGE, " ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("phase", [Phase.FROZEN, Phase.PUBLISHED, Phase.ARCHIVED])
def test_leaders_of_a_year_whose_result_is_frozen_stay(phase: Phase) -> None:
    with pytest.raises(RuleViolation, match="Changing leader and deputy is not possible now"):
        check_change(phase, "a reason")


def test_a_handover_is_recorded_until_the_year_is_archived() -> None:
    check_recordable(Phase.PUBLISHED)
    with pytest.raises(RuleViolation, match="Recording the handover is not possible now"):
        check_recordable(Phase.ARCHIVED)


def test_a_handover_is_recorded_once_it_took_place() -> None:
    check_handover(date(2026, 1, 5), date(2026, 1, 5))
    with pytest.raises(RuleViolation) as refusal:
        check_handover(date(2026, 1, 6), date(2026, 1, 5))
    assert refusal.value.field == "on"
