"""Scores: every layer of every line, each change a new row."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.scoring import Layer


class Score(Model):
    """Points of one layer of one line; never changed, only followed by the next revision."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint(
            "year_id", "alliance_id", "criterion_code", "layer", "scorer_id", "revision"
        ),
        Index("ix_score_year_line", "year_id", "alliance_id", "criterion_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    layer: Mapped[Layer]
    scorer_id: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int]
    points: Mapped[Decimal | None]
    measure: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    scored_at: Mapped[datetime]


class CrossAssignment(Model):
    """That one member is to score another in the cross-scoring of a year."""

    __tablename__ = "cross_assignment"
    __table_args__ = (UniqueConstraint("year_id", "scorer_id", "alliance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    scorer_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))


class NominationBar(Model):
    """That a member under review may not be nominated, with the document that says so."""

    __tablename__ = "nomination_bar"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    document: Mapped[str]
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
