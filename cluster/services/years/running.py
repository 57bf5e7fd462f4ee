"""Run a year: its theme, members, planned days and phases."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from cluster.database import atomic, db
from cluster.domain.errors import Conflict, RuleViolation, _
from cluster.domain.leadership import check_leaders
from cluster.domain.membership import could_compete
from cluster.domain.objections import check_days
from cluster.domain.permissions import Actor
from cluster.domain.years import (
    PHASE_NAMES,
    Phase,
    check_move,
    check_phase,
    check_plan,
    check_plannable,
    vietnam_day,
)
from cluster.models import Alliance, Leadership, PhaseDate, Year, YearMember
from cluster.services import audit
from cluster.services.members import labels, members_of
from cluster.services.years.state import get_to_run, mark_of, phase_dates, state_of

SAVED_BY_ANOTHER = _("Somebody else has changed this since you opened it.")


@atomic()
def set_theme(
    actor: Actor, year_id: int, *, theme: str, seen: str | None = None, now: datetime
) -> Year:
    """Change the theme of the year, as its pledge and papers show it from now on.

    `seen` here and below: the mark of what the form showed; None where nobody looked before.
    """
    year = get_to_run(actor, year_id, alone=True)
    check_phase(year.phase, [Phase.SETUP, Phase.PLEDGE, Phase.REPORT], _("Changing the theme"))
    if seen not in {None, mark_of(year.theme)}:
        raise Conflict(
            SAVED_BY_ANOTHER,
            yours={_("Theme of the year").text: theme},
            theirs={_("Theme of the year").text: year.theme},
        )
    before, year.theme = year.theme, theme
    audit.record(
        actor,
        "year.theme_set",
        ("year", year.id),
        now,
        where=audit.within(year),
        before={"theme": before},
        after={"theme": theme},
    )
    return year


@atomic()
def set_members(
    actor: Actor,
    year_id: int,
    alliance_ids: Sequence[int],
    *,
    seen: str | None = None,
    now: datetime,
) -> Year:
    """Make these alliances the members of the year, in this order; only while it is set up."""
    year = get_to_run(actor, year_id, alone=True)
    check_phase(year.phase, [Phase.SETUP], _("Changing the members"))
    ordered = list(dict.fromkeys(alliance_ids))
    _check_members(ordered, year.number)
    _check_leaders_stay(year, ordered)
    before = [member.alliance_id for member in members_of(year)]
    if seen not in {None, mark_of(*before)}:
        raise Conflict(
            SAVED_BY_ANOTHER,
            yours={_("Members of the year").text: _in_words(year, ordered)},
            theirs={_("Members of the year").text: _in_words(year, before)},
        )
    db.session.execute(delete(YearMember).where(YearMember.year_id == year.id))
    db.session.add_all(
        YearMember(year_id=year.id, alliance_id=alliance_id, position=position)
        for position, alliance_id in enumerate(ordered, start=1)
    )
    audit.record(
        actor,
        "year.members_set",
        ("year", year.id),
        now,
        where=audit.within(year),
        before={"members": before},
        after={"members": ordered},
    )
    return year


@atomic()
def plan(
    actor: Actor,
    year_id: int,
    planned: Mapping[Phase, date | None],
    *,
    objection_days: int | None = None,
    seen: str | None = None,
    now: datetime,
) -> Year:
    """Set on which day each phase shall begin; phases left out lose their planned day.

    `objection_days`: how long members may ask and object after their appraisal; None leaves it.
    Refused for an archived year.
    """
    year = get_to_run(actor, year_id, alone=True)
    check_plannable(year.phase)
    check_plan(planned)
    days_before = year.objection_days
    if objection_days is not None:
        check_days(objection_days)
        year.objection_days = objection_days
    dates = phase_dates(year.id)
    before = {phase: dates[phase].planned_on if phase in dates else None for phase in Phase}
    if seen not in {None, mark_of(*before.values())}:
        raise Conflict(
            SAVED_BY_ANOTHER, yours=_plan_in_words(planned), theirs=_plan_in_words(before)
        )
    for phase in Phase:
        _date_row(year, phase, dates).planned_on = planned.get(phase)
    audit.record(
        actor,
        "year.planned",
        ("year", year.id),
        now,
        where=audit.within(year),
        before=_plan_as_text(before) | {"objection_days": days_before},
        after=_plan_as_text(planned) | {"objection_days": year.objection_days},
    )
    return year


@atomic()
def move(actor: Actor, year_id: int, after: Phase, *, reason: str = "", now: datetime) -> Year:
    """Move the year to the next phase, or back with a reason; who may write what changes with it.

    A year never moves to Frozen here: `ranking.freeze` does that together with the result.
    """
    year = get_to_run(actor, year_id, alone=True)
    _enter(actor, year, after, reason, now)
    return year


def enter_frozen(year: Year, actor: Actor, now: datetime) -> None:
    """Move the year to Frozen, within the unit of work that stored its result."""
    _enter(actor, year, Phase.FROZEN, "", now)


def _enter(actor: Actor, year: Year, after: Phase, reason: str, now: datetime) -> None:
    before = year.phase
    step = check_move(state_of(year, vietnam_day(now)), after, reason)
    year.phase = after
    dates = phase_dates(year.id)
    phases = list(Phase)
    if step.back:
        for later in phases[phases.index(after) + 1 :]:
            _date_row(year, later, dates).began_at = None
    else:
        _date_row(year, after, dates).began_at = now
    audit.record(
        actor,
        "year.moved",
        ("year", year.id),
        now,
        where=audit.within(year),
        before={"phase": before.value},
        after={"phase": after.value},
        reason=reason.strip(),
    )


def _date_row(year: Year, phase: Phase, known: dict[Phase, PhaseDate]) -> PhaseDate:
    if phase not in known:
        known[phase] = PhaseDate(year_id=year.id, phase=phase)
        db.session.add(known[phase])
    return known[phase]


def _plan_as_text(planned: Mapping[Phase, date | None]) -> dict[str, Any]:
    return {phase.value: day.isoformat() if day else None for phase, day in planned.items()}


def _check_leaders_stay(year: Year, alliance_ids: Sequence[int]) -> None:
    row = db.session.scalar(
        select(Leadership).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number
        )
    )
    if row is not None:
        check_leaders(row.leader_id, row.deputy_id, alliance_ids)


def _plan_in_words(planned: Mapping[Phase, date | None]) -> dict[str, date | None]:
    return {PHASE_NAMES[phase].text: planned.get(phase) for phase in Phase}


def _in_words(year: Year, alliance_ids: Sequence[int]) -> str:
    named = labels(alliance_ids, date(year.number, 12, 31))
    return ", ".join(named[alliance_id].short_name for alliance_id in alliance_ids)


def _check_members(alliance_ids: Sequence[int], number: int) -> None:
    found = db.session.execute(
        select(Alliance.code, Alliance.dissolved_on).where(Alliance.id.in_(alliance_ids))
    ).all()
    if len(found) < len(alliance_ids):
        raise RuleViolation(_("An alliance chosen is not in the register."), field="members")
    for code, dissolved_on in found:
        if not could_compete(dissolved_on, number):
            raise RuleViolation(
                _(
                    "%(code)s was dissolved before the year %(number)s.",
                    code=code,
                    number=str(number),
                ),
                field="members",
            )
