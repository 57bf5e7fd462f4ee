"""Three reports on a year's scores: which criteria decide, who is severe, what hangs by a thread.

Everything is made of the figures that this person sees, by the one decision about sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from cluster.database import db
from cluster.domain import permissions
from cluster.domain.contest import Contest
from cluster.domain.discrimination import Discrimination, Finding, VoicePoints, discrimination
from cluster.domain.errors import Message
from cluster.domain.fragility import Tipping, fragility
from cluster.domain.fragility_words import say_decision, say_tipping
from cluster.domain.permissions import Actor
from cluster.domain.revising import Stamp
from cluster.domain.rulebook import RuleBook
from cluster.domain.score_sight import sees_care
from cluster.domain.scoring import Layer
from cluster.domain.severity import Reviewer, Severity, severities
from cluster.models import Person, Score, User
from cluster.services import sealing
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis, gather
from cluster.services.scoring.figures import Figure
from cluster.services.scoring.table import add_up, cells_of, columns


@dataclass(frozen=True, kw_only=True)
class ReviewerRow:
    """A reviewer by name; None: the system, when it stood in for somebody."""

    name: str | None
    severity: Severity


@dataclass(frozen=True, kw_only=True)
class TippingRow:
    """A smallest change with its sentence; `member`: whose figure it is."""

    tipping: Tipping
    member: str
    sentence: Message


@dataclass(frozen=True, kw_only=True)
class Care:
    """The three reports of a year as one person may see them.

    `tippings` and `decisions` None: somebody's figures are hidden from this person, so that
    nothing can be said of the ranking. `leaders`: who has the first place, by short name.
    """

    year_id: int
    year_number: int
    cluster_id: int
    book: RuleBook
    lines: tuple[Discrimination, ...]
    reviewers: tuple[ReviewerRow, ...]
    leaders: tuple[str, ...]
    tippings: tuple[TippingRow, ...] | None
    decisions: tuple[Message, ...] | None
    stamp: Stamp | None

    @property
    def findings(self) -> list[tuple[Finding, list[str]]]:
        """Each kind of finding with the codes of the lines it was made in."""
        return [(f, [line.code for line in self.lines if f in line.findings]) for f in Finding]


def care(actor: Actor, year_id: int) -> Care:
    """Return what needs care in a year, to those who settle, appraise or audit it."""
    basis = gather(actor, year_id)
    permissions.require(sees_care(basis.sight))
    seen = figures.seen(basis.load(), basis.sight)
    voices = [voice for figure in seen if (voice := _voice(basis, figure)) is not None]
    cells = cells_of(basis)
    standing = {
        code: {member: cell.points for member, cell in found.items()}
        for code, found in cells.items()
    }
    lines = discrimination(basis.book, standing, voices, add_up(basis, columns(basis), cells))
    leaders, tippings, decisions = _fragility(basis) if basis.sees_everything else ((), None, None)
    return Care(
        year_id=basis.year.id,
        year_number=basis.year.number,
        cluster_id=basis.year.cluster_id,
        book=basis.book,
        lines=tuple(lines),
        reviewers=_reviewers(basis, voices),
        leaders=leaders,
        tippings=tippings,
        decisions=decisions,
        stamp=basis.frozen.stamp if basis.frozen else None,
    )


def _voice(basis: Basis, figure: Figure) -> VoicePoints | None:
    if figure.points_then is None or figure.code not in basis.book.by_code:
        return None
    return VoicePoints(
        alliance_id=figure.alliance_id,
        code=figure.code,
        layer=figure.layer,
        scorer_id=figure.scorer_id,
        points=Decimal(figure.points_then),
    )


def _reviewers(basis: Basis, voices: Sequence[VoicePoints]) -> tuple[ReviewerRow, ...]:
    appraisers, names = _appraisers(basis.year.id)
    rows = []
    for severity in severities(basis.book, voices, appraisers):
        reviewer: Reviewer = severity.reviewer
        if reviewer.layer is Layer.CROSS:
            name: str | None = basis.members_by_id[reviewer.id].short_name
        else:
            name = names.get(reviewer.id)
        rows.append(ReviewerRow(name=name, severity=severity))
    return tuple(rows)


def _appraisers(year_id: int) -> tuple[dict[tuple[int, str], int], dict[int, str]]:
    """Return who gave the appraisal that stands in each line, and their names; one query."""
    newest = figures.newest_of(year_id)
    rows = db.session.execute(
        select(Score.alliance_id, Score.criterion_code, Score.user_id, Person.full_name)
        .join(newest, figures.is_newest(newest, year_id))
        .join(User, User.id == Score.user_id)
        .join(Person, Person.id == User.person_id)
        .where(Score.layer == Layer.APPRAISAL)
    ).all()
    return (
        {(alliance_id, code): user_id or 0 for alliance_id, code, user_id, _name in rows},
        {user_id: name for _alliance_id, _code, user_id, name in rows if user_id is not None},
    )


def _fragility(
    basis: Basis,
) -> tuple[tuple[str, ...], tuple[TippingRow, ...], tuple[Message, ...]]:
    contest = Contest(inputs=sealing.inputs_of(basis))
    names = {member.alliance_id: member.short_name for member in basis.members}
    found = fragility(contest)
    return (
        tuple(names[member] for member in sorted(contest.leaders)),
        tuple(
            TippingRow(
                tipping=tipping,
                member=names[tipping.figure.alliance_id],
                sentence=say_tipping(
                    tipping, book=basis.book, classes=contest.classes, names=names
                ),
            )
            for tipping in found.tippings
        ),
        tuple(
            say_decision(decision, book=basis.book, classes=contest.classes, names=names)
            for decision in found.decisions
        ),
    )
