"""Acts on pledges."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cluster.services import pledges
from cluster.services.pledges import TargetValue
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import PICK, REASON, RUNS, side, timely
from tests.faults.model.people import CODES, PEOPLE, P, R, S


class Pledging(Acts):
    """Targets set, pledges signed, amended and given up."""

    @precondition(timely(S, P, R))
    @rule(pick=PICK, who=side("officer", "signer"), whole=st.sampled_from([True] * 4 + [False]))
    def set_targets(self, pick: int, who: tuple[str, int], whole: bool) -> None:
        (name, place), number = who, self.row("pledge", pick)
        values = {code: TargetValue(value=Decimal(10)) for code in (CODES if whole else CODES[:1])}
        self.act(
            "set targets",
            self.model.set_targets(PEOPLE[name], number, place, whole=whole),
            lambda: pledges.set_targets(
                self.known.actors[name],
                self.id_of("pledge", number),
                alliance_id=self.known.members[place],
                targets=values,
                seen=None,
                now=self.now,
            ),
        )

    @precondition(timely(P, R))
    @rule(pick=PICK, who=side("signer"), consents=st.sampled_from([True] * 5 + [False]))
    def sign(self, pick: int, who: tuple[str, int], consents: bool) -> None:
        (name, place), number = who, self.row("pledge", pick)
        self.act(
            "sign",
            self.model.sign(PEOPLE[name], number, place, consents=consents),
            lambda: pledges.sign(
                self.known.actors[name],
                self.id_of("pledge", number),
                alliance_id=self.known.members[place],
                password_checked=True,
                consented=consents,
                now=self.now,
            ),
        )

    @precondition(timely(P, R))
    @rule(name=RUNS, pick=PICK, reason=REASON)
    def amend(self, name: str, pick: int, reason: str) -> None:
        number = self.row("pledge", pick)
        self.act(
            "amend",
            self.model.amend(PEOPLE[name], number, reason),
            lambda: pledges.amend(
                self.known.actors[name], self.id_of("pledge", number), reason=reason, now=self.now
            ),
            makes="pledge",
        )

    @precondition(timely(P, R))
    @rule(name=RUNS, pick=PICK, reason=REASON)
    def give_up(self, name: str, pick: int, reason: str) -> None:
        number = self.row("pledge", pick)
        self.act(
            "give up an amendment",
            self.model.give_up(PEOPLE[name], number, reason),
            lambda: pledges.give_up(
                self.known.actors[name], self.id_of("pledge", number), reason=reason, now=self.now
            ),
        )
