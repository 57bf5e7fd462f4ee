"""The register of papers taken along: as a workbook, and as a list on paper."""

from datetime import datetime

from cluster.documents.register import Register, RegisterRow, register
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.printing import PAPER_KIND_NAMES
from cluster.domain.years import vietnam_day
from cluster.language import say
from cluster.services.printing.heads import head_of
from cluster.services.printing.register import RegisterLine, Wanted, get_year, list_register
from cluster.spreadsheets.writing import Cell, Look, Sheet, Value, write_workbook

TITLE = "SỔ THEO DÕI CẤP BẰNG, VĂN BẢN"
HEADINGS = (
    ("Số", 24),
    ("Loại", 24),
    ("Văn bản", 50),
    ("Số sổ vàng", 12),
    ("Lần cấp", 9),
    ("Ngày cấp", 12),
    ("Người cấp", 24),
    ("Số lần in lại", 12),
    ("Ghi chú", 40),
)


def register_workbook(actor: Actor, year_id: int, wanted: Wanted, *, now: datetime) -> bytes:
    """Return the papers that are looked for as a workbook, in the order of their issue."""
    year = get_year(actor, year_id)
    lines = list_register(actor, year_id, wanted, most=None).lines[::-1]
    width = len(HEADINGS)
    rows = (
        (Cell(value=f"{TITLE} NĂM {year.number}", look=Look.TITLE, across=width),),
        (Cell(value=year.cluster.name, look=Look.NOTE, across=width, wrapped=False),),
        tuple(Cell(value=heading, look=Look.HEADER) for heading, _width in HEADINGS),
        *(tuple(Cell(value=value) for value in _values(line)) for line in lines),
    )
    sheet = Sheet(
        title=f"Sổ {year.number}",
        rows=rows,
        widths=tuple(width for _heading, width in HEADINGS),
        head=3,
        head_from=2,
    )
    return write_workbook((sheet,), title=TITLE, creator=actor.name, made_at=now)


def register_paper(actor: Actor, year_id: int, wanted: Wanted, *, now: datetime) -> bytes:
    """Return the papers that are looked for as a list on paper, in the order of their issue.

    Raises RuleViolation for letters that cannot be printed.
    """
    year = get_year(actor, year_id)
    lines = list_register(actor, year_id, wanted, most=None).lines[::-1]
    today = vietnam_day(now)
    paper = Register(
        letterhead=head_of(year, today, dated=today).letterhead,
        title=TITLE,
        subject=f"Năm {year.number}",
        rows=tuple(
            RegisterRow(
                serial=line.serial,
                title=line.title,
                golden_book_number=line.golden_book_number,
                issued_at=line.issued_at,
                issued_by=_issuer(line),
                remark=_remark(line),
            )
            for line in lines
        ),
        printed_at=now,
        sample=year.cluster.is_sample,
    )
    try:
        return register(paper)
    except RuleViolation as refusal:
        raise RuleViolation(
            _("%(problem)s The register in Excel shows it all.", problem=refusal.message)
        ) from None


def _values(line: RegisterLine) -> tuple[Value, ...]:
    return (
        line.serial,
        say(PAPER_KIND_NAMES[line.kind], "vi"),
        line.title,
        line.golden_book_number,
        line.issue,
        vietnam_day(line.issued_at),
        _issuer(line),
        line.reprints,
        _remark(line),
    )


def _issuer(line: RegisterLine) -> str:
    return say(line.issued_by, "vi")


def _remark(line: RegisterLine) -> str:
    if line.voided_at is None:
        return ""
    replaced = f"; thay bằng số {line.replaced_by}" if line.replaced_by else ""
    return f"Đã hủy ngày {vietnam_day(line.voided_at):%d/%m/%Y}: {line.void_reason}{replaced}"
