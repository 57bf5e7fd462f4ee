"""What the project says of itself is true."""

from pathlib import Path

from cluster.domain.years import phase_diagram

PROJECT = Path(__file__).parent.parent


def between(text: str, name: str) -> str:
    """Return what stands between the markers of this name."""
    _before, _mark, rest = text.partition(f"<!-- {name} -->")
    inside, mark, _after = rest.partition(f"<!-- /{name} -->")
    assert mark, f"The markers of “{name}” are missing."
    return inside.strip()


def test_the_picture_of_the_phases_is_the_table_of_moves() -> None:
    architecture = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")

    assert between(architecture, "phases") == f"```mermaid\n{phase_diagram()}\n```"
