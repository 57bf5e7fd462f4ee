"""What no line of a paper tears apart: a document's number and symbol, a day from its word.

Nothing is put into the words themselves, so that they are found and copied as they were written.
"""

import re

_DAY = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?(?![\d/])"
_WITH_DAY = rf"(?:(?:Việt )?[^\s<>]+ |[(“]|(?<!\S)){_DAY}[^\s<>]*(?: – {_DAY}[^\s<>]*)?"
_DAYS = re.compile(_WITH_DAY)
_WHOLE = re.compile(rf"{_WITH_DAY}|[^\s<>]*\d/[^\s<>]+")
_TAG = re.compile(r"(<[^>]*>)")
_BLANK = "\0"


def parts_of(text: str) -> list[str]:
    """Return the parts of a text between which a line may end: "Việt Nam 11/4" is one."""
    words = text.split()
    if "/" not in text:
        return words
    held = _DAYS.sub(lambda days: days[0].replace(" ", _BLANK), " ".join(words))
    return [word.replace(_BLANK, " ") for word in held.split()]


def bound(page: str) -> str:
    """Return a page (HTML) whose numbers and days stay whole wherever their line has room."""
    head, body, rest = page.partition("<body")
    pieces = _TAG.split(rest)
    pieces[::2] = [_WHOLE.sub(r'<span class="whole">\g<0></span>', text) for text in pieces[::2]]
    return head + body + "".join(pieces)
