"""Who leads a cluster: the ledger of all years, the proposed order, and the handover."""

from cluster.services.leadership.appointing import (
    appoint,
    elected_for_next,
    hand_over,
    set_rotation,
)
from cluster.services.leadership.handover import Handover, Line, Tick, handover, tick
from cluster.services.leadership.ledger import Coming, Led, Ledger, MemberTurn, ledger, named_for

__all__ = [
    "Coming",
    "Handover",
    "Led",
    "Ledger",
    "Line",
    "MemberTurn",
    "Tick",
    "appoint",
    "elected_for_next",
    "hand_over",
    "handover",
    "ledger",
    "named_for",
    "set_rotation",
    "tick",
]
