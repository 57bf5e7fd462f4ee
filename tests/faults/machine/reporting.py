"""Acts on reports of achievements."""

from datetime import date
from decimal import Decimal

from hypothesis.stateful import precondition, rule

from cluster.domain.achievements import Report
from cluster.services import achievements
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import BEHIND, CODE, PICK, REASON, one_of, side, timely
from tests.faults.model.people import PEOPLE, R, V


class Reporting(Acts):
    """Reports drafted, revised, submitted, corrected and withdrawn."""

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
