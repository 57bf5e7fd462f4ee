"""What members report through the year: drafts, submissions, corrections, and what counts."""

from cluster.services.achievements.claims import ClaimView, EvidenceView, Use
from cluster.services.achievements.reading import (
    ClaimPage,
    Counts,
    CriterionPage,
    CriterionRow,
    MemberPage,
    Overview,
    Standing,
    criterion_page,
    member_page,
    overview,
    view,
)
from cluster.services.achievements.writing import (
    correct,
    delete_draft,
    draft,
    revise,
    submit,
    withdraw,
)
from cluster.services.figures import actuals, answers

__all__ = [
    "ClaimPage",
    "ClaimView",
    "Counts",
    "CriterionPage",
    "CriterionRow",
    "EvidenceView",
    "MemberPage",
    "Overview",
    "Standing",
    "Use",
    "actuals",
    "answers",
    "correct",
    "criterion_page",
    "delete_draft",
    "draft",
    "member_page",
    "overview",
    "revise",
    "submit",
    "view",
    "withdraw",
]
