"""A year that goes on by itself, and what always holds in it."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM
from cluster.domain.replay import replay
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.services import ranking, sealing, years
from tests.faults.machine.asking import Asking
from tests.faults.machine.awarding import Awarding
from tests.faults.machine.balloting import Balloting
from tests.faults.machine.correcting import Correcting
from tests.faults.machine.draws import REASON, RUNS
from tests.faults.machine.pledging import Pledging
from tests.faults.machine.reporting import Reporting
from tests.faults.machine.scoring import Scoring
from tests.faults.machine.stage import STAGE
from tests.faults.model.people import PEOPLE, PLACES, A, B, C, F, P, R, S, V


class Year(Pledging, Reporting, Scoring, Asking, Balloting, Correcting, Awarding):
    """One year, three members, and everybody doing anything."""

    @initialize(phase=st.sampled_from(list(Phase)), wild=st.sampled_from([False] * 3 + [True]))
    def start(self, phase: Phase, wild: bool) -> None:
        """Begin at the start of a phase."""
        self.out_of_bounds = wild
        self.begin(*STAGE[0].put_back(phase))

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
