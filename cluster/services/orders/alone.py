"""Print a list without any database: read, look through, print what is sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster.documents.press import Press, open_press
from cluster.domain.awards import CertificateForm
from cluster.domain.orders import ItemStatus, status_of
from cluster.domain.preflight import SEVERITY_NAMES, Finding
from cluster.services.orders.lines import Line, checked
from cluster.services.orders.listing import read_list
from cluster.services.printing.composing import filename

__all__ = ["SEVERITY_NAMES", "Printed", "print_list"]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What came of a list: what was found (row, certificate, finding), and which files."""

    lines: int
    pages: int
    findings: tuple[tuple[int, str, Finding], ...]
    files: tuple[Path, ...]


def print_list(
    source: Path, *, form: str, out: Path, each: bool, accept: bool, plates: Path
) -> Printed:
    """Print a list's certificates into one file in a folder, and each into its own if wished.

    `accept`: also those with warnings. Raises RuleViolation for what is no list.
    """
    press = open_press(plates)
    looked = checked(read_list(source.read_bytes(), source.name, form=CertificateForm(form)), press)
    sound = [
        line
        for line, findings in looked
        if status_of(findings, is_accepted=accept) is ItemStatus.WAITING
    ]
    return Printed(
        lines=len(looked),
        pages=len(sound),
        findings=tuple(
            (line.entry.place, line.title, finding)
            for line, findings in looked
            for finding in findings
        ),
        files=tuple(_write(press, sound, source.stem, out, each=each)) if sound else (),
    )


def _write(press: Press, lines: Sequence[Line], name: str, out: Path, *, each: bool) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    merged = out / filename(name)
    with merged.open("wb") as file:
        press.print((line.paper for line in lines), file)
    files = [merged]
    for line in lines if each else ():
        files.append(out / filename(f"{line.entry.place:04}", line.title))
        files[-1].write_bytes(press.print_one(line.paper))
    return files
