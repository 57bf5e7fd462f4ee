"""Printers print beside the mark: by how much, reckoned from what is measured on paper."""

from dataclasses import dataclass
from decimal import Decimal

from cluster.domain.errors import RuleViolation, _

MARK = 20
"""Millimetres from the edges of the calibration sheet to its crosses."""
FARTHEST = Decimal(30)
LEAST_SCALE, MOST_SCALE = Decimal(90), Decimal(110)
TOLERANCE = Decimal("0.03")
"""By what share a length may be off before it was another sheet, or “fit to page”."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """How a printer's pages are moved (millimetres right and down) and stretched (per cent)."""

    dx: Decimal = Decimal(0)
    dy: Decimal = Decimal(0)
    scale_x: Decimal = Decimal(100)
    scale_y: Decimal = Decimal(100)


NO_CORRECTION = Correction()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a ruler says on a calibration sheet, in millimetres.

    From the left and from the upper edge to cross A, from A across to B, from A down to C.
    """

    left: Decimal
    top: Decimal
    across: Decimal
    down: Decimal


def corrected(used: Correction, found: Measured, *, width: Decimal, height: Decimal) -> Correction:
    """Return the correction with which the crosses will stand where they should.

    `used` is the one that the sheet was printed with. Raises RuleViolation for lengths that no
    printer makes of a sheet of this size.
    """
    dx, scale_x = _corrected(used.dx, used.scale_x, found.left, found.across, width, "across")
    dy, scale_y = _corrected(used.dy, used.scale_y, found.top, found.down, height, "down")
    return Correction(dx=dx, dy=dy, scale_x=scale_x, scale_y=scale_y)


def _corrected(
    moved: Decimal, scale: Decimal, cross: Decimal, between: Decimal, side: Decimal, name: str
) -> tuple[Decimal, Decimal]:
    """Return how far to move and to stretch in one direction."""
    right = side - 2 * MARK
    if abs(between - right) > right * TOLERANCE:
        raise RuleViolation(
            _(
                "It should be about %(right)s mm: look whether the sheet is of this size and"
                " printed at 100 %%.",
                right=right,
            ),
            field=name,
        )
    feed = between / (right * scale / 100)
    shift = moved + MARK * scale / 100 - cross / feed
    return shift.quantize(Decimal("0.1")), (100 / feed).quantize(Decimal("0.01"))


def check_correction(correction: Correction) -> None:
    """Refuse a correction beyond what a printer's feed explains: the sheet lies wrong then."""
    for way, name in ((correction.dx, "dx"), (correction.dy, "dy")):
        if abs(way) > FARTHEST:
            raise RuleViolation(
                _("More than %(most)s mm: look how the paper lies in the printer.", most=FARTHEST),
                field=name,
            )
    for scale, name in ((correction.scale_x, "scale_x"), (correction.scale_y, "scale_y")):
        if not LEAST_SCALE <= scale <= MOST_SCALE:
            raise RuleViolation(
                _(
                    "Between %(least)s and %(most)s %%: look at the size of paper that the printer"
                    " is set to.",
                    least=LEAST_SCALE,
                    most=MOST_SCALE,
                ),
                field=name,
            )
