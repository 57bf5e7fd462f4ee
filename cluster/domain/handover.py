"""The handover of the lead: what the outgoing leader gives, and what is still open in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cluster.domain import permissions
from cluster.domain.duties import Where, listed
from cluster.domain.errors import Message, _
from cluster.domain.permissions import Actor, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.domain.score_sight import SETTLED
from cluster.domain.years import Phase


class Item(StrEnum):
    """One line of the checklist, given by the old leader and taken by the new one."""

    RESULT = "result"
    BALLOTS = "ballots"
    AWARDS = "awards"
    PAPERS = "papers"
    FIGURES = "figures"
    PLEDGE = "pledge"
    CALENDAR = "calendar"
    FLAG = "flag"
    FILES = "files"
    ACCOUNTS = "accounts"


class Side(StrEnum):
    """Who ticks: whoever gives the lead away, or whoever takes it over."""

    GIVING = "giving"
    TAKING = "taking"


ITEM_NAMES: dict[Item, Message] = {
    Item.RESULT: _("Result of the year: score table and ranking"),
    Item.BALLOTS: _("Ballots: nomination, election of leader and deputy"),
    Item.AWARDS: _("Awards: proposed, decided, handed out"),
    Item.PAPERS: _("Papers of the year, issued and signed"),
    Item.FIGURES: _("Figures and scores of the members"),
    Item.PLEDGE: _("Rule book and pledge of the next year"),
    Item.CALENDAR: _("Calendar of what comes"),
    Item.FLAG: _("The leader’s rotating flag"),
    Item.FILES: _("Files on paper"),
    Item.ACCOUNTS: _("Roles of chair and secretary in this program"),
}
SIDE_NAMES: dict[Side, Message] = {
    Side.GIVING: _("Handed over"),
    Side.TAKING: _("Taken over"),
}
WHERE: dict[Item, Where] = {
    Item.RESULT: Where.RANKING,
    Item.BALLOTS: Where.BALLOTS,
    Item.AWARDS: Where.AWARDS,
    Item.PAPERS: Where.PAPERS,
    Item.FIGURES: Where.SCORING,
    Item.PLEDGE: Where.PLEDGE,
    Item.CALENDAR: Where.YEAR,
}
"""On which page an item's open matters are settled; the others are no matter of this program."""


@dataclass(frozen=True, kw_only=True)
class NextYear:
    """How far the year after is prepared; members by their short names."""

    rulebook_published: bool
    pledge: PledgeStatus | None
    without_targets: Sequence[str] = ()
    unsigned: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a year leaves behind: members by their short names, and how many awards wait.

    `next_year` None: it is not opened. `proposed` awards wait for a decision, `decided` ones for
    being handed out.
    """

    year_number: int
    phase: Phase
    has_next_leader: bool
    without_report: Sequence[str] = ()
    without_score: Sequence[str] = ()
    open_ballots: Sequence[str] = ()
    proposed: int = 0
    decided: int = 0
    not_issued: Mapping[PaperKind, int] = field(default_factory=dict)
    next_year: NextYear | None = None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Something still open in one item of the checklist."""

    item: Item
    message: Message


@dataclass(frozen=True, kw_only=True)
class ComingDay:
    """A phase of a year that is planned to begin on a day."""

    year_number: int
    phase: Phase
    day: date


def open_matters(at: Situation) -> list[Matter]:
    """Return what the new leader takes over unfinished, in the order of the checklist."""
    return [*_of_result(at), *_of_awards(at), *_of_papers(at), *_of_figures(at), *_of_next_year(at)]


def _of_result(at: Situation) -> Iterator[Matter]:
    if at.phase not in SETTLED:
        yield Matter(item=Item.RESULT, message=_("The ranking is not frozen yet."))
    elif at.phase is Phase.FROZEN:
        yield Matter(item=Item.RESULT, message=_("The result is not published yet."))
    if at.open_ballots:
        yield Matter(
            item=Item.BALLOTS,
            message=_("Still open: %(titles)s.", titles="; ".join(at.open_ballots)),
        )
    if not at.has_next_leader:
        yield Matter(
            item=Item.BALLOTS,
            message=_("Nobody is named yet to lead %(year)s.", year=str(at.year_number + 1)),
        )


def _of_awards(at: Situation) -> Iterator[Matter]:
    if at.proposed:
        yield Matter(
            item=Item.AWARDS,
            message=_("Proposed awards without a decision: %(count)s.", count=at.proposed),
        )
    if at.decided:
        yield Matter(
            item=Item.AWARDS,
            message=_("Decided awards not handed out: %(count)s.", count=at.decided),
        )


def _of_papers(at: Situation) -> Iterator[Matter]:
    for kind, count in at.not_issued.items():
        yield Matter(
            item=Item.PAPERS,
            message=_(
                "Not issued yet: %(paper)s (%(count)s).", paper=PAPER_KIND_NAMES[kind], count=count
            ),
        )


def _of_figures(at: Situation) -> Iterator[Matter]:
    if at.without_report:
        yield Matter(
            item=Item.FIGURES,
            message=_("Criteria without a report at: %(members)s.",
                      members=listed(at.without_report)),
        )  # fmt: skip
    if at.without_score:
        yield Matter(
            item=Item.FIGURES,
            message=_("Lines without any score, so that there is no total: %(members)s.",
                      members=listed(at.without_score)),
        )  # fmt: skip


def _of_next_year(at: Situation) -> Iterator[Matter]:
    coming, number = at.next_year, str(at.year_number + 1)
    if coming is None:
        yield Matter(item=Item.PLEDGE, message=_("The year %(year)s is not opened.", year=number))
        return
    if not coming.rulebook_published:
        yield Matter(
            item=Item.PLEDGE,
            message=_("The rule book of %(year)s is not published.", year=number),
        )
    if coming.pledge is None:
        yield Matter(
            item=Item.PLEDGE, message=_("The pledge of %(year)s is not started.", year=number)
        )
    if coming.without_targets:
        yield Matter(
            item=Item.PLEDGE,
            message=_("Targets are missing at: %(members)s.",
                      members=listed(coming.without_targets)),
        )  # fmt: skip
    if coming.unsigned:
        yield Matter(
            item=Item.PLEDGE,
            message=_("Not signed yet: %(members)s.", members=listed(coming.unsigned)),
        )


def can_see_handover(
    actor: Actor, cluster_id: int, phase: Phase, *, leader_id: int | None, next_id: int | None
) -> bool:
    """Who runs or audits the year sees the checklist; both leading alliances once it is frozen."""
    if permissions.can_run_year(actor, cluster_id) or actor.holds(cluster_id, Role.AUDITOR):
        return True
    own = actor.alliances(cluster_id) & {leader_id, next_id}
    return phase in SETTLED and any(_speaks(actor, cluster_id, alliance_id) for alliance_id in own)


def can_tick(
    actor: Actor, cluster_id: int, side: Side, *, leader_id: int | None, next_id: int | None
) -> bool:
    """Who runs the year or leads it ticks what is given; only the new leader what is taken."""
    if side is Side.TAKING:
        return _speaks(actor, cluster_id, next_id)
    return permissions.can_run_year(actor, cluster_id) or _speaks(actor, cluster_id, leader_id)


def _speaks(actor: Actor, cluster_id: int, alliance_id: int | None) -> bool:
    return alliance_id is not None and actor.speaks_for(
        cluster_id, alliance_id, Role.SIGNER, Role.OFFICER
    )
