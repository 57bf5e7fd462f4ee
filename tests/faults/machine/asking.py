"""Acts on lines sent back, on explanations and on objections."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind
from cluster.domain.scoring import Layer
from cluster.services import objections, reopening
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import (
    APPRAISES,
    BEHIND,
    CHAIRS,
    CODE,
    MAYBE_ACTUAL,
    PICK,
    REASON,
    SOME_PLACE,
    one_of,
    side,
    timely,
)
from tests.faults.model.people import PEOPLE, C, V


class Asking(Acts):
    """Lines sent back and answered, questions and objections."""

    @precondition(timely(V))
    @rule(
        name=APPRAISES,
        place=SOME_PLACE,
        codes=st.lists(CODE, unique=True),
        days=st.sampled_from([0, 1, 1, 2, 30, 31, -1]),
        note=REASON,
    )
    def send_back(self, name: str, place: int, codes: Sequence[str], days: int, note: str) -> None:
        self.act(
            "send lines back",
            self.model.send_back(PEOPLE[name], place, codes, days, note),
            lambda: reopening.send_back(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                notes=dict.fromkeys(codes, note),
                due_on=self.model.today + timedelta(days=days),
                now=self.now,
            ),
            makes="return",
        )

    @precondition(timely(V, has="return"))
    @rule(pick=PICK, name=one_of("officer 0"), text=REASON)
    def answer(self, pick: int, name: str, text: str) -> None:
        number = self.row("return", pick)
        if name.startswith("officer"):
            name = f"officer {self.model.returns[number].place}"
        self.act(
            "answer lines sent back",
            self.model.answer(PEOPLE[name], number, text),
            lambda: reopening.answer(
                self.known.actors[name],
                self.known.year_id,
                self.id_of("return", number),
                text=text,
                now=self.now,
            ),
        )

    @precondition(timely(C))
    @rule(
        who=side("officer", "signer"),
        code=CODE,
        kind=st.sampled_from(list(ObjectionKind)),
        text=REASON,
    )
    def ask(self, who: tuple[str, int], code: str, kind: ObjectionKind, text: str) -> None:
        name, place = who
        self.act(
            "ask or object",
            self.model.ask(PEOPLE[name], place, code, kind, text),
            lambda: objections.ask(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                kind=kind,
                text=text,
                now=self.now,
            ),
            makes="question",
        )

    @precondition(timely(C, has="question"))
    @rule(pick=PICK, name=one_of("reviewer 0", "reviewer 2", "chair"), text=REASON)
    def explain(self, pick: int, name: str, text: str) -> None:
        number = self.row("question", pick)
        self.act(
            "explain",
            self.model.explain(PEOPLE[name], number, text),
            lambda: objections.explain(
                self.known.actors[name],
                self.known.year_id,
                self.id_of("question", number),
                text=text,
                now=self.now,
            ),
        )

    @precondition(timely(C, has="question"))
    @rule(pick=PICK, name=CHAIRS, actual=MAYBE_ACTUAL, behind=BEHIND, is_silent=st.booleans())
    def decide_objection(
        self, pick: int, name: str, actual: int | None, behind: int, is_silent: bool
    ) -> None:
        number = self.row("question", pick)
        asked, text = self.model.questions[number], "" if is_silent else self.say()
        voice = (asked.place, asked.code, Layer.FINAL, None)
        revision = len(self.model.said.get(voice, ())) - behind
        expected = self.model.decide_objection(PEOPLE[name], number, actual, revision, text)
        self.act(
            "decide an objection",
            expected,
            lambda: objections.decide(
                self.known.actors[name],
                self.known.year_id,
                self.id_of("question", number),
                upheld=actual is not None,
                text=text,
                measure=None if actual is None else Measure(actual=Decimal(actual)),
                revision=revision,
                now=self.now,
            ),
        )
        if expected is not None and actual is not None:
            self.known.reasons[voice] = text
