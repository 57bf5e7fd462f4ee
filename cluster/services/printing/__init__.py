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

__all__ = [
    "Issuable",
    "PaperLine",
    "can_print",
    "issue",
    "list_issuable",
    "list_papers",
    "reprint",
]
