"""Questions of members as pages show them, and who follows and answers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.errors import NotFound, _
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.objections import ObjectionKind, Verdict, can_ask, check_asking
from cluster.domain.permissions import Actor
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import Inputs, inputs_of
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase, vietnam_day
from cluster.models import Objection
from cluster.services.objection_rows import last_day_of
from cluster.services.scoring import Cell, Figure, figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.table import settle_all


@dataclass(frozen=True, kw_only=True)
class AppraisedLine:
    """One line of a member as it was appraised: its own points, the appraiser's and the reason."""

    criterion: Criterion
    own: Decimal | None
    appraised: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request for an explanation or an objection; `verdict` None: it waits.

    `may_answer`: this person explains or decides it, now.
    """

    id: int
    member: Member
    criterion: Criterion
    kind: ObjectionKind
    text: str
    asked_at: datetime
    asked_by: str
    verdict: Verdict | None
    answer: str
    answered_at: datetime | None
    answered_by: str
    may_answer: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The questions of a year that this person follows, those that wait first.

    `own`: the members this person asks for, each with its appraised lines. `last_day`, `days_left`
    and `is_running`: the clock, None before the appraisal is done.
    """

    year_id: int
    year_number: int
    phase: Phase
    questions: tuple[Question, ...]
    own: tuple[tuple[Member, tuple[AppraisedLine, ...]], ...]
    last_day: date | None
    days_left: int
    is_running: bool


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """One question with its line; `inputs`, `said` and `revision`: for the figure if upheld."""

    year_id: int
    year_number: int
    question: Question
    inputs: Inputs
    said: Measure | None
    revision: int


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """One line that a member may ask about now, and the last day for it."""

    year_id: int
    year_number: int
    member: Member
    line: AppraisedLine
    last_day: date | None


def overview(actor: Actor, year_id: int, *, now: datetime) -> Overview:
    """Return the questions that this person follows; three queries over the basis."""
    basis = gather(actor, year_id, now=now)
    today, last = vietnam_day(now), last_day_of(basis.year)
    rows = db.session.scalars(
        select(Objection)
        .where(Objection.year_id == year_id)
        .order_by(Objection.verdict.is_not(None), Objection.id.desc())
    )
    return Overview(
        year_id=year_id,
        year_number=basis.year.number,
        phase=basis.year.phase,
        questions=tuple(_question(basis, row) for row in rows if _follows(basis, row)),
        own=tuple(_own_lines(basis)),
        last_day=last,
        days_left=(last - today).days if last else 0,
        is_running=can_ask(basis.year.phase, last, today),
    )


def view(actor: Actor, year_id: int, objection_id: int) -> QuestionPage:
    """Return one question; NotFound to whom it does not concern."""
    basis, row = get_followed(actor, year_id, objection_id)
    criterion = basis.book.get(row.criterion_code)
    own = _figures_of(basis, row.alliance_id, row.criterion_code)
    final = next((figure for figure in own if figure.layer is Layer.FINAL), None)
    return QuestionPage(
        year_id=year_id,
        year_number=basis.year.number,
        question=_question(basis, row),
        inputs=inputs_of(criterion),
        said=final.measure if final is not None and final.is_given else None,
        revision=final.revision if final is not None else 0,
    )


def view_to_ask(
    actor: Actor, year_id: int, *, alliance_id: int, code: str, now: datetime
) -> AskPage:
    """Return the line that a member wants to ask about, while it may."""
    basis = gather_to_ask(actor, year_id, alliance_id, code, now)
    return AskPage(
        year_id=year_id,
        year_number=basis.year.number,
        member=basis.member(alliance_id),
        line=_appraised(basis, alliance_id, [basis.book.get(code)])[0],
        last_day=last_day_of(basis.year),
    )


def gather_to_ask(actor: Actor, year_id: int, alliance_id: int, code: str, now: datetime) -> Basis:
    """Return the scores of a year to who may ask about this line of theirs now."""
    basis = gather(actor, year_id, now=now)
    basis.member(alliance_id)
    permissions.require(permissions.can_object(actor, basis.year.cluster_id, alliance_id))
    check_asking(basis.year.phase, last_day_of(basis.year), vietnam_day(now))
    if basis.book.get(code) not in basis.lines_of(alliance_id):
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return basis


def get_followed(actor: Actor, year_id: int, objection_id: int) -> tuple[Basis, Objection]:
    """Return one question, locked, with the scores of its year; to whom it concerns."""
    basis = gather(actor, year_id)
    row = db.session.scalar(
        select(Objection)
        .where(Objection.id == objection_id, Objection.year_id == year_id)
        .with_for_update()
    )
    if row is None or not _follows(basis, row):
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return basis, row


def _follows(basis: Basis, row: Objection) -> bool:
    cluster_id = basis.year.cluster_id
    return permissions.can_see_objections(basis.sight.actor, cluster_id, row.alliance_id)


def may_answer(basis: Basis, row: Objection) -> bool:
    """Tell whether this person explains or decides a question."""
    actor, cluster_id = basis.sight.actor, basis.year.cluster_id
    decides = permissions.can_decide_objection(actor, cluster_id, row.alliance_id)
    if row.kind is ObjectionKind.OBJECTION:
        return decides
    return decides or permissions.can_appraise(actor, cluster_id, row.alliance_id)


def _question(basis: Basis, row: Objection) -> Question:
    return Question(
        id=row.id,
        member=basis.members_by_id[row.alliance_id],
        criterion=basis.book.get(row.criterion_code),
        kind=row.kind,
        text=row.text,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        verdict=row.verdict,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        may_answer=row.verdict is None
        and basis.year.phase is Phase.COUNCIL
        and may_answer(basis, row),
    )


def _own_lines(basis: Basis) -> Iterable[tuple[Member, tuple[AppraisedLine, ...]]]:
    """Return the members this person asks for with their lines, once they are appraised."""
    actor, cluster_id = basis.sight.actor, basis.year.cluster_id
    for member in basis.members:
        seen = Layer.APPRAISAL in basis.sight.layers(member.alliance_id)
        if seen and permissions.can_object(actor, cluster_id, member.alliance_id):
            lines = basis.lines_of(member.alliance_id)
            yield member, tuple(_appraised(basis, member.alliance_id, lines))


def _appraised(basis: Basis, alliance_id: int, lines: list[Criterion]) -> list[AppraisedLine]:
    seen = figures.seen(basis.load(), basis.sight)
    settled = {layer: settle_all(basis, seen, layer) for layer in (Layer.SELF, Layer.APPRAISAL)}
    reasons = {
        figure.code: figure.reason
        for figure in seen
        if figure.alliance_id == alliance_id and figure.layer is Layer.APPRAISAL
    }
    return [
        AppraisedLine(
            criterion=criterion,
            own=settled[Layer.SELF][criterion.code].get(alliance_id, Cell()).points,
            appraised=settled[Layer.APPRAISAL][criterion.code].get(alliance_id, Cell()).points,
            reason=reasons.get(criterion.code, ""),
        )
        for criterion in lines
    ]


def _figures_of(basis: Basis, alliance_id: int, code: str) -> list[Figure]:
    """Return what may be seen of one line."""
    seen = figures.seen(basis.load(code), basis.sight)
    return [figure for figure in seen if figure.alliance_id == alliance_id]
