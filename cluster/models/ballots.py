"""Ballots: who may vote, who has, and how many votes each name has; never who voted for whom.

A vote is no row. It marks its unit as having voted and raises counts by one, in one unit of work,
without a moment or an order that could lead back to it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.ballot_results import Settlement
from cluster.domain.ballots import BallotKind, BallotStatus, MajorityOf, Method


class Ballot(Model):
    """One round of voting with its rule; shares are written as fractions: "2/3".

    `follows_id`: the round before, which left seats open. `issued`, `returned`, `invalid`: papers,
    final once closed; while voting goes on, on the screen, only `invalid` counts, unseen.
    `announced_at`: from when on every member sees the result of a closed one.
    """

    __tablename__ = "ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), unique=True)
    round: Mapped[int] = mapped_column(default=1)
    kind: Mapped[BallotKind]
    title: Mapped[str]
    method: Mapped[Method]
    seats: Mapped[int]
    quorum: Mapped[str]
    majority: Mapped[str]
    is_above: Mapped[bool]
    majority_of: Mapped[MajorityOf]
    recused: Mapped[bool]
    status: Mapped[BallotStatus] = mapped_column(default=BallotStatus.OPEN)
    issued: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    invalid: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    announced_at: Mapped[datetime | None]


class BallotCandidate(Model):
    """A name on the paper, with how many votes it has."""

    __tablename__ = "ballot_candidate"
    __table_args__ = (UniqueConstraint("ballot_id", "alliance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    votes: Mapped[int] = mapped_column(default=0)


class BallotVoter(Model):
    """A member unit entitled to one vote, frozen at the opening with its council members.

    `electors`: the accounts that may cast the unit's vote.
    """

    __tablename__ = "ballot_voter"
    __table_args__ = (UniqueConstraint("ballot_id", "alliance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    electors: Mapped[list[Any]]
    has_voted: Mapped[bool] = mapped_column(default=False)


class BallotCount(Model):
    """What one teller counted: papers, or raised hands; `votes` by alliance."""

    __tablename__ = "ballot_count"
    __table_args__ = (UniqueConstraint("ballot_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    teller: Mapped[str]
    issued: Mapped[int]
    returned: Mapped[int]
    valid: Mapped[int]
    invalid: Mapped[int]
    votes: Mapped[dict[str, Any]]


class BallotSettlement(Model):
    """How a tie that another round did not end was settled; `chosen`: who got the open seats."""

    __tablename__ = "ballot_settlement"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    how: Mapped[Settlement]
    chosen: Mapped[list[Any]]
    reason: Mapped[str]
    settled_at: Mapped[datetime]
    settled_by: Mapped[str]
