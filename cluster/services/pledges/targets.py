"""The targets of a year beside last year's and the other members'."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain.achievements import Actual, Aggregate
from cluster.domain.errors import Message
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor, can_run_year, can_set_targets, require
from cluster.domain.plain_data import from_plain
from cluster.domain.pledge_text import PledgedTarget, targets_revision
from cluster.domain.pledges import (
    TargetLine,
    TargetWarning,
    is_easier,
    is_lower_better,
    middle,
    target_warnings,
)
from cluster.domain.rulebook import Criterion
from cluster.domain.scoring import Layer
from cluster.models import Score, Year
from cluster.services import figures, rulebook
from cluster.services.pledges import reading
from cluster.services.pledges.reading import Key, PledgeView, TargetValue


@dataclass(frozen=True, kw_only=True)
class LastYear:
    """What was promised and reached in the year before; empty where there was none."""

    number: int | None
    targets: Mapping[Key, TargetValue]
    results: Mapping[Key, Decimal]


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One criterion on the page where a member sets its targets."""

    criterion: Criterion
    line: TargetLine
    warning: Message | None = None
    stops: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberTargets:
    """The targets of one member, row by row; `revision` marks what was read."""

    pledge: PledgeView
    member: Member
    last_year: int | None
    rows: tuple[TargetRow, ...]
    revision: str

    @property
    def to_settle(self) -> tuple[str, ...]:
        """Return the codes of the criteria that stop everybody's signature."""
        return tuple(row.criterion.code for row in self.rows if row.stops)


@dataclass(frozen=True, kw_only=True)
class OverviewCell:
    """A member's target in the table of all; `is_low`: it asks for less than it should."""

    line: TargetLine
    is_low: bool


@dataclass(frozen=True, kw_only=True)
class OverviewRow:
    """One criterion in the table of all targets."""

    criterion: Criterion
    middle: Decimal | None
    cells: tuple[OverviewCell, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All targets side by side, for whoever runs the year."""

    pledge: PledgeView
    last_year: int | None
    rows: tuple[OverviewRow, ...]


def targets_of(actor: Actor, year_id: int, alliance_id: int) -> MemberTargets:
    """Return what a member promises in the newest pledge, beside last year and the others."""
    pledge = reading.view(actor, year_id)
    member = pledge.member(alliance_id)
    require(
        can_set_targets(actor, pledge.cluster_id, alliance_id)
        or can_run_year(actor, pledge.cluster_id)
    )
    before = last_year(pledge)
    lines = lines_of(pledge, alliance_id, before)
    doubts = {warning.code: warning for warning in target_warnings(lines)}
    return MemberTargets(
        pledge=pledge,
        member=member,
        last_year=before.number,
        rows=tuple(
            _row(criterion, line, doubts.get(line.code))
            for criterion, line in zip(pledge.lines, lines, strict=True)
        ),
        revision=revision_of(pledge, alliance_id),
    )


def overview(actor: Actor, year_id: int) -> Overview:
    """Return everybody's targets side by side, with hints of what was set low on purpose."""
    pledge = reading.view(actor, year_id)
    require(can_run_year(actor, pledge.cluster_id))
    before = last_year(pledge)
    by_member = [lines_of(pledge, member.alliance_id, before) for member in pledge.members]
    return Overview(
        pledge=pledge,
        last_year=before.number,
        rows=tuple(
            _overview_row(criterion, [lines[number] for lines in by_member])
            for number, criterion in enumerate(pledge.lines)
        ),
    )


def last_year(pledge: PledgeView) -> LastYear:
    """Return the targets and results of the cluster's year before (6 queries)."""
    year = db.session.scalar(
        select(Year).where(
            Year.cluster_id == pledge.cluster_id, Year.number == pledge.year_number - 1
        )
    )
    if year is None:
        return LastYear(number=None, targets={}, results={})
    criteria = rulebook.in_force(year.id).book.lines()
    aggregates: dict[str, Aggregate] = {c.code: c.aggregate for c in criteria}
    actuals = figures.actuals(year.id, aggregates) | _final_figures(year.id)
    return LastYear(
        number=year.number,
        targets=reading.targets_in_force(year.id),
        results={
            key: actual.figure for key, actual in actuals.items() if actual.figure is not None
        },
    )


def lines_of(pledge: PledgeView, alliance_id: int, before: LastYear) -> list[TargetLine]:
    """Return a member's targets with what they are compared with, in the rule book's order."""
    return [_line(pledge, alliance_id, criterion, before) for criterion in pledge.lines]


def revision_of(pledge: PledgeView, alliance_id: int) -> str:
    """Return the mark of a member's targets as they stand."""
    return targets_revision(
        PledgedTarget(
            member=str(alliance_id),
            criterion=code,
            value=target.value,
            not_assigned=target.not_assigned,
        )
        for (member, code), target in pledge.targets.items()
        if member == alliance_id
    )


def _line(
    pledge: PledgeView, alliance_id: int, criterion: Criterion, before: LastYear
) -> TargetLine:
    code = criterion.code
    target = pledge.target(alliance_id, code)
    earlier = before.targets.get((alliance_id, code))
    others = [m.alliance_id for m in pledge.members if m.alliance_id != alliance_id]
    return TargetLine(
        code=code,
        value=target.value,
        not_assigned=target.not_assigned,
        needs_target=criterion.needs_target,
        may_be_not_assigned=criterion.may_be_not_assigned,
        last_target=earlier.value if earlier else None,
        last_result=before.results.get((alliance_id, code)),
        peers=middle(pledge.target(other, code).value for other in others),
        lower_is_better=is_lower_better(criterion),
    )


def _row(criterion: Criterion, line: TargetLine, doubt: TargetWarning | None) -> TargetRow:
    if doubt is None:
        return TargetRow(criterion=criterion, line=line)
    return TargetRow(criterion=criterion, line=line, warning=doubt.message, stops=doubt.stops)


def _overview_row(criterion: Criterion, lines: list[TargetLine]) -> OverviewRow:
    return OverviewRow(
        criterion=criterion,
        middle=middle(line.value for line in lines),
        cells=tuple(
            OverviewCell(
                line=line,
                is_low=line.last_result is not None and is_easier(line, line.last_result),
            )
            for line in lines
        ),
    )


def _final_figures(year_id: int) -> dict[Key, Actual]:
    """Return the figures that the final scores of a year were given on, where they had any."""
    rows = db.session.execute(
        select(Score.alliance_id, Score.criterion_code, Score.measure)
        .where(Score.year_id == year_id, Score.layer == Layer.FINAL)
        .order_by(Score.revision)
    )
    return {
        (alliance_id, code): Actual(
            quantity=from_plain(Decimal, measure["actual"]),
            base=from_plain(Decimal, measure["base"]) if measure.get("base") else None,
        )
        for alliance_id, code, measure in rows
        if measure.get("actual") is not None
    }
