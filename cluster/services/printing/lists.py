"""What proposals say, the lists attached to decisions, and the lists by which money is paid."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from cluster.database import db
from cluster.documents.letterhead import Signer
from cluster.documents.official import Column, OfficialPaper, Row, Section, Table
from cluster.domain import award_money
from cluster.domain.awards import AwardStatus, Recipient, cited
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.official import Details, lines
from cluster.domain.rulebook_words import listed
from cluster.domain.vietnamese import format_number, official_date
from cluster.models import Decision, Year
from cluster.services import awards
from cluster.services.awards import MoneySheet, PaidAward
from cluster.services.printing.setting import CENTER, NUMBER, RIGHT, Setting

GROUPS = ((Recipient.COLLECTIVE, "TẬP THỂ"), (Recipient.INDIVIDUAL, "CÁ NHÂN"))
ROOM_FOR_RECEIPT = 10
"""Millimetres in which somebody signs for money."""
PREPARER, ACCOUNTANT = "NGƯỜI LẬP BẢNG", "KẾ TOÁN"
COLUMNS = (
    NUMBER,
    Column(heading="Họ và tên, đơn vị", width=52),
    Column(heading="Danh hiệu, hình thức", width=34),
    Column(heading="Thành tích", width=68),
)
NOT_THERE = _("There is no such entry, or it is not yours to see.")


def authorities(sheet: MoneySheet) -> dict[int, str]:
    """Return who is asked to decide open proposals, each by the number of its first one."""
    found: dict[str, int] = {}
    for paid in sheet.awards:
        if paid.line.status is AwardStatus.PROPOSED:
            found.setdefault(paid.payment.source, paid.line.id)
    return {award_id: authority for authority, award_id in found.items()}


def decisions(year: Year) -> list[Decision]:
    """Return the year's decisions that have a number to attach a list to."""
    rows = db.session.scalars(
        select(Decision).where(Decision.year_id == year.id).order_by(Decision.id)
    )
    return [decision for decision in rows if decision.number[:1].isdigit()]


def proposal(setting: Setting, award_id: int) -> OfficialPaper:
    """Return the proposal of the open awards that one authority decides."""
    sheet = awards.money_sheet(setting.actor, setting.year.id, setting.today)
    authority = authorities(sheet).get(award_id)
    if authority is None:
        raise NotFound(NOT_THERE)
    proposed = [
        paid
        for paid in sheet.awards
        if paid.line.status is AwardStatus.PROPOSED and paid.payment.source == authority
    ]
    count = {who: sum(paid.line.recipient is who for paid in proposed) for who, _name in GROUPS}
    request = (
        f"{setting.year.cluster.name} kính trình {authority} xem xét, quyết định khen thưởng cho"
        f" {count[Recipient.COLLECTIVE]} tập thể và {count[Recipient.INDIVIDUAL]} cá nhân đã có"
        f" thành tích trong phong trào thi đua năm {setting.year.number}, cụ thể như sau:"
    )
    return setting.paper(
        "TỜ TRÌNH",
        f"Về việc đề nghị khen thưởng phong trào thi đua năm {setting.year.number}",
        (
            Section(paragraphs=(request,)),
            *_by_recipient(proposed),
            _attached(setting.details),
            Section(paragraphs=(f"Kính đề nghị {authority} xem xét, quyết định./.",)),
        ),
    )


def award_list(setting: Setting, decision_id: int) -> OfficialPaper:
    """Return the list attached to a decision: its number, place, day and signer.

    The deciding authority stands alone at its head: what is above the cluster is not above it.
    """
    decision = _decision(setting.year, decision_id)
    sheet = awards.money_sheet(setting.actor, setting.year.id, setting.today)
    decided = [paid for paid in sheet.awards if paid.decision_id == decision_id]
    paper = setting.paper(
        "DANH SÁCH",
        f"Các tập thể, cá nhân được khen thưởng năm {setting.year.number}",
        tuple(_by_recipient(decided)),
        Signer(position=decision.signer_title.upper(), name=decision.signer_name),
    )
    head = replace(
        paper.letterhead,
        authority="",
        issuer=decision.authority.upper(),
        number=decision.number,
        place=decision.place,
        dated=decision.decided_on,
    )
    return replace(
        paper, letterhead=head, attached_to=_attached_to(decision), bases=(), addressed_to=()
    )


