"""Cast a unit's secret vote on the screen: once, and kept without its voter."""

from collections.abc import Sequence
from datetime import datetime

from cluster.database import atomic
from cluster.domain.ballot_sight import can_vote_for
from cluster.domain.ballots import (
    PHASES,
    BallotStatus,
    Method,
    check_choice,
    check_method,
    check_not_voted,
    check_open,
)
from cluster.domain.errors import NotAllowed, _
from cluster.domain.permissions import Actor
from cluster.domain.years import check_phase
from cluster.models import BallotVoter
from cluster.services import audit
from cluster.services.ballots.rows import Opened, load


@atomic()
def cast(
    actor: Actor, ballot_id: int, *, alliance_id: int, choices: Sequence[int], now: datetime
) -> None:
    """Mark the unit as having voted and raise the counts of the names chosen; `[0]`: none.

    The record says that the unit voted. What it chose is kept nowhere but in the counts.
    """
    opened = load(actor, ballot_id, lock=True)
    row = next((row for row in _own(actor, opened) if row.alliance_id == alliance_id), None)
    if row is None:
        raise NotAllowed(_("Only the council member of a member unit votes for it."))
    check_open(opened.ballot.status)
    check_method(opened.ballot.method, [Method.SCREEN])
    check_phase(opened.year.phase, PHASES[opened.ballot.kind], _("Voting"))
    check_not_voted(has_voted=row.has_voted)
    chosen = check_choice(opened.terms, row.alliance_id, choices)
    row.has_voted = True
    for candidate in opened.candidates:
        candidate.votes += candidate.alliance_id in chosen
    opened.ballot.invalid += not chosen
    audit.record(
        actor,
        "ballot.cast",
        ("ballot", ballot_id),
        now,
        where=audit.within(opened.year, row.alliance_id),
    )


def voting_for(actor: Actor, opened: Opened) -> int | None:
    """Return the unit for which this person is to vote now, the first if there are several."""
    ballot = opened.ballot
    if ballot.status is not BallotStatus.OPEN or ballot.method is not Method.SCREEN:
        return None
    if opened.year.phase not in PHASES[ballot.kind]:
        return None
    waiting = (row.alliance_id for row in _own(actor, opened) if not row.has_voted)
    return next(waiting, None)


def _own(actor: Actor, opened: Opened) -> list[BallotVoter]:
    return [
        row
        for row in opened.voters
        if can_vote_for(actor, opened.year.cluster_id, row.alliance_id, row.electors)
    ]
