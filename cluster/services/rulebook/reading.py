"""Read rule books: the one in use, its versions, and what changed between two."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import selectinload

from cluster.database import db, get_or_raise
from cluster.domain import rulebook as domain
from cluster.domain.errors import NotFound, _
from cluster.domain.permissions import (
    Actor,
    can_see_cluster,
    can_write_rulebook,
    require,
    require_sight,
)
from cluster.domain.pledges import PledgeStatus
from cluster.domain.rulebook_versions import Standing
from cluster.models import Pledge, RuleBook, Year
from cluster.services.rulebook import rows


class NoRuleBook(NotFound):
    """The year has no rule book yet, nor anything that needs one."""

    def __init__(self, year_id: int) -> None:
        super().__init__(_("The year has no rule book yet."))
        self.year_id = year_id


@dataclass(frozen=True, kw_only=True)
class CurrentBook:
    """A version of a year's rule book in use; `frozen` by the first signature under a pledge."""

    id: int
    version: int
    published_at: datetime | None
    frozen: bool
    book: domain.RuleBook


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a year's rule book in the list of versions."""

    id: int
    year_id: int
    year_number: int
    version: int
    published_at: datetime | None
    change_reason: str
    frozen: bool


@dataclass(frozen=True, kw_only=True)
class LineKey:
    """Under which row and revision a line is changed."""

    id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class BookPage:
    """One version of a year's rule book with everything that its page tells.

    `keys`: by code, for the forms. `versions`: of this year and the year before, newest first.
    `compared`: the version that `earlier` is, None where there is nothing to compare with.
    `pledge_to_amend`: a published version is newer than the one the signed pledge stands on.
    """

    year: Year
    version: Version
    revision: int
    standing: Standing
    book: domain.RuleBook
    keys: dict[str, LineKey]
    versions: list[Version]
    compared: Version | None
    earlier: domain.RuleBook | None
    pledge_to_amend: bool

    @property
    def is_newest(self) -> bool:
        """Tell whether no newer version of the year's rule book exists."""
        return self.version.id == self.versions[0].id

    def line(self, criterion_id: int) -> tuple[domain.Criterion, LineKey]:
        """Return the line that this row holds; NotFound if it is not of this version."""
        for code, key in self.keys.items():
            if key.id == criterion_id:
                return self.book.get(code), key
        raise NotFound(_("There is no such entry, or it is not yours to see."))


def load(rulebook_id: int) -> domain.RuleBook:
    """Return one version of a rule book; two queries."""
    row = db.session.get(RuleBook, rulebook_id, options=[rows.with_lines()])
    if row is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return rows.book_of(row)


def current(year_id: int) -> CurrentBook:
    """Return what a pledge is written on; NoRuleBook; two queries.

    That is the newest published version, else the newest draft, whoever has signed.
    """
    return _get(year_id, _newest_first(year_id).scalar_subquery())


def in_force(year_id: int) -> CurrentBook:
    """Return what members are scored by; NoRuleBook; two queries.

    That is the version which the pledge in force stands on, till then the current one: a version
    that the members have not signed never counts.
    """
    return _get(year_id, id_in_force(year_id))


def id_in_force(year_id: int) -> ScalarSelect[int]:
    """Return the subquery for the id of the version that counts."""
    signed = (
        select(Pledge.rulebook_id)
        .where(Pledge.year_id == year_id, Pledge.status == PledgeStatus.IN_FORCE)
        .scalar_subquery()
    )
    newest = _newest_first(year_id).scalar_subquery()
    return select(func.coalesce(signed, newest)).scalar_subquery()


def _newest_first(year_id: int) -> Select[int]:
    """Select the newest published version, else the newest draft."""
    return (
        select(RuleBook.id)
        .where(RuleBook.year_id == year_id)
        .order_by(RuleBook.published_at.is_(None), RuleBook.version.desc())
        .limit(1)
    )


def _get(year_id: int, rulebook_id: ScalarSelect[int]) -> CurrentBook:
    found = db.session.execute(
        select(RuleBook, rows.is_frozen())
        .where(RuleBook.id == rulebook_id)
        .options(rows.with_lines())
    ).one_or_none()
    if found is None:
        raise NoRuleBook(year_id)
    row, frozen = found
    return CurrentBook(
        id=row.id,
        version=row.version,
        published_at=row.published_at,
        frozen=frozen,
        book=rows.book_of(row),
    )


