"""Layouts of pre-printed stock: what may stand where, and a printer's correction."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cluster.domain.awards import CertificateForm
from cluster.domain.errors import RuleViolation
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.starting_layouts import SIZES, SheetSize, starting_layout
from cluster.domain.stock import (
    FIELD_GAPS,
    LEAST_SIZE,
    CodeSquare,
    Layout,
    StockField,
    check_layout,
    overlapping,
)

FIELD = StockField(
    text="{recipient}",
    x=Decimal(20),
    y=Decimal(100),
    width=Decimal(200),
    size=Decimal(28),
    smallest=Decimal(16),
)
LAYOUT = Layout(width=Decimal(297), height=Decimal(210), fields=(FIELD,))


def check(**changes: Any) -> None:
    """Check a sheet with one field like FIELD but for what differs."""
    check_layout(CertificateForm.CERTIFICATE, replace(LAYOUT, fields=(replace(FIELD, **changes),)))


@pytest.mark.parametrize("form", FIELD_GAPS)
@pytest.mark.parametrize("size", [pytest.param(size, id=size.key) for size in SIZES])
def test_a_layout_to_begin_with_is_sound_and_its_words_stand_apart(
    form: CertificateForm, size: SheetSize
) -> None:
    layout = starting_layout(form, width=size.width, height=size.height)

    check_layout(form, layout)

    assert (layout.width, layout.height) == (size.width, size.height)
    assert list(overlapping(layout)) == []


def test_small_sheets_begin_with_letters_that_can_be_read() -> None:
    layout = starting_layout(CertificateForm.CERTIFICATE, width=Decimal(100), height=Decimal(70))

    check_layout(CertificateForm.CERTIFICATE, layout)
    assert min(field.smallest for field in layout.fields) == LEAST_SIZE


def test_a_layout_is_kept_digit_by_digit() -> None:
    layout = starting_layout(CertificateForm.LEADER, width=Decimal(400), height=Decimal(300))

    assert from_plain(Layout, to_plain(layout)) == layout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"text": "{nickname}"},
            "Field 1 names {nickname}, which this paper does not know.",
            id="a gap that does not exist",
        ),
        pytest.param(
            {"text": "{recipient} {"},
            "Field 1 has a brace that belongs to no gap: “{”. A gap is written so: {recipient}.",
            id="a brace alone",
        ),
        pytest.param({"text": ""}, "Field 1 has between 1 and 300 letters.", id="no words"),
        pytest.param(
            {"x": Decimal("-0.1")},
            "Field 1 ({recipient}) reaches 0.1 mm over the sheet’s left-hand edge.",
            id="over the left edge",
        ),
        pytest.param(
            {"x": Decimal("97.5")},
            "Field 1 ({recipient}) reaches 0.5 mm over the sheet’s right-hand edge.",
            id="over the right edge",
        ),
        pytest.param(
            {"y": Decimal(10)},
            "Field 1 ({recipient}) reaches 0.9 mm over the sheet’s upper edge.",
            id="accents over the upper edge",
        ),
        pytest.param(
            {"y": Decimal(200), "lines": 2},
            "Field 1 ({recipient}) reaches 4.8 mm over the sheet’s lower edge.",
            id="the second line over the lower edge",
        ),
        pytest.param({"width": Decimal(4)}, "Field 1 is narrower than 5 mm.", id="no room"),
        pytest.param(
            {"size": Decimal(300)},
            "Field 1: the size must be between 6 and 120 pt.",
            id="letters too large",
        ),
        pytest.param(
            {"smallest": Decimal(29)},
            "Field 1: the smallest size must be between 6 and 28 pt.",
            id="the smallest is larger than the usual",
        ),
        pytest.param({"lines": 0}, "Field 1: between 1 and 6 lines.", id="no line"),
        pytest.param({"lines": 7}, "Field 1: between 1 and 6 lines.", id="too many lines"),
        pytest.param({"colour": "red"}, "Field 1: choose a colour.", id="no colour"),
        pytest.param(
            {"text": "TẶNG"},
            "No field names {recipient}: Recipient with form of address.",
            id="nobody is named",
        ),
    ],
)
def test_a_field_that_cannot_be_printed_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check(**changes)

    assert str(refusal.value) == sentence


def test_fields_just_inside_the_sheet_are_taken() -> None:
    check(x=Decimal(0), width=Decimal(297))


@pytest.mark.parametrize("side", [Decimal("59.9"), Decimal(901)])
def test_a_sheet_of_no_usable_size_is_refused(side: Decimal) -> None:
    with pytest.raises(RuleViolation, match="A side of the sheet must be between 60 and 900 mm"):
        check_layout(CertificateForm.CERTIFICATE, replace(LAYOUT, height=side))


@pytest.mark.parametrize("count", [0, 25])
def test_a_layout_has_a_bearable_number_of_fields(count: int) -> None:
    with pytest.raises(RuleViolation, match="A layout has between 1 and 24 fields"):
        check_layout(CertificateForm.CERTIFICATE, replace(LAYOUT, fields=(FIELD,) * count))


CODE = CodeSquare(x=Decimal(10), y=Decimal(180), width=Decimal(20))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"width": Decimal("11.9")},
            "The side of the QR code must be between 12 and 80 mm.",
            id="too small for a camera",
        ),
        pytest.param(
            {"width": Decimal(81)},
            "The side of the QR code must be between 12 and 80 mm.",
            id="larger than any need",
        ),
        pytest.param(
            {"y": Decimal("190.5")},
            "The QR code reaches 0.5 mm over the sheet’s lower edge.",
            id="over the lower edge",
        ),
        pytest.param(
            {"x": Decimal(-1)},
            "The QR code reaches 1.0 mm over the sheet’s left-hand edge.",
            id="over the left-hand edge",
        ),
    ],
)
def test_a_code_that_cannot_be_printed_is_refused(
    changes: dict[str, Decimal], sentence: str
) -> None:
    check_layout(CertificateForm.CERTIFICATE, replace(LAYOUT, code=CODE))
    with pytest.raises(RuleViolation, match=sentence):
        check_layout(CertificateForm.CERTIFICATE, replace(LAYOUT, code=replace(CODE, **changes)))


def test_words_that_may_run_into_the_code_are_named() -> None:
    near = replace(LAYOUT, code=replace(CODE, x=Decimal(100), y=Decimal(95)))

    assert list(overlapping(near)) == [(FIELD, near.code)]
    assert list(overlapping(replace(LAYOUT, code=CODE))) == []


def test_a_layout_from_before_there_were_codes_has_none() -> None:
    kept = to_plain(LAYOUT)
    del kept["code"]

    assert from_plain(Layout, kept) == LAYOUT
    with_code = replace(LAYOUT, code=CODE)
    assert from_plain(Layout, to_plain(with_code)) == with_code


def test_fields_that_may_run_into_each_other_are_named() -> None:
    near = replace(FIELD, text="near", y=Decimal(105))
    below = replace(FIELD, text="below", y=Decimal(150))
    beside = replace(FIELD, text="beside", x=Decimal(221), width=Decimal(50))

    found = list(overlapping(replace(LAYOUT, fields=(FIELD, near, below, beside))))

    assert [(one.text, other.text) for one, other in found] == [("{recipient}", "near")]
