"""What no line of a paper tears apart: a document's number and symbol, a day from its word.

Nothing is put into the words themselves, so that they are found and copied as they were written.
"""

import re

_DAY = r"[(“]?(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?(?![\d/])"
_BEGINS_WITH_DAY = re.compile(_DAY)
_WHOLE = re.compile(rf"(?:[^\s<>]+ )?(?<!\S){_DAY}[^\s<>]*|[^\s<>]*\d/[^\s<>]+")
_TAG = re.compile(r"(<[^>]*>)")


def words_of(text: str) -> list[str]:
    """Return the parts of a text between which a line may end: "Nam 11/4" is one."""
    words = text.split()
    if "/" not in text:
        return words
    parts: list[str] = []
    for word in words:
        if parts and _BEGINS_WITH_DAY.match(word):
            parts[-1] = f"{parts[-1]} {word}"
        else:
            parts.append(word)
    return parts


def bound(page: str) -> str:
    """Return a page (HTML) whose numbers and days stay whole wherever their line has room."""
    head, body, rest = page.partition("<body")
    pieces = _TAG.split(rest)
    pieces[::2] = [_WHOLE.sub(r'<span class="whole">\g<0></span>', text) for text in pieces[::2]]
    return head + body + "".join(pieces)
