"""Frozen rankings: results are stored, not computed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model


class FrozenRanking(Model):
    """The result of a year as it stood when it was frozen.

    `result`: the domain's `FrozenResult` as plain data. `table`: the members as they were called
    that day and the points of every line, by alliance and code. `inputs`: the domain's `Inputs`,
    all that the result was made of. `sha256`: the seal on inputs, result and points.
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
    sha256: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
