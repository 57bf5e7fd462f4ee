"""Order the members by their totals, say how ties were broken, and class them.

Equal totals share a place (1, 2, 2, 4) unless the rule book's ladder tells them apart. A member
with lines not scored is listed as incomplete and has no place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from cluster.domain.errors import Message, Name, _
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.rulebook import ClassBand, RuleBook, Rung
from cluster.domain.ties import Judge, Shared, TieBallot, TieFacts
from cluster.domain.totals import MemberTotal


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one member stands.

    `place` and `total` None: incomplete, `missing` names the lines. `tied_with`: who shares the
    place. `broken_by`: how it was told apart from members with the same total, if it was.
    """

    member: int
    place: int | None
    total: Decimal | None
    tied_with: tuple[int, ...] = ()
    broken_by: Message | None = None
    missing: tuple[str, ...] = ()


def rank(
    totals: Mapping[int, MemberTotal],
    ladder: Sequence[Rung] = (),
    facts: Mapping[int, TieFacts] = MappingProxyType({}),
    ballots: Sequence[TieBallot] = (),
) -> list[Place]:
    """Return the members in order of place, those who share one by number, incomplete ones last."""
    places: list[Place] = []
    judge = Judge(totals=totals, facts=facts, ballots=ballots)
    for points, equal in _equals(totals):
        for shared in judge.break_ties(equal, ladder):
            places += _share_place(shared, points, place=len(places) + 1)
    return places + [
        Place(member=member, place=None, total=None, missing=totals[member].missing)
        for member in sorted(totals)
        if totals[member].total is None
    ]


def waiting_for_ballot(
    totals: Mapping[int, MemberTotal],
    ladder: Sequence[Rung],
    facts: Mapping[int, TieFacts] = MappingProxyType({}),
    ballots: Sequence[TieBallot] = (),
) -> list[tuple[int, ...]]:
    """Return the equal members between whom the ladder asks for a ballot that was not held."""
    judge = Judge(totals=totals, facts=facts, ballots=ballots)
    for _points, equal in _equals(totals):
        judge.break_ties(equal, ladder)
    return judge.waiting


def _equals(totals: Mapping[int, MemberTotal]) -> list[tuple[Decimal, list[int]]]:
    """Return the complete members by total, the highest first."""
    complete: dict[Decimal, list[int]] = {}
    for member, total in totals.items():
        if total.total is not None:
            complete.setdefault(total.total, []).append(member)
    return sorted(complete.items(), reverse=True)


def _share_place(shared: Shared, points: Decimal, *, place: int) -> list[Place]:
    return [
        Place(
            member=member,
            place=place,
            total=points,
            tied_with=tuple(other for other in shared.members if other != member),
            broken_by=shared.broken_by,
        )
        for member in shared.members
    ]


@dataclass(frozen=True, kw_only=True)
class Classification:
    """The class a member reaches, None while incomplete or below every band, and why."""

    band: ClassBand | None
    explanation: Message


def classify(rulebook: RuleBook, total: MemberTotal) -> Classification:
    """Return the best class whose total is reached and whose gate, if switched on, is passed."""
    if total.total is None:
        return Classification(band=None, explanation=_("Not classed: lines are not scored yet."))
    stopped: Message | None = None
    for band in rulebook.bands:
        if total.total < band.from_total:
            continue
        gate = _gate_that_stops(rulebook, band, total)
        if gate is None:
            return Classification(band=band, explanation=_explain_class(band, total.total, stopped))
        stopped = stopped or gate
    return Classification(
        band=None,
        explanation=stopped or _("%(total)s points are below every class.", total=total.total),
    )


def _explain_class(band: ClassBand, total: Decimal, stopped: Message | None) -> Message:
    reached = _(
        "%(total)s points, “%(band)s” from %(limit)s",
        total=total,
        band=band.name,
        limit=band.from_total,
    )
    if stopped is None:
        return reached
    return _("%(reached)s; no better class: %(stopped)s", reached=reached, stopped=stopped)


def _gate_that_stops(rulebook: RuleBook, band: ClassBand, total: MemberTotal) -> Message | None:
    weakest = total.weakest
    if band.gate not in rulebook.gates_on or band.least_share is None or weakest is None:
        return None
    if weakest.ratio >= Fraction(band.least_share):
        return None
    return _(
        "%(gate)s: %(code)s has %(points)s of %(maximum)s points, under %(percent)s %%",
        gate=band.gate,
        code=weakest.code,
        points=weakest.points,
        maximum=weakest.maximum,
        percent=band.least_share * 100,
    )


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One member's sealed result, with the name it had on that day."""

    member: int
    member_name: str
    place: int | None
    total: Decimal | None
    content: Decimal
    bonus: Decimal
    penalty: Decimal
    class_key: str | None
    class_name: Name | None
    class_explanation: Message
    tied_with: tuple[int, ...]
    broken_by: Message | None
    missing: tuple[str, ...]
    explanation: Message


@dataclass(frozen=True, kw_only=True)
class FrozenResult:
    """The result of a year as it stood when it was frozen; later changes do not move it."""

    year: int
    rulebook_version: int
    frozen_at: datetime
    lines: tuple[ResultLine, ...]

    def to_data(self) -> dict[str, Any]:
        """Return the result as plain JSON data, for storing."""
        data: dict[str, Any] = to_plain(self)
        return data

    @staticmethod
    def from_data(data: Any) -> "FrozenResult":
        """Return the result that was stored."""
        return from_plain(FrozenResult, data)


def freeze(
    rulebook: RuleBook,
    totals: Mapping[int, MemberTotal],
    *,
    names: Mapping[int, str],
    year: int,
    now: datetime,
    facts: Mapping[int, TieFacts] = MappingProxyType({}),
    ballots: Sequence[TieBallot] = (),
) -> FrozenResult:
    """Seal the ranking of all members as it stands now."""
    return FrozenResult(
        year=year,
        rulebook_version=rulebook.version,
        frozen_at=now,
        lines=tuple(
            _result_line(rulebook, place, totals[place.member], names[place.member])
            for place in rank(totals, rulebook.ladder, facts, ballots)
        ),
    )


def _result_line(rulebook: RuleBook, place: Place, total: MemberTotal, name: str) -> ResultLine:
    classification = classify(rulebook, total)
    band = classification.band
    return ResultLine(
        member=place.member,
        member_name=name,
        place=place.place,
        total=place.total,
        content=total.content,
        bonus=total.bonus,
        penalty=total.penalty,
        class_key=band.key if band else None,
        class_name=band.name if band else None,
        class_explanation=classification.explanation,
        tied_with=place.tied_with,
        broken_by=place.broken_by,
        missing=place.missing,
        explanation=total.explanation,
    )
