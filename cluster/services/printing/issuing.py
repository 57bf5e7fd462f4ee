"""Issue papers, list them, give them out again byte for byte."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster import storage
from cluster.database import atomic, db
from cluster.documents.lettering import check_letters
from cluster.documents.wordings import as_official
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.official import OFFICIAL
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.printing import PaperFacts, PaperKind, can_have_paper
from cluster.domain.years import vietnam_day
from cluster.models import IssuedPaper, Year
from cluster.services import years
from cluster.services.printing import awards, ballots, official, pledges, scores, templates
from cluster.services.printing.composing import (
    Checked,
    Composition,
    print_composed,
    subject_of,
    with_code,
    words_of,
)
from cluster.services.printing.filing import Filing, newest_issues

NEWEST = 100


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One issued paper in the list."""

    id: int
    kind: PaperKind
    title: str
    issue: int
    is_final: bool
    has_word: bool
    issued_at: datetime
    issued_by: Message | str


def can_print(actor: Actor, year: Year) -> bool:
    """Tell whether this person issues papers of the year."""
    return permissions.can_run_year(actor, year.cluster_id)


def issue(
    actor: Actor,
    store: ObjectStore,
    year_id: int,
    *,
    kind: PaperKind,
    about: int | None = None,
    plates: Path,
    address: str = "",
    now: datetime,
) -> IssuedPaper:
    """Print a paper from what stands now and keep it; unchanged data gives the paper kept already.

    Raises RuleViolation for letters that cannot be printed. Papers of the office are kept in Word
    too; a new template is a new issue. `address`: where the public finds this installation; without
    one, certificates show no way to check them.

    Laying out takes seconds, so it is done before the unit of work that registers the paper.
    """
    year = years.get_visible(actor, year_id)
    permissions.require(can_print(actor, year))
    compose = official.compose if kind in OFFICIAL else _compose
    composed = compose(actor, year, kind, about, vietnam_day(now))
    subject = subject_of(year_id, about)
    word = _in_word(store, kind, composed)
    kept = kept_issue(kind, subject, composed, word)
    if kept is not None:
        return kept
    check_letters(composed.paper)
    if isinstance(composed.paper, Checked):
        code, paper = with_code(composed.paper, address)
        composed = replace(composed, paper=paper, code=code)
    sha256 = storage.put(store, print_composed(composed.paper, plates=plates))
    return _register(actor, year_id, kind, subject, composed, sha256=sha256, word=word, now=now)


def list_papers(actor: Actor, year_id: int) -> list[PaperLine]:
    """Return the newest issued papers that this person may have; the register has them all."""
    year = years.get_visible(actor, year_id)
    rows = db.session.execute(
        select(
            IssuedPaper.id,
            IssuedPaper.kind,
            IssuedPaper.title,
            IssuedPaper.issue,
            IssuedPaper.is_final,
            IssuedPaper.issued_at,
            IssuedPaper.issued_by,
            IssuedPaper.alliance_id,
            IssuedPaper.word_sha256,
        )
        .where(IssuedPaper.year_id == year_id)
        .order_by(IssuedPaper.id.desc())
    )
    own = (
        row
        for row in rows
        if can_have_paper(actor, _facts(year, row.kind, row.alliance_id, is_final=row.is_final))
    )
    return [
        PaperLine(
            id=row.id,
            kind=row.kind,
            title=row.title,
            issue=row.issue,
            is_final=row.is_final,
            has_word=row.word_sha256 is not None,
            issued_at=row.issued_at,
            issued_by=called(row.issued_by),
        )
        for row in islice(own, NEWEST)
    ]


def reprint(
    actor: Actor, store: ObjectStore, year_id: int, paper_id: int
) -> tuple[IssuedPaper, bytes]:
    """Return an issued paper with its bytes as they were issued."""
    paper = _get(actor, year_id, paper_id)
    return paper, storage.read(store, paper.sha256)


def reprint_in_word(
    actor: Actor, store: ObjectStore, year_id: int, paper_id: int
) -> tuple[IssuedPaper, bytes]:
    """Return an issued paper with its Word file as it was issued."""
    paper = _get(actor, year_id, paper_id)
    if paper.word_sha256 is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return paper, storage.read(store, paper.word_sha256)


def _get(actor: Actor, year_id: int, paper_id: int) -> IssuedPaper:
    year = years.get_visible(actor, year_id)
    paper = db.session.get(IssuedPaper, paper_id)
    if paper is None or paper.year_id != year_id:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    facts = _facts(year, paper.kind, paper.alliance_id, is_final=paper.is_final)
    permissions.require_sight(can_have_paper(actor, facts))
    return paper


def _compose(
    actor: Actor, year: Year, kind: PaperKind, about: int | None, today: date
) -> Composition:
    match kind:
        case PaperKind.JOINT_PLEDGE if about is None:
            return pledges.compose_joint(actor, year, today)
        case PaperKind.MEMBER_PLEDGE if about is not None:
            return pledges.compose_member(actor, year, about, today)
        case PaperKind.SCORE_SUMMARY if about is None:
            return scores.compose_summary(actor, year, today)
        case PaperKind.STANDINGS if about is None:
            return scores.compose_standings(actor, year, today)
        case PaperKind.BALLOT_RECORD if about is not None:
            return ballots.compose(actor, year, about)
        case PaperKind.AWARD if about is not None:
            return awards.compose(year, about)
        case _:
            raise RuleViolation(_("Choose a paper of the list."))


def _in_word(store: ObjectStore, kind: PaperKind, composed: Composition) -> str | None:
    """Keep the paper as a Word file and return its hash; None for a paper that has none."""
    told = as_official(composed.paper)
    if told is None:
        return None
    from cluster.documents import office  # slow import

    return storage.put(store, office.fill(told, templates.template_of(store, kind)))


def kept_issue(
    kind: PaperKind, subject: str, composed: Composition, word: str | None = None
) -> IssuedPaper | None:
    """Return the newest issue if it is valid and says the same, in Word as in PDF."""
    newest = newest_issues(kind, [subject]).get(subject)
    if newest is None or newest.voided_at is not None or newest.word_sha256 != word:
        return None
    return newest if words_of(newest.data) == words_of(to_plain(composed.paper)) else None


@atomic()
def _register(
    actor: Actor,
    year_id: int,
    kind: PaperKind,
    subject: str,
    composed: Composition,
    *,
    sha256: str,
    word: str | None,
    now: datetime,
) -> IssuedPaper:
    """File a printed paper, unless somebody has just filed the same one."""
    year = years.get_visible(actor, year_id, alone=True)
    kept = kept_issue(kind, subject, composed, word)
    if kept is not None:
        return kept
    filing = Filing(actor, year.id, kind, [subject], now=now)
    paper = filing.file(subject, composed, sha256=sha256, word=word)
    filing.close()
    return paper


def _facts(year: Year, kind: PaperKind, alliance_id: int | None, *, is_final: bool) -> PaperFacts:
    return PaperFacts(
        kind=kind,
        cluster_id=year.cluster_id,
        phase=year.phase,
        alliance_id=alliance_id,
        is_final=is_final,
    )
