"""Write the joint pledge before anybody signs it: text, targets, amendments."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import delete

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import Conflict, Message, NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.pledge_text import PledgeText, standard_text
from cluster.domain.pledges import (
    PledgeStatus,
    TargetLine,
    check_abandonable,
    check_amendable,
    check_changeable,
    check_target,
)
from cluster.domain.years import Phase, check_phase
from cluster.models import Pledge, Target, Year
from cluster.services import audit, rulebook, years
from cluster.services.pledges import reading
from cluster.services.pledges.reading import NO_TARGET, PledgeView, TargetValue
from cluster.services.pledges.targets import revision_of

NOT_ASSIGNED = _("Not assigned")
STANDARD = files("cluster") / "data" / "standard_pledge.json"


@atomic()
def create(actor: Actor, year_id: int, *, now: datetime) -> Pledge:
    """Start the year's pledge with the standard text on the published rule book."""
    year = years.get_to_run(actor, year_id)
    check_phase(year.phase, [Phase.SETUP, Phase.PLEDGE], _("Starting a pledge"))
    if reading.newest(year.id) is not None:
        raise RuleViolation(_("The year has a pledge already."))
    book = rulebook.current(year.id)
    if book.published_at is None:
        raise RuleViolation(_("Publish the rule book first; the pledge stands on it."))
    phrases = from_plain(PledgeText, json.loads(STANDARD.read_text(encoding="utf-8")))
    text = standard_text(phrases, year=year.number, cluster=year.cluster.name, book=book.book)
    pledge = Pledge(year_id=year.id, rulebook_id=book.id, version=1, text=to_plain(text))
    db.session.add(pledge)
    db.session.flush()
    audit.record(
        actor,
        "pledge.created",
        ("pledge", pledge.id),
        now,
        where=audit.within(year),
        after={"version": 1, "rulebook": book.version},
    )
    return pledge


@atomic()
def write_text(
    actor: Actor, pledge_id: int, *, text: PledgeText, revision: int, now: datetime
) -> Pledge:
    """Change the words of a pledge that nobody has signed; `revision` is the one that was read."""
    pledge, year = _changeable(actor, pledge_id)
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
    text.check()
    before = from_plain(PledgeText, pledge.text)
    if pledge.revision != revision:
        raise Conflict(
            _("Somebody else has changed the text since you opened it."),
            yours=_readable(text),
            theirs=_readable(before),
        )
    pledge.text, pledge.revision = to_plain(text), pledge.revision + 1
    audit.record(
        actor,
        "pledge.text_changed",
        ("pledge", pledge.id),
        now,
        where=audit.within(year),
        before=to_plain(before),
        after=to_plain(text),
    )
    return pledge


@atomic()
def set_targets(
    actor: Actor,
    pledge_id: int,
    *,
    alliance_id: int,
    targets: Mapping[str, TargetValue],
    seen: str | None,
    now: datetime,
) -> None:
    """Set all targets of one member at once, by criterion; a criterion left out has none.

    `seen` marks the targets that were read before; None where nobody read any.
    """
    pledge, year = _changeable(actor, pledge_id)
    permissions.require(permissions.can_set_targets(actor, year.cluster_id, alliance_id))
    view = reading.view_of(pledge, year)
    member = view.member(alliance_id)
    for criterion in view.lines:
        target = targets.get(criterion.code, NO_TARGET)
        check_target(
            TargetLine(
                code=criterion.code,
                value=target.value,
                not_assigned=target.not_assigned,
                may_be_not_assigned=criterion.may_be_not_assigned,
            )
        )
    if seen is not None and seen != revision_of(view, alliance_id):
        raise Conflict(
            _(
                "Somebody else has changed the targets of %(member)s since you opened them.",
                member=member.short_name,
            ),
            yours=_written(view, targets),
            theirs=_written(view, _of_member(view, alliance_id)),
        )
    _store(view, alliance_id, targets)
    audit.record(
        actor,
        "pledge.targets_set",
        ("pledge", pledge.id),
        now,
        where=audit.within(year, alliance_id),
        before=_plain(_of_member(view, alliance_id)),
        after=_plain(targets),
    )


