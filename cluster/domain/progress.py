"""How far a year and its members have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cluster.domain.errors import Message
from cluster.domain.pledges import PledgeStatus
from cluster.domain.years import Phase, moves_from


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one member has come with what the year asks of it.

    `lines` are the content lines assigned to it; `reported`, `self_scored`, `appraised`,
    `settled` (final score) and `scored` (in any layer) say for how many of them that is done.
    `cross_asked` counts the lines of others that it is to cross-score. `open_again`: its lines sent
    back. `to_appraise_again`, `to_cross_again`: scores given before a new report, of its lines and
    by it. `explanations`, `objections`: how many of its wait.
    """

    alliance_id: int
    short_name: str
    targets_asked: int = 0
    targets_set: int = 0
    has_signed: bool = False
    lines: int = 0
    reported: int = 0
    drafts: int = 0
    self_scored: int = 0
    cross_asked: int = 0
    cross_given: int = 0
    appraised: int = 0
    settled: int = 0
    scored: int = 0
    open_again: int = 0
    to_appraise_again: int = 0
    to_cross_again: int = 0
    explanations: int = 0
    objections: int = 0

    @property
    def targets_missing(self) -> int:
        """How many targets are still to be set."""
        return self.targets_asked - self.targets_set


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Where a year stands today.

    `pledge`: the newest version's status, None before there is any. `blocks`: why the year
    cannot move on yet. `next_on`: the day planned for the next phase. `to_vote`: the ballots in
    which the person asking is to vote. `object_until`: the last day to object, while the days for
    it run.
    """

    cluster_id: int
    phase: Phase
    today: date
    members: Sequence[Progress]
    pledge: PledgeStatus | None = None
    blocks: Sequence[Message] = ()
    next_on: date | None = None
    to_vote: Sequence[str] = ()
    object_until: date | None = None

    @property
    def next_phase(self) -> Phase | None:
        """The phase that comes after the present one; None after the last."""
        return phase_after(self.phase)

    @property
    def days_left(self) -> int | None:
        """How many days remain until the next phase is planned; negative once it is late."""
        return (self.next_on - self.today).days if self.next_phase and self.next_on else None

    @property
    def targets_complete(self) -> bool:
        """Whether nobody's targets are missing any more, so that the pledge can be signed."""
        return all(member.targets_missing == 0 for member in self.members)


def phase_after(phase: Phase) -> Phase | None:
    """Return the phase that a year goes on to; None after the last."""
    return next((move.after for move in moves_from(phase) if not move.back), None)
