"""Open a ballot: from then on its names, its rule and who may vote stand still."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import exists, or_, select

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.ballot_results import check_next_round, outcome
from cluster.domain.ballots import (
    PHASES,
    BallotKind,
    BallotStatus,
    MajorityOf,
    Method,
    Rule,
    Terms,
    check_terms,
    parse_share,
)
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor, Role
from cluster.domain.years import check_phase, vietnam_day
from cluster.models import Ballot, BallotCandidate, BallotVoter, RoleGrant, User, Year, YearMember
from cluster.services import audit, years
from cluster.services.ballots.rows import load
from cluster.services.scoring import barred

DEFAULTS = files("cluster") / "data" / "ballot_rule.json"


def default_rule() -> Rule:
    """Return the rule that a new ballot starts from."""
    data = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    return Rule(
        quorum=parse_share(data["quorum"], field="quorum"),
        majority=parse_share(data["majority"], field="majority"),
        is_above=data["is_above"],
        majority_of=MajorityOf(data["majority_of"]),
        recused=data["recused"],
    )


@atomic()
def open_ballot(
    actor: Actor,
    year_id: int,
    *,
    kind: BallotKind,
    title: str = "",
    method: Method,
    seats: int = 1,
    candidate_ids: Sequence[int],
    rule: Rule,
    now: datetime,
) -> Ballot:
    """Open a ballot among the year's members, one vote for each of them.

    Without a title it is called by its kind, as on its minutes.
    """
    year = years.get_to_run(actor, year_id, alone=True)
    members = db.session.scalars(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year_id)
        .order_by(YearMember.position)
    ).all()
    terms = Terms(
        kind=kind,
        method=method,
        seats=seats,
        candidates=_in_order(candidate_ids, members),
        entitled=tuple(members),
        rule=rule,
    )
    check_terms(terms, year.phase, barred(year_id))
    ballot = _row(year, terms, title or _title(kind, year), actor, now)
    _check_not_open(ballot)
    electors = _council_of(year, vietnam_day(now))
    voters = [(member, electors.get(member, [])) for member in members]
    return _open(actor, year, ballot, terms, voters, now)


@atomic()
def open_next_round(actor: Actor, ballot_id: int, *, now: datetime) -> Ballot:
    """Vote again for the seats that a closed round left open, among those whom it left in.

    The member units and their voters stay those of the first round.
    """
    before = load(actor, ballot_id, lock=True)
    year, ballot = before.year, before.ballot
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
    check_phase(year.phase, PHASES[ballot.kind], _("Opening this ballot"))
    is_closed = ballot.status is BallotStatus.CLOSED
    result = outcome(before.terms, before.count)
    check_next_round(
        result.verdict if is_closed else None,
        has_next=bool(db.session.scalar(select(exists().where(Ballot.follows_id == ballot_id)))),
    )
    terms = replace(before.terms, seats=result.open_seats, candidates=result.next_round)
    again = _row(year, terms, ballot.title, actor, now)
    again.follows_id, again.round = ballot.id, ballot.round + 1
    voters = [(row.alliance_id, row.electors) for row in before.voters]
    return _open(actor, year, again, terms, voters, now)


def _in_order(chosen: Iterable[int], members: Sequence[int]) -> tuple[int, ...]:
    """Return the chosen in the order of the year; who is no member comes last, to be refused."""
    known = [member for member in members if member in set(chosen)]
    return (*known, *(each for each in dict.fromkeys(chosen) if each not in members))


def _title(kind: BallotKind, year: Year) -> str:
    titles = {
        BallotKind.NOMINATION: f"Suy tôn đơn vị dẫn đầu phong trào thi đua năm {year.number}",
        BallotKind.LEADER: f"Bầu Cụm trưởng năm {year.number + 1}",
        BallotKind.DEPUTY: f"Bầu Cụm phó năm {year.number + 1}",
        BallotKind.TIE: f"Biểu quyết xếp hạng các đơn vị bằng điểm năm {year.number}",
    }
    return titles[kind]


def _check_not_open(ballot: Ballot) -> None:
    """Refuse to open the same ballot twice, as a double click would."""
    if db.session.scalar(
        select(
            exists().where(
                Ballot.year_id == ballot.year_id,
                Ballot.kind == ballot.kind,
                Ballot.title == ballot.title,
                Ballot.status == BallotStatus.OPEN,
            )
        )
    ):
        raise RuleViolation(_("A ballot with this title is open already."), field="title")


def _council_of(year: Year, today: date) -> dict[int, list[int]]:
    """Return the accounts of the council members of each alliance, as today."""
    rows = db.session.execute(
        select(RoleGrant.alliance_id, RoleGrant.user_id)
        .join(User, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role == Role.COUNCIL,
            RoleGrant.cluster_id == year.cluster_id,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            User.active,
        )
        .order_by(RoleGrant.user_id)
        .distinct()
    )
    found: dict[int, list[int]] = {}
    for alliance_id, user_id in rows:
        found.setdefault(alliance_id or 0, []).append(user_id)
    return found


def _row(year: Year, terms: Terms, title: str, actor: Actor, now: datetime) -> Ballot:
    return Ballot(
        year_id=year.id,
        kind=terms.kind,
        title=title,
        method=terms.method,
        seats=terms.seats,
        quorum=str(terms.rule.quorum),
        majority=str(terms.rule.majority),
        is_above=terms.rule.is_above,
        majority_of=terms.rule.majority_of,
        recused=terms.rule.recused,
        opened_at=now,
        opened_by=actor.name,
    )


def _open(
    actor: Actor,
    year: Year,
    ballot: Ballot,
    terms: Terms,
    voters: Iterable[tuple[int, list[int]]],
    now: datetime,
) -> Ballot:
    db.session.add(ballot)
    db.session.flush()
    db.session.add_all(
        BallotCandidate(ballot_id=ballot.id, alliance_id=alliance_id)
        for alliance_id in terms.candidates
    )
    db.session.add_all(
        BallotVoter(ballot_id=ballot.id, alliance_id=alliance_id, electors=electors)
        for alliance_id, electors in voters
    )
    audit.record(
        actor,
        "ballot.opened",
        ("ballot", ballot.id),
        now,
        where=audit.within(year),
        after={
            "title": ballot.title,
            "kind": ballot.kind.value,
            "method": ballot.method.value,
            "candidates": list(terms.candidates),
            "members": list(terms.entitled),
        },
    )
    return ballot
