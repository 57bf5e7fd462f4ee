"""Awards: the cluster proposes, an authority above decides, then they are handed out."""

from cluster.services.awards.catalogue import add_kind, install_catalogue, list_kinds
from cluster.services.awards.deciding import hand_out, record_decision
from cluster.services.awards.golden_book import list_clashes
from cluster.services.awards.money import (
    MoneySheet,
    PaidAward,
    add_rate,
    add_salary,
    install_rules,
    list_rates,
    list_salaries,
    money_sheet,
    set_fund,
)
from cluster.services.awards.proposing import propose, withdraw
from cluster.services.awards.reading import AwardLine, get_line, list_awards

__all__ = [
    "AwardLine",
    "MoneySheet",
    "PaidAward",
    "add_kind",
    "add_rate",
    "add_salary",
    "get_line",
    "hand_out",
    "install_catalogue",
    "install_rules",
    "list_awards",
    "list_clashes",
    "list_kinds",
    "list_rates",
    "list_salaries",
    "money_sheet",
    "propose",
    "record_decision",
    "set_fund",
    "withdraw",
]
