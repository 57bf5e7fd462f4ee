"""A score line offers the way to the reports to whom they open, and to nobody else."""

import pytest
from flask import Flask

from cluster.domain.errors import NotFound
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import achievements, scoring
from tests.conftest import NOW
from tests.make.awards import make_published_year
from tests.make.scoring import acting, ids_of, make_scoring_year

WAYS = {
    Phase.REPORT: {"own officer", "auditor"},
    Phase.REVIEW: {
        "own officer",
        "officer of the second",
        "appraiser",
        "council member",
        "chair",
        "auditor",
    },
    Phase.COUNCIL: {"own officer", "appraiser", "council member", "chair", "auditor"},
    Phase.PUBLISHED: {"own officer", "auditor"},
}
"""Who finds the way from a content line to the reports behind it."""


def everybody(year: Year) -> dict[str, Actor]:
    """Return one person of each kind; the second member cross-scores the first."""
    first, second, third = ids_of(year)
    return {
        "own officer": acting(year, Role.OFFICER, first),
        "officer of the second": acting(year, Role.OFFICER, second),
        "officer of the third": acting(year, Role.OFFICER, third),
        "appraiser": acting(year, Role.REVIEWER, second),
        "council member": acting(year, Role.COUNCIL, third),
        "chair": acting(year, Role.CHAIR),
        "secretary": acting(year, Role.SECRETARY),
        "auditor": acting(year, Role.AUDITOR),
    }


def offered(actor: Actor, year: Year, alliance_id: int, code: str) -> bool:
    """Tell whether the line offers the way; a line that is not shown offers nothing."""
    try:
        return scoring.line(actor, year.id, alliance_id=alliance_id, code=code).sees_reports
    except NotFound:
        return False


def opens(actor: Actor, year: Year, alliance_id: int, code: str) -> bool:
    try:
        achievements.criterion_page(actor, year.id, alliance_id, code)
    except NotFound:
        return False
    return True


def make_year_in(phase: Phase) -> Year:
    if phase is Phase.PUBLISHED:
        return make_published_year()
    year = make_scoring_year(phase)
    if phase is Phase.REVIEW:
        first, second, _third = ids_of(year)
        scoring.assign(SYSTEM, year.id, scorer_id=second, alliance_id=first, now=NOW)
    return year


@pytest.mark.parametrize("phase", [Phase.REPORT, Phase.REVIEW, Phase.COUNCIL, Phase.PUBLISHED])
@pytest.mark.parametrize(
    "code", [pytest.param("III.1", id="a content line"), pytest.param("TP.2", id="a penalty")]
)
def test_the_way_to_the_reports_is_offered_to_whom_they_open(
    app: Flask, phase: Phase, code: str
) -> None:
    year = make_year_in(phase)
    first = ids_of(year)[0]
    people = everybody(year)
    misled = {
        name
        for name, actor in people.items()
        if offered(actor, year, first, code) and not opens(actor, year, first, code)
    }
    ways = {name for name, actor in people.items() if offered(actor, year, first, code)}

    assert misled == set()
    assert ways == (WAYS[phase] if code == "III.1" else set())
