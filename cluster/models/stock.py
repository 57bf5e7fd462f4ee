"""Pre-printed stock: the forms an office has, how words are placed on them, its printers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cluster.database import Model
from cluster.domain.awards import CertificateForm


class StockLayout(Model):
    """One version of where the words stand on a kind of stock; none is ever changed."""

    __tablename__ = "stock_layout"
    __table_args__ = (UniqueConstraint("stock_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_id: Mapped[int] = mapped_column(ForeignKey("stock.id"))
    version: Mapped[int]
    data: Mapped[dict[str, Any]]
    reason: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]


Layouts = list[StockLayout]


class Stock(Model):
    """A kind of pre-printed sheets of a year, for one form of paper.

    `background_sha256`: a scan of the empty sheet, shown on the screen only.
    """

    __tablename__ = "stock"
    __table_args__ = (UniqueConstraint("year_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    form: Mapped[CertificateForm]
    name: Mapped[str]
    background_sha256: Mapped[str] = mapped_column(default="")

    layouts: Mapped[Layouts] = relationship(lazy="selectin", order_by=StockLayout.version)


class Printer(Model):
    """A printer of the cluster's office, and how its pages are moved and stretched.

    Millimetres to the right and down; per cent.
    """

    __tablename__ = "printer"
    __table_args__ = (UniqueConstraint("cluster_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    name: Mapped[str]
    dx: Mapped[Decimal]
    dy: Mapped[Decimal]
    scale_x: Mapped[Decimal]
    scale_y: Mapped[Decimal]


class StockRun(Model):
    """Papers of an order printed onto stock: with which version of a layout, on which printer.

    `correction` is the printer's as it was then. `places`: which lines, as written; nothing means
    all. `sha256` is empty until the file is made; `done` pages of it are, since `running_since`,
    and `alive_at` is when its making last gave a sign of life.
    """

    __tablename__ = "stock_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("print_order.id"), index=True)
    layout_id: Mapped[int] = mapped_column(ForeignKey("stock_layout.id"))
    printer_name: Mapped[str]
    correction: Mapped[dict[str, Any]]
    places: Mapped[str]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    pages: Mapped[int]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    running_since: Mapped[datetime | None]
    alive_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
