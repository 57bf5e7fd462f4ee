"""What is typed in the cells of one line of a sheet of scores."""

from collections.abc import Mapping
from decimal import Decimal

from cluster.domain.errors import _
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import inputs_of
from cluster.spreadsheets.figures import FIGURE, REASON
from cluster.spreadsheets.reading import Grid

LONGEST_REASON = 2000


def measure_of(grid: Grid, criterion: Criterion, rows: Mapping[str, int]) -> Measure:
    """Return the figure typed in the rows of one line, which are named by what they ask for."""

    def number(name: str) -> Decimal | None:
        return grid.number(rows[name], FIGURE) if name in rows else None

    def chosen() -> str | None:
        parts = inputs_of(criterion).choices
        names = {name: part.key for part in parts for name in (part.name_vi, part.name_en)}
        return grid.one_of(rows["choice"], FIGURE, names, [part.name for part in parts])

    counted = {
        name.removeprefix("event:"): grid.whole(row, FIGURE)
        for name, row in rows.items()
        if name.startswith("event:")
    }
    return Measure(
        actual=number("actual"),
        base=number("base"),
        choice=chosen() if "choice" in rows else None,
        judged=number("judged"),
        events={name: count for name, count in counted.items() if count is not None},
    )


def reason_of(grid: Grid, rows: Mapping[str, int], stood: str) -> str:
    """Return the reason typed; the one that stood, where only blanks or breaks differ."""
    first = min(rows.values())
    typed = grid.text(first, REASON)
    if len(typed) > LONGEST_REASON:
        raise grid.fault(
            first, REASON, _("The text has more than %(most)s characters.", most=LONGEST_REASON)
        )
    return stood if typed.split() == stood.split() else typed


def place_of(field: str | None, rows: Mapping[str, int]) -> tuple[int, int] | None:
    """Return row and column of the cell that a refusal is about; None where no cell is."""
    if field == "reason":
        return min(rows.values()), REASON
    row = rows.get("judged" if field == "points" else field or "")
    return None if row is None else (row, FIGURE)
