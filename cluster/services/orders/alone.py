"""Print a list without any database: read, look through, print what is sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cluster.documents.press import Press, open_press
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.findings import SEVERITY_NAMES, Finding
from cluster.domain.orders import ItemStatus, status_of
from cluster.domain.years import vietnam_day
from cluster.services.orders.lines import Line, checked
from cluster.services.orders.listing import read_list
from cluster.services.printing.composing import filename
from cluster.spreadsheets.reading import cell_name


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found in a row of a list: `cell` is "" where it is in no single one."""

    row: int
    cell: str
    title: str
    finding: Finding

    @property
    def sentence(self) -> Message:
        """Say it with its place."""
        place = (
            _("Line %(row)s, cell %(cell)s", row=str(self.row), cell=self.cell)
            if self.cell
            else _("Line %(row)s", row=str(self.row))
        )
        return _(
            "%(place)s (%(title)s): %(severity)s: %(finding)s",
            place=place,
            title=self.title,
            severity=SEVERITY_NAMES[self.finding.severity],
            finding=self.finding.message,
        )


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What came of a list: what was found, and which files."""

    lines: int
    pages: int
    findings: tuple[Found, ...]
    files: tuple[Path, ...]

    @property
    def sentence(self) -> Message:
        """Say how many certificates were printed."""
        return _(
            "Printed: %(pages)s of %(lines)s certificates.", pages=self.pages, lines=self.lines
        )


def text_named(name: str, *, with_english: bool) -> AwardWording:
    """Return the built-in text of this name, in Vietnamese or with English beneath."""
    return AwardWording(f"{name}_english" if with_english else name)


def print_list(
    source: Path,
    *,
    text: AwardWording,
    out: Path,
    each: bool,
    accept: bool,
    plates: Path,
    now: datetime,
) -> Printed:
    """Print a list's certificates into one file in a folder, and each into its own if wished.

    `accept`: also those with warnings. Raises RuleViolation for what is no list.
    """
    lines = read_list(source.read_bytes(), source.name, text=text)
    if not lines:
        raise RuleViolation(_("The list has no rows."), field="workbook")
    press = open_press(plates)
    looked = checked(lines, press, vietnam_day(now))
    sound = [
        line
        for line, findings in looked
        if status_of(findings, is_accepted=accept) is ItemStatus.WAITING
    ]
    return Printed(
        lines=len(looked),
        pages=len(sound),
        findings=tuple(
            Found(
                row=line.entry.place,
                cell=_cell(line, finding.field),
                title=line.title,
                finding=finding,
            )
            for line, findings in looked
            for finding in findings
        ),
        files=tuple(_write(press, sound, source.stem, out, each=each)) if sound else (),
    )


def _cell(line: Line, field: str) -> str:
    column = line.columns.get(field)
    return "" if column is None else cell_name(line.entry.place - 1, column)


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
