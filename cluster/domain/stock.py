"""Pre-printed stock: where on the sheet which words stand, in millimetres, and what is refused.

A sheet of stock comes with border and emblem; only words are printed on it. `x` and `width` span
the line on which a field's words stand, `y` is that line: the foot of the letters, measured from
the sheet's upper edge as one measures with a ruler.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_wordings import AWARD_TEXTS
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.gaps import check_gaps, gaps_of

MM_PER_POINT = Decimal("25.4") / 72
LEADING = Decimal("1.25")
"""From one line to the next, as a multiple of the size."""
ABOVE, BELOW = Decimal("1.1"), Decimal("0.25")
"""How far letters with their accents reach above and below their line, in sizes."""
TENTH = Decimal("0.1")
LEAST_SIDE, MOST_SIDE = Decimal(60), Decimal(900)
MOST_FIELDS = 24
LONGEST = 300
NARROWEST = Decimal(5)
LEAST_CODE, MOST_CODE = Decimal(12), Decimal(80)
"""Millimetres: a telephone reads no smaller code."""
LEAST_SIZE, MOST_SIZE = Decimal(6), Decimal(120)
MOST_LINES = 6

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Alignment(StrEnum):
    """On which side of its line a field's words begin."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Typeface(StrEnum):
    """The letters of a field."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"
    DISPLAY = "display"


ALIGNMENT_NAMES: dict[Alignment, Message] = {
    Alignment.LEFT: _("Left"),
    Alignment.CENTRE: _("Centre"),
    Alignment.RIGHT: _("Right"),
}
TYPEFACE_NAMES: dict[Typeface, Message] = {
    Typeface.REGULAR: _("Regular"),
    Typeface.BOLD: _("Bold"),
    Typeface.ITALIC: _("Slanted"),
    Typeface.DISPLAY: _("Display"),
}


@dataclass(frozen=True, kw_only=True)
class StockField:
    """Words on the sheet: millimetres from its upper left corner, sizes in points.

    `text` is fixed words, named gaps in braces, or both. It shrinks from `size` to `smallest`.
    """

    text: str
    x: Decimal
    y: Decimal
    width: Decimal
    align: Alignment = Alignment.CENTRE
    face: Typeface = Typeface.REGULAR
    size: Decimal
    smallest: Decimal
    lines: int = 1
    colour: str = "#000000"

    @property
    def top(self) -> Decimal:
        """Return how far down the first line's accents may reach up to."""
        return self.y - self.size * ABOVE * MM_PER_POINT

    @property
    def foot(self) -> Decimal:
        """Return how far down the last line's letters may reach."""
        return self.y + self.size * (LEADING * (self.lines - 1) + BELOW) * MM_PER_POINT


