"""One line of one member: its layers side by side, why it has these points, its history."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.achievements import UNDER_REVIEW
from cluster.domain.errors import Message, NotFound, Value, _
from cluster.domain.line_story import Told
from cluster.domain.measures import Measure, Outcome
from cluster.domain.membership import Member
from cluster.domain.objections import can_ask
from cluster.domain.permissions import Actor
from cluster.domain.revising import CORRECTABLE, Stamp
from cluster.domain.rulebook import SCORED, Criterion, CriterionKind
from cluster.domain.score_inputs import Inputs, inputs_of, measure_from_reports
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import ORDER, Layer
from cluster.domain.settling import Settled
from cluster.domain.years import Phase, vietnam_day
from cluster.models import Person, Score, User
from cluster.services import achievements, reopened_lines
from cluster.services.objection_rows import last_day_of
from cluster.services.pledges import TargetValue
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.story import HistoryEntry, story_of
from cluster.services.scoring.words import describe


@dataclass(frozen=True, kw_only=True)
class LayerView:
    """What one voice says of the line now; `scorer`: the member that cross-scores.

    `is_older`: it was said before the member reported anew on the line, and not since.
    """

    voice: Voice
    scorer: Member | None
    points: Decimal | None
    explanation: Message
    said: dict[Message, Value]
    reason: str
    is_older: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion of one member as one person may see it.

    `to_confirm`: who scored it before the member reported anew. `standing`: the points that count
    at present. `combined`: several cross-scores as one.
    `reported`, `from_reports`: the figure that the member's reports give, and its points.
    `stamp`: of the frozen result. `may_correct`: this person, the frozen figure.
    `voices`: the layers this person may fill now, `own`: what each said last. `story`: the history
    in sentences, with what was sent back, asked and decided. `may_ask`, `may_send_back`: this
    person, now. `before`, `after`: the neighbouring codes.
    """

    year_id: int
    year_number: int
    phase: Phase
    member: Member
    criterion: Criterion
    inputs: Inputs
    target: TargetValue | None
    is_assigned: bool
    scorers: dict[int, Member]
    layers: tuple[LayerView, ...]
    to_confirm: frozenset[Voice]
    combined: Outcome | None
    standing: Settled | None
    sees_reports: bool
    stamp: Stamp | None
    may_correct: bool
    reported: dict[Message, Value] | None
    from_reports: Outcome | None
    history: tuple[HistoryEntry, ...]
    story: tuple[Told, ...]
    may_ask: bool
    may_send_back: bool
    voices: tuple[Voice, ...]
    own: dict[Voice, Figure]
    before: str | None
    after: str | None


def line(
    actor: Actor, year_id: int, *, alliance_id: int, code: str, now: datetime | None = None
) -> Line:
    """Return one line of one member, at present or at `now`; NotFound if it is not yours to see."""
    today = vietnam_day(now or datetime.now(UTC))
    basis = gather(actor, year_id, now=now)
    member = basis.member(alliance_id)
    criterion = basis.book.get(code)
    if criterion.kind not in SCORED:
        raise NotFound(_("A section or gate has no points of its own."))
    seen = figures.seen(basis.load(code), basis.sight)
    standing = [f for f in seen if f.is_given]
    others = [f for f in standing if f.alliance_id != alliance_id]
    own = [f for f in standing if f.alliance_id == alliance_id]
    is_reported_on = criterion.kind is not CriterionKind.PENALTY
    sees_reports = is_reported_on and may_see_reports(basis, alliance_id)
    reported = find_reported(basis, alliance_id, [criterion]).get(code) if sees_reports else None
    codes = [c.code for c in basis.book.lines()]
    place = codes.index(code)
    voices = tuple(basis.sight.voices(alliance_id, code))
    older = reopened_lines.older_than_report(basis.year, today)
    history = _history(basis, criterion, alliance_id, seen)
    cluster_id = basis.year.cluster_id
    return Line(
        year_id=year_id,
        year_number=basis.year.number,
        phase=basis.year.phase,
        member=member,
        criterion=criterion,
        inputs=inputs_of(criterion),
        target=basis.targets.get((alliance_id, code)),
        is_assigned=not basis.is_left_out(alliance_id, criterion),
        scorers={m.alliance_id: m for m in basis.members},
        layers=tuple(_view(basis, criterion, figure, others, older) for figure in _in_order(own)),
        to_confirm=frozenset(
            voice for member_id, of, voice in older if (member_id, of) == (alliance_id, code)
        ),
        combined=_combined(basis, criterion, own),
        standing=_standing(basis, criterion, standing, alliance_id),
        sees_reports=sees_reports,
        stamp=basis.frozen.stamp if basis.frozen else None,
        may_correct=basis.year.phase in CORRECTABLE
        and permissions.can_propose_correction(actor, basis.year.cluster_id),
        reported=describe(criterion, reported) if reported is not None else None,
        from_reports=_from_reports(basis, criterion, alliance_id, reported, others),
        history=history,
        story=story_of(basis, member, code, history, today),
        may_ask=permissions.can_object(actor, cluster_id, alliance_id)
        and can_ask(basis.year.phase, last_day_of(basis.year), today),
        may_send_back=permissions.can_appraise(actor, cluster_id, alliance_id)
        and basis.year.phase is Phase.REVIEW,
        voices=voices,
        own={
            voice: figure
            for figure in seen
            if figure.alliance_id == alliance_id
            and (voice := Voice(figure.layer, figure.scorer_id)) in voices
        },
        before=codes[place - 1] if place else None,
        after=codes[place + 1] if place + 1 < len(codes) else None,
    )


