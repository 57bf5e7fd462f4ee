"""The score matrix: members × criteria, every layer in one cell, typed in where it is due.

All that a cell shows is made of the figures that this person may see (`domain/score_sight.py`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cluster.domain.disagreement import Disagreement, disagreement
from cluster.domain.errors import Message
from cluster.domain.figure_text import how_to_write, write_figures
from cluster.domain.formulas import RelativeToLeader
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import Inputs, inputs_of
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import ORDER, Layer, combine_cross
from cluster.domain.settling import RANK
from cluster.domain.totals import MemberTotal
from cluster.services.figures import reports
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.line import may_see_reports
from cluster.services.scoring.sheet import suggested
from cluster.services.scoring.table import Cell, Row, ScoreTable, table_of

Points = Mapping[Layer, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the matrix's voice says of one line, as its cell is typed in.

    `figure`: as `domain/figure_text.py` writes it, empty if nothing is said. `revision`: to send
    back, 0 for none. `below`: the figure that the highest layer below with one voice has said;
    the same figure needs no reason. None: no such layer is seen.
    """

    figure: str
    revision: int
    reason: str
    below: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixCell:
    """One member in one line: what counts, what each layer gives, and what may be typed here.

    `reports`: how many reports were submitted; None: not this person's to see. `said` None: the
    voice of the matrix may not write here.
    """

    member: Member
    counting: Cell
    layers: Points
    disagreement: Disagreement
    reports: int | None
    said: Said | None


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One line of the rule book with its cells, or a section with its sums (`cells` empty)."""

    row: Row
    how: Message | None = None
    cells: tuple[MatrixCell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The score table with its layers, as one person reads it and, with one voice, writes it.

    `voices`: those this person has at present, of which `voice` is the one that types.
    `rows`: all of the table's, or one line and the sections above it.
    """

    table: ScoreTable
    voices: tuple[Voice, ...]
    voice: Voice | None
    scorers: Mapping[int, Member]
    rows: tuple[MatrixRow, ...]

    @property
    def totals(self) -> tuple[tuple[Member, MemberTotal], ...]:
        """The members with their totals, in order."""
        return tuple(zip(self.table.members, self.table.totals, strict=True))

    def cell(self, code: str, alliance_id: int) -> MatrixCell:
        """Return one member's cell of a line shown."""
        line = next(row for row in self.rows if row.row.criterion.code == code)
        return next(cell for cell in line.cells if cell.member.alliance_id == alliance_id)

    def moved_by(self, code: str, alliance_id: int) -> frozenset[int]:
        """Return whose points a member's figure moves: everybody's where members are compared."""
        if isinstance(self.table.book.get(code).formula, RelativeToLeader):
            return frozenset(member.alliance_id for member in self.table.members)
        return frozenset({alliance_id})


def matrix(
    actor: Actor, year_id: int, *, voice: Voice | None = None, code: str | None = None
) -> Matrix:
    """Return the matrix of a year, or with `code` that line of it with what sums it up."""
    return matrix_of(gather(actor, year_id), voice, code)


