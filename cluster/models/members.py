"""Clusters, alliances and the people who hold office in them, each from one date to another."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.leadership import RotationRule


class Cluster(Model):
    """A group of like units of different provinces that compete with each other.

    `rotation`: by which rule the next leaders are proposed.
    """

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    authority: Mapped[str]
    is_sample: Mapped[bool] = mapped_column(default=False)
    rotation: Mapped[RotationRule] = mapped_column(
        default=RotationRule.LONGEST_SINCE, server_default=RotationRule.LONGEST_SINCE.value
    )


class Alliance(Model):
    """A cooperative alliance; it keeps its identity when its name changes."""

    __tablename__ = "alliance"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))

    names: Mapped[list["AllianceName"]] = relationship(
        order_by="AllianceName.starts_on", lazy="raise_on_sql", back_populates="alliance"
    )


class AllianceName(Model):
    """What an alliance was called from one date to another, so that old papers keep old names."""

    __tablename__ = "alliance_name"
    __table_args__ = (
        UniqueConstraint("alliance_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    seat: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    alliance: Mapped[Alliance] = relationship(lazy="raise_on_sql", back_populates="names")


class Person(Model):
    """A human being, who may hold offices and may have an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    honorific: Mapped[str] = mapped_column(default="")


class Office(Model):
    """A post that a person holds in an alliance from one date to another."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    is_head: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
