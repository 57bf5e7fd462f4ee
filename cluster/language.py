"""Say a domain sentence in Vietnamese or English, numbers and dates written as each does."""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from cluster.domain.errors import Message, Name, Value

CATALOGUES = Path(__file__).parent / "translations"
LOCALES = ("vi", "en")


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [locale])


def say(message: Message | str, locale: str) -> str:
    """Return the sentence in the language, its gaps filled in the same language."""
    if isinstance(message, str):
        message = Message(message)
    text: str = _catalogue(locale).ugettext(message.text) if message.text else ""
    values = {name: write(value, locale) for name, value in message.values}
    return text % values if values else text.replace("%%", "%")


def write(value: Value, locale: str) -> str:
    """Write one value: 1.234,5 and 05/12/2026 in Vietnamese, 1,234.5 and 5 Dec 2026 in English."""
    if value is None:
        return "–"
    if isinstance(value, Message):
        return say(value, locale)
    if isinstance(value, Name):
        return value.vi if locale == "vi" else value.en
    if isinstance(value, Decimal | int):
        return number(Decimal(value), locale)
    if isinstance(value, date):
        return day(value, locale)
    return value


@lru_cache(maxsize=4096)
def number(value: Decimal, locale: str, places: int | None = None) -> str:
    """Write a number with the language's separators; `places` fixes the decimals."""
    pattern = "#,##0.######" if places is None else "#,##0." + "0" * places if places else "#,##0"
    written: str = format_decimal(value, format=pattern, locale=locale)
    return written


def day(value: date, locale: str) -> str:
    """Write a date: 05/12/2026 in Vietnamese, 5 Dec 2026 in English."""
    if locale == "vi":
        return f"{value:%d/%m/%Y}"
    written: str = format_date(value, format="d MMM y", locale=locale)
    return written
