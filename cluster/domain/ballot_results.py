"""What the votes of a ballot decide, and in which words that is told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import ceil, floor

from cluster.domain.ballots import (
    FEWEST_SECRET,
    MAJORITY_OF_NAMES,
    Count,
    MajorityOf,
    Rule,
    Terms,
)
from cluster.domain.errors import Message, RuleViolation, _

FIRST_SETTLED_ROUND = 2
"""A tie is voted on again at least once before anybody decides it otherwise."""


class Verdict(StrEnum):
    """What a closed ballot came to."""

    NO_QUORUM = "no_quorum"
    DECIDED = "decided"
    TIED = "tied"
    NO_MAJORITY = "no_majority"


VERDICT_NAMES: dict[Verdict, Message] = {
    Verdict.NO_QUORUM: _("Too few voted"),
    Verdict.DECIDED: _("The vote decided"),
    Verdict.TIED: _("Equal votes: another round"),
    Verdict.NO_MAJORITY: _("No majority: another round"),
}


class Settlement(StrEnum):
    """How a tie that another round did not end is settled."""

    CHAIR = "chair"
    LOT = "lot"


SETTLEMENT_NAMES: dict[Settlement, Message] = {
    Settlement.CHAIR: _("The chair decided"),
    Settlement.LOT: _("A lot was drawn"),
}


@dataclass(frozen=True, kw_only=True)
class Share:
    """One candidate's votes, in per cent of the valid votes and of all member units."""

    alliance_id: int
    votes: int
    of_valid: Decimal
    of_entitled: Decimal
    is_elected: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a count comes to; without a quorum nobody's votes are told.

    `needed_present`, `needed_votes`: what quorum and majority ask for, in votes. `next_round`:
    who stands in the next round for the `open_seats`.
    """

    verdict: Verdict
    needed_present: int
    needed_votes: int
    shares: tuple[Share, ...]
    elected: tuple[int, ...]
    open_seats: int
    next_round: tuple[int, ...]


def needed_present(terms: Terms) -> int:
    """Return how many member units must vote: the quorum, and three where votes are secret."""
    quorum = ceil(terms.rule.quorum * len(terms.entitled))
    return max(quorum, FEWEST_SECRET) if terms.is_secret else quorum


def needed_votes(rule: Rule, entitled: int, valid: int) -> int:
    """Return how many votes a name needs: the next whole number above or at the majority."""
    share = rule.majority * (entitled if rule.majority_of is MajorityOf.MEMBERS else valid)
    return floor(share) + 1 if rule.is_above else ceil(share)


def percent(part: int, whole: int) -> Decimal:
    """Return a part in per cent of the whole, rounded half up to hundredths; of nothing, 0."""
    if not whole:
        return Decimal(0)
    hundred = Decimal(part * 100) / Decimal(whole)
    return hundred.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def outcome(terms: Terms, count: Count) -> Outcome:
    """Return what the votes decide: names with a majority, most votes first, fill the seats.

    Names with equal votes that compete for the last seats go to another round among themselves;
    where too few reach the majority, the leading ones do.
    """
    present = needed_present(terms)
    votes = needed_votes(terms.rule, len(terms.entitled), count.valid)
    undecided = Outcome(
        verdict=Verdict.NO_QUORUM,
        needed_present=present,
        needed_votes=votes,
        shares=(),
        elected=(),
        open_seats=terms.seats,
        next_round=terms.candidates,
    )
    if count.returned < present:
        return undecided
    elected = _elected(terms, count, votes)
    open_seats = terms.seats - len(elected)
    again, verdict = _next_round(terms, count, elected, votes)
    return replace(
        undecided,
        verdict=verdict,
        shares=_shares(terms, count, elected),
        elected=elected,
        open_seats=open_seats,
        next_round=again,
    )


def _elected(terms: Terms, count: Count, needed: int) -> tuple[int, ...]:
    """Return who has a majority and fewer than `seats` others with as many votes or more."""
    return tuple(
        member
        for member in _by_votes(terms, count)
        if count.votes[member] >= max(needed, 1)
        and sum(votes >= count.votes[member] for votes in count.votes.values()) <= terms.seats
    )


def _by_votes(terms: Terms, count: Count) -> list[int]:
    return sorted(terms.candidates, key=lambda member: -count.votes[member])


def _next_round(
    terms: Terms, count: Count, elected: tuple[int, ...], needed: int
) -> tuple[tuple[int, ...], Verdict]:
    open_seats = terms.seats - len(elected)
    if not open_seats:
        return (), Verdict.DECIDED
    left = [member for member in _by_votes(terms, count) if member not in elected]
    best = count.votes[left[0]]
    if best >= max(needed, 1):
        tied = {member for member in left if count.votes[member] == best}
        verdict = Verdict.TIED
    else:
        last = count.votes[left[min(open_seats, len(left) - 1)]]
        tied = {member for member in left if count.votes[member] >= last}
        verdict = Verdict.NO_MAJORITY
    return tuple(member for member in terms.candidates if member in tied), verdict


def _shares(terms: Terms, count: Count, elected: Collection[int]) -> tuple[Share, ...]:
    return tuple(
        Share(
            alliance_id=member,
            votes=count.votes[member],
            of_valid=percent(count.votes[member], count.valid),
            of_entitled=percent(count.votes[member], len(terms.entitled)),
            is_elected=member in elected,
        )
        for member in _by_votes(terms, count)
    )


def check_next_round(verdict: Verdict | None, *, has_next: bool) -> None:
    """Refuse another round where the vote decided or was not counted, and a second one of it."""
    if verdict not in {Verdict.TIED, Verdict.NO_MAJORITY, Verdict.NO_QUORUM}:
        raise RuleViolation(_("This ballot needs no other round."))
    if has_next:
        raise RuleViolation(_("The next round of this ballot is opened already."))


def equals(result: Outcome) -> tuple[int, ...]:
    """Return who stands equal before the open seats: more names with the most votes than seats."""
    left = [share for share in result.shares if not share.is_elected]
    most = max((share.votes for share in left), default=0)
    equal = tuple(share.alliance_id for share in left if share.votes == most)
    return equal if result.open_seats and len(equal) > result.open_seats else ()


def check_settlement(
    result: Outcome, chosen: Collection[int], reason: str, *, round_number: int, has_next: bool
) -> None:
    """Refuse to settle what is no tie or was not voted on again, and a choice among others."""
    equal = equals(result)
    if not equal or has_next:
        raise RuleViolation(_("There is no tie to settle in this round."))
    if round_number < FIRST_SETTLED_ROUND:
        raise RuleViolation(_("Vote again among the equals first; only a lasting tie is settled."))
    if len(set(chosen)) != result.open_seats or set(chosen) - set(equal):
        raise RuleViolation(
            _("Choose %(seats)s of those with equal votes.", seats=result.open_seats),
            field="chosen",
        )
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")


def explanation(terms: Terms, count: Count, result: Outcome) -> list[Message]:
    """Return in words what quorum and majority asked for and what decided."""
    rule = terms.rule
    told = [
        _(
            "%(voted)s of %(units)s member units voted; at least %(needed)s had to"
            " (quorum %(share)s).",
            voted=count.returned,
            units=len(terms.entitled),
            needed=result.needed_present,
            share=str(rule.quorum),
        )
    ]
    if result.verdict is Verdict.NO_QUORUM:
        return [*told, _("The ballot is not valid. Its votes are not counted and not told.")]
    whole = len(terms.entitled) if rule.majority_of is MajorityOf.MEMBERS else count.valid
    asked = (
        _("More than %(share)s of %(whole)s (%(of)s) is at least %(needed)s votes.",
          share=str(rule.majority), whole=whole, of=MAJORITY_OF_NAMES[rule.majority_of],
          needed=result.needed_votes)
        if rule.is_above
        else _("At least %(share)s of %(whole)s (%(of)s) is at least %(needed)s votes.",
               share=str(rule.majority), whole=whole, of=MAJORITY_OF_NAMES[rule.majority_of],
               needed=result.needed_votes)
    )  # fmt: skip
    return [*told, asked]
