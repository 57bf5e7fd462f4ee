"""Check a sealed ranking without any database: nothing but this program and Python is needed.

Run as `python -m cluster.domain.replay FILE`. Every seal is computed again, then the whole
ranking; each place where something else comes out is named.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster.domain.errors import ClusterError, RuleViolation, _
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.ranking import FrozenResult
from cluster.domain.revising import Revision
from cluster.domain.sealing import CONTENT, FORMAT, Inputs, compute, part_seals, parts, seal_of

LONGEST_SHOWN = 300
NOT_A_PACKAGE = _("This file is not a sealed ranking of this program.")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a replay; no differences: seal, points and result are all equal."""

    year: str
    revision: int
    sha256: str
    members: int
    figures: int
    differences: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Tell whether nothing differs."""
        return not self.differences


def replay(text: str | bytes) -> Verdict:
    """Return what comes of the package computed again; RuleViolation if it is none."""
    package = _read(text)
    inputs = Inputs.from_data(package["inputs"])
    return Verdict(
        year=str(inputs.year),
        revision=from_plain(Revision, package["revision"], at="revision").number,
        sha256=str(package["sha256"]),
        members=len(inputs.entrants),
        figures=len(inputs.figures),
        differences=(*_broken_seals(package), *_other_results(package, inputs)),
    )


def _read(text: str | bytes) -> dict[str, Any]:
    try:
        package = json.loads(text, parse_float=_no_fractions, parse_constant=_no_fractions)
    except ValueError:
        raise RuleViolation(NOT_A_PACKAGE) from None
    named = isinstance(package, dict) and package.get("format") == FORMAT
    if not named or not {*CONTENT, "seals", "sha256"} <= package.keys():
        raise RuleViolation(NOT_A_PACKAGE)
    return package  # type: ignore[no-any-return]  # looked at above


def _no_fractions(text: str) -> Any:
    raise ValueError(text)


def _broken_seals(package: dict[str, Any]) -> Iterator[str]:
    content = {name: package[name] for name in CONTENT}
    stored = package["seals"] if isinstance(package["seals"], dict) else {}
    found = dict(part_seals(content))
    shown = dict(parts(content))
    for name in sorted(found.keys() | stored.keys()):
        if name not in found:
            yield f"{name}: sealed, but missing here"
        elif found[name] != stored.get(name):
            yield f"{name}: changed since it was sealed; it now says {_short(shown[name])}"
    whole = seal_of(content)
    if whole != package["sha256"]:
        yield f"sha256: the package says {package['sha256']}, its content gives {whole}"


def _other_results(package: dict[str, Any], inputs: Inputs) -> Iterator[str]:
    stored = FrozenResult.from_data(package["result"])
    computed = compute(inputs, now=stored.frozen_at)
    yield from _unequal(package["points"], computed.points, "points")
    explanations = to_plain(computed.explanations)
    yield from _unequal(package["explanations"], explanations, "explanations")
    yield from _unequal(package["result"], to_plain(computed.result), "result")


def _unequal(stored: Any, computed: Any, name: str) -> Iterator[str]:
    """Give each place where the two differ, down to single entries.

    A sentence is compared by what fills it: later versions of the program may word it better.
    """
    if _is_sentence(stored) and _is_sentence(computed):
        yield from _unequal(stored["values"], computed["values"], name)
    elif isinstance(stored, dict) and isinstance(computed, dict):
        for key in sorted(stored.keys() | computed.keys()):
            yield from _unequal(stored.get(key), computed.get(key), f"{name}.{key}")
    elif isinstance(stored, list) and isinstance(computed, list) and len(stored) == len(computed):
        for number, pair in enumerate(zip(stored, computed, strict=True)):
            yield from _unequal(*pair, f"{name}[{number}]")
    elif stored != computed:
        yield f"{name}: stored {_short(stored)}, computed {_short(computed)}"


def _is_sentence(data: Any) -> bool:
    """Tell whether plain data is a sentence with what fills its gaps."""
    return isinstance(data, dict) and data.keys() == {"text", "values"}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


def main(path: str) -> int:
    """Say whether the package is equal, or where it is not; the exit code says so too."""
    try:
        verdict = replay(Path(path).read_bytes())
    except (ClusterError, OSError) as refusal:
        sys.stdout.write(f"{refusal}\n")
        return 2
    sys.stdout.write("\n".join(report(verdict)) + "\n")
    return 0 if verdict.is_equal else 1


def report(verdict: Verdict) -> list[str]:
    """Return the verdict in lines to print."""
    head = (
        f"Year {verdict.year}, revision {verdict.revision}: {verdict.members} members,"
        f" {verdict.figures} figures, SHA-256 {verdict.sha256}"
    )
    if verdict.is_equal:
        return [
            head,
            "Equal: seals, points, explanations and result all come out as they are stored.",
        ]
    return [head, f"NOT EQUAL in {len(verdict.differences)} places:", *verdict.differences]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
