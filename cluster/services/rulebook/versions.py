"""Start, copy, publish and take back versions of a year's rule book."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import rulebook as domain
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import (
    Actor,
    can_run_year,
    can_see_cluster,
    can_write_rulebook,
    require,
    require_sight,
)
from cluster.domain.rulebook_checks import check_publishable
from cluster.domain.years import Phase, check_phase
from cluster.models import Criterion, RuleBook, Year
from cluster.services import audit
from cluster.services.rulebook import rows


def get_startable(actor: Actor, year_id: int) -> Year:
    """Return a year to whoever may start its rule book now; refused when it has one."""
    year = get_or_raise(Year, year_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_write_rulebook(actor, year.cluster_id))
    _check_startable(year)
    return year


@atomic()
def import_book(actor: Actor, year_id: int, data: dict[str, Any], *, now: datetime) -> int:
    """Start the rule book of a year from plain data; returns the new draft's id.

    `data`: as `domain.rulebook.rulebook_to_data` writes it; a version in it is ignored.
    """
    year = get_startable(actor, year_id)
    book = domain.rulebook_from_data(data | {"version": 1})
    return _start(actor, year, book, "rulebook.imported", now)


@atomic()
def copy_to_year(actor: Actor, source_rulebook_id: int, year: Year, *, now: datetime) -> int:
    """Start the rule book of a year as a copy of another year's; returns the new draft's id."""
    source, source_year, _standing = rows.get_with_standing(source_rulebook_id)
    require_sight(can_see_cluster(actor, source_year.cluster_id))
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_run_year(actor, year.cluster_id))
    _check_startable(year)
    return _start(actor, year, rows.book_of(source), "rulebook.copied", now)


@atomic()
def publish(actor: Actor, rulebook_id: int, *, now: datetime) -> None:
    """Publish a version once nothing is wrong with it; its worked examples come out right."""
    row, year, standing = rows.get_with_standing(rulebook_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_run_year(actor, year.cluster_id))
    standing.check_publishable()
    check_publishable(rows.book_of(row))
    row.published_at = now
    row.revision += 1
    audit.record(
        actor,
        "rulebook.published",
        ("rulebook", row.id),
        now,
        where=audit.within(year),
        after={"version": row.version},
    )


@atomic()
def reopen(actor: Actor, rulebook_id: int, *, now: datetime) -> None:
    """Take a publication back, so that the version can be changed before anybody signs on it."""
    row, year, standing = rows.get_with_standing(rulebook_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_run_year(actor, year.cluster_id))
    standing.check_reopenable()
    _take_back(actor, year, row, now)


def take_back_after(actor: Actor, year: Year, rulebook_id: int, *, now: datetime) -> None:
    """Take back what was published after this version, within the act that gives it up."""
    version = select(RuleBook.version).where(RuleBook.id == rulebook_id).scalar_subquery()
    for row in db.session.scalars(
        select(RuleBook).where(
            RuleBook.year_id == year.id,
            RuleBook.version > version,
            RuleBook.published_at.is_not(None),
        )
    ):
        _take_back(actor, year, row, now)


def _take_back(actor: Actor, year: Year, row: RuleBook, now: datetime) -> None:
    row.published_at = None
    row.revision += 1
    audit.record(
        actor,
        "rulebook.reopened",
        ("rulebook", row.id),
        now,
        where=audit.within(year),
        after={"version": row.version},
    )


@atomic()
def new_version(actor: Actor, year_id: int, *, reason: str, now: datetime) -> int:
    """Start a new version from the frozen one; returns the new draft's id.

    Once it is published, the pledge has to be amended and signed again.
    """
    year = get_or_raise(Year, year_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    require(can_write_rulebook(actor, year.cluster_id))
    source, _year, standing = rows.get_with_standing(_newest(year.id))
    standing.check_versionable(reason)
    row = _store(year, rows.book_of(source), version=source.version + 1, reason=reason.strip())
    audit.record(
        actor,
        "rulebook.version_started",
        ("rulebook", row.id),
        now,
        where=audit.within(year),
        after={"version": row.version},
        reason=reason.strip(),
    )
    return row.id


def _newest(year_id: int) -> int:
    newest = db.session.scalar(
        select(RuleBook.id)
        .where(RuleBook.year_id == year_id)
        .order_by(RuleBook.version.desc())
        .limit(1)
    )
    return newest or 0


def _check_startable(year: Year) -> None:
    check_phase(year.phase, [Phase.SETUP], _("Starting a rule book"))
    if db.session.scalar(select(func.count(RuleBook.id)).where(RuleBook.year_id == year.id)):
        raise RuleViolation(_("The year has a rule book already."))


def _start(actor: Actor, year: Year, book: domain.RuleBook, action: str, now: datetime) -> int:
    row = _store(year, book, version=1)
    audit.record(
        actor,
        action,
        ("rulebook", row.id),
        now,
        where=audit.within(year),
        after={"version": 1, "lines": len(book.criteria)},
    )
    return row.id


def _store(year: Year, book: domain.RuleBook, *, version: int, reason: str = "") -> RuleBook:
    row = RuleBook(
        year_id=year.id,
        version=version,
        settings=rows.settings_to_data(book),
        change_reason=reason,
        criteria=[],
    )
    for position, criterion in enumerate(book.criteria, start=1):
        line = Criterion(position=position)
        rows.write(line, criterion)
        row.criteria.append(line)
    db.session.add(row)
    db.session.flush()
    return row
