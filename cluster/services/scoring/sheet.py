"""A member's sheet: all its criteria on one form, for one voice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cluster.domain.errors import Message, Value
from cluster.domain.measures import Measure, Outcome
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import Criterion, CriterionKind
from cluster.domain.score_inputs import Inputs, inputs_of
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import ORDER, Layer
from cluster.domain.settling import RANK, Settled
from cluster.services.pledges import TargetValue
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.line import find_reported, may_see_reports
from cluster.services.scoring.words import describe


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One criterion: what this voice said, what the layer below gives, what was reported.

    `measure` None: this voice has said nothing (or taken it back). `revision`: to send back with
    the form. `below` None: no layer below gives points, or it is not seen. `suggested`: the
    figure of the highest layer below that has just one.
    """

    criterion: Criterion
    inputs: Inputs
    target: TargetValue | None
    is_assigned: bool
    measure: Measure | None
    revision: int
    outcome: Outcome | None
    below: Settled | None
    below_said: dict[Message, Value] | None
    suggested: Measure | None
    reported: Measure | None
    reported_said: dict[Message, Value] | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A member's lines in print order under their sections, as one voice fills them."""

    year_id: int
    year_number: int
    member: Member
    voice: Voice
    scorer: Member | None
    sections: tuple[tuple[Criterion, tuple[SheetRow, ...]], ...]

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """All lines, in print order."""
        return tuple(row for _section, rows in self.sections for row in rows)

    @property
    def filled(self) -> int:
        """How many assigned lines this voice has given a figure."""
        return sum(row.is_assigned and row.measure is not None for row in self.rows)

    @property
    def asked(self) -> int:
        """How many lines the member is scored in."""
        return sum(row.is_assigned for row in self.rows)


def sheet(
    actor: Actor, year_id: int, *, alliance_id: int, layer: Layer, scorer_id: int = 0
) -> Sheet:
    """Return a member's sheet for one voice; refused to whom that voice does not belong now."""
    basis = gather(actor, year_id)
    voice = Voice(layer, scorer_id)
    member = basis.member(alliance_id)
    basis.sight.check_may_score(alliance_id, voice)
    lines = basis.book.lines()
    sees_reports = may_see_reports(basis, alliance_id)
    reported = find_reported(basis, alliance_id, lines) if sees_reports else {}
    return sheet_of(basis, basis.load(), member, voice, reported)


def sheet_of(
    basis: Basis,
    every: Sequence[Figure],
    member: Member,
    voice: Voice,
    reported: Mapping[str, Measure],
) -> Sheet:
    """Return a member's sheet made of the year's latest figures, as far as they are seen."""
    seen = figures.by_line(figures.seen(every, basis.sight))
    revisions = {
        figure.code: figure.revision
        for figure in every
        if figure.alliance_id == member.alliance_id
        and Voice(figure.layer, figure.scorer_id) == voice
    }
    rows = {
        c.code: _row(
            basis,
            c,
            member.alliance_id,
            voice,
            standing=seen.get(c.code, ()),
            revision=revisions.get(c.code, 0),
            reported=reported.get(c.code),
        )
        for c in basis.book.lines()
    }
    return Sheet(
        year_id=basis.year.id,
        year_number=basis.year.number,
        member=member,
        voice=voice,
        scorer=next((m for m in basis.members if m.alliance_id == voice.scorer_id), None),
        sections=_in_sections(basis, rows),
    )


def _in_sections(
    basis: Basis, rows: Mapping[str, SheetRow]
) -> tuple[tuple[Criterion, tuple[SheetRow, ...]], ...]:
    grouped = [
        (section, tuple(rows[c.code] for c in basis.book.children(section.code) if c.code in rows))
        for _depth, section in basis.book.walk()
        if section.kind is CriterionKind.SECTION
    ]
    return tuple((section, held) for section, held in grouped if held)


def _row(
    basis: Basis,
    criterion: Criterion,
    alliance_id: int,
    voice: Voice,
    *,
    standing: Sequence[Figure],
    revision: int,
    reported: Measure | None,
) -> SheetRow:
    own = [f for f in standing if f.alliance_id == alliance_id]
    others = [f for f in standing if f.alliance_id != alliance_id]
    mine = next((f for f in own if Voice(f.layer, f.scorer_id) == voice), None)
    lower = [f for f in own if RANK[f.layer] < RANK[voice.layer]]
    below = basis.settle(criterion, [*others, *lower]).get(alliance_id)
    said = [f.measure for f in lower if below is not None and f.layer is below.layer]
    return SheetRow(
        criterion=criterion,
        inputs=inputs_of(criterion),
        target=basis.targets.get((alliance_id, criterion.code)),
        is_assigned=not basis.is_left_out(alliance_id, criterion),
        measure=mine.measure if mine is not None else None,
        revision=revision,
        outcome=basis.explain(criterion, mine, others) if mine is not None else None,
        below=below,
        below_said=describe(criterion, said[0]) if len(said) == 1 else None,
        suggested=suggested(lower),
        reported=reported,
        reported_said=describe(criterion, reported) if reported is not None else None,
    )


def suggested(lower: Sequence[Figure]) -> Measure | None:
    """Return the figure of the highest layer in which just one voice has spoken."""
    for layer in reversed(ORDER):
        said = [figure.measure for figure in lower if figure.layer is layer]
        if len(said) == 1:
            return said[0]
    return None
