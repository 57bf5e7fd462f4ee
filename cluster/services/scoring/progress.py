"""How far scoring has come: how many lines, never how many points."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.membership import Member
from cluster.domain.rulebook import CriterionKind
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer
from cluster.models import Score
from cluster.services.scoring import figures
from cluster.services.scoring.basis import Basis


@dataclass(frozen=True, kw_only=True)
class MemberProgress:
    """How many of a member's content lines each layer has filled; `asked`: how many there are.

    `crossed`: by cross-scorer. `voices`: what this person may fill now.
    """

    member: Member
    asked: int
    filled: dict[Layer, int]
    crossed: dict[int, int]
    voices: tuple[Voice, ...]

    def filled_by(self, voice: Voice) -> int:
        """Return how many lines one voice has filled."""
        if voice.layer is Layer.CROSS:
            return self.crossed.get(voice.scorer_id, 0)
        return self.filled.get(voice.layer, 0)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The members whose lines this person may know of, and how far each has come."""

    year_id: int
    members: tuple[MemberProgress, ...]


def progress_of(basis: Basis) -> Progress:
    """Return the progress of a year already gathered; one query."""
    counts = _counts(basis)
    content = [line.code for line in basis.book.lines(CriterionKind.CONTENT)]
    return Progress(
        year_id=basis.year.id,
        members=tuple(
            MemberProgress(
                member=member,
                asked=len(frozenset(content) - basis.left_out(member.alliance_id)),
                filled={v.layer: n for v, n in counts[member.alliance_id].items()},
                crossed={
                    v.scorer_id: n
                    for v, n in counts[member.alliance_id].items()
                    if v.layer is Layer.CROSS
                },
                voices=tuple(basis.sight.voices(member.alliance_id)),
            )
            for member in basis.members
            if basis.sight.sees_member(member.alliance_id)
        ),
    )


def _counts(basis: Basis) -> dict[int, dict[Voice, int]]:
    content = [line.code for line in basis.book.lines(CriterionKind.CONTENT)]
    newest = figures.newest_of(basis.year.id)
    rows = db.session.execute(
        select(Score.alliance_id, Score.layer, Score.scorer_id, func.count())
        .join(newest, figures.is_newest(newest, basis.year.id))
        .where(Score.points.is_not(None), Score.criterion_code.in_(content))
        .group_by(Score.alliance_id, Score.layer, Score.scorer_id)
    )
    found: dict[int, dict[Voice, int]] = defaultdict(dict)
    for alliance_id, layer, scorer_id, count in rows:
        found[alliance_id][Voice(layer, scorer_id)] = count
    return found
