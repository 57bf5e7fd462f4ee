"""Where the pages for pre-printed stock stand."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("stock", __name__, url_prefix="/years/<int:year_id>/stock")

Page = str | Response | tuple[str, int]
