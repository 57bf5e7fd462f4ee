"""Acts on lines sent back, on explanations and on objections."""

from collections.abc import Sequence
from datetime import timedelta

from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import Role
from cluster.domain.scoring import Layer
from tests.faults.model.people import DAYS_TO_OBJECT, MOST_DAYS_OPEN, C, Person, V
from tests.faults.model.scoring import Scoring
from tests.faults.model.state import Question, Return, SentLine


class Asking(Scoring):
    """Lines sent back and answered, questions and objections."""

    def send_back(
        self, who: Person, place: int, codes: Sequence[str], days: int, note: str
    ) -> int | None:
        may = who.is_any(Role.REVIEWER) and who.place != place and self.phase is V
        is_open = any((place, code) in self.open_lines for code in codes)
        if not may or is_open or not codes or not note or not 0 <= days <= MOST_DAYS_OPEN:
            return None
        due = self.today + timedelta(days=days)
        self.returns.append(Return(place, due, [SentLine(code) for code in codes]))
        return 1

    def answer(self, who: Person, number: int, text: str) -> int | None:
        sent = self.returns[number]
        unchanged = any(line.last_score is None for line in sent.lines)
        if not who.is_of(sent.place, Role.OFFICER) or not self.is_open(sent):
            return None
        if unchanged and not text:
            return None
        sent.answered = True
        return 1

    def ask(self, who: Person, place: int, code: str, kind: ObjectionKind, text: str) -> int | None:
        waits = any(
            (q.place, q.code, q.kind, q.answered) == (place, code, kind, False)
            for q in self.questions
        )
        if self.phase is not C or self.council_began is None or waits or not text:
            return None
        in_time = self.today <= self.council_began + timedelta(days=DAYS_TO_OBJECT)
        if not in_time or not who.is_of(place, Role.OFFICER, Role.SIGNER):
            return None
        self.questions.append(Question(place, code, kind))
        return 1

    def explain(self, who: Person, number: int, text: str) -> int | None:
        asked = self.questions[number]
        may = who.is_any(Role.REVIEWER, Role.CHAIR) and who.place != asked.place
        waits = asked.kind is ObjectionKind.EXPLANATION and not asked.answered
        if not (may and waits and text and self.phase is C):
            return None
        asked.answered = True
        return 1

    def decide_objection(
        self, who: Person, number: int, actual: int | None, revision: int, text: str
    ) -> int | None:
        """`actual`: of the figure that upholds it, None: refused."""
        asked = self.questions[number]
        may = who.is_any(Role.CHAIR) and who.place != asked.place
        waits = asked.kind is ObjectionKind.OBJECTION and not asked.answered
        if not (may and waits and text and self.phase is C):
            return None
        if actual is not None:
            voice = (asked.place, asked.code, Layer.FINAL, None)
            if self._say(voice, actual, revision) is None:
                return None
        asked.answered = True
        return 1 if actual is None else 2
