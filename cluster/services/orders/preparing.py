"""Prepare print orders, and bring drafts up to date: gather lines, look them through, keep them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select

from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Paper
from cluster.documents.press import open_press
from cluster.domain import permissions
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding
from cluster.domain.orders import OrderStatus, status_of
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.preflight import beside_other_papers
from cluster.domain.press_findings import Measured, on_another_sheet
from cluster.domain.years import vietnam_day
from cluster.models import Decision, PrintItem, PrintOrder, StockLayout, Year
from cluster.services import years
from cluster.services.orders.acts import add_draft, get_to_change, get_to_print, record
from cluster.services.orders.drafting import (
    Draft,
    lines_of,
    mark_of,
    read_draft,
    recognized,
    said_of,
)
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
    found = _looked_through(year, lines, plates, now)
    return _prepare(actor, year_id, found, title=decision.number, decision_id=decision_id, now=now)


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
    found = _looked_through(year, lines, plates, now)
    return _prepare(actor, year_id, found, title=filename, decision_id=decision_id, now=now)


def look_again(actor: Actor, year_id: int, order_id: int, *, plates: Path, now: datetime) -> bool:
    """Bring a draft up to date; tell whether what it was read from had changed.

    Text, names and numbers of its awards may have changed, and what the year has printed. What is
    measured anew takes a while, so it is done before the unit of work that stores it.
    """
    year, order = get_to_print(actor, year_id, order_id)
    if order.status is not OrderStatus.DRAFT:
        return False
    draft = read_draft(year, order)
    if draft.is_up_to_date:
        return False
    layout = db.session.get_one(StockLayout, draft.layout_id) if draft.layout_id else None
    measure = measurer(year, layout, len(draft.items), plates)
    found = _found_beside(draft, measure)
    if not draft.says_the_same:
        lines = _looked_through(year, list(draft.lines.values()), plates, now)
        found |= _found_on_sheet(lines, measure)
    return _keep_found(actor, year_id, order_id, draft, found, now)


def _looked_through(
    year: Year, lines: Sequence[Line], plates: Path, now: datetime
) -> list[tuple[Line, tuple[Finding, ...]]]:
    """Return lines with what is found in them, beside what the year has printed already."""
    known = numbered(year.id, recognized(year.id, lines))
    return checked(known, open_press(plates), vietnam_day(now))


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
    order = add_draft(actor, year_id, title=title, decision_id=decision_id, now=now)
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
    record(actor, year, order, "order.prepared", now, lines=len(lines))
    return order


def _found_beside(
    draft: Draft, measure: Callable[[Paper], Measured]
) -> dict[int, tuple[Finding, ...]]:
    """Return what is to be said of lines beside the year's other papers as they are now."""
    found = {}
    for item in draft.items:
        before = tuple(from_plain(Finding, finding) for finding in item.findings)
        now = beside_other_papers(before, draft.of_year.get(item.place, ()))
        if set(now) != set(before):
            paper = from_plain(PAPERS[item.form], item.data)
            now = on_another_sheet(now, partial(measure, paper))
        found[item.place] = now
    return found


def _found_on_sheet(
    lines: Sequence[tuple[Line, tuple[Finding, ...]]], measure: Callable[[Paper], Measured]
) -> dict[int, tuple[Finding, ...]]:
    """Return what was found in lines, as their words fit on the sheet that they are meant for."""
    return {
        line.entry.place: on_another_sheet(found, partial(measure, line.paper))
        for line, found in lines
    }


@atomic()
def _keep_found(
    actor: Actor,
    year_id: int,
    order_id: int,
    draft: Draft,
    found: Mapping[int, tuple[Finding, ...]],
    now: datetime,
) -> bool:
    """Keep what was found, unless something was done with the order meanwhile."""
    year, order = get_to_change(actor, year_id, order_id)
    if mark_of(order_id) != draft.mark:
        return False
    for item in db.session.scalars(select(PrintItem).where(PrintItem.order_id == order_id)):
        line = draft.lines.get(item.award_id or 0)
        if line is not None:
            item.title, item.data = line.title, to_plain(line.paper)
        item.findings = to_plain(found[item.place])
        item.status = status_of(found[item.place], is_accepted=False)
    record(actor, year, order, "order.looked_through_again", now, lines=len(draft.items))
    return True


def _given(year_id: int, decision_id: int | None) -> Given:
    if decision_id is None:
        return Given()
    decision = get_or_raise(Decision, decision_id)
    permissions.require_sight(decision.year_id == year_id)
    return Given(**said_of(decision))
