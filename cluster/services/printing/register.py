"""The register of papers: find them, give them out again, declare them void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from obstore.store import ObjectStore
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from cluster import storage
from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.printing import PaperKind
from cluster.domain.replacing import Filed, check_replacement
from cluster.domain.vietnamese import fold
from cluster.models import IssuedPaper, PaperReprint, PrintItem, PrintOrder, Year
from cluster.services import audit, years

ON_A_PAGE = 100
AT_ONCE = 20_000
"""Papers asked for in one query: a database takes so many numbers, and not many more."""


class Standing(StrEnum):
    """Whether a paper counts."""

    VALID = "valid"
    VOID = "void"


STANDING_NAMES: dict[Standing, Message] = {
    Standing.VALID: _("Valid"),
    Standing.VOID: _("Void"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which papers are looked for; words are compared without accents and capitals."""

    words: str = ""
    kind: PaperKind | None = None
    standing: Standing | None = None
    order_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One paper of the register; `code` "" for one that nobody can check by a code."""

    id: int
    serial: str
    code: str
    kind: PaperKind
    title: str
    golden_book_number: str
    issue: int
    issued_at: datetime
    issued_by: Message | str
    reprints: int
    voided_at: datetime | None
    void_reason: str
    replaced_by: str


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """A part of the register: `total` papers are found, from the newest on."""

    lines: list[RegisterLine]
    total: int


@dataclass(frozen=True, kw_only=True)
class Reprint:
    """A paper given out once more."""

    at: datetime
    by: str
    reason: str


def get_year(actor: Actor, year_id: int) -> Year:
    """Return the year for who reads its register."""
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_read_paper_register(actor, year.cluster_id))
    return year


def list_register(
    actor: Actor, year_id: int, wanted: Wanted, *, first: int = 0, most: int | None = ON_A_PAGE
) -> RegisterPage:
    """Return the papers that are looked for, newest first; three queries."""
    get_year(actor, year_id)
    rows = db.session.execute(
        _wanted(select(IssuedPaper.id, IssuedPaper.title, IssuedPaper.serial), year_id, wanted)
    )
    ids = [row.id for row in rows if _says(f"{row.serial} {row.title}", wanted.words)]
    shown = ids[first:] if most is None else ids[first : first + most]
    return RegisterPage(lines=_lines(shown), total=len(ids))


def get_line(
    actor: Actor, year_id: int, paper_id: int
) -> tuple[RegisterLine, list[Reprint], int | None]:
    """Return a paper of the register, how often and why it was given out again, and its order."""
    get_year(actor, year_id)
    found = db.session.scalar(
        select(IssuedPaper.id).where(IssuedPaper.id == paper_id, IssuedPaper.year_id == year_id)
    )
    if found is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    reprints = db.session.scalars(
        select(PaperReprint).where(PaperReprint.paper_id == paper_id).order_by(PaperReprint.id)
    )
    again = [Reprint(at=each.at, by=each.by, reason=each.reason) for each in reprints]
    order_id = db.session.scalar(select(PrintItem.order_id).where(PrintItem.paper_id == paper_id))
    return _lines([paper_id])[0], again, order_id


@atomic()
def reprint_with_reason(
    actor: Actor, store: ObjectStore, year_id: int, paper_id: int, *, reason: str, now: datetime
) -> tuple[IssuedPaper, bytes]:
    """Give an issued paper out again, byte for byte, and note why; a void one stays void."""
    year, paper = _to_change(actor, year_id, paper_id)
    _check_reason(reason)
    if paper.voided_at is not None:
        raise RuleViolation(_("This paper is void and is not printed again."))
    content = storage.read(store, paper.sha256)
    db.session.add(PaperReprint(paper_id=paper.id, at=now, by=actor.name, reason=reason))
    audit.record(
        actor,
        "paper.reprinted",
        ("issued_paper", paper.id),
        now,
        where=audit.within(year, paper.alliance_id),
        after={"paper": paper.title, "serial": paper.serial},
        reason=reason,
    )
    return paper, content


@atomic()
def void(
    actor: Actor,
    year_id: int,
    paper_id: int,
    *,
    reason: str,
    replaced_by: str = "",
    is_same_recipient: bool = False,
    now: datetime,
) -> None:
    """Declare a paper void; its number is never given again.

    `replaced_by`: the serial of the paper that took its place. The next issue of the same paper
    takes it by itself. `is_same_recipient`: somebody has compared the names, which differ.
    """
    year, paper = _to_change(actor, year_id, paper_id)
    _check_reason(reason)
    if paper.voided_at is not None:
        raise RuleViolation(_("This paper is void already."))
    other = _replacement(paper, replaced_by) if replaced_by else None
    if other is not None:
        check_replacement(_filed(paper), _filed(other), is_same_recipient=is_same_recipient)
        paper.replaced_by_id = other.id
    paper.voided_at, paper.voided_by, paper.void_reason = now, actor.name, reason
    _tell_its_order(paper_id, now)
    audit.record(
        actor,
        "paper.voided",
        ("issued_paper", paper.id),
        now,
        where=audit.within(year, paper.alliance_id),
        after={
            "paper": paper.title,
            "serial": paper.serial,
            "replaced_by": f"{other.serial}: {other.title}" if other else "",
        },
        reason=reason,
    )


def _wanted(query: Any, year_id: int, wanted: Wanted) -> Any:
    query = query.where(IssuedPaper.year_id == year_id).order_by(IssuedPaper.id.desc())
    if wanted.kind is not None:
        query = query.where(IssuedPaper.kind == wanted.kind)
    if wanted.standing is not None:
        is_void = wanted.standing is Standing.VOID
        query = query.where(IssuedPaper.voided_at.is_not(None) == is_void)
    if wanted.order_id is not None:
        of_order = select(PrintItem.paper_id).where(PrintItem.order_id == wanted.order_id)
        query = query.where(IssuedPaper.id.in_(of_order))
    return query


def _says(text: str, words: str) -> bool:
    said = fold(text) if words else ""
    return all(word in said for word in fold(words).split())


def _lines(ids: Sequence[int]) -> list[RegisterLine]:
    """Return the lines of these papers in their order; one query for thousands."""
    parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return [line for part in parts for line in _some_lines(part)]


def _some_lines(ids: Sequence[int]) -> list[RegisterLine]:
    replacement = aliased(IssuedPaper)
    reprints = (
        select(func.count())
        .where(PaperReprint.paper_id == IssuedPaper.id)
        .correlate(IssuedPaper)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            IssuedPaper.id,
            IssuedPaper.serial,
            IssuedPaper.code,
            IssuedPaper.kind,
            IssuedPaper.title,
            IssuedPaper.data["golden_book_number"].as_string().label("golden"),
            IssuedPaper.issue,
            IssuedPaper.issued_at,
            IssuedPaper.issued_by,
            IssuedPaper.voided_at,
            IssuedPaper.void_reason,
            replacement.serial.label("replaced_by"),
            reprints.label("reprints"),
        )
        .outerjoin(replacement, IssuedPaper.replaced_by_id == replacement.id)
        .where(IssuedPaper.id.in_(ids))
        .order_by(IssuedPaper.id.desc())
    )
    return [
        RegisterLine(
            id=row.id,
            serial=row.serial,
            code=row.code or "",
            kind=row.kind,
            title=row.title,
            golden_book_number=row.golden or "",
            issue=row.issue,
            issued_at=row.issued_at,
            issued_by=called(row.issued_by),
            reprints=row.reprints,
            voided_at=row.voided_at,
            void_reason=row.void_reason,
            replaced_by=row.replaced_by or "",
        )
        for row in rows
    ]


def _to_change(actor: Actor, year_id: int, paper_id: int) -> tuple[Year, IssuedPaper]:
    year = years.get_to_run(actor, year_id, alone=True)
    paper = db.session.get(IssuedPaper, paper_id)
    if paper is None or paper.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return year, paper


def _tell_its_order(paper_id: int, now: datetime) -> None:
    """Let a paper be void since the files of its order were made, which may hold it.

    Whoever waited for their turn to declare it void has an earlier moment than those files.
    """
    own = select(PrintItem.order_id).where(PrintItem.paper_id == paper_id)
    later = (PrintOrder.id.in_(own), PrintOrder.alive_at > now)
    db.session.execute(update(PrintOrder).where(*later).values(alive_at=now))


def _replacement(paper: IssuedPaper, serial: str) -> IssuedPaper:
    found = db.session.scalar(
        select(IssuedPaper).where(
            IssuedPaper.year_id == paper.year_id,
            IssuedPaper.kind == paper.kind,
            IssuedPaper.serial == serial,
            IssuedPaper.voided_at.is_(None),
            IssuedPaper.id != paper.id,
        )
    )
    if found is None:
        raise RuleViolation(
            _("There is no other valid paper no. %(serial)s.", serial=serial), field="replaced_by"
        )
    return found


def _filed(paper: IssuedPaper) -> Filed:
    return Filed(
        kind=paper.kind,
        serial=paper.serial,
        title=paper.title,
        subject=paper.subject,
        decision=paper.data.get("decision_number") or " ".join(paper.data.get("basis", ())),
        alliance_id=paper.alliance_id,
    )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")
