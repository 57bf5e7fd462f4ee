"""What anybody who holds a certificate may know of it: what it says, and whether it counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, literal, select
from sqlalchemy.orm import aliased

from cluster.database import db
from cluster.documents.awards import Certificate, LeaderAward, Paper, column_of, signature_of
from cluster.documents.letterhead import written_day
from cluster.documents.lines import Slot
from cluster.documents.member_pledge import (
    MemberPledge,
    MemberTarget,
    above_and_below,
    receipt_of,
)
from cluster.documents.paper import written_number
from cluster.domain.errors import RuleViolation, _
from cluster.domain.plain_data import from_plain
from cluster.domain.printing import PaperKind
from cluster.domain.verification import read_code, written
from cluster.domain.vietnamese import official_date
from cluster.domain.years import vietnam_day
from cluster.models import IssuedPaper, Year
from cluster.services.printing.composing import Checked

Words = tuple[tuple[str, str], ...]
"""Lines, each behind the name of its look."""
MOST_STEPS = 100
"""Papers that took each other's place, as far as they are followed."""


@dataclass(frozen=True, kw_only=True)
class CheckedTarget:
    """A line in the table of a pledge certificate, as it is printed."""

    code: str
    name: str
    name_en: str
    unit: str
    figure: str


@dataclass(frozen=True, kw_only=True)
class CheckedPaper:
    """A certificate as it was printed, and whether it counts.

    `words`: what it says from top to bottom, each line with the name of its look; a pledge goes on
    with its `targets` and the words `below` them. `replaced_by`: number of the paper that takes the
    place of this void one, the last one where several took each other's; `is_replacement_void`
    tells whether that is void itself. `newer`: number of a later issue of a paper that is not void.
    `sha256`: of the file of this one paper.
    """

    code: str
    kind: PaperKind
    serial: str
    year: int
    words: Words
    targets: tuple[CheckedTarget, ...] = ()
    below: Words = ()
    decision: str
    golden_book_number: str
    signature: tuple[str, ...]
    is_sample: bool
    issued_on: date
    sha256: str
    voided_on: date | None
    void_reason: str
    replaced_by: str
    is_replacement_void: bool
    newer: str


def get_by_code(typed: str) -> CheckedPaper:
    """Return the paper with a typed code, whoever asks (1 query, 2 for a void one).

    Raises RuleViolation for what can be no code, and for a code that no paper has.
    """
    code = read_code(typed)
    row = db.session.execute(
        select(
            IssuedPaper,
            Year.number.label("year"),
            _newer().label("newer"),
        )
        .join(Year, IssuedPaper.year_id == Year.id)
        .where(IssuedPaper.code == code)
    ).one_or_none()
    if row is None:
        raise RuleViolation(
            _("No paper with the code %(code)s was issued here.", code=written(code)), field="code"
        )
    issued: IssuedPaper = row.IssuedPaper
    paper = _paper(issued.data)
    replaced_by, is_replacement_void = _replacement(issued)
    return CheckedPaper(
        code=code,
        kind=issued.kind,
        serial=issued.serial,
        year=row.year,
        **_said(paper),
        golden_book_number=issued.data.get("golden_book_number", ""),
        is_sample=paper.sample,
        issued_on=vietnam_day(issued.issued_at),
        sha256=issued.sha256,
        voided_on=vietnam_day(issued.voided_at) if issued.voided_at else None,
        void_reason=issued.void_reason,
        replaced_by=replaced_by,
        is_replacement_void=is_replacement_void,
        newer="" if issued.voided_at else row.newer or "",
    )


def _replacement(paper: IssuedPaper) -> tuple[str, bool]:
    """Return the last of the papers that took each other's place, and whether it is void."""
    if paper.replaced_by_id is None:
        return "", False
    chain = (
        select(
            IssuedPaper.id.label("paper_id"),
            IssuedPaper.replaced_by_id.label("next_id"),
            literal(1).label("steps"),
        )
        .where(IssuedPaper.id == paper.replaced_by_id)
        .cte(recursive=True)
    )
    later = aliased(IssuedPaper)
    chain = chain.union_all(
        select(later.id, later.replaced_by_id, chain.c.steps + 1).where(
            later.id == chain.c.next_id, chain.c.steps < MOST_STEPS
        )
    )
    last = db.session.execute(
        select(IssuedPaper.serial, IssuedPaper.voided_at)
        .join(chain, IssuedPaper.id == chain.c.paper_id)
        .order_by(chain.c.steps.desc())
        .limit(1)
    ).one()
    return last.serial, last.voided_at is not None


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


def _paper(data: dict[str, Any]) -> Checked:
    if "targets" in data:
        return from_plain(MemberPledge, data)
    if "term" in data:
        return from_plain(LeaderAward, data)
    return from_plain(Certificate, data)


def _said(paper: Checked) -> dict[str, Any]:
    """Return what a paper says, by the names of the answer."""
    if isinstance(paper, MemberPledge):
        above, below = above_and_below(paper)
        return {
            "words": _looks(above),
            "targets": tuple(map(_target, paper.targets)),
            "below": (*_looks(below), *filter(all, [("receipt", receipt_of(paper))])),
            "decision": "",
            "signature": tuple(_signature(paper)),
        }
    return {
        "words": _looks(column_of(paper)),
        "decision": _decision(paper),
        "signature": (*(slot.text for slot in signature_of(paper)), paper.signer.name),
    }


def _target(target: MemberTarget) -> CheckedTarget:
    return CheckedTarget(
        code=target.code,
        name=target.name,
        name_en=target.name_en,
        unit=target.unit,
        figure=written_number(target.target),
    )


def _looks(slots: Iterable[Slot]) -> Words:
    return tuple((slot.place.name, slot.text) for slot in slots)


def _signature(paper: MemberPledge) -> Iterator[str]:
    """Give the lines that close a pledge certificate, from its day to who signs it."""
    yield f"{paper.letterhead.place}, {written_day(paper.letterhead.dated)}"
    for signer in paper.signers:
        said = signer.on_behalf_of, signer.position, signer.organization, signer.name
        yield from filter(None, said)


def _decision(paper: Paper) -> str:
    if isinstance(paper, LeaderAward):
        return ", ".join(paper.basis)
    return f"{paper.decision_number}, {official_date(paper.decision_date)}"
