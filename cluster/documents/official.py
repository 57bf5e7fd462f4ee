"""Official papers by decree 30/2020/NĐ-CP: one structure, printed as PDF and filled in Word."""

from dataclasses import dataclass
from enum import StrEnum

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.paper import print_paper

TEXT_WIDTH = 165
WIDE_TEXT_WIDTH = 262
"""Millimetres between the margins of an upright and of a wide page."""
FEW, SHORT = 6, 60
"""Rows of a table that a page holds together, as long as their cells have so few letters."""
DRAFT = "DỰ THẢO"
SAMPLE = "DỮ LIỆU MẪU – không có giá trị sử dụng"


class Align(StrEnum):
    """Where the cells of a column stand."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its heading, its width in millimetres, where its cells stand, if they are bold."""

    heading: str
    width: int
    align: Align = Align.LEFT
    is_strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of written cells; with fewer cells than columns, the first one spans what is left."""

    cells: tuple[str, ...]
    is_strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose headings return on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_height: int = 0
    """Millimetres that each row has at least, so that somebody can sign in it."""

    def stay_with_next(self) -> list[bool]:
        """Tell of each row whether no page may end below it.

        None does below a strong row, the first or the last but one, nor within a few rows.
        """
        last = len(self.rows) - 1
        longest = max((len(cell) for row in self.rows for cell in row.cells), default=0)
        is_short = len(self.rows) <= FEW and longest <= SHORT and not self.row_height
        return [
            place < last and (is_short or row.is_strong or place in {0, last - 1})
            for place, row in enumerate(self.rows)
        ]

    def span(self, row: Row) -> int:
        """Return over how many columns the first cell of the row goes."""
        return len(self.columns) - len(row.cells) + 1


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the paper; a paragraph starting with "- " is an item of a list."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    is_strong: bool = False
    """Its paragraphs are bold."""
    table: Table | None = None
    notes: tuple[str, ...] = ()
    """Below the table."""


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """Everything an official paper says; nothing is added when it is printed or filled in."""

    letterhead: Letterhead
    title: str
    """"BÁO CÁO"."""
    subject: str
    """"Tổng kết công tác thi đua năm 2025"."""
    addressed_to: tuple[str, ...] = ()
    attached_to: str = ""
    """To what it belongs: "(Kèm theo Quyết định số … ngày … của …)"."""
    bases: tuple[str, ...] = ()
    """In italics below the subject: "Căn cứ …;"."""
    sections: tuple[Section, ...]
    recipients: tuple[str, ...] = ()
    signers: tuple[Signer, ...]
    """One on the right, or two or three from left to right."""
    annex: tuple[Section, ...] = ()
    """On pages of its own behind the signatures, its first heading in the middle."""
    is_draft: bool = False
    is_wide: bool = False
    is_compact: bool = False
    """Its lines stand closer in Word, since it should take one page."""
    sample: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What is said above everything else of a paper that has no force."""
        return ((DRAFT,) if self.is_draft else ()) + ((SAMPLE,) if self.sample else ())


def official_paper(paper: OfficialPaper) -> bytes:
    """Print an official paper."""
    return print_paper("official", paper, title=f"{paper.title} – {paper.subject}")
