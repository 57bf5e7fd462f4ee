"""What anybody who holds a certificate may know of it: what it says, and whether it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from cluster.database import db
from cluster.documents.awards import Certificate, LeaderAward, column_of, signature_of
from cluster.domain.errors import RuleViolation, _
from cluster.domain.plain_data import from_plain
from cluster.domain.printing import PaperKind
from cluster.domain.verification import read_code, written
from cluster.domain.vietnamese import official_date
from cluster.domain.years import vietnam_day
from cluster.models import IssuedPaper, Year


@dataclass(frozen=True, kw_only=True)
class CheckedPaper:
    """A certificate as it was printed, and whether it counts.

    `words`: what it says from top to bottom, each line with the name of its look. `replaced_by`:
    number of the paper that took the place of this void one. `newer`: number of a later issue of a
    paper that is not void. `sha256`: of the file of this one paper.
    """

    code: str
    kind: PaperKind
    serial: str
    year: int
    words: tuple[tuple[str, str], ...]
    decision: str
    golden_book_number: str
    signature: tuple[str, ...]
    is_sample: bool
    issued_on: date
    sha256: str
    voided_on: date | None
    void_reason: str
    replaced_by: str
    newer: str


def get_by_code(typed: str) -> CheckedPaper:
    """Return the paper with a typed code, whoever asks (1 query).

    Raises RuleViolation for what can be no code, and for a code that no paper has.
    """
    code = read_code(typed)
    replacement = aliased(IssuedPaper)
    row = db.session.execute(
        select(
            IssuedPaper,
            Year.number.label("year"),
            replacement.serial.label("replaced_by"),
            _newer().label("newer"),
        )
        .join(Year, IssuedPaper.year_id == Year.id)
        .outerjoin(replacement, IssuedPaper.replaced_by_id == replacement.id)
        .where(IssuedPaper.code == code)
    ).one_or_none()
    if row is None:
        raise RuleViolation(
            _("No paper with the code %(code)s was issued here.", code=written(code)), field="code"
        )
    issued: IssuedPaper = row.IssuedPaper
    paper = _paper(issued.data)
    return CheckedPaper(
        code=code,
        kind=issued.kind,
        serial=issued.serial,
        year=row.year,
        words=tuple((slot.place.name, slot.text) for slot in column_of(paper)),
        decision=_decision(paper),
        golden_book_number=issued.data.get("golden_book_number", ""),
        signature=(*(slot.text for slot in signature_of(paper)), paper.signer.name),
        is_sample=paper.sample,
        issued_on=vietnam_day(issued.issued_at),
        sha256=issued.sha256,
        voided_on=vietnam_day(issued.voided_at) if issued.voided_at else None,
        void_reason=issued.void_reason,
        replaced_by=row.replaced_by or "",
        newer="" if issued.voided_at else row.newer or "",
    )


def _newer() -> ScalarSelect[str]:
    """Return the number of the newest later issue of the same paper that is not void."""
    later = aliased(IssuedPaper)
    return (
        select(later.serial)
        .where(
            later.kind == IssuedPaper.kind,
            later.subject == IssuedPaper.subject,
            later.issue > IssuedPaper.issue,
            later.voided_at.is_(None),
        )
        .order_by(later.issue.desc())
        .limit(1)
        .scalar_subquery()
    )


def _paper(data: dict[str, Any]) -> Certificate | LeaderAward:
    if "term" in data:
        return from_plain(LeaderAward, data)
    return from_plain(Certificate, data)


def _decision(paper: Certificate | LeaderAward) -> str:
    if isinstance(paper, LeaderAward):
        return ", ".join(paper.basis)
    return f"{paper.decision_number}, {official_date(paper.decision_date)}"
