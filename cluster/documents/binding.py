"""What no line of a paper tears apart: names, a document's number and symbol, a day from its word.

Nothing is put into the words of a PDF, so that they are found and copied as they were written.
Word knows nothing but blanks and hyphens that do not break: it finds such blanks as any other.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_DAY = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?(?![\d/])"
_WITH_DAY = rf"(?:(?:Việt )?[^\s<>]+ |[(“]|(?<!\S)){_DAY}[^\s<>]*(?: – {_DAY}[^\s<>]*)?"
_DAYS = re.compile(_WITH_DAY)
_TAG = re.compile(r"(<[^>]*>)")
_PLACE = r"tỉnh(?-i: [A-ZĐ]\w*){1,2}|(?:tp\. )?hồ chí minh|việt nam"
_NAME = (
    r"hợp tác xã|khu vực|miền \w+|(?:đông )?(?:bắc|trung|nam) bộ|tây nguyên|thành phố"
    rf"|{_PLACE}"
)
_MEMBER = r"LMHTX (?:tp\. hồ chí minh|(?-i:[A-ZĐ]\w* [A-ZĐ]\w*))"
NAMES = re.compile(rf"\b(?:{_NAME})\b", re.IGNORECASE)
_SEAL = r"\b[0-9A-F]{4}(?:-[0-9A-F]{4})+\b[^\s<>]*"
_WHOLE = re.compile(
    rf"(?P<whole>{_WITH_DAY}|[^\s<>]*\d/[^\s<>]+|{_SEAL})"
    rf"|[^\s<>]*\b(?:{_MEMBER}|{_PLACE}|năm \d{{4}})\b[^\s<>]*",
    re.IGNORECASE,
)
_TERM = "liên minh(?: htx)?|thi đua|nội dung|tối đa|hình thức|hợp lệ"
_TOGETHER = re.compile(rf"\b(?:{_NAME}|{_TERM}|năm \d{{4}})\b", re.IGNORECASE)
_BLANK = "\0"
UNBROKEN = str.maketrans({" ": "\N{NO-BREAK SPACE}", "-": "\N{NON-BREAKING HYPHEN}"})


@lru_cache(maxsize=5_000)
def parts_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parts of a text between which a line may end, and those between which it should.

    "Việt Nam 11/4" is one part; "hợp tác xã" should be.
    """
    may = _held(_DAYS, " ".join(text.split()))
    return _parts(may), _parts(_held(_TOGETHER, may))


def _held(together: re.Pattern[str], text: str) -> str:
    return together.sub(lambda found: found[0].replace(" ", _BLANK), text)


def _parts(held: str) -> tuple[str, ...]:
    return tuple(part.replace(_BLANK, " ") for part in held.split())


def bound(page: str) -> str:
    """Return a page (HTML) whose numbers, days and places no line tears apart."""
    head, body, rest = page.partition("<body")
    pieces = _TAG.split(rest)
    pieces[::2] = [_WHOLE.sub(_marked, text) for text in pieces[::2]]
    return head + body + "".join(pieces)


def unbroken(text: str, *, fits: Callable[[str], bool] = bool) -> str:
    """Return a text whose numbers, days and places, as far as they fit, have no blank or hyphen
    at which a line may end.
    """
    return _WHOLE.sub(
        lambda found: found[0].translate(UNBROKEN) if fits(found[0]) else found[0], text
    )


def _marked(found: re.Match[str]) -> str:
    return f'<span class="{found.lastgroup or "together"}">{found[0]}</span>'
