"""What the council should look at twice: one page for each year."""

from flask import Blueprint, g, render_template

from cluster.domain.discrimination import FINDING_NAMES
from cluster.domain.scoring import LAYER_NAMES
from cluster.services import care
from cluster.web.filters import chosen_locale

blueprint = Blueprint("care", __name__, url_prefix="/years/<int:year_id>/ranking/care")


@blueprint.get("")
def index(year_id: int) -> str:
    """Show which criteria decide, who is severe and what hangs by a thread."""
    found = care.care(g.actor, year_id)
    return render_template(
        "care/index.html",
        care=found,
        pictures=care.draw_all(found, chosen_locale()),
        FINDING_NAMES=FINDING_NAMES,
        LAYER_NAMES=LAYER_NAMES,
    )
