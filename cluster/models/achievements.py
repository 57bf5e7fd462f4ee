"""What members report through the year, and the evidence for it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.achievements import ClaimStatus


class StoredFile(Model):
    """A file kept under the hash of its bytes; the same bytes are kept once."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


class Claim(Model):
    """One achievement of one member, reported for one criterion."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_year_alliance_code", "year_id", "alliance_id", "criterion_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    status: Mapped[ClaimStatus] = mapped_column(default=ClaimStatus.DRAFT)
    quantity: Mapped[Decimal | None]
    base: Mapped[Decimal | None]
    choice: Mapped[str] = mapped_column(default="")
    occurred_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    partners: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    form_key: Mapped[str | None] = mapped_column(unique=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id", lazy="raise_on_sql")


class Evidence(Model):
    """A file that proves a claim, under the name its owner gave it."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("claim_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    filename: Mapped[str]
    attached_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")
