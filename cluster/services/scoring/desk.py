"""One voice about to give points to one member: what it may write, and the writing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError

from cluster.database import db
from cluster.domain.errors import Conflict, Message, RuleViolation, Value, _
from cluster.domain.measures import Measure, Outcome
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import SCORED, Criterion
from cluster.domain.score_sight import Voice, check_reason_for_hidden
from cluster.domain.scoring import Layer, check_reason, check_same_figure
from cluster.domain.settling import RANK, settle
from cluster.models import Score
from cluster.services import audit
from cluster.services.reopened_lines import mark_changed
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.words import describe

NOTHING = Measure()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one voice says of one line; an empty measure takes its figure back.

    `revision`: the one that stood when the form was opened, 0 for none.
    """

    code: str
    measure: Measure
    reason: str = ""
    revision: int


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One voice, one member, and everybody's latest figures by code."""

    actor: Actor
    basis: Basis
    alliance_id: int
    voice: Voice
    figures: Mapping[str, list[Figure]]

    def latest(self, code: str) -> Figure | None:
        """Return what this voice last said of the line."""
        for figure in self.figures.get(code, ()):
            said_here = (
                figure.layer is self.voice.layer and figure.scorer_id == self.voice.scorer_id
            )
            if said_here and figure.alliance_id == self.alliance_id:
                return figure
        return None

    def top(self, code: str) -> Figure | None:
        """Return the highest figure of the member in the line, but no cross-score."""
        own = (
            figure
            for figure in self.figures.get(code, ())
            if figure.alliance_id == self.alliance_id
            and figure.is_given
            and figure.layer is not Layer.CROSS
        )
        return max(own, key=lambda figure: RANK[figure.layer], default=None)

    def draft(self, entry: Entry, now: datetime) -> Score | None:
        """Return the row to add, None where nothing changes; RuleViolation where it may not be."""
        if self._changes_nothing(entry, self.latest(entry.code), _typed(entry)):
            return None
        return self.write(entry, now)

    def write(self, entry: Entry, now: datetime) -> Score:
        """Return the row to add, also where it says the same again; RuleViolation as above."""
        criterion = self.basis.book.get(entry.code)
        typed = _typed(entry)
        self._check_revision(criterion, entry, self.latest(entry.code), typed)
        self._check_line(criterion)
        target = self.basis.target_values.get((self.alliance_id, entry.code))
        measure = replace(typed, target=target) if _is_given(typed) else NOTHING
        return Score(
            year_id=self.basis.year.id,
            alliance_id=self.alliance_id,
            criterion_code=entry.code,
            layer=self.voice.layer,
            scorer_id=self.voice.scorer_id,
            revision=entry.revision + 1,
            points=self._points(criterion, measure, typed.reason),
            measure=figures.write_measure(measure),
            reason=typed.reason,
            user_id=self.actor.user_id,
            scored_at=now,
        )

    def add(self, rows: Sequence[Score], now: datetime) -> None:
        """Add the rows, each with its entry in the record of changes."""
        db.session.add_all(rows)
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()  # PostgreSQL answers nothing more in a unit of work that failed
            self._check_overtaken(rows)
            raise
        for row in rows:
            if self.voice.layer is Layer.SELF:
                mark_changed(self.basis.year, self.alliance_id, row.criterion_code, now)
            latest = self.latest(row.criterion_code)
            before = (latest.points_then, figures.write_measure(latest.measure)) if latest else None
            audit.record(
                self.actor,
                "score.taken_back" if row.points is None else "score.given",
                ("score", row.id),
                now,
                where=audit.within(self.basis.year, self.alliance_id),
                before=self._as_record(row.criterion_code, *before) if before else None,
                after=self._as_record(row.criterion_code, _as_text(row.points), row.measure),
                reason=row.reason,
            )

    def stored(self, code: str) -> Score:
        """Return the row of what this voice last said of the line."""
        latest = self.latest(code)
        if latest is None:
            raise RuleViolation(_("Enter a figure."))
        return db.session.execute(
            select(Score).where(self._is_row(code, latest.revision))
        ).scalar_one()

    def _is_row(self, code: str, revision: int) -> Any:
        return and_(
            Score.year_id == self.basis.year.id,
            Score.alliance_id == self.alliance_id,
            Score.criterion_code == code,
            Score.layer == self.voice.layer,
            Score.scorer_id == self.voice.scorer_id,
            Score.revision == revision,
        )

    def _changes_nothing(self, entry: Entry, latest: Figure | None, typed: Measure) -> bool:
        if _said(latest) == typed:
            return True
        if latest is None or not 0 <= entry.revision < latest.revision:
            return False
        return self._said_at(entry) == typed  # opened, not touched, and saved by another since

    def _said_at(self, entry: Entry) -> Measure:
        row = db.session.execute(
            select(Score.measure, Score.reason).where(self._is_row(entry.code, entry.revision))
        ).one_or_none()
        if row is None or not row.measure:
            return NOTHING
        return figures.read_measure(row.measure, None, row.reason)

    def _check_revision(
        self, criterion: Criterion, entry: Entry, latest: Figure | None, typed: Measure
    ) -> None:
        if entry.revision != (latest.revision if latest is not None else 0):
            raise Conflict(
                _(
                    "Somebody else has saved line %(code)s since you opened it.",
                    code=criterion.code,
                ),
                yours=_with_reason(criterion, typed),
                theirs=_with_reason(criterion, _said(latest)),
            )

    def _check_overtaken(self, rows: Sequence[Score]) -> None:
        """Refuse rows whose revision somebody else has taken at the same moment."""
        for row in rows:
            desk = replace(self, figures={row.criterion_code: self.basis.load(row.criterion_code)})
            measure = figures.read_measure(row.measure, None, row.reason)
            desk._check_revision(  # noqa: SLF001  a desk like this one, with fresh figures
                self.basis.book.get(row.criterion_code),
                Entry(code=row.criterion_code, measure=measure, revision=row.revision - 1),
                desk.latest(row.criterion_code),
                measure,
            )

    def _check_line(self, criterion: Criterion) -> None:
        if criterion.kind not in SCORED:
            raise RuleViolation(_("A section or gate is given no points."))
        if self.basis.is_left_out(self.alliance_id, criterion):
            raise RuleViolation(
                _("Line %(code)s is not assigned to this member.", code=criterion.code)
            )

    def _points(self, criterion: Criterion, measure: Measure, reason: str) -> Decimal | None:
        if measure == NOTHING:
            latest = self.latest(criterion.code)
            if latest is None or not latest.is_given:
                raise RuleViolation(_("Enter a figure with the reason."), field="reason")
            if not reason:
                raise RuleViolation(_("Say why the score is taken back."), field="reason")
            return None
        if criterion.formula is not None:
            criterion.formula.outcome(measure, criterion.max_points)  # refuses bad figures by field
        outcome = self._outcome(criterion, measure)
        if outcome.points is None:
            raise RuleViolation(outcome.explanation)
        self._check_reason(criterion, measure, outcome.points)
        return outcome.points

    def _others(self, code: str) -> list[Figure]:
        return [
            figure
            for figure in self.figures.get(code, ())
            if figure.is_given and figure.alliance_id != self.alliance_id
        ]

    def _outcome(self, criterion: Criterion, measure: Measure) -> Outcome:
        figure = Figure(
            alliance_id=self.alliance_id,
            code=criterion.code,
            layer=self.voice.layer,
            scorer_id=self.voice.scorer_id,
            revision=0,
            said=json.dumps(figures.write_measure(measure)),
            target=measure.target,
            reason=measure.reason,
            points_then=None,
        )
        others = self._others(criterion.code)
        return figures.outcome_of(criterion, figure, others, self.basis.names)

    def _check_reason(self, criterion: Criterion, measure: Measure, points: Decimal) -> None:
        below = [
            figure
            for figure in self.figures.get(criterion.code, ())
            if figure.is_given
            and figure.alliance_id == self.alliance_id
            and RANK[figure.layer] < RANK[self.voice.layer]
        ]
        if not below:
            return
        settled = settle(
            criterion,
            [*self._others(criterion.code), *below],
            asked=self.basis.asked,
            method=self.basis.book.cross_method,
        )[self.alliance_id]
        if settled.layer not in self.basis.sight.layers(self.alliance_id):
            check_reason_for_hidden(points, settled.outcome.points, measure.reason)
            return
        check_reason(points, settled.outcome.points, measure.reason)
        said = [figure.measure for figure in below if figure.layer is settled.layer]
        if len(said) == 1:
            check_same_figure(measure, said[0], measure.reason)

    def _as_record(self, code: str, points: str | None, measure: dict[str, Any]) -> dict[str, Any]:
        return {
            "code": code,
            "layer": self.voice.layer.value,
            "scorer_id": self.voice.scorer_id,
            "points": points,
            "measure": measure,
        }


def open_desk(
    actor: Actor, basis: Basis, alliance_id: int, voice: Voice, *, code: str | None = None
) -> Desk:
    """Seat a voice at a member's lines (or at one of them), if it may give points there now."""
    basis.member(alliance_id)
    basis.sight.check_may_score(alliance_id, voice, code or "")
    found: dict[str, list[Figure]] = {}
    for figure in basis.load(code):
        found.setdefault(figure.code, []).append(figure)
    return Desk(actor=actor, basis=basis, alliance_id=alliance_id, voice=voice, figures=found)


def _with_reason(criterion: Criterion, measure: Measure) -> dict[Message, Value]:
    return {**describe(criterion, measure), _("Reason"): measure.reason or None}


def _as_text(points: Decimal | None) -> str | None:
    return None if points is None else format(points, "f")


def _typed(entry: Entry) -> Measure:
    return replace(entry.measure, target=None, reason=entry.reason.strip())


def _is_given(measure: Measure) -> bool:
    return replace(measure, reason="") != NOTHING


def _said(figure: Figure | None) -> Measure:
    """Return what a voice said, without the target, which is not its own."""
    if figure is None or not figure.is_given:
        return NOTHING
    return replace(figure.measure, target=None)
