"""Awards: the cluster proposes, an authority above decides, then they are handed out."""

from cluster.services.awards.catalogue import add_kind, install_catalogue, list_kinds
from cluster.services.awards.deciding import hand_out, record_decision
from cluster.services.awards.proposing import propose, withdraw
from cluster.services.awards.reading import AwardLine, get_line, list_awards
from cluster.services.awards.texts import TextView, specimens, view_text, write_text

__all__ = [
    "AwardLine",
    "TextView",
    "add_kind",
    "get_line",
    "hand_out",
    "install_catalogue",
    "list_awards",
    "list_kinds",
    "propose",
    "record_decision",
    "specimens",
    "view_text",
    "withdraw",
    "write_text",
]
