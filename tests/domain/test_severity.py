from decimal import Decimal

from cluster.domain.discrimination import VoicePoints
from cluster.domain.scoring import Layer
from cluster.domain.severity import Difference, Reviewer, severities
from tests.domain.sample_rulebook import RULEBOOK


def voice(
    member: int, layer: Layer, points: str, *, scorer: int = 0, code: str = "IV.2"
) -> VoicePoints:
    return VoicePoints(
        alliance_id=member, code=code, layer=layer, scorer_id=scorer, points=Decimal(points)
    )


def test_a_reviewer_is_compared_with_the_layer_below_in_percent_of_the_maximum() -> None:
    voices = [voice(m, Layer.SELF, "3") for m in range(1, 6)]
    voices += [voice(m, Layer.APPRAISAL, "2.4" if m < 3 else "3") for m in range(1, 6)]

    (found,) = severities(RULEBOOK, voices, {(m, "IV.2"): 7 for m in range(1, 6)})

    assert found.reviewer == Reviewer(Layer.APPRAISAL, 7)
    assert found.below == Difference(lines=5, lower=2, higher=0, mean=Decimal(-8))
    assert found.peers is None


def test_a_handful_of_lines_says_nothing_of_a_person() -> None:
    voices = [voice(1, Layer.SELF, "3"), voice(1, Layer.APPRAISAL, "0")]

    (found,) = severities(RULEBOOK, voices, {(1, "IV.2"): 7})

    assert found.below == Difference(lines=1, lower=1, higher=0, mean=None)


def test_many_lines_give_one_decimal() -> None:
    voices = [voice(m, Layer.SELF, "2.90") for m in range(30)]
    voices += [voice(m, Layer.APPRAISAL, "3") for m in range(30)]

    (found,) = severities(RULEBOOK, voices, {})

    assert found.reviewer.id == 0
    assert found.below == Difference(lines=30, lower=0, higher=30, mean=Decimal("3.3"))


def test_peers_are_compared_with_each_other_on_the_same_lines() -> None:
    voices = [
        v
        for m in range(10, 15)
        for v in (
            voice(m, Layer.CROSS, "3", scorer=1),
            voice(m, Layer.CROSS, "2.7", scorer=2),
            voice(m, Layer.CROSS, "3", scorer=3),
        )
    ]

    found = {s.reviewer.id: s for s in severities(RULEBOOK, voices, {})}

    assert {n: s.peers.mean for n, s in found.items() if s.peers} == {1: 5, 2: -10, 3: 5}
    assert found[2].below == Difference(lines=0, lower=0, higher=0, mean=None)


def test_an_appraiser_is_compared_with_the_mean_of_the_peers_before_the_self_score() -> None:
    voices = [
        v
        for m in range(5)
        for v in (
            voice(m, Layer.SELF, "3"),
            voice(m, Layer.CROSS, "2.4", scorer=8),
            voice(m, Layer.CROSS, "1.8", scorer=9),
            voice(m, Layer.APPRAISAL, "2.1"),
            voice(m, Layer.FINAL, "0"),
        )
    ]

    last = severities(RULEBOOK, voices, {})[-1]

    assert last.reviewer.layer is Layer.APPRAISAL
    assert last.below.mean == 0


def test_a_penalty_is_measured_by_what_it_may_take() -> None:
    voices = [voice(m, Layer.SELF, "0", code="TP.2") for m in range(5)]
    voices += [voice(m, Layer.APPRAISAL, "-0.5", code="TP.2") for m in range(5)]

    (found,) = severities(RULEBOOK, voices, {})

    assert found.below.mean == -50