@dataclass(frozen=True, kw_only=True)
class CodeSquare:
    """Where the QR code stands: its upper left corner and its side, in millimetres."""

    x: Decimal
    y: Decimal
    width: Decimal

    @property
    def top(self) -> Decimal:
        """Return how far down its upper edge is."""
        return self.y

    @property
    def foot(self) -> Decimal:
        """Return how far down its lower edge is."""
        return self.y + self.width


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A sheet of stock, in millimetres, and the fields printed on it; `code` where it has one."""

    width: Decimal
    height: Decimal
    fields: tuple[StockField, ...]
    code: CodeSquare | None = None


Part = StockField | CodeSquare
"""What takes room on the sheet."""

_COMMON: dict[str, Message] = {
    "place_and_date": _("Place and day"),
    "day": _("Day, two figures"),
    "month": _("Month, as the official date writes it"),
    "year": _("Year"),
    "capacity": _("Signer’s title"),
    "signer": _("Signer’s name"),
    "decision": _("Number and day of the decision"),
    "check_address": _("Where anybody checks the paper, for those who type it"),
}
FIELD_GAPS: dict[CertificateForm, dict[str, Message]] = {
    CertificateForm.CERTIFICATE: AWARD_TEXTS[CertificateForm.CERTIFICATE].gaps
    | _COMMON
    | {
        "decision_number": _("Number of the decision"),
        "decision_date": _("Day of the decision"),
        "golden_book_number": _("Golden book number"),
    },
    CertificateForm.LEADER: AWARD_TEXTS[CertificateForm.LEADER].gaps | _COMMON,
}
"""For each form of paper the gaps that a field may name, and what stands in them."""


def check_layout(form: CertificateForm, layout: Layout) -> None:
    """Refuse a sheet of no usable size, and fields that cannot be printed on it as they stand."""
    for side in (layout.width, layout.height):
        _check_between(side, LEAST_SIDE, MOST_SIDE, _("A side of the sheet"), "mm")
    if not 1 <= len(layout.fields) <= MOST_FIELDS:
        raise RuleViolation(_("A layout has between 1 and %(most)s fields.", most=MOST_FIELDS))
    for number, field in enumerate(layout.fields, 1):
        _check_words(form, field, number)
        _check_letters(field, number)
        where = _("Field %(number)s (%(text)s)", number=number, text=field.text)
        _check_inside(layout, field, where)
    if layout.code is not None:
        _check_between(layout.code.width, LEAST_CODE, MOST_CODE, _("The side of the QR code"), "mm")
        _check_inside(layout, layout.code, _("The QR code"))
    if not any("recipient" in gaps_of(field.text) for field in layout.fields):
        raise RuleViolation(
            _(
                "No field names {%(gap)s}: %(meaning)s.",
                gap="recipient",
                meaning=FIELD_GAPS[form]["recipient"],
            )
        )


def overlapping(layout: Layout) -> Iterator[tuple[Part, Part]]:
    """Give the pairs of fields, and of a field and the code, that may run into each other."""
    parts: tuple[Part, ...] = layout.fields
    for one, other in combinations((*parts, layout.code) if layout.code else parts, 2):
        across = one.x < other.x + other.width and other.x < one.x + one.width
        if across and one.top < other.foot and other.top < one.foot:
            yield one, other


def _check_words(form: CertificateForm, field: StockField, number: int) -> None:
    check_gaps(field.text, FIELD_GAPS[form], where=_("Field %(number)s", number=number))
    if not 1 <= len(field.text) <= LONGEST:
        raise RuleViolation(
            _("Field %(number)s has between 1 and %(most)s letters.", number=number, most=LONGEST)
        )


def _check_letters(field: StockField, number: int) -> None:
    size = _("Field %(number)s: the size", number=number)
    _check_between(field.size, LEAST_SIZE, MOST_SIZE, size, "pt")
    smallest = _("Field %(number)s: the smallest size", number=number)
    _check_between(field.smallest, LEAST_SIZE, field.size, smallest, "pt")
    if not 1 <= field.lines <= MOST_LINES:
        raise RuleViolation(
            _("Field %(number)s: between 1 and %(most)s lines.", number=number, most=MOST_LINES)
        )
    if field.width < NARROWEST:
        raise RuleViolation(
            _("Field %(number)s is narrower than %(least)s mm.", number=number, least=NARROWEST)
        )
    if not _COLOUR.fullmatch(field.colour):
        raise RuleViolation(_("Field %(number)s: choose a colour.", number=number))


def _check_inside(layout: Layout, field: Part, where: Message) -> None:
    beyond = (
        (-field.x, _("left-hand")),
        (field.x + field.width - layout.width, _("right-hand")),
        (-field.top, _("upper")),
        (field.foot - layout.height, _("lower")),
    )
    for over, edge in beyond:
        if over > 0:
            raise RuleViolation(
                _(
                    "%(what)s reaches %(over)s mm over the sheet’s %(edge)s edge.",
                    what=where,
                    over=max(over.quantize(TENTH), TENTH),
                    edge=edge,
                )
            )


def _check_between(value: Decimal, least: Decimal, most: Decimal, what: Message, unit: str) -> None:
    if not least <= value <= most:
        raise RuleViolation(
            _(
                "%(what)s must be between %(least)s and %(most)s %(unit)s.",
                what=what,
                least=least,
                most=most,
                unit=unit,
            )
        )
