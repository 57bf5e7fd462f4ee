"""The joint pledge of a sample year: targets set by the officers, signed by the heads."""

from datetime import datetime, timedelta
from decimal import Decimal

from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import pledges, years
from cluster.services.pledges import TargetValue
from cluster.services.sample import tables
from cluster.services.sample.cast import Cast

LEFT_OUT = "-"


def pledge(cast: Cast, year: Year, *, signing: datetime) -> None:
    """Draw up the pledge, set everybody's targets, and sign it in the order of the members."""
    drawn_up = signing - timedelta(days=3)
    joint = pledges.create(cast.secretary, year.id, now=drawn_up)
    for member, targets in _targets(year.number).items():
        pledges.set_targets(
            cast.officer(member),
            joint.id,
            alliance_id=cast.alliances[member],
            targets=targets,
            seen=None,
            now=drawn_up,
        )
    years.move(cast.secretary, year.id, Phase.PLEDGE, now=drawn_up)
    for minutes, member in enumerate(tables.MEMBERS):
        pledges.sign(
            cast.head(member),
            joint.id,
            alliance_id=cast.alliances[member],
            password_checked=True,
            consented=True,
            now=signing + timedelta(minutes=4 * minutes),
        )


def _targets(year: int) -> dict[str, dict[str, TargetValue]]:
    targets: dict[str, dict[str, TargetValue]] = {member: {} for member in tables.MEMBERS}
    for row, member, cell in tables.cells("targets", year):
        targets[member][row["code"]] = (
            TargetValue(not_assigned=True) if cell == LEFT_OUT else TargetValue(value=Decimal(cell))
        )
    return targets
