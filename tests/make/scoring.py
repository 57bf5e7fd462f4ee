"""Years with scores for tests, made by the real services."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from cluster.domain.formulas import Excess, RelativeToLeader
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.rulebook import RuleBook, rulebook_to_data
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Score, Year
from cluster.services import scoring, years
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.domain.sample_rulebook import NEW_COOPERATIVES, RULEBOOK, with_line
from tests.make.once import once
from tests.make.pledges import make_pledge, set_targets, sign_by_all
from tests.make.rulebook import make_rulebook
from tests.make.years import make_year

TARGETS = {"III.1": Decimal(30), "III.2.1": Decimal(10), "VI.2": Decimal(2)}
TEN = Measure(actual=Decimal(10))
TWENTY = Measure(actual=Decimal(20))
ORDER = [Phase.PLEDGE, Phase.REPORT, Phase.REVIEW, Phase.COUNCIL]

COMPARED = with_line(
    replace(NEW_COOPERATIVES, formula=RelativeToLeader(excess=Excess.ABSOLUTE), examples=())
)
"""The sample rule book with III.1 compared among the members."""

FULL: Mapping[str, Measure] = {
    "I.3": Measure(actual=Decimal(80), base=Decimal(100)),
    "III.1": Measure(actual=Decimal(30)),
    "III.2.1": Measure(actual=Decimal(10)),
    "IV.1": Measure(choice="on_time"),
    "IV.2": Measure(judged=Decimal(3)),
    "IV.3": Measure(actual=Decimal(4), base=Decimal(4)),
    "VI.1": Measure(events={"late": 0, "missing": 0}),
    "VI.2": Measure(actual=Decimal(2)),
}
"""Figures that earn every content line of the sample rule book its maximum."""


@once
def make_scoring_year(
    phase: Phase = Phase.REPORT,
    *,
    alliances: int = 3,
    book: RuleBook = RULEBOOK,
    not_assigned: Iterable[tuple[int, str]] = (),
) -> Year:
    """Bring a year with a pledge in force to a phase: the targets are `TARGETS`.

    `not_assigned`: the place of a member among the year's, and a code.
    """
    year = make_year(alliances=alliances)
    make_rulebook(year, rulebook_to_data(book))
    _pledge(year, set(not_assigned))
    for after in ORDER[1 : ORDER.index(phase) + 1]:
        years.move(SYSTEM, year.id, after, now=NOW)
    return year


def _pledge(year: Year, left_out: set[tuple[int, str]]) -> None:
    pledge = make_pledge(year, None)
    for place, alliance_id in enumerate(ids_of(year)):
        targets = {code: TargetValue(value=value) for code, value in TARGETS.items()}
        targets |= {c: TargetValue(not_assigned=True) for p, c in left_out if p == place}
        set_targets(year, pledge, alliance_id, targets)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    sign_by_all(year, pledge)


def ids_of(year: Year) -> list[int]:
    """Return the alliances of a year in its order."""
    return [m.alliance_id for m in scoring.cross_plan(SYSTEM, year.id).members]


def acting(year: Year, role: Role, alliance_id: int | None = None) -> Actor:
    """Return somebody who holds one role in the year's cluster."""
    return Actor(
        user_id=None,
        name=f"{role.value} {alliance_id or ''}".strip(),
        grants=(Grant(role, year.cluster_id, alliance_id),),
    )


def officer(year: Year, alliance_id: int) -> Actor:
    """Return the emulation officer of an alliance."""
    return acting(year, Role.OFFICER, alliance_id)


def self_score(
    year: Year,
    alliance_id: int,
    measures: Mapping[str, Measure] = FULL,
    *,
    now: datetime = NOW,
) -> None:
    """Have a member score itself while it reports."""
    scoring.save_sheet(
        officer(year, alliance_id),
        year.id,
        alliance_id=alliance_id,
        layer=Layer.SELF,
        entries=[
            scoring.Entry(code=code, measure=measure, reason="Theo báo cáo", revision=0)
            for code, measure in measures.items()
        ],
        now=now,
    )


def give(
    actor: Actor,
    year: Year,
    alliance_id: int,
    code: str,
    layer: Layer,
    measure: Measure,
    *,
    reason: str = "",
    revision: int = 0,
    scorer_id: int | None = None,
) -> Score:
    """Give one layer of one line its figure."""
    return scoring.score(
        actor,
        year.id,
        alliance_id=alliance_id,
        code=code,
        layer=layer,
        measure=measure,
        reason=reason,
        revision=revision,
        scorer_id=scorer_id,
        now=NOW,
    )


def give_cross(
    year: Year,
    scorer_id: int,
    alliance_id: int,
    measure: Measure,
    *,
    code: str = "III.1",
    reason: str = "Theo hồ sơ",
) -> Score:
    """Have one member cross-score a line of another."""
    return give(
        officer(year, scorer_id),
        year,
        alliance_id,
        code,
        Layer.CROSS,
        measure,
        reason=reason,
        scorer_id=scorer_id,
    )


@once
def make_settled_year(alliances: int = 3, *, book: RuleBook = RULEBOOK) -> Year:
    """Bring a year to the council with every member scored in full, the first the best.

    Each next member founded three cooperatives fewer.
    """
    year = make_scoring_year(Phase.REPORT, alliances=alliances, book=book)
    for place, alliance_id in enumerate(ids_of(year)):
        fewer = {"III.1": Measure(actual=Decimal(max(30 - 3 * place, 0)))}
        self_score(year, alliance_id, {**FULL, **fewer})
    for after in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, after, now=NOW)
    return year


def move(year: Year, *phases: Phase) -> None:
    """Bring a year to one phase after the other."""
    for phase in phases:
        years.move(SYSTEM, year.id, phase, now=NOW)


def points_of(actor: Actor, year: Year) -> dict[str, list[Decimal | None]]:
    """Return the points of each line as the person sees them."""
    table = scoring.score_table(actor, year.id)
    return {
        row.criterion.code: [cell.points for cell in row.cells]
        for row in table.rows
        if not row.is_section
    }
