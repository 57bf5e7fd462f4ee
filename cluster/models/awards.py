"""Awards: what there is to give, what was proposed, decided and handed out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.awards import AwardList, AwardStatus, CertificateForm, Recipient


class CertificateText(Model):
    """One version of what certificates say, of an award or of a cluster's pledge.

    None is ever changed.
    """

    __tablename__ = "certificate_text"
    __table_args__ = (
        UniqueConstraint("kind_id", "version"),
        UniqueConstraint("cluster_id", "version"),
        CheckConstraint("(kind_id IS NULL) <> (cluster_id IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("award_kind.id"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    version: Mapped[int]
    blocks: Mapped[list[Any]]
    reason: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]


Texts = list[CertificateText]


class AwardKind(Model):
    """An entry of the catalogue: a title or a form of commendation, which are two lists."""

    __tablename__ = "award_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    list: Mapped[AwardList]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    for_collectives: Mapped[bool]
    for_individuals: Mapped[bool]
    decided_by: Mapped[str]
    certificate: Mapped[CertificateForm]
    citation: Mapped[str] = mapped_column(default="")
    built_in: Mapped[str] = mapped_column(default="")
    """The built-in text that its certificates have while nobody has written another."""

    texts: Mapped[Texts] = relationship(lazy="selectin", order_by=CertificateText.version)


class Decision(Model):
    """The act of the authority above that gives awards: without it there is no certificate."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("year_id", "authority", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    number: Mapped[str]
    decided_on: Mapped[date]
    authority: Mapped[str]
    place: Mapped[str]
    signer_title: Mapped[str]
    signer_name: Mapped[str]


class Award(Model):
    """One award for one collective or person: proposed, decided, handed out."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint(
            "status IN ('proposed', 'withdrawn') OR decision_id IS NOT NULL",
            name="decided_by_decision",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("award_kind.id"))
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    recipient: Mapped[Recipient]
    honorific: Mapped[str] = mapped_column(default="")
    recipient_name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    status: Mapped[AwardStatus] = mapped_column(default=AwardStatus.PROPOSED)
    proposed_on: Mapped[date]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    golden_book_number: Mapped[str] = mapped_column(default="")
    handed_out_on: Mapped[date | None]

    kind: Mapped[AwardKind] = relationship(lazy="raise_on_sql")
    decision: Mapped[Decision | None] = relationship(lazy="raise_on_sql")
