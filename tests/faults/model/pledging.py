"""Acts on pledges."""

from cluster.domain.permissions import Role
from tests.faults.model.people import PLACES, P, Person, R, S
from tests.faults.model.state import Pledge, State


class Pledging(State):
    """Pledges with their targets, signed, amended, given up."""

    def set_targets(self, who: Person, number: int, place: int, *, whole: bool) -> int | None:
        pledge = self.pledges[number]
        phases = {S, P, R} if number else {S, P}
        if pledge.status != "draft" or self.phase not in phases:
            return None
        if not who.is_of(place, Role.OFFICER, Role.SIGNER):
            return None
        pledge.targets[place] = whole
        return 1

    def sign(self, who: Person, number: int, place: int, *, consents: bool) -> int | None:
        pledge = self.pledges[number]
        open_now = pledge.status in {"draft", "signing"} and self.phase in {P, R} and consents
        complete = all(pledge.targets.get(each) for each in PLACES)
        if not who.is_of(place, Role.SIGNER) or place in pledge.signed:
            return None
        if not (open_now and complete):
            return None
        pledge.signed.add(place)
        pledge.status = "signing"
        if pledge.signed == set(PLACES):
            for older in self.pledges[:number]:
                older.status = "superseded" if older.status == "in force" else older.status
            pledge.status = "in force"
        return 1

    def amend(self, who: Person, number: int, reason: str) -> int | None:
        pledge = self.pledges[number]
        newest = max(n for n, each in enumerate(self.pledges) if each.status != "given up")
        if not who.runs or self.phase not in {P, R} or not reason or number != newest:
            return None
        if pledge.status not in {"signing", "in force"}:
            return None
        if pledge.status == "signing":
            pledge.status = "superseded"
        self.pledges.append(Pledge(dict(pledge.targets)))
        return 1

    def give_up(self, who: Person, number: int, reason: str) -> int | None:
        pledge = self.pledges[number]
        waits = pledge.status in {"draft", "signing"} and self.in_force is not None
        if not (who.runs and reason and waits and self.phase in {P, R}):
            return None
        pledge.status = "given up"
        return 1
