"""Rule books for tests, made by the real services."""

from decimal import Decimal
from typing import Any

from cluster.domain.achievements import Aggregate
from cluster.domain.formulas import CountCapped, RatioCapped
from cluster.domain.permissions import SYSTEM
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook, rulebook_to_data
from cluster.models import Year
from cluster.services import rulebook
from tests.conftest import NOW


def make_rulebook(year: Year, data: dict[str, Any] | None = None, *, published: bool = True) -> int:
    """Give the year a rule book, the sample one unless `data` describes another; return its id."""
    rulebook_id = rulebook.import_book(SYSTEM, year.id, data or rulebook.sample_data(), now=NOW)
    if published:
        rulebook.publish(SYSTEM, rulebook_id, now=NOW)
    return rulebook_id


def small_book(lines: int = 2, *, scale: Decimal = Decimal(100)) -> dict[str, Any]:
    """Return plain data of a rule book of one section whose lines share the scale evenly."""
    section = Criterion(code="I", kind=CriterionKind.SECTION, name_vi="Kết quả", name_en="Results")
    each = scale / lines
    book = RuleBook(
        version=1,
        scale=scale,
        criteria=(section, *(make_line(f"I.{n}", each) for n in range(1, lines + 1))),
    )
    return rulebook_to_data(book)


def make_line(code: str, maximum: Decimal = Decimal(50), **changes: Any) -> Criterion:
    """Return a content line in proportion to the target, or with the fields that differ."""
    fields: dict[str, Any] = {
        "code": code,
        "parent_code": "I",
        "kind": CriterionKind.CONTENT,
        "name_vi": f"Tiêu chí {code}",
        "name_en": f"Criterion {code}",
        "unit": "HTX",
        "max_points": maximum,
        "formula": RatioCapped(),
        "aggregate": Aggregate.SUM,
        "needs_target": True,
    }
    return Criterion(**(fields | changes))


def make_counted_line(code: str, each: str, maximum: str) -> Criterion:
    """Return a content line that gives points for each thing counted."""
    return make_line(
        code, Decimal(maximum), formula=CountCapped(each=Decimal(each)), needs_target=False
    )
