"""Acts on scores."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cluster.domain.measures import Measure
from cluster.domain.score_sight import Voice as ScoreVoice
from cluster.domain.scoring import Layer
from cluster.services import scoring
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import (
    APPRAISES,
    BEHIND,
    CODE,
    MAYBE_ACTUAL,
    PICK,
    RUNS,
    SETTLES,
    SOME_PLACE,
    side,
    timely,
)
from tests.faults.model.people import PEOPLE, C, P, R, S, V, Voice


class Scoring(Acts):
    """Scores of all layers, given, said again and confirmed; cross-scorers assigned."""

    @precondition(timely(R, V))
    @rule(who=side("officer"), code=CODE, actual=MAYBE_ACTUAL, behind=BEHIND)
    def score_oneself(
        self, who: tuple[str, int], code: str, actual: int | None, behind: int
    ) -> None:
        name, place = who
        self.score(name, (place, code, Layer.SELF, None), actual, behind)

    @precondition(timely(V))
    @rule(who=side("officer"), place=SOME_PLACE, code=CODE, actual=MAYBE_ACTUAL, behind=BEHIND)
    def cross_score(
        self, who: tuple[str, int], place: int, code: str, actual: int | None, behind: int
    ) -> None:
        name, scorer = who
        self.score(name, (place, code, Layer.CROSS, scorer), actual, behind)

    @precondition(timely(V))
    @rule(name=APPRAISES, place=SOME_PLACE, code=CODE, actual=MAYBE_ACTUAL, behind=BEHIND)
    def appraise(self, name: str, place: int, code: str, actual: int | None, behind: int) -> None:
        self.score(name, (place, code, Layer.APPRAISAL, None), actual, behind)

    @precondition(timely(C))
    @rule(name=SETTLES, place=SOME_PLACE, code=CODE, actual=MAYBE_ACTUAL, behind=BEHIND)
    def settle(self, name: str, place: int, code: str, actual: int | None, behind: int) -> None:
        self.score(name, (place, code, Layer.FINAL, None), actual, behind)

    def score(self, name: str, voice: Voice, actual: int | None, behind: int) -> None:
        revision = len(self.model.said.get(voice, ())) - behind
        expected = self.model.score(PEOPLE[name], voice, actual, revision)
        self.put_score(f"score: {voice[2]}", name, voice, expected, actual, revision, self.say())

    @precondition(lambda self: timely(R, V, C)(self) and bool(self.known.reasons))
    @rule(pick=PICK, behind=BEHIND, name=APPRAISES)
    def score_once_more(self, pick: int, behind: int, name: str) -> None:
        """Say what was said before, as a second click would."""
        voice, reason = list(self.known.reasons.items())[-1 - pick % len(self.known.reasons)]
        name = self.speaker(voice, name)
        said = self.model.said[voice]
        expected = self.model.repeat(PEOPLE[name], voice)
        self.put_score("score again", name, voice, expected, said[-1], len(said) - behind, reason)

    def put_score(
        self,
        act: str,
        name: str,
        voice: Voice,
        expected: int | None,
        actual: int | None,
        revision: int,
        reason: str,
    ) -> None:
        place, code, layer, scorer = voice
        self.act(
            act,
            expected,
            lambda: scoring.score(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                layer=layer,
                measure=None if actual is None else Measure(actual=Decimal(actual)),
                reason=reason,
                revision=revision,
                scorer_id=None if scorer is None else self.known.members[scorer],
                now=self.now,
            ),
        )
        if expected is not None and actual is not None:
            self.known.reasons[voice] = reason
        elif expected is not None:
            self.known.reasons.pop(voice, None)

    def speaker(self, voice: Voice, name: str) -> str:
        """Return whose voice it is in place of some appraiser."""
        place, _code, layer, scorer = voice
        if not name.startswith("reviewer") or layer is Layer.APPRAISAL:
            return name
        if layer is Layer.FINAL:
            return "chair"
        return f"officer {place if scorer is None else scorer}"

    @precondition(lambda self: timely(V)(self) and bool(self.model.said))
    @rule(name=APPRAISES, pick=PICK, behind=BEHIND)
    def confirm(self, name: str, pick: int, behind: int) -> None:
        voices = sorted(self.model.said, key=lambda v: not self.model.is_to_confirm(v))
        place, code, layer, scorer = voice = voices[pick % len(voices)]
        name = self.speaker(voice, name)
        revision, reason = len(self.model.said[voice]) - behind, self.say()
        expected = self.model.confirm(PEOPLE[name], voice, revision)
        self.act(
            "confirm a score",
            expected,
            lambda: scoring.confirm(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                voice=ScoreVoice(layer, 0 if scorer is None else self.known.members[scorer]),
                reason=reason,
                revision=revision,
                now=self.now,
            ),
        )
        if expected is not None:
            self.known.reasons[voice] = reason

    @precondition(timely(S, P, R, V))
    @rule(name=RUNS, each=st.sampled_from([1, 2]))
    def assign_round(self, name: str, each: int) -> None:
        self.act(
            "assign cross-scorers",
            self.model.assign_round(PEOPLE[name], each),
            lambda: scoring.assign_round(
                self.known.actors[name], self.known.year_id, each=each, now=self.now
            ),
        )
