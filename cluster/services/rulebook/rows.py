"""Between the rows of a rule book and the domain's: what is stored where."""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from cluster.database import db
from cluster.domain import rulebook as domain
from cluster.domain.errors import NotFound, _
from cluster.domain.plain_data import to_plain
from cluster.domain.pledges import PledgeStatus
from cluster.domain.rulebook_versions import Standing
from cluster.models import Criterion, Pledge, RuleBook, Signature, Year

COLUMNS = (
    "code",
    "parent_code",
    "kind",
    "name_vi",
    "name_en",
    "unit",
    "max_points",
    "weight",
    "aggregate",
    "needs_target",
    "may_be_not_assigned",
    "citation",
    "guidance",
)


def settings_to_data(book: domain.RuleBook) -> dict[str, Any]:
    """Return the settings of a rule book as plain data, without its version and lines."""
    data = domain.rulebook_to_data(book)
    return {name: entry for name, entry in data.items() if name not in {"version", "criteria"}}


def write(row: Criterion, criterion: domain.Criterion) -> None:
    """Put the domain's line into its row."""
    for column in COLUMNS:
        setattr(row, column, getattr(criterion, column))
    row.formula = criterion.formula.to_plain() if criterion.formula else None
    row.examples = to_plain(criterion.examples)


def read(row: Criterion) -> domain.Criterion:
    """Return the domain's line of a row."""
    data = {column: to_plain(getattr(row, column)) for column in COLUMNS}
    return _line(json.dumps(data | {"formula": row.formula, "examples": row.examples}))


@lru_cache(maxsize=4096)
def _line(data: str) -> domain.Criterion:
    """Read a line once for each wording: nearly every page needs all lines of its year."""
    return domain.criterion_from_data(json.loads(data))


def book_of(row: RuleBook) -> domain.RuleBook:
    """Return the domain's rule book of a row whose lines are loaded."""
    data = {"version": row.version, **row.settings}
    book = domain.rulebook_from_data(data | {"criteria": []})
    return replace(book, criteria=tuple(read(criterion) for criterion in row.criteria))


def with_lines() -> Any:
    """Return the option that loads the lines of rule books in one more query."""
    return selectinload(RuleBook.criteria)


def is_frozen() -> Any:
    """Return the column that tells whether a pledge on the rule book carries a signature."""
    return exists(
        select(Signature.id)
        .join(Pledge, Pledge.id == Signature.pledge_id)
        .where(Pledge.rulebook_id == RuleBook.id, Pledge.status != PledgeStatus.GIVEN_UP)
    ).label("frozen")


def get_with_standing(rulebook_id: int) -> tuple[RuleBook, Year, Standing]:
    """Return a rule book with its lines, its year, and how far it has come."""
    found = db.session.execute(
        select(RuleBook, Year, is_frozen())
        .join(Year, Year.id == RuleBook.year_id)
        .where(RuleBook.id == rulebook_id)
        .options(with_lines())
    ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    row, year, frozen = found
    standing = Standing(
        phase=year.phase,
        version=row.version,
        published=row.published_at is not None,
        frozen=frozen,
    )
    return row, year, standing
