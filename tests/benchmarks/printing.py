"""How fast certificates are printed: ours beside what others do, and whether it looks the same.

Run as `python -m tests.benchmarks.printing`. Every way has a process of its own, and prints in
turn with the others, in every round papers that it has not seen. The last line is one JSON object.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass, replace
from importlib.metadata import version
from io import BytesIO
from itertools import count as numbers

from cluster.documents import awards, platekeeping
from cluster.documents.platemaking import make_plate
from cluster.documents.press import Press
from tests.benchmarks.printing_peers import PLATES, WAYS
from tests.documents import samples
from tests.documents.pictures import codes_in, differing_dots, picture, without_code
from tests.documents.reading import read
from tests.documents.recipients import certificates

COUNTS = (1, 100, 1_000)
FLAT = 10_000
ROUNDS = 3
BEARABLE = {"weasyprint_pages": 5, "weasyprint_document": 5, "libreoffice": 50}
"""The most papers that these ways are given; their figures for more are scaled per paper."""
COMPARED = 12
GOALS = {
    "against WeasyPrint page by page": ("weasyprint_pages", 1_000),
    "against Typst": ("typst", 20),
    "against tuned Typst": ("typst_tuned", 10),
}

seeds = numbers(100)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How one way printed: papers in a second and in a second of one processor's work; bytes of a
    paper, memory at the most.
    """

    certs_per_s: float
    certs_per_cpu_s: float
    bytes: float
    peak_mb: float
    measured: int


class Way:
    """One way to print, in a process of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.printing_peers", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def print(self, count: int) -> tuple[float, float, int, float]:
        """Return seconds, seconds of work, bytes and memory at the most so far (megabytes)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{count} {next(seeds)}\n")
        self._process.stdin.flush()
        seconds, work, size, peak = self._process.stdout.readline().split()
        return float(seconds), float(work), int(size), float(peak)

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


def main() -> None:
    """Measure, print the tables, and fail when a page looks different."""
    _tell_machine()
    compiled = _compile()
    cold = {name: _cold(name) for name in WAYS}
    print("\none certificate in a new process, with start and imports:")
    for name, seconds in cold.items():
        print(f"  {name:22} {seconds * 1000:8.0f} ms")
    ways = [Way(name) for name in WAYS]
    results = {count: _measured(ways, count) for count in COUNTS}
    for count, figures in results.items():
        _tell(count, figures)
    flat = _flat(next(way for way in ways if way.name == "ours"))
    for way in ways:
        way.close()
    _tell_floor()
    _tell_compile(compiled, results[100])
    met = _tell_goals(results[1_000], cold["ours"], flat)
    same = _fidelity()
    print(f"\nall goals met: {'yes' if met else 'no'}\n")
    print(
        json.dumps(
            {
                str(count): {
                    name: {
                        "certs_per_s": round(figure.certs_per_s, 1),
                        "certs_per_cpu_s": round(figure.certs_per_cpu_s, 1),
                        "bytes": round(figure.bytes),
                        "peak_mb": round(figure.peak_mb),
                        "measured": figure.measured,
                    }
                    for name, figure in figures.items()
                }
                for count, figures in results.items()
            }
        )
    )
    sys.exit(0 if same else 1)


def _tell_machine() -> None:
    names = ("weasyprint", "uharfbuzz", "typst", "reportlab")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = os.getloadavg()[0]
    print(f"{platform.platform()}, {os.cpu_count()} processors, load {load:.1f}")
    print(f"Python {platform.python_version()}, {versions}")
    if "libreoffice" not in WAYS:
        print("LibreOffice: not measured, it is not installed")


def _compile() -> float:
    """Return the seconds that a warm compile takes, and leave a plate for all."""
    platekeeping.load(PLATES)
    samples.in_full(samples.certificate())
    start = time.perf_counter()
    make_plate()
    return time.perf_counter() - start


