from datetime import date
from decimal import Decimal

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import RuleViolation
from cluster.domain.vietnamese import (
    clean,
    fold,
    format_number,
    nfc,
    official_date,
    parse_number,
    sort_key,
    spell_number,
)

COLLATOR = icu.Collator.createInstance(icu.Locale("vi"))
VIETNAMESE_LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
WORDS = st.text(alphabet=VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper() + "fjwz 019", max_size=6)


def test_members_sort_by_the_vietnamese_alphabet() -> None:
    names = ["TP. Hồ Chí Minh", "Đồng Nai", "Khánh Hòa", "Đắk Lắk", "Dương", "Lâm Đồng", "Gia Lai"]

    assert sorted(names, key=sort_key) == [
        "Dương",
        "Đắk Lắk",
        "Đồng Nai",
        "Gia Lai",
        "Khánh Hòa",
        "Lâm Đồng",
        "TP. Hồ Chí Minh",
    ]


def test_tones_follow_the_dictionary() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma", "Ma"], key=sort_key) == [
        "ma",
        "Ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
    ]


def test_foreign_letters_and_signs_sort_around_ours() -> None:
    assert sorted(["ж", "z", "9", "-", "a"], key=sort_key) == ["-", "9", "a", "z", "ж"]


def test_letters_of_the_highlands_stand_behind_those_that_they_are_made_from() -> None:
    alphabet = "a ă â b ƀ c č d đ e ĕ ê ê̆ g h i ĭ j k l m n ñ o ŏ ô ô̆ ơ ơ̆ p r s t u ŭ ư ư̆ w y"
    names = ["Y Bham Êñuôl", "Y Buôn", "Y Ƀhiŏ Niê", "Y Cường", "Y Čuôr", "Y Dam"]

    assert sorted(set(alphabet.split()), key=sort_key) == alphabet.split()
    assert sorted(set(names), key=sort_key) == names


@given(WORDS, WORDS)
def test_order_is_the_one_of_the_unicode_collator(first: str, second: str) -> None:
    ours = (sort_key(first) > sort_key(second)) - (sort_key(first) < sort_key(second))

    assert ours == COLLATOR.compare(first, second)


