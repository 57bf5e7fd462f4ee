"""How little would have to change for somebody else to lead, or for a member's class to change.

One figure is moved at a time on its own grid, and the ranking is computed again. Nothing is
estimated: bounds only leave out what cannot matter, and order the rest so that the search ends
with the smallest changes.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice

from cluster.domain.contest import Contest, Turn, Watch
from cluster.domain.figure_steps import Steps, steps_of
from cluster.domain.formulas import RelativeToLeader
from cluster.domain.measures import HUNDREDTH, ZERO, Measure
from cluster.domain.rulebook import ClassBand, Criterion, CriterionKind
from cluster.domain.sealing import Given
from cluster.domain.totals import MemberTotal

SHOWN = 12
"""How many of the smallest changes are looked for, of the first place and of classes each."""


@dataclass(frozen=True, kw_only=True)
class Tipping:
    """The smallest change of one figure that moves what is watched.

    `figure` as it stands and the `measure` it would need. `points`: what the line of its member
    has and would have. `size`: the most points that any member gains or loses in the line by it.
    `also`: other lines of the same member in which as little does the same.
    """

    watch: Watch
    figure: Given
    measure: Measure
    points: tuple[Decimal, Decimal]
    size: Decimal
    turn: Turn
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision taken otherwise, and what it would move.

    `member` and its line `code` without its bonus or penalty points, `size` of them; or
    `member` None: the gate `code` applied to classes if it is not, or not if it is.
    """

    code: str
    member: int | None
    size: Decimal | None
    turn: Turn


@dataclass(frozen=True, kw_only=True)
class Fragility:
    """The smallest changes first, and the decisions that would move something."""

    tippings: tuple[Tipping, ...]
    decisions: tuple[Decision, ...]


def fragility(contest: Contest, *, shown: int = SHOWN) -> Fragility:
    """Return what moves the first place or a class most easily, `shown` changes of each."""
    search = _Search(contest=contest)
    tippings = [tipping for watch in Watch for tipping in search.smallest(watch, shown)]
    return Fragility(
        tippings=tuple(sorted(tippings, key=lambda tipping: tipping.size)),
        decisions=tuple(islice(_decisions(search), shown)),
    )


def _decisions(search: "_Search") -> Iterator[Decision]:
    """Give the gates that classes hang on, then bonus and penalty points, the smallest first."""
    contest = search.contest
    for code in sorted({band.gate for band in contest.book.bands if band.gate is not None}):
        yield from _if_it_moves(
            Decision(code=code, member=None, size=None, turn=contest.turn_of_gate(code))
        )
    taken = [
        Decision(
            code=line.code,
            member=member,
            size=abs(settled.outcome.points),
            turn=contest.turn_if(line.code, {member: None}),
        )
        for line in contest.book.lines(CriterionKind.BONUS, CriterionKind.PENALTY)
        for member, settled in contest.settled[line.code].items()
        if settled.outcome.points and search.may_matter(line, member, settled.outcome.points)
    ]
    for decision in sorted(taken, key=lambda decision: decision.size or ZERO):
        yield from _if_it_moves(decision)


def _if_it_moves(decision: Decision) -> Iterator[Decision]:
    if any(map(decision.turn.moves, Watch)):
        yield decision


@dataclass(frozen=True, kw_only=True)
class _Attempt:
    """One figure to be moved up or down; `least`: no smaller change can move what is watched."""

    least: Decimal
    figure: Given
    up: bool


