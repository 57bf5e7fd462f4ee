"""Who leads a cluster: the ledger of all years, the proposed order, and the handover."""

from cluster.services.leadership.appointing import appoint, hand_over, set_rotation
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
    "hand_over",
    "handover",
    "ledger",
    "named_for",
    "set_rotation",
    "tick",
]
