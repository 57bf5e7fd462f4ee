"""Acts on corrections of the frozen result."""

from cluster.domain.permissions import Role
from cluster.domain.scoring import Layer
from tests.faults.model.people import PEOPLE, B, F
from tests.faults.model.scoring import Scoring
from tests.faults.model.state import Correction


class Correcting(Scoring):
    """Corrections proposed, approved and withdrawn."""

    @property
    def correction(self) -> Correction | None:
        return next((each for each in self.corrections if each.status == "open"), None)

    def propose_correction(
        self, name: str, place: int, code: str, actual: int, reason: str
    ) -> int | None:
        is_secretary = PEOPLE[name].is_any(Role.SECRETARY)
        if not is_secretary or self.phase not in {F, B} or not reason:
            return None
        if self.stands(place, code) == actual:
            return None
        row = self.correction
        if row is None:
            self.corrections.append(Correction(name, {(place, code): actual}))
        elif row.proposer != name or row.approvers:
            return None
        else:
            row.figures[place, code] = actual
        return 1

    def approve_correction(self, name: str) -> int | None:
        who, row = PEOPLE[name], self.correction
        may = who.is_any(Role.CHAIR, Role.COUNCIL, Role.SECRETARY) and self.phase in {F, B}
        if row is None or not may or name == row.proposer or name in row.approvers:
            return None
        if who.place in {place for place, _code in row.figures}:
            return None
        row.approvers.append(name)
        chaired = any(PEOPLE[each].is_any(Role.CHAIR) for each in row.approvers)
        if len(row.approvers) < 2 or not chaired:
            return 1
        for (place, code), actual in row.figures.items():
            self._write((place, code, Layer.FINAL, None), actual)
        row.status = "approved"
        self.revisions += 1
        return 2 + len(row.figures)

    def withdraw_correction(self, name: str, reason: str) -> int | None:
        row = self.correction
        if row is None or self.phase not in {F, B} or not reason:
            return None
        if name != row.proposer and not PEOPLE[name].is_any(Role.CHAIR):
            return None
        row.status = "withdrawn"
        return 1
