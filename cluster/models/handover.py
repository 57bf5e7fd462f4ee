"""What was ticked off when the lead was handed over."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.handover import Item, Side


class HandoverTick(Model):
    """That one side says an item of a year's handover is done; `year_id`: of the old leader."""

    __tablename__ = "handover_tick"
    __table_args__ = (UniqueConstraint("year_id", "item", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    item: Mapped[Item]
    side: Mapped[Side]
    ticked_by: Mapped[str]
    ticked_at: Mapped[datetime]
