"""What the official papers of a year share: head and foot as entered, how figures are written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.official import Align, Column, OfficialPaper, Section
from cluster.domain.official import Details, lines
from cluster.domain.permissions import Actor
from cluster.domain.vietnamese import format_number
from cluster.domain.years import naming_day
from cluster.models import Year
from cluster.services.printing.heads import LEFT_OPEN, head_of

CENTER, RIGHT = Align.CENTER, Align.RIGHT
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NUMBER = Column(heading="TT", width=11, align=CENTER)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """For whom a paper is composed, of which year, with what was entered, on which day."""

    actor: Actor
    year: Year
    details: Details
    today: date

    @property
    def named_on(self) -> date:
        """The day whose names the paper bears: its own, else the last of the year or today."""
        return self.details.dated or naming_day(self.year.number, self.today)

    @property
    def letterhead(self) -> Letterhead:
        """The head of the paper."""
        return replace(
            head_of(self.year, self.named_on, dated=self.details.dated).letterhead,
            number=self.details.number,
            place=self.details.place or LEFT_OPEN,
        )

    @property
    def signer(self) -> Signer:
        """Who signs it as entered."""
        details = self.details
        return Signer(
            on_behalf_of=details.on_behalf_of,
            position=details.position,
            organization=details.organization,
            name=details.signer_name,
        )

    def paper(
        self, title: str, subject: str, sections: tuple[Section, ...], *signers: Signer
    ) -> OfficialPaper:
        """Return the paper; without `signers` the one entered signs."""
        return OfficialPaper(
            letterhead=self.letterhead,
            title=title,
            subject=subject,
            addressed_to=lines(self.details.addressed_to),
            bases=lines(self.details.bases),
            sections=tuple(_numbered(each for each in sections if each.paragraphs or each.table)),
            recipients=lines(self.details.recipients),
            signers=signers or (self.signer,),
            sample=self.year.cluster.is_sample,
        )


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """Number the headings of those sections that say something: I, II, III …"""
    numerals = iter(ROMAN)
    for section in sections:
        if section.heading:
            yield replace(section, heading=f"{next(numerals)}. {section.heading}")
        else:
            yield section


def points(value: Decimal | None) -> str:
    """Write points with two decimals; a dash where there are none."""
    return "–" if value is None else format_number(value, 2)


def said(heading: str, text: str) -> Section:
    """Return what people have written under a heading; nothing where they wrote nothing."""
    return Section(heading=heading, paragraphs=lines(text)) if text else Section()
