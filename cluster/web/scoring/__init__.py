"""Pages for the scores of a year."""

from cluster.web.scoring import bars, cells, cross, lines, sheets, table
from cluster.web.scoring.blueprint import blueprint

__all__ = ["bars", "blueprint", "cells", "cross", "lines", "sheets", "table"]
