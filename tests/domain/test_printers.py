"""Printers that print beside the mark: reckoned from a ruler, refused where it cannot be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.printers import (
    MARK,
    NO_CORRECTION,
    Correction,
    Measured,
    check_correction,
    corrected,
)

A4 = {"width": Decimal(297), "height": Decimal(210)}
ON_THE_MARK = Measured(left=Decimal(20), top=Decimal(20), across=Decimal(257), down=Decimal(170))


def measured_by(printer: Correction, sheet: Correction) -> Measured:
    """Return what a ruler says on a sheet that was corrected, from a printer that shifts it."""

    def at(place: int, *, across: bool) -> Decimal:
        move, scale = (sheet.dx, sheet.scale_x) if across else (sheet.dy, sheet.scale_y)
        shift, feed = (printer.dx, printer.scale_x) if across else (printer.dy, printer.scale_y)
        return shift + feed / 100 * (move + scale / 100 * place)

    left, top = at(MARK, across=True), at(MARK, across=False)
    return Measured(
        left=left,
        top=top,
        across=at(297 - MARK, across=True) - left,
        down=at(210 - MARK, across=False) - top,
    )


def test_a_sheet_on_the_mark_needs_no_other_correction() -> None:
    used = Correction(dx=Decimal("1.5"), dy=Decimal(-2), scale_x=Decimal("99.6"))

    assert corrected(NO_CORRECTION, ON_THE_MARK, **A4) == NO_CORRECTION
    assert corrected(used, ON_THE_MARK, **A4) == used


def test_what_is_measured_too_far_right_is_moved_left() -> None:
    found = replace(ON_THE_MARK, left=Decimal("21.5"), top=Decimal(19))

    assert corrected(NO_CORRECTION, found, **A4) == Correction(dx=Decimal("-1.5"), dy=Decimal(1))


@pytest.mark.parametrize(
    "used",
    [
        pytest.param(NO_CORRECTION, id="the first sheet"),
        pytest.param(
            Correction(dx=Decimal(2), dy=Decimal(-1), scale_x=Decimal(101)), id="a sheet corrected"
        ),
    ],
)
def test_with_what_is_reckoned_the_next_sheet_is_on_the_mark(used: Correction) -> None:
    printer = Correction(
        dx=Decimal("1.7"), dy=Decimal("-0.9"), scale_x=Decimal("99.2"), scale_y=Decimal("100.8")
    )

    after = corrected(used, measured_by(printer, used), **A4)

    now = measured_by(printer, after)
    for name, length in vars(ON_THE_MARK).items():
        assert abs(getattr(now, name) - length) < Decimal("0.1")


@pytest.mark.parametrize(
    ("name", "length"),
    [
        pytest.param("across", Decimal(0), id="nothing"),
        pytest.param("across", Decimal(380), id="another sheet"),
        pytest.param("down", Decimal(160), id="shrunk to fit the page"),
    ],
)
def test_a_length_that_no_printer_makes_is_refused(name: str, length: Decimal) -> None:
    with pytest.raises(RuleViolation, match="printed at 100 %") as refusal:
        corrected(NO_CORRECTION, replace(ON_THE_MARK, **{name: length}), **A4)

    assert refusal.value.field == name


@pytest.mark.parametrize(
    ("part", "value"),
    [
        pytest.param("dx", Decimal("30.1"), id="far to the right"),
        pytest.param("dy", Decimal("-30.1"), id="far up"),
        pytest.param("scale_x", Decimal(89), id="much narrower"),
        pytest.param("scale_y", Decimal(111), id="much longer"),
    ],
)
def test_a_correction_beyond_what_a_feed_explains_is_refused(part: str, value: Decimal) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_correction(replace(Correction(), **{part: value}))

    assert refusal.value.field == part


def test_a_usual_correction_is_taken() -> None:
    check_correction(Correction(dx=Decimal("-1.5"), dy=Decimal(30), scale_x=Decimal("99.6")))
