"""Enter the authority's decisions, and note what was handed out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.awards import (
    DECIDING,
    AwardStatus,
    check_decision,
    check_handing_out,
    check_move,
    check_standing,
)
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import check_phase, vietnam_day
from cluster.models import Award, AwardKind, Decision, Year
from cluster.services import audit, members, years
from cluster.services.awards.golden_book import check_numbers
from cluster.services.awards.nominations import nomination_of
from cluster.services.awards.papers import check_words_fit
from cluster.services.awards.reading import get_to_change, name_of


@atomic()
def record_decision(
    actor: Actor,
    year_id: int,
    *,
    number: str,
    decided_on: date,
    authority: str,
    place: str,
    signer_title: str,
    signer_name: str,
    award_ids: Sequence[int],
    golden_book_numbers: Mapping[int, str] = {},
    now: datetime,
) -> Decision:
    """Enter the authority's decision: the proposals named in it are decided.

    Refused for a member that may not have the award any more, for words that do not fit on the
    certificate, and for a golden book number that is none or was given before.
    """
    year = years.get_to_run(actor, year_id)
    check_phase(year.phase, DECIDING, _("Entering a decision"))
    check_decision(decided_on, len(award_ids), vietnam_day(now))
    _check_new(year, authority, number)
    decision = Decision(
        year_id=year_id,
        number=number,
        decided_on=decided_on,
        authority=authority,
        place=place,
        signer_title=signer_title,
        signer_name=signer_name,
    )
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor,
        "decision.entered",
        ("decision", decision.id),
        now,
        where=audit.within(year),
        after={"number": number, "decided_on": decided_on.isoformat(), "authority": authority},
    )
    decided = [_of_year(actor, year, award_id) for award_id in dict.fromkeys(award_ids)]
    named = members.labels([award.alliance_id for award in decided], decided_on)
    recipients = [(award, name_of(award, named[award.alliance_id])) for award in decided]
    check_numbers(year.id, authority, recipients, golden_book_numbers)
    for award in decided:
        award.golden_book_number = golden_book_numbers.get(award.id, "")
        _decide(actor, year, award, decision, now)
    return decision


@atomic()
def hand_out(actor: Actor, award_id: int, *, handed_out_on: date, now: datetime) -> Award:
    """Note that a decided award was handed to its recipient."""
    award, year = get_to_change(actor, award_id)
    check_phase(year.phase, DECIDING, _("Handing out an award"))
    check_move(award.status, AwardStatus.HANDED_OUT)
    decision = get_or_raise(Decision, award.decision_id)
    check_handing_out(handed_out_on, decision.decided_on, vietnam_day(now))
    before, award.status = award.status, AwardStatus.HANDED_OUT
    award.handed_out_on = handed_out_on
    audit.record(
        actor,
        "award.handed_out",
        ("award", award.id),
        now,
        where=audit.within(year, award.alliance_id),
        before={"status": before.value},
        after={"status": award.status.value, "handed_out_on": handed_out_on.isoformat()},
    )
    return award


def _decide(actor: Actor, year: Year, award: Award, decision: Decision, now: datetime) -> None:
    check_move(award.status, AwardStatus.DECIDED)
    kind = get_or_raise(AwardKind, award.kind_id)
    check_standing(nomination_of(award, kind, year))
    check_words_fit(year, award, kind, decision)
    before, award.status = award.status, AwardStatus.DECIDED
    award.decision_id = decision.id
    audit.record(
        actor,
        "award.decided",
        ("award", award.id),
        now,
        where=audit.within(year, award.alliance_id),
        before={"status": before.value},
        after={
            "status": award.status.value,
            "number": decision.number,
            "golden_book_number": award.golden_book_number,
        },
    )


def _check_new(year: Year, authority: str, number: str) -> None:
    known = select(Decision.id).where(
        Decision.year_id == year.id, Decision.authority == authority, Decision.number == number
    )
    if db.session.scalar(known) is not None:
        raise RuleViolation(_("This decision has been entered already."), field="number")


def _of_year(actor: Actor, year: Year, award_id: int) -> Award:
    award, its_year = get_to_change(actor, award_id)
    permissions.require_sight(its_year.id == year.id)
    return award
