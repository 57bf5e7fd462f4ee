"""Order certificates: gather them, look them through, then start, pause, resume or cancel."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, insert, select, update

from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Paper
from cluster.documents.press import open_press
from cluster.domain import permissions
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.findings import Finding
from cluster.domain.orders import (
    ItemStatus,
    OrderStatus,
    check_move,
    check_start,
    status_of,
)
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.preflight import Measured, beside_other_papers, on_another_sheet
from cluster.domain.years import vietnam_day
from cluster.models import Decision, PrintItem, PrintOrder, StockLayout, Year
from cluster.services import audit, years
from cluster.services.orders.drafting import Draft, lines_of, read_draft, recognized
from cluster.services.orders.lines import PAPERS, Line, checked, numbered
from cluster.services.orders.listing import Given, read_list
from cluster.services.orders.measuring import measurer


def order_decision(
    actor: Actor, year_id: int, decision_id: int, *, plates: Path, now: datetime
) -> PrintOrder:
    """Prepare an order for all certificates of a decision; nothing is printed yet.

    Looking it through takes a while, so it is done before the unit of work that stores it.
    """
    year = years.get_to_run(actor, year_id)
    decision = get_or_raise(Decision, decision_id)
    permissions.require_sight(decision.year_id == year_id)
    lines = lines_of(year, decision)
    if not lines:
        raise RuleViolation(_("No award of this decision comes with a certificate."))
    looked_at = checked(
        numbered(year_id, recognized(year_id, lines)), open_press(plates), vietnam_day(now)
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
        numbered(year_id, recognized(year_id, lines)), open_press(plates), vietnam_day(now)
    )
    return _prepare(actor, year_id, looked_at, title=filename, decision_id=decision_id, now=now)


def look_again(actor: Actor, year_id: int, order_id: int, *, plates: Path, now: datetime) -> bool:
    """Bring a draft up to date; tell whether what it was read from had changed.

    Text, names and numbers of its awards may have changed, and what the year has printed. What is
    measured anew takes a while, so it is done before the unit of work that stores it.
    """
    year, order = _find(actor, year_id, order_id)
    if order.status is not OrderStatus.DRAFT:
        return False
    draft = read_draft(year, order)
    if draft.is_up_to_date:
        return False
    found = _found_beside(year, order, draft, plates)
    if not draft.says_the_same:
        found |= _found_anew(year, order, draft, plates, now)
    _keep_found(actor, year_id, order_id, draft, found, now)
    return True


def start(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    accepted: Collection[int],
    wants_singles: bool,
    now: datetime,
) -> PrintOrder:
    """Have the order printed: its sound lines, and those whose warnings were looked at.

    A draft that is not up to date is refused: nobody has seen what would be printed. That is looked
    at before the unit of work, which is short; what changes in between is met when it is printed.
    """
    year, order = _find(actor, year_id, order_id)
    if order.status is OrderStatus.DRAFT and not read_draft(year, order).is_up_to_date:
        raise RuleViolation(
            _(
                "What this order prints has changed since its lines were looked through. Look at"
                " what is found in them now, then start it."
            )
        )
    return _start(actor, year_id, order_id, accepted=accepted, wants_singles=wants_singles, now=now)


@atomic()
def _start(
    actor: Actor,
    year_id: int,
    order_id: int,
    *,
    accepted: Collection[int],
    wants_singles: bool,
    now: datetime,
) -> PrintOrder:
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


def _find(actor: Actor, year_id: int, order_id: int) -> tuple[Year, PrintOrder]:
    """Return an order with its year, for who prints, to look at it before it is changed."""
    year, order = years.get_to_run(actor, year_id), get_or_raise(PrintOrder, order_id)
    permissions.require_sight(order.year_id == year_id)
    return year, order


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


def _found_beside(
    year: Year, order: PrintOrder, draft: Draft, plates: Path
) -> dict[int, tuple[Finding, ...]]:
    """Return what is to be said of lines beside the year's other papers as they are now."""
    measured = _measured(year, order, draft, plates)
    found = {}
    for item in draft.items:
        before = tuple(from_plain(Finding, finding) for finding in item.findings)
        now = beside_other_papers(before, draft.of_year.get(item.place, ()))
        if set(now) != set(before):
            paper = from_plain(PAPERS[item.form], item.data)
            now = on_another_sheet(now, partial(measured, paper))
        found[item.place] = now
    return found


def _found_anew(
    year: Year, order: PrintOrder, draft: Draft, plates: Path, now: datetime
) -> dict[int, tuple[Finding, ...]]:
    """Look through the awards' certificates as they are now, on the sheet they are meant for."""
    lines = numbered(year.id, recognized(year.id, list(draft.lines.values())))
    measured = _measured(year, order, draft, plates)
    return {
        line.entry.place: on_another_sheet(found, partial(measured, line.paper))
        for line, found in checked(lines, open_press(plates), vietnam_day(now))
    }


def _measured(
    year: Year, order: PrintOrder, draft: Draft, plates: Path
) -> Callable[[Paper], Measured]:
    layout = db.session.get_one(StockLayout, order.layout_id) if order.layout_id else None
    return measurer(year, layout, len(draft.items), plates)


@atomic()
def _keep_found(
    actor: Actor,
    year_id: int,
    order_id: int,
    draft: Draft,
    found: Mapping[int, tuple[Finding, ...]],
    now: datetime,
) -> None:
    year, order = get_to_change(actor, year_id, order_id)
    if order.status is not OrderStatus.DRAFT:
        return
    for item in db.session.scalars(select(PrintItem).where(PrintItem.order_id == order_id)):
        line = draft.lines.get(item.award_id or 0)
        if line is not None:
            item.title, item.data = line.title, to_plain(line.paper)
        item.findings = to_plain(found[item.place])
        item.status = status_of(found[item.place], is_accepted=False)
    _record(actor, year, order, "order.looked_through_again", now, lines=len(draft.items))


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
