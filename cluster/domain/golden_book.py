"""Numbers of the golden book (sổ vàng): how one is written, and that no authority gives one twice.

Each authority keeps a golden book of its own, by year.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cluster.domain.errors import Message, _
from cluster.domain.vietnamese import fold

LONGEST = 20
_WRITTEN = re.compile(r"(?=.*\d)[^\W_]+(?:[ ./–-]+[^\W_]+)*", re.ASCII)
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """An award to be entered in an authority's golden book, by its line and its recipient."""

    place: int
    name: str
    authority: str
    number: str

    @property
    def key(self) -> Key:
        """What two entries share that are one: 00127 and 127 are the same number."""
        return key_of(self.authority, self.number)


def key_of(authority: str, number: str) -> Key:
    """Return authority and number without regard to accents, capitals, spaces, leading zeros."""
    bare = _LEADING_ZEROS.sub("", "".join(fold(number).split()))
    return " ".join(fold(authority).split()), bare


def faults(entries: Sequence[Numbered], taken: Mapping[Key, str]) -> dict[int, Message]:
    """Return what is wrong with the numbers of a list, by line; one without a number is right.

    `taken`: to whom the year's other numbers were given.
    """
    first: dict[Key, Numbered] = {}
    found = {}
    for entry in entries:
        if entry.number:
            wrong = next(_wrong(entry, first.setdefault(entry.key, entry), taken), None)
            if wrong is not None:
                found[entry.place] = wrong
    return found


def _wrong(entry: Numbered, first: Numbered, taken: Mapping[Key, str]) -> Iterator[Message]:
    number = entry.number
    if len(number) > LONGEST or not _WRITTEN.fullmatch(fold(number)):
        yield _(
            "“%(number)s” is no golden book number: write at most %(most)s figures and letters,"
            " with spaces, dots, strokes or dashes between them.",
            number=_shown(number),
            most=str(LONGEST),
        )
    if first is not entry:
        yield _(
            "The golden book number “%(number)s” stands in line %(place)s too: %(name)s.",
            number=number,
            place=str(first.place),
            name=first.name,
        )
    if entry.key in taken:
        yield clash(number, taken[entry.key])


def clash(number: str, name: str) -> Message:
    """Give what is to be said of a number that somebody else has."""
    return _(
        "The golden book number “%(number)s” was given this year already: %(name)s.",
        number=number,
        name=name,
    )


def _shown(number: str) -> str:
    visible: Iterable[str] = (letter if letter.isprintable() else "?" for letter in number)
    return "".join(visible)[: LONGEST + 1]
