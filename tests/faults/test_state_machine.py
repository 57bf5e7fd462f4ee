"""Whatever anybody does in whatever order: only what the model allows happens, and all of it shows.

Short in the checks. Long, before a release, and it prints how many acts it tried:
`CLUSTER_ACTIONS=100000 pytest -n 0 -s tests/faults/test_state_machine.py`.
"""

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cluster.app import create_app
from cluster.database import db
from cluster.domain.achievements import Report
from cluster.domain.awards import Recipient
from cluster.domain.ballots import BallotKind, Method
from cluster.domain.errors import ClusterError
from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.replay import replay
from cluster.domain.rulebook import (
    Criterion,
    CriterionKind,
    RuleBook,
    Rung,
    RungKind,
    rulebook_to_data,
)
from cluster.domain.score_sight import Voice as ScoreVoice
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, vietnam_day
from cluster.services import (
    achievements,
    awards,
    ballots,
    objections,
    pledges,
    ranking,
    reopening,
    revising,
    scoring,
    sealing,
    years,
)
from cluster.services.members import members_of
from cluster.services.pledges import TargetValue
from tests.conftest import NOW, settings_in
from tests.domain.sample_rulebook import gate, section
from tests.faults.model import (
    CODES,
    GATE,
    PEOPLE,
    PLACES,
    A,
    B,
    C,
    F,
    Model,
    P,
    Pledge,
    R,
    S,
    V,
    Voice,
)
from tests.make.awards import kind_of
from tests.make.members import make_deputy
from tests.make.people import actor, make_user
from tests.make.rulebook import make_line, make_rulebook
from tests.make.years import make_year

pytestmark = pytest.mark.faults

ACTIONS = int(os.environ.get("CLUSTER_ACTIONS", "1500"))
STEPS = 25
BOOK = RuleBook(
    version=1,
    scale=Decimal(100),
    ladder=(Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.LOT)),
    criteria=(
        section("I"),
        *(make_line(code) for code in CODES),
        Criterion(code="KC", kind=CriterionKind.SECTION, name_vi="Điều kiện", name_en="Gates"),
        gate(GATE),
    ),
)
DECISION: dict[str, Any] = {
    "authority": "Chủ tịch Liên minh Hợp tác xã Việt Nam",
    "place": "Hà Nội",
    "signer_title": "Chủ tịch",
    "signer_name": "Trần Văn Mẫu",
}


@dataclass(kw_only=True)
class Known:
    """What the machine knows by number: the rows made so far, and what was seen of them."""

    year_id: int
    members: tuple[int, ...]
    actors: dict[str, Actor]
    kind_id: int
    ids: dict[str, list[int]] = field(default_factory=dict)
    reasons: dict[Voice, str] = field(default_factory=dict)
    words: int = 0
    entries: int = 0


