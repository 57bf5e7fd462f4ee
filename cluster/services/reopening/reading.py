"""Lines sent back as pages show them, with what they changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions, ranking
from cluster.domain.errors import NotFound, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.reopening import ReopeningState, check_sending_back, state_of
from cluster.domain.rulebook import Criterion
from cluster.domain.score_sight import Voice, sees_provisional_places
from cluster.domain.totals import MemberTotal
from cluster.domain.years import Phase, vietnam_day
from cluster.models import ReopenedLine, Reopening
from cluster.services import sealing
from cluster.services.reopened_lines import older_than_report
from cluster.services.scoring import Cell, figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.table import add_up, columns, settle_all


@dataclass(frozen=True, kw_only=True)
class SentBackLine:
    """One line sent back: what is asked, and since when the member's report is another."""

    criterion: Criterion
    note: str
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """Lines of one member sent back together, and its answer; `may_answer`: this person, now."""

    id: int
    member: Member
    state: ReopeningState
    due_on: date
    days_left: int
    sent_at: datetime
    sent_by: str
    lines: tuple[SentBackLine, ...]
    answered_at: datetime | None
    answered_by: str
    answer: str
    may_answer: bool

    @property
    def unchanged(self) -> list[str]:
        """The codes of the lines that the member has left as they were."""
        return [line.criterion.code for line in self.lines if line.changed_at is None]


@dataclass(frozen=True, kw_only=True)
class ToConfirm:
    """A score of this person given before the member reported anew."""

    member: Member
    criterion: Criterion
    voice: Voice
    scorer: Member | None


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What is sent back in a year, newest first, as far as this person follows it.

    `to_confirm`: what waits for this person. `may_send_to`: whose lines they may send back.
    """

    year_id: int
    year_number: int
    sent_back: tuple[SentBack, ...]
    to_confirm: tuple[ToConfirm, ...]
    may_send_to: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """The points of one line that count: before it was sent back, and now."""

    criterion: Criterion
    before: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What has changed since lines were sent back, as far as this person sees the points.

    Totals are of the lines scored so far. Places are None where the person sees none, or the
    member's lines are not all scored.
    """

    lines: tuple[LineChange, ...]
    total_before: Decimal
    total_now: Decimal
    place_before: int | None
    place_now: int | None


@dataclass(frozen=True, kw_only=True)
class SentBackPage:
    """One return of lines, with what it changed."""

    year_id: int
    year_number: int
    sent_back: SentBack
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class LinesToFlag:
    """The lines of a member that could be sent back, with their points as this person sees them."""

    year_id: int
    year_number: int
    member: Member
    lines: tuple[tuple[Criterion, Decimal | None], ...]


def overview(actor: Actor, year_id: int, *, now: datetime) -> Overview:
    """Return what is sent back in the year, to whom it concerns; three queries over the basis."""
    basis = gather(actor, year_id, now=now)
    rows = db.session.scalars(
        select(Reopening).where(Reopening.year_id == year_id).order_by(Reopening.id.desc())
    )
    return Overview(
        year_id=year_id,
        year_number=basis.year.number,
        sent_back=views(basis, [row for row in rows if _follows(basis, row)], now),
        to_confirm=tuple(_to_confirm(basis, now)),
        may_send_to=tuple(m for m in basis.members if _may_send(basis, m.alliance_id)),
    )


def view(actor: Actor, year_id: int, reopening_id: int, *, now: datetime) -> SentBackPage:
    """Return one return of lines with what it changed; NotFound to whom it does not concern."""
    basis = gather(actor, year_id, now=now)
    row = get_followed(basis, reopening_id)
    (sent,) = views(basis, [row], now)
    return SentBackPage(
        year_id=year_id,
        year_number=basis.year.number,
        sent_back=sent,
        difference=_difference(basis, row, sent),
    )


def lines_to_flag(actor: Actor, year_id: int, alliance_id: int, *, now: datetime) -> LinesToFlag:
    """Return the lines that could be sent back to the member now, to its appraiser."""
    basis = gather_to_send(actor, year_id, alliance_id, now)
    settled = settle_all(basis, figures.seen(basis.load(), basis.sight))
    return LinesToFlag(
        year_id=year_id,
        year_number=basis.year.number,
        member=basis.member(alliance_id),
        lines=tuple(
            (c, settled[c.code].get(alliance_id, Cell()).points)
            for c in basis.lines_of(alliance_id)
            if (alliance_id, c.code) not in basis.sight.open_lines
        ),
    )


