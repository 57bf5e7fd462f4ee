"""Awards and papers for tests, made by the real services."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app

from cluster.domain.awards import Recipient
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase
from cluster.models import Award, Decision, IssuedPaper, User, Year
from cluster.services import awards, printing, ranking, years
from cluster.services.members import members_of
from tests.conftest import NOW, PLATES
from tests.make.people import make_user
from tests.make.scoring import acting, make_settled_year

REASON = "Đã có thành tích xuất sắc trong phong trào thi đua"
DECIDED_ON = date(2026, 3, 1)


def make_frozen_year(alliances: int = 3) -> Year:
    """Return a year whose ranking has just been frozen, with the catalogue of awards."""
    year = make_settled_year(alliances)
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    awards.install_catalogue(SYSTEM, now=NOW)
    return year


def make_published_year(alliances: int = 3) -> Year:
    """Return a year whose result is public."""
    year = make_frozen_year(alliances)
    return years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)


def kind_of(code: str) -> int:
    """Return the id of an entry of the catalogue."""
    return next(kind.id for kind in awards.list_kinds() if kind.code == code)


def member_of(year: Year, place: int = 0) -> int:
    """Return the alliance at a place of the year's order."""
    return members_of(year)[place].alliance_id


def propose(year: Year, code: str = "BK", *, place: int = 0, **changes: Any) -> Award:
    """Propose an award: a certificate of merit for the member itself, or what differs."""
    fields: dict[str, Any] = {"recipient": Recipient.COLLECTIVE, "reason": REASON}
    return awards.propose(
        SYSTEM,
        year.id,
        kind_id=kind_of(code),
        alliance_id=member_of(year, place),
        **(fields | changes),
        now=NOW,
    )


def propose_person(year: Year, name: str = "Nguyễn Văn An", code: str = "BK") -> Award:
    """Propose a person of the first member."""
    return propose(
        year,
        code,
        recipient=Recipient.INDIVIDUAL,
        recipient_name=name,
        honorific="Ông",
        position="Trưởng phòng Kế hoạch, Liên minh Hợp tác xã",
    )


def decide(year: Year, proposed: Sequence[Award], **changes: Any) -> Decision:
    """Enter a decision on these proposals."""
    fields: dict[str, Any] = {
        "number": "12/QĐ-LMHTXVN",
        "decided_on": DECIDED_ON,
        "authority": "Chủ tịch Liên minh Hợp tác xã Việt Nam",
        "place": "Hà Nội",
        "signer_title": "Chủ tịch",
        "signer_name": "Trần Văn Mẫu",
    }
    return awards.record_decision(
        SYSTEM,
        year.id,
        award_ids=[award.id for award in proposed],
        **(fields | changes),
        now=NOW,
    )


def make_decided(year: Year) -> Award:
    """Return an award that is decided."""
    award = propose(year)
    decide(year, [award])
    return award


def issue(
    year: Year,
    kind: PaperKind,
    about: int | None = None,
    *,
    actor: Actor = SYSTEM,
    address: str = "",
    now: datetime = NOW,
) -> IssuedPaper:
    """Issue a paper of the year; `address`: where the public finds the installation."""
    store = current_app.extensions["files"]
    return printing.issue(
        actor, store, year.id, kind=kind, about=about, plates=PLATES, address=address, now=now
    )


def reprint(year: Year, paper: IssuedPaper, *, actor: Actor = SYSTEM) -> bytes:
    """Return the bytes of an issued paper."""
    store = current_app.extensions["files"]
    return printing.reprint(actor, store, year.id, paper.id)[1]


def make_member(year: Year, role: Role, *, place: int | None = None, locale: str = "vi") -> User:
    """Make the account of somebody with one role in the year, for the member at a place if any."""
    alliance_id = None if place is None else member_of(year, place)
    return make_user(Grant(role, year.cluster_id, alliance_id), locale=locale)
