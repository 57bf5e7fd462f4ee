"""Emulation years: their members, phases and leaders."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.objections import USUAL_DAYS
from cluster.domain.years import Phase
from cluster.models.members import Alliance, Cluster


class Year(Model):
    """One emulation year of one cluster.

    `lot_seed`: what lots are drawn from, once announced. `objection_days`: how long members may
    ask and object after their appraisal.
    """

    __tablename__ = "year"
    __table_args__ = (UniqueConstraint("cluster_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    number: Mapped[int]
    theme: Mapped[str] = mapped_column(default="")
    phase: Mapped[Phase] = mapped_column(default=Phase.SETUP)
    opened_at: Mapped[datetime]
    lot_seed: Mapped[str] = mapped_column(default="")
    objection_days: Mapped[int] = mapped_column(default=USUAL_DAYS)

    cluster: Mapped[Cluster] = relationship(lazy="joined", innerjoin=True)


class YearMember(Model):
    """An alliance that competes in a year, in the order of the year's papers."""

    __tablename__ = "year_member"
    __table_args__ = (UniqueConstraint("year_id", "alliance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    position: Mapped[int]

    alliance: Mapped[Alliance] = relationship(lazy="raise_on_sql")


class PhaseDate(Model):
    """When a phase of a year shall begin, and when it did."""

    __tablename__ = "phase_date"
    __table_args__ = (UniqueConstraint("year_id", "phase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    phase: Mapped[Phase]
    planned_on: Mapped[date | None]
    began_at: Mapped[datetime | None]


class Leadership(Model):
    """Who leads a cluster in a year, and who is deputy; also for years before this software."""

    __tablename__ = "leadership"
    __table_args__ = (
        UniqueConstraint("cluster_id", "year_number"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> leader_id", name="two_alliances"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    year_number: Mapped[int]
    leader_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    handed_over_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
