"""Which criteria tell the members apart, and which are only written down.

Where everybody gets the maximum, self-scores are never cut and peers never disagree, a criterion
costs work and decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cluster.domain.errors import Message, _
from cluster.domain.measures import HUNDRED, ZERO, portion, rounded
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook
from cluster.domain.scoring import ORDER, Layer
from cluster.domain.totals import MemberTotal

LEAST_LINES = 2
"""Fewer than two are neither alike nor apart."""


@dataclass(frozen=True, kw_only=True)
class VoicePoints:
    """What one voice gives one member in one line."""

    alliance_id: int
    code: str
    layer: Layer
    scorer_id: int
    points: Decimal


class Finding(StrEnum):
    """What is worth a second look in a criterion."""

    ALL_MAXIMUM = "all_maximum"
    ALL_SAME = "all_same"
    NEVER_CUT = "never_cut"
    NEVER_APART = "never_apart"


FINDING_NAMES: dict[Finding, Message] = {
    Finding.ALL_MAXIMUM: _("Everybody has the maximum"),
    Finding.ALL_SAME: _("Everybody has the same points"),
    Finding.NEVER_CUT: _("No self-score was cut"),
    Finding.NEVER_APART: _("The peers never disagree"),
}


@dataclass(frozen=True, kw_only=True)
class Discrimination:
    """How much one criterion tells the members apart.

    `scored`: members with points, from `lowest` to `highest`. `separation`: the spread in percent
    of the most the line gives or takes. `share`: percent of the spread of all totals that comes
    from this line, negative where it works against the order; None while nothing spreads.
    `self_cut` of `self_compared` self-scores were lowered by a higher layer; in `peers_apart` of
    `peers_compared` lines several peers gave different points.
    """

    code: str
    scored: int
    lowest: Decimal
    highest: Decimal
    separation: Decimal
    share: Decimal | None
    self_compared: int
    self_cut: int
    peers_compared: int
    peers_apart: int
    findings: tuple[Finding, ...]


def discrimination(
    rulebook: RuleBook,
    standing: Mapping[str, Mapping[int, Decimal | None]],
    voices: Iterable[VoicePoints],
    totals: Mapping[int, MemberTotal],
) -> list[Discrimination]:
    """Return each line that anybody has points in, as printed.

    `standing`: the points that count, by code and member. `voices`: what each layer gave.
    """
    said: dict[str, list[VoicePoints]] = defaultdict(list)
    for voice in voices:
        said[voice.code].append(voice)
    shares = shares_of_spread(rulebook, standing, totals)
    return [
        _line(line, given, said[line.code], shares.get(line.code))
        for line in rulebook.lines()
        if (given := [p for p in standing.get(line.code, {}).values() if p is not None])
    ]


def _line(
    line: Criterion,
    given: Sequence[Decimal],
    voices: Sequence[VoicePoints],
    share: Decimal | None,
) -> Discrimination:
    lowest, highest = min(given), max(given)
    cut, self_compared = _self_scores(voices)
    apart, peers_compared = _peers(voices)
    remarks = {
        Finding.ALL_MAXIMUM: lowest == line.max_points and line.kind is CriterionKind.CONTENT,
        Finding.ALL_SAME: lowest == highest,
        Finding.NEVER_CUT: bool(self_compared) and not cut,
        Finding.NEVER_APART: bool(peers_compared) and not apart,
    }
    found = [finding for finding, holds in remarks.items() if holds and len(given) >= LEAST_LINES]
    if Finding.ALL_MAXIMUM in found:
        found.remove(Finding.ALL_SAME)
    return Discrimination(
        code=line.code,
        scored=len(given),
        lowest=lowest,
        highest=highest,
        separation=portion(highest - lowest, abs(line.max_points), of=HUNDRED),
        share=share,
        self_compared=self_compared,
        self_cut=cut,
        peers_compared=peers_compared,
        peers_apart=apart,
        findings=tuple(found),
    )


def _self_scores(voices: Iterable[VoicePoints]) -> tuple[int, int]:
    """Return how many self-scores were cut, of those that a single higher voice judged."""
    by_member: dict[int, dict[Layer, Decimal]] = defaultdict(dict)
    for voice in voices:
        if voice.layer is not Layer.CROSS:
            by_member[voice.alliance_id][voice.layer] = voice.points
    compared = [held for held in by_member.values() if Layer.SELF in held and len(held) > 1]
    cut = [held for held in compared if held[max(held, key=ORDER.index)] < held[Layer.SELF]]
    return len(cut), len(compared)


def _peers(voices: Iterable[VoicePoints]) -> tuple[int, int]:
    """Return in how many lines peers gave different points, of those with several of them."""
    by_member: dict[int, list[Decimal]] = defaultdict(list)
    for voice in voices:
        if voice.layer is Layer.CROSS:
            by_member[voice.alliance_id].append(voice.points)
    compared = [points for points in by_member.values() if len(points) >= LEAST_LINES]
    return sum(len(set(points)) > 1 for points in compared), len(compared)


def shares_of_spread(
    rulebook: RuleBook,
    standing: Mapping[str, Mapping[int, Decimal | None]],
    totals: Mapping[int, MemberTotal],
) -> dict[str, Decimal]:
    """Return how much of the spread of all totals each line brings in, in percent.

    The covariance of a line with the sum of all lines ÷ the variance of that sum, over members
    with a total; before caps and scaling, so that all lines together bring in 100 %. Empty while
    nothing spreads.
    """
    members = [member for member, total in totals.items() if total.total is not None]
    columns = {
        line.code: [
            Fraction((standing.get(line.code, {}).get(member) or ZERO) * line.weight)
            for member in members
        ]
        for line in rulebook.lines()
    }
    sums = [sum(points, Fraction(0)) for points in zip(*columns.values(), strict=True)]
    spread = _covariance(sums, sums)
    if not spread:
        return {}
    return {
        code: rounded(100 * _covariance(points, sums) / spread) for code, points in columns.items()
    }


def _covariance(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    """Return the sum of products of deviations from the mean, not divided by their number."""
    products = sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))
    return products - sum(one, Fraction(0)) * sum(other, Fraction(0)) / max(len(one), 1)
