"""Members ask about their appraisal or object to it, and are answered on the record."""

from cluster.services.objections.acts import ask, decide, explain
from cluster.services.objections.reading import QuestionPage, overview, view, view_to_ask

__all__ = [
    "QuestionPage",
    "ask",
    "decide",
    "explain",
    "overview",
    "view",
    "view_to_ask",
]
