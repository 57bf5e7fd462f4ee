"""The sample rule book that comes with the program."""

import json
from importlib.resources import files
from typing import Any

SAMPLE = files("cluster") / "data" / "rulebook_2026.json"


def sample_data() -> dict[str, Any]:
    """Return the sample rule book as plain data: 100 points in seven sections."""
    data: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return data
