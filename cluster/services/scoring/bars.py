"""Members that may not be nominated while a document says so."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor, Role
from cluster.domain.rulebook import Criterion, CriterionKind
from cluster.domain.years import OPEN, check_phase
from cluster.models import NominationBar, Year
from cluster.services import audit, members, rulebook, years


@dataclass(frozen=True, kw_only=True)
class Bar:
    """That a member is barred from nomination under a gate, by which document; lifted or not."""

    id: int
    member: Member
    code: str
    document: str
    set_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Bars:
    """All bars of a year, newest first, and what a new one can name."""

    year: Year
    bars: tuple[Bar, ...]
    members: tuple[Member, ...]
    gates: tuple[Criterion, ...]
    may_change: bool


def can_see_bars(actor: Actor, cluster_id: int) -> bool:
    """Those who run, judge or audit the year see who may not be nominated."""
    roles = (Role.SECRETARY, Role.CHAIR, Role.COUNCIL, Role.AUDITOR)
    return actor.is_system or actor.holds(cluster_id, *roles)


def barred(year_id: int) -> dict[int, frozenset[str]]:
    """Return under which gates each member is barred from nomination now; one query."""
    rows = db.session.execute(
        select(NominationBar.alliance_id, NominationBar.criterion_code).where(
            NominationBar.year_id == year_id, NominationBar.lifted_at.is_(None)
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for alliance_id, code in rows:
        found[alliance_id].add(code)
    return {alliance_id: frozenset(codes) for alliance_id, codes in found.items()}


def list_bars(actor: Actor, year_id: int) -> Bars:
    """Return the bars of a year: to those who run, judge or audit it."""
    year = years.get_visible(actor, year_id)
    permissions.require(can_see_bars(actor, year.cluster_id))
    named = tuple(members.members_of(year))
    by_id = {member.alliance_id: member for member in named}
    rows = db.session.scalars(
        select(NominationBar)
        .where(NominationBar.year_id == year_id)
        .order_by(NominationBar.id.desc())
    )
    return Bars(
        year=year,
        bars=tuple(_bar(row, by_id[row.alliance_id]) for row in rows),
        members=named,
        gates=rulebook.in_force(year_id).book.lines(CriterionKind.GATE),
        may_change=permissions.can_run_year(actor, year.cluster_id) and year.phase in OPEN,
    )


def get_bar(actor: Actor, year_id: int, bar_id: int) -> Bar:
    """Return one bar of the year, to those who see them; NotFound if it is of another."""
    for bar in list_bars(actor, year_id).bars:
        if bar.id == bar_id:
            return bar
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def _bar(row: NominationBar, member: Member) -> Bar:
    return Bar(
        id=row.id,
        member=member,
        code=row.criterion_code,
        document=row.document,
        set_at=row.set_at,
        lifted_at=row.lifted_at,
    )


@atomic()
def bar_nomination(
    actor: Actor, year_id: int, *, alliance_id: int, code: str, document: str, now: datetime
) -> NominationBar:
    """Bar a member from being nominated, by the document that says it is under review."""
    year = _get_run(actor, year_id)
    if alliance_id not in {member.alliance_id for member in members.members_of(year)}:
        raise RuleViolation(_("Choose a member of the year."), field="alliance_id")
    if rulebook.in_force(year_id).book.get(code).kind is not CriterionKind.GATE:
        raise RuleViolation(_("Choose a gate of the rule book."), field="code")
    if not document.strip():
        raise RuleViolation(_("Name the document: number, date, who issued it."), field="document")
    if code in barred(year_id).get(alliance_id, frozenset()):
        raise RuleViolation(_("This member is barred under %(code)s already.", code=code))
    bar = NominationBar(
        year_id=year.id,
        alliance_id=alliance_id,
        criterion_code=code,
        document=document.strip(),
        set_at=now,
    )
    db.session.add(bar)
    db.session.flush()
    audit.record(
        actor,
        "nomination.barred",
        ("nomination_bar", bar.id),
        now,
        where=audit.within(year, alliance_id),
        after={"code": code, "document": bar.document},
    )
    return bar


@atomic()
def lift_bar(
    actor: Actor, year_id: int, bar_id: int, *, document: str, now: datetime
) -> NominationBar:
    """Lift a bar, by the document that ends the review."""
    year = _get_run(actor, year_id)
    bar = get_or_raise(NominationBar, bar_id)
    permissions.require_sight(bar.year_id == year.id)
    if not document.strip():
        raise RuleViolation(_("Name the document: number, date, who issued it."), field="document")
    if bar.lifted_at is not None:
        raise RuleViolation(_("This bar has been lifted already."))
    bar.lifted_at = now
    audit.record(
        actor,
        "nomination.bar_lifted",
        ("nomination_bar", bar.id),
        now,
        where=audit.within(year, bar.alliance_id),
        before={"code": bar.criterion_code, "document": bar.document},
        reason=document.strip(),
    )
    return bar


def _get_run(actor: Actor, year_id: int) -> Year:
    year = years.get_to_run(actor, year_id)
    check_phase(year.phase, OPEN, _("Changing who may be nominated"))
    return year
