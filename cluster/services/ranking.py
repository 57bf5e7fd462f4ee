"""Places of a year: as they stand, and frozen once and for all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cluster.database import atomic, db
from cluster.domain import permissions, ranking
from cluster.domain.errors import Message, Name, RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.ranking import FrozenResult
from cluster.domain.rulebook import RuleBook, RungKind
from cluster.domain.rulebook_words import listed
from cluster.domain.score_sight import sees_provisional_places
from cluster.domain.sealing import compute, seal_of
from cluster.domain.totals import MemberTotal
from cluster.domain.years import Phase, check_phase
from cluster.models import FrozenRanking
from cluster.services import audit, sealing, years
from cluster.services.objection_rows import waiting
from cluster.services.scoring import barred
from cluster.services.scoring.basis import Basis, Frozen, gather
from cluster.services.scoring.table import add_up, cells_of, columns

BEFORE_FREEZING = tuple(Phase)[: tuple(Phase).index(Phase.FROZEN)]


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
    stored result and nothing moves it; `sha256` seals it. `seed`: what lots are drawn from, once
    announced. `may_freeze`, `may_announce_seed`: this person, now. `blockers`: all that keeps the
    ranking from being frozen, as far as this person sees.
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
    sha256: str
    seed: str
    may_freeze: bool
    may_announce_seed: bool
    blockers: tuple[Message, ...]


def standings(actor: Actor, year_id: int) -> Standings:
    """Return the places of a year: the stored result once frozen, until then as they stand."""
    return standings_of(gather(actor, year_id))


def standings_of(basis: Basis) -> Standings:
    """Return the places made of what this person may see; one query, or three while not frozen."""
    runs = permissions.can_freeze(basis.sight.actor, basis.year.cluster_id)
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
        sha256=basis.frozen.sha256 if basis.frozen else "",
        seed=basis.year.lot_seed,
        may_freeze=basis.year.phase is Phase.COUNCIL and runs,
        may_announce_seed=basis.year.phase in BEFORE_FREEZING
        and runs
        and _draws_lots(basis)
        and not basis.year.lot_seed,
        blockers=()
        if basis.frozen
        else _blockers(basis, {row.member.alliance_id: row.missing for row in rows}),
    )


def view_to_freeze(actor: Actor, year_id: int) -> Standings:
    """Return what would be frozen, to whoever may freeze it now."""
    basis = gather(actor, year_id)
    _check_freezable(basis)
    return standings_of(basis)


@atomic()
def freeze(actor: Actor, year_id: int, *, now: datetime) -> FrozenRanking:
    """Store the result of the year and move the year to Frozen, both or neither.

    Refused while anything is open; the refusal names all of it.
    """
    basis = gather(actor, year_id)
    _check_freezable(basis)
    whole = replace(basis, sight=replace(basis.sight, actor=SYSTEM))
    inputs = sealing.gather_inputs(whole)
    computed = compute(inputs, now=now)
    _check_ready(whole, computed.result)
    made_of, result = inputs.to_data(), computed.result.to_data()
    row = FrozenRanking(
        year_id=year_id,
        revision=1,
        rulebook_id=whole.rulebook_id,
        result=result,
        table={"members": to_plain(whole.members), "points": computed.points},
        inputs=made_of,
        sha256=seal_of(made_of, result, computed.points),
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
        after={"result": result, "sha256": row.sha256},
    )
    years.enter_frozen(whole.year, actor, now)
    return row


def _check_freezable(basis: Basis) -> None:
    permissions.require(permissions.can_freeze(basis.sight.actor, basis.year.cluster_id))
    check_phase(basis.year.phase, [Phase.COUNCIL], _("Freezing the ranking"))


def _blockers(basis: Basis, missing: Mapping[int, tuple[str, ...]]) -> tuple[Message, ...]:
    """Return everything that keeps the ranking from being frozen; `missing`: lines by member."""
    found = [
        _(
            "%(member)s: not scored %(codes)s",
            member=member.short_name,
            codes=", ".join(missing[member.alliance_id]),
        )
        for member in basis.members
        if missing.get(member.alliance_id)
    ]
    undecided = waiting(basis.year.id, ObjectionKind.OBJECTION)
    found += [
        _(
            "%(member)s: objection undecided %(codes)s",
            member=member.short_name,
            codes=", ".join(undecided[member.alliance_id]),
        )
        for member in basis.members
        if member.alliance_id in undecided and _follows(basis, member)
    ]
    if _draws_lots(basis) and not basis.year.lot_seed:
        found.append(_("lots are drawn among equals, and their seed is not announced"))
    return tuple(found)


def _follows(basis: Basis, member: Member) -> bool:
    return permissions.can_see_objections(
        basis.sight.actor, basis.year.cluster_id, member.alliance_id
    )


def _check_ready(basis: Basis, result: FrozenResult) -> None:
    blockers = _blockers(basis, {line.member: line.missing for line in result.lines})
    if blockers:
        raise RuleViolation(
            _("The ranking cannot be frozen: %(reasons)s.", reasons=listed(blockers))
        )


def _draws_lots(basis: Basis) -> bool:
    return any(rung.kind is RungKind.LOT for rung in basis.book.ladder)


def view_to_announce(actor: Actor, year_id: int) -> Standings:
    """Return the places whose lots wait for a seed, to whoever may announce it now."""
    basis = gather(actor, year_id)
    _check_announceable(basis)
    return standings_of(basis)


def _check_announceable(basis: Basis) -> None:
    permissions.require(permissions.can_freeze(basis.sight.actor, basis.year.cluster_id))
    check_phase(basis.year.phase, BEFORE_FREEZING, _("Announcing the seed of the lots"))
    if not _draws_lots(basis):
        raise RuleViolation(_("The rule book of this year draws no lots."))
    if basis.year.lot_seed:
        raise RuleViolation(_("The seed has been announced and cannot be changed."))


@atomic()
def announce_seed(actor: Actor, year_id: int, *, seed: str, now: datetime) -> None:
    """Announce, once and for all, the seed that lots among equal members are drawn from."""
    basis = gather(actor, year_id)
    _check_announceable(basis)
    basis.year.lot_seed = ranking.clean_seed(seed)
    audit.record(
        actor,
        "ranking.seed_announced",
        ("year", year_id),
        now,
        where=audit.within(basis.year),
        after={"seed": basis.year.lot_seed},
    )


def _live(basis: Basis, *, with_places: bool) -> tuple[Standing, ...]:
    totals = add_up(basis, columns(basis), cells_of(basis))
    bars = barred(basis.year.id)
    return tuple(
        _row(basis, place, totals[place.member], bars, with_places=with_places)
        for place in ranking.rank(totals, basis.book.ladder, sealing.tie_facts(basis))
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
