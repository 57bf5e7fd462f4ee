"""Where the pages for the rule book of a year live."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("rulebook", __name__, url_prefix="/years/<int:year_id>/rulebook")

Page = str | Response | tuple[str, int]
