"""Named gaps in words that an office writes: what stands in braces is filled in for each paper.

There is no other language in such words.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from cluster.domain.errors import Message, RuleViolation, _

_GAP = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"\S*[{}]\S*")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the words with their gaps filled; nothing where a gap has nothing to say."""
    pattern, gaps = _taken_apart(text)
    words = tuple([values[gap] for gap in gaps])
    return pattern % words if all(words) else ""


def gaps_of(text: str) -> tuple[str, ...]:
    """Return the names of the gaps, in their order."""
    return _taken_apart(text)[1]


def check_gaps(
    text: str, known: Mapping[str, Message], *, where: Message, field: str | None = None
) -> None:
    """Refuse a gap that the paper does not know, and a brace that belongs to no gap.

    `where` begins the sentence: "Block 3".
    """
    for name in gaps_of(text):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise RuleViolation(_unknown(name, near[0] if near else "", where), field=field)
    for fixed in _GAP.split(text)[::2]:
        if stray := _BRACE.search(fixed):
            raise RuleViolation(
                _(
                    "%(where)s has a brace that belongs to no gap: “%(words)s”."
                    " A gap is written so: {%(gap)s}.",
                    where=where,
                    words=stray[0],
                    gap=next(iter(known)),
                ),
                field=field,
            )


def _unknown(name: str, near: str, where: Message) -> Message:
    if not near:
        return _(
            "%(where)s names {%(gap)s}, which this paper does not know.", where=where, gap=name
        )
    return _(
        "%(where)s names {%(gap)s}, which this paper does not know. Is {%(near)s} meant?",
        where=where,
        gap=name,
        near=near,
    )


@lru_cache(maxsize=1_000)
def _taken_apart(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a pattern for the words, and the names of the gaps in it."""
    return _GAP.sub("%s", text.replace("%", "%%")), tuple(_GAP.findall(text))
