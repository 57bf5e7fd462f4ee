"""What the projected screen shows: only what every member may see, whoever works it."""

from dataclasses import dataclass
from datetime import datetime

from cluster.domain import permissions
from cluster.domain.ballot_results import Verdict
from cluster.domain.ballots import BallotStatus
from cluster.domain.conference import (
    BALLOT_OF,
    Act,
    BallotState,
    Standing,
    Step,
    audience,
    possible_acts,
)
from cluster.domain.errors import Message
from cluster.domain.leadership import Post
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.score_sight import PUBLIC
from cluster.domain.years import Phase, naming_day, vietnam_day
from cluster.models import Year
from cluster.services import ballots, leadership, pledges, ranking, scoring, years
from cluster.services.ballots import Result, Turnout
from cluster.services.conference.papers import PaperCount, count_papers, missing
from cluster.services.conference.report import Report, content_sections, report_of
from cluster.services.leadership import Coming, named_for
from cluster.services.leadership.left_open import find_year
from cluster.services.members import members_of
from cluster.services.ranking import Standings
from cluster.services.scoring import Row, ScoreTable


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A member of the next year, and whether it has signed the pledge."""

    member: Member
    has_signed: bool


@dataclass(frozen=True, kw_only=True)
class NextPledge:
    """The next year with its pledge; `signers` empty before it is started."""

    year_id: int
    theme: str
    signers: tuple[Signer, ...]

    @property
    def signed(self) -> int:
        """How many have signed."""
        return sum(each.has_signed for each in self.signers)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the conference on the projected screen.

    Parts that the step does not need, or that are not for everybody yet, are None or empty.
    `named`: leader and deputy of the next year; `proposed`: by the rotation, while none is named.
    `state` changes when the screen is to be drawn anew. `may_act`: by this person, from here.
    """

    year_id: int
    year_number: int
    cluster_name: str
    cluster_name_en: str
    is_sample: bool
    phase: Phase
    theme: str
    step: Step
    members: tuple[Member, ...]
    leader: Member | None
    deputy: Member | None
    named: tuple[Member | None, Member | None]
    proposed: Coming | None
    report: Report | None
    table: ScoreTable | None
    sections: tuple[Row, ...]
    standings: Standings | None
    ballot: Turnout | None
    result: Result | None
    pledge: NextPledge | None
    papers: tuple[PaperCount, ...]
    missing: tuple[Message, ...]
    state: str
    is_run: bool
    may_act: tuple[Act, ...]

    @property
    def is_public(self) -> bool:
        """Tell whether the result of the year is published."""
        return self.phase in PUBLIC


def stage(actor: Actor, year_id: int, step: Step, now: datetime) -> Stage:
    """Return one step of the year's conference, as any member of the cluster may see it."""
    year = years.get_visible(actor, year_id)
    hall, runs = audience(year.cluster_id), permissions.can_run_year(actor, year.cluster_id)
    members = tuple(members_of(year, naming_day(year.number, vietnam_day(now))))
    own, following = (named_for(year.cluster_id, year.number + ahead) for ahead in (0, 1))
    next_year = find_year(year.cluster_id, year.number + 1)
    ballot = ballots.turnout(hall, year, BALLOT_OF[step]) if step in BALLOT_OF else None
    result = _result(hall, year, ballot)
    pledge = _pledge(hall, next_year) if next_year and step is Step.PLEDGE else None
    has_table = step in {Step.REPORT, Step.SCORES} and year.phase in PUBLIC
    table = scoring.score_table(hall, year_id) if has_table else None
    at = Standing(
        phase=year.phase,
        ballot=_ballot_state(ballot, result),
        has_next_year=next_year is not None,
        names_left=_names_left(leadership.elected_for_next(hall, year_id), following),
    )
    return Stage(
        year_id=year.id,
        year_number=year.number,
        cluster_name=year.cluster.name,
        cluster_name_en=year.cluster.name_en,
        is_sample=year.cluster.is_sample,
        phase=year.phase,
        theme=year.theme,
        step=step,
        members=members,
        leader=_named(members, own.leader if own else None),
        deputy=_named(members, own.deputy if own else None),
        named=(
            _named(members, following.leader if following else None),
            _named(members, following.deputy if following else None),
        ),
        proposed=None
        if following or step not in {Step.LEADER, Step.DEPUTY}
        else leadership.ledger(hall, year_id, now).coming[0],
        report=report_of(hall, year, table) if step is Step.REPORT else None,
        table=table,
        sections=tuple(content_sections(table)) if table else (),
        standings=ranking.standings(hall, year_id) if table and step is Step.SCORES else None,
        ballot=ballot,
        result=result,
        pledge=pledge,
        papers=count_papers(actor, year, next_year) if step is Step.PAPERS else (),
        missing=missing(hall, year, next_year) if step is Step.PAPERS else (),
        state=_state(year.phase, ballot, pledge),
        is_run=runs,
        may_act=tuple(possible_acts(step, at)) if runs else (),
    )


def turnout(actor: Actor, year_id: int, step: Step) -> tuple[int, int, str]:
    """Return how many have voted or signed, of how many, and the state of the step."""
    year = years.get_visible(actor, year_id)
    hall = audience(year.cluster_id)
    ballot = ballots.turnout(hall, year, BALLOT_OF[step]) if step in BALLOT_OF else None
    next_year = find_year(year.cluster_id, year.number + 1)
    pledge = _pledge(hall, next_year) if next_year and step is Step.PLEDGE else None
    done, of = (pledge.signed, len(pledge.signers)) if pledge else (0, 0)
    if ballot is not None:
        done, of = ballot.voted, ballot.entitled
    return done, of, _state(year.phase, ballot, pledge)


def _state(phase: Phase, ballot: Turnout | None, pledge: NextPledge | None) -> str:
    parts: list[object] = [phase.value]
    if ballot is not None:
        parts += [ballot.ballot_id, ballot.status.value, ballot.is_announced, ballot.counted]
    if pledge is not None:
        parts += [pledge.signed, len(pledge.signers)]
    return "-".join(map(str, parts))


def _named(members: tuple[Member, ...], alliance_id: int | None) -> Member | None:
    return next((each for each in members if each.alliance_id == alliance_id), None)


def _result(hall: Actor, year: Year, ballot: Turnout | None) -> Result | None:
    """Return the votes once the hall may see them: announced, or published with the year."""
    if ballot is None or ballot.status is BallotStatus.OPEN:
        return None
    if not ballot.is_announced and year.phase not in PUBLIC:
        return None
    return ballots.get_ballot(hall, year.id, ballot.ballot_id).result


def _ballot_state(ballot: Turnout | None, result: Result | None) -> BallotState | None:
    if ballot is None:
        return None
    return BallotState(
        status=ballot.status,
        is_announced=result is not None,
        needs_round=result is not None
        and result.settled is None
        and result.outcome.verdict is not Verdict.DECIDED,
    )


def _names_left(elected: Post | None, named: Post | None) -> bool:
    """Tell whether somebody announced as elected is not named yet."""
    if elected is None:
        return False
    if named is None or named.leader != elected.leader:
        return True
    return elected.deputy is not None and named.deputy != elected.deputy


def _pledge(hall: Actor, next_year: Year) -> NextPledge:
    view = pledges.find_view(hall, next_year.id)
    members, signed = (view.members, view.signatures) if view else ((), {})
    signers = (Signer(member=each, has_signed=each.alliance_id in signed) for each in members)
    return NextPledge(year_id=next_year.id, theme=next_year.theme, signers=tuple(signers))
