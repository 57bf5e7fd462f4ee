"""The rotation ledger: who led and was deputy when, who was honoured, who is proposed next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain import leadership, permissions
from cluster.domain.awards import AwardStatus, CertificateForm, is_flag
from cluster.domain.handover import can_see_handover
from cluster.domain.leadership import Post, RotationRule, Turn
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.years import OPEN, Phase, naming_day, vietnam_day
from cluster.models import Award, AwardKind, Leadership, Year
from cluster.services.members import labels_at, members_of
from cluster.services.years import get_visible


@dataclass(frozen=True, kw_only=True)
class Led:
    """One year of a cluster's leadership, its alliances named as in that year.

    `phase` None: a year that is not kept in this software, or not opened yet.
    """

    year_number: int
    leader: Member
    deputy: Member | None
    handed_over_on: date | None
    note: str
    phase: Phase | None

    @property
    def may_be_handed_over(self) -> bool:
        """Tell whether the handover may still be recorded."""
        return self.phase is None or self.phase in OPEN


@dataclass(frozen=True, kw_only=True)
class MemberTurn:
    """A member's place in the rotation, and what it was given; years in order.

    Whoever never led has no `last_led`. `flags`: the years of its flags. `honours`: all other
    awards that were decided for it or its people.
    """

    member: Member
    last_led: int | None
    years_since: int | None
    times: int
    led: tuple[int, ...]
    deputised: tuple[int, ...]
    flags: tuple[int, ...]
    honours: int


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Who leads a coming year: named already, or proposed by the rule."""

    year_number: int
    leader: Member
    deputy: Member | None
    is_named: bool
    by_deputy: bool


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Who led a cluster and whose turn it is; `year_number`: the year it is looked at from.

    `as_of`: the newest year whose leader is known; turns are counted up to it. `coming`: the years
    after the one looked at. `next_year_id`: the year after, if it is opened.
    """

    year_number: int
    phase: Phase
    cluster_id: int
    as_of: int
    rule: RotationRule
    history: list[Led]
    turns: list[MemberTurn]
    coming: list[Coming]
    next_year_id: int | None
    is_run: bool
    sees_handover: bool

    @property
    def may_change(self) -> bool:
        """Tell whether leader and deputy of the year may be named by this person now."""
        return self.is_run and self.phase in leadership.CHANGEABLE

    @property
    def may_name_next(self) -> bool:
        """Tell whether this person may name who leads the next year, which is not opened yet."""
        return self.is_run and self.next_year_id is None


@dataclass(frozen=True, kw_only=True)
class _Honour:
    """An award decided for a member or its people."""

    alliance_id: int
    year_number: int
    is_flag: bool


def ledger(actor: Actor, year_id: int, now: datetime) -> Ledger:
    """Return who led the year's cluster, and who is proposed to lead next (9 queries)."""
    year, today = get_visible(actor, year_id), vietnam_day(now)
    found = db.session.execute(
        select(Leadership, Year.phase)
        .outerjoin(
            Year,
            (Year.cluster_id == Leadership.cluster_id) & (Year.number == Leadership.year_number),
        )
        .where(Leadership.cluster_id == year.cluster_id)
        .order_by(Leadership.year_number.desc())
    ).all()
    rows = [row for row, _phase in found]
    history = _named(rows, {row.id: phase for row, phase in found}, today)
    members = {
        member.alliance_id: member for member in members_of(year, naming_day(year.number, today))
    }
    posts = {row.year_number: Post(leader=row.leader_id, deputy=row.deputy_id) for row in rows}
    as_of = max([year.number, *posts])
    return Ledger(
        year_number=year.number,
        phase=year.phase,
        cluster_id=year.cluster_id,
        as_of=as_of,
        rule=year.cluster.rotation,
        history=history,
        turns=_turns(members, posts, _honours(year.cluster_id), as_of),
        coming=[
            *_coming_named(history, year.number),
            *_coming_proposed(members, posts, year.cluster.rotation, as_of + 1),
        ],
        next_year_id=_next_year_id(year),
        is_run=permissions.can_run_year(actor, year.cluster_id),
        sees_handover=can_see_handover(
            actor,
            year.cluster_id,
            year.phase,
            leader_id=posts[year.number].leader if year.number in posts else None,
            next_id=posts[year.number + 1].leader if year.number + 1 in posts else None,
        ),
    )


