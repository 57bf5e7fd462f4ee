"""A year's ranking that can be asked what would be if one figure were different.

Everything else stays, and the ranking is computed again with the rules of the year: points,
totals, ladder of ties, classes, also of the members that are compared with the one that moves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from cluster.domain.formulas import RelativeToLeader
from cluster.domain.measures import Measure
from cluster.domain.ranking import classify, rank
from cluster.domain.rulebook import Criterion, RuleBook
from cluster.domain.sealing import Given, Inputs
from cluster.domain.settling import Settled, settle
from cluster.domain.ties import TieFacts
from cluster.domain.totals import MemberTotal, total_points


class Watch(StrEnum):
    """What a change would move."""

    LEAD = "lead"
    CLASS = "class"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What would be different: who leads (None: the same), and the classes that would change."""

    leaders: frozenset[int] | None
    classes: Mapping[int, str | None]

    def moves(self, watch: Watch) -> bool:
        """Tell whether what is watched would be different."""
        return self.leaders is not None if watch is Watch.LEAD else bool(self.classes)


@dataclass(frozen=True, kw_only=True)
class Contest:
    """A year's ranking that can be asked what would be if one figure were different."""

    inputs: Inputs

    @property
    def book(self) -> RuleBook:
        """The rules of the year."""
        return self.inputs.book

    @cached_property
    def left_out(self) -> dict[int, frozenset[str]]:
        """The lines not assigned, by member."""
        return {e.member.alliance_id: frozenset(e.not_assigned) for e in self.inputs.entrants}

    @cached_property
    def figures(self) -> dict[str, list[Given]]:
        """The figures that count or could count, by line."""
        found: dict[str, list[Given]] = defaultdict(list)
        for figure in self.inputs.figures:
            if figure.code not in self.left_out[figure.alliance_id]:
                found[figure.code].append(figure)
        return found

    @cached_property
    def by_member(self) -> dict[str, dict[int, list[Given]]]:
        """The same figures, by line and member."""
        found: dict[str, dict[int, list[Given]]] = defaultdict(dict)
        for code, figures in self.figures.items():
            for figure in figures:
                found[code].setdefault(figure.alliance_id, []).append(figure)
        return found

    @cached_property
    def settled(self) -> dict[str, dict[int, Settled]]:
        """The points that count, by line and member."""
        return {c.code: self._settle(c, self.figures[c.code]) for c in self.book.lines()}

    @cached_property
    def points(self) -> dict[int, dict[str, Decimal | None]]:
        """The points that count, by member and line."""
        found: dict[int, dict[str, Decimal | None]] = {member: {} for member in self.left_out}
        for code, members in self.settled.items():
            for member, settled in members.items():
                found[member][code] = settled.outcome.points
        return found

    @cached_property
    def totals(self) -> dict[int, MemberTotal]:
        """The totals as they stand."""
        return {member: self._total(member, {}) for member in self.left_out}

    @cached_property
    def leaders(self) -> frozenset[int]:
        """Who has the first place."""
        return self._leaders(self.totals)

    @cached_property
    def classes(self) -> dict[int, str | None]:
        """The class of each member, by its key."""
        return {member: self._class_of(total) for member, total in self.totals.items()}

    def line_if(self, figure: Given, measure: Measure) -> dict[int, Decimal | None]:
        """Return the points that would change in the line of a figure, by member."""
        line = self.book.get(figure.code)
        if isinstance(line.formula, RelativeToLeader):
            best = self._best_besides(figure)
            changed = self._changed(line, figure, measure, {figure.alliance_id, *best})
            if not best or best & changed.keys():
                return self._changed(line, figure, measure, self.left_out)
            return changed
        return self._changed(line, figure, measure, {figure.alliance_id})

    def _best_besides(self, figure: Given) -> frozenset[int]:
        """Return who else has the maximum: as long as theirs stay, so do the others' points."""
        line = self.book.get(figure.code)
        return frozenset(
            other.alliance_id
            for other in self.figures[figure.code]
            if other.alliance_id != figure.alliance_id
            and self.points[other.alliance_id][figure.code] == line.max_points
            and (other.measure.target is None) == (figure.measure.target is None)
        )

    def _changed(
        self, line: Criterion, figure: Given, measure: Measure, among: Collection[int]
    ) -> dict[int, Decimal | None]:
        figures = [
            replace(other, measure=measure) if other is figure else other
            for member in among
            for other in self.by_member[line.code].get(member, ())
        ]
        return {
            member: settled.outcome.points
            for member, settled in self._settle(line, figures).items()
            if settled.outcome.points != self.points[member][line.code]
        }

    def turn_if(self, code: str, points: Mapping[int, Decimal | None]) -> Turn:
        """Return what would be different if members had these points in one line."""
        changed = {member: self._total(member, {code: p}) for member, p in points.items()}
        return self._turn(self._leaders({**self.totals, **changed}), changed)

    def turn_of_gate(self, code: str) -> Turn:
        """Return which classes would be different with a gate switched over."""
        book = replace(self.book, gates_on=self.book.gates_on ^ {code})
        classes = {m: self._class_of(total, book) for m, total in self.totals.items()}
        return Turn(leaders=None, classes=_differing(classes, self.classes))

    def _turn(self, leaders: frozenset[int], changed: Mapping[int, MemberTotal]) -> Turn:
        classes = {member: self._class_of(total) for member, total in changed.items()}
        return Turn(
            leaders=leaders if leaders != self.leaders else None,
            classes=_differing(classes, self.classes),
        )

    def _settle(self, line: Criterion, figures: Iterable[Given]) -> dict[int, Settled]:
        return settle(line, figures, asked=self._asked, method=self.book.cross_method)

    @cached_property
    def _facts(self) -> dict[int, TieFacts]:
        return self.inputs.facts

    @cached_property
    def _asked(self) -> dict[int, int]:
        return {entrant.member.alliance_id: entrant.asked for entrant in self.inputs.entrants}

    def _total(self, member: int, instead: Mapping[str, Decimal | None]) -> MemberTotal:
        return total_points(
            self.book,
            {**self.points[member], **instead},
            not_assigned=self.left_out[member],
        )

    def _leaders(self, totals: Mapping[int, MemberTotal]) -> frozenset[int]:
        best = max((t.total for t in totals.values() if t.total is not None), default=None)
        level = {m: t for m, t in totals.items() if t.total == best and best is not None}
        places = rank(level, self.book.ladder, self._facts, self.inputs.ballots)
        return frozenset(place.member for place in places if place.place == 1)

    def _class_of(self, total: MemberTotal, book: RuleBook | None = None) -> str | None:
        band = classify(book or self.book, total).band
        return band.key if band else None


def _differing(
    classes: Mapping[int, str | None], now: Mapping[int, str | None]
) -> dict[int, str | None]:
    return {member: key for member, key in classes.items() if key != now[member]}
