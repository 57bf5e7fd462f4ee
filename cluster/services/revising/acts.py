"""Propose to correct frozen figures, approve it by two, and store the next revision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.errors import Conflict, RuleViolation, _
from cluster.domain.measures import Measure
from cluster.domain.permissions import Actor
from cluster.domain.revising import (
    CorrectionStatus,
    Revision,
    check_extendable,
    check_proposal,
    is_approved,
)
from cluster.models import CorrectedFigure, Correction, CorrectionApproval
from cluster.services import audit, ranking
from cluster.services.revising.rows import (
    approvals_of,
    approver_of,
    check_may_approve,
    corrected,
    desk_of,
    entry_of,
    figures_in,
    find_row,
    gather_frozen,
    get_row,
    mark,
    may_withdraw_now,
)
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, Frozen


@atomic()
def propose(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    code: str,
    measure: Measure,
    reason: str,
    now: datetime,
) -> Correction:
    """Propose another figure for one frozen line; more lines join it until somebody approves.

    The figure is checked as any final score is, and written only when two have approved.
    """
    basis, frozen = gather_frozen(actor, year_id, alone=True)
    permissions.require(permissions.can_propose_correction(actor, basis.year.cluster_id))
    basis.member(alliance_id)
    proposes_own = alliance_id in actor.alliances(basis.year.cluster_id)
    check_proposal(reason=reason, proposes_own=proposes_own)
    desk = desk_of(actor, basis, alliance_id, code)
    stands = desk.top(code)
    is_same = stands is not None and stands.says(measure)
    if is_same or desk.draft(entry_of(desk, code, measure, reason.strip()), now) is None:
        raise RuleViolation(_("This is the figure that stands already."))
    row = find_row(year_id)
    if row is None:
        row = Correction(
            year_id=year_id,
            revision=frozen.revision,
            reason=reason.strip(),
            proposed_by_id=actor.user_id,
            proposed_by=actor.name,
            proposed_at=now,
        )
        db.session.add(row)
        db.session.flush()
    else:
        check_extendable(
            is_proposer=row.proposed_by_id == actor.user_id, approvals=len(approvals_of(row.id))
        )
    for figure in figures_in(row.id):
        if (figure.alliance_id, figure.criterion_code) == (alliance_id, code):
            db.session.delete(figure)
    db.session.flush()
    figure = CorrectedFigure(
        correction_id=row.id,
        alliance_id=alliance_id,
        criterion_code=code,
        measure=figures.write_measure(replace(measure, target=None)),
        reason=reason.strip(),
    )
    db.session.add(figure)
    audit.record(
        actor,
        "correction.proposed",
        ("correction", row.id),
        now,
        where=audit.within(basis.year, alliance_id),
        after={"code": code, "measure": figure.measure, "revision": row.revision + 1},
        reason=reason.strip(),
    )
    return row


@atomic()
def withdraw(actor: Actor, year_id: int, *, reason: str, now: datetime) -> Correction:
    """End a correction without a revision: by its proposer, or by the chair who refuses it."""
    basis, _frozen = gather_frozen(actor, year_id, alone=True)
    row = get_row(year_id)
    permissions.require(may_withdraw_now(actor, basis, row))
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")
    row.status, row.closed_at = CorrectionStatus.WITHDRAWN, now
    row.closed_reason = reason.strip()
    audit.record(
        actor,
        "correction.withdrawn",
        ("correction", row.id),
        now,
        where=audit.within(basis.year),
        reason=reason.strip(),
    )
    return row


@atomic()
def approve(actor: Actor, year_id: int, *, seen: str | None = None, now: datetime) -> Correction:
    """Approve the open correction; with the second approval, one being the chair's, it is stored.

    `seen`: the mark of the figures that were read; None where nobody read any.
    """
    basis, frozen = gather_frozen(actor, year_id, alone=True)
    row = get_row(year_id)
    figures_of, approvals = figures_in(row.id), approvals_of(row.id)
    approver = approver_of(actor, basis)
    permissions.require(permissions.can_approve_correction(actor, basis.year.cluster_id))
    check_may_approve(approver, row, figures_of, approvals)
    if seen not in {None, mark(figures_of)}:
        raise Conflict(_("The correction has been changed since you opened it. Read it again."))
    approval = CorrectionApproval(
        correction_id=row.id,
        user_id=actor.user_id or 0,
        name=actor.name,
        is_chair=approver.is_chair,
        approved_at=now,
    )
    db.session.add(approval)
    audit.record(
        actor,
        "correction.approved",
        ("correction", row.id),
        now,
        where=audit.within(basis.year),
        after={"revision": row.revision + 1},
    )
    approvals = [*approvals, approval]
    if is_approved([each.is_chair for each in approvals]):
        _revise(actor, ranking.seen_by_all(basis), frozen, row, approvals, now)
    return row


def _revise(
    actor: Actor,
    basis: Basis,
    frozen: Frozen,
    row: Correction,
    approvals: Sequence[CorrectionApproval],
    now: datetime,
) -> None:
    """Write the figures as final scores and store the revision that comes of them."""
    figures_of = figures_in(row.id)
    inputs, computed = corrected(basis, figures_of, now)
    ranking.check_ready(inputs, computed)
    proposer = Actor(user_id=row.proposed_by_id, name=row.proposed_by)
    for figure in figures_of:
        desk = desk_of(proposer, basis, figure.alliance_id, figure.criterion_code)
        said = figures.read_measure(figure.measure, None, figure.reason)
        score = desk.draft(entry_of(desk, figure.criterion_code, said, figure.reason), now)
        if score is None:
            raise RuleViolation(_("This is the figure that stands already."))
        desk.add([score], now)
        figure.score_id = score.id
    revision = ranking.store(
        basis,
        inputs,
        computed,
        Revision(
            number=frozen.revision + 1,
            frozen_by=actor.name,
            former=frozen.sha256,
            reason=row.reason,
            proposed_by=row.proposed_by,
            approved_by=tuple(approval.name for approval in approvals),
        ),
    )
    row.status, row.closed_at = CorrectionStatus.APPROVED, now
    audit.record(
        actor,
        "ranking.revised",
        ("frozen_ranking", revision.id),
        now,
        where=audit.within(basis.year),
        before={"revision": frozen.revision, "sha256": frozen.sha256},
        after={
            "revision": revision.revision,
            "sha256": revision.sha256,
            "result": revision.result,
            "approved_by": [approval.name for approval in approvals],
        },
        reason=row.reason,
    )
