"""Papers: composed from what stands, kept with their data; a reprint is the same bytes."""

from cluster.services.printing.issuing import (
    Issuable,
    PaperLine,
    can_print,
    issue,
    list_issuable,
    list_papers,
    reprint,
)
from cluster.services.printing.numbering import Series, list_series, set_series
from cluster.services.printing.register_copies import register_paper, register_workbook

__all__ = [
    "Issuable",
    "PaperLine",
    "Series",
    "can_print",
    "issue",
    "list_issuable",
    "list_papers",
    "list_series",
    "register_paper",
    "register_workbook",
    "reprint",
    "set_series",
]