@atomic()
def amend(actor: Actor, pledge_id: int, *, reason: str, now: datetime) -> Pledge:
    """Start a new version with the same text and targets; all members sign again.

    A version in force stays so until the new one is signed by all; one that was still being
    signed is given up at once.
    """
    pledge = get_or_raise(Pledge, pledge_id)
    year = years.get_to_run(actor, pledge.year_id)
    newest = reading.newest(year.id)
    is_newest = newest is not None and newest.id == pledge.id
    check_amendable(year.phase, pledge.status if is_newest else PledgeStatus.SUPERSEDED, reason)
    view = reading.view_of(pledge, year)
    amendment = Pledge(
        year_id=year.id,
        rulebook_id=rulebook.current(year.id).id,
        version=reading.list_versions(actor, year.id)[0].version + 1,
        text=pledge.text,
        amendment_reason=reason.strip(),
    )
    db.session.add(amendment)
    db.session.flush()
    for member in view.members:
        _insert(amendment.id, member.alliance_id, _of_member(view, member.alliance_id))
    if pledge.status is PledgeStatus.SIGNING:
        pledge.status = PledgeStatus.SUPERSEDED
    audit.record(
        actor,
        "pledge.amended",
        ("pledge", amendment.id),
        now,
        where=audit.within(year),
        after={"version": amendment.version},
        reason=reason.strip(),
    )
    return amendment


@atomic()
def give_up(actor: Actor, pledge_id: int, *, reason: str, now: datetime) -> Pledge:
    """Give up an amendment that not all members have signed; the pledge in force goes on alone.

    A rule book published for it is taken back, so that it keeps the year from nothing.
    """
    pledge = db.session.get(Pledge, pledge_id, with_for_update=True)
    if pledge is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    year = years.get_to_run(actor, pledge.year_id)
    in_force = reading.in_force(year.id)
    check_abandonable(
        year.phase, pledge.status, beside_one_in_force=in_force is not None, reason=reason
    )
    before, pledge.status = pledge.status, PledgeStatus.GIVEN_UP
    db.session.flush()
    if in_force is not None:
        rulebook.take_back_after(actor, year, in_force.rulebook_id, now=now)
    audit.record(
        actor,
        "pledge.given_up",
        ("pledge", pledge.id),
        now,
        where=audit.within(year),
        before={"version": pledge.version, "status": before.value},
        after={"status": pledge.status.value},
        reason=reason.strip(),
    )
    return pledge


def _changeable(actor: Actor, pledge_id: int) -> tuple[Pledge, Year]:
    """Return a pledge that may still change; it stands on the current rule book from now on."""
    pledge = get_or_raise(Pledge, pledge_id)
    year = years.get_visible(actor, pledge.year_id)
    check_changeable(year.phase, pledge.status, amendment=pledge.version > 1)
    pledge.rulebook_id = rulebook.current(year.id).id
    return pledge, year


def _store(view: PledgeView, alliance_id: int, targets: Mapping[str, TargetValue]) -> None:
    """Write a member's targets in place of those that stood; empty ones have no row."""
    db.session.execute(
        delete(Target).where(Target.pledge_id == view.id, Target.alliance_id == alliance_id)
    )
    asked = {criterion.code for criterion in view.lines}
    _insert(view.id, alliance_id, {code: t for code, t in targets.items() if code in asked})


def _insert(pledge_id: int, alliance_id: int, targets: Mapping[str, TargetValue]) -> None:
    db.session.add_all(
        Target(
            pledge_id=pledge_id,
            alliance_id=alliance_id,
            criterion_code=code,
            value=target.value,
            not_assigned=target.not_assigned,
        )
        for code, target in targets.items()
        if target != NO_TARGET
    )
    db.session.flush()


def _readable(text: PledgeText) -> dict[Message, str]:
    """Return the text field by field, to set beside another version of it."""
    fields = {
        _("Title of the pledge"): text.title,
        _("Subject"): text.subject,
        _("Legal bases"): "\n".join(text.legal_bases),
        _("Opening"): text.opening,
        _("Implementation"): "\n".join(text.implementation),
    }
    for number, content in enumerate(text.contents, start=1):
        fields[_("Part %(number)s", number=number)] = "\n".join(
            [content.heading, *content.paragraphs]
        )
    return fields


def _written(view: PledgeView, targets: Mapping[str, TargetValue]) -> dict[str, Any]:
    """Return a member's targets by the criteria's names, to set beside another version of them."""
    found = {c: targets.get(c.code, NO_TARGET) for c in view.lines}
    return {
        f"{criterion.code} {criterion.name_vi}": NOT_ASSIGNED if t.not_assigned else t.value
        for criterion, t in found.items()
    }


def _of_member(view: PledgeView, alliance_id: int) -> dict[str, TargetValue]:
    return {code: t for (alliance, code), t in view.targets.items() if alliance == alliance_id}


def _plain(targets: Mapping[str, TargetValue]) -> dict[str, Any]:
    return {code: to_plain(target) for code, target in targets.items() if target != NO_TARGET}
