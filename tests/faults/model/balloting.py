"""Acts on bars, the seed and ballots."""

from collections.abc import Iterable

from cluster.domain.ballots import BallotKind
from cluster.domain.permissions import Role
from tests.faults.model.people import QUORUM, A, B, C, F, P, Person, R, S, V
from tests.faults.model.state import Ballot, State


class Balloting(State):
    """Bars to nomination, the seed of the lot, ballots."""

    def bar(self, who: Person, place: int, document: str) -> int | None:
        if not who.runs or self.phase is A or not document or place in self.barred:
            return None
        self.bars.append((place, False))
        return 1

    def lift_bar(self, who: Person, number: int, document: str) -> int | None:
        place, lifted = self.bars[number]
        if not who.runs or self.phase is A or not document or lifted:
            return None
        self.bars[number] = (place, True)
        return 1

    def announce_seed(self, who: Person) -> int | None:
        if not who.runs or self.phase not in {S, P, R, V, C} or self.seed:
            return None
        self.seed = True
        return 1

    def _votes_now(self, kind: BallotKind) -> bool:
        return self.phase in ({C} if kind is BallotKind.NOMINATION else {C, F, B})

    def open_ballot(self, who: Person, kind: BallotKind, candidates: Iterable[int]) -> int | None:
        names = tuple(sorted(candidates))
        is_open = any(b.kind is kind and b.status == "open" for b in self.ballots)
        barred = kind is BallotKind.NOMINATION and bool(set(names) & self.barred)
        if not who.runs or not self._votes_now(kind) or is_open or barred or not names:
            return None
        self.ballots.append(Ballot(kind, names, votes=dict.fromkeys(names, 0)))
        return 1

    def cast(self, who: Person, number: int, place: int, choice: int | None) -> int | None:
        """`choice` None: an empty paper."""
        ballot = self.ballots[number]
        may = who.is_of(place, Role.COUNCIL) and self._votes_now(ballot.kind)
        valid = choice is None or choice in ballot.candidates
        if not may or ballot.status != "open" or place in ballot.voted or not valid:
            return None
        ballot.voted.add(place)
        if choice is not None:
            ballot.votes[choice] += 1
        return 1

    def close_ballot(self, who: Person, number: int) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "open":
            return None
        ballot.status = "closed"
        if len(ballot.voted) < QUORUM:
            ballot.votes = dict.fromkeys(ballot.candidates, 0)
        return 1

    def call_off_ballot(self, who: Person, number: int, reason: str) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "open" or not reason:
            return None
        ballot.status, ballot.votes = "called_off", dict.fromkeys(ballot.candidates, 0)
        return 1

    def announce_ballot(self, who: Person, number: int) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "closed" or ballot.announced:
            return None
        ballot.announced = True
        return 1
