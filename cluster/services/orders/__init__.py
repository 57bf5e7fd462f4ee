"""Print orders: many certificates looked through, printed in the background, given out as one."""

from cluster.services.orders.acts import cancel, pause, resume, split, start
from cluster.services.orders.empty_list import blank_list
from cluster.services.orders.files import Output, download, renew
from cluster.services.orders.pictures import picture
from cluster.services.orders.preparing import look_again, order_decision, order_list
from cluster.services.orders.reading import (
    DecisionLine,
    OrderLine,
    get_line,
    list_decisions,
    list_orders,
)
from cluster.services.orders.running import list_running, run
from cluster.services.orders.viewing import ItemLine, OrderPage, view

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
    "renew",
    "resume",
    "run",
    "split",
    "start",
    "view",
]
