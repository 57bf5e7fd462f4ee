"""What is due: where the year stands and how far its members are decide what waits for whom."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cluster.domain import permissions
from cluster.domain.errors import Message, _
from cluster.domain.permissions import Actor, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.progress import Progress, Situation
from cluster.domain.years import PHASE_NAMES, Phase


class Where(StrEnum):
    """The page on which a duty is done, by its feature's word."""

    YEAR = "years"
    MEMBERS = "members"
    PEOPLE = "people"
    RULEBOOK = "rulebook"
    PLEDGE = "pledges"
    ACHIEVEMENTS = "achievements"
    SCORING = "scoring"
    REOPENING = "reopening"
    OBJECTIONS = "objections"
    RANKING = "ranking"
    BALLOTS = "ballots"
    AWARDS = "awards"
    PAPERS = "printing"
    LEADERSHIP = "leadership"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing that waits for this person; `alliance_id`: for whom they do it."""

    message: Message
    where: Where
    alliance_id: int | None = None
    is_solemn: bool = False


def duties(actor: Actor, at: Situation) -> list[Duty]:
    """Return what waits for this person now, the most pressing first."""
    own = [member for member in at.members if member.alliance_id in _own(actor, at)]
    return [
        *_late(actor, at),
        *_of_voter(at),
        *(duty for member in own for duty in _of_member(actor, at, member)),
        *_of_scorer(actor, at),
        *_of_organiser(actor, at),
    ]


def _own(actor: Actor, at: Situation) -> frozenset[int]:
    return frozenset(
        alliance_id
        for alliance_id in actor.alliances(at.cluster_id)
        if actor.speaks_for(at.cluster_id, alliance_id, Role.OFFICER, Role.SIGNER)
    )


def _late(actor: Actor, at: Situation) -> Iterator[Duty]:
    if at.next_phase is None or at.next_on is None or at.next_on >= at.today:
        return
    if permissions.can_run_year(actor, at.cluster_id):
        yield Duty(
            message=_(
                "The phase “%(phase)s” was planned for %(day)s. Move the year on, or plan another"
                " day.",
                phase=PHASE_NAMES[at.next_phase],
                day=at.next_on,
            ),
            where=Where.YEAR,
        )


def _of_voter(at: Situation) -> Iterator[Duty]:
    for title in at.to_vote:
        yield Duty(
            message=_("Cast your vote: %(title)s.", title=title),
            where=Where.BALLOTS,
            is_solemn=True,
        )


def _of_member(actor: Actor, at: Situation, member: Progress) -> Iterator[Duty]:
    yield from _of_pledge(actor, at, member)
    if permissions.can_report_for(actor, at.cluster_id, member.alliance_id):
        yield from _of_reporter(at, member)
    if at.object_until is not None and permissions.can_object(
        actor, at.cluster_id, member.alliance_id
    ):
        yield Duty(
            message=_(
                "Read how you were appraised. You may ask or object until %(day)s.",
                day=at.object_until,
            ),
            where=Where.OBJECTIONS,
            alliance_id=member.alliance_id,
        )


def _of_pledge(actor: Actor, at: Situation, member: Progress) -> Iterator[Duty]:
    sets = permissions.can_set_targets(actor, at.cluster_id, member.alliance_id)
    if sets and at.pledge is PledgeStatus.DRAFT and member.targets_missing:
        yield Duty(
            message=_("Set the targets still missing: %(count)s.", count=member.targets_missing),
            where=Where.PLEDGE,
            alliance_id=member.alliance_id,
        )
    if _awaits_signature(at, member) and permissions.can_sign_for(
        actor, at.cluster_id, member.alliance_id
    ):
        yield Duty(
            message=_("Read and sign the joint pledge."),
            where=Where.PLEDGE,
            alliance_id=member.alliance_id,
            is_solemn=True,
        )


def _awaits_signature(at: Situation, member: Progress) -> bool:
    return (
        at.phase in {Phase.PLEDGE, Phase.REPORT}
        and at.pledge in {PledgeStatus.DRAFT, PledgeStatus.SIGNING}
        and at.targets_complete
        and not member.has_signed
    )


def _of_reporter(at: Situation, member: Progress) -> Iterator[Duty]:
    waiting: list[tuple[Phase, int, Message, Where]] = [
        (
            Phase.REPORT,
            member.drafts,
            _("Submit the reports that are still drafts: %(count)s.", count=member.drafts),
            Where.ACHIEVEMENTS,
        ),
        (
            Phase.REPORT,
            member.lines - member.reported,
            _(
                "Report on the criteria that have no report yet: %(count)s.",
                count=member.lines - member.reported,
            ),
            Where.ACHIEVEMENTS,
        ),
        (
            Phase.REPORT,
            member.lines - member.self_scored,
            _(
                "Score yourselves in the lines still empty: %(count)s.",
                count=member.lines - member.self_scored,
            ),
            Where.SCORING,
        ),
        (
            Phase.REVIEW,
            member.cross_asked - member.cross_given,
            _(
                "Cross-score the lines of other members that wait for you: %(count)s.",
                count=member.cross_asked - member.cross_given,
            ),
            Where.SCORING,
        ),
        (
            Phase.REVIEW,
            member.open_again,
            _("Lines sent back to you, to report on anew: %(count)s.", count=member.open_again),
            Where.REOPENING,
        ),
        (
            Phase.REVIEW,
            member.to_cross_again,
            _(
                "Cross-scores you gave before a new report, to confirm or change: %(count)s.",
                count=member.to_cross_again,
            ),
            Where.REOPENING,
        ),
    ]
    for phase, count, message, where in waiting:
        if at.phase is phase and count > 0:
            yield Duty(message=message, where=where, alliance_id=member.alliance_id)


def _of_scorer(actor: Actor, at: Situation) -> Iterator[Duty]:
    yield from _of_answerer(actor, at)
    if at.phase is Phase.REVIEW:
        open_lines = _open_lines(
            at,
            lambda m: permissions.can_appraise(actor, at.cluster_id, m.alliance_id),
            lambda m: m.appraised,
        )
        if open_lines:
            yield Duty(
                message=_("Lines that wait for your appraisal: %(count)s.", count=open_lines),
                where=Where.SCORING,
            )
    if at.phase is Phase.COUNCIL:
        open_lines = _open_lines(
            at,
            lambda m: permissions.can_score_in_council(actor, at.cluster_id, m.alliance_id),
            lambda m: m.settled,
        )
        if open_lines:
            yield Duty(
                message=_(
                    "Lines without a final score: %(count)s. Where none is given, the layer below"
                    " counts.",
                    count=open_lines,
                ),
                where=Where.SCORING,
            )


def _of_answerer(actor: Actor, at: Situation) -> Iterator[Duty]:
    """Yield what waits for who appraises or decides: new reports, questions, objections."""
    appraised = [
        m for m in at.members if permissions.can_appraise(actor, at.cluster_id, m.alliance_id)
    ]
    decided = [
        m
        for m in at.members
        if permissions.can_decide_objection(actor, at.cluster_id, m.alliance_id)
    ]
    again = sum(m.to_appraise_again for m in appraised)
    explanations = sum(m.explanations for m in appraised)
    objections = sum(m.objections for m in decided)
    waiting = (
        (
            Phase.REVIEW,
            again,
            _("Lines with a new report, to confirm or appraise again: %(count)s.", count=again),
            Where.REOPENING,
        ),
        (
            Phase.COUNCIL,
            explanations,
            _("Members wait for an explanation: %(count)s.", count=explanations),
            Where.OBJECTIONS,
        ),
        (
            Phase.COUNCIL,
            objections,
            _("Objections to decide: %(count)s.", count=objections),
            Where.OBJECTIONS,
        ),
    )
    for phase, count, message, where in waiting:
        if at.phase is phase and count > 0:
            yield Duty(message=message, where=where)


def _open_lines(
    at: Situation, is_mine: Callable[[Progress], bool], done: Callable[[Progress], int]
) -> int:
    return sum(member.lines - done(member) for member in at.members if is_mine(member))


def _of_organiser(actor: Actor, at: Situation) -> Iterator[Duty]:
    if permissions.can_run_year(actor, at.cluster_id):
        yield from ORGANISER[at.phase](at)


def _in_setup(at: Situation) -> Iterator[Duty]:
    for block in at.blocks:
        yield Duty(message=block, where=Where.YEAR)
    if not at.blocks:
        yield Duty(
            message=_(
                "Everything is set up: open the phase “%(phase)s”.", phase=PHASE_NAMES[Phase.PLEDGE]
            ),
            where=Where.YEAR,
        )


def _in_pledge(at: Situation) -> Iterator[Duty]:
    if at.pledge is None:
        yield Duty(message=_("Start the joint pledge of the year."), where=Where.PLEDGE)
    elif at.pledge is PledgeStatus.IN_FORCE:
        yield Duty(
            message=_(
                "Everybody has signed: open the phase “%(phase)s”.", phase=PHASE_NAMES[Phase.REPORT]
            ),
            where=Where.YEAR,
        )
    else:
        yield from _named(
            at,
            lambda m: m.targets_missing > 0,
            lambda names: _("Targets are missing at: %(members)s.", members=names),
            Where.PLEDGE,
        )
        yield from _named(
            at,
            lambda m: not m.has_signed,
            lambda names: _("Not signed yet: %(members)s.", members=names),
            Where.PLEDGE,
        )


def _in_report(at: Situation) -> Iterator[Duty]:
    yield from _named(
        at,
        lambda m: m.reported < m.lines,
        lambda names: _("Criteria without a report at: %(members)s.", members=names),
        Where.ACHIEVEMENTS,
    )
    yield from _named(
        at,
        lambda m: m.self_scored < m.lines,
        lambda names: _("Self-scores are missing at: %(members)s.", members=names),
        Where.SCORING,
    )


def _in_review(at: Situation) -> Iterator[Duty]:
    yield from _named(
        at,
        lambda m: m.appraised < m.lines,
        lambda names: _("Lines wait for appraisal at: %(members)s.", members=names),
        Where.SCORING,
    )


def _in_council(at: Situation) -> Iterator[Duty]:
    incomplete = list(
        _named(
            at,
            lambda m: m.scored < m.lines,
            lambda names: _(
                "Lines without any score, so that there is no total: %(members)s.",
                members=names,
            ),
            Where.SCORING,
        )
    )
    incomplete += _named(
        at,
        lambda m: m.objections > 0,
        lambda names: _("Objections are undecided of: %(members)s.", members=names),
        Where.OBJECTIONS,
    )
    if at.object_until is not None:
        incomplete.append(
            Duty(
                message=_("Members may ask and object until %(day)s.", day=at.object_until),
                where=Where.OBJECTIONS,
            )
        )
    yield from incomplete
    if not incomplete:
        yield Duty(
            message=_("Every line is scored: freeze the ranking."),
            where=Where.RANKING,
            is_solemn=True,
        )


def _when_frozen(_at: Situation) -> Iterator[Duty]:
    yield Duty(message=_("Publish the result once objections are settled."), where=Where.YEAR)


def _when_published(_at: Situation) -> Iterator[Duty]:
    yield Duty(message=_("Record proposals and decisions of awards."), where=Where.AWARDS)
    yield Duty(message=_("Print the papers and hand them out."), where=Where.PAPERS)
    yield Duty(message=_("Hand over to the next leader."), where=Where.LEADERSHIP)


def _when_archived(_at: Situation) -> Iterator[Duty]:
    yield from ()


ORGANISER: dict[Phase, Callable[[Situation], Iterator[Duty]]] = {
    Phase.SETUP: _in_setup,
    Phase.PLEDGE: _in_pledge,
    Phase.REPORT: _in_report,
    Phase.REVIEW: _in_review,
    Phase.COUNCIL: _in_council,
    Phase.FROZEN: _when_frozen,
    Phase.PUBLISHED: _when_published,
    Phase.ARCHIVED: _when_archived,
}


def _named(
    at: Situation,
    lacks: Callable[[Progress], bool],
    sentence: Callable[[str], Message],
    where: Where,
) -> Iterator[Duty]:
    """Yield one duty that names the members lacking something, if there are any."""
    names = [member.short_name for member in at.members if lacks(member)]
    if names:
        yield Duty(message=sentence(listed(names)), where=where)


def listed(names: Iterable[str], most: int = 6) -> str:
    """Return the names parted by commas; of many only the first, and how many more there are."""
    every = list(names)
    more = f" … (+{len(every) - most})" if len(every) > most else ""
    return ", ".join(every[:most]) + more