@dataclass(kw_only=True)
class Stage:
    """The database that every example plays on, and a copy of it at the start of each phase."""

    folder: Path
    starts: dict[Phase, tuple[Model, Known]] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    @property
    def database(self) -> Path:
        return self.folder / "cluster.sqlite3"

    def keep(self, model: Model, known: Known) -> None:
        """Keep the year as it stands now as where examples start from."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.folder / model.phase.value),))
        self.starts[model.phase] = deepcopy((model, known))

    def put_back(self, phase: Phase) -> tuple[Model, Known]:
        db.session.remove()
        db.engine.dispose()
        for left_over in self.folder.glob("cluster.sqlite3-*"):
            left_over.unlink()
        shutil.copy(self.folder / phase.value, self.database)
        return deepcopy(self.starts[phase])


STAGE: list[Stage] = []
"""The one stage of this process: hypothesis makes the machines itself."""

Rows = list[tuple[Any, ...]]

SOME_PLACE = st.sampled_from(PLACES)
CODE = st.sampled_from(CODES)
REASON = st.sampled_from(["Theo biên bản họp"] * 4 + [""])
ACTUAL = st.integers(0, 12)
MAYBE_ACTUAL = st.sampled_from([*range(13), None, None])
BEHIND = st.sampled_from([0] * 6 + [1, -1])
"""How far the revision that was read is behind the one that stands."""
PICK = st.integers(0, 7)
"""Which row of those there are, from the newest backwards."""


def one_of(*names: str) -> st.SearchStrategy[str]:
    """Draw mostly those who may, now and then anybody."""
    return st.sampled_from([*names * (3 * len(PEOPLE) // len(names)), *PEOPLE])


def side(*roles: str) -> st.SearchStrategy[tuple[str, int]]:
    """Draw a member's place with somebody of its own people mostly, now and then anybody."""
    own = [(f"{role} {place}", place) for role in roles for place in PLACES]
    anybody = [(name, place) for name in PEOPLE for place in PLACES]
    return st.sampled_from([*own * (3 * len(anybody) // len(own)), *anybody])


RUNS = one_of("secretary", "second secretary", "chair")
CHAIRS = one_of("chair", "chair of member 0")
APPRAISES = one_of("reviewer 0", "reviewer 2")
SETTLES = one_of("chair", "chair of member 0", "council 0", "council 1", "council 2")


def timely(*phases: Phase, has: str = "") -> Callable[["Year"], bool]:
    """Ask for the phases of an act, unless the example is out of bounds, and for a row if named."""
    return lambda year: (
        (year.out_of_bounds or year.model.phase in phases)
        and (not has or bool(year.known.ids.get(has)))
    )


class Year(RuleBasedStateMachine):
    """One year, three members, and everybody doing anything."""

    model: Model
    known: Known
    out_of_bounds: bool = False
    """Whether acts are tried in every phase, not mostly in their own."""

    @initialize(phase=st.sampled_from(list(Phase)), wild=st.sampled_from([False] * 3 + [True]))
    def start(self, phase: Phase, wild: bool) -> None:
        """Begin at the start of a phase."""
        self.out_of_bounds = wild
        self.begin(*STAGE[0].put_back(phase))

    def begin(self, model: Model, known: Known) -> None:
        self.model, self.known = model, known
        self.raw = sqlite3.connect(f"file:{STAGE[0].database}?mode=ro", uri=True)
        self.tables = [
            name
            for (name,) in self.raw.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        self.frozen: Rows = []
        self.score_rows: Rows = []
        self.before = self.digest()

    def teardown(self) -> None:
        if hasattr(self, "raw"):
            self.raw.close()

    # What every act goes through

    @property
    def now(self) -> Any:
        return NOW + timedelta(days=(self.model.today - vietnam_day(NOW)).days)

    def rows(self, query: str) -> Rows:
        return self.raw.execute(query).fetchall()

    def digest(self) -> str:
        """Return a mark of every row of every table."""
        whole = sha256()
        for table in self.tables:
            whole.update(repr(self.rows(f"SELECT * FROM {table}")).encode())
        return whole.hexdigest()

    def say(self) -> str:
        """Return a reason that nobody has given before."""
        self.known.words += 1
        return f"Theo hồ sơ số {self.known.words}"

    def row(self, kind: str, pick: int) -> int:
        """Return which of the rows of a kind is meant, by its number in the model."""
        count = len(self.known.ids[kind])
        return max(count - 1 - pick, 0)

    def id_of(self, kind: str, number: int) -> int:
        return self.known.ids[kind][number]

    def act(
        self, name: str, expected: int | None, do: Callable[[], Any], *, makes: str = ""
    ) -> None:
        """Do it: refused exactly when the model refuses, and then without any trace."""
        STAGE[0].tried[name] += 1
        made: Any = None
        refusal: ClusterError | None = None
        try:
            made = do()
        except ClusterError as error:
            refusal = error
        assert (refusal is None) == (expected is not None), f"{name}: {expected}, {refusal}"
        if expected is None:
            assert self.digest() == self.before, f"{name}: refused, but something has changed"
            return
        STAGE[0].accepted[name] += 1
        if makes:
            self.known.ids.setdefault(makes, []).append(made.id)
        self.known.entries += expected
        self.before = self.digest()

    # Phases

    @rule(days=st.sampled_from([1, 1, 1, 2, 5]))
    def days_pass(self, days: int) -> None:
        if self.model.today + timedelta(days=days) <= date(2026, 12, 31):
            self.model.today += timedelta(days=days)

    @rule(name=RUNS, step=st.sampled_from([1, 1, -1, -1, 2]), reason=REASON)
    def move(self, name: str, step: int, reason: str) -> None:
        phases = list(Phase)
        after = phases[(phases.index(self.model.phase) + step) % len(phases)]
        self.act(
            "move",
            self.model.move(PEOPLE[name], after, reason),
            lambda: years.move(
                self.known.actors[name], self.known.year_id, after, reason=reason, now=self.now
            ),
        )

    @precondition(lambda self: self.model.phase is not A)
    @rule()
    def go_on(self) -> None:
        """Do what is due next, by whoever does it, so that years get to their end."""
        model = self.model
        todo = {S: self.to_pledge, P: self.to_sign, R: self.to_report, V: self.to_review}
        due = {**todo, C: self.to_settle, F: self.to_correct, B: self.to_correct}.get(model.phase)
        step = next(due(), None) if due else None
        if step is None:
            self.move(name="secretary", step=1, reason="")
        else:
            step()

    def to_pledge(self) -> Iterator[Callable[[], None]]:
        number = len(self.model.pledges) - 1
        for place in PLACES:
            if not self.model.pledges[number].targets.get(place):
                who = (f"officer {place}", place)
                yield partial(self.set_targets, pick=0, who=who, whole=True)

    def to_sign(self) -> Iterator[Callable[[], None]]:
        pledge = self.model.pledges[-1]
        if pledge.status in {"draft", "signing"}:
            yield from self.to_pledge()
            for place in set(PLACES) - pledge.signed:
                yield partial(self.sign, pick=0, who=(f"signer {place}", place), consents=True)

    def to_report(self) -> Iterator[Callable[[], None]]:
        yield from self.to_sign()
        if not self.model.pairs:
            yield partial(self.assign_round, name="secretary", each=1)
        for place in PLACES:
            for code in self.model.missing(place):
                who = (f"officer {place}", place)
                yield partial(self.score_oneself, who=who, code=code, actual=9 - place, behind=0)

    def to_review(self) -> Iterator[Callable[[], None]]:
        for number, sent in enumerate(reversed(self.model.returns)):
            if self.model.is_open(sent):
                yield partial(self.answer, pick=number, name="officer 0", text="Giữ nguyên")
        if any(self.model.is_to_confirm(v) for v in self.model.said if v[2] is Layer.APPRAISAL):
            for name in ("reviewer 0", "reviewer 2"):
                yield partial(self.confirm, name=name, pick=0, behind=0)

    def to_settle(self) -> Iterator[Callable[[], None]]:
        for number, asked in enumerate(reversed(self.model.questions)):
            if asked.kind is ObjectionKind.OBJECTION and not asked.answered:
                chair = partial(self.decide_objection, name="chair", behind=0, is_silent=False)
                yield partial(chair, pick=number, actual=None)
        for place in PLACES:
            for code in self.model.missing(place):
                score = partial(self.settle, name="chair", actual=5, behind=0)
                yield partial(score, place=place, code=code)
        if not self.model.seed:
            yield partial(self.announce_seed, name="chair")
        yield partial(self.freeze, name="secretary")

    def to_correct(self) -> Iterator[Callable[[], None]]:
        if self.model.correction is not None:
            for name in ("chair", "second secretary", "secretary", "council 1", "council 2"):
                if name not in {self.model.correction.proposer, *self.model.correction.approvers}:
                    yield partial(self.approve_correction, name=name)

    # Pledges

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

    # Reports

    @precondition(timely(R, V))
    @rule(who=side("officer"), code=CODE)
    def draft_claim(self, who: tuple[str, int], code: str) -> None:
        name, place = who
        self.act(
            "draft a report",
            self.model.draft_claim(PEOPLE[name], place, code),
            lambda: achievements.draft(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                report=self.report(),
                now=self.now,
            ),
            makes="claim",
        )

    def report(self) -> Report:
        return Report(
            quantity=Decimal(3),
            occurred_on=date(2026, 1, 5),
            description=self.say(),
            explanation="Bản gốc lưu tại văn phòng",
        )

    def reporter(self, name: str, number: int) -> str:
        """Return the officer of the report's member in place of some officer."""
        is_officer = name.startswith("officer")
        return f"officer {self.model.claims[number].place}" if is_officer else name

    @precondition(timely(R, V, has="claim"))
    @rule(name=one_of("officer 0"), pick=PICK, behind=BEHIND)
    def revise_claim(self, name: str, pick: int, behind: int) -> None:
        number = self.row("claim", pick)
        name, revision = self.reporter(name, number), self.model.claims[number].revision - behind
        self.act(
            "revise a report",
            self.model.revise_claim(PEOPLE[name], number, revision),
            lambda: achievements.revise(
                self.known.actors[name],
                self.id_of("claim", number),
                report=self.report(),
                revision=revision,
                now=self.now,
            ),
        )

    @precondition(timely(R, V, has="claim"))
    @rule(name=one_of("officer 0"), pick=PICK)
    def submit_claim(self, name: str, pick: int) -> None:
        number = self.row("claim", pick)
        name = self.reporter(name, number)
        self.act(
            "submit a report",
            self.model.submit_claim(PEOPLE[name], number),
            lambda: achievements.submit(
                self.known.actors[name], self.id_of("claim", number), now=self.now
            ),
        )

    @precondition(timely(R, V, has="claim"))
    @rule(name=one_of("officer 0"), pick=PICK)
    def correct_claim(self, name: str, pick: int) -> None:
        number = self.row("claim", pick)
        name = self.reporter(name, number)
        self.act(
            "correct a report",
            self.model.correct_claim(PEOPLE[name], number),
            lambda: achievements.correct(
                self.known.actors[name], self.id_of("claim", number), now=self.now
            ),
            makes="claim",
        )

    @precondition(timely(R, V, has="claim"))
    @rule(name=one_of("officer 0"), pick=PICK, reason=REASON)
    def withdraw_claim(self, name: str, pick: int, reason: str) -> None:
        number = self.row("claim", pick)
        name = self.reporter(name, number)
        self.act(
            "withdraw a report",
            self.model.withdraw_claim(PEOPLE[name], number, reason),
            lambda: achievements.withdraw(
                self.known.actors[name], self.id_of("claim", number), reason=reason, now=self.now
            ),
        )

    # Scores

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

    # Lines sent back, explanations and objections

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

    # Nomination bars, the seed, ballots

    @precondition(timely(R, V, C, F, B))
    @rule(name=RUNS, place=SOME_PLACE, document=REASON)
    def bar(self, name: str, place: int, document: str) -> None:
        self.act(
            "bar a nomination",
            self.model.bar(PEOPLE[name], place, document),
            lambda: scoring.bar_nomination(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=GATE,
                document=document,
                now=self.now,
            ),
            makes="bar",
        )

    @precondition(timely(R, V, C, F, B, has="bar"))
    @rule(name=RUNS, pick=PICK, document=REASON)
    def lift_bar(self, name: str, pick: int, document: str) -> None:
        number = self.row("bar", pick)
        self.act(
            "lift a bar",
            self.model.lift_bar(PEOPLE[name], number, document),
            lambda: scoring.lift_bar(
                self.known.actors[name],
                self.known.year_id,
                self.id_of("bar", number),
                document=document,
                now=self.now,
            ),
        )

    @precondition(timely(R, V, C))
    @rule(name=RUNS)
    def announce_seed(self, name: str) -> None:
        self.act(
            "announce the seed",
            self.model.announce_seed(PEOPLE[name]),
            lambda: ranking.announce_seed(
                self.known.actors[name], self.known.year_id, seed="2026-11-22", now=self.now
            ),
        )

    @precondition(timely(C, F, B))
    @rule(
        name=RUNS,
        kind=st.sampled_from([BallotKind.NOMINATION, BallotKind.LEADER, BallotKind.TIE]),
        places=st.sets(SOME_PLACE),
    )
    def open_ballot(self, name: str, kind: BallotKind, places: set[int]) -> None:
        self.act(
            "open a ballot",
            self.model.open_ballot(PEOPLE[name], kind, places),
            lambda: ballots.open_ballot(
                self.known.actors[name],
                self.known.year_id,
                kind=kind,
                method=Method.SCREEN,
                candidate_ids=[self.known.members[place] for place in places],
                rule=ballots.default_rule(),
                now=self.now,
            ),
            makes="ballot",
        )

    @precondition(timely(C, F, B, has="ballot"))
    @rule(pick=PICK, who=side("council"), choice=st.sampled_from([*PLACES, None]))
    def cast(self, pick: int, who: tuple[str, int], choice: int | None) -> None:
        (name, place), number = who, self.row("ballot", pick)
        self.act(
            "cast a vote",
            self.model.cast(PEOPLE[name], number, place, choice),
            lambda: ballots.cast(
                self.known.actors[name],
                self.id_of("ballot", number),
                alliance_id=self.known.members[place],
                choices=[0 if choice is None else self.known.members[choice]],
                now=self.now,
            ),
        )

    @precondition(timely(V, C, F, B, A, has="ballot"))
    @rule(pick=PICK, name=RUNS, how=st.sampled_from(["close", "announce", "call off"]), why=REASON)
    def end_ballot(self, pick: int, name: str, how: str, why: str) -> None:
        number, who, speaker = self.row("ballot", pick), PEOPLE[name], self.known.actors[name]
        ballot_id = self.id_of("ballot", number)
        if how == "close":
            expected = self.model.close_ballot(who, number)
            self.act(
                "close a ballot", expected, lambda: ballots.close(speaker, ballot_id, now=self.now)
            )
        elif how == "announce":
            expected = self.model.announce_ballot(who, number)
            self.act(
                "announce a ballot",
                expected,
                lambda: ballots.announce(speaker, ballot_id, now=self.now),
            )
        else:
            expected = self.model.call_off_ballot(who, number, why)
            self.act(
                "call a ballot off",
                expected,
                lambda: ballots.call_off(speaker, ballot_id, reason=why, now=self.now),
            )

    # The frozen result and its corrections

    @precondition(timely(C))
    @rule(name=RUNS)
    def freeze(self, name: str) -> None:
        self.act(
            "freeze",
            self.model.freeze(PEOPLE[name]),
            lambda: ranking.freeze(self.known.actors[name], self.known.year_id, now=self.now),
        )

    @precondition(timely(F, B))
    @rule(
        name=one_of("secretary", "second secretary"),
        place=SOME_PLACE,
        code=CODE,
        actual=ACTUAL,
        reason=REASON,
    )
    def propose_correction(
        self, name: str, place: int, code: str, actual: int, reason: str
    ) -> None:
        self.act(
            "propose a correction",
            self.model.propose_correction(name, place, code, actual, reason),
            lambda: revising.propose(
                self.known.actors[name],
                self.known.year_id,
                alliance_id=self.known.members[place],
                code=code,
                measure=Measure(actual=Decimal(actual)),
                reason=reason,
                now=self.now,
            ),
        )

    @precondition(timely(F, B))
    @rule(name=one_of("chair", "second secretary", "secretary", "council 1", "council 2"))
    def approve_correction(self, name: str) -> None:
        self.act(
            "approve a correction",
            self.model.approve_correction(name),
            lambda: revising.approve(self.known.actors[name], self.known.year_id, now=self.now),
        )

    @precondition(lambda self: self.model.correction is not None)
    @rule(name=RUNS, reason=REASON)
    def withdraw_correction(self, name: str, reason: str) -> None:
        self.act(
            "withdraw a correction",
            self.model.withdraw_correction(name, reason),
            lambda: revising.withdraw(
                self.known.actors[name], self.known.year_id, reason=reason, now=self.now
            ),
        )

    # Awards

    @precondition(timely(C, F, B))
    @rule(name=RUNS, place=SOME_PLACE)
    def propose_award(self, name: str, place: int) -> None:
        self.act(
            "propose an award",
            self.model.propose_award(PEOPLE[name], place),
            lambda: awards.propose(
                self.known.actors[name],
                self.known.year_id,
                kind_id=self.known.kind_id,
                alliance_id=self.known.members[place],
                recipient=Recipient.COLLECTIVE,
                reason="Đã có thành tích xuất sắc",
                now=self.now,
            ),
            makes="award",
        )

    @precondition(timely(F, B, A, has="award"))
    @rule(name=RUNS, pick=PICK, number=st.integers(1, 6))
    def decide_award(self, name: str, pick: int, number: int) -> None:
        award, decision = self.row("award", pick), f"{number}/QĐ-LMHTXVN"
        self.act(
            "decide an award",
            self.model.decide_award(PEOPLE[name], award, decision),
            lambda: awards.record_decision(
                self.known.actors[name],
                self.known.year_id,
                number=decision,
                decided_on=self.model.today,
                award_ids=[self.id_of("award", award)],
                **DECISION,
                now=self.now,
            ),
        )

    @precondition(timely(C, F, B, A, has="award"))
    @rule(name=RUNS, pick=PICK, reason=REASON)
    def withdraw_award(self, name: str, pick: int, reason: str) -> None:
        number = self.row("award", pick)
        self.act(
            "withdraw an award",
            self.model.withdraw_award(PEOPLE[name], number, reason),
            lambda: awards.withdraw(
                self.known.actors[name], self.id_of("award", number), reason=reason, now=self.now
            ),
        )

    @precondition(timely(F, B, A, has="award"))
    @rule(name=RUNS, pick=PICK)
    def hand_out(self, name: str, pick: int) -> None:
        number = self.row("award", pick)
        self.act(
            "hand out an award",
            self.model.hand_out(PEOPLE[name], number),
            lambda: awards.hand_out(
                self.known.actors[name],
                self.id_of("award", number),
                handed_out_on=self.model.today,
                now=self.now,
            ),
        )

    # What always holds

    @invariant()
    def the_year_stands_where_the_model_does(self) -> None:
        assert self.rows("SELECT phase FROM year") == [(self.model.phase.value,)]

    @invariant()
    def every_act_leaves_its_entries_in_the_record(self) -> None:
        assert self.rows("SELECT count(*), max(seq) FROM audit_entry") == [
            (self.known.entries, self.known.entries)
        ]

    @invariant()
    def scores_are_only_added(self) -> None:
        found = self.rows("SELECT * FROM score ORDER BY id")
        assert found[: len(self.score_rows)] == self.score_rows
        assert len(found) == self.model.scores
        self.score_rows = found

    @invariant()
    def a_frozen_result_stays_and_replays(self) -> None:
        found = self.rows("SELECT * FROM frozen_ranking ORDER BY revision")
        assert found[: len(self.frozen)] == self.frozen
        assert len(found) == self.model.revisions
        for number in range(len(self.frozen) + 1, len(found) + 1):
            package = sealing.package_of(SYSTEM, self.known.year_id, revision=number)
            assert replay(json.dumps(package)).differences == ()
            assert package["revision"]["number"] == number
            approved = [c.approvers for c in self.model.corrections if c.status == "approved"]
            names = [] if number == 1 else approved[number - 2]
            assert package["revision"]["approved_by"] == names
            assert len(set(names)) >= (2 if number > 1 else 0)
        self.frozen = found

    @invariant()
    def votes_never_exceed_voters(self) -> None:
        stored = self.rows("SELECT id, status, invalid FROM ballot ORDER BY id")
        assert [status for _id, status, _i in stored] == [b.status for b in self.model.ballots]
        for (ballot_id, _status, invalid), ballot in zip(stored, self.model.ballots, strict=True):
            votes = self.rows(
                f"SELECT alliance_id, votes FROM ballot_candidate WHERE ballot_id = {ballot_id}"
            )
            places = {self.known.members.index(alliance_id): n for alliance_id, n in votes}
            assert places == ballot.votes
            assert sum(places.values()) + invalid <= len(ballot.voted) <= len(PLACES)

    @invariant()
    def what_is_missing_is_never_ranked(self) -> None:
        standings = ranking.standings(SYSTEM, self.known.year_id)
        assert (standings.stamp is not None) == (self.model.revisions > 0)
        for row in standings.rows:
            missing = self.model.missing(self.known.members.index(row.member.alliance_id))
            assert row.missing == missing
            assert (row.place is None, row.total is None) == (bool(missing), bool(missing))


def make_start() -> tuple[Model, Known]:
    """Make a year in Setup with its rule book, its pledge and an account for everybody."""
    year = make_year(alliances=len(PLACES))
    make_rulebook(year, rulebook_to_data(BOOK))
    awards.install_catalogue(SYSTEM, now=NOW)
    alliances = tuple(member.alliance_id for member in members_of(year))
    pledge = pledges.create(SYSTEM, year.id, now=NOW)
    actors = {}
    for name, who in PEOPLE.items():
        alliance_id = None if who.place is None else alliances[who.place]
        grants = [
            Grant(Role.SYSADMIN)
            if role is Role.SYSADMIN
            else Grant(role, year.cluster_id, None if role is Role.CHAIR else alliance_id)
            for role in who.roles
        ]
        person_id = make_deputy(alliance_id, name) if "signer" in name and alliance_id else None
        user = make_user(*grants, full_name=name, person_id=person_id)
        actors[name] = replace(actor(user), name=name)
    known = Known(
        year_id=year.id,
        members=alliances,
        actors=actors,
        kind_id=kind_of("BK"),
        ids={"pledge": [pledge.id]},
    )
    return Model(today=vietnam_day(NOW), pledges=[Pledge({})]), known


def play_a_year(stage: Stage) -> None:
    """Take a year through all its phases as it should go, and keep it at the start of each."""
    year = Year()
    year.begin(*make_start())
    year.known.entries = year.rows("SELECT count(*) FROM audit_entry")[0][0]
    while year.model.phase not in stage.starts:
        stage.keep(year.model, year.known)
        while year.model.phase in stage.starts and year.model.phase is not A:
            year.go_on()
    year.teardown()


@pytest.fixture
def stage(tmp_path: Path, empty_database: Path) -> Iterator[Stage]:
    """Return the stage with a year at the start of every phase, beside the empty database."""
    shutil.copy(empty_database, tmp_path / "cluster.sqlite3")
    application: Flask = create_app(settings_in(tmp_path))
    with application.app_context():
        STAGE[:] = [Stage(folder=tmp_path)]
        play_a_year(STAGE[0])
        STAGE[0].tried.clear()
        STAGE[0].accepted.clear()
        yield STAGE[0]
        STAGE.clear()
        db.session.remove()
        db.engine.dispose()


def test_whatever_is_done_in_whatever_order_the_model_knows_the_answer(stage: Stage) -> None:
    assert list(stage.starts) == list(Phase)

    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=ACTIONS // STEPS,
            stateful_step_count=STEPS,
            derandomize=ACTIONS < 10_000,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(f"{stage.tried.total()} acts tried, {stage.accepted.total()} accepted")
    for name, count in sorted(stage.tried.items()):
        print(f"{name}: {stage.accepted[name]} of {count}")
    assert stage.tried.total() > ACTIONS // 3
    assert stage.accepted.total() > stage.tried.total() // 10


def test_acts_that_chance_seldom_strings_together_agree_with_the_model_too(stage: Stage) -> None:
    year = Year()
    year.start(phase=V, wild=False)
    year.send_back(name="reviewer 2", place=0, codes=CODES[:1], days=1, note="Thiếu biên bản")
    year.appraise(name="reviewer 2", place=0, code=CODES[0], actual=4, behind=0)
    year.score_oneself(who=("officer 0", 0), code=CODES[0], actual=7, behind=0)
    for _refused_until_confirmed in range(2):
        year.move(name="secretary", step=1, reason="")
        year.answer(pick=0, name="officer 0", text="")
    year.confirm(name="reviewer 2", pick=0, behind=0)
    year.move(name="secretary", step=1, reason="")
    assert year.model.phase is C
    year.teardown()

    year.start(phase=R, wild=False)
    year.amend(name="chair", pick=0, reason="Theo nghị quyết")
    year.sign(pick=0, who=("signer 1", 1), consents=True)
    year.give_up(name="chair", pick=0, reason="Rút lại")
    year.amend(name="chair", pick=1, reason="Theo nghị quyết")
    for place in PLACES:
        year.sign(pick=0, who=(f"signer {place}", place), consents=True)
    assert [p.status for p in year.model.pledges] == ["superseded", "given up", "in force"]
    year.teardown()

    year.start(phase=F, wild=False)
    for place in (0, 1):
        year.propose_correction("secretary", place, CODES[0], actual=2, reason="Cộng nhầm")
    for name in ("second secretary", "council 1", "chair of member 0", "secretary", "chair"):
        year.approve_correction(name=name)
    year.a_frozen_result_stays_and_replays()
    year.scores_are_only_added()
    assert year.model.revisions == 2
    year.teardown()
