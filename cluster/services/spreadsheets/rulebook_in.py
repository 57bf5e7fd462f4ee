"""A rule book that comes in a workbook: what it would change, and the change once confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cluster.domain import rulebook as domain
from cluster.domain.errors import Conflict, RuleViolation
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import RuleBook
from cluster.domain.rulebook_checks import problems
from cluster.language import LOCALES
from cluster.models import Year
from cluster.services import rulebook
from cluster.services.spreadsheets.files import CHANGED_MEANWHILE, NOT_OURS, Upload, read
from cluster.services.spreadsheets.rulebook_out import speaker
from cluster.spreadsheets.reading import Fault
from cluster.spreadsheets.rulebook_reading import ReadBook, read_book
from cluster.spreadsheets.seals import open_seal, seal

CONFIRMING = "rule book to confirm"
LINE_TEXTS = ("name_vi", "name_en", "unit", "citation", "guidance")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a workbook would be written into: the year's draft, or nothing yet."""

    year: Year
    rulebook_id: int | None
    book: RuleBook | None


@dataclass(frozen=True, kw_only=True)
class BookProposal:
    """What a workbook would make of the year's rule book; nothing is changed yet.

    `old` None: the year has none yet. `new` None: `faults` stand in the way. `problems`: what is
    to be put right before publishing, each at its row; those of the book as a whole have none.
    """

    old: RuleBook | None
    new: RuleBook | None
    faults: tuple[Fault, ...]
    problems: tuple[Fault, ...]
    token: str | None


def find_target(actor: Actor, year_id: int) -> Target:
    """Return where a workbook would go; refused to whom no rule book may be written by now."""
    try:
        page = rulebook.view_draft(actor, year_id)
    except rulebook.NoRuleBook:
        return Target(year=rulebook.get_startable(actor, year_id), rulebook_id=None, book=None)
    return Target(year=page.year, rulebook_id=page.version.id, book=page.book)


def preview_rulebook(actor: Actor, year_id: int, upload: Upload, *, key: str) -> BookProposal:
    """Return what a workbook would change, every cell at fault, and what stays to put right."""
    target = find_target(actor, year_id)
    found = read_book(read(upload), [speaker(locale) for locale in LOCALES])
    if found.book is None:
        return BookProposal(old=target.book, new=None, faults=found.faults, problems=(), token=None)
    new = _as_it_stood(target.book, found.book)
    said = {
        "year": year_id,
        "by": actor.user_id,
        "old": domain.rulebook_to_data(target.book) if target.book is not None else None,
        "new": domain.rulebook_to_data(new),
    }
    is_new = (
        target.book is None or bool(domain.redline(target.book, new)) or _moved(target.book, new)
    )
    return BookProposal(
        old=target.book,
        new=new,
        faults=(),
        problems=tuple(_placed(found, new)),
        token=seal(said, key=key, purpose=CONFIRMING) if is_new else None,
    )


def save_rulebook(actor: Actor, year_id: int, token: str, *, key: str, now: datetime) -> None:
    """Make the year's draft what was shown, or start it; refused if it has changed since."""
    target = find_target(actor, year_id)
    said = open_seal(token, key=key, purpose=CONFIRMING, refusal=NOT_OURS)
    if (said["year"], said["by"]) != (year_id, actor.user_id):
        raise RuleViolation(NOT_OURS)
    if (said["old"] is None) != (target.rulebook_id is None):
        raise RuleViolation(CHANGED_MEANWHILE)
    if target.rulebook_id is None:
        rulebook.import_book(actor, year_id, said["new"], now=now)
        return
    new, old = (domain.rulebook_from_data(said[name]) for name in ("new", "old"))
    try:
        rulebook.write_book(actor, target.rulebook_id, new, read=old, now=now)
    except Conflict:
        raise RuleViolation(CHANGED_MEANWHILE) from None


def _moved(old: RuleBook, new: RuleBook) -> bool:
    return [c.code for c in old.criteria] != [c.code for c in new.criteria]


def _as_it_stood(old: RuleBook | None, new: RuleBook) -> RuleBook:
    """Return the new rule book with the old texts where only blanks and breaks differ."""
    if old is None:
        return new
    lines = []
    for line in new.criteria:
        before = old.by_code.get(line.code)
        kept = {
            name: getattr(before, name)
            for name in LINE_TEXTS
            if before is not None and getattr(before, name).split() == getattr(line, name).split()
        }
        lines.append(replace(line, **kept))
    return replace(new, version=old.version, criteria=tuple(lines))


def _placed(found: ReadBook, book: RuleBook) -> Iterator[Fault]:
    """Go through what is to be put right, each problem at the row of its line."""
    for problem in problems(book):
        code = str(dict(problem.values).get("code", ""))
        yield found.place(code, problem) or Fault(sheet="", row=0, cell="", problem=problem)
