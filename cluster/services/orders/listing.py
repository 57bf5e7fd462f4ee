"""Read a list of certificates from an Excel or OpenDocument workbook."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.letterhead import Signer
from cluster.domain.awards import CertificateForm, cited
from cluster.domain.certificate_text import has_english
from cluster.domain.certificate_wordings import BUILT_IN, AwardWording, form_of
from cluster.domain.entries import TEXT_NAMES, Entry
from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding, error
from cluster.domain.odd_names import HONORIFICS
from cluster.domain.vietnamese import fold, official_date
from cluster.services.awards.catalogue import english_name
from cluster.services.orders.empty_list import DECISION, EXAMPLE, HEADINGS, NEEDED, RARE
from cluster.services.orders.lines import Line
from cluster.spreadsheets import reading
from cluster.spreadsheets.reading import CellFault, Grid

LATEST_HEAD = 20
PARTED = re.compile(r"\s*[-./]\s*")
"""What stands between day, month and year."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The decision that holds for rows which name none."""

    decision_number: str = ""
    decided_on: date | None = None
    authority: str = ""
    seat: str = ""
    signer_title: str = ""
    signer_name: str = ""


def read_list(
    content: bytes,
    filename: str,
    *,
    text: AwardWording,
    given: Given = Given(),
    is_sample: bool = False,
) -> list[Line]:
    """Return the lines of a list as a text says them, with what is wrong in their cells.

    Raises RuleViolation for what is no workbook, or has no row of headings.
    """
    reading.check_ending(filename, content[:8])
    if len(content) > reading.MOST_BYTES:
        raise RuleViolation(reading.TOO_MUCH, field="workbook")
    for grid in reading.read_workbook(content):
        found = _headings(grid)
        if found is not None:
            rows = _Rows(grid, *found, text=text, given=given, is_sample=is_sample)
            return rows.lines()
    raise RuleViolation(
        _(
            "No row with these headings was found: %(headings)s.",
            headings=" · ".join(HEADINGS[name][0] for name in NEEDED),
        ),
        field="workbook",
    )


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings, and in which column each is; none where one is missing."""
    named = {_bare(alias): name for name, aliases in HEADINGS.items() for alias in aliases}
    for row, cells in enumerate(grid.rows[:LATEST_HEAD]):
        columns: dict[str, int] = {}
        for column, value in enumerate(cells):
            name = named.get(_bare(value)) if isinstance(value, str) else None
            if name is not None:
                columns.setdefault(name, column)
        if columns.keys() >= set(NEEDED):
            return row, columns
    return None


def _bare(heading: str) -> str:
    return " ".join(fold(heading).split())


class _Rows:
    """The rows of a list below its headings, read one after the other."""

    def __init__(
        self,
        grid: Grid,
        head: int,
        columns: dict[str, int],
        *,
        text: AwardWording,
        given: Given,
        is_sample: bool,
    ) -> None:
        self._grid = grid
        self._head = head
        self._columns = columns
        self._form = form_of(text)
        self._blocks = BUILT_IN[text].blocks
        self._has_english = has_english(self._blocks)
        self._is_sample = is_sample
        self._typed_apart = {row for row, column in grid.typed_apart if column in columns.values()}
        self._above: dict[str, str | date | None] = {
            name: getattr(given, name) for name in DECISION
        }
        self._lacking: dict[str, int] = {}

    def lines(self) -> list[Line]:
        """Return a line for each row in which something stands."""
        rows = range(self._head + 1, len(self._grid.rows))
        return [
            self._line(row)
            for row in rows
            if any(self._grid.at(row, self._columns[name]) is not None for name in NEEDED)
        ]

    def _line(self, row: int) -> Line:
        faults: list[Finding] = []
        above, lacking = dict(self._above), dict(self._lacking)
        texts = self._texts(row, faults)
        entry = self._entry(row, texts, self._day(row, faults))
        if (entry.name, entry.position) == (EXAMPLE["name"], EXAMPLE["position"]):
            faults.append(error(_("This is the example of the empty list: delete the row.")))
            self._above, self._lacking = above, lacking
        recipient = f"{entry.honorific} {entry.name}".strip()
        make = _leader_award if self._form is CertificateForm.LEADER else _certificate
        paper = make(entry, recipient, texts, is_sample=self._is_sample)
        return Line(
            entry=entry,
            form=self._form,
            title=f"{entry.award} – {recipient}",
            paper=replace(paper, blocks=self._blocks),
            faults=tuple(faults),
            columns=self._columns,
        )

    def _texts(self, row: int, faults: list[Finding]) -> dict[str, str]:
        texts = {name: self._text(row, name, faults) for name in HEADINGS if name != "decided_on"}
        if self._has_english:
            texts["award_en"] = texts["award_en"] or english_name(texts["award"])
        faults.extend(
            error(_("Missing: %(field)s.", field=HEADINGS[name][0]), name)
            for name in self._needed()
            if not texts[name]
        )
        return texts

    def _entry(self, row: int, texts: dict[str, str], day: date | None) -> Entry:
        said = {name: text for name, text in texts.items() if name not in RARE}
        return Entry(
            place=row + 1,
            is_person=bool(texts["honorific"]) or texts["name"].startswith(HONORIFICS),
            decided_on=day,
            typed_apart=row in self._typed_apart,
            **said,
        )

    def _needed(self) -> Iterator[str]:
        """Give the columns that only some papers need."""
        if self._form is CertificateForm.LEADER:
            yield "term"
        if self._has_english:
            yield "award_en"

    def _text(self, row: int, name: str, faults: list[Finding]) -> str:
        column = self._columns.get(name)
        try:
            text = "" if column is None else " ".join(self._grid.text(row, column).split())
        except CellFault as fault:
            faults.append(error(fault.message))
            text = ""
            self._forget(name, row)
        if name == "decision_number" and text and text != self._above[name]:
            self._forget("decided_on", row)
        if name in DECISION:
            faults.extend(self._lacking_above(name, row, text))
            self._above[name] = text = text or str(self._above[name] or "")
        return text

    def _day(self, row: int, faults: list[Finding]) -> date | None:
        column = self._columns.get("decided_on")
        day: date | None = None
        try:
            day = None if column is None else _day_of(self._grid, row, column)
        except CellFault as fault:
            faults.append(error(fault.message))
            self._forget("decided_on", row)
        faults.extend(self._lacking_above("decided_on", row, day))
        above = self._above["decided_on"]
        if day is None and isinstance(above, date):
            day = above
        self._above["decided_on"] = day
        return day

    def _forget(self, name: str, row: int) -> None:
        """Let no row take from further up what cannot be read here, or another decision's day."""
        if name in DECISION:
            self._above[name] = None
            self._lacking[name] = row

    def _lacking_above(self, name: str, row: int, own: object) -> Iterator[Finding]:
        """Say which row above is to be corrected, where this one would repeat its gap."""
        if own:
            self._lacking.pop(name, None)
        elif (above := self._lacking.get(name, row)) != row:
            yield error(
                _(
                    "%(field)s: taken from line %(place)s, where it is wrong or missing. Correct it"
                    " there.",
                    field=TEXT_NAMES[name],
                    place=str(above + 1),
                ),
                name,
            )


