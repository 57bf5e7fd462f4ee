import pytest

from cluster.domain.golden_book import Numbered, faults, key_of

VCA = "Chủ tịch Liên minh Hợp tác xã Việt Nam"


def entry(place: int, number: str, authority: str = VCA) -> Numbered:
    return Numbered(place=place, name=f"Ông {place}", authority=authority, number=number)


def said(*entries: Numbered, **taken: str) -> dict[int, str]:
    given = {key_of(VCA, number): name for name, number in taken.items()}
    return {place: str(fault) for place, fault in faults(entries, given).items()}


@pytest.mark.parametrize("number", ["", "1", "00127", "15/2026", "A-12.3", "127 – TĐKT", "Sổ 3"])
def test_a_number_as_an_office_writes_it_is_right(number: str) -> None:
    assert said(entry(1, number)) == {}


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("chưa có", id="words without a figure"),
        pytest.param("12\u200b3", id="an unseen character"),
        pytest.param("=12", id="a formula"),
        pytest.param("12/", id="broken off"),
        pytest.param("1" * 21, id="too long"),
    ],
)
def test_what_is_no_number_is_refused(number: str) -> None:
    (sentence,) = said(entry(4, number)).values()

    assert "is no golden book number: write at most 20 figures and letters" in sentence


def test_a_double_within_a_list_names_the_line_that_has_it_first() -> None:
    assert said(entry(4, "00127"), entry(5, "128"), entry(9, "127")) == {
        9: "The golden book number “127” stands in line 4 too: Ông 4."
    }


def test_a_double_of_the_year_names_who_has_it() -> None:
    assert said(entry(4, "127"), Giấy="0127") == {
        4: "The golden book number “127” was given this year already: Giấy."
    }


def test_each_authority_has_a_book_of_its_own() -> None:
    assert said(entry(4, "127"), entry(5, "127", "Chủ tịch UBND tỉnh Khánh Hòa")) == {}
