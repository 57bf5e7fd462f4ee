"""Acts on scores."""

from cluster.domain.permissions import Role
from cluster.domain.scoring import Layer
from tests.faults.model.people import CODES, PLACES, C, P, Person, R, S, V, Voice
from tests.faults.model.state import State


class Scoring(State):
    """Scores said, taken back and confirmed; who cross-scores whom."""

    def score(self, who: Person, voice: Voice, actual: int | None, revision: int) -> int | None:
        if not self._may_score(who, voice):
            return None
        return self._say(voice, actual, revision)

    def _may_score(self, who: Person, voice: Voice) -> bool:
        place, code, layer, scorer = voice
        if layer is Layer.SELF:
            return self._may_report(who, place, code)
        if layer is Layer.CROSS:
            is_pair = scorer is not None and (scorer, place) in self.pairs
            return is_pair and who.is_of(scorer or 0, Role.OFFICER) and self.phase is V
        if layer is Layer.APPRAISAL:
            return who.is_any(Role.REVIEWER) and who.place != place and self.phase is V
        return who.is_any(Role.COUNCIL, Role.CHAIR) and who.place != place and self.phase is C

    def _say(self, voice: Voice, actual: int | None, revision: int) -> int | None:
        before = self.said.get(voice, [])
        nothing_to_take_back = actual is None and (not before or before[-1] is None)
        if nothing_to_take_back or revision != len(before):
            return None
        self._write(voice, actual)
        return 1

    def _write(self, voice: Voice, actual: int | None) -> None:
        self.said.setdefault(voice, []).append(actual)
        self.scores += 1
        self.newest[voice] = self.scores
        if voice[2] is Layer.SELF:
            self._mark_changed(voice[0], voice[1])

    def repeat(self, who: Person, voice: Voice) -> int | None:
        """Say the same once more, whatever was read: nothing changes."""
        return 0 if self._may_score(who, voice) and self.said[voice][-1] is not None else None

    def confirm(self, who: Person, voice: Voice, revision: int) -> int | None:
        may = self._may_score(who, voice) and self.is_to_confirm(voice)
        if not may or revision != len(self.said[voice]):
            return None
        self._write(voice, self.said[voice][-1])
        return 1

    def is_to_confirm(self, voice: Voice) -> bool:
        """Whether the member reported anew after this voice spoke, on a line closed again."""
        place, code, layer, _scorer = voice
        if self.phase is not V or layer not in {Layer.CROSS, Layer.APPRAISAL}:
            return False
        if not self.said.get(voice) or self.said[voice][-1] is None:
            return False
        marks = [
            line.last_score
            for sent in self.returns
            for line in sent.lines
            if sent.place == place and line.code == code and not self.is_open(sent)
        ]
        return max((mark for mark in marks if mark is not None), default=0) >= self.newest[voice]

    def assign_round(self, who: Person, each: int) -> int | None:
        pairs = {(n, (n + step) % 3) for n in PLACES for step in range(1, each + 1)}
        used = {(v[3], v[0]) for v in self.said if v[2] is Layer.CROSS}
        if not who.runs or self.phase not in {S, P, R, V} or used - pairs:
            return None
        self.pairs = pairs
        return 1

    def missing(self, place: int) -> tuple[str, ...]:
        """The lines of a member that nobody has scored."""
        scored = {v[1] for v, said in self.said.items() if v[0] == place and said[-1] is not None}
        return tuple(code for code in CODES if code not in scored)

    def stands(self, place: int, code: str) -> int | None:
        """The highest figure of a line, cross-scores aside."""
        for layer in (Layer.FINAL, Layer.APPRAISAL, Layer.SELF):
            said = self.said.get((place, code, layer, None))
            if said and said[-1] is not None:
                return said[-1]
        return None
