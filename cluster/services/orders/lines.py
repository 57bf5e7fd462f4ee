"""The lines of an order before it is printed: what is said, the certificate it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cluster.documents.awards import Certificate, LeaderAward, Paper
from cluster.documents.fitting import measure
from cluster.documents.press import Press
from cluster.domain.awards import CertificateForm
from cluster.domain.entries import Entry
from cluster.domain.findings import Finding
from cluster.domain.golden_book import Numbered, faults
from cluster.domain.preflight import is_printable, look_through, of_year
from cluster.services.awards.golden_book import taken_numbers

PAPERS: dict[CertificateForm, type[Certificate] | type[LeaderAward]] = {
    CertificateForm.CERTIFICATE: Certificate,
    CertificateForm.LEADER: LeaderAward,
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One certificate to be: `faults` are of its cells; without them, `paper` is what it says.

    `columns`: where the entry's fields stand in the workbook that it comes from, from 0.
    """

    entry: Entry
    form: CertificateForm
    title: str
    paper: Paper
    award_id: int | None = None
    alliance_id: int | None = None
    faults: tuple[Finding, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)


def numbered(year_id: int, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those marked whose golden book number is none or was given before."""
    entries = [
        Numbered(
            place=line.entry.place,
            name=line.title,
            authority=line.entry.authority,
            number=line.paper.golden_book_number,
        )
        for line in lines
        if isinstance(line.paper, Certificate) and not line.entry.printed_as
    ]
    own = [line.award_id for line in lines if line.award_id is not None]
    wrong = faults(entries, taken_numbers(year_id, but_of=own))
    return [
        replace(line, faults=(*line.faults, of_year(wrong[line.entry.place])))
        if line.entry.place in wrong
        else line
        for line in lines
    ]


def checked(
    lines: Sequence[Line], press: Press, today: date
) -> list[tuple[Line, tuple[Finding, ...]]]:
    """Return each line with all that is to be said of it, as the press measures it."""
    measured = {
        line.entry.place: measure(line.paper, press)
        for line in lines
        if is_printable(line.entry) and not line.faults
    }
    found = look_through([line.entry for line in lines], measured, today)
    return [(line, (*line.faults, *found[line.entry.place])) for line in lines]
