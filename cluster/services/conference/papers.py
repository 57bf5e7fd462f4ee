"""The papers of a conference: which are there, and what is still missing."""

from collections import Counter
from dataclasses import dataclass

from cluster.domain.ballots import BALLOT_KIND_NAMES, BallotKind
from cluster.domain.errors import Message, _
from cluster.domain.permissions import Actor
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import PAPER_KIND_NAMES
from cluster.domain.score_sight import PUBLIC
from cluster.models import Year
from cluster.services import ballots, pledges, printing
from cluster.services.leadership import named_for


@dataclass(frozen=True, kw_only=True)
class PaperCount:
    """The papers of one kind in a year: how many there are, and how many are issued."""

    year_id: int
    year_number: int
    name: Message
    issued: int
    of: int


def count_papers(actor: Actor, year: Year, next_year: Year | None) -> tuple[PaperCount, ...]:
    """Return the papers of both years by kind; nothing for who does not print them."""
    found = []
    for each in (year, next_year) if next_year else (year,):
        papers = printing.list_issuable(actor, each.id)
        issued = Counter(paper.kind for paper in papers if paper.issue)
        found += [
            PaperCount(
                year_id=each.id,
                year_number=each.number,
                name=PAPER_KIND_NAMES[kind],
                issued=issued[kind],
                of=count,
            )
            for kind, count in Counter(paper.kind for paper in papers).items()
        ]
    return tuple(found)


def missing(hall: Actor, year: Year, next_year: Year | None) -> tuple[Message, ...]:
    """Return what the conference has not done yet, as everybody may know."""
    number = str(year.number + 1)
    found = [] if year.phase in PUBLIC else [_("The result is not published yet.")]
    found += [
        _("No result announced: %(ballot)s.", ballot=BALLOT_KIND_NAMES[kind])
        for kind in BallotKind
        if not ballots.elected_in(hall, year, kind)
    ]
    if named_for(year.cluster_id, year.number + 1) is None:
        found.append(_("Nobody is named yet to lead %(year)s.", year=number))
    if next_year is None:
        return (*found, _("The year %(year)s is not opened.", year=number))
    pledge = pledges.find_view(hall, next_year.id)
    if pledge is None or pledge.status is not PledgeStatus.IN_FORCE:
        found.append(_("The pledge of %(year)s is not signed by all.", year=number))
    return tuple(found)
