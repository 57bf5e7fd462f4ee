"""The sample's tables, as they lie in `cluster/data/sample`."""

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

FOLDER = files("cluster") / "data" / "sample"
MEMBERS = ("HCM", "DLK", "GLI", "LDG", "DNI", "KHA")
"""The codes of the six, in the order of their papers; also the columns of the tables."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a table, each by column."""
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def cells(name: str, year: int) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield a year's filled cells: the line they stand in, the member's code, the cell."""
    for row in rows(name):
        if row["year"] == str(year):
            for member in MEMBERS:
                if row[member]:
                    yield row, member, row[member]


def changes(year: int) -> dict[str, dict[str, Any]]:
    """Return how the rule book of an earlier year differed, by criterion."""
    read: dict[str, dict[str, Any]] = json.loads(
        (FOLDER / f"changes_{year}.json").read_text(encoding="utf-8")
    )
    return read
