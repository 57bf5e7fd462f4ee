"""Fill our own templates with a paper's data and print them."""

from datetime import datetime
from decimal import Decimal
from functools import cache, partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cluster.documents.assets import TEMPLATES
from cluster.documents.binding import bound
from cluster.documents.justifying import is_loose
from cluster.documents.letterhead import unbroken_names, written_day, written_name
from cluster.documents.lines import BOLD, even_lines
from cluster.domain.vietnamese import format_number, nfc
from cluster.domain.years import VIETNAM


def print_paper(template: str, paper: object, *, title: str, **reckoned: object) -> bytes:
    """Print a template of `documents/`; `reckoned` is what its layout needs beside the data."""
    from cluster.documents import pdf

    return pdf.print_html(bound(fill(template, paper, title=title, **reckoned)))


def fill(template: str, paper: object, *, title: str, **reckoned: object) -> str:
    """Fill a template of `documents/`: the page as it is laid out."""
    page = _environment().get_template(f"documents/{template}.html")
    return nfc(page.render(paper=paper, title=title, **reckoned))


def density(columns: int) -> str:
    """Return the class of type size with which a table of so many member columns fits A4."""
    if columns <= 6:
        return "roomy"
    return "dense" if columns <= 10 else "full"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=written_number,
        written_day=written_day,
        written_name=written_name,
        unbroken_names=unbroken_names,
        moment=written_moment,
        is_loose=is_loose,
        in_even_lines=partial(even_lines, face=BOLD),
    )
    return environment


def written_number(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a figure of a table; a dash where there is none."""
    return "–" if value is None else format_number(value, places)


def written_moment(moment: datetime) -> str:
    """Write a moment as papers do: "14:05 ngày 20/11/2025"."""
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
