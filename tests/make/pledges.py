"""Pledges and the people of members for tests, made by the real services."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Pledge, Year
from cluster.services import pledges, years
from cluster.services.members import members_of
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.make.members import make_deputy
from tests.make.once import once
from tests.make.people import actor, make_user
from tests.make.rulebook import make_rulebook, small_book
from tests.make.years import make_year


def make_person(
    full_name: str,
    *roles: Role,
    cluster_id: int,
    alliance_id: int | None = None,
    person_id: int | None = None,
) -> Actor:
    """Return a person with an account and these roles; `person_id` as the register knows them."""
    grants = [Grant(role, cluster_id, alliance_id) for role in roles]
    return actor(make_user(*grants, full_name=full_name, person_id=person_id))


def make_signer(year: Year, alliance_id: int) -> Actor:
    """Return the authorised signer of a member, who holds an office in it."""
    return make_person(
        f"Người Ký {alliance_id}",
        Role.SIGNER,
        cluster_id=year.cluster_id,
        alliance_id=alliance_id,
        person_id=make_deputy(alliance_id, f"Người Ký {alliance_id}"),
    )


def make_officer(year: Year, alliance_id: int, full_name: str = "") -> Actor:
    """Return an emulation officer of a member."""
    return make_person(
        full_name or f"Chuyên Viên {alliance_id}",
        Role.OFFICER,
        cluster_id=year.cluster_id,
        alliance_id=alliance_id,
    )


def make_secretary(year: Year) -> Actor:
    """Return the secretary of the year's cluster."""
    return make_person("Thư Ký Cụm", Role.SECRETARY, cluster_id=year.cluster_id)


@once
def make_pledge_year(lines: int = 2, *, members: int = 2, number: int = 2026) -> Year:
    """Return a year in Setup with a small published rule book."""
    year = make_year(number, alliances=members)
    make_rulebook(year, small_book(lines))
    return year


def make_pledge(year: Year, value: Decimal | None = Decimal(10)) -> Pledge:
    """Return the year's pledge as a draft; every target has this value, unless there is none."""
    pledge = pledges.create(SYSTEM, year.id, now=NOW)
    if value is not None:
        for member in members_of(year):
            set_targets(year, pledge, member.alliance_id, value)
    return pledge


def set_targets(
    year: Year, pledge: Pledge, alliance_id: int, value: Decimal | Mapping[str, TargetValue]
) -> None:
    """Set a member's targets: all to the same value, or as given."""
    if isinstance(value, Decimal):
        lines = pledges.view(SYSTEM, year.id).lines
        value = {line.code: TargetValue(value=value) for line in lines}
    pledges.set_targets(
        SYSTEM, pledge.id, alliance_id=alliance_id, targets=value, seen=None, now=NOW
    )


def make_signed_pledge(year: Year, value: Decimal = Decimal(10)) -> Pledge:
    """Return the year's pledge in force, and the year in the phase Pledge."""
    pledge = make_pledge(year, value)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    return sign_by_all(year, pledge)


def sign_by_all(year: Year, pledge: Pledge) -> Pledge:
    """Let every member's signer sign."""
    for member in members_of(year):
        sign(pledge, make_signer(year, member.alliance_id), member.alliance_id)
    return pledge


def sign(pledge: Pledge, signer: Actor, alliance_id: int) -> Pledge:
    """Let one signer sign with consent and the right password."""
    return pledges.sign(
        signer,
        pledge.id,
        alliance_id=alliance_id,
        password_checked=True,
        consented=True,
        now=NOW,
    )


def last_entry(action: str) -> AuditEntry:
    """Return the newest entry of the record about such an act."""
    entry = db.session.scalar(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq.desc())
    )
    assert entry is not None
    return entry


def first_member(year: Year) -> int:
    """Return the alliance that is the first of the year."""
    return members_of(year)[0].alliance_id


def second_member(year: Year) -> int:
    """Return the alliance that is the second of the year."""
    return members_of(year)[1].alliance_id
