"""Which papers of a year can be issued now."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from cluster.database import db
from cluster.domain.permissions import Actor
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import SCORE_PAPERS, SCORING, PaperKind
from cluster.models import IssuedPaper, Year
from cluster.services import members, years
from cluster.services.printing import awards, ballots, pledges
from cluster.services.printing.composing import subject_of
from cluster.services.printing.issuing import can_print


@dataclass(frozen=True, kw_only=True)
class Issuable:
    """A paper that can be issued now.

    `about`: the member or award it is about, `name` what that is called. `last_id` and `issue`:
    its newest issue and the number of it, 0 while there is none. `pages`: how many it would take,
    where it does not share one as it should.
    """

    kind: PaperKind
    about: int | None
    name: str
    last_id: int | None
    issue: int
    pages: int = 1


def list_issuable(actor: Actor, year_id: int) -> list[Issuable]:
    """Return what can be issued now, in the order of the year; nothing for who does not print."""
    year = years.get_visible(actor, year_id)
    if not can_print(actor, year):
        return []
    newest = {
        (kind, subject): (paper_id, number)
        for paper_id, kind, subject, number in db.session.execute(
            select(IssuedPaper.id, IssuedPaper.kind, IssuedPaper.subject, IssuedPaper.issue)
            .where(IssuedPaper.year_id == year_id)
            .order_by(IssuedPaper.issue)
        )
    }
    pledge = pledges.newest_status(year)
    pages = pledges.list_pages(actor, year) if pledge is PledgeStatus.IN_FORCE else {}
    papers = []
    for kind, about, name in _possible(year, pledge):
        last_id, number = newest.get((kind, subject_of(year_id, about)), (None, 0))
        papers.append(
            Issuable(
                kind=kind,
                about=about,
                name=name,
                last_id=last_id,
                issue=number,
                pages=pages.get(about or 0, 1) if kind is PaperKind.MEMBER_PLEDGE else 1,
            )
        )
    return papers


def _possible(
    year: Year, pledge: PledgeStatus | None
) -> Iterator[tuple[PaperKind, int | None, str]]:
    """Give kind, subject and its name of every paper that the year has the data for."""
    if pledge is not None:
        yield PaperKind.JOINT_PLEDGE, None, ""
    if pledge is PledgeStatus.IN_FORCE:
        for member in members.members_of(year):
            yield PaperKind.MEMBER_PLEDGE, member.alliance_id, member.short_name
    if year.phase in SCORING:
        for kind in SCORE_PAPERS:
            yield kind, None, ""
    for ballot_id, title in ballots.list_printable(year):
        yield PaperKind.BALLOT_RECORD, ballot_id, title
    for award_id, title in awards.list_printable(year.id):
        yield PaperKind.AWARD, award_id, title
