"""Order certificates: gather them, look them through, then start, pause, resume or cancel."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import joinedload

from cluster.database import atomic, db, get_or_raise
from cluster.documents.press import open_press
from cluster.domain import permissions
from cluster.domain.awards import CertificateForm, Recipient, check_certificate, check_leader
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.orders import (
    ItemStatus,
    OrderStatus,
    check_move,
    check_start,
    status_of,
)
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.preflight import Entry, Finding
from cluster.domain.years import vietnam_day
from cluster.models import Award, AwardKind, Decision, PrintItem, PrintOrder, Year
from cluster.services import audit, members, years
from cluster.services.awards.nominations import next_leader
from cluster.services.awards.papers import paper_of
from cluster.services.awards.reading import name_of
from cluster.services.orders.lines import Line, checked, numbered
from cluster.services.orders.listing import Given, read_list
from cluster.services.orders.printed import Printed


def order_decision(
    actor: Actor, year_id: int, decision_id: int, *, plates: Path, now: datetime
) -> PrintOrder:
    """Prepare an order for all certificates of a decision; nothing is printed yet.

    Looking it through takes a while, so it is done before the unit of work that stores it.
    """
    year = years.get_to_run(actor, year_id)
    decision = get_or_raise(Decision, decision_id)
    permissions.require_sight(decision.year_id == year_id)
    lines = _lines_of(year, decision)
    if not lines:
        raise RuleViolation(_("No award of this decision comes with a certificate."))
    looked_at = checked(
        numbered(year_id, _recognized(year_id, lines)), open_press(plates), vietnam_day(now)
    )
    return _prepare(
        actor, year_id, looked_at, title=decision.number, decision_id=decision_id, now=now
    )


def order_list(
    actor: Actor,
    year_id: int,
    *,
    content: bytes,
    filename: str,
    text: AwardWording,
    decision_id: int | None,
    plates: Path,
    now: datetime,
) -> PrintOrder:
    """Prepare an order from a list, said as a built-in text says it.

    Its rows without a decision belong to the one given.
    """
    year = years.get_to_run(actor, year_id)
    lines = read_list(
        content,
        filename,
        text=text,
        given=_given(year_id, decision_id),
        is_sample=year.cluster.is_sample,
    )
    if not lines:
        raise RuleViolation(_("The list has no rows."), field="workbook")
    looked_at = checked(
        numbered(year_id, _recognized(year_id, lines)), open_press(plates), vietnam_day(now)
    )
    return _prepare(actor, year_id, looked_at, title=filename, decision_id=decision_id, now=now)


@atomic()
def start(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    accepted: Collection[int],
    wants_singles: bool,
    now: datetime,
) -> PrintOrder:
    """Have the order printed: its sound lines, and those whose warnings were looked at."""
    year, order = get_to_change(actor, year_id, order_id)
    check_move(order.status, OrderStatus.PRINTING)
    if order.status is not OrderStatus.DRAFT:
        raise RuleViolation(_("This order was started already."))
    places = _accept(order_id, set(accepted))
    certificates = _count(order_id, ItemStatus.WAITING)
    check_start(certificates)
    order.wants_singles = wants_singles
    order.ordered_by, order.user_id = actor.name, actor.user_id
    _set_running(order, now)
    _record(
        actor,
        year,
        order,
        "order.started",
        now,
        certificates=certificates,
        accepted=places,
    )
    return order


def _accept(order_id: int, looked_at: set[int]) -> list[int]:
    """Let lines be printed whose warnings were looked at; return which ones."""
    left_out = db.session.scalars(
        select(PrintItem.place)
        .where(PrintItem.order_id == order_id, PrintItem.status == ItemStatus.LEFT_OUT)
        .order_by(PrintItem.place)
    )
    places = [place for place in left_out if place in looked_at]
    accepted = (PrintItem.order_id == order_id, PrintItem.place.in_(places))
    db.session.execute(update(PrintItem).where(*accepted).values(status=ItemStatus.WAITING))
    return places


def _count(order_id: int, status: ItemStatus) -> int:
    counted = select(func.count()).where(PrintItem.order_id == order_id, PrintItem.status == status)
    return db.session.scalar(counted) or 0


@atomic()
def pause(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Stop printing after the certificates at hand; it can be resumed."""
    year, order = get_to_change(actor, year_id, order_id)
    _move(order, OrderStatus.PAUSED)
    _record(actor, year, order, "order.paused", now)


