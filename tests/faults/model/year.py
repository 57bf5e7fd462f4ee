"""Everything that can happen to a year."""

from cluster.domain.objections import ObjectionKind
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from tests.faults.model.asking import Asking
from tests.faults.model.awarding import Awarding
from tests.faults.model.balloting import Balloting
from tests.faults.model.correcting import Correcting
from tests.faults.model.people import BACK, FORWARD, PLACES, C, F, P, Person, R, S, V
from tests.faults.model.pledging import Pledging
from tests.faults.model.reporting import Reporting


class Model(Pledging, Reporting, Asking, Balloting, Correcting, Awarding):
    """Everything that decides what the next act may do; `today` moves by days."""

    def move(self, who: Person, after: Phase, reason: str) -> int | None:
        if not who.runs or self._is_blocked(after):
            return None
        if FORWARD.get(self.phase) is after:
            self.council_began = self.today if after is C else self.council_began
        elif BACK.get(self.phase) is after and reason:
            self.council_began = None
        else:
            return None
        self.phase = after
        return 1

    def _is_blocked(self, after: Phase) -> bool:
        if after is S:
            return any(pledge.signed for pledge in self.pledges)
        if after is R and self.phase is P:
            return self.in_force is None
        if after is V and self.phase is R:
            return any(pledge.status in {"draft", "signing"} for pledge in self.pledges[1:])
        waits = any(self.is_to_confirm(voice) for voice in self.said if voice[2] is Layer.APPRAISAL)
        return after is C and (waits or any(map(self.is_open, self.returns)))

    def freeze(self, who: Person) -> int | None:
        lacks = any(self.missing(place) for place in PLACES)
        undecided = any(
            q.kind is ObjectionKind.OBJECTION and not q.answered for q in self.questions
        )
        if not who.runs or self.phase is not C or lacks or undecided or not self.seed:
            return None
        self.phase, self.revisions = F, 1
        return 2
