"""What is done from the projected screen: each act calls the one service that does it."""

from collections.abc import Callable
from datetime import datetime

from cluster.domain.ballots import BallotKind, Method
from cluster.domain.conference import BALLOT_OF, Act, Step, audience
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import ballots, leadership, ranking, scoring, years
from cluster.services.members import members_of


def act(actor: Actor, year_id: int, step: Step, doing: Act, *, now: datetime) -> None:
    """Do one act of a step; what it may not tell the hall, its refusal does not tell either."""
    year = years.get_to_run(actor, year_id)
    if doing in OF_YEAR:
        OF_YEAR[doing](actor, year, now)
    elif step in BALLOT_OF:
        OF_BALLOT[doing](actor, year, BALLOT_OF[step], now)


def _freeze(actor: Actor, year: Year, now: datetime) -> None:
    try:
        ranking.freeze(actor, year.id, now=now)
    except RuleViolation:
        raise RuleViolation(
            _("The ranking cannot be frozen yet. The ranking page says why, not this screen.")
        ) from None


def _publish(actor: Actor, year: Year, now: datetime) -> None:
    years.move(actor, year.id, Phase.PUBLISHED, now=now)


def _open_next_year(actor: Actor, year: Year, now: datetime) -> None:
    years.open_year(actor, year.cluster_id, year.number + 1, from_year_id=year.id, now=now)


def _name_leaders(actor: Actor, year: Year, now: datetime) -> None:
    elected = leadership.elected_for_next(audience(year.cluster_id), year.id)
    if elected is None:
        raise RuleViolation(_("No election of the leader is announced yet."))
    leadership.appoint(
        actor,
        year.cluster_id,
        year.number + 1,
        leader_id=elected.leader,
        deputy_id=elected.deputy,
        reason=f"Kết quả bầu tại hội nghị tổng kết năm {year.number}",
        now=now,
    )


def _open_ballot(actor: Actor, year: Year, kind: BallotKind, now: datetime) -> None:
    barred = scoring.barred(year.id) if kind is BallotKind.NOMINATION else {}
    members = [member.alliance_id for member in members_of(year)]
    ballots.open_ballot(
        actor,
        year.id,
        kind=kind,
        method=Method.SCREEN,
        candidate_ids=[each for each in members if each not in barred],
        rule=ballots.default_rule(),
        now=now,
    )


def _close_ballot(actor: Actor, year: Year, kind: BallotKind, now: datetime) -> None:
    ballots.close(actor, _newest(year, kind), now=now)


def _announce(actor: Actor, year: Year, kind: BallotKind, now: datetime) -> None:
    ballots.announce(actor, _newest(year, kind), now=now)


def _next_round(actor: Actor, year: Year, kind: BallotKind, now: datetime) -> None:
    ballots.open_next_round(actor, _newest(year, kind), now=now)


def _newest(year: Year, kind: BallotKind) -> int:
    found = ballots.turnout(audience(year.cluster_id), year, kind)
    if found is None:
        raise RuleViolation(_("There is no such ballot yet."))
    return found.ballot_id


OF_YEAR: dict[Act, Callable[[Actor, Year, datetime], None]] = {
    Act.FREEZE: _freeze,
    Act.PUBLISH: _publish,
    Act.OPEN_NEXT_YEAR: _open_next_year,
    Act.NAME_LEADERS: _name_leaders,
}
OF_BALLOT: dict[Act, Callable[[Actor, Year, BallotKind, datetime], None]] = {
    Act.OPEN_BALLOT: _open_ballot,
    Act.CLOSE_BALLOT: _close_ballot,
    Act.ANNOUNCE: _announce,
    Act.NEXT_ROUND: _next_round,
}
