"""Money that goes with awards: base salaries and multiples by day, and the funds that pay."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cluster.database import Model
from cluster.domain.awards import Recipient


class BaseSalaryRule(Model):
    """The base salary from a day on, in đồng, by the decree that sets it."""

    __tablename__ = "base_salary"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(unique=True)
    amount: Mapped[int]
    rounded_up_to: Mapped[int]
    citation: Mapped[str]


class AwardRate(Model):
    """How many base salaries go with an award for a collective or a person, from a day on."""

    __tablename__ = "award_rate"
    __table_args__ = (UniqueConstraint("kind_id", "recipient", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("award_kind.id"))
    recipient: Mapped[Recipient]
    starts_on: Mapped[date]
    multiple: Mapped[Decimal]
    citation: Mapped[str]


class AwardFund(Model):
    """What one source, the authority that decides, has for the awards of a year, in đồng."""

    __tablename__ = "award_fund"
    __table_args__ = (UniqueConstraint("year_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("year.id"))
    source: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(default="")
