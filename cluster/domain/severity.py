"""How severe each reviewer is: below or above the layer before, and the other peers of a line.

Lines have different maxima, so differences are taken in percent of the line's maximum. A mean of
a handful of lines says nothing about a person, so it is not given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cluster.domain.discrimination import VoicePoints
from cluster.domain.measures import rounded
from cluster.domain.rulebook import RuleBook
from cluster.domain.scoring import ORDER, Layer

LEAST_LINES = 5
"""From so many lines on a mean is given, in whole percent."""
MANY_LINES = 30
"""From so many lines on, with one decimal."""

REVIEWING = (Layer.CROSS, Layer.APPRAISAL)


@dataclass(frozen=True)
class Reviewer:
    """Who reviews in a layer: an alliance in cross-scoring, a person in the appraisal."""

    layer: Layer
    id: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How a reviewer's points differ from others' of the same lines.

    `lines` compared, of which `lower` and `higher`. `mean`: in percent of the maximum, below zero
    where the reviewer gives less; None while the lines are too few.
    """

    lines: int
    lower: int
    higher: int
    mean: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Severity:
    """One reviewer: against the layer below, and in cross-scoring against the other peers."""

    reviewer: Reviewer
    below: Difference
    peers: Difference | None


def severities(
    rulebook: RuleBook,
    voices: Iterable[VoicePoints],
    appraisers: Mapping[tuple[int, str], int],
) -> list[Severity]:
    """Return the reviewers by layer and number; `appraisers`: who appraised, by member and line.

    Only what is handed in is compared: whoever may not see a voice hands in none of it.
    """
    below: dict[Reviewer, list[Fraction]] = defaultdict(list)
    peers: dict[Reviewer, list[Fraction]] = defaultdict(list)
    for (member, code), said in _by_line(voices).items():
        maximum = Fraction(abs(rulebook.get(code).max_points))
        for voice in said:
            if voice.layer not in REVIEWING:
                continue
            reviewer = _reviewer(voice, appraisers.get((member, code), 0))
            own = Fraction(voice.points)
            lower = _below(voice, said)
            below[reviewer] += [(own - lower) / maximum] if lower is not None else []
            others = [
                Fraction(other.points)
                for other in said
                if voice.layer is other.layer is Layer.CROSS and other is not voice
            ]
            peers[reviewer] += [(own - _mean(others)) / maximum] if others else []
    return [
        Severity(
            reviewer=reviewer,
            below=_difference(below[reviewer]),
            peers=_difference(peers[reviewer]) if reviewer.layer is Layer.CROSS else None,
        )
        for reviewer in sorted(peers, key=lambda r: (ORDER.index(r.layer), r.id))
    ]


def _by_line(voices: Iterable[VoicePoints]) -> dict[tuple[int, str], list[VoicePoints]]:
    found: dict[tuple[int, str], list[VoicePoints]] = defaultdict(list)
    for voice in voices:
        found[voice.alliance_id, voice.code].append(voice)
    return found


def _reviewer(voice: VoicePoints, appraiser: int) -> Reviewer:
    return Reviewer(voice.layer, voice.scorer_id if voice.layer is Layer.CROSS else appraiser)


def _below(voice: VoicePoints, said: Sequence[VoicePoints]) -> Fraction | None:
    """Return what stood below: the mean of the peers for an appraiser, else the self-score."""
    for layer in reversed(ORDER[: ORDER.index(voice.layer)]):
        points = [Fraction(other.points) for other in said if other.layer is layer]
        if points:
            return _mean(points)
    return None


def _mean(points: Sequence[Fraction]) -> Fraction:
    return sum(points, Fraction(0)) / len(points)


def _difference(shares: Sequence[Fraction]) -> Difference:
    return Difference(
        lines=len(shares),
        lower=sum(share < 0 for share in shares),
        higher=sum(share > 0 for share in shares),
        mean=_said(100 * _mean(shares), len(shares)) if len(shares) >= LEAST_LINES else None,
    )


def _said(percent: Fraction, lines: int) -> Decimal:
    """Return the mean no finer than the number of lines allows."""
    finest = 10 if lines >= MANY_LINES else 100
    return rounded(percent / finest) * finest
