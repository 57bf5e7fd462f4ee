"""The sealed package of a frozen ranking: gathered at the freeze, handed out afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from cluster.database import db
from cluster.domain import ballot_sight, permissions, sealing
from cluster.domain.ballots import BallotStatus
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import RungKind
from cluster.domain.scoring import Layer
from cluster.domain.sealing import Entrant, Given, Inputs
from cluster.domain.ties import TieBallot, TieFacts
from cluster.models import Claim, Cluster, FrozenRanking, Score, Year
from cluster.services import ballots, years
from cluster.services.scoring import barred
from cluster.services.scoring.basis import Basis


def gather_inputs(basis: Basis) -> Inputs:
    """Return all that the ranking of the year is made of, whoever asks; four queries, or seven."""
    return Inputs(
        cluster=basis.year.cluster.code,
        year=basis.year.number,
        seed=basis.year.lot_seed,
        book=basis.book,
        entrants=_entrants(basis),
        figures=tuple(
            Given(
                alliance_id=figure.alliance_id,
                code=figure.code,
                layer=figure.layer,
                scorer_id=figure.scorer_id,
                measure=figure.measure,
            )
            for figure in sorted(basis.load(), key=lambda f: (f.alliance_id, f.code, f.scorer_id))
            if figure.is_given
        ),
        ballots=tie_ballots(basis),
    )


def inputs_of(basis: Basis) -> Inputs:
    """Return what the ranking is made of: as it was sealed, else as it stands."""
    if basis.frozen is None:
        return gather_inputs(basis)
    sealed = db.session.scalar(
        select(FrozenRanking.inputs).where(
            FrozenRanking.year_id == basis.year.id,
            FrozenRanking.revision == basis.frozen.revision,
        )
    )
    return Inputs.from_data(sealed) if sealed else gather_inputs(basis)


def tie_facts(basis: Basis) -> dict[int, TieFacts]:
    """Return what may tell equal members apart; no query unless the rule book asks for it."""
    kinds = {rung.kind for rung in basis.book.ladder}
    if not kinds & {RungKind.EARLIER_REPORT, RungKind.LOT}:
        return {}
    return sealing.tie_facts(_entrants(basis), seed=basis.year.lot_seed, year=basis.year.number)


def tie_ballots(basis: Basis) -> tuple[TieBallot, ...]:
    """Return what ballots between equals decided, as far as this person may know it.

    No query unless the rule book asks for such ballots.
    """
    asks = any(rung.kind is RungKind.BALLOT for rung in basis.book.ladder)
    sees = ballot_sight.sees_result(
        basis.sight.actor, basis.year.cluster_id, basis.year.phase, BallotStatus.CLOSED
    )
    return ballots.list_tie_ballots(basis.year) if asks and sees else ()


def _entrants(basis: Basis) -> tuple[Entrant, ...]:
    bars = barred(basis.year.id)
    reported = _last_reports(basis.year.id)
    return tuple(
        Entrant(
            member=member,
            asked=basis.asked[member.alliance_id],
            not_assigned=tuple(sorted(basis.left_out(member.alliance_id))),
            barred=tuple(sorted(bars.get(member.alliance_id, ()))),
            reported_at=reported.get(member.alliance_id),
        )
        for member in basis.members
    )


def _last_reports(year_id: int) -> dict[int, datetime]:
    """Return when each member last submitted a report or scored itself; two queries."""
    claims = select(Claim.alliance_id, _latest(Claim.submitted_at)).where(
        Claim.year_id == year_id, Claim.submitted_at.is_not(None)
    )
    scores = select(Score.alliance_id, _latest(Score.scored_at)).where(
        Score.year_id == year_id, Score.layer == Layer.SELF
    )
    found: dict[int, datetime] = {}
    for query in (claims.group_by(Claim.alliance_id), scores.group_by(Score.alliance_id)):
        for alliance_id, moment in db.session.execute(query):
            found[alliance_id] = max(moment, found.get(alliance_id, moment))
    return found


def _latest(column: Any) -> ColumnElement[datetime]:
    latest: ColumnElement[datetime] = func.max(column)
    return latest


def export(
    actor: Actor, number: int, *, cluster_code: str | None = None, revision: int | None = None
) -> dict[str, Any]:
    """Return the sealed package of a year's frozen ranking, to be computed again anywhere."""
    return package_of(actor, _find_year(number, cluster_code).id, revision=revision)


def package_of(actor: Actor, year_id: int, *, revision: int | None = None) -> dict[str, Any]:
    """Return the sealed package of one revision of a frozen ranking, by default the newest."""
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_take_package(actor, year.cluster_id))
    query = select(FrozenRanking).where(FrozenRanking.year_id == year.id)
    if revision is not None:
        query = query.where(FrozenRanking.revision == revision)
    row = db.session.scalar(query.order_by(FrozenRanking.revision.desc()).limit(1))
    if row is None and revision is not None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    if row is None:
        raise RuleViolation(_("The ranking of %(year)s is not frozen.", year=str(year.number)))
    if not row.sha256:
        raise RuleViolation(
            _(
                "The ranking of %(year)s was frozen by version 1.0, before rankings were sealed:"
                " there is no package of it.",
                year=str(year.number),
            )
        )
    return sealing.package(
        {
            "inputs": row.inputs,
            "result": row.result,
            "points": row.table["points"],
            "explanations": row.table["explanations"],
            "revision": row.about,
        }
    )


def _find_year(number: int, cluster_code: str | None) -> Year:
    query = select(Year).join(Cluster, Cluster.id == Year.cluster_id).where(Year.number == number)
    if cluster_code is not None:
        query = query.where(Cluster.code == cluster_code)
    found = db.session.scalars(query).all()
    if not found:
        raise NotFound(_("There is no such year."))
    if len(found) > 1:
        raise RuleViolation(_("Several clusters have this year: name the cluster."))
    return found[0]
