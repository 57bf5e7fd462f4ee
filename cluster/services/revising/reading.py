"""The revisions of a frozen ranking, and the correction that waits for approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.errors import Message, NotFound, RuleViolation, Value, _
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.ranking import FrozenResult
from cluster.domain.revising import (
    APPROVERS,
    MemberChange,
    Stamp,
    changes,
    check_correctable,
)
from cluster.domain.rulebook import SCORED, Criterion
from cluster.domain.score_inputs import Inputs, inputs_of
from cluster.domain.score_sight import Sight
from cluster.models import CorrectedFigure, Correction, CorrectionApproval, FrozenRanking
from cluster.services import ranking, years
from cluster.services.revising.rows import (
    approvals_of,
    approver_of,
    check_may_approve,
    corrected,
    desk_of,
    figures_in,
    find_row,
    gather_frozen,
    mark,
    may_withdraw_now,
)
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, Frozen, find_frozen, gather, stamp_of
from cluster.services.scoring.words import describe


@dataclass(frozen=True, kw_only=True)
class CorrectedLine:
    """One figure of a correction: the frozen points and sentence, and the new figure."""

    member: Member
    criterion: Criterion
    before: Decimal | None
    said: dict[Message, Value]
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionView:
    """An open correction with what it would change.

    `mark`: of the figures, to approve what was read. `blockers`: all that keeps it from being
    stored. `may_approve`, `may_withdraw`: this person, now; `not_approvable` says why not.
    """

    id: int
    year_id: int
    year_number: int
    revision: int
    reason: str
    proposed_by: str
    proposed_at: datetime
    lines: tuple[CorrectedLine, ...]
    changes: tuple[MemberChange, ...]
    blockers: tuple[Message, ...]
    approved_by: tuple[str, ...]
    needed: int
    mark: str
    may_approve: bool
    not_approvable: Message | None
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class Correctable:
    """One line of a member whose frozen figure may be corrected."""

    year_id: int
    year_number: int
    member: Member
    criterion: Criterion
    inputs: Inputs
    measure: Measure | None
    points: Decimal | None
    explanation: Message | None
    reason: str
    stamp: Stamp


def list_revisions(actor: Actor, year_id: int) -> list[Stamp]:
    """Return what is said of each revision of a frozen ranking, newest first; one query."""
    years.get_visible(actor, year_id)
    rows = db.session.execute(
        select(
            FrozenRanking.revision,
            FrozenRanking.about,
            FrozenRanking.sha256,
            FrozenRanking.frozen_at,
            FrozenRanking.frozen_by,
        )
        .where(FrozenRanking.year_id == year_id)
        .order_by(FrozenRanking.revision.desc())
    )
    return [stamp_of(**row._asdict()) for row in rows]


def changes_of(actor: Actor, year_id: int, number: int) -> tuple[MemberChange, ...]:
    """Return what a revision changed against the one before, for the members this person sees."""
    year = years.get_visible(actor, year_id)
    sight = Sight(actor=actor, cluster_id=year.cluster_id, phase=year.phase)
    before, after = find_frozen(year_id, number - 1), find_frozen(year_id, number)
    if before is None or after is None:
        return ()
    found = changes(
        FrozenResult.from_data(before.result),
        before.table["points"],
        FrozenResult.from_data(after.result),
        after.table["points"],
    )
    return tuple(change for change in found if sight.sees_result(change.member))


def find_open(actor: Actor, year_id: int) -> CorrectionView | None:
    """Return the correction that waits for approval, to those who settle or audit the year."""
    basis = gather(actor, year_id)
    if not permissions.can_see_corrections(actor, basis.year.cluster_id):
        return None
    row = find_row(year_id)
    return None if row is None or basis.frozen is None else _view(basis, basis.frozen, row)


def get_correctable(actor: Actor, year_id: int, *, alliance_id: int, code: str) -> Correctable:
    """Return a frozen line to whoever may propose to correct it now."""
    basis, frozen = gather_frozen(actor, year_id)
    permissions.require(permissions.can_propose_correction(actor, basis.year.cluster_id))
    member = basis.member(alliance_id)
    criterion = basis.book.get(code)
    if criterion.kind not in SCORED or basis.is_left_out(alliance_id, criterion):
        raise NotFound(_("This line has no points that could be corrected."))
    stored = basis.stored(criterion, alliance_id)
    said = desk_of(actor, basis, alliance_id, code).top(code)
    return Correctable(
        year_id=year_id,
        year_number=basis.year.number,
        member=member,
        criterion=criterion,
        inputs=inputs_of(criterion),
        measure=said.measure if said is not None else None,
        points=stored.outcome.points if stored else None,
        explanation=stored.outcome.explanation if stored else None,
        reason=open_row.reason if (open_row := find_row(year_id)) else "",
        stamp=frozen.stamp,
    )


def _view(basis: Basis, frozen: Frozen, row: Correction) -> CorrectionView:
    actor = basis.sight.actor
    whole = ranking.seen_by_all(basis)
    figures_of, approvals = figures_in(row.id), approvals_of(row.id)
    inputs, computed = corrected(whole, figures_of, row.proposed_at)
    refusal = _why_not(actor, basis, row, figures_of, approvals)
    return CorrectionView(
        id=row.id,
        year_id=basis.year.id,
        year_number=basis.year.number,
        revision=row.revision + 1,
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        lines=tuple(_line(whole, figure) for figure in figures_of),
        changes=changes(
            FrozenResult.from_data(frozen.result),
            frozen.table["points"],
            computed.result,
            computed.points,
        ),
        blockers=ranking.blockers_of(inputs, computed),
        approved_by=tuple(approval.name for approval in approvals),
        needed=APPROVERS,
        mark=mark(figures_of),
        may_approve=refusal is None,
        not_approvable=refusal,
        may_withdraw=may_withdraw_now(actor, basis, row),
    )


def _line(basis: Basis, figure: CorrectedFigure) -> CorrectedLine:
    criterion = basis.book.get(figure.criterion_code)
    stored = basis.stored(criterion, figure.alliance_id)
    return CorrectedLine(
        member=basis.members_by_id[figure.alliance_id],
        criterion=criterion,
        before=stored.outcome.points if stored else None,
        said=describe(criterion, figures.read_measure(figure.measure, None, "")),
        reason=figure.reason,
    )


def _why_not(
    actor: Actor,
    basis: Basis,
    row: Correction,
    figures_of: Sequence[CorrectedFigure],
    approvals: Sequence[CorrectionApproval],
) -> Message | None:
    if not permissions.can_approve_correction(actor, basis.year.cluster_id):
        return _("Your role does not include this.")
    try:
        check_correctable(basis.year.phase)
        check_may_approve(approver_of(actor, basis), row, figures_of, approvals)
    except RuleViolation as refusal:
        return refusal.message
    return None
