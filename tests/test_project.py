"""What the project says of itself is true."""

from pathlib import Path

from cluster.domain.years import MOVES, Phase

PROJECT = Path(__file__).parent.parent


def between(text: str, name: str) -> str:
    """Return what stands between the markers of this name."""
    _before, _mark, rest = text.partition(f"<!-- {name} -->")
    inside, mark, _after = rest.partition(f"<!-- /{name} -->")
    assert mark, f"The markers of “{name}” are missing."
    return inside.strip()


def phase_diagram() -> str:
    """Draw the table of moves as a Mermaid state diagram, steps back marked as such."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(Phase))}"]
    lines += [
        f"    {move.before} --> {move.after}" + (": back, with a reason" if move.back else "")
        for move in MOVES
    ]
    return "\n".join(lines)


def test_the_picture_of_the_phases_is_the_table_of_moves() -> None:
    architecture = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")

    assert between(architecture, "phases") == f"```mermaid\n{phase_diagram()}\n```"


def test_the_diagram_draws_every_move_once() -> None:
    lines = phase_diagram().splitlines()

    assert lines[:3] == ["stateDiagram-v2", "    [*] --> setup", "    setup --> pledge"]
    assert "    pledge --> setup: back, with a reason" in lines
    assert len(lines) == 2 + len(MOVES)
