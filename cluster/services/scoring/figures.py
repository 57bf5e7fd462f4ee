"""The figures that stand in a year's lines, and the points that come of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, case, cast, func, select

from cluster.database import db
from cluster.domain.formulas import RelativeToLeader
from cluster.domain.measures import Measure, Outcome
from cluster.domain.rulebook import Criterion
from cluster.domain.score_sight import Sight, Voice
from cluster.domain.scoring import Layer, score_criterion
from cluster.domain.settling import RANK
from cluster.models import CrossAssignment, Score

SCORE = Score.__table__.c
VOICE = (SCORE.alliance_id, SCORE.criterion_code, SCORE.layer, SCORE.scorer_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """What one voice last said of one line.

    `said`: the stored figures as JSON text, read only where they are needed. `target`: the one in
    force now. `points_then`: as text, those it earned when given; None: it was taken back.
    """

    alliance_id: int
    code: str
    layer: Layer
    scorer_id: int
    revision: int
    said: str
    target: Decimal | None
    reason: str
    points_then: str | None

    @property
    def is_given(self) -> bool:
        """Tell whether a figure stands, rather than one taken back."""
        return self.points_then is not None

    @property
    def measure(self) -> Measure:
        """The figures under the target in force."""
        return read_measure(json.loads(self.said), self.target, self.reason)

    def says(self, measure: Measure) -> bool:
        """Tell whether these are the figures, whatever the reason."""
        return replace(measure, target=self.target, reason=self.reason) == self.measure


def newest_of(year_id: int, *, until: int | None = None) -> Subquery:
    """Return the subquery that finds the latest revision of every voice in every line.

    `until`: among the scores up to this one.
    """
    query = select(*VOICE, func.max(SCORE.revision).label("revision")).where(
        SCORE.year_id == year_id
    )
    if until is not None:
        query = query.where(SCORE.id <= until)
    return query.group_by(*VOICE).subquery()


def is_newest(newest: Subquery, year_id: int) -> ColumnElement[bool]:
    """Return the condition that a score is the latest of its voice."""
    return and_(
        SCORE.year_id == year_id,
        *(column == newest.c[column.name] for column in (*VOICE, SCORE.revision)),
    )


def load(
    year_id: int,
    targets: Mapping[tuple[int, str], Decimal | None],
    *,
    code: str | None = None,
    highest: bool = False,
    until: int | None = None,
) -> list[Figure]:
    """Return the latest figure of every voice in every line (or in one criterion); one query.

    The targets are those in force now, so that an amended target moves the points with it.
    `highest`: only those that stand in the highest layer of their line. `until`: as it was when
    this score was the newest.
    """
    newest = newest_of(year_id, until=until)
    query = select(
        *VOICE,
        SCORE.revision,
        cast(SCORE.measure, String).label("said"),
        SCORE.reason,
        cast(SCORE.points, String).label("points"),
    ).join(newest, is_newest(newest, year_id))
    if code is not None:
        query = query.where(SCORE.criterion_code == code)
    if highest:
        query = _highest_of(query)
    return [
        Figure(
            alliance_id=row.alliance_id,
            code=row.criterion_code,
            layer=row.layer,
            scorer_id=row.scorer_id,
            revision=row.revision,
            said=row.said,
            target=targets.get((row.alliance_id, row.criterion_code)),
            reason=row.reason,
            points_then=row.points,
        )
        for row in db.session.execute(query)
    ]


def _highest_of(query: Select[Any]) -> Select[Any]:
    rank = case(*((SCORE.layer == layer, rank) for layer, rank in RANK.items()))
    line = (SCORE.alliance_id, SCORE.criterion_code)
    ranked = (
        query.where(SCORE.points.is_not(None))
        .add_columns(rank.label("rank"), func.max(rank).over(partition_by=line).label("top"))
        .subquery()
    )
    return select(ranked).where(ranked.c.rank == ranked.c.top)


def read_measure(data: Mapping[str, Any], target: Decimal | None, reason: str) -> Measure:
    """Return the stored figures under the target now in force."""
    return Measure(
        actual=_decimal(data.get("actual")),
        target=target,
        base=_decimal(data.get("base")),
        events=data.get("events") or {},
        choice=data.get("choice"),
        judged=_decimal(data.get("judged")),
        reason=reason,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def write_measure(measure: Measure) -> dict[str, Any]:
    """Return the figures as they are stored, numbers as text; what is not known is left out."""
    numbers = {
        name: format(value, "f")
        for name in ("actual", "target", "base", "judged")
        if (value := getattr(measure, name)) is not None
    }
    rest = {"events": dict(measure.events), "choice": measure.choice}
    return numbers | {name: value for name, value in rest.items() if value}


def assignments(year_id: int) -> frozenset[tuple[int, int]]:
    """Return who cross-scores whom in the year, as (scorer, scored); one query."""
    rows = db.session.execute(
        select(CrossAssignment.scorer_id, CrossAssignment.alliance_id).where(
            CrossAssignment.year_id == year_id
        )
    )
    return frozenset((scorer_id, alliance_id) for scorer_id, alliance_id in rows)


def seen(figures: Iterable[Figure], sight: Sight) -> list[Figure]:
    """Return the figures that this person may see: whatever is shown is made of these alone."""
    every = list(figures)
    scorers = {member: sight.cross_scorers(member) for member in {f.alliance_id for f in every}}
    own_given = {
        (f.alliance_id, f.code)
        for f in every
        if f.layer is Layer.CROSS and f.is_given and f.scorer_id in scorers[f.alliance_id]
    }
    return [
        figure
        for figure in every
        if sight.sees_figure(
            figure.alliance_id,
            Voice(figure.layer, figure.scorer_id),
            code=figure.code,
            own_given=(figure.alliance_id, figure.code) in own_given,
        )
    ]


def by_line(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Return the figures that stand, by the code of their criterion."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.is_given:
            found[figure.code].append(figure)
    return found


def sees_all(sight: Sight, member_ids: Iterable[int]) -> bool:
    """Tell whether the self-scores of every member are seen, so that they can be compared."""
    return all(Layer.SELF in sight.layers(member) for member in member_ids)


def outcome_of(
    criterion: Criterion, figure: Figure, others: Iterable[Figure], names: Mapping[int, str]
) -> Outcome:
    """Return the points of one figure; `others`: what other members have, to compare with."""
    highest: dict[int, list[Figure]] = {}
    if isinstance(criterion.formula, RelativeToLeader):
        for other in others:
            held = highest.setdefault(other.alliance_id, [other])
            if RANK[other.layer] > RANK[held[0].layer]:
                highest[other.alliance_id] = [other]
            elif other.layer is held[0].layer and other is not held[0]:
                held.append(other)
    compared = [figure, *(rival for held in highest.values() for rival in held)]
    return score_criterion(
        criterion,
        {n: each.measure for n, each in enumerate(compared)},
        {n: names[each.alliance_id] for n, each in enumerate(compared)},
    )[0]
