"""Print orders: what is to be printed, line by line, and how far it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.awards import CertificateForm
from cluster.domain.orders import ItemStatus, OrderStatus


class PrintOrder(Model):
    """Certificates ordered together: all awards of a decision, or the lines of a list.

    `alive_at`: when its printing last gave a sign of life, or the making of its files began or was
    asked for. `running_since` and `done_before`: when it was started or resumed, and what was
    printed by then. `wants_singles`: also an archive with a file for each certificate. `layout_id`:
    the stock that it is meant for; none for certificates that are printed whole.
    """

    __tablename__ = "print_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    layout_id: Mapped[int | None] = mapped_column(ForeignKey("stock_layout.id"))
    title: Mapped[str]
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.DRAFT)
    wants_singles: Mapped[bool] = mapped_column(default=False)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    alive_at: Mapped[datetime | None]
    running_since: Mapped[datetime | None]
    done_before: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    merged_sha256: Mapped[str] = mapped_column(default="")
    merged_size: Mapped[int] = mapped_column(default=0)
    singles_sha256: Mapped[str] = mapped_column(default="")
    singles_size: Mapped[int] = mapped_column(default=0)


class PrintItem(Model):
    """One line of an order: the certificate's data, what was found in it, the paper it became."""

    __tablename__ = "print_item"
    __table_args__ = (
        UniqueConstraint("order_id", "place"),
        UniqueConstraint("order_id", "paper_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("print_order.id"))
    place: Mapped[int]
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"))
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    form: Mapped[CertificateForm]
    title: Mapped[str]
    data: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    status: Mapped[ItemStatus]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("issued_paper.id"))
