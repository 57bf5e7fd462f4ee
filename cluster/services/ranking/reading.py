"""The places of a year as one person may see them, as they stand or frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cluster.domain import ballot_sight, permissions, ranking
from cluster.domain.ballots import BallotStatus
from cluster.domain.errors import Message, Name
from cluster.domain.membership import Member
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import Actor
from cluster.domain.ranking import FrozenResult
from cluster.domain.revising import CORRECTABLE, Stamp
from cluster.domain.rulebook import RuleBook, RungKind
from cluster.domain.score_sight import sees_care, sees_provisional_places
from cluster.domain.totals import MemberTotal
from cluster.domain.years import Phase
from cluster.services import sealing
from cluster.services.objection_rows import waiting
from cluster.services.ranking.freezing import (
    BEFORE_FREEZING,
    blockers,
    check_announceable,
    check_freezable,
    draws_lots,
)
from cluster.services.scoring import barred
from cluster.services.scoring.basis import Basis, Frozen, gather
from cluster.services.scoring.table import add_up, cells_of, columns


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One member's place and what its total is made of.

    `place` None: incomplete (`missing` names the lines), or not shown yet. `content`, `bonus` and
    `penalty` None: incomplete. `so_far`: the points scored, also of an incomplete member (None in
    a stored result). `barred`: gates under which it may not be nominated now.
    """

    member: Member
    place: int | None
    total: Decimal | None
    so_far: Decimal | None
    content: Decimal | None
    bonus: Decimal | None
    penalty: Decimal | None
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

    `with_places` False: places are shown once the ranking is frozen. `stamp` set: this is the
    stored result and nothing moves it. `seed`: what lots are drawn from, once announced.
    `may_freeze`, `may_announce_seed`, `may_correct`, `may_take_package`: this person, now.
    `sees_care`: what needs care is theirs to see. `blockers`: all that keeps
    the ranking from being frozen, as far as this person sees.
    """

    year_id: int
    year_number: int
    cluster_id: int
    phase: Phase
    book: RuleBook
    rows: tuple[Standing, ...]
    with_places: bool
    stamp: Stamp | None
    seed: str
    may_freeze: bool
    may_announce_seed: bool
    may_correct: bool
    may_take_package: bool
    sees_care: bool
    blockers: tuple[Message, ...]

    @property
    def frozen_at(self) -> datetime | None:
        """When the places were frozen; None: they still move."""
        return self.stamp.at if self.stamp else None


def standings(actor: Actor, year_id: int, *, revision: int | None = None) -> Standings:
    """Return the places of a year: the stored result once frozen, until then as they stand.

    `revision`: of the stored result, by default the newest; NotFound if there is no such one.
    """
    return standings_of(gather(actor, year_id, revision=revision))


def standings_of(basis: Basis) -> Standings:
    """Return the places made of what this person may see; one query, or two while not frozen."""
    actor, cluster_id, phase = basis.sight.actor, basis.year.cluster_id, basis.year.phase
    runs = permissions.can_freeze(actor, cluster_id)
    with_places = basis.frozen is not None or sees_provisional_places(basis.sight)
    blockers: tuple[Message, ...] = ()
    if basis.frozen is not None:
        rows = _stored(basis, basis.frozen)
    else:
        rows, blockers = _live(basis, with_places=with_places)
    return Standings(
        year_id=basis.year.id,
        year_number=basis.year.number,
        cluster_id=cluster_id,
        phase=phase,
        book=basis.book,
        rows=rows,
        with_places=with_places,
        stamp=basis.frozen.stamp if basis.frozen else None,
        seed=basis.year.lot_seed,
        may_freeze=phase is Phase.COUNCIL and runs,
        may_announce_seed=phase in BEFORE_FREEZING
        and runs
        and draws_lots(basis.book)
        and not basis.year.lot_seed,
        may_correct=phase in CORRECTABLE and permissions.can_propose_correction(actor, cluster_id),
        may_take_package=basis.frozen is not None
        and permissions.can_take_package(actor, cluster_id),
        sees_care=sees_care(basis.sight),
        blockers=blockers,
    )


def view_to_freeze(actor: Actor, year_id: int) -> Standings:
    """Return what would be frozen, to whoever may freeze it now."""
    basis = gather(actor, year_id)
    check_freezable(basis)
    return standings_of(basis)


def view_to_announce(actor: Actor, year_id: int) -> Standings:
    """Return the places whose lots wait for a seed, to whoever may announce it now."""
    basis = gather(actor, year_id)
    check_announceable(basis)
    return standings_of(basis)


def _live(basis: Basis, *, with_places: bool) -> tuple[tuple[Standing, ...], tuple[Message, ...]]:
    """Return the places as they stand, and what keeps them from being frozen."""
    totals = add_up(basis, columns(basis), cells_of(basis))
    bars = barred(basis.year.id)
    known = sealing.tie_facts(basis), sealing.tie_ballots(basis) if with_places else ()
    ladder = basis.book.ladder
    rows = tuple(
        _row(basis, place, totals[place.member], bars, with_places=with_places)
        for place in ranking.rank(totals, ladder, *known)
    )
    return rows, blockers(
        basis.members,
        book=basis.book,
        seed=basis.year.lot_seed,
        missing={alliance_id: total.missing for alliance_id, total in totals.items()},
        equals=ranking.waiting_for_ballot(totals, ladder, *known) if with_places else (),
        undecided=_undecided(basis),
    )


def _undecided(basis: Basis) -> dict[int, tuple[str, ...]]:
    """Return the lines whose objection waits, of the members whose objections this person sees."""
    actor, cluster_id = basis.sight.actor, basis.year.cluster_id
    found = waiting(basis.year.id, ObjectionKind.OBJECTION)
    return {
        alliance_id: codes
        for alliance_id, codes in found.items()
        if permissions.can_see_objections(actor, cluster_id, alliance_id)
    }


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
        content=None if total.missing else total.content,
        bonus=None if total.missing else total.bonus,
        penalty=None if total.missing else total.penalty,
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
    sees_ballots = ballot_sight.sees_result(
        basis.sight.actor, basis.year.cluster_id, basis.year.phase, BallotStatus.CLOSED
    )
    votes = any(rung.kind is RungKind.BALLOT for rung in basis.book.ladder)
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
            broken_by=line.broken_by if sees_ballots or not votes else None,
            missing=line.missing,
            explanation=line.explanation,
            barred=tuple(sorted(bars.get(line.member, ()))),
        )
        for line in FrozenResult.from_data(frozen.result).lines
        if basis.sight.sees_result(line.member)
    )
