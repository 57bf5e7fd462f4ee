"""Acts on awards."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cluster.domain.awards import Recipient
from cluster.services import awards
from tests.faults.machine.acts import Acts
from tests.faults.machine.draws import PICK, REASON, RUNS, SOME_PLACE, timely
from tests.faults.model.people import PEOPLE, A, B, C, F

DECISION: dict[str, Any] = {
    "authority": "Chủ tịch Liên minh Hợp tác xã Việt Nam",
    "place": "Hà Nội",
    "signer_title": "Chủ tịch",
    "signer_name": "Trần Văn Mẫu",
}


class Awarding(Acts):
    """Awards proposed, decided, withdrawn and handed out."""

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
