"""Acts on claims."""

from tests.faults.model.people import Person
from tests.faults.model.state import Claim, State


class Reporting(State):
    """Claims reported, corrected and withdrawn."""

    def draft_claim(self, who: Person, place: int, code: str) -> int | None:
        if not self._may_report(who, place, code):
            return None
        self.claims.append(Claim(place, code))
        return 1

    def revise_claim(self, who: Person, number: int, revision: int) -> int | None:
        claim = self.claims[number]
        if claim.status != "draft" or revision != claim.revision:
            return None
        if not self._may_report(who, claim.place, claim.code):
            return None
        claim.revision += 1
        return 1

    def submit_claim(self, who: Person, number: int) -> int | None:
        claim = self.claims[number]
        if claim.status != "draft" or not self._may_report(who, claim.place, claim.code):
            return None
        claim.status = "submitted"
        if claim.replaces is not None and self.claims[claim.replaces].status == "submitted":
            self.claims[claim.replaces].status = "replaced"
        self._mark_changed(claim.place, claim.code)
        return 1

    def _is_correctable(self, who: Person, number: int) -> bool:
        claim = self.claims[number]
        being_corrected = any(c.replaces == number and c.status == "draft" for c in self.claims)
        may = self._may_report(who, claim.place, claim.code)
        return may and claim.status == "submitted" and not being_corrected

    def correct_claim(self, who: Person, number: int) -> int | None:
        if not self._is_correctable(who, number):
            return None
        claim = self.claims[number]
        self.claims.append(Claim(claim.place, claim.code, replaces=number))
        return 1

    def withdraw_claim(self, who: Person, number: int, reason: str) -> int | None:
        if not (reason and self._is_correctable(who, number)):
            return None
        claim = self.claims[number]
        claim.status = "withdrawn"
        self._mark_changed(claim.place, claim.code)
        return 1
