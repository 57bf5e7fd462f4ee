"""The joint pledge of a year: text, targets, signatures."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.pledges import PledgeStatus


class Pledge(Model):
    """One version of the pledge that all members of a year sign; an amendment is a new version."""

    __tablename__ = "pledge"
    __table_args__ = (UniqueConstraint("year_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    rulebook_id: Mapped[int] = mapped_column(ForeignKey("rulebook.id"))
    version: Mapped[int]
    status: Mapped[PledgeStatus] = mapped_column(default=PledgeStatus.DRAFT)
    text: Mapped[dict[str, Any]]
    amendment_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    in_force_at: Mapped[datetime | None]


class Target(Model):
    """What one member promises to reach for one criterion, or that it is not assigned to it."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("pledge_id", "alliance_id", "criterion_code"),
        CheckConstraint("NOT not_assigned OR value IS NULL", name="no_value_if_not_assigned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    value: Mapped[Decimal | None]
    not_assigned: Mapped[bool] = mapped_column(default=False)


class Signature(Model):
    """That a member's authorised signer signed this text at this moment; given once."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("pledge_id", "alliance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    signatory: Mapped[str]
    position: Mapped[str]
    text_sha256: Mapped[str]
    signed_at: Mapped[datetime]