def _day_of(grid: Grid, row: int, column: int) -> date | None:
    """Return a day, also one that was typed as text: 05/12/2026, 5-12-2026, 05.12.2026."""
    value = grid.at(row, column)
    if isinstance(value, str):
        try:
            return datetime.strptime(PARTED.sub("/", value), "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            pass
    return grid.day(row, column)


def _certificate(
    entry: Entry, recipient: str, texts: dict[str, str], *, is_sample: bool
) -> Certificate:
    day = entry.decided_on or date.min
    return Certificate(
        authority=entry.authority.upper(),
        form=entry.award.upper(),
        form_en=texts["award_en"],
        recipient=recipient,
        description=entry.position,
        reason=entry.reason,
        decision_number=entry.decision_number,
        decision_date=day,
        golden_book_number=texts["golden_book_number"],
        place=entry.seat,
        dated=day,
        signer=Signer(position=entry.signer_title.upper(), name=entry.signer_name),
        sample=is_sample,
    )


def _leader_award(
    entry: Entry, recipient: str, texts: dict[str, str], *, is_sample: bool
) -> LeaderAward:
    day = entry.decided_on or date.min
    return LeaderAward(
        authority=entry.authority.upper(),
        recipient=recipient,
        title=entry.award.upper(),
        title_en=texts["award_en"],
        term=f"NĂM {texts['term']}".strip() if texts["term"].isdigit() else texts["term"].upper(),
        reason=entry.reason,
        basis=(cited(entry.decision_number), official_date(day)),
        place=entry.seat,
        dated=day,
        signer=Signer(position=entry.signer_title.upper(), name=entry.signer_name),
        sample=is_sample,
    )
