"""Issued papers: the data that was printed and the bytes that came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.printing import PaperKind


class IssuedPaper(Model):
    """One paper as it was issued; a reprint gives the stored bytes back.

    `subject` is what it is about: a later issue of the same paper has the next number. `is_final`
    False: a draft of scores that were not frozen yet.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("kind", "subject", "issue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    kind: Mapped[PaperKind]
    subject: Mapped[str]
    issue: Mapped[int]
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    title: Mapped[str]
    filename: Mapped[str]
    is_final: Mapped[bool] = mapped_column(default=True)
    data: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