def _cold(name: str) -> float:
    """Return the seconds of the first certificate of a new process."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        way = Way(name)
        way.print(1)
        taken.append(time.perf_counter() - start)
        way.close()
    return statistics.median(taken)


def _measured(ways: list[Way], count: int) -> dict[str, Figures]:
    taken: dict[str, list[tuple[float, float, int, float]]] = {way.name: [] for way in ways}
    for turn in range(ROUNDS + 1):
        for way in ways:
            printed = way.print(min(count, BEARABLE.get(way.name, count)))
            if turn:
                taken[way.name].append(printed)
    figures = {}
    for name, printings in taken.items():
        measured = min(count, BEARABLE.get(name, count))
        seconds, work, size, _peak = map(statistics.median, zip(*printings, strict=True))
        figures[name] = Figures(
            certs_per_s=measured / seconds,
            certs_per_cpu_s=measured / work,
            bytes=size / measured,
            peak_mb=printings[-1][-1],
            measured=measured,
        )
    return figures


def _tell(count: int, figures: dict[str, Figures]) -> None:
    print(f"\n{count:,} in one file, warm, median of {ROUNDS} rounds in turn:")
    print(
        f"  {'':22} {'certs/s':>10} {'ours is':>10} {'per CPU s':>10} {'bytes each':>11} "
        f"{'peak MB':>8}"
    )
    ours = figures["ours"].certs_per_s
    for name, figure in figures.items():
        scaled = "" if figure.measured == count else f"  (scaled from {figure.measured})"
        print(
            f"  {name:22} {figure.certs_per_s:10,.1f} {ours / figure.certs_per_s:9,.1f}× "
            f"{figure.certs_per_cpu_s:10,.1f} {figure.bytes:11,.0f} {figure.peak_mb:8,.0f}{scaled}"
        )


def _flat(ours: Way) -> dict[int, float]:
    """Return the microseconds of one certificate in files of 100, 1,000 and 10,000."""
    each = {
        count: statistics.median(ours.print(count)[0] for _ in range(3)) / count * 1e6
        for count in (100, 1_000, FLAT)
    }
    peak = ours.print(1)[-1]
    told = ", ".join(f"{count:,}: {taken:.0f} µs" for count, taken in each.items())
    print(f"\ntime of one certificate in a file of {told}; peak {peak:.0f} MB at {FLAT:,}")
    return each


def _tell_floor() -> None:
    """Tell how long it takes to deflate and write the same content, and nothing else."""
    press = Press(platekeeping.load(PLATES))
    contents = [
        b"\n".join(press._stamp.stamped(paper, awards.compose(paper)).contents[1:-1])
        for paper in certificates(1_000, seed=next(seeds))
    ]
    start = time.perf_counter()
    out = BytesIO()
    for content in contents:
        out.write(zlib.compress(content, 1))
    print(
        f"floor, deflating and writing alone: {1_000 / (time.perf_counter() - start):,.0f} certs/s"
    )


def _tell_compile(seconds: float, figures: dict[str, Figures]) -> None:
    saved = 1 / figures["weasyprint_pages"].certs_per_s - 1 / figures["ours"].certs_per_s
    print(f"compile: {seconds:.2f} s once; pays from {int(seconds / saved) + 1} certificates on")


def _tell_goals(figures: dict[str, Figures], cold: float, flat: dict[int, float]) -> bool:
    ours = figures["ours"]
    goals = [
        (name, ours.certs_per_s / figures[peer].certs_per_s, times, "×", True)
        for name, (peer, times) in GOALS.items()
    ]
    goals += [
        ("bytes of a certificate", ours.bytes, 1_500, "", False),
        ("peak memory", ours.peak_mb, 100, " MB", False),
        ("one in a new process", cold, 0.3, " s", False),
        ("10,000 against 100, each", flat[FLAT] / flat[100], 1.25, "×", False),
    ]
    print("\ngoals at 1,000 in one file:")
    for name, reached, goal, unit, least in goals:
        met = reached >= goal if least else reached <= goal
        bound = "at least" if least else "at most"
        print(
            f"  {'met   ' if met else 'MISSED'} {name}: {reached:,.2f}{unit}"
            f", {bound} {goal:,}{unit}"
        )
    return all(r >= g if least else r <= g for _name, r, g, _unit, least in goals)


def _fidelity() -> bool:
    """Compare stamped pages with full layouts, dot for dot and letter for letter."""
    papers = [
        *certificates(COMPARED, seed=next(seeds)),
        samples.crowded_certificate(),
        replace(samples.certificate(), sample=True),
    ]
    out = BytesIO()
    result = Press(platekeeping.load(PLATES)).print(papers, out)
    dots = letters = codes = 0
    for place, (paper, page) in enumerate(zip(papers, read(out.getvalue()), strict=True)):
        laid_out = samples.in_full(paper)
        letters += page.text != read(laid_out)[0].text
        shown = picture(out.getvalue(), place)
        dots += differing_dots(without_code(shown), without_code(picture(laid_out)))
        codes += codes_in(shown) != [paper.check][: bool(paper.check)]
    same = dots == letters == codes == 0 and not result.laid_out
    print(
        f"\nfidelity, {len(papers)} pages at 200 dots an inch: {dots} dots outside the "
        f"code differ, {letters} texts differ, {codes} codes lead elsewhere: "
        f"{'passed' if same else 'FAILED'}"
    )
    return same


if __name__ == "__main__":
    main()
