"""How much room the words of an order's certificates have on the sheet that it is meant for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cluster.documents.awards import Certificate, Paper
from cluster.documents.fitting import measure, measure_on
from cluster.documents.press import open_press
from cluster.domain.numbering import GOLDEN_BOOK
from cluster.domain.plain_data import from_plain
from cluster.domain.press_findings import Measured
from cluster.domain.stock import Layout
from cluster.models import StockLayout, Year
from cluster.services.printing import numbering


def measurer(
    year: Year, layout: StockLayout | None, count: int, plates: Path
) -> Callable[[Paper], Measured]:
    """Return what measures so many papers on their sheet; no layout for those printed whole."""
    if layout is None:
        press = open_press(plates)
        return lambda paper: measure(paper, press)
    sheet = from_plain(Layout, layout.data)
    number = numbering.last_of_next(year, GOLDEN_BOOK, count)
    return lambda paper: measure_on(sheet, _with_number(paper, number))


def _with_number(paper: Paper, number: str) -> Paper:
    """Return a paper as it is issued, when it gets its number in the golden book."""
    if isinstance(paper, Certificate) and not paper.golden_book_number:
        return replace(paper, golden_book_number=number)
    return paper
