"""Money that goes with awards: multiples of the base salary, by rules that hold from a day on.

Amounts are whole đồng. What is paid follows the base salary (lương cơ sở) in force on the day of
the decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Protocol, TypeVar

from cluster.domain.awards import Recipient
from cluster.domain.errors import RuleViolation, _
from cluster.domain.vietnamese import LARGEST_SPELLED, spell_number

ROUNDINGS = (1, 1_000, 10_000, 100_000)
LARGEST_MULTIPLE = Decimal(1000)


class Dated(Protocol):
    """A rule that holds from a day on, until the next one."""

    @property
    def starts_on(self) -> date:
        """The first day."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, kw_only=True)
class BaseSalary:
    """The base salary from a day on (đồng), and up to what an award's amount is rounded."""

    starts_on: date
    amount: int
    rounded_up_to: int = 1
    citation: str


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many base salaries go with an award for a collective or a person, from a day on."""

    kind: str
    """The award's code in the catalogue."""
    recipient: Recipient
    starts_on: date
    multiple: Decimal
    citation: str


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One award that money goes with: whose fund pays it, and the day whose rules hold."""

    award_id: int
    kind: str
    recipient: Recipient
    source: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What one award costs; `amount` None: no multiple or no base salary is known for its day."""

    award_id: int
    source: str
    multiple: Decimal | None
    salary: int | None
    amount: int | None


@dataclass(frozen=True, kw_only=True)
class SourceBudget:
    """What the awards of one source need, and what it has; `fund` None: nobody has said.

    `unknown`: awards whose money is not known, which `needed` leaves out.
    """

    source: str
    fund: int | None
    needed: int
    unknown: int

    @property
    def left(self) -> int | None:
        """What stays in the fund, below zero what it lacks."""
        return None if self.fund is None else self.fund - self.needed


def in_force(rules: Iterable[D], day: date) -> D | None:
    """Return the rule begun last on or before the day."""
    begun = [rule for rule in rules if rule.starts_on <= day]
    return max(begun, key=lambda rule: rule.starts_on, default=None)


def pay(claimed: Claimed, salaries: Sequence[BaseSalary], rates: Iterable[Rate]) -> Payment:
    """Return what an award costs: its multiple of the base salary, both as on its day."""
    of_award = [r for r in rates if (r.kind, r.recipient) == (claimed.kind, claimed.recipient)]
    rate, salary = in_force(of_award, claimed.day), in_force(salaries, claimed.day)
    return Payment(
        award_id=claimed.award_id,
        source=claimed.source,
        multiple=rate.multiple if rate else None,
        salary=salary.amount if salary else None,
        amount=amount_of(rate.multiple, salary) if rate and salary else None,
    )


def amount_of(multiple: Decimal, salary: BaseSalary) -> int:
    """Return a multiple of the base salary, rounded up as that salary's rule says."""
    steps = multiple * salary.amount / salary.rounded_up_to
    return int(steps.to_integral_value(rounding=ROUND_CEILING)) * salary.rounded_up_to


def budgets(payments: Iterable[Payment], funds: Mapping[str, int]) -> list[SourceBudget]:
    """Return for each source what it has and what its awards need, in the order they come up."""
    by_source: dict[str, list[Payment]] = {source: [] for source in funds}
    for payment in payments:
        by_source.setdefault(payment.source, []).append(payment)
    return [
        SourceBudget(
            source=source,
            fund=funds.get(source),
            needed=total(of_source),
            unknown=sum(payment.amount is None for payment in of_source),
        )
        for source, of_source in by_source.items()
    ]


def total(payments: Iterable[Payment]) -> int:
    """Return the sum of the amounts that are known."""
    return sum(payment.amount or 0 for payment in payments)


def in_words(amount: int) -> str:
    """Write an amount in words, as payment papers close: “Ba triệu … đồng.”"""
    spelled = f"{spell_number(amount)} đồng."
    return spelled[0].upper() + spelled[1:]


def check_salary(amount: int, rounded_up_to: int) -> None:
    """Refuse a base salary that cannot be one."""
    if not 0 < amount <= 100_000_000:
        raise RuleViolation(_("Enter the base salary of a month in đồng."), field="amount")
    if rounded_up_to not in ROUNDINGS:
        raise RuleViolation(_("Choose how amounts are rounded."), field="rounded_up_to")


def check_multiple(multiple: Decimal) -> None:
    """Refuse a multiple that no award has."""
    if not 0 <= multiple <= LARGEST_MULTIPLE or multiple != round(multiple, 2):
        raise RuleViolation(
            _("Enter a multiple from 0 to 1.000, with at most two decimals."), field="multiple"
        )


def check_fund(amount: int) -> None:
    """Refuse a fund that is less than nothing, or more than papers can write in words."""
    if not 0 <= amount <= LARGEST_SPELLED:
        raise RuleViolation(_("Enter the fund in đồng."), field="amount")
