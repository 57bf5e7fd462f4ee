"""What every kind of formula is: points and their explanation, checks, plain data."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from cluster.domain.errors import Message, Name, RuleViolation, _
from cluster.domain.measures import Measure, Outcome, unscored
from cluster.domain.plain_data import fields_from_plain, fields_to_plain

Names = Mapping[int, str]
UNNAMED: Names = MappingProxyType({})
NO_FIGURE = _("No figure has been reported yet.")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One answer, one kind of event or one award that a formula knows, and its points."""

    key: str
    name_vi: str
    name_en: str
    points: Decimal

    @property
    def name(self) -> Name:
        """Return the name in both languages."""
        return Name(vi=self.name_vi, en=self.name_en)


class Formula(ABC):
    """A way of turning figures into points.

    `maximum` is the criterion's: the most points it gives, or for a penalty the most it takes
    (negative).
    """

    kind: ClassVar[str]
    kinds: ClassVar[dict[str, type["Formula"]]] = {}

    def __init_subclass__(cls) -> None:
        Formula.kinds[cls.kind] = cls

    @staticmethod
    def from_plain(data: Any, *, at: str = "formula") -> "Formula":
        """Return the formula that plain data describes; the refusal names the bad entry."""
        kind = data.get("kind") if isinstance(data, Mapping) else None
        if kind not in Formula.kinds:
            raise RuleViolation(
                _(
                    "“%(key)s” must be one of these kinds of formula: %(kinds)s.",
                    key=f"{at}.kind",
                    kinds=", ".join(sorted(Formula.kinds)),
                ),
                field=f"{at}.kind",
            )
        entries = {name: entry for name, entry in data.items() if name != "kind"}
        return fields_from_plain(Formula.kinds[kind], entries, at=at)

    def to_plain(self) -> dict[str, Any]:
        """Return the formula as plain data, its kind first."""
        return {"kind": self.kind, **fields_to_plain(self)}

    def outcome(self, measure: Measure, maximum: Decimal) -> Outcome:
        """Return one member's points with their explanation; RuleViolation for bad figures."""
        measure.check()
        return self._score(measure, maximum)

    def outcomes(
        self,
        measures: Mapping[int, Measure],
        maximum: Decimal,
        names: Names = UNNAMED,  # noqa: ARG002  read by formulas that compare members
    ) -> dict[int, Outcome]:
        """Return the points of all members, by member; a bad figure leaves its member unscored.

        `names`: what the members are called, where a sentence compares them.
        """
        return {member: self._outcome_or_fault(m, maximum) for member, m in measures.items()}

    def problems(self, maximum: Decimal) -> list[Message]:
        """Return what must be put right before a rule book with this formula is published."""
        if maximum <= 0:
            return [_("Only penalties per event have a maximum of zero or less.")]
        return []

    def _outcome_or_fault(self, measure: Measure, maximum: Decimal) -> Outcome:
        try:
            return self.outcome(measure, maximum)
        except RuleViolation as violation:
            return unscored(violation.message)

    @abstractmethod
    def _score(self, measure: Measure, maximum: Decimal) -> Outcome: ...


def part_named(parts: tuple[Part, ...], key: str, *, field: str) -> Part:
    """Return the part with this key, or refuse the key."""
    for part in parts:
        if part.key == key:
            return part
    raise RuleViolation(_("“%(key)s” is not one of the answers here.", key=key), field=field)


def outside(maximum: Decimal, points: list[Decimal]) -> list[Message]:
    """Return a problem for each of the points that are not between zero and the maximum."""
    return [
        _("%(points)s points are not between 0 and %(maximum)s.", points=p, maximum=maximum)
        for p in points
        if not 0 <= p <= maximum
    ]


def worthless(points: list[Decimal]) -> list[Message]:
    """Return a problem for each of the points that change nothing."""
    return [_("An event or thing counted must change the points.") for p in points if p == 0]


def unclear_keys(parts: tuple[Part, ...]) -> list[Message]:
    """Return a problem when the parts are none, nameless or not told apart."""
    keys = [part.key for part in parts]
    if not keys or "" in keys or len(set(keys)) < len(keys):
        return [_("Answers and events need at least one entry, each with a key of its own.")]
    return []


def checked_target(measure: Measure) -> Decimal:
    """Return the target; without one above zero there is nothing to divide by."""
    if measure.target is None or measure.target <= 0:
        raise RuleViolation(
            _("A criterion scored by ratio needs a target above zero."), field="target"
        )
    return measure.target
