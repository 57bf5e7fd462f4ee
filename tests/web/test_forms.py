import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from flask import Flask, g, session
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cluster.domain.years import PHASE_NAMES, Phase
from cluster.web import forms
from cluster.web.auth import NOBODY
from cluster.web.forms import BaseForm, LocalDateField, LocalDecimalField, NamedChoiceField


class SampleForm(BaseForm):
    name = StringField("Name", [InputRequired(), Length(max=40)], description="As on papers")
    note = TextAreaField("Note")
    secret = PasswordField("Password")
    quantity = LocalDecimalField("Quantity", [InputRequired()])
    day = LocalDateField("Day")
    revision = IntegerField("Revision", [Optional()])
    phase = NamedChoiceField("Phase", kind=Phase, names=PHASE_NAMES, blank="– choose –")


@pytest.fixture(autouse=True)
def request_in_english(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST"):
        g.actor = NOBODY
        session["locale"] = "en"
        yield


def filled(**typed: str) -> SampleForm:
    form = SampleForm(MultiDict({"name": "An", "quantity": "1"} | typed))
    form.validate()
    return form


def test_texts_are_composed_and_stripped() -> None:
    form = filled(name="  Đắk Lắk\u00a0 ".replace("ắ", "a\u0306\u0301"), note=" hai dòng\n")

    assert (form.name.data, form.note.data) == ("Đắk Lắk", "hai dòng")


def test_blanks_do_not_fulfil_what_is_required() -> None:
    assert filled(name=" \u00a0 ").name.errors == ["This field is required."]


def test_a_password_is_left_as_it_was_typed() -> None:
    assert filled(secret=" a b ").secret.data == " a b "


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("1.234,5", "1234.5", id="dots between thousands, a comma before decimals"),
        pytest.param("0", "0", id="zero is a number, not nothing"),
        pytest.param(" 25 000 ", "25000", id="blanks between thousands"),
    ],
)
def test_a_number_is_read_the_vietnamese_way(typed: str, number: str) -> None:
    form = filled(quantity=typed)

    assert (form.quantity.data, form.errors) == (Decimal(number), {})


def test_what_is_no_number_is_named_and_kept_as_typed() -> None:
    form = filled(quantity="12x")

    sentence = (
        "“12x” cannot be read as a number. Write 1.234,5: dots between thousands,"
        " a comma before decimals."
    )
    assert form.quantity.errors == [sentence]
    assert 'value="12x"' in form.quantity()


def test_no_number_is_none_and_asked_for_where_it_is_needed() -> None:
    form = filled(quantity=" ")

    assert (form.quantity.data, form.quantity.errors) == (None, ["This field is required."])


def test_a_number_is_shown_the_vietnamese_way() -> None:
    form = SampleForm(formdata=None, data={"quantity": Decimal("1234.50")})

    assert 'value="1.234,5"' in form.quantity()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        pytest.param("2026-12-05", date(2026, 12, 5), id="from the browser's calendar"),
        pytest.param("05/12/2026", date(2026, 12, 5), id="typed the Vietnamese way"),
        pytest.param(" ", None, id="nothing typed"),
    ],
)
def test_a_day_is_read(typed: str, day: date | None) -> None:
    form = filled(day=typed)

    assert (form.day.data, form.errors) == (day, {})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param(
            "31/02/2026",
            "“31/02/2026” is not a day of the calendar. Write it as 05/12/2026.",
            id="a day that no calendar has",
        ),
        pytest.param(
            "0026-12-05",
            "Write the year with four digits, as in 05/12/2026.",
            id="a year typed with two digits",
        ),
    ],
)
def test_what_is_no_day_is_refused(typed: str, sentence: str) -> None:
    form = filled(day=typed)

    assert (form.day.data, form.day.errors) == (None, [sentence])


@pytest.mark.parametrize(
    ("typed", "phase"),
    [pytest.param("pledge", Phase.PLEDGE, id="a phase"), pytest.param("", None, id="the blank")],
)
def test_a_choice_is_read_as_its_enumeration(typed: str, phase: Phase | None) -> None:
    form = filled(phase=typed)

    assert (form.phase.data, form.errors) == (phase, {})


def test_a_choice_that_does_not_exist_is_refused() -> None:
    assert filled(phase="holiday").phase.errors == ["Invalid Choice: could not coerce."]


def test_choices_are_named_in_the_readers_language() -> None:
    options: list[Any] = list(SampleForm().phase.iter_choices())

    assert [option[1] for option in options][:3] == ["– choose –", "Setup", "Pledge"]


def test_help_and_errors_are_told_to_screen_readers() -> None:
    written = filled(name="x" * 41).name()

    assert 'aria-invalid="true"' in written
    assert 'aria-describedby="name-help name-error"' in written
    assert 'class="form-control is-invalid"' in written


def test_messages_of_the_form_library_are_vietnamese(app: Flask) -> None:
    session["locale"] = "vi"

    message = filled(name="").name.errors[0]

    assert message != "This field is required."


def test_unseen_characters_are_not_kept() -> None:
    form = filled(name="\u202eTrần\x00 Văn A", note="một\r\n\u2066hai\x07")

    assert (form.name.data, form.note.data) == ("Trần Văn A", "một\r\nhai")


@pytest.mark.parametrize("number", [2**31, -(2**70)])
def test_a_whole_number_that_no_database_keeps_is_refused_in_words(number: int) -> None:
    assert filled(revision=str(number)).revision.errors == [f"The number {number} is too large."]


def test_the_largest_whole_number_is_taken() -> None:
    form = filled(revision=str(2**31 - 1))
    assert (form.revision.data, form.errors) == (2**31 - 1, {})


def test_what_cannot_be_read_is_never_called_missing() -> None:
    """A field that is read, as a day or a number is, says what is wrong with it itself."""
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"{forms.__name__}.{module.name}")
    hidden = [
        f"{form.__name__}.{name}"
        for form in BaseForm.__subclasses__()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
        and issubclass(field.field_class, LocalDateField | LocalDecimalField | IntegerField)
        and any(
            isinstance(each, DataRequired)
            for each in chain(*field.args[1:2], field.kwargs.get("validators", ()))
        )
    ]

    assert len(BaseForm.__subclasses__()) > 40
    assert hidden == []
