"""Reports and evidence for tests, made by the real services."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import current_app

from cluster.domain.achievements import Aggregate, Report
from cluster.domain.formulas import Part, RatioCapped, StepBand, YesNo
from cluster.domain.formulas.figures import Band, Direction
from cluster.domain.permissions import SYSTEM, Actor
from cluster.domain.rulebook import Criterion, RuleBook, rulebook_from_data, rulebook_to_data
from cluster.domain.years import Phase
from cluster.models import Claim, Evidence, Year
from cluster.services import achievements, evidence, years
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.make.once import once
from tests.make.pledges import make_officer, make_signed_pledge
from tests.make.rulebook import make_line, make_rulebook, small_book
from tests.make.years import make_year

SMALLEST_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
REPORT = Report(quantity=Decimal(4), occurred_on=date(2026, 2, 1), explanation="Biên bản gửi sau.")


@once
def make_report_year(
    criteria: Sequence[Criterion] | int = 2, *, members: int = 2, number: int = 2026
) -> Year:
    """Return a year in the phase Report, its pledge in force with all targets at ten."""
    year = make_year(number, alliances=members)
    make_rulebook(year, small_book(criteria) if isinstance(criteria, int) else book_of(*criteria))
    make_signed_pledge(year)
    years.move(SYSTEM, year.id, Phase.REPORT, now=NOW)
    return year


def book_of(*lines: Criterion) -> dict[str, Any]:
    """Return plain data of a rule book with these content lines, evenly worth 100 points."""
    book: RuleBook = rulebook_from_data(small_book(1))
    each = Decimal(100) / len(lines)
    return rulebook_to_data(
        replace(
            book, criteria=(book.criteria[0], *(replace(line, max_points=each) for line in lines))
        )
    )


def share_line(code: str = "I.1") -> Criterion:
    """Return a line whose figure is a share of two inputs."""
    return make_line(
        code,
        formula=StepBand(
            direction=Direction.UP,
            bands=(
                Band(limit=Decimal(80), points=Decimal(4)),
                Band(limit=None, points=Decimal(2)),
            ),
        ),
        aggregate=Aggregate.SHARE,
        needs_target=False,
    )


def yes_no_line(code: str = "I.1") -> Criterion:
    """Return a line answered by yes or no."""
    return make_line(
        code,
        formula=YesNo(
            choices=(
                Part(key="yes", name_vi="Có", name_en="Yes", points=Decimal(2)),
                Part(key="no", name_vi="Không", name_en="No", points=Decimal(0)),
            )
        ),
        aggregate=Aggregate.LAST,
        needs_target=False,
    )


def line_of(aggregate: Aggregate, code: str = "I.1") -> Criterion:
    """Return a line in proportion to the target whose reports make the figure in this way."""
    return make_line(code, formula=RatioCapped(), aggregate=aggregate)


def make_draft(
    year: Year, officer: Actor, alliance_id: int, code: str = "I.1", **changes: Any
) -> Claim:
    """Return a draft that could be submitted, or with the fields that differ."""
    return achievements.draft(
        officer,
        year.id,
        alliance_id=alliance_id,
        code=code,
        report=replace(REPORT, **changes),
        now=NOW,
    )


def make_submitted(
    year: Year, officer: Actor, alliance_id: int, code: str = "I.1", **changes: Any
) -> Claim:
    """Return a submitted report."""
    claim = make_draft(year, officer, alliance_id, code, **changes)
    return achievements.submit(officer, claim.id, now=NOW)


def attach(
    officer: Actor,
    claim: Claim,
    content: bytes = SMALLEST_PNG,
    filename: str = "anh.png",
) -> Evidence:
    """Attach a file, by default a small picture."""
    return evidence.attach(
        officer,
        claim.id,
        store=current_app.extensions["files"],
        filename=filename,
        content=BytesIO(content),
        limit=1024 * 1024,
        now=NOW,
    )


def own(year: Year) -> tuple[int, Actor]:
    """Return the first member and its officer."""
    alliance_id = members_of(year)[0].alliance_id
    return alliance_id, make_officer(year, alliance_id)


def other(year: Year) -> tuple[int, Actor]:
    """Return the second member and its officer."""
    alliance_id = members_of(year)[1].alliance_id
    return alliance_id, make_officer(year, alliance_id)
