"""The people of the sample: heads, officers, and whoever runs, reviews and watches the cycle."""

from dataclasses import dataclass
from datetime import date, datetime

from cluster.domain.errors import Message
from cluster.domain.permissions import ROLE_NAMES, SYSTEM, Actor, Grant, Role
from cluster.models import Alliance, Cluster
from cluster.services import members, people
from cluster.services.members import Called, Post
from cluster.services.people import Newcomer
from cluster.services.sample import tables

PASSWORD = "cum-thi-dua-2026"  # noqa: S105  printed by the demo, for sample accounts only
FORMED_ON = date(2025, 7, 1)
"""The provinces, and with them the alliances, merged on this day."""
EARLIER = date(2020, 1, 1)


@dataclass(frozen=True, kw_only=True)
class SampleAccount:
    """An account that the demo shows."""

    email: str
    name: str
    honorific: str
    roles: tuple[Role, ...]
    member: str | None = None

    @property
    def shown_roles(self) -> list[Message]:
        """Return what the account may do, in words."""
        return [ROLE_NAMES[role] for role in self.roles]


@dataclass(frozen=True, kw_only=True)
class SampleMember:
    """One of the six in the register."""

    alliance_id: int
    head_id: int


def _of_the_members() -> list[SampleAccount]:
    accounts = []
    for row in tables.rows("alliances"):
        place = row["code"].lower()
        head = SampleAccount(
            email=f"lanh-dao.{place}@cumthidua.example",
            name=row["head_name"],
            honorific=row["head_honorific"],
            roles=(Role.SIGNER, Role.COUNCIL),
            member=row["code"],
        )
        officer = SampleAccount(
            email=f"can-bo.{place}@cumthidua.example",
            name=row["officer_name"],
            honorific=row["officer_honorific"],
            roles=(Role.OFFICER,),
            member=row["code"],
        )
        accounts += [head, officer]
    return accounts


OF_THE_CLUSTER = [
    SampleAccount(
        email="thu-ky@cumthidua.example",
        name="Nguyễn Thị Bích Ngọc",
        honorific="Bà",
        roles=(Role.SECRETARY,),
    ),
    SampleAccount(
        email="chu-tri@cumthidua.example", name="Lý Hoàng Nam", honorific="Ông", roles=(Role.CHAIR,)
    ),
    SampleAccount(
        email="tham-dinh.kha@cumthidua.example",
        name="Trương Thị Lệ Thủy",
        honorific="Bà",
        roles=(Role.REVIEWER,),
        member="KHA",
    ),
    SampleAccount(
        email="tham-dinh.hcm@cumthidua.example",
        name="Đoàn Công Vinh",
        honorific="Ông",
        roles=(Role.REVIEWER,),
        member="HCM",
    ),
    SampleAccount(
        email="giam-sat@cumthidua.example",
        name="Dương Thị Ái Liên",
        honorific="Bà",
        roles=(Role.AUDITOR,),
    ),
    SampleAccount(
        email="quan-tri@cumthidua.example",
        name="Hồ Sĩ Hùng",
        honorific="Ông",
        roles=(Role.SYSADMIN,),
    ),
]
ACCOUNTS = [*OF_THE_CLUSTER, *_of_the_members()]
SHOWN_ACCOUNTS = [*OF_THE_CLUSTER, *(each for each in _of_the_members() if each.member == "DNI")]


def register_alliances(now: datetime) -> dict[str, SampleMember]:
    """Register the six and those that merged into them; returns the six by code."""
    alliances = {
        row["code"]: members.register_alliance(
            SYSTEM, code=row["code"], called=_called(row), starts_on=EARLIER, now=now
        )
        for row in [*tables.rows("alliances"), *tables.rows("merged")]
    }
    for member in tables.MEMBERS:
        merged = [row["code"] for row in tables.rows("merged") if row["into"] == member]
        members.merge(
            SYSTEM,
            [alliances[code].id for code in merged],
            successor_id=alliances[member].id,
            on=FORMED_ON,
            now=now,
        )
    return {
        row["code"]: SampleMember(
            alliance_id=alliances[row["code"]].id,
            head_id=_seat_head(alliances[row["code"]], row, now),
        )
        for row in tables.rows("alliances")
    }


def open_accounts(
    cluster: Cluster, six: dict[str, SampleMember], now: datetime
) -> dict[str, Actor]:
    """Open the accounts; returns who acts, by the local part of the e-mail address."""
    actors = {}
    for account in ACCOUNTS:
        member = six[account.member] if account.member else None
        grants = tuple(_grant(role, cluster, member) for role in account.roles)
        is_head = member is not None and Role.SIGNER in account.roles
        user = people.create_account(
            SYSTEM,
            Newcomer(
                email=account.email,
                full_name=account.name,
                honorific=account.honorific,
                person_id=member.head_id if is_head and member else None,
            ),
            password=PASSWORD,
            grants=grants,
            starts_on=FORMED_ON,
            now=now,
        )
        name = account.email.partition("@")[0]
        actors[name] = Actor(user_id=user.id, name=account.name, grants=grants)
    return actors


def _grant(role: Role, cluster: Cluster, member: SampleMember | None) -> Grant:
    cluster_id = None if role is Role.SYSADMIN else cluster.id
    return Grant(role, cluster_id, member.alliance_id if member else None)


def _called(row: dict[str, str]) -> Called:
    return Called(
        name=row["name"], short_name=row["short_name"], name_en=row["name_en"], seat=row["seat"]
    )


def _seat_head(alliance: Alliance, row: dict[str, str], now: datetime) -> int:
    office = members.take_office(
        SYSTEM,
        alliance.id,
        Post(title=row["head_title"], title_en="Chairperson", is_head=True),
        full_name=row["head_name"],
        honorific=row["head_honorific"],
        starts_on=EARLIER,
        now=now,
    )
    return office.person_id
