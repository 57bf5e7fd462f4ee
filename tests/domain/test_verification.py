"""Codes on certificates: no slip of the hand goes unnoticed, and reading is forgiving."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import RuleViolation
from cluster.domain.verification import (
    ALPHABET,
    LENGTH,
    RANDOM_BYTES,
    address_of,
    new_code,
    read_code,
    typed,
    written,
)

CODE = "7K3M9QXT2B4NVW8YY"
codes = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES).map(new_code)


def is_refused(typed: str) -> bool:
    """Tell whether what was typed is refused at the field of the code."""
    try:
        read_code(typed)
    except RuleViolation as refusal:
        return refusal.field == "code"
    return False


@given(codes)
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    wrong = (
        code[:place] + other + code[place + 1 :]
        for place in range(LENGTH)
        for other in ALPHABET
        if other != code[place]
    )

    assert [typed for typed in wrong if not is_refused(typed)] == []


@given(codes)
def test_any_two_characters_that_changed_places_are_noticed(code: str) -> None:
    unnoticed = []
    for first, second in combinations(range(LENGTH), 2):
        swapped = list(code)
        swapped[first], swapped[second] = code[second], code[first]
        if code[first] != code[second] and not is_refused("".join(swapped)):
            unnoticed.append((first, second))

    assert unnoticed == []


@given(codes, st.integers(0, LENGTH - 1))
def test_a_code_is_read_however_it_is_typed(code: str, place: int) -> None:
    sloppy = code.lower().replace("0", "o").replace("1", "il"[place % 2])

    assert read_code(code) == code
    assert read_code(written(code)) == code
    assert read_code(f" {sloppy[:place]} - {sloppy[place:]}\n") == code
    assert read_code(address_of("https://thidua.example", code)) == code


@given(st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))
def test_a_code_holds_all_of_its_chance(chance: bytes) -> None:
    code = new_code(chance)
    number = 0
    for character in code[:-1]:
        number = number * len(ALPHABET) + ALPHABET.index(character)

    assert number.to_bytes(RANDOM_BYTES) == chance
    assert set(code) <= set(ALPHABET)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    assert is_refused(typed) or len(read_code(typed)) == LENGTH


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("", "A code has 17 letters and digits; these are 0.", id="nothing"),
        pytest.param(
            CODE[:-1], "A code has 17 letters and digits; these are 16.", id="one is missing"
        ),
        pytest.param(f"U{CODE[1:]}", "“U” stands in no code.", id="a letter that no code has"),
        pytest.param(f"Đ{CODE[1:]}", "“Đ” stands in no code.", id="a Vietnamese letter"),
        pytest.param(
            f"8{CODE[1:]}",
            "A letter or digit of this code is wrong. Compare it with the paper once more.",
            id="a wrong one",
        ),
    ],
)
def test_a_mistyped_code_is_refused_with_what_is_wrong(typed: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        read_code(typed)

    assert (str(refusal.value), refusal.value.field) == (sentence, "code")


def test_a_code_is_written_in_groups_of_four() -> None:
    assert written(CODE) == "7K3M-9QXT-2B4N-VW8Y-Y"


def test_an_office_without_an_address_prints_none() -> None:
    assert address_of("", CODE) == ""
    assert address_of("https://thidua.example", CODE) == f"https://thidua.example/v/{CODE}"


def test_an_address_is_typed_without_its_scheme_and_with_its_code_in_groups() -> None:
    assert typed("https://thidua.example/v/7K3M9QXZ4TBW0HNCR") == (
        "thidua.example/v/",
        "7K3M-9QXZ-4TBW-0HNC-R",
    )
