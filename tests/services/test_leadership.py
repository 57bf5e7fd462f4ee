"""Leader and deputy of each year, rotation, handover."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.leadership import Post, RotationRule
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Leadership
from cluster.services import leadership, members, years
from cluster.services.members import Called
from tests.make.awards import decide, make_published_year, propose
from tests.make.members import make_alliance, make_alliances, make_cluster
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook
from tests.make.scoring import ids_of
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


def test_who_is_named_already_is_next_and_proposals_follow(app: Flask, now: datetime) -> None:
    """Seen from a year that is over, the leader of the following one is no proposal any more."""
    one, two, three = make_alliances(3)
    year = make_year(2025, alliances=[one, two, three], leader=False)
    for number, leader in ((2024, two), (2025, one), (2026, three)):
        leadership.appoint(SYSTEM, year.cluster_id, number, leader_id=leader.id, now=now)

    ledger = leadership.ledger(SYSTEM, year.id, now)

    assert [
        (each.year_number, each.leader.alliance_id, each.is_named) for each in ledger.coming
    ] == [
        (2026, three.id, True),
        (2027, two.id, False),
        (2028, one.id, False),
        (2029, three.id, False),
    ]
    assert ledger.as_of == 2026
    assert [(t.member.alliance_id, t.years_since, t.led) for t in ledger.turns] == [
        (two.id, 2, (2024,)),
        (one.id, 1, (2025,)),
        (three.id, 0, (2026,)),
    ]


def test_the_cluster_chooses_its_rule_of_rotation(app: Flask, now: datetime) -> None:
    year = make_year(2026, alliances=4)
    deputy = members.members_of(year)[1].alliance_id
    officer = Actor(user_id=None, name="x", grants=(Grant(Role.OFFICER, year.cluster_id, deputy),))

    with pytest.raises(NotAllowed):
        leadership.set_rotation(officer, year.cluster_id, rule=RotationRule.DEPUTY_FIRST, now=now)
    leadership.set_rotation(SYSTEM, year.cluster_id, rule=RotationRule.DEPUTY_FIRST, now=now)

    ledger = leadership.ledger(SYSTEM, year.id, now)
    first = ledger.coming[0]
    assert (ledger.rule, first.leader.alliance_id, first.by_deputy) == (
        RotationRule.DEPUTY_FIRST,
        deputy,
        True,
    )


def test_the_ledger_counts_flags_and_other_awards_once_decided(app: Flask, now: datetime) -> None:
    year = make_published_year()
    decide(year, [propose(year), propose(year, "CTDBN", place=1), propose(year, "CUMTRUONG")])
    propose(year, "CTDCP", place=2)

    turns = leadership.ledger(SYSTEM, year.id, now).turns

    given = {turn.member.alliance_id: (turn.flags, turn.honours) for turn in turns}
    assert [given[alliance_id] for alliance_id in ids_of(year)] == [((), 1), ((2026,), 0), ((), 0)]


def test_the_leader_of_a_year_not_opened_is_a_member_of_the_newest_one(
    app: Flask, now: datetime
) -> None:
    year, stranger = make_year(2026), make_alliance("NT", "Ninh Thuận")
    member = members.members_of(year)[3].alliance_id

    with pytest.raises(RuleViolation, match="must be a member"):
        leadership.appoint(SYSTEM, year.cluster_id, 2027, leader_id=stranger.id, now=now)
    leadership.appoint(SYSTEM, year.cluster_id, 2027, leader_id=member, now=now)

    assert leadership.named_for(year.cluster_id, 2027) == Post(leader=member)
    assert leadership.named_for(year.cluster_id, 2030) is None
    assert leadership.ledger(SYSTEM, year.id, now).may_name_next
    years.open_year(SYSTEM, year.cluster_id, 2027, from_year_id=year.id, now=now)
    assert not leadership.ledger(SYSTEM, year.id, now).may_name_next


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

    assert count_queries(lambda: leadership.ledger(SYSTEM, year_id, now)) == 9
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
