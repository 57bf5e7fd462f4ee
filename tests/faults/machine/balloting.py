"""Acts on bars, the seed and ballots."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cluster.domain.ballots import BallotKind, Method
from cluster.services import ballots, ranking, scoring
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import PICK, REASON, RUNS, SOME_PLACE, side, timely
from tests.faults.model.people import GATE, PEOPLE, PLACES, A, B, C, F, R, V


class Balloting(Acts):
    """Bars to nomination, the seed of the lot, ballots on the screen."""

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
