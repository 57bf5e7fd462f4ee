"""The language of the reader, and how templates write sentences, numbers, dates and moments."""

from datetime import datetime
from decimal import Decimal

from flask import Flask, has_request_context, session
from flask_login import current_user

from cluster import language
from cluster.domain.errors import Message, Value
from cluster.domain.permissions import ROLE_NAMES
from cluster.domain.verification import written
from cluster.domain.years import PHASE_NAMES, VIETNAM, Phase


def chosen_locale() -> str:
    """Return the reader's language: of this session, else of the account, else Vietnamese."""
    if not has_request_context():
        return "vi"
    chosen = session.get("locale") or getattr(current_user, "locale", None)
    return chosen if chosen in language.LOCALES else "vi"


def say(message: Message | str) -> str:
    """Say a domain sentence in the reader's language."""
    return language.say(message, chosen_locale())


def write(value: Value) -> str:
    """Write a number, date or text in the reader's language; a dash for nothing."""
    return language.write(value, chosen_locale())


def points(value: Decimal | None) -> str:
    """Write points with two decimals; a dash where nobody has scored."""
    return "–" if value is None else language.number(value, chosen_locale(), 2)


def moment(value: datetime | None) -> str:
    """Write a moment in Vietnamese time, to the minute."""
    if value is None:
        return "–"
    local = value.astimezone(VIETNAM)
    return f"{local:%H:%M} {language.day(local.date(), chosen_locale())}"


def in_language(vietnamese: str, english: str) -> str:
    """Choose between the two names of a thing; Vietnamese where no English one is kept."""
    return english if chosen_locale() == "en" and english else vietnamese


def init_app(app: Flask) -> None:
    """Offer the filters to every template."""
    app.jinja_env.filters.update(say=say, write=write, points=points, moment=moment)
    app.jinja_env.filters.update(in_groups=written)
    app.jinja_env.globals.update(in_language=in_language, chosen_locale=chosen_locale)
    app.jinja_env.globals.update(
        PHASES=tuple(Phase), PHASE_NAMES=PHASE_NAMES, ROLE_NAMES=ROLE_NAMES
    )
