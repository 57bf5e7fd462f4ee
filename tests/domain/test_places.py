"""Lines of an order by their numbers, in short."""

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.places import read_places, written_places


@pytest.mark.parametrize(
    ("places", "text"),
    [
        pytest.param([3], "3", id="one line"),
        pytest.param([3, 5, 6, 7, 9, 10], "3, 5–7, 9–10", id="runs of lines"),
    ],
)
def test_numbers_of_lines_are_written_in_short_and_read_again(places: list[int], text: str) -> None:
    assert written_places(places) == text
    assert read_places(text) == set(places)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("", None, id="all"),
        pytest.param("3", {3}, id="one"),
        pytest.param("3, 7-9", {3, 7, 8, 9}, id="one and some"),
        pytest.param("3,7 – 9", {3, 7, 8, 9}, id="with the dash of the program"),
    ],
)
def test_lines_are_read_as_an_office_writes_them(text: str, places: set[int] | None) -> None:
    assert read_places(text) == places


@pytest.mark.parametrize(
    "text", ["three", "3;4", "1-2-3", "3,", "1-999999", "3, 9-7", "-9–2", f"3–{10**20}"]
)
def test_lines_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(RuleViolation, match="Write lines like this: 3, 7-12"):
        read_places(text)
