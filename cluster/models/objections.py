"""What members say to their appraisal, and what they are told."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.objections import ObjectionKind, Verdict


class Objection(Model):
    """One request for an explanation, or one objection, to one line; `verdict` None: it waits."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    criterion_code: Mapped[str]
    kind: Mapped[ObjectionKind]
    text: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    verdict: Mapped[Verdict | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