def matrix_of(basis: Basis, voice: Voice | None = None, code: str | None = None) -> Matrix:
    """Return the matrix made of what this person may see.

    `voice`: the one that types, if this person has it; otherwise the first of those it has.
    """
    table = table_of(basis)
    voices = _voices(basis, table.members)
    chosen = voice if voice in voices else next(iter(voices), None)
    every = basis.load(code)
    sources = _Sources(
        basis=basis,
        members=table.members,
        voice=chosen,
        seen=figures.by_line(figures.seen(every, basis.sight)),
        own={(f.alliance_id, f.code): f for f in every if Voice(f.layer, f.scorer_id) == chosen},
        reports=reports(basis.year.id),
    )
    shown = None if code is None else {code, *basis.book.sections_of[code]}
    return Matrix(
        table=table,
        voices=voices,
        voice=chosen,
        scorers=basis.members_by_id,
        rows=tuple(
            _row(sources, row) for row in table.rows if shown is None or row.criterion.code in shown
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Sources:
    """What the rows of a matrix are made of.

    `seen`: what stands and is seen, by code. `own`: what the voice last said, and `reports`: how
    many were submitted, by alliance and code.
    """

    basis: Basis
    members: Sequence[Member]
    voice: Voice | None
    seen: Mapping[str, Sequence[Figure]]
    own: Mapping[tuple[int, str], Figure]
    reports: Mapping[tuple[int, str], int]

    @cached_property
    def writable(self) -> frozenset[int]:
        """The members whose lines the voice may write in now."""
        sight, ids = self.basis.sight, [member.alliance_id for member in self.members]
        return frozenset(i for i in ids if self.voice is not None and self.voice in sight.voices(i))

    @cached_property
    def reporting(self) -> frozenset[int]:
        """The members whose reports this person may see."""
        ids = [member.alliance_id for member in self.members]
        return frozenset(i for i in ids if may_see_reports(self.basis, i))


def _voices(basis: Basis, members: Sequence[Member]) -> tuple[Voice, ...]:
    """Return all voices that this person has for some member at present, each once."""
    every = (voice for m in members for voice in basis.sight.voices(m.alliance_id))
    return tuple(dict.fromkeys(every))


def _row(sources: _Sources, row: Row) -> MatrixRow:
    if row.is_section:
        return MatrixRow(row=row)
    criterion = row.criterion
    lines: dict[int, list[Figure]] = defaultdict(list)
    for figure in sources.seen.get(criterion.code, ()):
        if not sources.basis.is_left_out(figure.alliance_id, criterion):
            lines[figure.alliance_id].append(figure)
    points = _points(sources.basis, criterion, lines)
    return MatrixRow(
        row=row,
        how=how_to_write(inputs_of(criterion)),
        cells=tuple(
            _cell(
                sources,
                criterion,
                member,
                counting,
                points.get(member.alliance_id, {}),
                lines.get(member.alliance_id, ()),
            )
            for member, counting in zip(sources.members, row.cells, strict=True)
        ),
    )


def _cell(
    sources: _Sources,
    criterion: Criterion,
    member: Member,
    counting: Cell,
    layers: Points,
    standing: Sequence[Figure],
) -> MatrixCell:
    line = (member.alliance_id, criterion.code)
    sees_reports = member.alliance_id in sources.reporting
    may_write = counting.is_assigned and member.alliance_id in sources.writable
    return MatrixCell(
        member=member,
        counting=counting,
        layers=layers,
        disagreement=disagreement(layers.values(), criterion.max_points),
        reports=sources.reports.get(line, 0) if sees_reports else None,
        said=_said(sources, line, inputs_of(criterion), standing) if may_write else None,
    )


def _points(
    basis: Basis, criterion: Criterion, lines: Mapping[int, Sequence[Figure]]
) -> dict[int, Points]:
    """Return the points that each layer gives each member; several cross-scores as one."""
    given: dict[int, dict[Layer, list[Decimal | None]]] = {}
    standing = [figure for figures_of in lines.values() for figure in figures_of]
    for figure in standing:
        others = (other for other in standing if other.alliance_id != figure.alliance_id)
        layers = given.setdefault(figure.alliance_id, {layer: [] for layer in ORDER})
        layers[figure.layer].append(basis.explain(criterion, figure, others).points)
    method = basis.book.cross_method
    return {
        member: {
            layer: points
            for layer, of_layer in layers.items()
            if (points := combine_cross(of_layer, method).points) is not None
        }
        for member, layers in given.items()
    }


def _said(
    sources: _Sources, line: tuple[int, str], inputs: Inputs, standing: Sequence[Figure]
) -> Said | None:
    if sources.voice is None:
        return None
    own = sources.own.get(line)
    given = own.measure if own is not None and own.is_given else Measure()
    below = suggested([f for f in standing if RANK[f.layer] < RANK[sources.voice.layer]])
    return Said(
        figure=write_figures(inputs, given),
        revision=own.revision if own is not None else 0,
        reason=given.reason,
        below=write_figures(inputs, below) if below is not None else None,
    )
