"""Which letters of a paper no packaged font can draw: they are named before anything is printed."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from cluster.documents.awards import Paper, column_of, compose, signature_of
from cluster.documents.faces import can_draw
from cluster.documents.lines import BOLD, ITALIC, REGULAR, Slot
from cluster.documents.member_pledge import MemberPledge, slots_of
from cluster.documents.plate import ALL_LETTERS
from cluster.domain.errors import RuleViolation
from cluster.domain.press_findings import Missing, missing_letters
from cluster.domain.vietnamese import clean, letters_of

TYPE = (REGULAR.file, BOLD.file, ITALIC.file)
"""The fonts of all words but those that a certificate sets in its display type."""


def check_letters(paper: object) -> None:
    """Refuse a paper with a letter that its fonts cannot draw, naming the letter and the words."""
    for field, found in _missing(paper):
        raise RuleViolation(missing_letters(found), field=field or None)


def check_words(paper: Paper) -> None:
    """Refuse a letter that cannot be drawn, or words that do not fit; prints nothing."""
    check_letters(paper)
    compose(paper)


def check_letters_in(slots: Iterable[Slot]) -> None:
    """Refuse words with a letter that cannot be drawn in their place."""
    for found in missing_in(slots):
        raise RuleViolation(missing_letters(found))


def missing_of(paper: object) -> tuple[Missing, ...]:
    """Return the words of a paper that have letters which its fonts cannot draw."""
    return tuple(dict.fromkeys(found for _field, found in _missing(paper)))


def missing_in(slots: Iterable[Slot]) -> tuple[Missing, ...]:
    """Return the words that have letters which cannot be drawn in their place."""
    return tuple(found for _field, found in _missing_in_slots(slots))


def _missing(paper: object) -> Iterator[tuple[str, Missing]]:
    yield from _missing_in_slots(_slots(paper))
    usual = _usual(TYPE)
    for words in _words(paper):
        if not usual.issuperset(words) and (letters := _not_drawn(words, TYPE)):
            yield "", Missing(words=words, letters=letters)


def _missing_in_slots(slots: Iterable[Slot]) -> Iterator[tuple[str, Missing]]:
    for slot in slots:
        if letters := _not_drawn(slot.text, (slot.place.face.file,)):
            yield slot.place.name, Missing(words=slot.text, letters=letters)


def _slots(paper: object) -> Iterable[Slot]:
    """Return the words that a paper sets in type of their own."""
    if isinstance(paper, Paper):
        return chain(column_of(paper), signature_of(paper))
    return slots_of(paper, paper.blocks) if isinstance(paper, MemberPledge) else ()


def _words(paper: object) -> list[str]:
    """Return all words that a paper's data hold."""
    words: list[str] = []
    left: list[Any] = [paper]
    for part in left:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, tuple):
            left.extend(part)
        elif hasattr(part, "__dataclass_fields__"):
            left.extend(vars(part).values())
    return words


def _not_drawn(words: str, files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the letters that one of the fonts cannot draw, each once."""
    if _usual(files).issuperset(words):
        return ()
    letters = dict.fromkeys(letters_of(clean(words, lines=True)))
    return tuple(
        each
        for each in letters
        if not each.isspace() and not all(can_draw(file, each) for file in files)
    )


@cache
def _usual(files: tuple[str, ...]) -> frozenset[str]:
    return frozenset(each for each in ALL_LETTERS if all(can_draw(file, each) for file in files))
