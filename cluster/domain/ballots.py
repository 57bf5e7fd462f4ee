"""Ballots: the council nominates the best and elects next year's leader and deputy.

Each member unit has one vote. Shares are exact fractions. A secret vote is kept as counts only,
and nothing of it is shown before the ballot is closed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.years import Phase, check_phase

FEWEST_SECRET = 3
"""With fewer secret votes each voter could tell from the counts how the others voted."""
MOST_SEATS = 15
TELLERS = 2
NOBODY = 0
"""The choice that hands in an empty paper."""


class BallotKind(StrEnum):
    """What is voted on."""

    NOMINATION = "nomination"
    LEADER = "leader"
    DEPUTY = "deputy"
    TIE = "tie"


class Method(StrEnum):
    """How votes are given."""

    SCREEN = "screen"
    HANDS = "hands"
    PAPER = "paper"


class MajorityOf(StrEnum):
    """Of what the majority is reckoned."""

    MEMBERS = "members"
    VALID = "valid"


class BallotStatus(StrEnum):
    """How far a ballot has come."""

    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


BALLOT_KIND_NAMES: dict[BallotKind, Message] = {
    BallotKind.NOMINATION: _("Nomination of the best"),
    BallotKind.LEADER: _("Election of next year’s leader"),
    BallotKind.DEPUTY: _("Election of next year’s deputy"),
    BallotKind.TIE: _("Decision between equals in the ranking"),
}
METHOD_NAMES: dict[Method, Message] = {
    Method.SCREEN: _("Secret, on the screen"),
    Method.PAPER: _("Secret, on paper"),
    Method.HANDS: _("By show of hands"),
}
MAJORITY_OF_NAMES: dict[MajorityOf, Message] = {
    MajorityOf.MEMBERS: _("all member units"),
    MajorityOf.VALID: _("valid votes"),
}
BALLOT_STATUS_NAMES: dict[BallotStatus, Message] = {
    BallotStatus.OPEN: _("Voting is open"),
    BallotStatus.CLOSED: _("Voting is closed"),
    BallotStatus.CALLED_OFF: _("Called off"),
}
PHASES: dict[BallotKind, tuple[Phase, ...]] = {
    BallotKind.NOMINATION: (Phase.COUNCIL,),
    BallotKind.LEADER: (Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED),
    BallotKind.DEPUTY: (Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED),
    BallotKind.TIE: (Phase.COUNCIL, Phase.FROZEN, Phase.PUBLISHED),
}
"""When each kind of ballot is opened and voted in."""

ONE_SEAT = frozenset({BallotKind.LEADER, BallotKind.DEPUTY, BallotKind.TIE})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a ballot needs to be valid and to decide; set for each ballot when it is opened.

    `quorum`: share of the member units that must vote. `majority`: share of `majority_of` that a
    name must pass (`is_above`) or reach. `recused`: nobody votes for their own alliance.
    """

    quorum: Fraction
    majority: Fraction
    is_above: bool
    majority_of: MajorityOf
    recused: bool


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A ballot as it was opened: candidates and entitled member units by alliance, in order."""

    kind: BallotKind
    method: Method
    seats: int
    candidates: tuple[int, ...]
    entitled: tuple[int, ...]
    rule: Rule

    @property
    def is_secret(self) -> bool:
        """Tell whether votes are kept as counts without their voters."""
        return self.method is not Method.HANDS


@dataclass(frozen=True, kw_only=True)
class Count:
    """What was counted: papers handed out and returned, valid and invalid, votes by alliance.

    By show of hands: units present, and `invalid` those that raised their hand for nobody.
    """

    issued: int
    returned: int
    valid: int
    invalid: int
    votes: Mapping[int, int]


def parse_share(text: str, *, field: str) -> Fraction:
    """Read a share of a whole, written 2/3 or 80 %; exact, above zero and at most one."""
    typed = "".join(text.split())
    try:
        if typed.endswith("%"):
            share = Fraction(typed[:-1].replace(",", ".")) / 100
        else:
            share = Fraction(typed.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise RuleViolation(
            _("“%(text)s” is no share. Write it as 2/3 or 80 %%.", text=text), field=field
        ) from None
    if not 0 < share <= 1:
        raise RuleViolation(_("A share lies above zero and at most at one."), field=field)
    return share


def check_terms(terms: Terms, phase: Phase, barred: Collection[int]) -> None:
    """Refuse a ballot out of its phase, without a choice, or that could not stay secret."""
    check_phase(phase, PHASES[terms.kind], _("Opening this ballot"))
    if not 1 <= terms.seats <= (1 if terms.kind in ONE_SEAT else MOST_SEATS):
        raise RuleViolation(_("One alliance is elected to this post."), field="seats")
    if set(terms.candidates) - set(terms.entitled):
        raise RuleViolation(_("Choose among the members of the year."), field="candidate_ids")
    if len(terms.candidates) < terms.seats:
        raise RuleViolation(
            _("Choose at least as many names as there are seats."), field="candidate_ids"
        )
    if terms.kind is BallotKind.NOMINATION and set(terms.candidates) & set(barred):
        raise RuleViolation(
            _("A member under review cannot be nominated at present."), field="candidate_ids"
        )
    if terms.is_secret and len(terms.entitled) < FEWEST_SECRET:
        raise RuleViolation(
            _("Fewer than three members cannot vote in secret; vote by show of hands."),
            field="method",
        )


def check_open(status: BallotStatus) -> None:
    """Refuse any act on a ballot that is over."""
    if status is not BallotStatus.OPEN:
        raise RuleViolation(_("This ballot is over; nothing of it can be changed."))


def check_method(method: Method, needed: Collection[Method]) -> None:
    """Refuse an act that does not belong to the way in which this ballot is held."""
    if method not in needed:
        raise RuleViolation(
            _("This ballot is held another way: %(method)s.", method=METHOD_NAMES[method])
        )


def check_not_voted(*, has_voted: bool) -> None:
    """Refuse a second vote of a unit, and any change of the first."""
    if has_voted:
        raise RuleViolation(_("Your unit has voted already; a vote cannot be changed."))


def check_choice(terms: Terms, voter: int, choices: Sequence[int]) -> tuple[int, ...]:
    """Return the names voted for, none for an empty paper; refuse a paper that is not valid."""
    chosen = tuple(dict.fromkeys(choices))
    if not chosen:
        raise RuleViolation(
            _("Choose a name, or hand in an empty paper on purpose."), field="choices"
        )
    if chosen == (NOBODY,):
        return ()
    if set(chosen) - set(terms.candidates):
        raise RuleViolation(
            _("Choose names of the paper only, or an empty paper alone."), field="choices"
        )
    if len(chosen) > terms.seats:
        raise RuleViolation(
            _("Choose at most %(seats)s names.", seats=terms.seats), field="choices"
        )
    if terms.rule.recused and voter in chosen:
        raise RuleViolation(
            _("In this ballot nobody votes for their own alliance."), field="choices"
        )
    return chosen


def check_count(terms: Terms, count: Count) -> None:
    """Refuse figures that no lawful vote could give, naming the one that does not fit."""
    figures = (count.issued, count.returned, count.valid, count.invalid, *count.votes.values())
    if min(figures) < 0 or set(count.votes) != set(terms.candidates):
        raise RuleViolation(_("Enter a number for every name."))
    if count.issued > len(terms.entitled):
        raise RuleViolation(
            _("There are only %(units)s member units.", units=len(terms.entitled)), field="issued"
        )
    if count.returned > count.issued:
        raise RuleViolation(_("More papers came back than were handed out."), field="returned")
    if count.valid + count.invalid != count.returned:
        raise RuleViolation(
            _("Valid and invalid papers do not add up to those returned."), field="valid"
        )
    _check_votes(terms, count)


def _check_votes(terms: Terms, count: Count) -> None:
    most = count.valid
    if terms.rule.recused and count.issued == len(terms.entitled) == count.valid:
        most -= 1
    for alliance_id, votes in count.votes.items():
        if votes > most:
            raise RuleViolation(
                _("One name can have at most %(most)s votes.", most=most),
                field=f"votes_{alliance_id}",
            )
    total = sum(count.votes.values())
    if not count.valid <= total <= count.valid * terms.seats:
        raise RuleViolation(
            _(
                "%(valid)s valid papers make from %(least)s to %(most)s votes, not %(total)s.",
                valid=count.valid,
                least=count.valid,
                most=count.valid * terms.seats,
                total=total,
            )
        )


def check_same(first: Count, second: Count) -> None:
    """Refuse a second teller's count that differs from the first, without telling any of it.

    Who has no papers in hand must not learn the votes by trying.
    """
    if first != second:
        raise RuleViolation(
            _("Your count differs from the other teller’s. Count the papers again together.")
        )


def check_teller(others: int) -> None:
    """Refuse a third teller: a ballot is counted by two."""
    if others >= TELLERS:
        raise RuleViolation(_("Two tellers have counted already."))


def check_announcement(status: BallotStatus, *, is_announced: bool) -> None:
    """Refuse to announce what is not closed, and to announce it twice."""
    if status is not BallotStatus.CLOSED:
        raise RuleViolation(_("There is no result to announce before the ballot is closed."))
    if is_announced:
        raise RuleViolation(_("The result is announced already."))


def check_enough_counts(method: Method, counts: int) -> None:
    """Refuse to close a ballot whose votes nobody, or only one teller, has counted."""
    if method is Method.HANDS and counts < 1:
        raise RuleViolation(_("Enter first how many hands were raised."))
    if method is Method.PAPER and counts < 2:
        raise RuleViolation(_("Two tellers must have counted the papers, with the same result."))
