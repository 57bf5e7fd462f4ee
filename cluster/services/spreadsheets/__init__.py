"""Excel out and in: scores and figures, rule books; a dry run shows what would change."""

from cluster.services.spreadsheets.files import Upload, Workbook
from cluster.services.spreadsheets.scores_in import (
    Change,
    Proposal,
    Side,
    preview_scores,
    save_scores,
)
from cluster.services.spreadsheets.scores_out import member_workbook, score_workbook

__all__ = [
    "Change",
    "Proposal",
    "Side",
    "Upload",
    "Workbook",
    "member_workbook",
    "preview_scores",
    "save_scores",
    "score_workbook",
]
