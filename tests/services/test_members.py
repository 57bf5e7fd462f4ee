"""The register: names and heads as on a day, mergers, offices, what is recorded."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.membership import Member
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.models import Alliance, AuditEntry, Cluster, Office
from cluster.services import members, years
from cluster.services.members import Called, Post
from tests.conftest import TODAY
from tests.make.members import make_alliance, make_alliances, make_cluster, make_head
from tests.make.queries import count_queries
from tests.make.years import make_year

HALF_2025 = date(2025, 7, 1)
NEW_NAME = Called(
    name="Liên minh Hợp tác xã tỉnh Khánh Hòa",
    short_name="Khánh Hòa",
    name_en="Cooperative Alliance of Khanh Hoa Province",
    seat="Nha Trang",
)


def actor(role: Role, cluster_id: int | None, alliance_id: int | None = None) -> Actor:
    return Actor(user_id=None, name=role.value, grants=(Grant(role, cluster_id, alliance_id),))


def called(alliance: Alliance, day: date) -> str:
    return members.labels([alliance.id], day)[alliance.id].name


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_an_alliance_is_called_as_on_the_day(app: Flask, now: datetime) -> None:
    alliance = make_alliance("KH", "Khánh Hòa", head="Nguyễn Văn An")
    members.rename(SYSTEM, alliance.id, called=NEW_NAME, starts_on=HALF_2025, now=now)

    assert called(alliance, date(2025, 6, 30)) == "Liên minh Hợp tác xã Khánh Hòa"
    assert members.labels([alliance.id], HALF_2025) == {
        alliance.id: Member(
            alliance_id=alliance.id,
            code="KH",
            name="Liên minh Hợp tác xã tỉnh Khánh Hòa",
            short_name="Khánh Hòa",
            name_en="Cooperative Alliance of Khanh Hoa Province",
            seat="Nha Trang",
            head_name="Nguyễn Văn An",
            head_title="Chủ tịch",
        )
    }


def test_before_its_first_name_an_alliance_has_that_name_and_no_head(app: Flask) -> None:
    alliance = make_alliance(head="Nguyễn Văn An")

    label = members.labels([alliance.id], date(1999, 1, 1))[alliance.id]

    assert (label.name, label.head_name) == ("Liên minh Hợp tác xã Khánh Hòa", "")


def test_unknown_alliances_have_no_label(app: Flask) -> None:
    assert members.labels([4711], TODAY) == {}


def test_members_of_a_year_come_in_its_order(app: Flask) -> None:
    year = make_year(alliances=6)
    backwards = [member.alliance_id for member in reversed(members.members_of(year))]
    years.set_members(SYSTEM, year.id, backwards, now=year.opened_at)

    found = members.members_of(year)

    assert [member.alliance_id for member in found] == backwards
    assert [member.position for member in found] == [1, 2, 3, 4, 5, 6]


def test_a_past_year_shows_the_names_of_its_last_day(app: Flask, now: datetime) -> None:
    alliances = make_alliances(2)
    year = make_year(2024, alliances=alliances)
    members.rename(SYSTEM, alliances[0].id, called=NEW_NAME, starts_on=HALF_2025, now=now)

    assert members.members_of(year)[0].name == "Liên minh Hợp tác xã TP. Hồ Chí Minh"
    assert members.members_of(year, TODAY)[0].name == NEW_NAME.name


@pytest.mark.parametrize("count", [1, 30])
def test_the_register_takes_the_same_queries_however_many(app: Flask, count: int) -> None:
    make_alliances(count)

    assert count_queries(lambda: members.list_register(SYSTEM, day=TODAY)) == 4
    assert len(members.list_register(SYSTEM, day=TODAY)) == count


@pytest.mark.parametrize("count", [1, 30])
def test_members_are_read_in_three_queries_however_many(app: Flask, count: int) -> None:
    year = make_year(alliances=count, leader=False)

    assert count_queries(lambda: members.members_of(year)) == 3
    assert len(members.members_of(year)) == count


def test_a_name_begins_after_the_last_one(app: Flask, now: datetime) -> None:
    alliance = make_alliance(starts_on=HALF_2025)

    with pytest.raises(RuleViolation) as refusal:
        members.rename(SYSTEM, alliance.id, called=NEW_NAME, starts_on=HALF_2025, now=now)

    assert refusal.value.field == "starts_on"


def test_a_correction_keeps_the_days_and_says_why(app: Flask, now: datetime) -> None:
    alliance = make_alliance("KH", "Khánh Hoà")
    name = members.get_record(SYSTEM, alliance.id, TODAY).names[0]

    with pytest.raises(RuleViolation, match="A correction needs a reason"):
        members.correct_name(SYSTEM, name.id, called=NEW_NAME, reason=" ", now=now)
    members.correct_name(SYSTEM, name.id, called=NEW_NAME, reason="Dấu đặt sai", now=now)

    corrected = members.get_record(SYSTEM, alliance.id, TODAY).names
    assert [(line.name, line.starts_on) for line in corrected] == [(NEW_NAME.name, name.starts_on)]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "alliance.name_corrected")
    ).one()
    assert entry.reason == "Dấu đặt sai"
    assert entry.before is not None
    assert entry.before["name"] == "Liên minh Hợp tác xã Khánh Hoà"


def test_codes_are_capital_and_given_once(app: Flask, now: datetime) -> None:
    make_alliance("kh")

    assert db.session.scalars(select(Alliance.code)).all() == ["KH"]
    with pytest.raises(RuleViolation, match="The code KH is taken"):
        make_alliance("KH")
    make_cluster("NAM")
    with pytest.raises(RuleViolation, match="The code NAM is taken"):
        make_cluster("nam")
    assert len(db.session.scalars(select(Cluster)).all()) == 1


def test_a_cluster_is_renamed_by_who_runs_it(app: Flask, now: datetime) -> None:
    cluster = make_cluster()
    chair = actor(Role.CHAIR, cluster.id)

    members.rename_cluster(
        chair, cluster.id, name="Cụm 2", name_en="Cluster 2", authority="VCA", now=now
    )

    line = members.list_clusters(chair)[0]
    assert (line.name, line.name_en, line.authority) == ("Cụm 2", "Cluster 2", "VCA")
    assert actions()[-1] == "cluster.renamed"


def test_merged_alliances_are_dissolved_but_kept(app: Flask, now: datetime) -> None:
    stays, goes = make_alliance("KH", "Khánh Hòa"), make_alliance("NT", "Ninh Thuận")
    make_head(goes, "Trần Văn Bình")

    members.merge(SYSTEM, [stays.id, goes.id], successor_id=stays.id, on=HALF_2025, now=now)

    record = members.get_record(SYSTEM, goes.id, TODAY)
    assert (record.dissolved_on, record.successor and record.successor.code) == (HALF_2025, "KH")
    assert [line.ends_on for line in record.names] == [date(2025, 6, 30)]
    assert [line.ends_on for line in record.offices] == [date(2025, 6, 30)]
    assert called(goes, TODAY) == "Liên minh Hợp tác xã Ninh Thuận"
    kept = members.get_record(SYSTEM, stays.id, TODAY)
    assert kept.dissolved_on is None
    assert [each.code for each in kept.predecessors] == ["NT"]
    assert actions()[-1] == "alliance.merged"


def test_alliances_merge_into_a_new_one(app: Flask, now: datetime) -> None:
    old = [make_alliance("BT", "Bình Thuận"), make_alliance("DNO", "Đắk Nông")]

    successor = members.merge_into_new(
        SYSTEM, [each.id for each in old], code="LD", called=NEW_NAME, on=HALF_2025, now=now
    )

    lines = members.list_register(SYSTEM, day=TODAY)
    assert [(line.member.code, line.dissolved_on) for line in lines] == [
        ("LD", None),
        ("BT", HALF_2025),
        ("DNO", HALF_2025),
    ]
    assert {line.successor.alliance_id for line in lines[1:] if line.successor} == {successor.id}
    before = members.list_register(SYSTEM, day=date(2025, 6, 30))
    assert [(line.member.code, line.dissolved_on) for line in before] == [
        ("BT", None),
        ("DNO", None),
    ]


def test_a_merger_that_fails_leaves_nothing_behind(app: Flask, now: datetime) -> None:
    with pytest.raises(RuleViolation):
        members.merge_into_new(SYSTEM, [], code="LD", called=NEW_NAME, on=HALF_2025, now=now)

    assert db.session.scalars(select(Alliance)).all() == []
    assert actions() == []


def test_a_dissolved_alliance_neither_merges_nor_changes(app: Flask, now: datetime) -> None:
    stays, goes, third = make_alliance("A"), make_alliance("B"), make_alliance("C")
    members.merge(SYSTEM, [goes.id], successor_id=stays.id, on=HALF_2025, now=now)

    for refused in (
        lambda: members.merge(SYSTEM, [goes.id], successor_id=third.id, on=TODAY, now=now),
        lambda: members.merge(SYSTEM, [third.id], successor_id=goes.id, on=TODAY, now=now),
        lambda: members.rename(SYSTEM, goes.id, called=NEW_NAME, starts_on=TODAY, now=now),
        lambda: make_head(goes, starts_on=TODAY),
    ):
        with pytest.raises(RuleViolation, match="This alliance was dissolved on"):
            refused()


def test_the_register_is_found_without_accents_and_sorted_the_vietnamese_way(app: Flask) -> None:
    for code, seat in (
        ("DN", "Đồng Nai"),
        ("DL", "Đắk Lắk"),
        ("GL", "Gia Lai"),
        ("AG", "An Giang"),
    ):
        make_alliance(code, seat, head="Đặng Thị Ước" if code == "GL" else "")

    def found(search: str) -> list[str]:
        lines = members.list_register(SYSTEM, search=search, day=TODAY)
        return [line.member.short_name for line in lines]

    assert found("") == ["An Giang", "Đắk Lắk", "Đồng Nai", "Gia Lai"]
    assert found("dak") == ["Đắk Lắk"]
    assert found("ĐẮK LẮK") == ["Đắk Lắk"]
    assert found("uoc") == ["Gia Lai"]
    assert found("huế") == []


def test_an_alliance_founded_later_is_not_in_an_earlier_register(app: Flask) -> None:
    make_alliance(starts_on=HALF_2025)

    assert members.list_register(SYSTEM, day=date(2025, 6, 30)) == []
    assert len(members.list_register(SYSTEM, day=HALF_2025)) == 1


def test_a_new_head_ends_the_old_ones_office(app: Flask, now: datetime) -> None:
    alliance = make_alliance(head="Nguyễn Văn An")
    make_head(alliance, "Trần Thị Bình", starts_on=HALF_2025)

    def head(day: date) -> str:
        return members.labels([alliance.id], day)[alliance.id].head_name

    assert (head(date(2025, 6, 30)), head(HALF_2025)) == ("Nguyễn Văn An", "Trần Thị Bình")
    offices = members.get_record(SYSTEM, alliance.id, TODAY).offices
    assert [(line.full_name, line.ends_on) for line in offices] == [
        ("Trần Thị Bình", None),
        ("Nguyễn Văn An", date(2025, 6, 30)),
    ]


def test_other_offices_stand_beside_the_head(app: Flask, now: datetime) -> None:
    alliance = make_alliance(head="Nguyễn Văn An")
    deputy = members.take_office(
        SYSTEM,
        alliance.id,
        Post(title="Phó Chủ tịch"),
        full_name="Lê Văn Cường",
        starts_on=HALF_2025,
        now=now,
    )

    label = members.labels([alliance.id], TODAY)[alliance.id]
    assert label.head_name == "Nguyễn Văn An"
    members.leave_office(SYSTEM, deputy.id, ends_on=TODAY, now=now)
    assert db.session.get_one(Office, deputy.id).ends_on == TODAY
    with pytest.raises(RuleViolation, match="This office ended on 2026-03-02 already"):
        members.leave_office(SYSTEM, deputy.id, ends_on=TODAY, now=now)


def test_the_same_person_rises(app: Flask, now: datetime) -> None:
    alliance = make_alliance(head="Nguyễn Văn An")
    deputy = members.take_office(
        SYSTEM,
        alliance.id,
        Post(title="Phó Chủ tịch"),
        full_name="Lê Văn Cường",
        starts_on=date(2022, 1, 1),
        ends_on=date(2025, 6, 30),
        now=now,
    )

    head = members.take_office(
        SYSTEM,
        alliance.id,
        Post(title="Chủ tịch", is_head=True),
        person_id=deputy.person_id,
        starts_on=HALF_2025,
        now=now,
    )

    assert head.person_id == deputy.person_id
    assert members.labels([alliance.id], TODAY)[alliance.id].head_name == "Lê Văn Cường"


def test_people_of_another_alliance_are_not_taken_by_their_number(
    app: Flask, now: datetime
) -> None:
    stranger = make_head(make_alliance("A"))
    alliance = make_alliance("B")

    with pytest.raises(RuleViolation) as refusal:
        members.take_office(
            SYSTEM,
            alliance.id,
            Post(title="Chủ tịch"),
            person_id=stranger.person_id,
            starts_on=TODAY,
            now=now,
        )
    assert refusal.value.field == "person_id"


def test_an_office_needs_a_person(app: Flask, now: datetime) -> None:
    alliance = make_alliance()

    with pytest.raises(RuleViolation) as refusal:
        members.take_office(
            SYSTEM, alliance.id, Post(title="Chủ tịch"), full_name=" ", starts_on=TODAY, now=now
        )
    assert refusal.value.field == "full_name"


def test_a_misspelt_person_is_corrected(app: Flask, now: datetime) -> None:
    alliance = make_alliance()
    office = make_head(alliance, "Nguyễn Văn Ân")

    members.correct_office(
        SYSTEM,
        office.id,
        full_name="Nguyễn Văn An",
        honorific="Ông",
        title="Chủ tịch",
        title_en="Chairman",
        reason="Viết sai tên",
        now=now,
    )

    line = members.get_record(SYSTEM, alliance.id, TODAY).offices[0]
    assert (line.full_name, line.title_en, line.starts_on) == (
        "Nguyễn Văn An",
        "Chairman",
        date(2020, 1, 1),
    )


def test_a_signer_keeps_the_offices_of_the_own_alliance_only(app: Flask, now: datetime) -> None:
    own, other = make_alliances(2)
    year = make_year(alliances=[own, other])
    signer = actor(Role.SIGNER, year.cluster_id, own.id)
    officer = actor(Role.OFFICER, year.cluster_id, own.id)

    def take(who: Actor, alliance: Alliance) -> Office:
        return members.take_office(
            who,
            alliance.id,
            Post(title="Phó Chủ tịch"),
            full_name="Lê Văn Cường",
            starts_on=TODAY,
            now=now,
        )

    assert take(signer, own).title == "Phó Chủ tịch"
    for who, alliance in ((signer, other), (officer, own)):
        with pytest.raises(NotAllowed):
            take(who, alliance)
    with pytest.raises(NotAllowed):
        members.rename(signer, own.id, called=NEW_NAME, starts_on=TODAY, now=now)


def test_the_register_does_not_exist_for_whoever_has_no_role(app: Flask, now: datetime) -> None:
    alliance = make_alliance()
    nobody = Actor(user_id=None, name="nobody")

    for hidden in (
        lambda: members.get_record(nobody, alliance.id, TODAY),
        lambda: members.list_register(nobody, day=TODAY),
        lambda: members.rename(nobody, alliance.id, called=NEW_NAME, starts_on=TODAY, now=now),
        lambda: make_head_as(nobody, alliance, now),
    ):
        with pytest.raises(NotFound):
            hidden()
    assert members.list_clusters(nobody) == []


def make_head_as(who: Actor, alliance: Alliance, now: datetime) -> Office:
    return members.take_office(
        who, alliance.id, Post(title="Chủ tịch"), full_name="Ai đó", starts_on=TODAY, now=now
    )


def test_the_administrator_starts_the_register_but_does_not_keep_it(
    app: Flask, now: datetime
) -> None:
    admin = actor(Role.SYSADMIN, None)
    alliance = members.register_alliance(
        admin, code="KH", called=NEW_NAME, starts_on=HALF_2025, now=now
    )
    make_head_as(admin, alliance, now)
    make_year(alliances=[alliance, make_alliance("B")])

    with pytest.raises(NotAllowed):
        members.rename(admin, alliance.id, called=NEW_NAME, starts_on=TODAY, now=now)


def test_an_alliance_lists_its_years_and_posts_in_sight(app: Flask) -> None:
    first, second, third = make_alliances(3)
    here = make_year(2025, alliances=[first, second])
    make_year(2026, cluster=make_cluster("BAC", "Cụm miền Bắc"), alliances=[third, first])
    secretary = actor(Role.SECRETARY, here.cluster_id)

    seen = members.get_record(secretary, first.id, TODAY).years
    assert [(line.number, line.led, line.was_deputy) for line in seen] == [(2025, True, False)]
    everything = members.get_record(SYSTEM, first.id, TODAY).years
    assert [(line.number, line.led, line.was_deputy) for line in everything] == [
        (2026, False, True),
        (2025, True, False),
    ]
