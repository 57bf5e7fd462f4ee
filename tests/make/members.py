"""Clusters and alliances for tests, made by the real services."""

from datetime import date

from cluster.domain.permissions import SYSTEM
from cluster.models import Alliance, Cluster, Office
from cluster.services import members
from cluster.services.members import Called, Post
from tests.conftest import NOW

SIX = (
    ("HCM", "TP. Hồ Chí Minh", "Ho Chi Minh City"),
    ("DAKLAK", "Đắk Lắk", "Dak Lak"),
    ("GIALAI", "Gia Lai", "Gia Lai"),
    ("LAMDONG", "Lâm Đồng", "Lam Dong"),
    ("DONGNAI", "Đồng Nai", "Dong Nai"),
    ("KHANHHOA", "Khánh Hòa", "Khanh Hoa"),
)
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng")


def make_cluster(code: str = "NAM", name: str = "Cụm thi đua miền Nam") -> Cluster:
    """Register a cluster."""
    return members.register_cluster(
        SYSTEM,
        code=code,
        name=name,
        name_en="Southern emulation cluster",
        authority="Liên minh Hợp tác xã Việt Nam",
        now=NOW,
    )


def make_alliance(
    code: str = "KHANHHOA",
    seat: str = "Khánh Hòa",
    *,
    seat_en: str = "",
    head: str = "",
    starts_on: date = date(2020, 1, 1),
) -> Alliance:
    """Register an alliance of a province, with its head if `head` names one."""
    alliance = members.register_alliance(
        SYSTEM,
        code=code,
        called=Called(
            name=f"Liên minh Hợp tác xã {seat}",
            short_name=seat,
            name_en=f"Cooperative Alliance of {seat_en or seat}",
            seat=seat,
        ),
        starts_on=starts_on,
        now=NOW,
    )
    if head:
        make_head(alliance, head, starts_on=starts_on)
    return alliance


def make_head(
    alliance: Alliance, full_name: str = "Nguyễn Văn An", *, starts_on: date = date(2020, 1, 1)
) -> Office:
    """Make somebody the head of an alliance from a day on."""
    return members.take_office(
        SYSTEM,
        alliance.id,
        Post(title="Chủ tịch", title_en="Chair", is_head=True),
        full_name=full_name,
        honorific="Ông",
        starts_on=starts_on,
        now=NOW,
    )


def make_new_head(alliance_id: int, *, starts_on: date) -> None:
    """Let somebody else take the head's place from a day on."""
    members.take_office(
        SYSTEM,
        alliance_id,
        Post(title="Quyền Chủ tịch", title_en="Acting Chair", is_head=True),
        full_name="Bùi Thị Mới",
        honorific="Bà",
        starts_on=starts_on,
        now=NOW,
    )


def rename(alliance_id: int, *, starts_on: date) -> None:
    """Give an alliance another name from a day on."""
    called = Called(name="Liên minh Hợp tác xã Mới", short_name="Mới", name_en="New", seat="Mới")
    members.rename(SYSTEM, alliance_id, called=called, starts_on=starts_on, now=NOW)


def make_deputy(alliance_id: int, full_name: str = "Trần Thị Phó") -> int:
    """Make somebody the deputy head of an alliance, and return who it is."""
    office = members.take_office(
        SYSTEM,
        alliance_id,
        Post(title="Phó Chủ tịch", title_en="Vice Chair"),
        full_name=full_name,
        starts_on=date(2020, 1, 1),
        now=NOW,
    )
    return office.person_id


def make_alliances(count: int = 6) -> list[Alliance]:
    """Register so many alliances with heads: the six of the field first, then numbered ones."""
    known = list(SIX[:count])
    more = [(f"TINH-{n}", f"Tỉnh {n}", f"Province {n}") for n in range(len(known) + 1, count + 1)]
    return [
        make_alliance(
            code, seat, seat_en=seat_en, head=f"{FAMILY_NAMES[i % 6]} Văn {chr(ord('A') + i % 26)}"
        )
        for i, (code, seat, seat_en) in enumerate(known + more)
    ]
