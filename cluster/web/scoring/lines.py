"""One line of one member: its layers, why it has these points, its history."""

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from cluster.domain.score_sight import Voice
from cluster.domain.scoring import LAYER_NAMES
from cluster.services import scoring
from cluster.services.scoring import Line
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.scoring import FigureForm, figure_form
from cluster.web.scoring.blueprint import Page, blueprint, from_slug, to_slug


@blueprint.get("/<int:alliance_id>/lines/<code>")
def view(year_id: int, alliance_id: int, code: str) -> Page:
    """Show a line with the layers side by side."""
    line = scoring.line(g.actor, year_id, alliance_id=alliance_id, code=code)
    return _page(line, {voice: _form(line, voice) for voice in line.voices})


@blueprint.post("/<int:alliance_id>/lines/<code>/<layer>")
def edit(year_id: int, alliance_id: int, code: str, layer: str) -> Page:
    """Give one layer of the line its figure."""
    voice = from_slug(layer)
    line = scoring.line(g.actor, year_id, alliance_id=alliance_id, code=code)
    form = _form(line, voice)
    if form.validate_on_submit():
        entry = form.entry(code)
        with refusals_on(form) as outcome:
            scoring.score(
                g.actor,
                year_id,
                alliance_id=alliance_id,
                code=code,
                layer=voice.layer,
                scorer_id=voice.scorer_id,
                measure=entry.measure,
                reason=entry.reason,
                revision=entry.revision,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("Line %(code)s is saved.", code=code), "success")
            return redirect(url_for(".view", year_id=year_id, alliance_id=alliance_id, code=code))
    others = {other: _form(line, other, fresh=True) for other in line.voices if other != voice}
    return _page(line, {**others, voice: form}), status_of(form)


def _form(line: Line, voice: Voice, *, fresh: bool = False) -> FigureForm:
    said = line.own.get(voice)
    return figure_form(
        line.inputs,
        said.measure if said is not None and said.is_given else None,
        said.revision if said is not None else 0,
        name=to_slug(voice),
        fresh=fresh,
    )


def _page(line: Line, forms: dict[Voice, FigureForm]) -> str:
    return render_template(
        "scoring/view.html",
        line=line,
        forms=forms,
        LAYER_NAMES=LAYER_NAMES,
        slug=to_slug,
    )
