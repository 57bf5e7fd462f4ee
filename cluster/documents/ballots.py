"""The minutes of a ballot: papers, votes of each name, what decided, who counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.paper import print_paper


@dataclass(frozen=True, kw_only=True)
class VoteLine:
    """One name with its votes; shares are written out: "66,67 %"."""

    member: str
    votes: int
    of_valid: str
    of_entitled: str
    is_elected: bool


@dataclass(frozen=True, kw_only=True)
class BallotRecord:
    """The minutes of one round of a ballot; without `lines` its votes were not counted."""

    letterhead: Letterhead
    title: str
    """"BIÊN BẢN KIỂM PHIẾU"."""
    subject: str
    """"Bầu Cụm trưởng năm 2027"."""
    method: str
    """"Bỏ phiếu kín bằng phiếu giấy"."""
    opened_at: datetime
    closed_at: datetime
    members: tuple[str, ...]
    """The entitled member units by their short names."""
    seats: int
    on_paper: bool
    """Papers were handed out and returned; else units were present."""
    entitled: int
    issued: int
    returned: int
    valid: int
    invalid: int
    lines: tuple[VoteLine, ...]
    rules: tuple[str, ...]
    """What quorum and majority asked for, in sentences."""
    conclusion: str
    tellers: tuple[str, ...]
    signers: tuple[Signer, ...]
    sample: bool = False

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        """Give what was counted, each with what it is called."""
        yield "Tổng số đơn vị thành viên có quyền biểu quyết", self.entitled
        if self.on_paper:
            yield "Số phiếu phát ra", self.issued
            yield "Số phiếu thu về", self.returned
        else:
            yield "Số đơn vị có mặt", self.returned
        if not self.lines:
            return
        if self.on_paper:
            yield "Số phiếu hợp lệ", self.valid
            yield "Số phiếu không hợp lệ", self.invalid
        else:
            yield "Số đơn vị biểu quyết", self.valid
            yield "Số đơn vị không biểu quyết cho đơn vị nào", self.invalid


def ballot_record(record: BallotRecord) -> bytes:
    """Print the minutes of a ballot."""
    return print_paper("ballot_record", record, title=f"{record.title} – {record.subject}")