@dataclass(frozen=True, kw_only=True)
class _Search:
    """The figures worth moving, the most promising first."""

    contest: Contest
    known: dict[str, tuple[dict[int, Decimal], bool]] = field(default_factory=dict)

    def smallest(self, watch: Watch, shown: int) -> list[Tipping]:
        """Return the smallest change of each member and direction, the smallest first."""
        groups: dict[tuple[int, bool], list[_Attempt]] = defaultdict(list)
        for attempt in self._attempts(watch):
            groups[attempt.figure.alliance_id, attempt.up].append(attempt)
        for attempts in groups.values():
            attempts.sort(key=lambda attempt: attempt.least)
        found: list[Tipping] = []
        for attempts in sorted(groups.values(), key=lambda attempts: attempts[0].least):
            if len(found) >= shown and attempts[0].least > found[shown - 1].size:
                break
            smallest = self._smallest_of(watch, attempts)
            if smallest is not None:
                insort(found, smallest, key=lambda tipping: tipping.size)
        return found[:shown]

    def may_matter(self, line: Criterion, member: int, points: Decimal) -> bool:
        """Tell whether the line without its bonus or penalty points could move anything."""
        bounds = [self._least_own(watch, line, member, up=points < 0) for watch in Watch]
        return any(bound is not None and bound <= abs(points) for bound in bounds)

    def _smallest_of(self, watch: Watch, attempts: list[_Attempt]) -> Tipping | None:
        best: Tipping | None = None
        for attempt in attempts:
            if best is not None and attempt.least > best.size:
                break
            for tipping in self._tippings(watch, attempt):
                if best is None or tipping.size < best.size:
                    best = tipping
                elif (tipping.size, tipping.turn) == (best.size, best.turn):
                    also = dict.fromkeys((*best.also, tipping.figure.code))
                    also.pop(best.figure.code, None)
                    best = replace(best, also=tuple(also))
        return best

    def _tippings(self, watch: Watch, attempt: _Attempt) -> Iterator[Tipping]:
        line = self.contest.book.get(attempt.figure.code)
        others = [figure.measure for figure in self.contest.figures[line.code]]
        for steps in steps_of(line, attempt.figure.measure, others=others):
            step = self._first_step(watch, attempt, steps)
            if step is not None:
                yield self._tipping(watch, attempt.figure, steps.at(step))

    def _first_step(self, watch: Watch, attempt: _Attempt, steps: Steps) -> int | None:
        """Return the value nearest to the figure that moves what is watched, by halving."""
        still, moved = steps.now, steps.last if attempt.up else 0
        if not self._moves(watch, attempt.figure, steps.at(moved)):
            return None
        while abs(moved - still) > 1:
            middle = (still + moved) // 2
            if self._moves(watch, attempt.figure, steps.at(middle)):
                moved = middle
            else:
                still = middle
        return moved

    def _moves(self, watch: Watch, figure: Given, measure: Measure) -> bool:
        points = self.contest.line_if(figure, measure)
        return self.contest.turn_if(figure.code, points).moves(watch)

    def _tipping(self, watch: Watch, figure: Given, measure: Measure) -> Tipping:
        now = self.contest.settled[figure.code]
        points = self.contest.line_if(figure, measure)
        own = now[figure.alliance_id].outcome.points or ZERO
        sizes = [abs((p or ZERO) - (now[m].outcome.points or ZERO)) for m, p in points.items()]
        return Tipping(
            watch=watch,
            figure=figure,
            measure=measure,
            points=(own, points.get(figure.alliance_id, own) or ZERO),
            size=max(sizes),
            turn=self.contest.turn_if(figure.code, points),
        )

    def _attempts(self, watch: Watch) -> Iterator[_Attempt]:
        for line in self.contest.book.lines():
            settled = self.contest.settled[line.code]
            for figure in self.contest.figures[line.code]:
                held = settled[figure.alliance_id]
                if figure.layer is not held.layer or held.outcome.points is None:
                    continue
                for up in (True, False):
                    least = self._least(watch, line, figure.alliance_id, up=up)
                    if least is not None:
                        yield _Attempt(least=least, figure=figure, up=up)

    def _least(self, watch: Watch, line: Criterion, member: int, *, up: bool) -> Decimal | None:
        """Return a size that no change in this line can stay under; None: none can do it."""
        bounds = [
            self._least_own(watch, line, member, up=up),
            self._least_of_others(watch, line, member, up=up),
        ]
        return min((bound for bound in bounds if bound is not None), default=None)

    def _least_own(self, watch: Watch, line: Criterion, member: int, *, up: bool) -> Decimal | None:
        points = self.contest.points[member][line.code] or ZERO
        lowest, highest = sorted((ZERO, line.max_points))
        room = highest - points if up else points - lowest
        total = self.contest.totals[member]
        if watch is Watch.LEAD:
            need = self._need_to_lead(member, up=up)
            needs = [] if need is None else [self._in_line(line, total, need)]
        else:
            needs = list(self._needs_of_class(line, member, up=up))
        return min((need for need in needs if need <= room), default=None)

    def _in_line(self, line: Criterion, total: MemberTotal, need: Decimal) -> Decimal:
        """Return how many points in the line move a total this far, a rounding aside."""
        return max(ZERO, (need - HUNDREDTH) / (line.weight * self._stretch(total)))

    def _stretch(self, total: MemberTotal) -> Decimal:
        """Return how far lines left out scale up what the others earn, rounded up."""
        book = self.contest.book
        if not book.rebase_not_assigned or not 0 < total.assigned < book.scale:
            return Decimal(1)
        return book.scale / total.assigned

    @cached_property
    def _two_best(self) -> tuple[Decimal | None, Decimal | None]:
        totals = [t.total for t in self.contest.totals.values() if t.total is not None]
        best = [*sorted(totals, reverse=True)[:2], None, None]
        return best[0], best[1]

    def _need_to_lead(self, member: int, *, up: bool) -> Decimal | None:
        """Return how far the member's own total has to move, None where it cannot help."""
        total = self.contest.totals[member].total
        first, second = self._two_best
        if total is None or first is None:
            return None
        if member not in self.contest.leaders:
            return first - total if up else None
        if len(self.contest.leaders) > 1:
            return ZERO
        return None if up or second is None else first - second

    def _needs_of_class(self, line: Criterion, member: int, *, up: bool) -> Iterator[Decimal]:
        """Give how many points in the line could bring the member into another class, for each."""
        total = self.contest.totals[member]
        if total.total is None:
            return
        bands = self.contest.book.bands
        here = next(
            (n for n, band in enumerate(bands) if band.key == self.contest.classes[member]),
            len(bands),
        )
        if up:
            for band in bands[:here]:
                gap, lack = band.from_total - total.total, self._from_gate(line, member, band)
                if gap > 0 or lack > 0:
                    yield max(self._in_line(line, total, gap), lack)
        elif here < len(bands):
            yield self._in_line(line, total, total.total - bands[here].from_total)
            if line.kind is CriterionKind.CONTENT:
                yield max(ZERO, -self._from_gate(line, member, bands[here]))

    def _from_gate(self, line: Criterion, member: int, band: ClassBand) -> Decimal:
        """Return how many points the line lacks for the gate of a class; negative: it has more."""
        if band.gate not in self.contest.book.gates_on or band.least_share is None:
            return -line.max_points  # as if the line had all of it to spare
        return band.least_share * line.max_points - (self.contest.points[member][line.code] or ZERO)

    def _least_of_others(
        self, watch: Watch, line: Criterion, member: int, *, up: bool
    ) -> Decimal | None:
        """Return the bound where the figure moves the points of others, by being the best."""
        if not isinstance(line.formula, RelativeToLeader):
            return None
        short = line.max_points - (self.contest.points[member][line.code] or ZERO)
        if short and not up:
            return None
        if up and watch is Watch.LEAD and not self._may_rise_past(line, member, short):
            return None
        least = max(short, self._nearest[watch] / (line.weight * self._longest_stretch))
        return least if least <= line.max_points else None

    def _may_rise_past(self, line: Criterion, member: int, short: Decimal) -> bool:
        """Tell whether somebody could lead if the member became the best of a compared line.

        The others then lose points in proportion to what they have above the least that is left
        to them: if no order changes when they lose all of it, none changes on the way there.
        """
        total, leaders = self.contest.totals[member], self.contest.leaders
        if leaders == {member}:
            return False
        floors, may_reorder = self._fallen(line.code)
        most = total.total and total.total + short * line.weight * self._stretch(total)
        return may_reorder or (most is not None and most + 2 * HUNDREDTH >= max(floors.values()))

    def _fallen(self, code: str) -> tuple[dict[int, Decimal], bool]:
        """Return the totals if all lost what a new best can take, and whether others would lead."""
        if code not in self.known:
            self.known[code] = self._fall(self.contest.book.get(code))
        return self.known[code]

    def _fall(self, line: Criterion) -> tuple[dict[int, Decimal], bool]:
        with_target = {
            f.alliance_id for f in self.contest.figures[line.code] if f.measure.target is not None
        }
        floors: dict[int, Decimal] = {}
        for member, total in self.contest.totals.items():
            if total.total is not None:
                points = self.contest.points[member].get(line.code) or ZERO
                left = line.max_points / 2 if member in with_target else ZERO
                loss = max(ZERO, points - left) * line.weight * self._stretch(total)
                floors[member] = total.total - loss
        leaders = self.contest.leaders
        lead = min((floors[member] for member in leaders), default=ZERO)
        others = max((t for m, t in floors.items() if m not in leaders), default=lead)
        alike = line.kind is CriterionKind.CONTENT and len(with_target) in {0, len(floors)}
        return floors, len(leaders) != 1 or not alike or others + 4 * HUNDREDTH >= lead

    @cached_property
    def _longest_stretch(self) -> Decimal:
        return max(map(self._stretch, self.contest.totals.values()), default=Decimal(1))

    @cached_property
    def _nearest(self) -> dict[Watch, Decimal]:
        """How far some total has to move at least: two move towards each other, half the way."""
        first, second = self._two_best
        gap = (first - second) / 2 if first is not None and second is not None else ZERO
        return {Watch.LEAD: max(ZERO, gap - HUNDREDTH), Watch.CLASS: ZERO}
