"""Send single lines back to a member, take its answer, and show what that changed."""

from cluster.services.reopening.acts import answer, send_back
from cluster.services.reopening.reading import lines_to_flag, overview, view

__all__ = [
    "answer",
    "lines_to_flag",
    "overview",
    "send_back",
    "view",
]
