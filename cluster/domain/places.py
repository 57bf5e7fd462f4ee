"""Lines of an order by their numbers, in short: “3, 7–12”."""

import re
from collections.abc import Iterable

from cluster.domain.errors import RuleViolation, _

_RUN = re.compile(r"(\d{1,5})(?:[-–](\d{1,5}))?", re.ASCII)


def written_places(places: Iterable[int]) -> str:
    """Write the numbers of lines in short, in their order."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1][1:] = [place]
        else:
            runs.append([place])
    return ", ".join("–".join(map(str, run)) for run in runs)


def read_places(text: str) -> frozenset[int] | None:
    """Read which lines are meant, with either dash; nothing written means all."""
    if not text.strip():
        return None
    places: set[int] = set()
    for part in text.split(","):
        found = _RUN.fullmatch(part.replace(" ", ""))
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise RuleViolation(_("Write lines like this: 3, 7-12."), field="places")
        places.update(range(first, last + 1))
    return frozenset(places)
