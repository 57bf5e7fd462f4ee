"""What of the reports counts into the figures of a year."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.achievements import Actual, Aggregate, ClaimStatus, Figure, actual_figure
from cluster.models import Claim


def actuals(year_id: int, aggregates: Mapping[str, Aggregate]) -> dict[tuple[int, str], Actual]:
    """Return the actual figures of a year by (alliance, criterion), of what was submitted.

    `aggregates` says for each criterion's code how its reports become one figure; criteria that
    are not named there, and members who reported nothing, have no entry. One query.
    """
    figures: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    rows = db.session.execute(
        select(
            Claim.alliance_id, Claim.criterion_code, Claim.quantity, Claim.base, Claim.occurred_on
        )
        .where(Claim.year_id == year_id, Claim.status == ClaimStatus.SUBMITTED)
        .order_by(Claim.submitted_at, Claim.id)
    )
    for alliance_id, code, quantity, base, occurred_on in rows:
        if code in aggregates and quantity is not None and occurred_on is not None:
            figure = Figure(quantity=quantity, base=base, occurred_on=occurred_on)
            figures[alliance_id, code].append(figure)
    found = {key: actual_figure(aggregates[key[1]], reports) for key, reports in figures.items()}
    return {key: actual for key, actual in found.items() if actual is not None}


def answers(year_id: int) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return the answers chosen in a year by (alliance, criterion), oldest first; one query.

    For criteria answered from a list: a yes/no criterion counts the last answer, a list of
    awards or events counts every one. The keys are those of the formula's parts.
    """
    chosen: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Claim.alliance_id, Claim.criterion_code, Claim.choice)
        .where(Claim.year_id == year_id, Claim.status == ClaimStatus.SUBMITTED, Claim.choice != "")
        .order_by(Claim.occurred_on, Claim.submitted_at, Claim.id)
    )
    for alliance_id, code, choice in rows:
        chosen[alliance_id, code].append(choice)
    return {key: tuple(choices) for key, choices in chosen.items()}


def reports(year_id: int) -> dict[tuple[int, str], int]:
    """Return how many reports were submitted in a year by (alliance, criterion); one query."""
    rows = db.session.execute(
        select(Claim.alliance_id, Claim.criterion_code, func.count())
        .where(Claim.year_id == year_id, Claim.status == ClaimStatus.SUBMITTED)
        .group_by(Claim.alliance_id, Claim.criterion_code)
    )
    return {(alliance_id, code): count for alliance_id, code, count in rows}
