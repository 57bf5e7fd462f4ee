"""The record of changes: kept for good, read by those it is for."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from cluster.database import db
from cluster.domain.audit_words import Area
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Year
from cluster.models.audit import GUARD
from cluster.services import audit, members, ranking, years
from cluster.services.audit import AuditLine, Filter
from cluster.services.members import Called
from tests.conftest import NOW, TODAY
from tests.make.awards import make_member, member_of
from tests.make.members import make_alliance
from tests.make.people import actor as actor_of
from tests.make.queries import count_queries
from tests.make.scoring import acting, give, make_scoring_year, officer, self_score
from tests.make.years import make_year

LATER = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)


def entries(actor: Actor, year: Year, **only: object) -> list[AuditLine]:
    return audit.list_entries(actor, year, only=Filter(**only), today=TODAY).entries  # type: ignore[arg-type]


def actions(actor: Actor, year: Year, **only: object) -> list[str]:
    return [str(entry.action) for entry in entries(actor, year, **only)]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=2)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("UPDATE audit_entry SET reason = 'x'", id="changing an entry"),
        pytest.param("UPDATE audit_entry SET seq = seq + 1000", id="moving entries"),
        pytest.param("DELETE FROM audit_entry", id="deleting all entries"),
        pytest.param("DELETE FROM audit_entry WHERE seq = 1", id="deleting one"),
        pytest.param(
            "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1",
            id="replacing one",
        ),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(year: Year, attack: str) -> None:
    before = db.session.scalar(db.select(db.func.count()).select_from(AuditEntry))

    with pytest.raises(DatabaseError, match="audit entries are never"):
        db.session.execute(text(attack))
    db.session.rollback()

    assert db.session.scalar(db.select(db.func.count()).select_from(AuditEntry)) == before


def test_the_guard_is_known_for_both_databases() -> None:
    assert {dialect: len(statements) for dialect, statements in GUARD.items()} == {
        "sqlite": 3,
        "postgresql": 2,
    }


def test_an_entry_says_who_did_what_to_what_and_why(year: Year) -> None:
    secretary = acting(year, Role.SECRETARY)
    years.set_theme(secretary, year.id, theme="Đoàn kết, sáng tạo", now=LATER)

    (entry,) = entries(SYSTEM, year, actor_name="secretary")

    assert (str(entry.action), entry.actor_name, entry.at, entry.is_hidden) == (
        "Changed the year’s theme",
        "secretary",
        LATER,
        False,
    )
    assert [(str(c.name), c.before, c.after) for c in entry.changes] == [
        ("Theme", None, "Đoàn kết, sáng tạo")
    ]


def test_alliances_are_named_as_on_the_day_of_the_entry(year: Year) -> None:
    members.rename(
        SYSTEM,
        member_of(year),
        called=Called(name="Liên minh mới", short_name="Tên mới", name_en="New", seat="Mới"),
        starts_on=date(2026, 3, 3),
        now=LATER,
    )

    renamed, appointed = entries(SYSTEM, year, alliance_id=member_of(year))[:2]

    assert (str(renamed.action), renamed.about) == ("Gave an alliance a new name", "Tên mới")
    assert (str(appointed.action), appointed.about) == (
        "Named leader and deputy",
        "TP. Hồ Chí Minh",
    )
    assert [(str(c.name), c.after) for c in appointed.changes] == [
        ("Leader", "TP. Hồ Chí Minh"),
        ("Deputy", "Đắk Lắk"),
    ]


def test_the_record_is_narrowed_down_by_area_alliance_and_person(year: Year) -> None:
    years.set_theme(acting(year, Role.SECRETARY), year.id, theme="Mới", now=NOW)

    assert actions(SYSTEM, year, area=Area.YEARS) == [
        "Changed the year’s theme",
        "Named leader and deputy",
        "Set the year’s members",
        "Opened the year",
    ]
    assert actions(SYSTEM, year, area=Area.MEMBERS, alliance_id=member_of(year, 1)) == [
        "Entered who took an office",
        "Registered an alliance",
    ]
    assert actions(SYSTEM, year, actor_name="secretary") == ["Changed the year’s theme"]


def test_the_filter_offers_the_members_and_all_who_acted(year: Year) -> None:
    years.set_theme(acting(year, Role.SECRETARY), year.id, theme="Mới", now=NOW)

    page = audit.list_entries(SYSTEM, year, today=TODAY)

    assert (page.actors, page.alliances) == (
        ["secretary", "system"],
        [(member_of(year, 0), "TP. Hồ Chí Minh"), (member_of(year, 1), "Đắk Lắk")],
    )


def test_a_long_record_is_read_page_by_page(year: Year) -> None:
    for number in range(120):
        years.set_theme(SYSTEM, year.id, theme=f"Chủ đề {number}", now=NOW)
    seen: list[int] = []
    before: int | None = None
    while True:
        page = audit.list_entries(SYSTEM, year, only=Filter(before=before), today=TODAY)
        seen += [entry.seq for entry in page.entries]
        before = page.older
        if before is None:
            break

    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 120 + len(actions(SYSTEM, year, area=Area.MEMBERS)) + 3


def test_an_entry_of_another_cluster_is_nobodys_here(year: Year) -> None:
    make_alliance("XA", "Nơi xa", head="Người Xa")

    assert "Nơi xa" not in {entry.about for entry in entries(SYSTEM, year)}
    assert entries(Actor(user_id=1, name="Người lạ"), year) == []


def test_people_of_a_member_read_their_own_alliances_entries(year: Year) -> None:
    own = acting(year, Role.OFFICER, member_of(year, 1))

    assert {entry.about for entry in entries(own, year)} == {"Đắk Lắk"}


def test_reviewers_and_the_council_read_what_they_did_themselves(year: Year) -> None:
    council = actor_of(make_member(year, Role.COUNCIL, place=0))

    assert entries(council, year) == []


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        pytest.param(Role.AUDITOR, True, id="auditor"),
        pytest.param(Role.CHAIR, True, id="chair"),
        pytest.param(Role.SECRETARY, False, id="secretary"),
    ],
)
def test_accounts_are_followed_by_chair_and_auditor(year: Year, role: Role, reads: bool) -> None:
    make_member(year, Role.OFFICER, place=0)

    found = entries(acting(year, role), year, area=Area.PEOPLE)

    assert ("Nguyễn Thị Hoa" in {e.about for e in found if "account" in str(e.action)}) == reads


def test_points_show_in_the_record_only_when_the_ranking_is_frozen(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    for place in range(3):
        self_score(year, member_of(year, place))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    appraiser = acting(year, Role.REVIEWER, member_of(year, 1))
    fewer = Measure(actual=Decimal(25))
    give(appraiser, year, member_of(year), "III.1", Layer.APPRAISAL, fewer, reason="Đã xem")
    secretary, own = acting(year, Role.SECRETARY), officer(year, member_of(year))

    def newest(actor: Actor) -> tuple[bool, str]:
        entry = entries(actor, year, actor_name=appraiser.name)[0]
        return entry.is_hidden, entry.reason

    hidden = [newest(secretary), newest(own), newest(acting(year, Role.AUDITOR))]
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    ranking.freeze(secretary, year.id, now=NOW)
    shown = [newest(secretary), newest(own)]

    assert hidden == [(True, ""), (True, ""), (False, "Đã xem")]
    assert shown == [(False, "Đã xem"), (False, "Đã xem")]


def test_the_page_asks_the_same_number_of_questions_for_few_entries_and_many(year: Year) -> None:
    few = count_queries(lambda: entries(SYSTEM, year))
    for number in range(60):
        years.set_theme(SYSTEM, year.id, theme=f"Chủ đề {number}", now=NOW)

    many = count_queries(lambda: entries(SYSTEM, year))

    assert (few, many) == (5, 5)
