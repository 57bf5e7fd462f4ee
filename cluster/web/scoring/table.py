"""The score table, criteria × members."""

from flask import g, render_template, request

from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.services import scoring
from cluster.web.scoring.blueprint import Page, blueprint, to_slug


@blueprint.get("")
def index(year_id: int) -> Page:
    """Show the score table as this person may see it, and what waits to be filled."""
    chosen = request.args.get("layer", "")
    layer = Layer(chosen) if chosen in set(Layer) else None
    return render_template(
        "scoring/index.html",
        overview=scoring.overview(g.actor, year_id, layer=layer),
        LAYER_NAMES=LAYER_NAMES,
        Layer=Layer,
        slug=to_slug,
    )
