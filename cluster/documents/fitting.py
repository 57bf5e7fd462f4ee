"""Measure a certificate before it is printed: what has too little room, what cannot be stamped."""

from collections.abc import Sequence

from cluster.documents.awards import (
    Paper,
    column_of,
    compose,
    height_above,
    signature_of,
)
from cluster.documents.lettering import missing_in, missing_of
from cluster.documents.lines import SCALES, Setting, Slot, fill_of, set_text
from cluster.documents.press import Press
from cluster.documents.stock import slots_on
from cluster.domain.errors import RuleViolation
from cluster.domain.press_findings import Measured, Shrunk
from cluster.domain.stock import Layout


def measure(paper: Paper, press: Press) -> Measured:
    """Return what the press finds when it sets a paper's words."""
    slots = [*column_of(paper), *signature_of(paper)]
    try:
        composition = compose(paper)
    except RuleViolation:
        return Measured(tightest=_overfull_page(paper, slots), missing=missing_of(paper))
    return Measured(
        tightest=_smallest(slots, composition.column.settings),
        missing=missing_of(paper),
        is_laid_out=not press.stamps(paper, composition),
    )


def measure_on(layout: Layout, paper: Paper) -> Measured:
    """Return what is found when a paper's words are set on a sheet of stock."""
    slots = [slot for _field, slot in slots_on(layout, paper)]
    missing = missing_in(slots)
    try:
        settings = [set_text(slot) for slot in slots]
    except RuleViolation:
        fullest = max(slots, key=fill_of)
        return Measured(tightest=_overfull(fullest, fill_of(fullest)), missing=missing)
    return Measured(tightest=_smallest(slots, settings), missing=missing)


def _smallest(slots: Sequence[Slot], settings: Sequence[Setting]) -> Shrunk | None:
    """Return the words that came out smallest against their usual size."""
    found = [
        Shrunk(words=slot.text, percent=int(setting.size * 100 / slot.place.sizes[0][0]))
        for slot, setting in zip(slots, settings, strict=False)
    ]
    tightest = min(found, key=lambda shrunk: shrunk.percent)
    return tightest if tightest.percent < 100 else None


def _overfull_page(paper: Paper, slots: Sequence[Slot]) -> Shrunk:
    """Return the words for which there is least room: in their own place, or in the column."""
    fullest = max(slots, key=fill_of)
    share = fill_of(fullest)
    if share <= 1:
        column = column_of(paper)
        needed = sum(set_text(slot, SCALES[-1]).form.height for slot in column)
        signature = tuple(set_text(slot) for slot in signature_of(paper))
        share = needed / height_above(signature)
        fullest = max(column, key=lambda slot: len(slot.text))
    return _overfull(fullest, share)


def _overfull(slot: Slot, share: float) -> Shrunk:
    """Return words that need so many times the room that there is."""
    return Shrunk(words=slot.text, percent=min(99, int(100 / share)), fits=False)
