"""The address of all pages about scores, and how it names a layer."""

from flask import Blueprint
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from cluster.domain.errors import NotFound, _
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import Layer

blueprint = Blueprint("scoring", __name__, url_prefix="/years/<int:year_id>/scoring")

LAYER_SIGNS = {
    Layer.SELF: lazy_gettext("self"),
    Layer.CROSS: lazy_gettext("cross"),
    Layer.APPRAISAL: lazy_gettext("appr."),
    Layer.FINAL: lazy_gettext("final"),
}
"""The layers as short as a cell of the matrix names them."""

Page = str | Response | tuple[str, int]


def to_slug(voice: Voice) -> str:
    """Return how an address names a voice: “appraisal”, “cross-5”."""
    return f"{voice.layer.value}-{voice.scorer_id}" if voice.scorer_id else voice.layer.value


def from_slug(slug: str) -> Voice:
    """Return the voice that an address names; NotFound if it names none."""
    layer, _dash, scorer = slug.partition("-")
    if layer not in set(Layer) or (scorer and not scorer.isdecimal()):
        raise NotFound(_("There is no such layer of scores."))
    return Voice(Layer(layer), int(scorer or 0))
