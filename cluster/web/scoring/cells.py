"""One cell of the matrix, as its script asks for it: saved, refused, or explained beside it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import g, render_template
from flask_babel import gettext as _

from cluster.domain.errors import Conflict
from cluster.domain.score_sight import Voice
from cluster.domain.scoring import LAYER_NAMES
from cluster.services import scoring
from cluster.services.scoring import Matrix, MatrixCell
from cluster.web.errors import refusal_as_data
from cluster.web.filters import points
from cluster.web.forms.scoring import CellForm
from cluster.web.scoring.blueprint import LAYER_SIGNS, blueprint, from_slug

Answer = tuple[dict[str, Any], int]


@blueprint.post("/<int:alliance_id>/lines/<code>/<layer>/cell")
def save_cell(year_id: int, alliance_id: int, code: str, layer: str) -> Answer:
    """Save one cell as it was typed; answer with what stands in it now and all that moved with it.

    Sent twice, it is saved once. A clash answers 409 with both versions.
    """
    voice, form = from_slug(layer), CellForm()
    if not form.validate_on_submit():
        error = next(error for errors in form.errors.values() for error in errors)
        return {"message": error, "field": next(iter(form.errors))}, 422
    try:
        scoring.score(
            g.actor,
            year_id,
            alliance_id=alliance_id,
            code=code,
            layer=voice.layer,
            scorer_id=voice.scorer_id,
            typed=form.figure.data or "",
            reason=form.reason.data or "",
            revision=form.revision.data,
            now=datetime.now(UTC),
        )
    except Conflict as clash:
        return {**_now(year_id, alliance_id, code, voice), **refusal_as_data(clash)}, 409
    return _now(year_id, alliance_id, code, voice), 200


@blueprint.get("/<int:alliance_id>/lines/<code>/beside")
def beside(year_id: int, alliance_id: int, code: str) -> str:
    """Show what is known of a cell: its layers with figures and reasons, reports, the rule."""
    line = scoring.line(g.actor, year_id, alliance_id=alliance_id, code=code)
    return render_template("scoring/beside.html", line=line, LAYER_NAMES=LAYER_NAMES)


def _now(year_id: int, alliance_id: int, code: str, voice: Voice) -> dict[str, Any]:
    """Return what stands in the cell now, and the parts of the page that its figure moves."""
    matrix = scoring.matrix(g.actor, year_id, voice=voice, code=code)
    cell = matrix.cell(code, alliance_id)
    return {
        "cell": asdict(cell.said) if cell.said is not None else None,
        "said": _said(matrix, cell, code),
        "html": render_template(
            "scoring/moved.html",
            matrix=matrix,
            moved=matrix.moved_by(code, alliance_id),
            LAYER_NAMES=LAYER_NAMES,
            LAYER_SIGNS=LAYER_SIGNS,
        ),
    }


def _said(matrix: Matrix, cell: MatrixCell, code: str) -> str:
    total = dict(matrix.totals)[cell.member]
    said: str = _(
        "%(code)s, %(member)s: %(points)s points. In all %(earned)s of %(assigned)s assigned.",
        code=code,
        member=cell.member.seat,
        points=points(cell.counting.points),
        earned=points(total.earned),
        assigned=points(total.assigned),
    )
    return said
