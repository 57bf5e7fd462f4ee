"""The sealed package of a frozen ranking: gathered at the freeze, handed out afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from cluster.database import db
from cluster.domain import permissions, sealing
from cluster.domain.errors import NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.ranking import TieFacts
from cluster.domain.rulebook import RungKind
from cluster.domain.scoring import Layer
from cluster.domain.sealing import Entrant, Given, Inputs
from cluster.models import Claim, Cluster, FrozenRanking, Score, Year
from cluster.services.scoring import barred
from cluster.services.scoring.basis import Basis


def gather_inputs(basis: Basis) -> Inputs:
    """Return all that the ranking of the year is made of, whoever asks; four queries."""
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
    )


def inputs_of(basis: Basis) -> Inputs:
    """Return what the ranking is made of: as sealed once frozen, else as it stands."""
    if basis.frozen is None:
        return gather_inputs(basis)
    sealed = db.session.scalar(
        select(FrozenRanking.inputs).where(
            FrozenRanking.year_id == basis.year.id,
            FrozenRanking.revision == basis.frozen.revision,
        )
    )
    return Inputs.from_data(sealed)


def tie_facts(basis: Basis) -> dict[int, TieFacts]:
    """Return what may tell equal members apart; no query unless the rule book asks for it."""
    kinds = {rung.kind for rung in basis.book.ladder}
    if not kinds & {RungKind.EARLIER_REPORT, RungKind.LOT}:
        return {}
    return sealing.tie_facts(_entrants(basis), seed=basis.year.lot_seed, year=basis.year.number)


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


def export(actor: Actor, number: int, *, cluster_code: str | None = None) -> dict[str, Any]:
    """Return the sealed package of a year's frozen ranking, to be computed again anywhere."""
    year = _find_year(number, cluster_code)
    permissions.require_sight(permissions.can_see_cluster(actor, year.cluster_id))
    permissions.require(actor.is_system or permissions.can_freeze(actor, year.cluster_id))
    row = db.session.scalar(
        select(FrozenRanking)
        .where(FrozenRanking.year_id == year.id)
        .order_by(FrozenRanking.revision.desc())
        .limit(1)
    )
    if row is None:
        raise RuleViolation(_("The ranking of %(year)s is not frozen.", year=str(number)))
    return sealing.package(row.inputs, row.result, row.table["points"], revision=row.revision)


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
