"""Freeze a ranking once and for all: everything that blocks it, the result, its seal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.revising import Revision
from cluster.domain.rulebook import RuleBook, RungKind
from cluster.domain.rulebook_words import listed
from cluster.domain.sealing import Computed, Inputs, compute, content_of, seal_of
from cluster.domain.ties import clean_seed
from cluster.domain.years import Phase, check_phase
from cluster.models import FrozenRanking
from cluster.services import audit, sealing, years
from cluster.services.objection_rows import waiting
from cluster.services.scoring.basis import Basis, gather

NONE: Mapping[int, tuple[str, ...]] = MappingProxyType({})
BEFORE_FREEZING = tuple(Phase)[: tuple(Phase).index(Phase.FROZEN)]


@atomic()
def freeze(actor: Actor, year_id: int, *, now: datetime) -> FrozenRanking:
    """Store the result of the year and move the year to Frozen, both or neither.

    Refused while anything is open; the refusal names all of it.
    """
    basis = gather(actor, year_id, alone=True)
    check_freezable(basis)
    whole = seen_by_all(basis)
    inputs = sealing.gather_inputs(whole)
    computed = compute(inputs, now=now)
    check_ready(inputs, computed, undecided=waiting(year_id, ObjectionKind.OBJECTION))
    row = store(whole, inputs, computed, Revision(number=1, frozen_by=actor.name))
    audit.record(
        actor,
        "ranking.frozen",
        ("frozen_ranking", row.id),
        now,
        where=audit.within(whole.year),
        after={"result": row.result, "sha256": row.sha256},
    )
    years.enter_frozen(whole.year, actor, now)
    return row


def seen_by_all(basis: Basis) -> Basis:
    """Return the basis as it is behind everybody's sight: what is frozen is made of this."""
    return replace(basis, sight=replace(basis.sight, actor=SYSTEM))


def store(basis: Basis, inputs: Inputs, computed: Computed, revision: Revision) -> FrozenRanking:
    """Store a result as one revision, sealed, within the unit of work that makes it."""
    content = content_of(inputs.to_data(), computed, revision)
    row = FrozenRanking(
        year_id=basis.year.id,
        revision=revision.number,
        rulebook_id=basis.rulebook_id,
        result=content["result"],
        table={
            "members": to_plain(basis.members),
            "points": content["points"],
            "explanations": content["explanations"],
        },
        inputs=content["inputs"],
        about=content["revision"],
        sha256=seal_of(content),
        frozen_at=computed.result.frozen_at,
        frozen_by=revision.frozen_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def check_freezable(basis: Basis) -> None:
    """Refuse to freeze to whom it is not given, and out of its phase."""
    permissions.require(permissions.can_freeze(basis.sight.actor, basis.year.cluster_id))
    check_phase(basis.year.phase, [Phase.COUNCIL], _("Freezing the ranking"))


def blockers(
    entrants: Iterable[Member],
    *,
    book: RuleBook,
    seed: str,
    missing: Mapping[int, tuple[str, ...]],
    equals: Iterable[tuple[int, ...]],
    undecided: Mapping[int, tuple[str, ...]],
) -> tuple[Message, ...]:
    """Return everything that keeps a ranking from being frozen.

    `missing`: lines by member. `equals`: between whom a ballot has to decide. `undecided`: lines
    by member whose objection waits.
    """
    names = {member.alliance_id: member.short_name for member in entrants}
    found = [
        _(
            "%(member)s: not scored %(codes)s",
            member=name,
            codes=", ".join(missing[alliance_id]),
        )
        for alliance_id, name in names.items()
        if missing.get(alliance_id)
    ]
    found += [
        _(
            "%(members)s are equal, and no ballot between exactly these has been closed",
            members=", ".join(names[alliance_id] for alliance_id in equal),
        )
        for equal in equals
    ]
    found += [
        _(
            "%(member)s: objection undecided %(codes)s",
            member=name,
            codes=", ".join(undecided[alliance_id]),
        )
        for alliance_id, name in names.items()
        if alliance_id in undecided
    ]
    if draws_lots(book) and not seed:
        found.append(_("lots are drawn among equals, and their seed is not announced"))
    return tuple(found)


def blockers_of(
    inputs: Inputs, computed: Computed, *, undecided: Mapping[int, tuple[str, ...]] = NONE
) -> tuple[Message, ...]:
    """Return everything that keeps a computed result from being stored."""
    return blockers(
        (entrant.member for entrant in inputs.entrants),
        book=inputs.book,
        seed=inputs.seed,
        missing={line.member: line.missing for line in computed.result.lines},
        equals=computed.waiting,
        undecided=undecided,
    )


def check_ready(
    inputs: Inputs, computed: Computed, *, undecided: Mapping[int, tuple[str, ...]] = NONE
) -> None:
    """Refuse to store a result while anything is open; the refusal names all of it."""
    found = blockers_of(inputs, computed, undecided=undecided)
    if found:
        raise RuleViolation(_("The ranking cannot be frozen: %(reasons)s.", reasons=listed(found)))


def draws_lots(book: RuleBook) -> bool:
    """Tell whether lots may decide between equals."""
    return any(rung.kind is RungKind.LOT for rung in book.ladder)


@atomic()
def announce_seed(actor: Actor, year_id: int, *, seed: str, now: datetime) -> None:
    """Announce, once and for all, the seed that lots among equal members are drawn from."""
    basis = gather(actor, year_id, alone=True)
    check_announceable(basis)
    basis.year.lot_seed = clean_seed(seed)
    audit.record(
        actor,
        "ranking.seed_announced",
        ("year", year_id),
        now,
        where=audit.within(basis.year),
        after={"seed": basis.year.lot_seed},
    )


def check_announceable(basis: Basis) -> None:
    """Refuse a seed to whom it is not given, where no lots are drawn, and a second one."""
    permissions.require(permissions.can_freeze(basis.sight.actor, basis.year.cluster_id))
    check_phase(basis.year.phase, BEFORE_FREEZING, _("Announcing the seed of the lots"))
    if not draws_lots(basis.book):
        raise RuleViolation(_("The rule book of this year draws no lots."))
    if basis.year.lot_seed:
        raise RuleViolation(_("The seed has been announced and cannot be changed."))