def gather_to_send(actor: Actor, year_id: int, alliance_id: int, now: datetime) -> Basis:
    """Return the scores of a year to who may send lines back to this member now."""
    basis = gather(actor, year_id, now=now)
    basis.member(alliance_id)
    permissions.require(permissions.can_appraise(actor, basis.year.cluster_id, alliance_id))
    check_sending_back(basis.year.phase)
    return basis


def get_followed(basis: Basis, reopening_id: int) -> Reopening:
    """Return lines sent back together, locked; to whom they concern."""
    row = db.session.scalar(
        select(Reopening)
        .where(Reopening.id == reopening_id, Reopening.year_id == basis.year.id)
        .with_for_update()
    )
    if row is None or not _follows(basis, row):
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return row


def _follows(basis: Basis, row: Reopening) -> bool:
    cluster_id = basis.year.cluster_id
    return permissions.can_see_sent_back(basis.sight.actor, cluster_id, row.alliance_id)


def _may_send(basis: Basis, alliance_id: int) -> bool:
    appraises = permissions.can_appraise(basis.sight.actor, basis.year.cluster_id, alliance_id)
    return appraises and basis.year.phase is Phase.REVIEW


def views(basis: Basis, rows: Sequence[Reopening], now: datetime) -> tuple[SentBack, ...]:
    """Return what was sent back as this person sees it, each with its lines."""
    lines: dict[int, list[SentBackLine]] = defaultdict(list)
    found = db.session.scalars(
        select(ReopenedLine)
        .where(ReopenedLine.reopening_id.in_([row.id for row in rows]))
        .order_by(ReopenedLine.id)
    )
    for line in found:
        lines[line.reopening_id].append(
            SentBackLine(
                criterion=basis.book.get(line.criterion_code),
                note=line.note,
                changed_at=line.changed_at,
            )
        )
    return tuple(_view(basis, row, lines[row.id], vietnam_day(now)) for row in rows)


def _view(basis: Basis, row: Reopening, lines: Iterable[SentBackLine], today: date) -> SentBack:
    state = state_of(row.due_on, answered=row.answered_at is not None, today=today)
    reports = permissions.can_report_for(basis.sight.actor, basis.year.cluster_id, row.alliance_id)
    return SentBack(
        id=row.id,
        member=basis.members_by_id[row.alliance_id],
        state=state,
        due_on=row.due_on,
        days_left=(row.due_on - today).days,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        lines=tuple(lines),
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        answer=row.answer,
        may_answer=reports and state is ReopeningState.OPEN and basis.year.phase is Phase.REVIEW,
    )


def _to_confirm(basis: Basis, now: datetime) -> Iterable[ToConfirm]:
    older = older_than_report(basis.year, vietnam_day(now))
    for alliance_id, code, voice in sorted(older, key=lambda each: (each[0], each[1])):
        if voice in basis.sight.voices(alliance_id):
            yield ToConfirm(
                member=basis.members_by_id[alliance_id],
                criterion=basis.book.get(code),
                voice=voice,
                scorer=basis.members_by_id.get(voice.scorer_id),
            )


def _difference(basis: Basis, row: Reopening, sent: SentBack) -> Difference:
    settled, totals, places = zip(
        *(_standing(basis, until) for until in (row.last_score_id, None)), strict=True
    )
    points = [
        {code: found.get(row.alliance_id, Cell()).points for code, found in each.items()}
        for each in settled
    ]
    before, now = (each[row.alliance_id] for each in totals)
    return Difference(
        lines=tuple(
            LineChange(
                criterion=line.criterion,
                before=points[0][line.criterion.code],
                now=points[1][line.criterion.code],
            )
            for line in sent.lines
        ),
        total_before=before.so_far,
        total_now=now.so_far,
        place_before=places[0].get(row.alliance_id),
        place_now=places[1].get(row.alliance_id),
    )


def _standing(
    basis: Basis, until: int | None
) -> tuple[Mapping[str, Mapping[int, Cell]], Mapping[int, MemberTotal], Mapping[int, int | None]]:
    """Return points, totals and places as this person would have seen them at that score."""
    settled = settle_all(basis, figures.seen(basis.load(until=until), basis.sight))
    totals = add_up(basis, columns(basis), settled)
    places = {}
    if sees_provisional_places(basis.sight):
        ranked = ranking.rank(totals, basis.book.ladder, sealing.tie_facts(basis))
        places = {place.member: place.place for place in ranked}
    return settled, totals, places
