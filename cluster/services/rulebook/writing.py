"""Write in the draft of a rule book: its settings, its lines, their order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cluster.database import atomic, db, get_or_raise
from cluster.domain import rulebook as domain
from cluster.domain.errors import Conflict, Message, Value, _
from cluster.domain.permissions import (
    Actor,
    can_see_cluster,
    can_write_rulebook,
    require,
    require_sight,
)
from cluster.domain.rulebook_versions import check_place, check_removable
from cluster.domain.rulebook_words import (
    FIELD_NAMES,
    SETTING_NAMES,
    line_in_words,
    settings_in_words,
)
from cluster.models import Criterion, RuleBook, Year
from cluster.services import audit
from cluster.services.rulebook import rows

SAVED_BY_ANOTHER = _("Somebody else saved this while you were writing.")


@dataclass(frozen=True, kw_only=True)
class _Draft:
    row: RuleBook
    year: Year
    book: domain.RuleBook


def _open(actor: Actor, rulebook_id: int) -> _Draft:
    row, year, standing = rows.get_with_standing(rulebook_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_write_rulebook(actor, year.cluster_id))
    standing.check_changeable()
    return _Draft(row=row, year=year, book=rows.book_of(row))


def _open_line(actor: Actor, criterion_id: int) -> tuple[_Draft, Criterion]:
    line = get_or_raise(Criterion, criterion_id)
    return _open(actor, line.rulebook_id), line


def _check_revision(
    stored: int, read: int, *, yours: dict[str, Value], theirs: dict[str, Value]
) -> None:
    if stored != read:
        raise Conflict(SAVED_BY_ANOTHER, yours=yours, theirs=theirs)


def _labelled(said: Mapping[str, Value], names: Mapping[str, Message]) -> dict[str, Value]:
    return {names[name].text: value for name, value in said.items()}


@atomic()
def change_settings(
    actor: Actor, rulebook_id: int, settings: Mapping[str, Any], *, revision: int, now: datetime
) -> None:
    """Change how points become a result: scale, bonus cap, ladder, classes, gates.

    `settings`: some of the settings, as plain data of the domain's rule book.
    """
    draft = _open(actor, rulebook_id)
    before = rows.settings_to_data(draft.book)
    changed = domain.rulebook_from_data(
        before | dict(settings) | {"version": draft.row.version, "criteria": []}
    )
    after = rows.settings_to_data(changed)
    _check_revision(
        draft.row.revision,
        revision,
        yours=_labelled(settings_in_words(changed), SETTING_NAMES),
        theirs=_labelled(settings_in_words(draft.book), SETTING_NAMES),
    )
    draft.row.settings = after
    draft.row.revision += 1
    audit.record(
        actor,
        "rulebook.settings_changed",
        ("rulebook", rulebook_id),
        now,
        where=audit.within(draft.year),
        before=before,
        after=after,
    )


@atomic()
def add_criterion(
    actor: Actor, rulebook_id: int, criterion: domain.Criterion, *, now: datetime
) -> int:
    """Add a line at the end of its section; returns the id of its row."""
    draft = _open(actor, rulebook_id)
    check_place(draft.book, criterion.code, criterion.parent_code, was=None)
    last = max((line.position for line in draft.row.criteria), default=0)
    line = Criterion(rulebook_id=rulebook_id, position=last + 1)
    rows.write(line, criterion)
    db.session.add(line)
    db.session.flush()
    _record(actor, "criterion.added", draft, line.id, now, after=criterion)
    return line.id


@atomic()
def change_criterion(
    actor: Actor, criterion_id: int, criterion: domain.Criterion, *, revision: int, now: datetime
) -> None:
    """Change a line; a new code or section takes the lines under it along."""
    draft, line = _open_line(actor, criterion_id)
    before = rows.read(line)
    _check_revision(
        line.revision,
        revision,
        yours=_labelled(line_in_words(criterion), FIELD_NAMES),
        theirs=_labelled(line_in_words(before), FIELD_NAMES),
    )
    check_place(draft.book, criterion.code, criterion.parent_code, was=before.code)
    for below in draft.row.criteria:
        if below.parent_code == before.code:
            below.parent_code = criterion.code
    rows.write(line, criterion)
    line.revision += 1
    _record(actor, "criterion.changed", draft, line.id, now, before=before, after=criterion)


@atomic()
def move_criterion(actor: Actor, criterion_id: int, *, up: bool, now: datetime) -> None:
    """Move a line one place up or down among the lines of its section."""
    draft, line = _open_line(actor, criterion_id)
    siblings = [c for c in draft.row.criteria if c.parent_code == line.parent_code]
    here = siblings.index(line)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(siblings):
        return
    other = siblings[there]
    line.position, other.position = other.position, line.position
    audit.record(
        actor,
        "criterion.moved",
        ("criterion", line.id),
        now,
        where=audit.within(draft.year),
        before={"code": line.code, "place": here + 1},
        after={"code": line.code, "place": there + 1},
    )


@atomic()
def delete_criterion(actor: Actor, criterion_id: int, *, revision: int, now: datetime) -> None:
    """Delete a line of the draft; points already given under its code stay where they are."""
    draft, line = _open_line(actor, criterion_id)
    before = rows.read(line)
    _check_revision(line.revision, revision, yours={}, theirs=domain.criterion_to_data(before))
    check_removable(draft.book, line.code)
    draft.row.criteria.remove(line)
    _record(actor, "criterion.deleted", draft, line.id, now, before=before)


@atomic()
def write_book(
    actor: Actor,
    rulebook_id: int,
    book: domain.RuleBook,
    *,
    read: domain.RuleBook,
    now: datetime,
) -> None:
    """Make the draft say what another rule book says; each line is recorded like a single change.

    `read`: what the draft said when the change was decided on; a Conflict if it says something
    else by now. The lines of `book` make a tree.
    """
    draft = _open(actor, rulebook_id)
    if draft.book != replace(read, version=draft.book.version):
        raise Conflict(SAVED_BY_ANOTHER)
    settings = rows.settings_to_data(book)
    if settings != rows.settings_to_data(draft.book):
        revision = draft.row.revision
        change_settings(actor, rulebook_id, settings, revision=revision, now=now)
    stored = {line.code: line for line in draft.row.criteria}
    for code in stored.keys() - book.by_code.keys():
        draft.row.criteria.remove(stored[code])
        _record(
            actor, "criterion.deleted", draft, stored[code].id, now, before=rows.read(stored[code])
        )
    for position, criterion in enumerate(book.criteria, start=1):
        line = stored.get(criterion.code)
        if line is None:
            line = Criterion(rulebook_id=rulebook_id, position=position)
            rows.write(line, criterion)
            db.session.add(line)
            db.session.flush()
            _record(actor, "criterion.added", draft, line.id, now, after=criterion)
        elif (before := rows.read(line)) != criterion:
            rows.write(line, criterion)
            line.revision += 1
            _record(actor, "criterion.changed", draft, line.id, now, before=before, after=criterion)
        line.position = position
    audit.record(
        actor,
        "rulebook.imported",
        ("rulebook", rulebook_id),
        now,
        where=audit.within(draft.year),
        after={"version": draft.row.version, "lines": len(book.criteria)},
    )


def _record(
    actor: Actor,
    action: str,
    draft: _Draft,
    criterion_id: int,
    now: datetime,
    *,
    before: domain.Criterion | None = None,
    after: domain.Criterion | None = None,
) -> None:
    audit.record(
        actor,
        action,
        ("criterion", criterion_id),
        now,
        where=audit.within(draft.year),
        before=domain.criterion_to_data(before) if before else None,
        after=domain.criterion_to_data(after) if after else None,
    )
