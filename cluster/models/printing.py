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
    False: a draft of scores that were not frozen yet, which has no serial. `word_sha256`: the same
    paper as a Word file, where it has one. A void paper may say which one took its place. By its
    `code` anybody can check a certificate; those issued before there were codes have none.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "issue"),
        UniqueConstraint("year_id", "kind", "serial_number"),
    )

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
    word_sha256: Mapped[str | None]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    serial: Mapped[str] = mapped_column(default="", server_default="")
    serial_number: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(unique=True)
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str] = mapped_column(default="", server_default="")
    void_reason: Mapped[str] = mapped_column(default="", server_default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("issued_paper.id"))


class PaperReprint(Model):
    """An issued paper given out once more, and why."""

    __tablename__ = "paper_reprint"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]


class PaperNumbering(Model):
    """A year's series of numbers: of a kind of paper, or of the golden book.

    The next number is `first` + `given`.
    """

    __tablename__ = "paper_numbering"

    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    pattern: Mapped[str]
    first: Mapped[int] = mapped_column(default=1)
    given: Mapped[int] = mapped_column(default=0)


class PaperDetails(Model):
    """What the office has entered for an official paper, kept until it is issued and after."""

    __tablename__ = "paper_details"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    kind: Mapped[PaperKind]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]


class OfficeTemplate(Model):
    """The office's own Word template for a kind of paper, in all clusters of the installation."""

    __tablename__ = "office_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(unique=True)
    filename: Mapped[str]
    sha256: Mapped[str]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
