"""The rule book of a year, in versions; a criterion is known by its code in every version."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.achievements import Aggregate
from cluster.domain.rulebook import CriterionKind


class RuleBook(Model):
    """One version of the rules agreed for a year; frozen once the pledge is signed.

    `settings`: the fields of the domain's rule book other than version and criteria, as plain
    data. `revision` guards the settings; every line has its own.
    """

    __tablename__ = "rulebook"
    __table_args__ = (UniqueConstraint("year_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    version: Mapped[int]
    settings: Mapped[dict[str, Any]]
    change_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]

    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class Criterion(Model):
    """One node of the tree of sections and criteria."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("rulebook_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"))
    parent_code: Mapped[str | None]
    code: Mapped[str]
    position: Mapped[int]
    kind: Mapped[CriterionKind]
    name_vi: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    max_points: Mapped[Decimal] = mapped_column(default=Decimal(0))
    weight: Mapped[Decimal] = mapped_column(default=Decimal(1))
    formula: Mapped[dict[str, Any] | None]
    aggregate: Mapped[Aggregate] = mapped_column(default=Aggregate.SUM)
    needs_target: Mapped[bool] = mapped_column(default=False)
    may_be_not_assigned: Mapped[bool] = mapped_column(default=False)
    citation: Mapped[str] = mapped_column(default="")
    guidance: Mapped[str] = mapped_column(default="")
    examples: Mapped[list[Any]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=1)
