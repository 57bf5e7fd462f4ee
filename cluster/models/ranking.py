"""Frozen rankings: results are stored, not computed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.revising import CorrectionStatus


class FrozenRanking(Model):
    """The result of a year as it stood when it was frozen.

    `result`: the domain's `FrozenResult` as plain data. `table`: the members as they were called
    that day, the points of every line and their explanations, by code and alliance. `inputs`: the
    domain's `Inputs`, all that the result was made of. `about`: the domain's `Revision`. `sha256`:
    the seal on all of it. Version 1.0 stored neither inputs nor explanations, and sealed nothing.
    """

    __tablename__ = "frozen_ranking"
    __table_args__ = (UniqueConstraint("year_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    revision: Mapped[int]
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"))
    result: Mapped[dict[str, Any]]
    table: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]


class Correction(Model):
    """A proposal to correct figures of a frozen ranking; approved, it makes the next revision.

    `revision`: the one that it corrects.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    revision: Mapped[int]
    status: Mapped[CorrectionStatus] = mapped_column(default=CorrectionStatus.OPEN)
    reason: Mapped[str]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(default="")


class CorrectedFigure(Model):
    """What a correction puts in place of one line's figure; `score_id`: where it then stands."""

    __tablename__ = "corrected_figure"
    __table_args__ = (UniqueConstraint("correction_id", "alliance_id", "criterion_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    measure: Mapped[dict[str, Any]]
    reason: Mapped[str]
    score_id: Mapped[int | None] = mapped_column(ForeignKey("score.id"))


class CorrectionApproval(Model):
    """That one person approved a correction, as the chair or not; given once."""

    __tablename__ = "correction_approval"
    __table_args__ = (UniqueConstraint("correction_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    is_chair: Mapped[bool]
    approved_at: Mapped[datetime]
