"""The awards of a year as a person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cluster.database import db, get_or_raise
from cluster.domain import permissions, vietnamese
from cluster.domain.awards import AwardList, AwardStatus, CertificateForm, Recipient
from cluster.domain.errors import NotFound, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.models import Award, Year
from cluster.services import members, years


@dataclass(frozen=True, kw_only=True)
class AwardLine:
    """One award as the list shows it, named as on the day it was decided or proposed."""

    id: int
    list: AwardList
    kind_vi: str
    kind_en: str
    certificate: CertificateForm
    alliance: str
    recipient: Recipient
    recipient_name: str
    position: str
    reason: str
    status: AwardStatus
    decision: str
    decided_on: date | None
    golden_book_number: str
    handed_out_on: date | None


def list_awards(actor: Actor, year_id: int) -> list[AwardLine]:
    """Return the year's awards: all for who runs the year, else decided ones and one's own.

    Collectives first, each group sorted by award and recipient; four queries.
    """
    year = years.get_visible(actor, year_id)
    visible = [award for award in list_rows(year_id) if _is_visible(actor, year, award)]
    named = members.labels_at((award.alliance_id, day_of(award)) for award in visible)
    lines = [_line(award, named[award.alliance_id, day_of(award)]) for award in visible]
    return sorted(
        lines,
        key=lambda line: (
            line.recipient is Recipient.INDIVIDUAL,
            line.list is AwardList.FORM,
            vietnamese.sort_key(line.kind_vi),
            vietnamese.sort_key(line.recipient_name),
        ),
    )


def get_line(actor: Actor, year_id: int, award_id: int) -> AwardLine:
    """Return one of the year's awards that this person may see."""
    for line in list_awards(actor, year_id):
        if line.id == award_id:
            return line
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def get_to_change(actor: Actor, award_id: int) -> tuple[Award, Year]:
    """Return an award with its year, for who runs it."""
    award = get_or_raise(Award, award_id)
    year = years.get_to_run(actor, award.year_id)
    return award, year


def day_of(award: Award) -> date:
    """Return the day whose names an award carries: of its decision, till then of its proposal."""
    return award.decision.decided_on if award.decision else award.proposed_on


def name_of(award: Award, alliance: Member) -> str:
    """Return who receives it, with the form of address; without a name it is the alliance."""
    return f"{award.honorific} {award.recipient_name or alliance.name}".strip()


def list_rows(year_id: int) -> Sequence[Award]:
    """Return the year's awards with kind and decision, as stored (1 query)."""
    return db.session.scalars(
        select(Award)
        .where(Award.year_id == year_id)
        .options(joinedload(Award.kind), joinedload(Award.decision))
        .order_by(Award.id)
    ).all()


def _is_visible(actor: Actor, year: Year, award: Award) -> bool:
    if permissions.can_see_all_awards(actor, year.cluster_id):
        return True
    own = award.alliance_id in actor.alliances(year.cluster_id)
    return own or award.status in {AwardStatus.DECIDED, AwardStatus.HANDED_OUT}


def _line(award: Award, alliance: Member) -> AwardLine:
    return AwardLine(
        id=award.id,
        list=award.kind.list,
        kind_vi=award.kind.name_vi,
        kind_en=award.kind.name_en,
        certificate=award.kind.certificate,
        alliance=alliance.short_name,
        recipient=award.recipient,
        recipient_name=name_of(award, alliance),
        position=award.position,
        reason=award.reason,
        status=award.status,
        decision=award.decision.number if award.decision else "",
        decided_on=award.decision.decided_on if award.decision else None,
        golden_book_number=award.golden_book_number,
        handed_out_on=award.handed_out_on,
    )