def payment_list(setting: Setting, decision_id: int) -> OfficialPaper:
    """Return who is paid how much by a decision, the sum in figures and in words."""
    decision = _decision(setting.year, decision_id)
    sheet = awards.money_sheet(setting.actor, setting.year.id, setting.today)
    paid = [each for each in sheet.awards if each.decision_id == decision_id]
    unknown = unknown_money(paid)
    if unknown:
        raise RuleViolation(unknown)
    sum_ = award_money.total(each.payment for each in paid)
    details = setting.details
    signers = [Signer(position=PREPARER, name=details.word("preparer"))]
    if details.word("accountant"):
        signers.append(Signer(position=ACCOUNTANT, name=details.word("accountant")))
    paper = setting.paper(
        "DANH SÁCH CHI TIỀN THƯỞNG",
        f"Khen thưởng phong trào thi đua năm {setting.year.number}",
        (
            Section(
                table=_payments(paid, sum_),
                notes=(
                    f"Bằng chữ: {award_money.in_words(sum_)}",
                    _salaries(paid),
                ),
            ),
        ),
        *signers,
        setting.signer,
    )
    return replace(paper, attached_to=_attached_to(decision), addressed_to=())


def unknown_money(paid: Iterable[PaidAward]) -> Message | None:
    """Say for which awards no amount is known, if there are any."""
    kinds = [each.line.kind_vi for each in paid if each.payment.amount is None]
    if not kinds:
        return None
    return _(
        "No multiple or base salary is entered for: %(names)s.",
        names=listed(list(dict.fromkeys(kinds))),
    )


def _decision(year: Year, decision_id: int) -> Decision:
    found = next((each for each in decisions(year) if each.id == decision_id), None)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def _attached_to(decision: Decision) -> str:
    return (
        f"(Kèm theo {cited(decision.number)} {official_date(decision.decided_on)}"
        f" của {decision.authority})"
    )


def _attached(details: Details) -> Section:
    found = lines(details.word("attached"))
    return Section(paragraphs=("Hồ sơ kèm theo:", *found) if found else ())


def _by_recipient(chosen: Sequence[PaidAward]) -> list[Section]:
    """Return the collectives and then the individuals, each as a table of their own."""
    groups = [
        (name, [each for each in chosen if each.line.recipient is who]) for who, name in GROUPS
    ]
    return [
        Section(heading=name, table=Table(columns=COLUMNS, rows=tuple(_rows(of_group))))
        for name, of_group in groups
        if of_group
    ]


def _rows(chosen: Iterable[PaidAward]) -> Iterable[Row]:
    for number, each in enumerate(chosen, start=1):
        line = each.line
        yield Row(cells=(str(number), _recipient(each), line.kind_vi, line.reason))


def _recipient(each: PaidAward) -> str:
    line = each.line
    return f"{line.recipient_name}, {line.position}" if line.position else line.recipient_name


def _payments(paid: Iterable[PaidAward], sum_: int) -> Table:
    rows = [
        Row(
            cells=(
                str(number),
                _recipient(each),
                each.line.kind_vi,
                format_number(each.payment.multiple or 0),
                format_number(each.payment.amount or 0),
                "",
            )
        )
        for number, each in enumerate((e for e in paid if e.payment.amount), start=1)
    ]
    return Table(
        columns=(
            NUMBER,
            Column(heading="Người nhận", width=58),
            Column(heading="Danh hiệu, hình thức", width=34),
            Column(heading="Hệ số", width=14, align=CENTER),
            Column(heading="Số tiền (đồng)", width=26, align=RIGHT),
            Column(heading="Ký nhận", width=22),
        ),
        rows=(*rows, Row(cells=("Tổng cộng", format_number(sum_), ""), is_strong=True)),
        row_height=ROOM_FOR_RECEIPT,
    )


def _salaries(paid: Iterable[PaidAward]) -> str:
    """Say by which base salary the amounts were reckoned."""
    amounts = dict.fromkeys(each.payment.salary for each in paid if each.payment.salary)
    written = "; ".join(f"{format_number(amount)} đồng" for amount in amounts)
    return f"Tiền thưởng tính theo mức lương cơ sở: {written}."
