"""Places of a year: as they stand, and frozen once and for all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cluster.database import atomic, db
from cluster.domain import permissions, ranking
from cluster.domain.errors import Message, Name, RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.permissions import SYSTEM, Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.ranking import FrozenResult
from cluster.domain.rulebook import RuleBook
from cluster.domain.score_sight import sees_provisional_places
from cluster.domain.totals import MemberTotal
from cluster.domain.years import Phase, check_phase
from cluster.models import FrozenRanking
from cluster.services import audit, years
from cluster.services.scoring import barred
from cluster.services.scoring.basis import Basis, Frozen, gather
from cluster.services.scoring.table import add_up, cells_of, columns, settle_standing, to_store


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One member's place and what its total is made of.

    `place` None: incomplete (`missing` names the lines), or not shown yet. `so_far`: the points
    scored, also of an incomplete member (None in a stored result). `barred`: gates under which it
    may not be nominated now.
    """

    member: Member
    place: int | None
    total: Decimal | None
    so_far: Decimal | None
    content: Decimal
    bonus: Decimal
    penalty: Decimal
    band: Name | None
    class_explanation: Message
    tied_with: tuple[Member, ...]
    broken_by: Message | None
    missing: tuple[str, ...]
    explanation: Message
    barred: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Standings:
    """The members in order of place, as one person may see them.

    `with_places` False: places are shown once the ranking is frozen. `frozen_at` set: this is the
    stored result and nothing moves it. `may_freeze`: this person, now.
    """

    year_id: int
    year_number: int
    cluster_id: int
    phase: Phase
    book: RuleBook
    rows: tuple[Standing, ...]
    with_places: bool
    frozen_at: datetime | None
    frozen_by: str
    may_freeze: bool

    @property
    def incomplete(self) -> tuple[Standing, ...]:
        """The members that lack points in some line."""
        return tuple(row for row in self.rows if row.missing)


def standings(actor: Actor, year_id: int) -> Standings:
    """Return the places of a year: the stored result once frozen, until then as they stand."""
    return standings_of(gather(actor, year_id))


def standings_of(basis: Basis) -> Standings:
    """Return the places made of what this person may see; one query, or two while not frozen."""
    with_places = basis.frozen is not None or sees_provisional_places(basis.sight)
    if basis.frozen is not None:
        rows = _stored(basis, basis.frozen)
    else:
        rows = _live(basis, with_places=with_places)
    return Standings(
        year_id=basis.year.id,
        year_number=basis.year.number,
        cluster_id=basis.year.cluster_id,
        phase=basis.year.phase,
        book=basis.book,
        rows=rows,
        with_places=with_places,
        frozen_at=basis.frozen.frozen_at if basis.frozen else None,
        frozen_by=basis.frozen.frozen_by if basis.frozen else "",
        may_freeze=basis.year.phase is Phase.COUNCIL
        and permissions.can_freeze(basis.sight.actor, basis.year.cluster_id),
    )


def view_to_freeze(actor: Actor, year_id: int) -> Standings:
    """Return what would be frozen, to whoever may freeze it now."""
    basis = gather(actor, year_id)
    _check_freezable(basis)
    return standings_of(basis)


@atomic()
def freeze(actor: Actor, year_id: int, *, now: datetime) -> FrozenRanking:
    """Store the result of the year and move the year to Frozen, both or neither.

    Refused while a member lacks points in any line; the refusal names them all.
    """
    basis = gather(actor, year_id)
    _check_freezable(basis)
    whole = replace(basis, sight=replace(basis.sight, actor=SYSTEM))
    settled = settle_standing(whole)
    totals = add_up(whole, whole.members, settled)
    _check_complete(whole, totals)
    names = {member.alliance_id: member.name for member in whole.members}
    result = ranking.freeze(
        whole.book, totals, names=names, year=whole.year.number, now=now
    ).to_data()
    row = FrozenRanking(
        year_id=year_id,
        revision=1,
        rulebook_id=whole.rulebook_id,
        result=result,
        table={"members": to_plain(whole.members), "points": to_store(settled)},
        frozen_at=now,
        frozen_by=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "ranking.frozen",
        ("frozen_ranking", row.id),
        now,
        where=audit.within(whole.year),
        after={"result": result},
    )
    years.enter_frozen(whole.year, actor, now)
    return row


def _check_freezable(basis: Basis) -> None:
    permissions.require(permissions.can_freeze(basis.sight.actor, basis.year.cluster_id))
    check_phase(basis.year.phase, [Phase.COUNCIL], _("Freezing the ranking"))


def _check_complete(basis: Basis, totals: Mapping[int, MemberTotal]) -> None:
    open_lines = [
        f"{member.short_name}: {', '.join(totals[member.alliance_id].missing)}"
        for member in basis.members
        if totals[member.alliance_id].missing
    ]
    if open_lines:
        raise RuleViolation(
            _(
                "The ranking cannot be frozen while lines are not scored: %(lines)s.",
                lines="; ".join(open_lines),
            )
        )


def _live(basis: Basis, *, with_places: bool) -> tuple[Standing, ...]:
    totals = add_up(basis, columns(basis), cells_of(basis))
    bars = barred(basis.year.id)
    return tuple(
        _row(basis, place, totals[place.member], bars, with_places=with_places)
        for place in ranking.rank(totals, basis.book.ladder)
    )


def _row(
    basis: Basis,
    place: ranking.Place,
    total: MemberTotal,
    bars: Mapping[int, frozenset[str]],
    *,
    with_places: bool,
) -> Standing:
    classed = ranking.classify(basis.book, total)
    return Standing(
        member=basis.member(place.member),
        place=place.place if with_places else None,
        total=place.total,
        so_far=total.so_far,
        content=total.content,
        bonus=total.bonus,
        penalty=total.penalty,
        band=classed.band.name if classed.band else None,
        class_explanation=classed.explanation,
        tied_with=tuple(map(basis.member, place.tied_with)) if with_places else (),
        broken_by=place.broken_by if with_places else None,
        missing=place.missing,
        explanation=total.explanation,
        barred=tuple(sorted(bars.get(place.member, ()))),
    )


def _stored(basis: Basis, frozen: Frozen) -> tuple[Standing, ...]:
    named = {member.alliance_id: member for member in basis.members}
    bands = {band.key: band.name for band in basis.book.bands}
    bars = barred(basis.year.id)
    return tuple(
        Standing(
            member=named[line.member],
            place=line.place,
            total=line.total,
            so_far=None,
            content=line.content,
            bonus=line.bonus,
            penalty=line.penalty,
            band=bands[line.class_key] if line.class_key else None,
            class_explanation=line.class_explanation,
            tied_with=tuple(named[m] for m in line.tied_with if basis.sight.sees_result(m)),
            broken_by=line.broken_by,
            missing=line.missing,
            explanation=line.explanation,
            barred=tuple(sorted(bars.get(line.member, ()))),
        )
        for line in FrozenResult.from_data(frozen.result).lines
        if basis.sight.sees_result(line.member)
    )
