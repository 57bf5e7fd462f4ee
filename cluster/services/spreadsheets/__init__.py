"""Excel out and in: scores and figures, rule books; a dry run shows what would change."""

from cluster.services.spreadsheets.files import Upload, Workbook
from cluster.services.spreadsheets.payments_out import payment_workbook
from cluster.services.spreadsheets.rulebook_in import (
    BookProposal,
    find_target,
    preview_rulebook,
    save_rulebook,
)
from cluster.services.spreadsheets.rulebook_out import rulebook_workbook, template_workbook
from cluster.services.spreadsheets.scores_in import (
    Change,
    Proposal,
    Side,
    preview_scores,
    save_scores,
)
from cluster.services.spreadsheets.scores_out import member_workbook, score_workbook

__all__ = [
    "BookProposal",
    "Change",
    "Proposal",
    "Side",
    "Upload",
    "Workbook",
    "find_target",
    "member_workbook",
    "payment_workbook",
    "preview_rulebook",
    "preview_scores",
    "rulebook_workbook",
    "save_rulebook",
    "save_scores",
    "score_workbook",
    "template_workbook",
]
