"""Acts on awards."""

from tests.faults.model.people import A, B, C, F, Person
from tests.faults.model.state import Award, State


class Awarding(State):
    """Awards proposed, decided, withdrawn and handed out."""

    def propose_award(self, who: Person, place: int) -> int | None:
        known = any(a.place == place and a.status != "withdrawn" for a in self.awards)
        if not who.runs or self.phase not in {C, F, B} or known or place in self.barred:
            return None
        self.awards.append(Award(place))
        return 1

    def decide_award(self, who: Person, number: int, decision: str) -> int | None:
        award = self.awards[number]
        may = who.runs and self.phase in {F, B, A} and decision not in self.decisions
        if not may or award.status != "proposed" or award.place in self.barred:
            return None
        award.status = "decided"
        self.decisions.add(decision)
        return 2

    def withdraw_award(self, who: Person, number: int, reason: str) -> int | None:
        award = self.awards[number]
        if not who.runs or award.status != "proposed" or not reason:
            return None
        award.status = "withdrawn"
        return 1

    def hand_out(self, who: Person, number: int) -> int | None:
        award = self.awards[number]
        if not who.runs or self.phase not in {F, B, A} or award.status != "decided":
            return None
        award.status = "handed_out"
        return 1
