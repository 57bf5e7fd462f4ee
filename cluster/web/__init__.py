"""Pages: read the request, call one service, answer."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from werkzeug.routing import IntegerConverter

from cluster.web import (
    achievements,
    audit,
    auth,
    awards,
    ballots,
    care,
    certificate_texts,
    conference,
    errors,
    filters,
    home,
    installation,
    leadership,
    members,
    money,
    navigation,
    objections,
    official,
    orders,
    people,
    pledges,
    printing,
    ranking,
    register,
    reopening,
    revising,
    rulebook,
    scoring,
    spreadsheets,
    stock,
    verification,
    years,
)
from cluster.web.forms import LARGEST_NUMBER

BLUEPRINTS = (
    home.blueprint,
    installation.blueprint,
    people.blueprint,
    members.blueprint,
    years.blueprint,
    leadership.blueprint,
    rulebook.blueprint,
    pledges.blueprint,
    achievements.blueprint,
    scoring.blueprint,
    reopening.blueprint,
    objections.blueprint,
    ranking.blueprint,
    care.blueprint,
    revising.blueprint,
    ballots.blueprint,
    conference.blueprint,
    awards.blueprint,
    certificate_texts.blueprint,
    printing.blueprint,
    orders.blueprint,
    register.blueprint,
    stock.blueprint,
    money.blueprint,
    official.blueprint,
    audit.blueprint,
    spreadsheets.blueprint,
    verification.blueprint,
)


class RowNumber(IntegerConverter):
    """A number in an address; one larger than any row's is no address of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_NUMBER} | kwargs)


def init_app(app: Flask) -> None:
    """Give the application its pages, behind the wall."""
    app.url_map.converters["int"] = RowNumber
    Babel(
        app, locale_selector=filters.chosen_locale, default_translation_directories="translations"
    )
    Bootstrap5(app)
    auth.init_app(app)
    filters.init_app(app)
    navigation.init_app(app)
    errors.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    auth.limit_tries(app)
