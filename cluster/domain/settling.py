"""Which figure of a line counts: that of its highest layer that gives points."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from cluster.domain.errors import _
from cluster.domain.formulas import RelativeToLeader
from cluster.domain.formulas.base import UNNAMED, Names
from cluster.domain.measures import Measure, Outcome, unscored
from cluster.domain.rulebook import Criterion, CrossMethod
from cluster.domain.scoring import ORDER, Layer, cited, combine_cross, score_criterion

RANK = {layer: rank for rank, layer in enumerate(ORDER)}
NOT_COMPARED = unscored(
    _("This line compares all members; its points are shown once you may see everybody's figures.")
)


class Voice(Protocol):
    """What one voice says of one member in a line."""

    @property
    def alliance_id(self) -> int:
        """Whom it is said of."""

    @property
    def layer(self) -> Layer:
        """The layer it is said in."""

    @property
    def measure(self) -> Measure:
        """The figures, under the target in force."""


V = TypeVar("V", bound=Voice)


@dataclass(frozen=True, slots=True)
class Settled:
    """The points of one line and the layer they come from, each with its sentence."""

    layer: Layer
    outcome: Outcome


def can_compare(criterion: Criterion, *, comparable: bool) -> bool:
    """Tell whether the criterion's points can be shown to who may compare members or not."""
    return comparable or not isinstance(criterion.formula, RelativeToLeader)


def settle(
    criterion: Criterion,
    figures: Iterable[V],
    *,
    asked: Mapping[int, int],
    method: CrossMethod,
    comparable: bool = True,
    names: Names = UNNAMED,
) -> dict[int, Settled]:
    """Return each member's points in one criterion: those of its highest layer that gives any.

    `figures`: those that stand, of all members. `asked`: how many cross-scorers each member has.
    Not `comparable`: a criterion that compares members stays unscored. `names`: of the members.
    """
    layers: dict[int, dict[Layer, list[V]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        layers[figure.alliance_id][figure.layer].append(figure)
    if not can_compare(criterion, comparable=comparable):
        return {member: Settled(_top(held), NOT_COMPARED) for member, held in layers.items()}
    while True:
        settled = _settle_tops(criterion, layers, asked, method, names)
        fallen = [m for m, s in settled.items() if s.outcome.points is None and len(layers[m]) > 1]
        if not fallen:
            return settled
        for member in fallen:
            del layers[member][settled[member].layer]


def _top(held: Collection[Layer]) -> Layer:
    return max(held, key=RANK.__getitem__)


def _settle_tops(
    criterion: Criterion,
    layers: Mapping[int, Mapping[Layer, list[V]]],
    asked: Mapping[int, int],
    method: CrossMethod,
    names: Names,
) -> dict[int, Settled]:
    tops = {member: _top(held) for member, held in layers.items()}
    voices = [figure for member, top in tops.items() for figure in layers[member][top]]
    outcomes = score_criterion(
        criterion,
        {n: figure.measure for n, figure in enumerate(voices)},
        {n: names[f.alliance_id] for n, f in enumerate(voices) if f.alliance_id in names},
    )
    settled: dict[int, Settled] = {}
    crossed: dict[int, list[Decimal | None]] = defaultdict(list)
    for number, figure in enumerate(voices):
        if figure.layer is Layer.CROSS:
            crossed[figure.alliance_id].append(outcomes[number].points)
        else:
            settled[figure.alliance_id] = Settled(figure.layer, outcomes[number])
    for member, given in crossed.items():
        waiting: list[Decimal | None] = [None] * (asked.get(member, 0) - len(given))
        together = combine_cross([*given, *waiting], method)
        settled[member] = Settled(Layer.CROSS, cited(criterion, together))
    return settled
