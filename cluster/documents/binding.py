"""What no line of a paper tears apart: names, a document's number and symbol, a day from its word.

Nothing is put into the words themselves, so that they are found and copied as they were written.
"""

import re
from functools import lru_cache

_DAY = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?(?![\d/])"
_WITH_DAY = rf"(?:(?:Việt )?[^\s<>]+ |[(“]|(?<!\S)){_DAY}[^\s<>]*(?: – {_DAY}[^\s<>]*)?"
_DAYS = re.compile(_WITH_DAY)
_WHOLE = re.compile(rf"{_WITH_DAY}|[^\s<>]*\d/[^\s<>]+")
_TAG = re.compile(r"(<[^>]*>)")
_NAME = (
    r"hợp tác xã|khu vực|miền \w+|(?:đông )?(?:bắc|trung|nam) bộ|tây nguyên"
    r"|tỉnh(?-i: [A-ZĐ]\w*){1,2}|thành phố|hồ chí minh|việt nam"
)
NAMES = re.compile(rf"\b(?:{_NAME})\b", re.IGNORECASE)
_TOGETHER = re.compile(rf"\b(?:{_NAME}|liên minh|thi đua|năm \d{{4}})\b", re.IGNORECASE)
_BLANK = "\0"


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
    """Return a page (HTML) whose numbers and days stay whole wherever their line has room."""
    head, body, rest = page.partition("<body")
    pieces = _TAG.split(rest)
    pieces[::2] = [_WHOLE.sub(r'<span class="whole">\g<0></span>', text) for text in pieces[::2]]
    return head + body + "".join(pieces)
