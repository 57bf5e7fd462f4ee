"""The handover from the leader of a year to the next one: checklist, open matters, ticks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import handover as rules
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.duties import Where
from cluster.domain.errors import Message
from cluster.domain.handover import ITEM_NAMES, WHERE, ComingDay, Item, Side
from cluster.domain.leadership import check_recordable
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase, naming_day, vietnam_day
from cluster.models import HandoverTick, Leadership
from cluster.services import audit, years
from cluster.services.leadership.left_open import coming_days, find_year, situation_of
from cluster.services.members import labels


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Who said an item is done, and when."""

    by: Message | str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item of the checklist: what is still open in it, and who ticked it on each side.

    `where` and `year_id`: the page on which it is settled, None where this program knows of none.
    """

    item: Item
    name: Message
    open: tuple[Message, ...]
    given: Tick | None
    taken: Tick | None
    where: Where | None
    year_id: int


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The handover at the end of a year, with the pack of open matters for the new leader.

    `coming`: the days planned from today on, in this year and the next. `next_year_id` None: the
    next year is not opened.
    """

    year_id: int
    year_number: int
    cluster_id: int
    phase: Phase
    leader: Member | None
    deputy: Member | None
    next_leader: Member | None
    next_deputy: Member | None
    next_year_id: int | None
    handed_over_on: date | None
    note: str
    lines: tuple[Line, ...]
    coming: tuple[ComingDay, ...]
    may_tick: frozenset[Side]

    @property
    def is_complete(self) -> bool:
        """Tell whether both sides have ticked every item."""
        return all(line.given and line.taken for line in self.lines)


def handover(actor: Actor, year_id: int, now: datetime) -> Handover:
    """Return the checklist of the year's handover, for who gives, takes, runs or audits it."""
    year, today = years.get_visible(actor, year_id), vietnam_day(now)
    own, following = _posts(year.cluster_id, year.number)
    sides = {
        "leader_id": own.leader_id if own else None,
        "next_id": following.leader_id if following else None,
    }
    permissions.require_sight(rules.can_see_handover(actor, year.cluster_id, year.phase, **sides))
    next_year = find_year(year.cluster_id, year.number + 1)
    situation = situation_of(year, next_year, has_next_leader=following is not None, today=today)
    open_, ticks = rules.open_matters(situation), _ticks(year_id)
    named = _named([own, following], naming_day(year.number, today))
    return Handover(
        year_id=year.id,
        year_number=year.number,
        cluster_id=year.cluster_id,
        phase=year.phase,
        leader=named.get(own.leader_id) if own else None,
        deputy=named.get(own.deputy_id or 0) if own else None,
        next_leader=named.get(following.leader_id) if following else None,
        next_deputy=named.get(following.deputy_id or 0) if following else None,
        next_year_id=next_year.id if next_year else None,
        handed_over_on=following.handed_over_on if following else None,
        note=following.note if following else "",
        lines=tuple(
            Line(
                item=item,
                name=ITEM_NAMES[item],
                open=tuple(matter.message for matter in open_ if matter.item is item),
                given=ticks.get((item, Side.GIVING)),
                taken=ticks.get((item, Side.TAKING)),
                where=WHERE.get(item),
                year_id=next_year.id if item is Item.PLEDGE and next_year else year.id,
            )
            for item in Item
        ),
        coming=tuple(day for day in coming_days(year, next_year) if day.day >= today),
        may_tick=frozenset(
            side
            for side in Side
            if year.phase is not Phase.ARCHIVED
            and rules.can_tick(actor, year.cluster_id, side, **sides)
        ),
    )


@atomic()
def tick(
    actor: Actor, year_id: int, *, item: Item, side: Side, is_done: bool, now: datetime
) -> None:
    """Say for one side that an item is done, or take that back; until the year is archived."""
    year = years.get_visible(actor, year_id)
    own, following = _posts(year.cluster_id, year.number)
    permissions.require(
        rules.can_tick(
            actor,
            year.cluster_id,
            side,
            leader_id=own.leader_id if own else None,
            next_id=following.leader_id if following else None,
        )
    )
    check_recordable(year.phase)
    row = db.session.scalar(
        select(HandoverTick).where(
            HandoverTick.year_id == year_id, HandoverTick.item == item, HandoverTick.side == side
        )
    )
    if (row is not None) == is_done:
        return
    if row is None:
        db.session.add(
            HandoverTick(year_id=year_id, item=item, side=side, ticked_by=actor.name, ticked_at=now)
        )
    else:
        db.session.delete(row)
    audit.record(
        actor,
        "handover.ticked" if is_done else "handover.unticked",
        ("year", year_id),
        now,
        where=audit.within(year),
        after={"item": item.value, "side": side.value},
    )


def _posts(cluster_id: int, number: int) -> tuple[Leadership | None, Leadership | None]:
    """Return who leads a year, and who is named for the next."""
    rows = db.session.scalars(
        select(Leadership).where(
            Leadership.cluster_id == cluster_id, Leadership.year_number.in_([number, number + 1])
        )
    )
    found = {row.year_number: row for row in rows}
    return found.get(number), found.get(number + 1)


def _named(posts: list[Leadership | None], day: date) -> dict[int, Member]:
    held = [post for post in posts if post is not None]
    return labels(
        [each for post in held for each in (post.leader_id, post.deputy_id) if each is not None],
        day,
    )


def _ticks(year_id: int) -> dict[tuple[Item, Side], Tick]:
    rows = db.session.scalars(select(HandoverTick).where(HandoverTick.year_id == year_id))
    return {(row.item, row.side): Tick(by=called(row.ticked_by), at=row.ticked_at) for row in rows}