@atomic()
def resume(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Go on with a paused order."""
    year, order = get_to_change(actor, year_id, order_id)
    if order.status is not OrderStatus.PAUSED:
        raise RuleViolation(_("Only a paused order is resumed."))
    _set_running(order, now)
    _record(actor, year, order, "order.resumed", now)


@atomic()
def cancel(actor: Actor, year_id: int, order_id: int, *, now: datetime) -> None:
    """Give an order up: what is printed stays in the register, the rest is not printed."""
    year, order = get_to_change(actor, year_id, order_id)
    _move(order, OrderStatus.CANCELLED)
    order.finished_at = now
    _record(actor, year, order, "order.cancelled", now)


def get_to_change(actor: Actor, year_id: int, order_id: int) -> tuple[Year, PrintOrder]:
    """Return an order with its year, for who prints; locked until the unit of work ends."""
    year = years.get_to_run(actor, year_id)
    order = db.session.get(PrintOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return year, order


def _move(order: PrintOrder, status: OrderStatus) -> None:
    check_move(order.status, status)
    order.status = status


def _set_running(order: PrintOrder, now: datetime) -> None:
    """Let the order run; how long it takes is reckoned from here."""
    _move(order, OrderStatus.PRINTING)
    order.running_since, order.alive_at = now, None
    order.done_before = _count(order.id, ItemStatus.PRINTED)


@atomic()
def _prepare(
    actor: Actor,
    year_id: int,
    lines: Sequence[tuple[Line, tuple[Finding, ...]]],
    *,
    title: str,
    decision_id: int | None,
    now: datetime,
) -> PrintOrder:
    year = years.get_to_run(actor, year_id)
    order = PrintOrder(
        year_id=year_id,
        decision_id=decision_id,
        title=title,
        ordered_at=now,
        ordered_by=actor.name,
        user_id=actor.user_id,
    )
    db.session.add(order)
    db.session.flush()
    items = [
        {
            "order_id": order.id,
            "place": line.entry.place,
            "award_id": line.award_id,
            "alliance_id": line.alliance_id,
            "form": line.form,
            "title": line.title,
            "data": to_plain(line.paper),
            "findings": to_plain(findings),
            "status": status_of(findings, is_accepted=False),
        }
        for line, findings in lines
    ]
    db.session.execute(insert(PrintItem), items)
    _record(actor, year, order, "order.prepared", now, lines=len(lines))
    return order


def _lines_of(year: Year, decision: Decision) -> list[Line]:
    """Return a line for each award of a decision that comes with a certificate."""
    awards = db.session.scalars(
        select(Award)
        .join(AwardKind)
        .where(Award.decision_id == decision.id, AwardKind.certificate != CertificateForm.NONE)
        .options(joinedload(Award.kind))
        .order_by(Award.id)
    ).all()
    named = members.labels([award.alliance_id for award in awards], decision.decided_on)
    return [
        _line_of(year, award, decision, named[award.alliance_id], place=place)
        for place, award in enumerate(awards, 1)
    ]


def _line_of(year: Year, award: Award, decision: Decision, alliance: Member, *, place: int) -> Line:
    kind = award.kind
    check_certificate(award.status, kind.certificate)
    if kind.certificate is CertificateForm.LEADER:
        check_leader(award.alliance_id, next_leader(year), alliance.short_name)
    return Line(
        entry=Entry(
            place=place,
            is_person=award.recipient is Recipient.INDIVIDUAL,
            name=award.recipient_name or alliance.name,
            position=award.position,
            award=kind.name_vi,
            reason=award.reason,
            decision_number=decision.number,
            decided_on=decision.decided_on,
            authority=decision.authority,
            seat=decision.place,
            signer_title=decision.signer_title,
            signer_name=decision.signer_name,
            golden_book_number=award.golden_book_number,
        ),
        form=kind.certificate,
        title=f"{kind.name_vi} – {name_of(award, alliance)}",
        paper=paper_of(year, award, kind, decision, alliance),
        award_id=award.id,
        alliance_id=award.alliance_id,
    )


def _recognized(year_id: int, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those marked of which the year has a valid certificate already."""
    printed = Printed(year_id)
    printed.look()
    serials = (printed.serial_of(line.award_id, to_plain(line.paper)) for line in lines)
    return [
        replace(line, entry=replace(line.entry, printed_as=serial)) if serial else line
        for line, serial in zip(lines, serials, strict=True)
    ]


def _given(year_id: int, decision_id: int | None) -> Given:
    if decision_id is None:
        return Given()
    decision = get_or_raise(Decision, decision_id)
    permissions.require_sight(decision.year_id == year_id)
    return Given(
        decision_number=decision.number,
        decided_on=decision.decided_on,
        authority=decision.authority,
        seat=decision.place,
        signer_title=decision.signer_title,
        signer_name=decision.signer_name,
    )


def _record(
    actor: Actor, year: Year, order: PrintOrder, action: str, now: datetime, **after: object
) -> None:
    audit.record(
        actor,
        action,
        ("print_order", order.id),
        now,
        where=audit.within(year),
        after={"order": order.title, **after},
    )