def list_versions(year: Year) -> list[Version]:
    """Return the versions of this year and of the year before, newest first; one query."""
    found = db.session.execute(
        select(RuleBook, Year.number, rows.is_frozen())
        .join(Year, Year.id == RuleBook.year_id)
        .where(Year.cluster_id == year.cluster_id, Year.number.in_([year.number, year.number - 1]))
        .order_by(Year.number.desc(), RuleBook.version.desc())
    )
    return [
        Version(
            id=row.id,
            year_id=row.year_id,
            year_number=number,
            version=row.version,
            published_at=row.published_at,
            change_reason=row.change_reason,
            frozen=frozen,
        )
        for row, number, frozen in found
    ]


def view(
    actor: Actor, year_id: int, *, version: int | None = None, compared_id: int | None = None
) -> BookPage:
    """Return a version of the year's rule book beside an earlier one, for its page.

    Without `version` the newest; compared with the version before it, else with the one in use
    at the end of the year before.
    """
    year = _visible_year(actor, year_id)
    versions = list_versions(year)
    shown = _shown(versions, year, version)
    compared = _compared(versions, shown, compared_id)
    ids = [shown.id, *([compared.id] if compared else [])]
    books = {
        row.id: row
        for row in db.session.scalars(
            select(RuleBook)
            .where(RuleBook.id.in_(ids))
            .options(selectinload(RuleBook.criteria))
            .execution_options(populate_existing=True)
        )
    }
    row = books[shown.id]
    return BookPage(
        year=year,
        version=shown,
        revision=row.revision,
        standing=Standing(
            phase=year.phase,
            version=shown.version,
            published=shown.published_at is not None,
            frozen=shown.frozen,
        ),
        book=rows.book_of(row),
        keys={c.code: LineKey(id=c.id, revision=c.revision) for c in row.criteria},
        versions=versions,
        compared=compared,
        earlier=rows.book_of(books[compared.id]) if compared else None,
        pledge_to_amend=pledge_to_amend(year.id),
    )


def view_versionable(actor: Actor, year_id: int) -> BookPage:
    """Return the newest version to whoever may follow it with another one now."""
    page = view(actor, year_id)
    require(can_write_rulebook(actor, page.year.cluster_id))
    page.standing.check_ready_for_next()
    return page


def view_draft(actor: Actor, year_id: int) -> BookPage:
    """Return the newest version to whoever may write in it now; refused when it is no draft."""
    page = view(actor, year_id)
    require(can_write_rulebook(actor, page.year.cluster_id))
    page.standing.check_changeable()
    return page


def list_sources(actor: Actor, year: Year) -> list[Version]:
    """Return the rule books of other years that the actor may see and copy from, newest first."""
    found = db.session.execute(
        select(RuleBook, Year, rows.is_frozen())
        .join(Year, Year.id == RuleBook.year_id)
        .where(Year.id != year.id, RuleBook.published_at.is_not(None))
        .order_by(Year.number.desc(), RuleBook.version.desc())
    )
    return [
        Version(
            id=row.id,
            year_id=row.year_id,
            year_number=other.number,
            version=row.version,
            published_at=row.published_at,
            change_reason=row.change_reason,
            frozen=frozen,
        )
        for row, other, frozen in found
        if can_see_cluster(actor, other.cluster_id)
    ]


def pledge_to_amend(year_id: int) -> bool:
    """Tell whether a version was published after the one that the signed pledge stands on."""
    published = db.session.scalar(
        select(RuleBook.id)
        .where(RuleBook.year_id == year_id, RuleBook.published_at.is_not(None))
        .order_by(RuleBook.version.desc())
        .limit(1)
    )
    pledged = db.session.scalar(
        select(Pledge.rulebook_id)
        .where(Pledge.year_id == year_id)
        .order_by(Pledge.version.desc())
        .limit(1)
    )
    return published is not None and pledged is not None and published != pledged


def _visible_year(actor: Actor, year_id: int) -> Year:
    year = get_or_raise(Year, year_id)
    require_sight(can_see_cluster(actor, year.cluster_id))
    return year


def _shown(versions: list[Version], year: Year, version: int | None) -> Version:
    own = [candidate for candidate in versions if candidate.year_id == year.id]
    if not own:
        raise NoRuleBook(year.id)
    for candidate in own:
        if version in {None, candidate.version}:
            return candidate
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def _compared(versions: list[Version], shown: Version, compared_id: int | None) -> Version | None:
    earlier = [
        v
        for v in versions
        if (v.year_number, v.version) < (shown.year_number, shown.version)
        and (v.published_at is not None or v.year_id == shown.year_id)
    ]
    chosen = [v for v in earlier if v.id == compared_id]
    return next(iter(chosen or earlier), None)
