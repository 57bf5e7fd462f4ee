"""Years: opened from the last one, members, planned days, moves."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import Phase, YearState, what_blocks
from cluster.models import Alliance, AuditEntry, RuleBook, Year
from cluster.services import leadership, members, pledges, ranking, rulebook, years
from tests.make.awards import make_published_year
from tests.make.members import make_alliance, make_alliances, make_cluster
from tests.make.pledges import make_pledge_year, make_signed_pledge, sign_by_all
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook
from tests.make.scoring import make_settled_year
from tests.make.years import make_year

LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def actor(role: Role, cluster_id: int, alliance_id: int | None = None) -> Actor:
    return Actor(user_id=None, name=role.value, grants=(Grant(role, cluster_id, alliance_id),))


def member_ids(year: Year) -> list[int]:
    return [member.alliance_id for member in members.members_of(year)]


def started(number: int = 2026) -> Year:
    """Return a year that is ready for its pledge."""
    year = make_year(number)
    make_rulebook(year)
    return year


def test_a_year_opens_in_setup(app: Flask, now: datetime) -> None:
    cluster = make_cluster()
    secretary = actor(Role.SECRETARY, cluster.id)

    year = years.open_year(secretary, cluster.id, 2026, now=now)

    assert (year.number, year.phase, year.opened_at) == (2026, Phase.SETUP, now)
    assert years.state_of(year) == YearState(
        phase=Phase.SETUP,
        rulebook_published=False,
        members=0,
        has_leader=False,
        signatures=0,
        pledge_in_force=False,
        rulebook_unsigned=False,
        amendment_open=False,
        result_frozen=False,
    )
    step = years.overview(secretary, year.id, now).steps[0]
    assert (step.phase, step.began_at) == (Phase.SETUP, now)


def test_a_year_is_opened_once_by_who_runs_the_cluster(app: Flask, now: datetime) -> None:
    year = make_year(2026)

    with pytest.raises(RuleViolation) as refusal:
        years.open_year(SYSTEM, year.cluster_id, 2026, now=now)
    assert refusal.value.field == "number"
    with pytest.raises(NotFound):
        years.open_year(actor(Role.CHAIR, year.cluster_id + 1), year.cluster_id, 2027, now=now)


def test_a_new_year_takes_over_members_rule_book_and_days(app: Flask, now: datetime) -> None:
    last = started(2025)
    years.plan(
        SYSTEM,
        last.id,
        {Phase.SETUP: date(2025, 1, 6), Phase.REVIEW: date(2025, 10, 15)},
        now=now,
    )

    year = years.open_year(SYSTEM, last.cluster_id, 2026, from_year_id=last.id, now=now)

    assert member_ids(year) == member_ids(last)
    planned = {step.phase: step.planned_on for step in years.overview(SYSTEM, year.id, now).steps}
    assert planned == dict.fromkeys(Phase, None) | {
        Phase.SETUP: date(2026, 1, 6),
        Phase.REVIEW: date(2026, 10, 15),
    }
    copied = rulebook.current(year.id)
    source = rulebook.current(last.id)
    assert copied.published_at is None
    assert [line.code for line in copied.book.criteria] == [
        line.code for line in source.book.criteria
    ]
    assert years.state_of(year).has_leader is False


def test_a_new_year_without_a_rule_book_to_copy_has_none(app: Flask, now: datetime) -> None:
    last = make_year(2025)

    year = years.open_year(SYSTEM, last.cluster_id, 2026, from_year_id=last.id, now=now)

    assert db.session.scalars(select(RuleBook).where(RuleBook.year_id == year.id)).all() == []


def test_successors_replace_members_dissolved_since(app: Flask, now: datetime) -> None:
    alliances = make_alliances(4)
    last = make_year(2025, alliances=alliances)
    first, second, third, fourth = (alliance.id for alliance in alliances)
    members.merge(SYSTEM, [fourth], successor_id=second, on=date(2025, 7, 1), now=now)
    later = members.merge(SYSTEM, [first], successor_id=third, on=date(2026, 7, 1), now=now)

    year = years.open_year(SYSTEM, last.cluster_id, 2026, from_year_id=last.id, now=now)

    assert later.id == third
    assert member_ids(year) == [first, second, third]
    assert member_ids(last) == [first, second, third, fourth]


def test_a_year_is_not_taken_over_from_another_cluster(app: Flask, now: datetime) -> None:
    here = make_year(2025)
    other = make_cluster("BAC")

    with pytest.raises(RuleViolation) as refusal:
        years.open_year(SYSTEM, other.id, 2026, from_year_id=here.id, now=now)
    assert refusal.value.field == "from_year_id"
    with pytest.raises(NotFound):
        years.open_year(
            actor(Role.SECRETARY, other.id), other.id, 2026, from_year_id=here.id, now=now
        )
    assert [year.id for year in db.session.scalars(select(Year))] == [here.id]


def test_years_of_other_clusters_do_not_exist_for_you(app: Flask, now: datetime) -> None:
    here = make_year(2025)
    newer = make_year(2026, cluster=here.cluster, alliances=make_alliances_again())
    there = make_year(2026, cluster=make_cluster("BAC"), alliances=[make_alliance("X")])
    officer = actor(Role.OFFICER, here.cluster_id, 1)

    assert years.get_visible(officer, here.id).id == here.id
    with pytest.raises(NotFound):
        years.get_visible(officer, there.id)
    with pytest.raises(NotFound):
        years.get_visible(officer, 4711)
    assert ids_in_sight(officer, now) == [[newer.id, here.id]]
    assert ids_in_sight(SYSTEM, now) == [[newer.id, here.id], [there.id]]


def ids_in_sight(who: Actor, now: datetime) -> list[list[int]]:
    return [[line.year_id for line in each.years] for each in years.list_by_cluster(who, now)]


def make_alliances_again() -> list[Alliance]:
    return [make_alliance("Y"), make_alliance("Z")]


def test_members_change_only_in_setup(app: Flask, now: datetime) -> None:
    year = started()
    one, two, *_rest = member_ids(year)
    years.set_members(SYSTEM, year.id, [two, one, two], now=now)
    assert member_ids(year) == [two, one]

    years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)

    with pytest.raises(RuleViolation, match="Changing the members is not possible now"):
        years.set_members(SYSTEM, year.id, [one], now=now)


def test_the_leader_stays_a_member(app: Flask, now: datetime) -> None:
    year = make_year()
    _leader, deputy, third, *_rest = member_ids(year)

    with pytest.raises(RuleViolation, match="The leader must be a member of the year"):
        years.set_members(SYSTEM, year.id, [deputy, third], now=now)
    assert len(member_ids(year)) == 6


def test_members_come_from_the_register_of_that_year(app: Flask, now: datetime) -> None:
    gone, stays = make_alliances(2)
    members.merge(SYSTEM, [gone.id], successor_id=stays.id, on=date(2025, 7, 1), now=now)
    cluster = make_cluster()
    earlier = years.open_year(SYSTEM, cluster.id, 2025, now=now)
    year = years.open_year(SYSTEM, cluster.id, 2026, now=now)

    years.set_members(SYSTEM, earlier.id, [gone.id, stays.id], now=now)
    for wrong in ([gone.id], [4711]):
        with pytest.raises(RuleViolation) as refusal:
            years.set_members(SYSTEM, year.id, wrong, now=now)
        assert refusal.value.field == "members"
    assert (member_ids(earlier), member_ids(year)) == ([gone.id, stays.id], [])


def test_the_theme_changes_until_the_review(app: Flask, now: datetime) -> None:
    year = make_year()

    years.set_theme(SYSTEM, year.id, theme="Đoàn kết, đổi mới", now=now)

    assert years.overview(SYSTEM, year.id, now).theme == "Đoàn kết, đổi mới"
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before, entry.after) == (
        "year.theme_set",
        {"theme": ""},
        {"theme": "Đoàn kết, đổi mới"},
    )


def test_days_are_planned_in_order_and_can_be_taken_back(app: Flask, now: datetime) -> None:
    year = make_year()
    years.plan(SYSTEM, year.id, {Phase.PLEDGE: date(2026, 3, 1)}, now=now)
    years.plan(SYSTEM, year.id, {Phase.REPORT: date(2026, 4, 1)}, now=now)

    planned = {step.phase: step.planned_on for step in years.overview(SYSTEM, year.id, now).steps}
    assert {phase: day for phase, day in planned.items() if day} == {Phase.REPORT: date(2026, 4, 1)}
    with pytest.raises(RuleViolation) as refusal:
        years.plan(
            SYSTEM,
            year.id,
            {Phase.PLEDGE: date(2026, 5, 1), Phase.REPORT: date(2026, 4, 1)},
            now=now,
        )
    assert refusal.value.field == "report"


def test_a_move_is_dated_and_recorded(app: Flask, now: datetime) -> None:
    year = started()
    secretary = actor(Role.SECRETARY, year.cluster_id)

    years.move(secretary, year.id, Phase.PLEDGE, now=LATER)

    steps = {step.phase: step.began_at for step in years.overview(secretary, year.id, now).steps}
    assert steps[Phase.PLEDGE] == LATER
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "year.moved")).one()
    assert (entry.at, entry.before, entry.after) == (
        LATER,
        {"phase": "setup"},
        {"phase": "pledge"},
    )


def test_a_step_back_gives_the_reason_and_forgets_the_later_beginning(
    app: Flask, now: datetime
) -> None:
    year = started()
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)

    with pytest.raises(RuleViolation, match="A step back needs a reason"):
        years.move(SYSTEM, year.id, Phase.SETUP, now=now)
    years.move(SYSTEM, year.id, Phase.SETUP, reason="Thiếu một thành viên", now=LATER)

    view = years.overview(SYSTEM, year.id, now)
    assert view.phase is Phase.SETUP
    assert [step.phase for step in view.steps if step.began_at] == [Phase.SETUP]
    assert view.steps[0].began_at == now


def test_what_blocks_the_next_move_is_shown(app: Flask, now: datetime) -> None:
    year = make_year(leader=False)

    forward = years.overview(SYSTEM, year.id, now).moves[0]

    assert forward.after is Phase.PLEDGE
    assert [str(reason) for reason in forward.blocks] == [
        "The rule book of the year is not published.",
        "The year has no leader.",
    ]
    with pytest.raises(RuleViolation, match="The rule book of the year is not published"):
        years.move(SYSTEM, year.id, Phase.PLEDGE, now=now)


def test_a_year_is_frozen_only_together_with_its_result(app: Flask, now: datetime) -> None:
    year = make_settled_year()
    secretary = actor(Role.SECRETARY, year.cluster_id)

    with pytest.raises(RuleViolation, match="The result is frozen on the ranking page"):
        years.move(SYSTEM, year.id, Phase.FROZEN, now=now)
    ranking.freeze(secretary, year.id, now=LATER)

    view = years.overview(SYSTEM, year.id, now)
    assert view.phase is Phase.FROZEN
    assert view.days[Phase.FROZEN] == date(2026, 11, 21)


def test_the_year_goes_on_to_the_archive(app: Flask, now: datetime) -> None:
    year = make_settled_year()
    ranking.freeze(actor(Role.SECRETARY, year.cluster_id), year.id, now=now)
    for phase in (Phase.PUBLISHED, Phase.ARCHIVED):
        years.move(SYSTEM, year.id, phase, now=now)

    assert years.get_visible(SYSTEM, year.id).phase is Phase.ARCHIVED
    assert years.overview(SYSTEM, year.id, now).moves == []


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SECRETARY, Role.CHAIR}]
)
def test_others_do_not_run_the_year(app: Flask, now: datetime, role: Role) -> None:
    year = started()
    who = actor(role, year.cluster_id, member_ids(year)[0])

    for refused in (
        lambda: years.move(who, year.id, Phase.PLEDGE, now=now),
        lambda: years.set_theme(who, year.id, theme="x", now=now),
        lambda: years.plan(who, year.id, {}, now=now),
        lambda: years.set_members(who, year.id, [], now=now),
        lambda: years.open_year(who, year.cluster_id, 2030, now=now),
        lambda: leadership.hand_over(
            who, year.cluster_id, year.number, on=date(2026, 1, 1), now=now
        ),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert years.get_visible(SYSTEM, year.id).phase is Phase.SETUP


def test_years_are_listed_by_cluster(app: Flask, now: datetime) -> None:
    here = make_year(2025)
    make_cluster("BAC", "Cụm miền Bắc")
    secretary = actor(Role.SECRETARY, here.cluster_id)

    (cluster,) = years.list_by_cluster(secretary, now)

    (line,) = cluster.years
    assert (cluster.is_run, line.number, line.members) == (True, 2025, 6)
    assert line.leader is not None
    assert line.deputy is not None
    assert (line.leader.code, line.deputy.code) == ("HCM", "DAKLAK")
    assert [each.name for each in years.list_by_cluster(SYSTEM, now)] == [
        "Cụm miền Bắc",
        "Cụm thi đua miền Nam",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_years_takes_four_queries_however_many(
    app: Flask, now: datetime, count: int
) -> None:
    cluster = make_cluster()
    alliances = make_alliances(2)
    for number in range(1990, 1990 + count):
        make_year(number, cluster=cluster, alliances=alliances)

    assert count_queries(lambda: years.list_by_cluster(SYSTEM, now)) == 4
    assert len(years.list_by_cluster(SYSTEM, now)[0].years) == count


def test_the_days_of_an_archived_year_are_not_planned_anew(app: Flask, now: datetime) -> None:
    year = make_published_year()
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=now)

    with pytest.raises(RuleViolation, match="Planning the days is not possible now"):
        years.plan(SYSTEM, year.id, {Phase.PLEDGE: date(2026, 3, 1)}, now=now)


def test_no_year_is_reviewed_on_a_rule_book_that_its_members_have_not_signed(
    app: Flask, now: datetime
) -> None:
    year = make_pledge_year()
    pledge = make_signed_pledge(year)
    years.move(SYSTEM, year.id, Phase.REPORT, now=now)
    second = rulebook.new_version(SYSTEM, year.id, reason="Thêm thưởng", now=now)
    assert blocks(year) == []

    rulebook.publish(SYSTEM, second, now=now)
    assert blocks(year) == [
        "A newer rule book is published that the members have not signed.",
    ]
    with pytest.raises(RuleViolation, match="that the members have not signed"):
        years.move(SYSTEM, year.id, Phase.REVIEW, now=now)

    amendment = pledges.amend(SYSTEM, pledge.id, reason="Bảng tiêu chí mới", now=now)
    assert "Not every member has signed the amended pledge." in blocks(year)
    sign_by_all(year, amendment)

    assert blocks(year) == []
    assert years.move(SYSTEM, year.id, Phase.REVIEW, now=now).phase is Phase.REVIEW


def blocks(year: Year) -> list[str]:
    return [str(block) for block in what_blocks(years.state_of(year), Phase.REVIEW)]
