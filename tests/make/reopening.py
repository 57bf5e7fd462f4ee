"""Lines sent back and questions asked for tests, made by the real services."""

from datetime import date, datetime, timedelta

from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.years import Phase
from cluster.models import Objection, Reopening, Year
from cluster.services import objections, reopening, scoring, years
from tests.conftest import NOW
from tests.make.once import once
from tests.make.scoring import acting, ids_of, make_scoring_year, officer, self_score

DUE_ON = date(2026, 3, 7)
LATER = NOW + timedelta(days=1)
OVERDUE = NOW + timedelta(days=6)


@once
def make_reviewed_year(*, alliances: int = 3, each: int = 1) -> Year:
    """Return a year in review, everybody scored in full by itself, cross-scorers assigned."""
    year = make_scoring_year(alliances=alliances)
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    scoring.assign_round(acting(year, Role.SECRETARY), year.id, each=each, now=NOW)
    return year


def send_back(
    year: Year, alliance_id: int, *codes: str, due_on: date = DUE_ON, now: datetime = NOW
) -> Reopening:
    """Have an appraiser send lines back with the same note."""
    return reopening.send_back(
        acting(year, Role.REVIEWER, -1),
        year.id,
        alliance_id=alliance_id,
        notes=dict.fromkeys(codes, "Thiếu biên bản nghiệm thu"),
        due_on=due_on,
        now=now,
    )


def ask(
    year: Year,
    alliance_id: int,
    code: str = "III.1",
    kind: ObjectionKind = ObjectionKind.OBJECTION,
    *,
    now: datetime = NOW,
) -> Objection:
    """Have a member's officer ask about one line, or object to it."""
    return objections.ask(
        officer(year, alliance_id),
        year.id,
        alliance_id=alliance_id,
        code=code,
        kind=kind,
        text="Đã gửi biên bản ngày 5/11",
        now=now,
    )
