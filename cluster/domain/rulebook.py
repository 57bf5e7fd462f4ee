"""The year's rule book: a tree of sections and criteria, and how points become a result.

It is data, agreed anew each year together with the pledge and frozen once that is signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from cluster.domain.achievements import Aggregate
from cluster.domain.errors import Message, Name, NotFound, _
from cluster.domain.formulas import Formula, RelativeToLeader
from cluster.domain.measures import ZERO, Measure
from cluster.domain.plain_data import from_plain, to_plain


class CriterionKind(StrEnum):
    """What a line of the rule book is."""

    SECTION = "section"
    CONTENT = "content"
    BONUS = "bonus"
    PENALTY = "penalty"
    GATE = "gate"


CRITERION_KIND_NAMES: dict[CriterionKind, Message] = {
    CriterionKind.SECTION: _("Section"),
    CriterionKind.CONTENT: _("Content criterion"),
    CriterionKind.BONUS: _("Bonus"),
    CriterionKind.PENALTY: _("Penalty"),
    CriterionKind.GATE: _("Gate"),
}

SCORED = (CriterionKind.CONTENT, CriterionKind.BONUS, CriterionKind.PENALTY)


@dataclass(frozen=True, kw_only=True)
class WorkedExample:
    """Figures and the points that must come of them before the rule book is published.

    `points` None: the figures must leave the line unscored. `others`: the other members'
    figures, for criteria that compare members.
    """

    measure: Measure
    points: Decimal | None
    others: tuple[Measure, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the rule book.

    `max_points`: the most points a line gives; for a penalty the most it takes, as a negative
    number; zero for sections and gates. `weight` multiplies the points in every total.
    `aggregate`: how a member's reports become the figure. `citation`: where the rule comes from.
    """

    code: str
    parent_code: str | None = None
    kind: CriterionKind
    name_vi: str
    name_en: str
    unit: str = ""
    max_points: Decimal = ZERO
    weight: Decimal = Decimal(1)
    formula: Formula | None = None
    aggregate: Aggregate = Aggregate.SUM
    needs_target: bool = False
    may_be_not_assigned: bool = False
    citation: str = ""
    guidance: str = ""
    examples: tuple[WorkedExample, ...] = ()

    @property
    def name(self) -> Name:
        """Return the name in both languages."""
        return Name(vi=self.name_vi, en=self.name_en)

    @property
    def takes_target(self) -> bool:
        """Tell whether members may pledge a figure: it is asked for, or excess over it compared."""
        return self.needs_target or isinstance(self.formula, RelativeToLeader)

    @property
    def weighted_maximum(self) -> Decimal:
        """Return the most this line can add to a total (for a penalty: take from it)."""
        return self.max_points * self.weight


class CrossMethod(StrEnum):
    """How the points of several cross-scorers become one figure."""

    MEAN = "mean"
    MEDIAN = "median"


