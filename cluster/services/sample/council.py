"""The council of the sample's finished year: it nominates the best and elects the next leaders."""

from collections.abc import Sequence

from cluster.domain.ballots import BallotKind, Count, Method
from cluster.domain.handover import Item, Side
from cluster.models import Ballot, Year
from cluster.services import ballots, leadership
from cluster.services.sample import tables
from cluster.services.sample.cast import Cast, at

NOMINATED = ("KHA", "KHA", "HCM", "KHA", "KHA", "HCM")
LEADING = ("DNI", "DNI", "DNI", "GLI", "DNI", "DNI")
DEPUTISING = {"HCM": 1, "DLK": 0, "GLI": 5, "LDG": 0, "DNI": 0, "KHA": 0}
"""Whom the units voted for in secret, in the order of the year, and how many hands were raised."""


def vote(cast: Cast, year: Year) -> None:
    """Nominate the best and elect the leader in secret on the screen, the deputy by hands."""
    _in_secret(cast, year, BallotKind.NOMINATION, NOMINATED)
    _in_secret(cast, year, BallotKind.LEADER, LEADING)
    deputy = _open(cast, year, BallotKind.DEPUTY, Method.HANDS)
    ballots.enter_count(
        cast.secretary,
        deputy.id,
        count=Count(
            issued=6,
            returned=6,
            valid=6,
            invalid=0,
            votes={cast.alliances[member]: hands for member, hands in DEPUTISING.items()},
        ),
        now=at(2025, 12, 5, 16),
    )
    _close(cast, deputy)


def hand_over(cast: Cast, year: Year) -> None:
    """Tick the whole checklist: the secretary for who gives, the new head for who takes."""
    for item in Item:
        for actor, side in ((cast.secretary, Side.GIVING), (cast.head("DNI"), Side.TAKING)):
            leadership.tick(
                actor, year.id, item=item, side=side, is_done=True, now=at(2025, 12, 12, 17)
            )


def _in_secret(cast: Cast, year: Year, kind: BallotKind, votes: Sequence[str]) -> None:
    ballot = _open(cast, year, kind, Method.SCREEN)
    for unit, chosen in zip(tables.MEMBERS, votes, strict=True):
        ballots.cast(
            cast.head(unit),
            ballot.id,
            alliance_id=cast.alliances[unit],
            choices=[cast.alliances[chosen]],
            now=at(2025, 12, 5, 15),
        )
    _close(cast, ballot)


def _open(cast: Cast, year: Year, kind: BallotKind, method: Method) -> Ballot:
    return ballots.open_ballot(
        cast.chair,
        year.id,
        kind=kind,
        method=method,
        candidate_ids=list(cast.alliances.values()),
        rule=ballots.default_rule(),
        now=at(2025, 12, 5, 14),
    )


def _close(cast: Cast, ballot: Ballot) -> None:
    ballots.close(cast.chair, ballot.id, now=at(2025, 12, 5, 17))
    ballots.announce(cast.chair, ballot.id, now=at(2025, 12, 12, 8, 30))
