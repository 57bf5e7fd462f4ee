"""How members with equal totals are told apart: rung after rung of the rule book's ladder.

A ballot decides only between exactly those who are equal; who comes out of it first stands
first, and the others are equal again. Whoever no rung tells apart share the place.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.rulebook import Rung, RungKind
from cluster.domain.totals import MemberTotal
from cluster.domain.vietnamese import nfc
from cluster.domain.years import vietnam_moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = Decimal("-Infinity")
SHORTEST_SEED, LONGEST_SEED = 6, 200
SHOWN_OF_LOT = 16


@dataclass(frozen=True, kw_only=True)
class TieFacts:
    """What is known of a member besides its points that may tell it apart from an equal.

    `reported_at`: the moment of its last report. `lot`: what it drew; the smallest wins. None:
    it has not reported, nothing was drawn.
    """

    reported_at: datetime | None = None
    lot: int | None = None


@dataclass(frozen=True, kw_only=True)
class TieBallot:
    """A closed ballot between equal members, all its rounds together.

    `number`: of its last round. `winner` None: it decided nothing. `votes`: the winner's, of so
    many `valid` ones in that round.
    """

    number: int
    between: frozenset[int]
    winner: int | None
    votes: int = 0
    valid: int = 0


NOTHING_KNOWN = TieFacts()


def draw_lot(seed: str, *, year: int, code: str) -> int:
    """Return what a member draws: the SHA-256 of seed, year and code as a number.

    Anybody can draw it again: the three are written in UTF-8 with one blank between them.
    """
    return int.from_bytes(hashlib.sha256(f"{seed} {year} {code}".encode()).digest())


def clean_seed(seed: str) -> str:
    """Return the seed as it is drawn from, or refuse one too short to be an honest one."""
    seed = " ".join(nfc(seed).split())
    if not SHORTEST_SEED <= len(seed) <= LONGEST_SEED:
        raise RuleViolation(
            _(
                "Write a seed of %(shortest)s to %(longest)s characters.",
                shortest=SHORTEST_SEED,
                longest=LONGEST_SEED,
            ),
            field="seed",
        )
    return seed


@dataclass(frozen=True)
class Shared:
    """Members that share a place, and how they were told apart from their equals, if they were."""

    members: tuple[int, ...]
    broken_by: Message | None


@dataclass(frozen=True, kw_only=True)
class Judge:
    """What tells equal members apart; `waiting`: the equals that no ballot was held between."""

    totals: Mapping[int, MemberTotal]
    facts: Mapping[int, TieFacts]
    ballots: Sequence[TieBallot]
    waiting: list[tuple[int, ...]] = field(default_factory=list)

    def break_ties(
        self, members: Sequence[int], ladder: Sequence[Rung], broken_by: Message | None = None
    ) -> list[Shared]:
        """Return the equal members in order, those whom nothing tells apart together."""
        if len(members) == 1 or not ladder:
            return [Shared(tuple(sorted(members)), broken_by)]
        rung, *rest = ladder
        if rung.kind is RungKind.BALLOT:
            return self._by_ballot(members, ladder, broken_by)
        groups: dict[Decimal, list[int]] = {}
        for member in members:
            height = _height(rung, self.totals[member], self.facts.get(member, NOTHING_KNOWN))
            groups.setdefault(height, []).append(member)
        ordered: list[Shared] = []
        for height in sorted(groups, reverse=True):
            first = groups[height][0]
            reason = (
                broken_by
                if len(groups) == 1
                else _rung_reason(rung, self.totals[first], self.facts.get(first, NOTHING_KNOWN))
            )
            ordered += self.break_ties(groups[height], rest, reason)
        return ordered

    def _by_ballot(
        self, members: Sequence[int], ladder: Sequence[Rung], broken_by: Message | None
    ) -> list[Shared]:
        held = next((b for b in self.ballots if b.between == frozenset(members)), None)
        if held is None:
            self.waiting.append(tuple(sorted(members)))
            return self.break_ties(members, ladder[1:], broken_by)
        if held.winner is None:
            undecided = _("Equal totals; ballot no. %(number)s decided nothing", number=held.number)
            return self.break_ties(members, ladder[1:], undecided)
        chosen = _(
            "Equal totals, told apart by ballot no. %(number)s: chosen with %(votes)s of %(valid)s"
            " valid votes",
            number=held.number,
            votes=held.votes,
            valid=held.valid,
        )
        others = [member for member in members if member != held.winner]
        not_chosen = _(
            "Equal totals, told apart by ballot no. %(number)s: not chosen", number=held.number
        )
        return [Shared((held.winner,), chosen), *self.break_ties(others, ladder, not_chosen)]


def _height(rung: Rung, total: MemberTotal, known: TieFacts) -> Decimal:
    """Return what the rung compares, as a number of which the greater one wins."""
    if rung.kind is RungKind.EARLIER_REPORT:
        return LAST if known.reported_at is None else _earliness(known.reported_at)
    if rung.kind is RungKind.LOT:
        return LAST if known.lot is None else Decimal(known.lot).copy_negate()
    return _rung_value(total, rung)


def _earliness(moment: datetime) -> Decimal:
    return Decimal((EPOCH - moment) // timedelta(microseconds=1))


def _rung_value(total: MemberTotal, rung: Rung) -> Decimal:
    if rung.kind is RungKind.CONTENT:
        return total.content
    if rung.kind is RungKind.FEWER_PENALTIES:
        return total.penalty
    return total.sections[rung.section or ""]


def _rung_reason(rung: Rung, total: MemberTotal, known: TieFacts) -> Message:
    if rung.kind is RungKind.EARLIER_REPORT:
        if known.reported_at is None:
            return _("Equal totals, told apart by the earlier last report: none")
        return _(
            "Equal totals, told apart by the earlier last report: %(moment)s",
            moment=vietnam_moment(known.reported_at),
        )
    if rung.kind is RungKind.LOT:
        return _(
            "Equal totals, told apart by lot, the smallest first: %(lot)s",
            lot=format(known.lot or 0, "064x")[:SHOWN_OF_LOT],
        )
    value = _rung_value(total, rung)
    if rung.kind is RungKind.CONTENT:
        return _(
            "Equal totals, told apart by the content score without bonus: %(value)s", value=value
        )
    if rung.kind is RungKind.FEWER_PENALTIES:
        return _("Equal totals, told apart by fewer penalty points: %(value)s", value=abs(value))
    return _(
        "Equal totals, told apart by the points of section %(section)s: %(value)s",
        section=rung.section,
        value=value,
    )
