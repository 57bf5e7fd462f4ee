"""What the model keeps of a year."""

from dataclasses import dataclass, field
from datetime import date

from cluster.domain.ballots import BallotKind
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import Role
from cluster.domain.years import Phase
from tests.faults.model.people import Person, R, S, V, Voice


@dataclass
class Pledge:
    targets: dict[int, bool]
    """By place: whether all targets of the member are set."""
    status: str = "draft"
    signed: set[int] = field(default_factory=set)


@dataclass
class Claim:
    place: int
    code: str
    replaces: int | None = None
    status: str = "draft"
    revision: int = 1


@dataclass
class SentLine:
    code: str
    last_score: int | None = None


@dataclass
class Return:
    place: int
    due: date
    lines: list[SentLine]
    answered: bool = False


@dataclass
class Question:
    place: int
    code: str
    kind: ObjectionKind
    answered: bool = False


@dataclass
class Ballot:
    kind: BallotKind
    candidates: tuple[int, ...]
    status: str = "open"
    announced: bool = False
    voted: set[int] = field(default_factory=set)
    votes: dict[int, int] = field(default_factory=dict)


@dataclass
class Award:
    place: int
    status: str = "proposed"


@dataclass
class Correction:
    proposer: str
    figures: dict[tuple[int, str], int]
    approvers: list[str] = field(default_factory=list)
    status: str = "open"


@dataclass
class State:
    """A year on some day, and what several acts ask of it."""

    today: date
    phase: Phase = S
    pledges: list[Pledge] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    said: dict[Voice, list[int | None]] = field(default_factory=dict)
    """What each voice has said of a line, revision after revision; None: taken back."""
    newest: dict[Voice, int] = field(default_factory=dict)
    scores: int = 0
    pairs: set[tuple[int, int]] = field(default_factory=set)
    returns: list[Return] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    council_began: date | None = None
    bars: list[tuple[int, bool]] = field(default_factory=list)
    """The member barred, and whether the bar is lifted."""
    seed: bool = False
    ballots: list[Ballot] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    decisions: set[str] = field(default_factory=set)
    corrections: list[Correction] = field(default_factory=list)
    revisions: int = 0

    @property
    def in_force(self) -> Pledge | None:
        return next((pledge for pledge in self.pledges if pledge.status == "in force"), None)

    def is_open(self, sent: Return) -> bool:
        return self.phase is V and not sent.answered and self.today <= sent.due

    @property
    def open_lines(self) -> set[tuple[int, str]]:
        open_now = filter(self.is_open, self.returns)
        return {(sent.place, line.code) for sent in open_now for line in sent.lines}

    @property
    def barred(self) -> set[int]:
        return {place for place, lifted in self.bars if not lifted}

    def _may_report(self, who: Person, place: int, code: str) -> bool:
        in_time = self.phase is R or (place, code) in self.open_lines
        return who.is_of(place, Role.OFFICER) and in_time

    def _mark_changed(self, place: int, code: str) -> None:
        for sent in self.returns:
            for line in sent.lines:
                if sent.place == place and line.code == code and self.is_open(sent):
                    line.last_score = self.scores
