"""Money that goes with the awards of a year: its rules, its funds, and who is paid what."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import award_money, permissions
from cluster.domain.award_money import BaseSalary, Claimed, Payment, Rate, SourceBudget
from cluster.domain.awards import AwardStatus, Recipient
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.models import Award, AwardFund, AwardKind, AwardRate, BaseSalaryRule
from cluster.services import audit, years
from cluster.services.awards.reading import AwardLine, day_of, list_awards, list_rows

DATA = files("cluster") / "data"


@dataclass(frozen=True, kw_only=True)
class PaidAward:
    """One award with what it costs."""

    line: AwardLine
    payment: Payment
    decision_id: int | None


@dataclass(frozen=True, kw_only=True)
class MoneySheet:
    """What the awards of a year cost, by award and by source.

    `salary` is in force today; `needed` adds the amounts that are known.
    """

    awards: tuple[PaidAward, ...]
    budgets: tuple[SourceBudget, ...]
    needed: int
    salary: BaseSalary | None
    has_rules: bool
    is_run: bool

    @property
    def unknown(self) -> int:
        """How many awards no amount is known for."""
        return sum(paid.payment.amount is None for paid in self.awards)


@atomic()
def install_rules(actor: Actor, *, now: datetime) -> None:
    """Give an installation that has no rules of money those that the program brings along."""
    permissions.require(actor.administers or permissions.can_register(actor))
    if db.session.scalar(select(BaseSalaryRule.id).limit(1)) is not None:
        return
    kinds = {kind.code: kind.id for kind in db.session.scalars(select(AwardKind))}
    db.session.add_all(
        BaseSalaryRule(
            starts_on=date.fromisoformat(row["starts_on"]),
            amount=int(row["amount"]),
            rounded_up_to=int(row["rounded_up_to"]),
            citation=row["citation"],
        )
        for row in _rows("base_salaries")
    )
    db.session.add_all(
        AwardRate(
            kind_id=kinds[row["kind"]],
            recipient=Recipient(row["recipient"]),
            starts_on=date.fromisoformat(row["starts_on"]),
            multiple=Decimal(row["multiple"]),
            citation=row["citation"],
        )
        for row in _rows("award_rates")
        if row["kind"] in kinds
    )
    audit.record(actor, "award_money.installed", ("base_salary", "all"), now)


@atomic()
def add_salary(
    actor: Actor,
    year_id: int,
    *,
    starts_on: date,
    amount: int,
    rounded_up_to: int,
    citation: str,
    now: datetime,
) -> BaseSalaryRule:
    """Enter the base salary from a day on; decisions before that day keep the earlier one."""
    year = years.get_to_run(actor, year_id)
    award_money.check_salary(amount, rounded_up_to)
    if db.session.scalar(select(BaseSalaryRule.id).filter_by(starts_on=starts_on)) is not None:
        raise RuleViolation(_("A base salary is entered for this day already."), field="starts_on")
    row = BaseSalaryRule(
        starts_on=starts_on, amount=amount, rounded_up_to=rounded_up_to, citation=citation
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "base_salary.added",
        ("base_salary", row.id),
        now,
        where=audit.within(year),
        after={"starts_on": starts_on.isoformat(), "amount": amount, "citation": citation},
    )
    return row


@atomic()
def add_rate(
    actor: Actor,
    year_id: int,
    *,
    kind_id: int,
    recipient: Recipient,
    starts_on: date,
    multiple: Decimal,
    citation: str,
    now: datetime,
) -> AwardRate:
    """Enter how many base salaries go with an award, from a day on."""
    year = years.get_to_run(actor, year_id)
    award_money.check_multiple(multiple)
    kind = get_or_raise(AwardKind, kind_id)
    known = select(AwardRate.id).filter_by(
        kind_id=kind_id, recipient=recipient, starts_on=starts_on
    )
    if db.session.scalar(known) is not None:
        raise RuleViolation(_("A multiple is entered for this day already."), field="starts_on")
    row = AwardRate(
        kind_id=kind_id,
        recipient=recipient,
        starts_on=starts_on,
        multiple=multiple,
        citation=citation,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "award_rate.added",
        ("award_rate", row.id),
        now,
        where=audit.within(year),
        after={
            "award": kind.name_vi,
            "recipient": recipient.value,
            "starts_on": starts_on.isoformat(),
            "multiple": format(multiple, "f"),
            "citation": citation,
        },
    )
    return row


@atomic()
def set_fund(
    actor: Actor, year_id: int, *, source: str, amount: int, note: str, now: datetime
) -> AwardFund:
    """Say how much a source has for the year's awards; a second word replaces the first."""
    year = years.get_to_run(actor, year_id)
    award_money.check_fund(amount)
    row = db.session.scalar(select(AwardFund).filter_by(year_id=year_id, source=source))
    before = {"amount": row.amount, "note": row.note} if row else None
    if row is None:
        row = AwardFund(year_id=year_id, source=source)
        db.session.add(row)
    row.amount, row.note = amount, note
    db.session.flush()
    audit.record(
        actor,
        "award_fund.set",
        ("award_fund", row.id),
        now,
        where=audit.within(year),
        before=before,
        after={"source": source, "amount": amount, "note": note},
    )
    return row


def money_sheet(actor: Actor, year_id: int, today: date) -> MoneySheet:
    """Return what the year's awards cost, to who sees all awards (8 queries)."""
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_see_all_awards(actor, year.cluster_id))
    salaries, rates = list_salaries(), list_rates()
    rows = {
        award.id: award for award in list_rows(year_id) if award.status is not AwardStatus.WITHDRAWN
    }
    payments = {
        award.id: award_money.pay(_claimed(award), salaries, rates) for award in rows.values()
    }
    kept = select(AwardFund).where(AwardFund.year_id == year_id).order_by(AwardFund.id)
    funds = {fund.source: fund.amount for fund in db.session.scalars(kept)}
    return MoneySheet(
        awards=tuple(
            PaidAward(line=line, payment=payments[line.id], decision_id=rows[line.id].decision_id)
            for line in list_awards(actor, year_id)
            if line.id in payments
        ),
        budgets=tuple(award_money.budgets(payments.values(), funds)),
        needed=award_money.total(payments.values()),
        salary=award_money.in_force(salaries, today),
        has_rules=bool(salaries),
        is_run=permissions.can_run_year(actor, year.cluster_id),
    )


def list_salaries() -> list[BaseSalary]:
    """Return the base salaries, the newest first."""
    return [
        BaseSalary(
            starts_on=row.starts_on,
            amount=row.amount,
            rounded_up_to=row.rounded_up_to,
            citation=row.citation,
        )
        for row in db.session.scalars(
            select(BaseSalaryRule).order_by(BaseSalaryRule.starts_on.desc())
        )
    ]


def list_rates() -> list[Rate]:
    """Return the multiples, in the order of the catalogue, the newest of each award first."""
    rows = db.session.execute(
        select(AwardRate, AwardKind.code)
        .join(AwardKind, AwardRate.kind_id == AwardKind.id)
        .order_by(AwardKind.id, AwardRate.recipient, AwardRate.starts_on.desc())
    )
    return [
        Rate(
            kind=code,
            recipient=row.recipient,
            starts_on=row.starts_on,
            multiple=row.multiple,
            citation=row.citation,
        )
        for row, code in rows
    ]


def _claimed(award: Award) -> Claimed:
    return Claimed(
        award_id=award.id,
        kind=award.kind.code,
        recipient=award.recipient,
        source=award.decision.authority if award.decision else award.kind.decided_by,
        day=day_of(award),
    )


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
