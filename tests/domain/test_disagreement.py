"""How far the layers of a line lie apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.disagreement import Apart, Disagreement, disagreement

points = st.decimals(min_value=0, max_value=15, places=2)


def apart(*given: str, maximum: str = "10") -> Disagreement:
    return disagreement([Decimal(each) for each in given], Decimal(maximum))


@pytest.mark.parametrize(
    ("layers", "gap", "step"),
    [
        pytest.param([], "0", Apart.AGREED, id="no layer"),
        pytest.param(["4"], "0", Apart.AGREED, id="one layer"),
        pytest.param(["4", "4.00", "4"], "0", Apart.AGREED, id="the same everywhere"),
        pytest.param(["4", "4.01"], "0.01", Apart.LITTLE, id="a hundredth"),
        pytest.param(["5", "4", "4.5"], "1", Apart.LITTLE, id="a tenth of the maximum"),
        pytest.param(["5", "3.99"], "1.01", Apart.CLEARLY, id="above a tenth"),
        pytest.param(["2.49", "0"], "2.49", Apart.CLEARLY, id="just under a quarter"),
        pytest.param(["7.5", "10"], "2.5", Apart.FAR, id="a quarter"),
        pytest.param(["0", "10"], "10", Apart.FAR, id="all or nothing"),
    ],
)
def test_layers_lie_apart_by_their_share_of_the_maximum(
    layers: list[str], gap: str, step: Apart
) -> None:
    assert apart(*layers) == Disagreement(Decimal(gap), step)


def test_the_size_of_a_penalty_counts() -> None:
    assert apart("0", "-0.5", maximum="-1") == Disagreement(Decimal("0.5"), Apart.FAR)


@given(st.lists(points, min_size=1))
def test_the_order_of_the_layers_does_not_matter(layers: list[Decimal]) -> None:
    turned = sorted(layers, reverse=True)

    assert disagreement(turned, Decimal(15)) == disagreement(layers, Decimal(15))