def named_for(cluster_id: int, year_number: int) -> Post | None:
    """Return who is named to lead a year, opened or not, and who as deputy."""
    row = db.session.execute(
        select(Leadership.leader_id, Leadership.deputy_id).where(
            Leadership.cluster_id == cluster_id, Leadership.year_number == year_number
        )
    ).one_or_none()
    return Post(leader=row.leader_id, deputy=row.deputy_id) if row else None


def _turns(
    members: Mapping[int, Member],
    posts: Mapping[int, Post],
    honours: Sequence[_Honour],
    as_of: int,
) -> list[MemberTurn]:
    led = {number: post.leader for number, post in posts.items()}
    return [
        MemberTurn(
            member=members[turn.alliance_id],
            last_led=turn.last_led,
            years_since=as_of - turn.last_led if turn.last_led is not None else None,
            times=turn.times,
            led=tuple(sorted(n for n, leader in led.items() if leader == turn.alliance_id)),
            deputised=tuple(sorted(n for n, p in posts.items() if p.deputy == turn.alliance_id)),
            flags=tuple(sorted(h.year_number for h in _of(honours, turn, is_flag=True))),
            honours=len(_of(honours, turn, is_flag=False)),
        )
        for turn in leadership.rotation(list(members), led)
    ]


def _of(honours: Sequence[_Honour], turn: Turn, *, is_flag: bool) -> list[_Honour]:
    return [h for h in honours if h.alliance_id == turn.alliance_id and h.is_flag is is_flag]


def _honours(cluster_id: int) -> list[_Honour]:
    """Return each award decided in the cluster, but for those of leading it."""
    rows = db.session.execute(
        select(Award.alliance_id, Year.number, AwardKind.name_vi)
        .join(Year, Award.year_id == Year.id)
        .join(AwardKind, Award.kind_id == AwardKind.id)
        .where(
            Year.cluster_id == cluster_id,
            Award.status.in_([AwardStatus.DECIDED, AwardStatus.HANDED_OUT]),
            AwardKind.certificate != CertificateForm.LEADER,
        )
    )
    return [
        _Honour(alliance_id=row.alliance_id, year_number=row.number, is_flag=is_flag(row.name_vi))
        for row in rows
    ]


def _coming_named(history: Sequence[Led], year_number: int) -> list[Coming]:
    return [
        Coming(
            year_number=led.year_number,
            leader=led.leader,
            deputy=led.deputy,
            is_named=True,
            by_deputy=False,
        )
        for led in reversed(history)
        if led.year_number > year_number
    ]


def _coming_proposed(
    members: Mapping[int, Member], posts: Mapping[int, Post], rule: RotationRule, first: int
) -> list[Coming]:
    proposed = leadership.proposed_order(
        list(members), posts, rule, first=first, years=len(members)
    )
    return [
        Coming(
            year_number=each.year_number,
            leader=members[each.leader],
            deputy=members.get(each.deputy or 0),
            is_named=False,
            by_deputy=each.by_deputy,
        )
        for each in proposed
    ]


def _next_year_id(year: Year) -> int | None:
    return db.session.scalar(
        select(Year.id).where(Year.cluster_id == year.cluster_id, Year.number == year.number + 1)
    )


def _named(
    rows: Sequence[Leadership], phases: Mapping[int, Phase | None], today: date
) -> list[Led]:
    days = {row.year_number: naming_day(row.year_number, today) for row in rows}
    named = labels_at(
        (alliance_id, days[row.year_number])
        for row in rows
        for alliance_id in (row.leader_id, row.deputy_id)
        if alliance_id is not None
    )
    return [
        Led(
            year_number=row.year_number,
            leader=named[row.leader_id, days[row.year_number]],
            deputy=named.get((row.deputy_id or 0, days[row.year_number])),
            handed_over_on=row.handed_over_on,
            note=row.note,
            phase=phases[row.id],
        )
        for row in rows
    ]
