"""A ballot's rows as the domain knows them; locked where a vote or the close is to be written."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.ballot_results import outcome
from cluster.domain.ballot_sight import sees_ballot
from cluster.domain.ballots import BallotKind, BallotStatus, Count, Rule, Terms
from cluster.domain.errors import NotFound, _
from cluster.domain.permissions import Actor
from cluster.models import Ballot, BallotCandidate, BallotSettlement, BallotVoter, Year
from cluster.services import years


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A ballot with its year, the names on its paper and its entitled units, in order."""

    year: Year
    ballot: Ballot
    candidates: list[BallotCandidate]
    voters: list[BallotVoter]
    settlement: BallotSettlement | None

    @property
    def elected(self) -> tuple[int, ...]:
        """Who has a seat: by the votes, and where a tie lasted, as it was settled."""
        if self.ballot.status is not BallotStatus.CLOSED:
            return ()
        settled = self.settlement.chosen if self.settlement else ()
        return (*outcome(self.terms, self.count).elected, *settled)

    @property
    def terms(self) -> Terms:
        """What was opened."""
        ballot = self.ballot
        return Terms(
            kind=ballot.kind,
            method=ballot.method,
            seats=ballot.seats,
            candidates=tuple(row.alliance_id for row in self.candidates),
            entitled=tuple(row.alliance_id for row in self.voters),
            rule=rule_of(ballot),
        )

    @property
    def count(self) -> Count:
        """What was counted, as it stands when the ballot is closed."""
        ballot = self.ballot
        return Count(
            issued=ballot.issued,
            returned=ballot.returned,
            valid=ballot.returned - ballot.invalid,
            invalid=ballot.invalid,
            votes={row.alliance_id: row.votes for row in self.candidates},
        )


def rule_of(ballot: Ballot) -> Rule:
    """Return the rule of a ballot."""
    return Rule(
        quorum=Fraction(ballot.quorum),
        majority=Fraction(ballot.majority),
        is_above=ballot.is_above,
        majority_of=ballot.majority_of,
        recused=ballot.recused,
    )


def load(actor: Actor, ballot_id: int, *, lock: bool = False) -> Opened:
    """Return a ballot that this person knows of (5 queries); `lock` lets nobody else write it."""
    ballot = db.session.get(Ballot, ballot_id, with_for_update=lock or None)
    if ballot is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    year = years.get_visible(actor, ballot.year_id)
    permissions.require_sight(
        sees_ballot(
            actor,
            year.cluster_id,
            year.phase,
            ballot.status,
            is_announced=ballot.announced_at is not None,
        )
    )
    return _opened(year, ballot)


def _opened(year: Year, ballot: Ballot) -> Opened:
    ballot_id = ballot.id
    return Opened(
        year=year,
        ballot=ballot,
        candidates=list(
            db.session.scalars(
                select(BallotCandidate)
                .where(BallotCandidate.ballot_id == ballot_id)
                .order_by(BallotCandidate.id)
            )
        ),
        voters=list(
            db.session.scalars(
                select(BallotVoter)
                .where(BallotVoter.ballot_id == ballot_id)
                .order_by(BallotVoter.id)
            )
        ),
        settlement=db.session.get(BallotSettlement, ballot_id),
    )


def newest(year: Year, kind: BallotKind) -> Opened | None:
    """Return the newest round on a matter that was not called off; whoever asks must be checked."""
    ballot = db.session.scalar(
        select(Ballot)
        .where(
            Ballot.year_id == year.id,
            Ballot.kind == kind,
            Ballot.status != BallotStatus.CALLED_OFF,
        )
        .order_by(Ballot.id.desc())
        .limit(1)
    )
    return _opened(year, ballot) if ballot is not None else None
