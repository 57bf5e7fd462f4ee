"""The record of changes: every service that changes something writes here what it did."""

from cluster.services.audit.reading import AuditLine, AuditPage, Filter, last_about, list_entries
from cluster.services.audit.recording import Where, record, within

__all__ = [
    "AuditLine",
    "AuditPage",
    "Filter",
    "Where",
    "last_about",
    "list_entries",
    "record",
    "within",
]
