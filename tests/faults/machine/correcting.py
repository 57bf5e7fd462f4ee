"""Acts on the frozen result."""

from decimal import Decimal

from hypothesis.stateful import precondition, rule

from cluster.domain.measures import Measure
from cluster.services import ranking, revising
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import ACTUAL, CODE, REASON, RUNS, SOME_PLACE, one_of, timely
from tests.faults.model.people import PEOPLE, B, C, F


class Correcting(Acts):
    """The ranking frozen, corrected by a second and a third person."""

    @precondition(timely(C))
    @rule(name=RUNS)
    def freeze(self, name: str) -> None:
        self.act(
            "freeze",
            self.model.freeze(PEOPLE[name]),
            lambda: ranking.freeze(self.known.actors[name], self.known.year_id, now=self.now),
        )

    @precondition(timely(F, B))
    @rule(
        name=one_of("secretary", "second secretary"),
        place=SOME_PLACE,
        code=CODE,
        actual=ACTUAL,
        reason=REASON,
    )
    def propose_correction(
        self, name: str, place: int, code: str, actual: int, reason: str
    ) -> None:
        self.act(
            "propose a correction",
            self.model.propose_correction(name, place, code, actual, reason),
            lambda: revising.propose(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                measure=Measure(actual=Decimal(actual)),
                reason=reason,
                now=self.now,
            ),
        )

    @precondition(timely(F, B))
    @rule(name=one_of("chair", "second secretary", "secretary", "council 1", "council 2"))
    def approve_correction(self, name: str) -> None:
        self.act(
            "approve a correction",
            self.model.approve_correction(name),
            lambda: revising.approve(self.known.actors[name], self.known.year_id, now=self.now),
        )

    @precondition(lambda self: self.model.correction is not None)
    @rule(name=RUNS, reason=REASON)
    def withdraw_correction(self, name: str, reason: str) -> None:
        self.act(
            "withdraw a correction",
            self.model.withdraw_correction(name, reason),
            lambda: revising.withdraw(
                self.known.actors[name], self.known.year_id, reason=reason, now=self.now
            ),
        )