class RungKind(StrEnum):
    """What a rung of the tie ladder compares."""

    CONTENT = "content"
    FEWER_PENALTIES = "fewer_penalties"
    SECTION = "section"
    EARLIER_REPORT = "earlier_report"
    BALLOT = "ballot"
    LOT = "lot"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of the tie ladder; `section` is the code of the section compared, if one is."""

    kind: RungKind
    section: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClassBand:
    """A class (xuất sắc, tốt, …): the total from which it is given.

    `least_share`: what every content line must reach of its maximum (0.85), asked only while
    the gate of that code is switched on.
    """

    key: str
    name_vi: str
    name_en: str
    from_total: Decimal
    least_share: Decimal | None = None
    gate: str | None = None

    @property
    def name(self) -> Name:
        """Return the name in both languages."""
        return Name(vi=self.name_vi, en=self.name_en)


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The rule book of one year in one version; `criteria` in the order they are printed.

    `scale`: what the content lines add up to (100 or 1.000). `bonus_cap`: the most that bonus
    lines add together, on the same scale. `rebase_not_assigned`: whether a member's content
    points are scaled up when lines are not assigned to it. `ladder`: how equal totals are told
    apart; empty: they share the place. `bands`: the classes, best first. `gates_on`: codes of
    the gates switched on.
    """

    version: int
    scale: Decimal
    bonus_cap: Decimal = ZERO
    rebase_not_assigned: bool = False
    cross_method: CrossMethod = CrossMethod.MEAN
    ladder: tuple[Rung, ...] = ()
    bands: tuple[ClassBand, ...] = ()
    gates_on: frozenset[str] = frozenset()
    criteria: tuple[Criterion, ...]

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        """All lines by their code."""
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def _by_parent(self) -> dict[str | None, list[Criterion]]:
        found: dict[str | None, list[Criterion]] = {}
        for criterion in self.criteria:
            found.setdefault(criterion.parent_code, []).append(criterion)
        return found

    @cached_property
    def sections_of(self) -> dict[str, tuple[str, ...]]:
        """The codes of the sections a line stands under, outermost first, by the line's code."""
        found: dict[str, tuple[str, ...]] = {}
        for _depth, criterion in self.walk():
            parent = criterion.parent_code
            found[criterion.code] = () if parent is None else (*found[parent], parent)
        return found

    @cached_property
    def _in_print_order(self) -> tuple[Criterion, ...]:
        return tuple(criterion for _depth, criterion in self.walk())

    def get(self, code: str) -> Criterion:
        """Return the line with this code; NotFound if there is none."""
        if code not in self.by_code:
            raise NotFound(_("The rule book has no line %(code)s.", code=code))
        return self.by_code[code]

    def children(self, code: str | None) -> tuple[Criterion, ...]:
        """Return the lines directly under a section (None: the top), in order."""
        return tuple(self._by_parent.get(code, ()))

    def walk(self, code: str | None = None, depth: int = 0) -> Iterator[tuple[int, Criterion]]:
        """Go through the lines under a section as they are printed, each with its depth."""
        for criterion in self.children(code):
            yield depth, criterion
            yield from self.walk(criterion.code, depth + 1)

    def lines(self, *kinds: CriterionKind) -> tuple[Criterion, ...]:
        """Return the lines that carry points (of these kinds, if any are named), as printed."""
        return tuple(c for c in self._in_print_order if c.kind in (kinds or SCORED))

    def lines_under(self, code: str) -> tuple[Criterion, ...]:
        """Return the lines that carry points at any depth under a section, as printed."""
        return tuple(c for _depth, c in self.walk(code) if c.kind in SCORED)

    def section_maximum(self, code: str) -> Decimal:
        """Return the points that a section's lines can give together, weighted."""
        return sum((c.weighted_maximum for c in self.lines_under(code)), ZERO)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two rule books; `code` None: a setting of the book itself.

    `field` None: the line was added (`old` None) or removed (`new` None); otherwise what
    changed, as plain data.
    """

    code: str | None
    field: str | None
    old: Any
    new: Any


def redline(old: RuleBook, new: RuleBook) -> list[Change]:
    """Return what changed from one rule book to the next: settings, then lines by code."""
    changes = _differences(None, old, new, without=("version", "criteria"))
    before = {criterion.code: criterion for criterion in old.criteria}
    after = {criterion.code: criterion for criterion in new.criteria}
    for code in [*before, *(code for code in after if code not in before)]:
        if code in before and code in after:
            changes += _differences(code, before[code], after[code], without=("code",))
        else:
            changes.append(
                Change(
                    code=code,
                    field=None,
                    old=to_plain(before.get(code)),
                    new=to_plain(after.get(code)),
                )
            )
    return changes


def _differences(code: str | None, old: Any, new: Any, *, without: Iterable[str]) -> list[Change]:
    return [
        Change(
            code=code,
            field=field.name,
            old=to_plain(getattr(old, field.name)),
            new=to_plain(getattr(new, field.name)),
        )
        for field in fields(old)
        if field.name not in without and getattr(old, field.name) != getattr(new, field.name)
    ]


def rulebook_to_data(rulebook: RuleBook) -> dict[str, Any]:
    """Return the rule book as plain JSON data."""
    data: dict[str, Any] = to_plain(rulebook)
    return data


def rulebook_from_data(data: Any) -> RuleBook:
    """Return the rule book that plain JSON data describes; the refusal names the bad entry."""
    return from_plain(RuleBook, data)


def criterion_to_data(criterion: Criterion) -> dict[str, Any]:
    """Return one line as plain JSON data."""
    data: dict[str, Any] = to_plain(criterion)
    return data


def criterion_from_data(data: Any) -> Criterion:
    """Return the line that plain JSON data describes; the refusal names the bad entry."""
    return from_plain(Criterion, data)
