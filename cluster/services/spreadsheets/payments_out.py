"""Whom award money is paid to, decision by decision, as a workbook."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from cluster.domain.award_money import in_words, total
from cluster.domain.awards import cited
from cluster.domain.permissions import Actor
from cluster.domain.years import vietnam_day
from cluster.services import awards, years
from cluster.services.awards import PaidAward
from cluster.services.spreadsheets.files import Workbook, write
from cluster.spreadsheets.writing import Cell, Look, Sheet

TITLE = "DANH SÁCH CHI TIỀN THƯỞNG"
COLUMNS = (
    ("TT", 6),
    ("Người nhận", 36),
    ("Chức vụ, đơn vị", 44),
    ("Danh hiệu, hình thức", 26),
    ("Hệ số", 9),
    ("Mức lương cơ sở (đồng)", 16),
    ("Số tiền (đồng)", 16),
    ("Ký nhận", 18),
)
WIDTH = len(COLUMNS)
HEADS = 3
NOTHING_DECIDED = "Chưa có quyết định khen thưởng."
UNKNOWN = "Chưa nhập hệ số hoặc mức lương cơ sở, nên chưa có số tiền của: {}."

Row = tuple[Cell, ...]


def payment_workbook(actor: Actor, year_id: int, *, now: datetime) -> Workbook:
    """Return all decided awards of a year that money goes with, to who sees it; blank: not known.

    The sums are figures, as in all our sheets: a program that reckons nothing shows them too.
    """
    year = years.get_visible(actor, year_id)
    sheet = awards.money_sheet(actor, year_id, vietnam_day(now))
    decided = sorted(
        (
            paid
            for paid in sheet.awards
            if paid.decision_id is not None and paid.payment.amount != 0
        ),
        key=lambda paid: paid.decision_id or 0,
    )
    rows = (
        _across(Look.TITLE, f"{TITLE} NĂM {year.number}"),
        _across(Look.NOTE, f"{year.cluster.name}. {_summary(decided)}"),
        tuple(Cell(value=heading, look=Look.HEADER) for heading, _width in COLUMNS),
        *_by_decision(decided),
    )
    shown = Sheet(
        title=f"Chi thưởng {year.number}",
        rows=rows,
        widths=tuple(width for _heading, width in COLUMNS),
        head=HEADS,
        head_from=HEADS - 1,
    )
    return write(actor, f"chi-tien-thuong-{year.number}", TITLE, (shown,), now=now)


def _summary(decided: Sequence[PaidAward]) -> str:
    if not decided:
        return NOTHING_DECIDED
    unknown = dict.fromkeys(paid.line.kind_vi for paid in decided if paid.payment.amount is None)
    return UNKNOWN.format("; ".join(unknown)) if unknown else ""


def _by_decision(decided: Sequence[PaidAward]) -> Iterator[Row]:
    """Give each decision with those it awards and its sum, then the sum of all in words too."""
    for _id, group in groupby(decided, key=lambda paid: paid.decision_id):
        of_decision = list(group)
        yield _across(Look.SECTION, _decision(of_decision[0]))
        for number, paid in enumerate(of_decision, start=1):
            line, payment = paid.line, paid.payment
            values = (
                line.recipient_name,
                line.position or line.alliance,
                line.kind_vi,
                payment.multiple,
                payment.salary,
                payment.amount,
                None,
            )
            yield Cell(value=number, centred=True), *(Cell(value=value) for value in values)
        yield _sum("Cộng", of_decision)
    if decided:
        yield _sum("TỔNG CỘNG", decided)
        words = in_words(total(paid.payment for paid in decided))
        yield _across(Look.NOTE, f"Bằng chữ: {words}")


def _decision(paid: PaidAward) -> str:
    line = paid.line
    return f"{cited(line.decision)} ngày {line.decided_on:%d/%m/%Y} của {paid.payment.source}"


def _sum(name: str, paid: Sequence[PaidAward]) -> Row:
    return (
        Cell(value=name, look=Look.TOTAL, across=WIDTH - 2),
        Cell(value=total(each.payment for each in paid), look=Look.TOTAL),
        Cell(look=Look.TOTAL),
    )


def _across(look: Look, text: str) -> Row:
    return (Cell(value=text, look=look, across=WIDTH),)
