"""Correct a frozen ranking: propose figures, approve by two, and store the next revision."""

from cluster.services.revising.acts import approve, propose, withdraw
from cluster.services.revising.reading import (
    Correctable,
    CorrectionView,
    changes_of,
    find_open,
    get_correctable,
    list_revisions,
)

__all__ = [
    "Correctable",
    "CorrectionView",
    "approve",
    "changes_of",
    "find_open",
    "get_correctable",
    "list_revisions",
    "propose",
    "withdraw",
]
