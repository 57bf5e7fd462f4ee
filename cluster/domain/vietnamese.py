"""Vietnamese letters, numbers and dates: sorted, searched, written and read the Vietnamese way.

Text is NFC everywhere. Numbers are written 1.234,5. Dates on papers follow decree 30/2020. Names of
the Highlands (Ê Đê, Gia Rai, Ba Na, Cơ Ho, Mơ Nông) have letters of their own: ƀ č ĕ ĭ ñ ŏ ŭ, and
ê̆ ô̆ ơ̆ ư̆, which Unicode knows only as a letter followed by a breve.
"""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from cluster.domain.errors import RuleViolation, _

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS = "aeiouy"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ")
LARGEST_SPELLED = 10**12 - 1

BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffe\uffff]+"
)
SPACES = re.compile(r"[ \u00a0\u2007\u2009\u202f\u3000]+")
HARD_SPACE = re.compile(r"[\u00a0\u2007\u2009\u202f\u3000]")
LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
STROKE = "\N{COMBINING SHORT STROKE OVERLAY}"
SEARCHED_AS = str.maketrans({"đ": "d", "ƀ": "b"} | dict.fromkeys("’‘ʼ´`′", "'"))
"""What a search compares, beside accents: the letters with a stroke, and every apostrophe."""
PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
DOTTED_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
SPACED_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+|\.\d{1,2}|\.\d{4,})?", re.ASCII)

SortKey = tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...]]


def nfc(text: str) -> str:
    """Return the text composed (NFC), as it is stored and compared everywhere."""
    return unicodedata.normalize("NFC", text)


def clean(text: str, *, lines: bool = False) -> str:
    """Return the text composed, without what is not seen but turns or hides the words beside it.

    Control characters go, and those that change the direction of writing; hard blanks become
    plain ones. Breaks of lines become blanks, and several blanks one, unless the text has `lines`.
    """
    seen = nfc(CONTROLS.sub("", text))
    if lines:
        return HARD_SPACE.sub(" ", seen)
    return SPACES.sub(" ", BREAKS.sub(" ", seen))


def letters_of(text: str) -> list[str]:
    """Return the letters of a text, each with the accents upon it: “ê̆” is one letter."""
    return LETTER.findall(nfc(text))


def sort_key(text: str) -> SortKey:
    """Return the key that sorts the Vietnamese way.

    Letters decide first (aăâbcdđeê…), then tones (level, huyền, hỏi, ngã, sắc, nặng), then
    small before capital letters. Spaces, signs and digits come before letters. A letter of the
    Highlands stands right behind the one that it is made from, as in its own alphabet: cč, êê̆.
    """
    parts = [_letter_key(letter) for letter in letters_of(text)]
    return (
        tuple(letter for letter, _tone, _capital in parts),
        tuple(tone for _letter, tone, _capital in parts),
        tuple(capital for _letter, _tone, capital in parts),
    )


@lru_cache(maxsize=5_000)
def _letter_key(written: str) -> tuple[int, int, bool]:
    small = written.lower()
    decomposed = unicodedata.normalize("NFD", small.replace("ƀ", f"b{STROKE}"))
    base = own = decomposed[0]
    tone = added = 0
    for mark in decomposed[1:]:
        if mark in TONES and base in VOWELS:
            tone = tone or TONES.index(mark) + 1
        elif nfc(own + mark) in ALPHABET:
            own = nfc(own + mark)
        else:
            added += ord(mark)
    if own in ALPHABET:
        return 0x300000 + 0x1000 * ALPHABET.index(own) + added, tone, small != written
    if small[0].isalpha():
        return 0x400000 + ord(small[0]), tone, small != written
    return (0x200000 if small[0].isdigit() else 0x100000) + ord(small[0]), tone, False


def fold(text: str) -> str:
    """Return the text as a search without accents and capitals compares it.

    “Đắk” → “dak”, “H’Blŭ Ƀuôr” → “h'blu buor”.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return nfc(bare).translate(SEARCHED_AS)


def spell_number(number: int) -> str:
    """Write a whole number from 0 to 999 billion in words: 105 → “một trăm linh năm”."""
    if not 0 <= number <= LARGEST_SPELLED:
        raise RuleViolation(
            _("Only numbers from 0 to %(largest)s are written in words.", largest=LARGEST_SPELLED)
        )
    if number == 0:
        return DIGITS[0]
    groups = [number // 1000**power % 1000 for power in range(len(GROUPS))]
    highest = max(power for power, group in enumerate(groups) if group)
    words: list[str] = []
    for power in range(highest, -1, -1):
        if groups[power]:
            words += _spell_group(groups[power], leading=power == highest)
            words.append(GROUPS[power])
    return " ".join(word for word in words if word)


def _spell_group(group: int, *, leading: bool) -> list[str]:
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [] if leading and not hundreds else [DIGITS[hundreds], "trăm"]
    if tens:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    return [*words, _spell_units(units, tens)] if units else words


def _spell_units(units: int, tens: int) -> str:
    if tens > 1 and units in {1, 4}:
        return {1: "mốt", 4: "tư"}[units]
    return "lăm" if tens and units == 5 else DIGITS[units]


def official_date(day: date) -> str:
    """Write the date of an official paper: “ngày 05 tháng 01 năm 2026”.

    Decree 30/2020: a zero goes before days under 10 and before months 1 and 2 only.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_number(value: Decimal | int, places: int | None = None) -> str:
    """Write a number as 1.234,5; `places` fixes the decimals, otherwise only those it has."""
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _dot, decimals = f"{number:,f}".partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    written = whole.replace(",", ".")
    return f"{written},{decimals}" if decimals else written


def parse_number(text: str, *, field: str | None = None) -> Decimal:
    """Read a number the Vietnamese way: dots or spaces between thousands, a comma for decimals.

    A dot is read as a decimal point only where it cannot part thousands: 1.234 is one thousand
    two hundred and thirty-four, 1234.5 and 0.125 have decimals. Anything else is refused.
    """
    typed = SPACES.sub(" ", text.strip().replace("\N{MINUS SIGN}", "-"))
    sign, digits = ("-", typed[1:].lstrip()) if typed.startswith("-") else ("", typed)
    if not digits:
        raise RuleViolation(_("Write a number."), field=field)
    if DOTTED_THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    elif SPACED_THOUSANDS.fullmatch(digits):
        digits = digits.replace(" ", "")
    elif not PLAIN.fullmatch(digits):
        raise RuleViolation(
            _(
                "“%(text)s” cannot be read as a number. Write 1.234,5: dots between thousands,"
                " a comma before decimals.",
                text=text.strip(),
            ),
            field=field,
        )
    number = Decimal(sign + digits.replace(",", "."))
    return number or Decimal(0)
