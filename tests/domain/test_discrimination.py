from collections.abc import Mapping
from decimal import Decimal

import pytest

from cluster.domain.discrimination import Finding, VoicePoints, discrimination
from cluster.domain.scoring import Layer
from cluster.domain.totals import MemberTotal, total_points
from tests.domain.sample_rulebook import FULL_MARKS, RULEBOOK


def voice(member: int, layer: Layer, points: str, *, scorer: int = 0) -> VoicePoints:
    return VoicePoints(
        alliance_id=member, code="IV.2", layer=layer, scorer_id=scorer, points=Decimal(points)
    )


def table(*members: Mapping[str, str]) -> dict[str, dict[int, Decimal | None]]:
    """Full marks for members 1, 2, … but for these lines (III_1 for III.1)."""
    found: dict[str, dict[int, Decimal | None]] = {}
    for member, changed in enumerate(members, start=1):
        points = {**FULL_MARKS, **{c.replace("_", "."): Decimal(p) for c, p in changed.items()}}
        for code, given in points.items():
            found.setdefault(code, {})[member] = given
    return found


def totals(standing: dict[str, dict[int, Decimal | None]], members: int) -> dict[int, MemberTotal]:
    return {
        m: total_points(RULEBOOK, {code: held.get(m) for code, held in standing.items()})
        for m in range(1, members + 1)
    }


def lines(standing: dict[str, dict[int, Decimal | None]], *voices: VoicePoints, members: int = 2):
    found = discrimination(RULEBOOK, standing, voices, totals(standing, members))
    return {line.code: line for line in found}


def test_where_all_have_the_maximum_nothing_is_decided() -> None:
    found = lines(table({"III_1": "12"}, {}))

    assert found["IV.2"].findings == (Finding.ALL_MAXIMUM,)
    assert (found["IV.2"].separation, found["IV.2"].share) == (Decimal(0), Decimal(0))


def test_a_line_that_alone_spreads_brings_in_all_of_the_spread() -> None:
    line = lines(table({"III_1": "12"}, {}))["III.1"]

    assert (line.lowest, line.highest) == (Decimal(12), Decimal(15))
    assert (line.separation, line.share, line.findings) == (Decimal(20), Decimal(100), ())


def test_shares_add_up_and_are_negative_against_the_order() -> None:
    found = lines(table({"III_1": "9", "TH_1": "2"}, {"TH_1": "0"}))

    assert (found["III.1"].share, found["TH.1"].share) == (Decimal(150), Decimal(-50))


def test_a_weight_counts_in_the_share() -> None:
    found = lines(table({"III_2_1": "30.5", "IV_2": "2"}, {}))

    assert (found["III.2.1"].share, found["IV.2"].share) == (Decimal("66.67"), Decimal("33.33"))


def test_nothing_spreads_where_all_are_equal_or_nobody_is_complete() -> None:
    assert {line.share for line in lines(table({}, {})).values()} == {None}
    unfinished = table({"III_1": "9"}, {})
    del unfinished["IV.2"]
    assert {line.share for line in lines(unfinished).values()} == {None}
    assert "IV.2" not in lines(unfinished)


def test_the_same_points_under_the_maximum_decide_nothing_either() -> None:
    found = lines(table({"IV_2": "2", "TH_3": "2"}, {"IV_2": "2", "TH_3": "2"}))

    assert found["IV.2"].findings == (Finding.ALL_SAME,)
    assert found["TH.3"].findings == (Finding.ALL_SAME,)


def test_one_member_alone_is_neither_alike_nor_apart() -> None:
    found = lines(table({}), voice(1, Layer.SELF, "3"), voice(1, Layer.FINAL, "3"), members=1)

    assert (found["IV.2"].self_compared, found["IV.2"].findings) == (1, ())


@pytest.mark.parametrize(
    ("voices", "counted", "found"),
    [
        pytest.param(
            [voice(1, Layer.SELF, "3"), voice(1, Layer.APPRAISAL, "3")],
            (0, 1),
            True,
            id="confirmed",
        ),
        pytest.param(
            [voice(1, Layer.SELF, "3"), voice(1, Layer.APPRAISAL, "2")],
            (1, 1),
            False,
            id="cut",
        ),
        pytest.param(
            [voice(1, Layer.SELF, "2"), voice(1, Layer.FINAL, "3")], (0, 1), True, id="raised"
        ),
        pytest.param(
            [
                voice(1, Layer.SELF, "3"),
                voice(1, Layer.APPRAISAL, "2"),
                voice(1, Layer.FINAL, "3"),
            ],
            (0, 1),
            True,
            id="given back in the end",
        ),
        pytest.param([voice(1, Layer.SELF, "3")], (0, 0), False, id="not looked at yet"),
        pytest.param([voice(1, Layer.APPRAISAL, "3")], (0, 0), False, id="no self-score"),
    ],
)
def test_self_scores_are_compared_with_the_last_word(
    voices: list[VoicePoints], counted: tuple[int, int], found: bool
) -> None:
    line = lines(table({"IV_2": "2"}, {}), *voices)["IV.2"]

    assert (line.self_cut, line.self_compared) == counted
    assert (Finding.NEVER_CUT in line.findings) is found


def test_peers_that_never_differ_are_found() -> None:
    agreeing = [voice(1, Layer.CROSS, "2", scorer=n) for n in (2, 3)]
    alone = voice(2, Layer.CROSS, "1", scorer=1)
    apart = voice(2, Layer.CROSS, "2", scorer=3)

    line = lines(table({"IV_2": "2"}, {}), *agreeing, alone)["IV.2"]
    assert (line.peers_apart, line.peers_compared) == (0, 1)
    assert line.findings == (Finding.NEVER_APART,)

    line = lines(table({"IV_2": "2"}, {}), *agreeing, alone, apart)["IV.2"]
    assert (line.peers_apart, line.peers_compared, line.findings) == (1, 2, ())
