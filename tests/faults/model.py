"""The year as a small model: who may do what when, from the access matrix and the table of phases.

Written apart from `cluster.domain`, whose enums it shares but none of whose rules: each act
returns how many entries it leaves in the record, or None if it must be refused, and takes effect.
Members are known by their place in the year, 0 to 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cluster.domain.ballots import BallotKind
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase

PLACES = (0, 1, 2)
CODES = ("I.1", "I.2")
GATE = "KC.1"
DAYS_TO_OBJECT = 3
MOST_DAYS_OPEN = 30
QUORUM = 2

S, P, R, V, C, F, B, A = Phase
FORWARD = {S: P, P: R, R: V, V: C, F: B, B: A}
"""Without the step to Frozen, which only freezing takes."""
BACK = {P: S, V: R, C: V}

Voice = tuple[int, str, Layer, int | None]
"""The member scored, the line, the layer, and who cross-scores."""


@dataclass(frozen=True)
class Person:
    """Somebody's roles, and the place of the member they speak for, if any."""

    roles: frozenset[Role] = frozenset()
    place: int | None = None

    def is_any(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    def is_of(self, place: int, *roles: Role) -> bool:
        return self.place == place and self.is_any(*roles)

    @property
    def runs(self) -> bool:
        return self.is_any(Role.SECRETARY, Role.CHAIR)


def person(*roles: Role, place: int | None = None) -> Person:
    return Person(frozenset(roles), place)


PEOPLE: dict[str, Person] = {
    **{f"officer {n}": person(Role.OFFICER, place=n) for n in PLACES},
    **{f"signer {n}": person(Role.SIGNER, place=n) for n in PLACES},
    **{f"council {n}": person(Role.COUNCIL, place=n) for n in PLACES},
    "reviewer 0": person(Role.REVIEWER, place=0),
    "reviewer 2": person(Role.REVIEWER, place=2),
    "secretary": person(Role.SECRETARY),
    "second secretary": person(Role.SECRETARY),
    "chair": person(Role.CHAIR),
    "chair of member 0": person(Role.CHAIR, Role.COUNCIL, place=0),
    "auditor": person(Role.AUDITOR),
    "sysadmin": person(Role.SYSADMIN),
    "stranger": person(),
}


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
class Model:
    """Everything that decides what the next act may do; `now` moves by days."""

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

    # Phases

    def move(self, who: Person, after: Phase, reason: str) -> int | None:
        if not who.runs or self._is_blocked(after):
            return None
        if FORWARD.get(self.phase) is after:
            self.council_began = self.today if after is C else self.council_began
        elif BACK.get(self.phase) is after and reason:
            self.council_began = None
        else:
            return None
        self.phase = after
        return 1

    def _is_blocked(self, after: Phase) -> bool:
        if after is S:
            return any(pledge.signed for pledge in self.pledges)
        if after is R and self.phase is P:
            return self.in_force is None
        if after is V and self.phase is R:
            return any(pledge.status in {"draft", "signing"} for pledge in self.pledges[1:])
        waits = any(self.is_to_confirm(voice) for voice in self.said if voice[2] is Layer.APPRAISAL)
        return after is C and (waits or any(map(self.is_open, self.returns)))

    # Pledges

    @property
    def in_force(self) -> Pledge | None:
        return next((pledge for pledge in self.pledges if pledge.status == "in force"), None)

    def set_targets(self, who: Person, number: int, place: int, *, whole: bool) -> int | None:
        pledge = self.pledges[number]
        phases = {S, P, R} if number else {S, P}
        if pledge.status != "draft" or self.phase not in phases:
            return None
        if not who.is_of(place, Role.OFFICER, Role.SIGNER):
            return None
        pledge.targets[place] = whole
        return 1

    def sign(self, who: Person, number: int, place: int, *, consents: bool) -> int | None:
        pledge = self.pledges[number]
        open_now = pledge.status in {"draft", "signing"} and self.phase in {P, R} and consents
        complete = all(pledge.targets.get(each) for each in PLACES)
        if not who.is_of(place, Role.SIGNER) or place in pledge.signed:
            return None
        if not (open_now and complete):
            return None
        pledge.signed.add(place)
        pledge.status = "signing"
        if pledge.signed == set(PLACES):
            for older in self.pledges[:number]:
                older.status = "superseded" if older.status == "in force" else older.status
            pledge.status = "in force"
        return 1

    def amend(self, who: Person, number: int, reason: str) -> int | None:
        pledge = self.pledges[number]
        newest = max(n for n, each in enumerate(self.pledges) if each.status != "given up")
        if not who.runs or self.phase not in {P, R} or not reason or number != newest:
            return None
        if pledge.status not in {"signing", "in force"}:
            return None
        if pledge.status == "signing":
            pledge.status = "superseded"
        self.pledges.append(Pledge(dict(pledge.targets)))
        return 1

    def give_up(self, who: Person, number: int, reason: str) -> int | None:
        pledge = self.pledges[number]
        waits = pledge.status in {"draft", "signing"} and self.in_force is not None
        if not (who.runs and reason and waits and self.phase in {P, R}):
            return None
        pledge.status = "given up"
        return 1

    # Reports

    def _may_report(self, who: Person, place: int, code: str) -> bool:
        in_time = self.phase is R or (place, code) in self.open_lines
        return who.is_of(place, Role.OFFICER) and in_time

    def draft_claim(self, who: Person, place: int, code: str) -> int | None:
        if not self._may_report(who, place, code):
            return None
        self.claims.append(Claim(place, code))
        return 1

    def revise_claim(self, who: Person, number: int, revision: int) -> int | None:
        claim = self.claims[number]
        if claim.status != "draft" or revision != claim.revision:
            return None
        if not self._may_report(who, claim.place, claim.code):
            return None
        claim.revision += 1
        return 1

    def submit_claim(self, who: Person, number: int) -> int | None:
        claim = self.claims[number]
        if claim.status != "draft" or not self._may_report(who, claim.place, claim.code):
            return None
        claim.status = "submitted"
        if claim.replaces is not None and self.claims[claim.replaces].status == "submitted":
            self.claims[claim.replaces].status = "replaced"
        self._mark_changed(claim.place, claim.code)
        return 1

    def _is_correctable(self, who: Person, number: int) -> bool:
        claim = self.claims[number]
        being_corrected = any(c.replaces == number and c.status == "draft" for c in self.claims)
        may = self._may_report(who, claim.place, claim.code)
        return may and claim.status == "submitted" and not being_corrected

    def correct_claim(self, who: Person, number: int) -> int | None:
        if not self._is_correctable(who, number):
            return None
        claim = self.claims[number]
        self.claims.append(Claim(claim.place, claim.code, replaces=number))
        return 1

    def withdraw_claim(self, who: Person, number: int, reason: str) -> int | None:
        if not (reason and self._is_correctable(who, number)):
            return None
        claim = self.claims[number]
        claim.status = "withdrawn"
        self._mark_changed(claim.place, claim.code)
        return 1

    def _mark_changed(self, place: int, code: str) -> None:
        for sent in self.returns:
            for line in sent.lines:
                if sent.place == place and line.code == code and self.is_open(sent):
                    line.last_score = self.scores

    # Scores

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

    # Lines sent back, explanations and objections

    def is_open(self, sent: Return) -> bool:
        return self.phase is V and not sent.answered and self.today <= sent.due

    @property
    def open_lines(self) -> set[tuple[int, str]]:
        open_now = filter(self.is_open, self.returns)
        return {(sent.place, line.code) for sent in open_now for line in sent.lines}

    def send_back(
        self, who: Person, place: int, codes: Sequence[str], days: int, note: str
    ) -> int | None:
        may = who.is_any(Role.REVIEWER) and who.place != place and self.phase is V
        is_open = any((place, code) in self.open_lines for code in codes)
        if not may or is_open or not codes or not note or not 0 <= days <= MOST_DAYS_OPEN:
            return None
        due = self.today + timedelta(days=days)
        self.returns.append(Return(place, due, [SentLine(code) for code in codes]))
        return 1

    def answer(self, who: Person, number: int, text: str) -> int | None:
        sent = self.returns[number]
        unchanged = any(line.last_score is None for line in sent.lines)
        if not who.is_of(sent.place, Role.OFFICER) or not self.is_open(sent):
            return None
        if unchanged and not text:
            return None
        sent.answered = True
        return 1

    def ask(self, who: Person, place: int, code: str, kind: ObjectionKind, text: str) -> int | None:
        waits = any(
            (q.place, q.code, q.kind, q.answered) == (place, code, kind, False)
            for q in self.questions
        )
        if self.phase is not C or self.council_began is None or waits or not text:
            return None
        in_time = self.today <= self.council_began + timedelta(days=DAYS_TO_OBJECT)
        if not in_time or not who.is_of(place, Role.OFFICER, Role.SIGNER):
            return None
        self.questions.append(Question(place, code, kind))
        return 1

    def explain(self, who: Person, number: int, text: str) -> int | None:
        asked = self.questions[number]
        may = who.is_any(Role.REVIEWER, Role.CHAIR) and who.place != asked.place
        waits = asked.kind is ObjectionKind.EXPLANATION and not asked.answered
        if not (may and waits and text and self.phase is C):
            return None
        asked.answered = True
        return 1

    def decide_objection(
        self, who: Person, number: int, actual: int | None, revision: int, text: str
    ) -> int | None:
        """`actual`: of the figure that upholds it, None: refused."""
        asked = self.questions[number]
        may = who.is_any(Role.CHAIR) and who.place != asked.place
        waits = asked.kind is ObjectionKind.OBJECTION and not asked.answered
        if not (may and waits and text and self.phase is C):
            return None
        if actual is not None:
            voice = (asked.place, asked.code, Layer.FINAL, None)
            if self._say(voice, actual, revision) is None:
                return None
        asked.answered = True
        return 1 if actual is None else 2

    # Nomination bars, ballots

    @property
    def barred(self) -> set[int]:
        return {place for place, lifted in self.bars if not lifted}

    def bar(self, who: Person, place: int, document: str) -> int | None:
        if not who.runs or self.phase is A or not document or place in self.barred:
            return None
        self.bars.append((place, False))
        return 1

    def lift_bar(self, who: Person, number: int, document: str) -> int | None:
        place, lifted = self.bars[number]
        if not who.runs or self.phase is A or not document or lifted:
            return None
        self.bars[number] = (place, True)
        return 1

    def announce_seed(self, who: Person) -> int | None:
        if not who.runs or self.phase not in {S, P, R, V, C} or self.seed:
            return None
        self.seed = True
        return 1

    def _votes_now(self, kind: BallotKind) -> bool:
        return self.phase in ({C} if kind is BallotKind.NOMINATION else {C, F, B})

    def open_ballot(self, who: Person, kind: BallotKind, candidates: Iterable[int]) -> int | None:
        names = tuple(sorted(candidates))
        is_open = any(b.kind is kind and b.status == "open" for b in self.ballots)
        barred = kind is BallotKind.NOMINATION and bool(set(names) & self.barred)
        if not who.runs or not self._votes_now(kind) or is_open or barred or not names:
            return None
        self.ballots.append(Ballot(kind, names, votes=dict.fromkeys(names, 0)))
        return 1

    def cast(self, who: Person, number: int, place: int, choice: int | None) -> int | None:
        """`choice` None: an empty paper."""
        ballot = self.ballots[number]
        may = who.is_of(place, Role.COUNCIL) and self._votes_now(ballot.kind)
        valid = choice is None or choice in ballot.candidates
        if not may or ballot.status != "open" or place in ballot.voted or not valid:
            return None
        ballot.voted.add(place)
        if choice is not None:
            ballot.votes[choice] += 1
        return 1

    def close_ballot(self, who: Person, number: int) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "open":
            return None
        ballot.status = "closed"
        if len(ballot.voted) < QUORUM:
            ballot.votes = dict.fromkeys(ballot.candidates, 0)
        return 1

    def call_off_ballot(self, who: Person, number: int, reason: str) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "open" or not reason:
            return None
        ballot.status, ballot.votes = "called_off", dict.fromkeys(ballot.candidates, 0)
        return 1

    def announce_ballot(self, who: Person, number: int) -> int | None:
        ballot = self.ballots[number]
        if not who.runs or ballot.status != "closed" or ballot.announced:
            return None
        ballot.announced = True
        return 1

    # The frozen result and its corrections

    def freeze(self, who: Person) -> int | None:
        lacks = any(self.missing(place) for place in PLACES)
        undecided = any(
            q.kind is ObjectionKind.OBJECTION and not q.answered for q in self.questions
        )
        if not who.runs or self.phase is not C or lacks or undecided or not self.seed:
            return None
        self.phase, self.revisions = F, 1
        return 2

    @property
    def correction(self) -> Correction | None:
        return next((each for each in self.corrections if each.status == "open"), None)

    def propose_correction(
        self, name: str, place: int, code: str, actual: int, reason: str
    ) -> int | None:
        is_secretary = PEOPLE[name].is_any(Role.SECRETARY)
        if not is_secretary or self.phase not in {F, B} or not reason:
            return None
        if self.stands(place, code) == actual:
            return None
        row = self.correction
        if row is None:
            self.corrections.append(Correction(name, {(place, code): actual}))
        elif row.proposer != name or row.approvers:
            return None
        else:
            row.figures[place, code] = actual
        return 1

    def approve_correction(self, name: str) -> int | None:
        who, row = PEOPLE[name], self.correction
        may = who.is_any(Role.CHAIR, Role.COUNCIL, Role.SECRETARY) and self.phase in {F, B}
        if row is None or not may or name == row.proposer or name in row.approvers:
            return None
        if who.place in {place for place, _code in row.figures}:
            return None
        row.approvers.append(name)
        chaired = any(PEOPLE[each].is_any(Role.CHAIR) for each in row.approvers)
        if len(row.approvers) < 2 or not chaired:
            return 1
        for (place, code), actual in row.figures.items():
            self._write((place, code, Layer.FINAL, None), actual)
        row.status = "approved"
        self.revisions += 1
        return 2 + len(row.figures)

    def withdraw_correction(self, name: str, reason: str) -> int | None:
        row = self.correction
        if row is None or self.phase not in {F, B} or not reason:
            return None
        if name != row.proposer and not PEOPLE[name].is_any(Role.CHAIR):
            return None
        row.status = "withdrawn"
        return 1

    # Awards

    def propose_award(self, who: Person, place: int) -> int | None:
        known = any(a.place == place and a.status != "withdrawn" for a in self.awards)
        if not who.runs or self.phase not in {C, F, B} or known or place in self.barred:
            return None
        self.awards.append(Award(place))
        return 1

    def decide_award(self, who: Person, number: int, decision: str) -> int | None:
        award = self.awards[number]
        may = who.runs and self.phase in {F, B, A} and decision not in self.decisions
        if not may or award.status != "proposed" or award.place in self.barred:
            return None
        award.status = "decided"
        self.decisions.add(decision)
        return 2

    def withdraw_award(self, who: Person, number: int, reason: str) -> int | None:
        award = self.awards[number]
        if not who.runs or award.status != "proposed" or not reason:
            return None
        award.status = "withdrawn"
        return 1

    def hand_out(self, who: Person, number: int) -> int | None:
        award = self.awards[number]
        if not who.runs or self.phase not in {F, B, A} or award.status != "decided":
            return None
        award.status = "handed_out"
        return 1
