"""An open correction and what it makes of the frozen ranking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.measures import Measure
from cluster.domain.permissions import Actor, Role
from cluster.domain.revising import (
    Approver,
    CorrectionStatus,
    check_approval,
    check_correctable,
    check_open,
)
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.domain.sealing import Computed, Given, Inputs, compute
from cluster.models import CorrectedFigure, Correction, CorrectionApproval, FrozenRanking
from cluster.services import ranking, sealing
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, Frozen, gather
from cluster.services.scoring.desk import Desk, Entry
from cluster.services.years.state import mark_of

FINAL = Voice(Layer.FINAL)


def gather_frozen(actor: Actor, year_id: int, *, alone: bool = False) -> tuple[Basis, Frozen]:
    """Return a year whose frozen ranking may be corrected now."""
    basis = gather(actor, year_id, alone=alone)
    check_correctable(basis.year.phase)
    if basis.frozen is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return basis, basis.frozen


def desk_of(actor: Actor, basis: Basis, alliance_id: int, code: str) -> Desk:
    """Seat the final voice at a frozen line, whose phase is over but for a correction."""
    return Desk(
        actor=actor,
        basis=ranking.seen_by_all(basis),
        alliance_id=alliance_id,
        voice=FINAL,
        figures={code: basis.load(code)},
    )


def entry_of(desk: Desk, code: str, measure: Measure, reason: str) -> Entry:
    """Return what is said of the line, above what the final voice said last."""
    latest = desk.latest(code)
    return Entry(
        code=code,
        measure=replace(measure, target=None),
        reason=reason,
        revision=latest.revision if latest is not None else 0,
    )


def corrected(
    basis: Basis, figures_of: Sequence[CorrectedFigure], now: datetime
) -> tuple[Inputs, Computed]:
    """Return what the former revision becomes with these figures, all else as it was sealed.

    A year frozen before rankings were sealed is gathered from its stored rows.
    """
    stored = db.session.scalar(
        select(FrozenRanking.inputs)
        .where(FrozenRanking.year_id == basis.year.id)
        .order_by(FrozenRanking.revision.desc())
        .limit(1)
    )
    former = Inputs.from_data(stored) if stored else sealing.gather_inputs(basis)
    inputs = former.corrected(
        (_given(basis, figure) for figure in figures_of), sealing.tie_ballots(basis)
    )
    return inputs, compute(inputs, now=now)


def _given(basis: Basis, figure: CorrectedFigure) -> Given:
    target = basis.target_values.get((figure.alliance_id, figure.criterion_code))
    return Given(
        alliance_id=figure.alliance_id,
        code=figure.criterion_code,
        layer=Layer.FINAL,
        scorer_id=0,
        measure=figures.read_measure(figure.measure, target, figure.reason),
    )


def check_may_approve(
    approver: Approver,
    row: Correction,
    figures_of: Sequence[CorrectedFigure],
    approvals: Sequence[CorrectionApproval],
) -> None:
    """Refuse approval by whom the rule keeps from it."""
    check_open(row.status)
    check_approval(
        approver,
        [approval.user_id for approval in approvals],
        proposer_id=row.proposed_by_id,
        corrected={figure.alliance_id for figure in figures_of},
    )


def approver_of(actor: Actor, basis: Basis) -> Approver:
    """Return the person as an approver."""
    return Approver(
        user_id=actor.user_id,
        is_chair=actor.holds(basis.year.cluster_id, Role.CHAIR),
        alliances=actor.alliances(basis.year.cluster_id),
    )


def may_withdraw_now(actor: Actor, basis: Basis, row: Correction) -> bool:
    """Tell whether this person ends the correction: its proposer, or the chair who refuses it."""
    is_proposer = actor.user_id is not None and row.proposed_by_id == actor.user_id
    return is_proposer or actor.holds(basis.year.cluster_id, Role.CHAIR)


def find_row(year_id: int) -> Correction | None:
    """Return the open correction of the year, if there is one."""
    return db.session.scalar(
        select(Correction).where(
            Correction.year_id == year_id, Correction.status == CorrectionStatus.OPEN
        )
    )


def get_row(year_id: int) -> Correction:
    """Return the open correction of the year."""
    row = find_row(year_id)
    if row is None:
        raise RuleViolation(_("No correction waits for approval."))
    return row


def figures_in(correction_id: int) -> Sequence[CorrectedFigure]:
    """Return the figures of a correction in the order they were proposed."""
    return db.session.scalars(
        select(CorrectedFigure)
        .where(CorrectedFigure.correction_id == correction_id)
        .order_by(CorrectedFigure.id)
    ).all()


def approvals_of(correction_id: int) -> Sequence[CorrectionApproval]:
    """Return who has approved a correction, in order."""
    return db.session.scalars(
        select(CorrectionApproval)
        .where(CorrectionApproval.correction_id == correction_id)
        .order_by(CorrectionApproval.id)
    ).all()


def mark(figures_of: Sequence[CorrectedFigure]) -> str:
    """Return the mark of the figures, to notice when they were changed meanwhile."""
    return mark_of(*((f.id, f.alliance_id, f.criterion_code) for f in figures_of))
