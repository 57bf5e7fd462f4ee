"""What every form has in common: texts tidied, messages in the reader's language, errors told to
screen readers. Forms check shape; the domain checks rules.

Labels are marked with `lazy_gettext`; a service's refusal reaches its field by
`cluster.web.errors.refusals_on`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput, RadioInput, Select, SubmitInput, TextInput

from cluster import language
from cluster.domain import vietnamese
from cluster.domain.errors import Message, RuleViolation
from cluster.web.filters import chosen_locale, say

LARGEST_NUMBER = 2**31 - 1
"""The largest whole number that every database keeps; a larger one names no row."""

WRITTEN_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")

CLASS_OF_WIDGET: tuple[tuple[type, str], ...] = (
    (HiddenInput, ""),
    (CheckboxInput, "form-check-input"),
    (RadioInput, "form-check-input"),
    (Select, "form-select"),
    (SubmitInput, "btn btn-primary"),
    (object, "form-control"),
)


def tidy(text: str | None) -> str | None:
    """Return the text of one line composed, without blanks around it or unseen characters."""
    return text if text is None else vietnamese.clean(text).strip()


def tidy_lines(text: str | None) -> str | None:
    """Return the text tidied; it keeps its lines."""
    return text if text is None else vietnamese.clean(text, lines=True).strip()


def tidier_of(kind: type[Field]) -> Callable[[str | None], str | None]:
    """Return what tidies such a field."""
    return tidy_lines if issubclass(kind, TextAreaField) else tidy


def check_size(_form: FlaskForm, field: Field) -> None:
    """Refuse a whole number that is too large to be kept."""
    if field.data is not None and abs(field.data) > LARGEST_NUMBER:
        raise ValidationError(_("The number %(number)s is too large.", number=field.data))


def is_tidied(kind: type[Field]) -> bool:
    """Tell whether what is typed into such a field is tidied; a password stays as it is."""
    return issubclass(kind, StringField) and not issubclass(kind, PasswordField)


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(language.CATALOGUES, [locale], domain="wtforms")


class BaseForm(FlaskForm):
    """A form of ours; every form module's forms derive from it."""

    form_errors: list[str]

    def process(self, *sources: Any, **values: Any) -> None:
        """Take blanks alone for nothing, so that what is required is not fulfilled by them."""
        super().process(*sources, **values)
        for field in self:
            if is_tidied(type(field)):
                tidied = map(tidier_of(type(field)), field.raw_data or ())
                field.raw_data = [text for text in tidied if text]

    class Meta:
        """How fields are made and shown."""

        def get_translations(self, _form: "BaseForm") -> NullTranslations:
            """Say WTForms' own messages in the reader's language."""
            return _catalogue(chosen_locale())

        def bind_field(self, form: "BaseForm", unbound: Any, options: dict[str, Any]) -> Field:
            """Tidy what is typed into text fields, not into passwords; limit whole numbers."""
            if is_tidied(unbound.field_class):
                filters = [tidier_of(unbound.field_class), *unbound.kwargs.get("filters", ())]
                options = {"filters": filters, **options}
            field = unbound.bind(form=form, **options)
            if isinstance(field, IntegerField):
                field.validators = (*field.validators, check_size)
            return field

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """Give a field its look, and name its help and errors to screen readers."""
            attributes = {**(field.render_kw or {}), **render_kw}
            look = next(name for kind, name in CLASS_OF_WIDGET if isinstance(field.widget, kind))
            classes = [look, attributes.pop("class", ""), attributes.pop("class_", "")]
            if field.errors:
                classes.append("is-invalid")
                attributes["aria-invalid"] = "true"
            described = described_by(field)
            if described:
                attributes.setdefault("aria-describedby", described)
            attributes["class"] = " ".join(filter(None, classes))
            return field.widget(field, **attributes)

    def values(self) -> dict[str, Any]:
        """Return what was typed, by field, as a service's keyword arguments."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def show_refusal(self, refusal: RuleViolation) -> None:
        """Say a rule's refusal at the field of its name, else at the top of the form."""
        sentence = say(refusal.message)
        if refusal.field in self and not isinstance(self[refusal.field].widget, HiddenInput):
            self[refusal.field].errors = [*self[refusal.field].errors, sentence]
        else:
            self.form_errors = [*self.form_errors, sentence]


def described_by(field: Field) -> str:
    """Return the ids of the help and the errors shown with the field."""
    help_id = f"{field.id}-help" if field.description else ""
    error_id = f"{field.id}-error" if field.errors else ""
    return " ".join(filter(None, (help_id, error_id)))


class LocalDecimalField(Field):
    """An exact number, typed and shown the Vietnamese way: 1.234,5; nothing typed is None."""

    widget = TextInput()
    data: Decimal | None
    raw_data: list[str] | None

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs["render_kw"] = {"inputmode": "decimal", "autocomplete": "off"} | kwargs.get(
            "render_kw", {}
        )
        super().__init__(label, validators, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else vietnamese.format_number(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say what cannot be read."""
        self.raw_data, self.data = typed_in(valuelist), None
        for typed in self.raw_data:
            try:
                self.data = vietnamese.parse_number(typed)
            except RuleViolation as refusal:
                raise ValueError(say(refusal.message)) from refusal


class LocalDateField(DateField):
    """A day, chosen in the browser's calendar or typed as 05/12/2026; nothing typed is None."""

    data: date | None
    raw_data: list[str] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how to write it."""
        self.raw_data, self.data = typed_in(valuelist), None
        for typed in self.raw_data:
            self.data = read_day(typed)


def typed_in(valuelist: list[str]) -> list[str]:
    """Return what was typed into a field of one line; blanks alone are nothing."""
    return [text for text in (typed.strip() for typed in valuelist[:1]) if text]


def read_day(typed: str) -> date:
    """Return the day; ValueError says what cannot be read."""
    days = []
    for written in WRITTEN_DAYS:
        with suppress(ValueError):
            days.append(datetime.strptime(typed, written).date())  # noqa: DTZ007  a day has no zone
    if not days:
        raise ValueError(
            _("“%(text)s” is not a day of the calendar. Write it as 05/12/2026.", text=typed)
        )
    if not 1900 <= days[0].year <= 2200:
        raise ValueError(_("Write the year with four digits, as in 05/12/2026."))
    return days[0]


class NamedChoiceField(SelectField):
    """One of an enumeration, shown by its names in the reader's language.

    `blank` is the first entry that chooses nothing (None).
    """

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        kind: type[StrEnum],
        names: Mapping[Any, Message],
        blank: Any = None,
        **kwargs: Any,
    ) -> None:
        def coerced(value: Any) -> StrEnum | None:
            return kind(value) if value else None

        def choices() -> list[tuple[str, str]]:
            first = [] if blank is None else [("", str(blank))]
            return first + [(member.value, say(name)) for member, name in names.items()]

        super().__init__(label, validators, coerce=coerced, choices=choices, **kwargs)
