"""Frozen rankings about to be corrected, made by the real services."""

from decimal import Decimal

from cluster.domain.measures import Measure
from cluster.domain.permissions import Actor, Role
from cluster.domain.rulebook import RuleBook
from cluster.models import Correction, Year
from cluster.services import ranking, revising
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.awards import make_member
from tests.make.once import once
from tests.make.people import actor
from tests.make.pledges import make_person
from tests.make.scoring import acting, ids_of, make_settled_year

REASON = "Công văn 12/LM-VP cho thấy số khác"


@once
def make_frozen(book: RuleBook = RULEBOOK, alliances: int = 3) -> Year:
    """Return a frozen year; its first member is the best."""
    year = make_settled_year(alliances, book=book)
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    return year


def person(year: Year, role: Role, place: int | None = None) -> Actor:
    """Return somebody with an account; `place`: of the member among the year's."""
    if place is not None:
        return actor(make_member(year, role, place=place))
    return make_person(f"Người giữ vai {role.value}", role, cluster_id=year.cluster_id)


def propose(
    year: Year, who: Actor, *, place: int = 0, code: str = "III.1", actual: int = 3
) -> Correction:
    """Propose another figure for a line of one member."""
    return revising.propose(
        who,
        year.id,
        alliance_id=ids_of(year)[place],
        code=code,
        measure=Measure(actual=Decimal(actual)),
        reason=REASON,
        now=NOW,
    )
