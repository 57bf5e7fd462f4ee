"""The score matrix, criteria × members."""

from flask import g, render_template, request

from cluster.domain.scoring import LAYER_NAMES
from cluster.services import scoring
from cluster.web.scoring.blueprint import LAYER_SIGNS, Page, blueprint, from_slug, to_slug


@blueprint.get("")
def index(year_id: int) -> Page:
    """Show the score matrix as this person may see it and write in it."""
    chosen = request.args.get("as")
    overview = scoring.overview(g.actor, year_id, voice=from_slug(chosen) if chosen else None)
    return render_template(
        "scoring/index.html",
        progress=overview.progress,
        sees_bars=overview.sees_bars,
        matrix=overview.matrix,
        LAYER_NAMES=LAYER_NAMES,
        LAYER_SIGNS=LAYER_SIGNS,
        slug=to_slug,
    )
