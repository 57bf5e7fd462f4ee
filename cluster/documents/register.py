"""The register of issued papers, as a list on paper."""

from dataclasses import dataclass
from datetime import datetime

from cluster.documents.letterhead import Letterhead
from cluster.documents.paper import print_paper


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


def register(register: Register) -> bytes:
    """Print the register on wide pages with repeated headings."""
    return print_paper("register", register, title=f"{register.title} – {register.subject}")