@given(WORDS)
def test_composed_and_decomposed_text_sort_and_fold_alike(text: str) -> None:
    decomposed = icu.Normalizer2.getNFDInstance().normalize(text)

    assert nfc(decomposed) == text
    assert sort_key(decomposed) == sort_key(text)
    assert fold(decomposed) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Đắk Lắk", "dak lak", id="letters with signs"),
        pytest.param("TP. HỒ CHÍ MINH", "tp. ho chi minh", id="capitals"),
        pytest.param("Ước mơ", "uoc mo", id="horns"),
        pytest.param("Y Ƀhiŏ Ê̆ñuôl", "y bhio enuol", id="letters of the Highlands"),
        pytest.param("H’Blŭ, HʼBlŭ, H‘Blŭ", "h'blu, h'blu, h'blu", id="every apostrophe"),
    ],
)
def test_search_ignores_accents_and_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(0, "không", id="zero"),
        pytest.param(6, "sáu", id="a digit"),
        pytest.param(10, "mười", id="ten"),
        pytest.param(15, "mười lăm", id="fifteen"),
        pytest.param(21, "hai mươi mốt", id="one after tens"),
        pytest.param(24, "hai mươi tư", id="four after tens"),
        pytest.param(40, "bốn mươi", id="forty"),
        pytest.param(105, "một trăm linh năm", id="empty tens"),
        pytest.param(111, "một trăm mười một", id="eleven keeps một"),
        pytest.param(300, "ba trăm", id="full hundreds"),
        pytest.param(1005, "một nghìn không trăm linh năm", id="empty hundreds"),
        pytest.param(2026, "hai nghìn không trăm hai mươi sáu", id="this year"),
        pytest.param(1_000_005, "một triệu không trăm linh năm", id="an empty group is left out"),
        pytest.param(28_080_000, "hai mươi tám triệu không trăm tám mươi nghìn", id="money"),
        pytest.param(
            999_000_000_001, "chín trăm chín mươi chín tỷ không trăm linh một", id="billions"
        ),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert spell_number(number) == words


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_beyond_the_papers_are_refused(number: int) -> None:
    with pytest.raises(RuleViolation, match="Only numbers from 0"):
        spell_number(number)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        pytest.param(date(2026, 1, 5), "ngày 05 tháng 01 năm 2026", id="zeros before day, month"),
        pytest.param(date(2026, 2, 28), "ngày 28 tháng 02 năm 2026", id="zero before February"),
        pytest.param(date(2025, 3, 9), "ngày 09 tháng 3 năm 2025", id="none before March"),
        pytest.param(date(2025, 12, 20), "ngày 20 tháng 12 năm 2025", id="December"),
    ],
)
def test_dates_of_official_papers(day: date, written: str) -> None:
    assert official_date(day) == written


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        pytest.param("1234.50", None, "1.234,5", id="only the decimals it has"),
        pytest.param("1E+3", None, "1.000", id="no exponent"),
        pytest.param("4.5", 2, "4,50", id="fixed decimals"),
        pytest.param("4.715", 2, "4,72", id="half up"),
        pytest.param("-1234567", 0, "-1.234.567", id="below zero"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(
    value: str, places: int | None, written: str
) -> None:
    assert format_number(Decimal(value), places) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1.234,5", "1234.5", id="dots and comma"),
        pytest.param("1234.5", "1234.5", id="a dot that cannot part thousands"),
        pytest.param("1 234,5", "1234.5", id="spaces"),
        pytest.param("1\u00a0234\u202f567", "1234567", id="hard spaces from Excel"),
        pytest.param("1 234.5", "1234.5", id="spaces and a decimal dot"),
        pytest.param("1.234", "1234", id="one dot, three digits: thousands"),
        pytest.param("12.345.678", "12345678", id="two dots"),
        pytest.param("0.125", "0.125", id="no thousands after a zero"),
        pytest.param("1,234", "1.234", id="a comma is always the decimal comma"),
        pytest.param(" 80 ", "80", id="spaces around"),
        pytest.param("-0,5", "-0.5", id="below zero"),
        pytest.param("\u2212 3", "-3", id="a typographic minus"),
    ],
)
def test_numbers_are_read_the_vietnamese_way(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "1,234.5",
        "1.234.56",
        "1 234.567",
        "1,2,3",
        "12 34",
        "1.23,4",
        "abc",
        "5%",
        "٣",
        "1e5",
        "NaN",
        "--1",
        ",5",
    ],
)
def test_what_cannot_be_read_as_a_number_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(RuleViolation, match=r"Write 1\.234,5") as refused:
        parse_number(text, field="quantity")

    assert refused.value.field == "quantity"


@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_an_empty_number_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation, match="Write a number"):
        parse_number(text)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_a_number_written_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number)) == number


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("Nguye\u0302\u0303n", "Nguyễn", id="composed"),
        pytest.param("\u202elive\u202c", "live", id="direction turned"),
        pytest.param("a\u2066b\u2069\u200e\u200f\u061cc", "abc", id="directions isolated"),
        pytest.param("a\x00b\x1b\x7f\x85c", "abc", id="controls"),
        pytest.param("a\ufeff\ufffe\uffffb\u200b", "ab", id="unseen marks"),
        pytest.param("a\r\nb\tc\u2028d", "a b c d", id="breaks become blanks"),
        pytest.param("a\u00a0b\u3000 \t c  d", "a b c d", id="hard blanks and several at once"),
        pytest.param("a\u00adb❤\ufe0f", "ab❤", id="hyphens and signs that only ask for a look"),
        pytest.param("e\u200b\u0302", "ê", id="an accent that something unseen kept apart"),
    ],
)
def test_text_keeps_only_what_is_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_text_of_several_lines_keeps_its_lines() -> None:
    assert clean("a\r\n\tb\x00\u202e  c\u00a0d", lines=True) == "a\r\n\tb  c d"


@pytest.mark.parametrize("text", ["-0", "−0", "-0,00", "0"])
def test_zero_has_no_sign(text: str) -> None:
    assert str(parse_number(text)) == "0"
