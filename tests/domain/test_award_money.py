"""Money that goes with awards: multiples of a dated base salary, funds, words."""

from datetime import date
from decimal import Decimal

import pytest

from cluster.domain import award_money
from cluster.domain.award_money import BaseSalary, Claimed, Payment, Rate, SourceBudget
from cluster.domain.awards import Recipient
from cluster.domain.errors import RuleViolation

TWO_MILLION = BaseSalary(starts_on=date(2024, 7, 1), amount=2_340_000, citation="NĐ 73/2024")
LATER = BaseSalary(
    starts_on=date(2026, 7, 1), amount=2_530_000, rounded_up_to=10_000, citation="Nghị định mới"
)
PERSON, UNIT = Recipient.INDIVIDUAL, Recipient.COLLECTIVE
VCA = "Chủ tịch Liên minh Hợp tác xã Việt Nam"


def rate(kind: str, multiple: str, recipient: Recipient = PERSON, year: int = 2025) -> Rate:
    return Rate(
        kind=kind,
        recipient=recipient,
        starts_on=date(year, 7, 1),
        multiple=Decimal(multiple),
        citation="NĐ 152/2025",
    )


RATES = (
    rate("BK", "1.5"),
    rate("BK", "3", UNIT),
    rate("BK", "2", year=2027),
    rate("LDTT", "0.3"),
)


def claimed(
    kind: str = "BK", recipient: Recipient = PERSON, day: date = date(2025, 12, 1)
) -> Claimed:
    return Claimed(award_id=1, kind=kind, recipient=recipient, source=VCA, day=day)


@pytest.mark.parametrize(
    ("award", "amount"),
    [
        pytest.param(claimed(), 3_510_000, id="a person's certificate of merit"),
        pytest.param(claimed(recipient=UNIT), 7_020_000, id="a collective has its own multiple"),
        pytest.param(claimed("LDTT"), 702_000, id="the exact multiple without rounding"),
        pytest.param(
            claimed("LDTT", day=date(2026, 7, 1)), 760_000, id="759.000 rounded up from the new day"
        ),
        pytest.param(claimed(day=date(2027, 7, 1)), 5_060_000, id="a later multiple"),
        pytest.param(claimed("GK"), None, id="no multiple is known"),
        pytest.param(claimed("BK", day=date(2025, 6, 30)), None, id="no multiple on that day yet"),
    ],
)
def test_an_award_costs_a_multiple_of_the_salary_of_its_day(
    award: Claimed, amount: int | None
) -> None:
    assert award_money.pay(award, [LATER, TWO_MILLION], RATES).amount == amount


def test_without_a_base_salary_the_multiple_alone_is_known() -> None:
    payment = award_money.pay(claimed(), [], RATES)

    assert (payment.multiple, payment.salary, payment.amount) == (Decimal("1.5"), None, None)


def payment(award_id: int, source: str, amount: int | None) -> Payment:
    return Payment(
        award_id=award_id, source=source, multiple=Decimal(1), salary=2_340_000, amount=amount
    )


def test_each_fund_is_held_against_what_its_awards_need() -> None:
    payments = [payment(1, VCA, 3_510_000), payment(2, "Tỉnh", 702_000), payment(3, VCA, None)]

    found = award_money.budgets(payments, {VCA: 3_000_000, "Khác": 5})

    assert found == [
        SourceBudget(source=VCA, fund=3_000_000, needed=3_510_000, unknown=1),
        SourceBudget(source="Khác", fund=5, needed=0, unknown=0),
        SourceBudget(source="Tỉnh", fund=None, needed=702_000, unknown=0),
    ]
    assert [budget.left for budget in found] == [-510_000, 5, None]
    assert award_money.total(payments) == 4_212_000


def test_the_sum_is_written_in_words() -> None:
    assert award_money.in_words(21_060_000) == "Hai mươi mốt triệu không trăm sáu mươi nghìn đồng."


@pytest.mark.parametrize(
    ("amount", "rounding", "field"),
    [
        pytest.param(0, 1, "amount", id="no salary"),
        pytest.param(100_000_001, 1, "amount", id="more than any salary"),
        pytest.param(2_340_000, 7, "rounded_up_to", id="an odd rounding"),
    ],
)
def test_an_impossible_salary_is_refused(amount: int, rounding: int, field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        award_money.check_salary(amount, rounding)

    assert refusal.value.field == field


@pytest.mark.parametrize("multiple", ["-1", "1000.01", "0.005"])
def test_an_impossible_multiple_is_refused(multiple: str) -> None:
    with pytest.raises(RuleViolation, match="at most two decimals"):
        award_money.check_multiple(Decimal(multiple))


def test_what_is_possible_passes() -> None:
    award_money.check_salary(2_340_000, 10_000)
    award_money.check_multiple(Decimal("0.30"))
    award_money.check_fund(0)


@pytest.mark.parametrize("amount", [-1, 10**12])
def test_an_impossible_fund_is_refused(amount: int) -> None:
    with pytest.raises(RuleViolation, match="Enter the fund"):
        award_money.check_fund(amount)
