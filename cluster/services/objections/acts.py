"""Ask, explain, uphold or refuse."""

from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.errors import RuleViolation, _
from cluster.domain.measures import Measure
from cluster.domain.objections import (
    ObjectionKind,
    Verdict,
    check_answerable,
    check_new,
    check_text,
)
from cluster.domain.permissions import Actor
from cluster.domain.scoring import Layer
from cluster.models import Objection
from cluster.services import audit, scoring
from cluster.services.objections.reading import gather_to_ask, get_followed, may_answer
from cluster.services.scoring.basis import Basis

ASKED = {
    ObjectionKind.EXPLANATION: "explanation.asked",
    ObjectionKind.OBJECTION: "objection.asked",
}
ANSWERED = {
    Verdict.EXPLAINED: "objection.explained",
    Verdict.UPHELD: "objection.upheld",
    Verdict.REFUSED: "objection.refused",
}


@atomic()
def ask(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    code: str,
    kind: ObjectionKind,
    text: str,
    now: datetime,
) -> Objection:
    """Ask for an explanation of one appraised line, or object to it, within the days set."""
    basis = gather_to_ask(actor, year_id, alliance_id, code, now)
    check_text(text, field="text")
    same = select(Objection.id).where(
        Objection.year_id == year_id,
        Objection.alliance_id == alliance_id,
        Objection.criterion_code == code,
        Objection.kind == kind,
        Objection.verdict.is_(None),
    )
    check_new(code, waits=db.session.scalar(same) is not None)
    row = Objection(
        year_id=year_id,
        alliance_id=alliance_id,
        criterion_code=code,
        kind=kind,
        text=text.strip(),
        asked_at=now,
        asked_by=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        ASKED[kind],
        ("objection", row.id),
        now,
        where=audit.within(basis.year, alliance_id),
        after={"code": code},
        reason=row.text,
    )
    return row


@atomic()
def explain(actor: Actor, year_id: int, objection_id: int, *, text: str, now: datetime) -> None:
    """Explain a score to the member that asked; by its appraisers or the chair."""
    basis, row = get_followed(actor, year_id, objection_id)
    permissions.require(may_answer(basis, row))
    check_answerable(basis.year.phase, row.kind, ObjectionKind.EXPLANATION, row.verdict)
    check_text(text, field="text")
    _answer(actor, basis, row, Verdict.EXPLAINED, text, now)


@atomic()
def decide(
    actor: Actor,
    year_id: int,
    objection_id: int,
    *,
    upheld: bool,
    text: str,
    measure: Measure | None = None,
    revision: int = 0,
    now: datetime,
) -> None:
    """Uphold or refuse an objection, with the reason; upheld, the line gets its final figure.

    The figure is given as every final score is, with the same reason. `revision`: of the final
    score that was read, 0 for none.
    """
    basis, row = get_followed(actor, year_id, objection_id)
    permissions.require(may_answer(basis, row))
    check_answerable(basis.year.phase, row.kind, ObjectionKind.OBJECTION, row.verdict)
    check_text(text, field="text")
    if upheld:
        if measure is None or measure == Measure():
            raise RuleViolation(_("Enter the figure that the line gets."))
        scoring.score(
            actor,
            year_id,
            alliance_id=row.alliance_id,
            code=row.criterion_code,
            layer=Layer.FINAL,
            measure=measure,
            reason=text,
            revision=revision,
            now=now,
        )
    _answer(actor, basis, row, Verdict.UPHELD if upheld else Verdict.REFUSED, text, now)


def _answer(
    actor: Actor, basis: Basis, row: Objection, verdict: Verdict, text: str, now: datetime
) -> None:
    row.verdict, row.answer = verdict, text.strip()
    row.answered_at, row.answered_by = now, actor.name
    audit.record(
        actor,
        ANSWERED[verdict],
        ("objection", row.id),
        now,
        where=audit.within(basis.year, row.alliance_id),
        after={"code": row.criterion_code},
        reason=row.answer,
    )
