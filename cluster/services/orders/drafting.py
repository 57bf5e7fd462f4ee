"""What a draft is read from: the awards of a decision, and what the year has printed already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cluster.database import db
from cluster.domain.awards import CertificateForm, Recipient, check_certificate, check_leader
from cluster.domain.entries import Entry
from cluster.domain.findings import Finding
from cluster.domain.golden_book import Numbered, faults
from cluster.domain.membership import Member
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.preflight import of_year, printed_already
from cluster.models import Award, AwardKind, Decision, PrintItem, PrintOrder, Year
from cluster.services import audit, members
from cluster.services.awards.golden_book import taken_numbers
from cluster.services.awards.nominations import next_leader
from cluster.services.awards.papers import paper_of
from cluster.services.awards.reading import name_of
from cluster.services.orders.lines import Line
from cluster.services.orders.printed import Printed


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft's lines as they are kept, and what would be kept of them now.

    `mark`: of the last act on it. `layout_id`: of the stock that it is meant for, None for
    certificates printed whole. `lines`: of those that print an award, by the award, at the places
    where they are kept. `of_year`: what the year's other papers make to be said of a line, by its
    place.
    """

    mark: str
    layout_id: int | None
    items: Sequence[PrintItem]
    lines: dict[int, Line]
    of_year: dict[int, tuple[Finding, ...]]

    @property
    def says_the_same(self) -> bool:
        """Tell whether the certificates of its awards still say what is kept."""
        return all(
            (item.title, item.data) == (line.title, to_plain(line.paper))
            for item in self.items
            if item.award_id and (line := self.lines.get(item.award_id))
        )

    @property
    def is_up_to_date(self) -> bool:
        """Tell whether looking through it again would find the same."""
        return self.says_the_same and all(
            _of_year(item) == self.of_year.get(item.place, ()) for item in self.items
        )


def read_draft(year: Year, order: PrintOrder) -> Draft:
    """Return a draft beside what it was read from."""
    mark = mark_of(order.id)
    items = db.session.scalars(
        select(PrintItem).where(PrintItem.order_id == order.id).order_by(PrintItem.place)
    ).all()
    places = {item.award_id: item.place for item in items if item.award_id}
    decision = db.session.get_one(Decision, order.decision_id) if places else None
    lines = lines_of(year, decision) if decision else []
    return Draft(
        mark=mark,
        layout_id=order.layout_id,
        items=items,
        lines={
            line.award_id: replace(line, entry=replace(line.entry, place=places[line.award_id]))
            for line in lines
            if line.award_id in places
        },
        of_year=_found_in_year(year.id, items),
    )


def mark_of(order_id: int) -> str:
    """Return a mark of the last act on an order, to notice whether there is another since."""
    return str(audit.last_about(("print_order", order_id)))


def lines_of(year: Year, decision: Decision) -> list[Line]:
    """Return a line for each award of a decision that comes with a certificate."""
    awards = db.session.scalars(
        select(Award)
        .join(AwardKind)
        .where(Award.decision_id == decision.id, AwardKind.certificate != CertificateForm.NONE)
        .options(joinedload(Award.kind))
        .order_by(Award.id)
    ).all()
    named = members.labels([award.alliance_id for award in awards], decision.decided_on)
    return [
        _line_of(year, award, decision, named[award.alliance_id], place=place)
        for place, award in enumerate(awards, 1)
    ]


def said_of(decision: Decision) -> dict[str, Any]:
    """Return what a line takes from its decision."""
    return {
        "decision_number": decision.number,
        "decided_on": decision.decided_on,
        "authority": decision.authority,
        "seat": decision.place,
        "signer_title": decision.signer_title,
        "signer_name": decision.signer_name,
    }


def recognized(year_id: int, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those marked of which the year has a valid certificate already."""
    printed = Printed(year_id)
    printed.look()
    serials = (printed.serial_of(line.award_id, to_plain(line.paper)) for line in lines)
    return [
        replace(line, entry=replace(line.entry, printed_as=serial)) if serial else line
        for line, serial in zip(lines, serials, strict=True)
    ]


def _line_of(year: Year, award: Award, decision: Decision, alliance: Member, *, place: int) -> Line:
    kind = award.kind
    check_certificate(award.status, kind.certificate)
    if kind.certificate is CertificateForm.LEADER:
        check_leader(award.alliance_id, next_leader(year), alliance.short_name)
    return Line(
        entry=Entry(
            place=place,
            is_person=award.recipient is Recipient.INDIVIDUAL,
            name=award.recipient_name or alliance.name,
            position=award.position,
            award=kind.name_vi,
            reason=award.reason,
            **said_of(decision),
            golden_book_number=award.golden_book_number,
        ),
        form=kind.certificate,
        title=f"{kind.name_vi} – {name_of(award, alliance)}",
        paper=paper_of(year, award, kind, decision, alliance),
        award_id=award.id,
        alliance_id=award.alliance_id,
    )


def _of_year(item: PrintItem) -> tuple[Finding, ...]:
    findings = (from_plain(Finding, finding) for finding in item.findings)
    return tuple(finding for finding in findings if finding.is_of_year)


def _found_in_year(year_id: int, items: Sequence[PrintItem]) -> dict[int, tuple[Finding, ...]]:
    """Return what is printed already, or whose golden book number was given to somebody else."""
    printed = Printed(year_id)
    printed.look()
    serials = {item.place: printed.serial_of(item.award_id, item.data) for item in items}
    entries = [
        Numbered(
            place=item.place,
            name=item.title,
            authority=item.data["authority"],
            number=item.data["golden_book_number"],
        )
        for item in items
        if item.form is CertificateForm.CERTIFICATE and not serials[item.place]
    ]
    own = [item.award_id for item in items if item.award_id is not None]
    wrong = faults(entries, taken_numbers(year_id, but_of=own))
    found = {place: of_year(sentence) for place, sentence in wrong.items()}
    found |= {place: printed_already(serial) for place, serial in serials.items() if serial}
    return {place: (finding,) for place, finding in found.items()}
