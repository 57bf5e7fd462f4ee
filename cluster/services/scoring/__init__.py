"""Scores of a year: who gives which points, the table they make, and one line of it."""

from cluster.domain.settling import Settled
from cluster.services.scoring.acts import (
    SheetRefused,
    TakenOver,
    confirm,
    save_sheet,
    score,
    take_over,
)
from cluster.services.scoring.bars import (
    Bar,
    Bars,
    bar_nomination,
    barred,
    get_bar,
    lift_bar,
    list_bars,
)
from cluster.services.scoring.cross import (
    CrossPlan,
    assign,
    assign_round,
    cross_plan,
    unassign,
)
from cluster.services.scoring.desk import Entry
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.line import LayerView, Line, line
from cluster.services.scoring.matrix import Matrix, MatrixCell, MatrixRow, Said, matrix
from cluster.services.scoring.overview import Overview, overview
from cluster.services.scoring.progress import MemberProgress, Progress
from cluster.services.scoring.sheet import Sheet, SheetRow, sheet
from cluster.services.scoring.story import HistoryEntry
from cluster.services.scoring.table import Cell, Row, ScoreTable, score_table

__all__ = [
    "Bar",
    "Bars",
    "Cell",
    "CrossPlan",
    "Entry",
    "Figure",
    "HistoryEntry",
    "LayerView",
    "Line",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
    "MemberProgress",
    "Overview",
    "Progress",
    "Row",
    "Said",
    "ScoreTable",
    "Settled",
    "Sheet",
    "SheetRefused",
    "SheetRow",
    "TakenOver",
    "assign",
    "assign_round",
    "bar_nomination",
    "barred",
    "confirm",
    "cross_plan",
    "get_bar",
    "lift_bar",
    "line",
    "list_bars",
    "matrix",
    "overview",
    "save_sheet",
    "score",
    "score_table",
    "sheet",
    "take_over",
    "unassign",
]