def may_see_reports(basis: Basis, alliance_id: int) -> bool:
    """Tell whether this person may see what the member submitted."""
    return permissions.can_see_claims(
        basis.sight.actor,
        basis.year.cluster_id,
        alliance_id,
        is_draft=False,
        under_review=basis.year.phase in UNDER_REVIEW,
        cross_scores=bool(basis.sight.cross_scorers(alliance_id)),
    )


def find_reported(
    basis: Basis, alliance_id: int, criteria: Sequence[Criterion]
) -> dict[str, Measure]:
    """Return the figures that a member's reports give, by code; two queries."""
    actuals = achievements.actuals(basis.year.id, {c.code: c.aggregate for c in criteria})
    answers = achievements.answers(basis.year.id)
    found = {
        c.code: measure_from_reports(
            c, actuals.get((alliance_id, c.code)), answers.get((alliance_id, c.code), ())
        )
        for c in criteria
    }
    return {code: measure for code, measure in found.items() if measure is not None}


def _in_order(own: Sequence[Figure]) -> list[Figure]:
    return sorted(own, key=lambda figure: (ORDER.index(figure.layer), figure.scorer_id))


def _view(
    basis: Basis,
    criterion: Criterion,
    figure: Figure,
    others: Sequence[Figure],
    older: Collection[tuple[int, str, Voice]],
) -> LayerView:
    outcome = basis.explain(criterion, figure, others)
    voice = Voice(figure.layer, figure.scorer_id)
    return LayerView(
        voice=voice,
        scorer=_scorer(basis, figure.scorer_id),
        points=outcome.points,
        explanation=outcome.explanation,
        said=describe(criterion, figure.measure),
        reason=figure.reason,
        is_older=(figure.alliance_id, figure.code, voice) in older,
    )


def _scorer(basis: Basis, scorer_id: int) -> Member | None:
    return next((m for m in basis.members if m.alliance_id == scorer_id), None)


def _combined(basis: Basis, criterion: Criterion, own: Sequence[Figure]) -> Outcome | None:
    crossed = [figure for figure in own if figure.layer is Layer.CROSS]
    settled = basis.settle(criterion, crossed)
    return settled[crossed[0].alliance_id].outcome if crossed and settled else None


def _standing(
    basis: Basis, criterion: Criterion, standing: Sequence[Figure], alliance_id: int
) -> Settled | None:
    stored = basis.stored(criterion, alliance_id)
    return stored or basis.settle(criterion, standing).get(alliance_id)


def _from_reports(
    basis: Basis,
    criterion: Criterion,
    alliance_id: int,
    reported: Measure | None,
    others: Sequence[Figure],
) -> Outcome | None:
    if reported is None:
        return None
    target = basis.target_values.get((alliance_id, criterion.code))
    figure = Figure(
        alliance_id=alliance_id,
        code=criterion.code,
        layer=Layer.SELF,
        scorer_id=0,
        revision=0,
        said=json.dumps(figures.write_measure(reported)),
        target=target,
        reason="",
        points_then=None,
    )
    return basis.explain(criterion, figure, others)


def _history(
    basis: Basis, criterion: Criterion, alliance_id: int, seen: Sequence[Figure]
) -> tuple[HistoryEntry, ...]:
    """Return the revisions of the voices that are seen, newest first; one query."""
    visible = {(f.layer, f.scorer_id) for f in seen if f.alliance_id == alliance_id}
    rows = db.session.execute(
        select(
            Score.layer,
            Score.scorer_id,
            Score.revision,
            Score.points,
            Score.measure,
            Score.reason,
            Score.scored_at,
            Person.full_name,
        )
        .join(User, User.id == Score.user_id, isouter=True)
        .join(Person, Person.id == User.person_id, isouter=True)
        .where(
            Score.year_id == basis.year.id,
            Score.alliance_id == alliance_id,
            Score.criterion_code == criterion.code,
        )
        .order_by(Score.id.desc())
    )
    return tuple(
        HistoryEntry(
            voice=Voice(layer, scorer_id),
            scorer=_scorer(basis, scorer_id),
            revision=revision,
            points=points,
            said=describe(criterion, figures.read_measure(data, None, "")),
            reason=reason,
            by=name,
            at=at,
        )
        for layer, scorer_id, revision, points, data, reason, at, name in rows
        if (layer, scorer_id) in visible
    )
