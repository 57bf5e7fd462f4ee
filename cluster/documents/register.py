"""The register of issued papers, as a list on paper."""

from dataclasses import dataclass
from datetime import datetime

from cluster.documents.letterhead import Letterhead
from cluster.documents.lettering import check_letters
from cluster.documents.official import Align, Column
from cluster.documents.paper import fill, written_moment
from cluster.domain.vietnamese import format_number


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One paper of the list."""

    serial: str
    title: str
    golden_book_number: str
    issued_at: datetime
    issued_by: str
    remark: str
    """That it is void, and what took its place."""


@dataclass(frozen=True, kw_only=True)
class Register:
    """The list of a year's papers, in the order of their numbers."""

    letterhead: Letterhead
    title: str
    subject: str
    rows: tuple[RegisterRow, ...]
    printed_at: datetime
    sample: bool = False


COLUMNS = (
    Column(heading="Số", width=38),
    Column(heading="Văn bản", width=84),
    Column(heading="Số sổ vàng", width=20, align=Align.CENTER),
    Column(heading="Ngày cấp", width=40),
    Column(heading="Người cấp", width=40),
    Column(heading="Ghi chú", width=40),
)


def register(register: Register) -> bytes:
    """Print the register on wide pages with repeated headings, however long it is.

    Raises RuleViolation for letters that no font can draw.
    """
    check_letters(register)
    from cluster.documents.long_list import LongList, print_long_list  # slow import

    head = fill("register", register, title=f"{register.title} – {register.subject}")
    printed_at = written_moment(register.printed_at)
    return print_long_list(
        head,
        LongList(
            columns=COLUMNS,
            rows=[_cells(row) for row in register.rows],
            closing=(
                f"Danh sách có {format_number(len(register.rows))} văn bản, in lúc {printed_at}."
            ),
            sample=register.sample,
        ),
    )


def _cells(row: RegisterRow) -> tuple[str, ...]:
    return (
        row.serial,
        row.title,
        row.golden_book_number,
        written_moment(row.issued_at),
        row.issued_by,
        row.remark,
    )
