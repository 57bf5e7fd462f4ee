"""Pages for pre-printed stock: its layouts, the printers, printing onto it."""

from cluster.web.stock import printers, printing, sheets
from cluster.web.stock.blueprint import blueprint

__all__ = ["blueprint", "printers", "printing", "sheets"]
