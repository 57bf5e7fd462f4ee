"""What looks wrong about a name as somebody typed it."""

import re
from collections.abc import Iterator

from cluster.domain.errors import Message, _

_SIGNS = re.compile(r"[,;:/&+()]")
_UNMARKED = re.compile(
    r"^(?:bui|dang|dinh|do|duong|ho|huynh|le|ly|ngo|nguyen|pham|tran|truong|vo|vu)\b"
    r"|(?<!\S)(?:thi|van)\b",
    re.IGNORECASE,
)
"""Family and middle names that are written with marks."""
_BODIES = ("hợp tác xã", "htx ", "liên hiệp", "liên minh", "công ty", "phòng ", "tập thể")
HONORIFICS = ("Ông ", "Bà ")


def oddities(name: str, *, is_person: bool, honorific: str) -> Iterator[Message]:
    """Say what should be looked at before a name is printed."""
    yield from _of_case(name, is_person=is_person)
    if is_person:
        yield from _of_person(name, honorific)


def _of_case(name: str, *, is_person: bool) -> Iterator[Message]:
    letters = [letter for letter in name if letter.isalpha()]
    is_word = any(len(word) > 1 for word in name.split())
    if len(letters) > 1 and is_word and all(letter.isupper() for letter in letters):
        yield _("The name is written in capitals only: “%(name)s”.", name=name)
    elif letters and all(letter.islower() for letter in letters):
        yield _("The name is written without capitals: “%(name)s”.", name=name)
    elif is_person and not _is_body(name) and any(_is_odd(word) for word in name.split()):
        yield _("Look at the capitals in the name: “%(name)s”.", name=name)


def _is_odd(word: str) -> bool:
    return word.islower() or (len(word) > 1 and word.isupper())


def _is_body(name: str) -> bool:
    return name.casefold().startswith(_BODIES)


def _of_person(name: str, honorific: str) -> Iterator[Message]:
    if any(letter.isdigit() for letter in name):
        yield _("There are figures in the name: “%(name)s”.", name=name)
    if sign := _SIGNS.search(name):
        yield _(
            "“%(sign)s” in the name “%(name)s”: one person for each line, and only the name.",
            sign=sign[0],
            name=name,
        )
    if name.isascii() and _UNMARKED.search(name):
        yield _("The name seems to have lost its accents: “%(name)s”.", name=name)
    if honorific and name.startswith(HONORIFICS):
        yield _("The form of address stands twice: “%(words)s”.", words=f"{honorific} {name}")
    if _is_body(name):
        yield _("A person’s form of address before a collective: “%(name)s”.", name=name)
