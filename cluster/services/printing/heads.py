"""What heads a cluster's own papers, and who signs them: the year's leader, as on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from cluster.database import db
from cluster.documents.letterhead import Letterhead, Signer
from cluster.domain.membership import Member
from cluster.domain.permissions import Role
from cluster.models import Leadership, Person, RoleGrant, User, Year
from cluster.services import members

LEFT_OPEN = "…………"


@dataclass(frozen=True, kw_only=True)
class Head:
    """Letterhead and signer of one paper."""

    letterhead: Letterhead
    signer: Signer


def head_of(year: Year, named_on: date, *, dated: date | None) -> Head:
    """Return the head of a paper of the year, names as on a day; undated is dated by hand.

    Number and, while the year has no leader, place and name are left open to be written by hand.
    """
    leader = leader_of(year.cluster_id, year.number, named_on)
    return Head(
        letterhead=Letterhead(
            authority=year.cluster.authority.upper(),
            issuer=year.cluster.name.upper(),
            place=leader.seat if leader and leader.seat else LEFT_OPEN,
            dated=dated,
        ),
        signer=Signer(
            on_behalf_of="TM. CỤM THI ĐUA",
            position="CỤM TRƯỞNG",
            organization=f"{leader.head_title} {leader.name}".strip().upper() if leader else "",
            name=leader.head_name if leader else "",
        ),
    )


def secretary_of(year: Year, day: date, recorder: object) -> str:
    """Return the name of the cluster's secretary on a day; of several, the one who recorded.

    Empty where that is nobody, or not to be told apart.
    """
    names = db.session.scalars(
        select(Person.full_name)
        .join(User, User.person_id == Person.id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role == Role.SECRETARY,
            RoleGrant.cluster_id == year.cluster_id,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
        .distinct()
    ).all()
    alone = names if len(names) == 1 else [name for name in names if name == recorder]
    return "".join(alone)


def leader_of(cluster_id: int, number: int, named_on: date) -> Member | None:
    """Return the alliance that leads the cluster in a year, named as on a day."""
    leader_id = db.session.scalar(
        select(Leadership.leader_id).where(
            Leadership.cluster_id == cluster_id, Leadership.year_number == number
        )
    )
    return None if leader_id is None else members.labels([leader_id], named_on)[leader_id]
