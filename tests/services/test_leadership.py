"""Leader and deputy of each year, rotation, handover."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Leadership
from cluster.services import leadership, members, years
from cluster.services.members import Called
from tests.make.awards import make_published_year
from tests.make.members import make_alliance, make_alliances, make_cluster
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook
from tests.make.years import make_year


def test_leader_and_deputy_are_members_of_the_year(app: Flask, now: datetime) -> None:
    year = make_year(leader=False)
    one, two, *_rest = (member.alliance_id for member in members.members_of(year))
    stranger = make_alliance("XA")

    leadership.appoint(SYSTEM, year.cluster_id, year.number, leader_id=one, deputy_id=two, now=now)
    with pytest.raises(RuleViolation) as refusal:
        leadership.appoint(SYSTEM, year.cluster_id, year.number, leader_id=stranger.id, now=now)

    assert refusal.value.field == "leader_id"
    row = db.session.scalars(select(Leadership)).one()
    assert (row.leader_id, row.deputy_id) == (one, two)


def test_years_before_the_software_are_recorded_too(app: Flask, now: datetime) -> None:
    year = make_year(2026, leader=False)
    gone, stays = make_alliance("NT", "Ninh Thuận"), make_alliance("KH2", "Khánh Hòa")
    members.merge(SYSTEM, [gone.id], successor_id=stays.id, on=date(2025, 7, 1), now=now)

    leadership.appoint(SYSTEM, year.cluster_id, 2019, leader_id=gone.id, now=now)

    (led,) = leadership.ledger(SYSTEM, year.id, now).history
    assert (led.year_number, led.leader.name, led.deputy) == (
        2019,
        "Liên minh Hợp tác xã Ninh Thuận",
        None,
    )
    with pytest.raises(RuleViolation, match="Enter a year from 1948"):
        leadership.appoint(SYSTEM, year.cluster_id, 19, leader_id=gone.id, now=now)
    with pytest.raises(RuleViolation, match="The leader must be"):
        leadership.appoint(SYSTEM, year.cluster_id, 2020, leader_id=4711, now=now)


def test_history_names_leaders_as_in_their_year(app: Flask, now: datetime) -> None:
    first, second = make_alliances(2)
    cluster = make_cluster()
    make_year(2024, cluster=cluster, alliances=[first, second])
    year = make_year(2026, cluster=cluster, alliances=[first, second])
    renamed = Called(name="Liên minh HTX Thành phố", short_name="TP", seat="TP")
    members.rename(SYSTEM, first.id, called=renamed, starts_on=date(2025, 7, 1), now=now)

    history = leadership.ledger(SYSTEM, year.id, now).history

    assert [(led.year_number, led.leader.short_name) for led in history] == [
        (2026, "TP"),
        (2024, "TP. Hồ Chí Minh"),
    ]


def test_whose_turn_it_is_counts_all_years_led(app: Flask, now: datetime) -> None:
    one, two, three = make_alliances(3)
    year = make_year(2026, alliances=[one, two, three], leader=False)
    for number, leader in ((2023, one), (2024, two), (2025, one)):
        leadership.appoint(SYSTEM, year.cluster_id, number, leader_id=leader.id, now=now)

    turns = leadership.ledger(SYSTEM, year.id, now).turns

    assert [
        (turn.member.alliance_id, turn.last_led, turn.years_since, turn.times) for turn in turns
    ] == [(three.id, None, None, 0), (two.id, 2024, 2, 1), (one.id, 2025, 1, 2)]


def test_the_turn_seen_from_a_year_does_not_know_later_ones(app: Flask, now: datetime) -> None:
    one, two = make_alliances(2)
    year = make_year(2024, alliances=[one, two], leader=False)
    for number, leader in ((2023, two), (2025, one)):
        leadership.appoint(SYSTEM, year.cluster_id, number, leader_id=leader.id, now=now)

    ledger = leadership.ledger(SYSTEM, year.id, now)

    assert [(turn.member.alliance_id, turn.last_led) for turn in ledger.turns] == [
        (one.id, None),
        (two.id, 2023),
    ]
    assert [led.year_number for led in ledger.history] == [2025, 2023]


def test_a_leader_named_in_setup_is_changed_without_a_reason(app: Flask, now: datetime) -> None:
    year = make_year()
    first, second, third, *_rest = (each.alliance_id for each in members.members_of(year))

    leadership.appoint(SYSTEM, year.cluster_id, year.number, leader_id=third, now=now)
    leadership.appoint(SYSTEM, year.cluster_id, 2019, leader_id=first, now=now)
    leadership.appoint(SYSTEM, year.cluster_id, 2019, leader_id=second, now=now)

    history = leadership.ledger(SYSTEM, year.id, now).history
    assert [led.leader.alliance_id for led in history] == [third, second]


def test_a_change_during_the_year_says_why(app: Flask, now: datetime) -> None:
    year = make_year()
    make_rulebook(year)
    _one, two, three, *_rest = (member.alliance_id for member in members.members_of(year))
    leadership.appoint(SYSTEM, year.cluster_id, year.number, leader_id=two, now=now)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)

    with pytest.raises(RuleViolation) as refusal:
        leadership.appoint(SYSTEM, year.cluster_id, year.number, leader_id=three, now=now)
    assert refusal.value.field == "reason"
    leadership.appoint(
        SYSTEM, year.cluster_id, year.number, leader_id=three, reason="Sáp nhập", now=now
    )

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.object_id, entry.reason) == (
        "leadership.appointed",
        "NAM/2026",
        "Sáp nhập",
    )
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["leader_id"], entry.after["leader_id"]) == (two, three)


def test_a_handover_has_a_day_and_a_note(app: Flask, now: datetime) -> None:
    year = make_year()

    leadership.hand_over(
        SYSTEM,
        year.cluster_id,
        year.number,
        on=date(2025, 12, 20),
        note="Hội nghị tổng kết",
        now=now,
    )

    (led,) = leadership.ledger(SYSTEM, year.id, now).history
    assert (led.handed_over_on, led.note) == (date(2025, 12, 20), "Hội nghị tổng kết")
    assert years.overview(SYSTEM, year.id, now).handed_over_on == date(2025, 12, 20)


def test_a_handover_needs_a_leader_and_a_day_that_has_come(app: Flask, now: datetime) -> None:
    year = make_year()

    with pytest.raises(RuleViolation, match="The handover lies in the future"):
        leadership.hand_over(SYSTEM, year.cluster_id, year.number, on=date(2026, 12, 20), now=now)
    with pytest.raises(RuleViolation, match="The year has no leader"):
        leadership.hand_over(SYSTEM, year.cluster_id, 2030, on=date(2026, 1, 1), now=now)


def test_only_who_runs_the_cluster_names_its_leaders(app: Flask, now: datetime) -> None:
    year = make_year(leader=False)
    leader = members.members_of(year)[0].alliance_id
    signer = Actor(
        user_id=None, name="signer", grants=(Grant(Role.SIGNER, year.cluster_id, leader),)
    )
    stranger = Actor(user_id=None, name="x", grants=(Grant(Role.CHAIR, year.cluster_id + 1),))

    with pytest.raises(NotAllowed):
        leadership.appoint(signer, year.cluster_id, year.number, leader_id=leader, now=now)
    with pytest.raises(NotFound):
        leadership.appoint(stranger, year.cluster_id, year.number, leader_id=leader, now=now)
    with pytest.raises(NotFound):
        leadership.ledger(stranger, year.id, now)
    assert leadership.ledger(signer, year.id, now).is_run is False


@pytest.mark.parametrize("count", [1, 30])
def test_the_ledger_takes_the_same_queries_however_long(
    app: Flask, now: datetime, count: int
) -> None:
    year = make_year()
    leader = members.members_of(year)[0].alliance_id
    for number in range(1990, 1990 + count):
        leadership.appoint(SYSTEM, year.cluster_id, number, leader_id=leader, now=now)
    year_id = year.id

    assert count_queries(lambda: leadership.ledger(SYSTEM, year_id, now)) == 7
    assert len(leadership.ledger(SYSTEM, year_id, now).history) == count + 1


def test_a_frozen_year_keeps_its_leaders_an_archived_one_its_handover_too(
    app: Flask, now: datetime
) -> None:
    year = make_published_year()
    leader, deputy = (member.alliance_id for member in members.members_of(year)[:2])
    on = date(2026, 1, 5)

    with pytest.raises(RuleViolation, match="Changing leader and deputy is not possible now"):
        leadership.appoint(
            SYSTEM, year.cluster_id, year.number, leader_id=deputy, reason="Nhầm", now=now
        )
    leadership.hand_over(SYSTEM, year.cluster_id, year.number, on=on, now=now)
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=now)
    with pytest.raises(RuleViolation, match="Recording the handover is not possible now"):
        leadership.hand_over(SYSTEM, year.cluster_id, year.number, on=on, note="Sửa", now=now)

    (led,) = leadership.ledger(SYSTEM, year.id, now).history
    assert (led.leader.alliance_id, led.handed_over_on, led.note) == (leader, on, "")
    assert not led.may_be_handed_over


def test_a_year_before_the_software_may_be_corrected_at_any_time(app: Flask, now: datetime) -> None:
    year = make_published_year()
    leader = members.members_of(year)[0].alliance_id
    leadership.appoint(SYSTEM, year.cluster_id, 2019, leader_id=leader, now=now)

    leadership.hand_over(SYSTEM, year.cluster_id, 2019, on=date(2019, 1, 5), now=now)

    earlier = leadership.ledger(SYSTEM, year.id, now).history[-1]
    assert (earlier.year_number, earlier.phase, earlier.may_be_handed_over) == (2019, None, True)
