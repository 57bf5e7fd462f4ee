"""What the closed ballots between equals have decided, for the ranking."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from cluster.database import db
from cluster.domain.ballot_results import Verdict, outcome
from cluster.domain.ballots import BallotKind, BallotStatus
from cluster.domain.ties import TieBallot
from cluster.models import Ballot, BallotCandidate, BallotSettlement, BallotVoter, Year
from cluster.services.ballots.rows import Opened


def list_tie_ballots(year: Year) -> tuple[TieBallot, ...]:
    """Return the ballots between equals that are closed, all rounds of one together; 3 queries.

    Between the same members the first one that decided stands; a vote is not held again until it
    comes out differently.
    """
    held: dict[frozenset[int], TieBallot] = {}
    for rounds in _chains(year):
        ballot = _decided(rounds)
        if ballot is None:
            continue
        earlier = held.get(ballot.between)
        if earlier is None or earlier.winner is None:
            held[ballot.between] = ballot
    return tuple(held.values())


def _chains(year: Year) -> Iterable[list[Opened]]:
    """Give the rounds of each ballot in order, without those called off."""
    ballots = db.session.scalars(
        select(Ballot)
        .where(
            Ballot.year_id == year.id,
            Ballot.kind == BallotKind.TIE,
            Ballot.status != BallotStatus.CALLED_OFF,
        )
        .order_by(Ballot.id)
    ).all()
    numbers = [ballot.id for ballot in ballots]
    candidates: dict[int, list[BallotCandidate]] = defaultdict(list)
    for row in db.session.scalars(_of(BallotCandidate, numbers)):
        candidates[row.ballot_id].append(row)
    voters: dict[int, list[BallotVoter]] = defaultdict(list)
    for voter in db.session.scalars(_of(BallotVoter, numbers)):
        voters[voter.ballot_id].append(voter)
    settlements = {row.ballot_id: row for row in db.session.scalars(_settled(numbers))}
    chains: dict[int, list[Opened]] = {}
    for ballot in ballots:
        chain = chains.pop(ballot.follows_id or 0, [])
        opened = Opened(
            year=year,
            ballot=ballot,
            candidates=candidates[ballot.id],
            voters=voters[ballot.id],
            settlement=settlements.get(ballot.id),
        )
        chains[ballot.id] = [*chain, opened]
    return chains.values()


def _of(model: type[BallotCandidate | BallotVoter], numbers: list[int]) -> Select[Any]:
    return select(model).where(model.ballot_id.in_(numbers)).order_by(model.id)


def _settled(numbers: list[int]) -> Select[BallotSettlement]:
    return select(BallotSettlement).where(BallotSettlement.ballot_id.in_(numbers))


def _decided(rounds: list[Opened]) -> TieBallot | None:
    """Return what the rounds came to; None while one is open, and where too few voted."""
    last = rounds[-1]
    result = outcome(last.terms, last.count)
    if last.ballot.status is not BallotStatus.CLOSED or result.verdict is Verdict.NO_QUORUM:
        return None
    winner = last.elected[0] if last.elected else None
    return TieBallot(
        number=last.ballot.id,
        between=frozenset(rounds[0].terms.candidates),
        winner=winner,
        votes=last.count.votes[winner] if winner is not None else 0,
        valid=last.count.valid,
    )
