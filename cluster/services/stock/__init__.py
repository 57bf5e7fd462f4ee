"""Pre-printed stock: layouts of its fields, printers and their corrections, printing onto it."""

from cluster.services.stock.backgrounds import background, set_background
from cluster.services.stock.layouts import (
    StockLine,
    StockView,
    add,
    list_stocks,
    picture,
    view,
    write_layout,
)
from cluster.services.stock.meant import list_for_order, mean_for, mixed_forms
from cluster.services.stock.papers import Fit, count_without_code, fits
from cluster.services.stock.printers import (
    find_printer,
    list_printers,
    measure_printer,
    set_printer,
)
from cluster.services.stock.proofs import calibration, strip
from cluster.services.stock.runs import (
    RunLine,
    download,
    list_runs,
    list_unfinished,
    make_file,
    print_order,
)

__all__ = [
    "Fit",
    "RunLine",
    "StockLine",
    "StockView",
    "add",
    "background",
    "calibration",
    "count_without_code",
    "download",
    "find_printer",
    "fits",
    "list_for_order",
    "list_printers",
    "list_runs",
    "list_stocks",
    "list_unfinished",
    "make_file",
    "mean_for",
    "measure_printer",
    "mixed_forms",
    "picture",
    "print_order",
    "set_background",
    "set_printer",
    "strip",
    "view",
    "write_layout",
]
