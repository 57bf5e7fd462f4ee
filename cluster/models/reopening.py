"""Lines that an appraiser sent back to a member."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model


class Reopening(Model):
    """That lines of a member were sent back until a day, and its answer.

    `last_score_id`: the newest score of the year at that moment; what stood before is made of it
    and older ones.
    """

    __tablename__ = "reopening"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    due_on: Mapped[date]
    last_score_id: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class ReopenedLine(Model):
    """One line sent back, with what is asked.

    `changed_at`: when the member last changed what it reports there; `last_score_id`: the newest
    score of the year at that moment, so that those given before the new report are known.
    """

    __tablename__ = "reopened_line"
    __table_args__ = (UniqueConstraint("reopening_id", "criterion_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reopening_id: Mapped[int] = mapped_column(ForeignKey("reopening.id"))
    criterion_code: Mapped[str]
    note: Mapped[str]
    changed_at: Mapped[datetime | None]
    last_score_id: Mapped[int | None]
