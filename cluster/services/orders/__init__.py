"""Print orders: many certificates looked through, printed in the background, given out as one."""

from cluster.services.orders.acts import cancel, pause, resume, start
from cluster.services.orders.empty_list import blank_list
from cluster.services.orders.files import Output, download
from cluster.services.orders.pictures import picture
from cluster.services.orders.preparing import look_again, order_decision, order_list
from cluster.services.orders.reading import (
    DecisionLine,
    ItemLine,
    OrderLine,
    OrderPage,
    get_line,
    list_decisions,
    list_orders,
    view,
)
from cluster.services.orders.running import list_running, run

__all__ = [
    "DecisionLine",
    "ItemLine",
    "OrderLine",
    "OrderPage",
    "Output",
    "blank_list",
    "cancel",
    "download",
    "get_line",
    "list_decisions",
    "list_orders",
    "list_running",
    "look_again",
    "order_decision",
    "order_list",
    "pause",
    "picture",
    "resume",
    "run",
    "start",
    "view",
]
