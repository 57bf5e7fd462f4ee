"""The score table of a year: criteria × members, each total with what it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.revising import Stamp
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook
from cluster.domain.scoring import ORDER, Layer
from cluster.domain.totals import MemberTotal, total_points
from cluster.domain.years import Phase
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One member in one line: zero is a score, None is not scored yet.

    `layer`: whose points these are. `missing`: of a section, how many of its lines have none.
    """

    points: Decimal | None = None
    layer: Layer | None = None
    is_assigned: bool = True
    missing: int = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the rule book with the members' cells, in the order of the table's members."""

    criterion: Criterion
    depth: int
    maximum: Decimal
    cells: tuple[Cell, ...]

    @property
    def is_section(self) -> bool:
        """Tell whether the row sums up others."""
        return self.criterion.kind is CriterionKind.SECTION


@dataclass(frozen=True, kw_only=True)
class ScoreTable:
    """Criteria × members as one person may see it.

    The points are those that count at present: of the highest layer of each line, or, once frozen,
    of the result that `stamp` names. `members`, `totals` and the cells of each row are in the same
    order. `layers`: those that this person sees anything of. `openable`: members whose lines this
    person may open.
    """

    year_id: int
    year_number: int
    cluster_id: int
    phase: Phase
    layers: tuple[Layer, ...]
    book: RuleBook
    rulebook_id: int
    members: tuple[Member, ...]
    openable: frozenset[int]
    rows: tuple[Row, ...]
    totals: tuple[MemberTotal, ...]
    stamp: Stamp | None

    @property
    def frozen_at(self) -> datetime | None:
        """When the points shown were frozen; None: they still move."""
        return self.stamp.at if self.stamp else None

    @property
    def missing(self) -> int:
        """How many lines, over all members, have no points yet."""
        return sum(len(total.missing) for total in self.totals)

    @property
    def content_maximum(self) -> Decimal:
        """The most that all content lines give together."""
        content = self.book.lines(CriterionKind.CONTENT)
        return sum((line.weighted_maximum for line in content), Decimal(0))


def score_table(actor: Actor, year_id: int) -> ScoreTable:
    """Return the score table of a year."""
    return table_of(gather(actor, year_id))


def table_of(basis: Basis) -> ScoreTable:
    """Return the table made of what this person may see."""
    shown = columns(basis)
    settled = cells_of(basis)
    totals = add_up(basis, shown, settled)
    return ScoreTable(
        year_id=basis.year.id,
        year_number=basis.year.number,
        cluster_id=basis.year.cluster_id,
        phase=basis.year.phase,
        layers=_seen_layers(basis),
        book=basis.book,
        rulebook_id=basis.rulebook_id,
        members=shown,
        openable=frozenset(m.alliance_id for m in shown if basis.sight.sees_member(m.alliance_id)),
        rows=_rows(basis, shown, settled, totals),
        totals=tuple(totals[member.alliance_id] for member in shown),
        stamp=basis.frozen.stamp if basis.frozen else None,
    )


def columns(basis: Basis) -> tuple[Member, ...]:
    """Return the members that this person may know to have scores."""
    return tuple(m for m in basis.members if _is_column(basis, m.alliance_id))


def cells_of(basis: Basis) -> dict[str, dict[int, Cell]]:
    """Return the points that this person may see, by code and member; those stored once frozen."""
    if basis.frozen is not None:
        return _stored(basis, basis.frozen.table)
    if basis.sees_everything:
        return settle_standing(basis)
    return settle_all(basis, figures.seen(basis.load(), basis.sight))


def settle_standing(basis: Basis) -> dict[str, dict[int, Cell]]:
    """Return the points that count, whoever asks, by code and member.

    The highest layers are read first; those below only if a figure up there gives no points any
    more.
    """
    settled = settle_all(basis, basis.load(highest=True))
    if all(cell.points is not None for found in settled.values() for cell in found.values()):
        return settled
    return settle_all(basis, basis.load())


def settle_all(
    basis: Basis, seen: Iterable[Figure], layer: Layer | None = None
) -> dict[str, dict[int, Cell]]:
    """Return the points of all lines by code and member, of one layer or of the highest."""
    lines = figures.by_line(f for f in seen if layer is None or f.layer is layer)
    return {
        criterion.code: {
            member: Cell(points=settled.outcome.points, layer=settled.layer)
            for member, settled in basis.settle(criterion, lines.pop(criterion.code, ())).items()
        }
        for criterion in basis.book.lines()
    }


def add_up(
    basis: Basis, shown: Sequence[Member], settled: Mapping[str, Mapping[int, Cell]]
) -> dict[int, MemberTotal]:
    """Return the totals of the members, by alliance."""
    return {
        member.alliance_id: total_points(
            basis.book,
            {
                code: found[member.alliance_id].points
                for code, found in settled.items()
                if member.alliance_id in found
            },
            not_assigned=basis.left_out(member.alliance_id),
        )
        for member in shown
    }


def _stored(basis: Basis, table: Mapping[str, Any]) -> dict[str, dict[int, Cell]]:
    return {
        code: {
            int(member): Cell(points=Decimal(points), layer=Layer(layer))
            for member, (points, layer) in found.items()
            if basis.sight.sees_result(int(member))
        }
        for code, found in table["points"].items()
    }


def _is_column(basis: Basis, alliance_id: int) -> bool:
    return basis.sight.sees_member(alliance_id) or basis.sight.sees_result(alliance_id)


def _seen_layers(basis: Basis) -> tuple[Layer, ...]:
    seen = {layer for m in basis.members for layer in basis.sight.layers(m.alliance_id)}
    if any(basis.sight.cross_scorers(member.alliance_id) for member in basis.members):
        seen.add(Layer.CROSS)
    return tuple(layer for layer in ORDER if layer in seen)


def _rows(
    basis: Basis,
    shown: Sequence[Member],
    settled: Mapping[str, Mapping[int, Cell]],
    totals: Mapping[int, MemberTotal],
) -> tuple[Row, ...]:
    rows = []
    for depth, criterion in basis.book.walk():
        if criterion.kind is CriterionKind.GATE:
            continue
        if criterion.kind is CriterionKind.SECTION:
            under = frozenset(line.code for line in basis.book.lines_under(criterion.code))
            if not under:
                continue
            maximum = basis.book.section_maximum(criterion.code)
            cells = tuple(_sum_cell(totals[m.alliance_id], criterion.code, under) for m in shown)
        else:
            maximum = criterion.max_points
            found = settled[criterion.code]
            cells = tuple(_cell(basis, criterion, m.alliance_id, found) for m in shown)
        rows.append(Row(criterion=criterion, depth=depth, maximum=maximum, cells=cells))
    return tuple(rows)


def _sum_cell(total: MemberTotal, code: str, under: frozenset[str]) -> Cell:
    return Cell(points=total.sections[code], missing=len(under.intersection(total.missing)))


def _cell(basis: Basis, criterion: Criterion, alliance_id: int, found: Mapping[int, Cell]) -> Cell:
    return found.get(alliance_id) or Cell(is_assigned=not basis.is_left_out(alliance_id, criterion))
