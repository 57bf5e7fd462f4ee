"""A member's sheet: all its criteria on one form."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from cluster.domain.errors import Conflict
from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.services import scoring
from cluster.services.scoring import Sheet, SheetRefused
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import say
from cluster.web.forms.scoring import FigureForm, SheetForm, row_form
from cluster.web.scoring.blueprint import Page, blueprint, from_slug


@blueprint.route("/<int:alliance_id>/sheet/<layer>", methods=["GET", "POST"])
def sheet(year_id: int, alliance_id: int, layer: str) -> Page:
    """Fill all lines of a member on one form; one button saves those that changed."""
    voice = from_slug(layer)
    page = scoring.sheet(
        g.actor, year_id, alliance_id=alliance_id, layer=voice.layer, scorer_id=voice.scorer_id
    )
    fill = request.method == "GET" and "fill" in request.args
    rows = {row.criterion.code: row_form(row, fill=fill) for row in page.rows if row.is_assigned}
    form = SheetForm()
    clashes: dict[str, Conflict] = {}
    if form.validate_on_submit() and _are_valid(form, rows):
        with refusals_on(form) as outcome:
            clashes = _save(page, rows)
        if outcome.accepted and not clashes:
            return redirect(request.url)
    return (
        render_template(
            "scoring/sheet.html",
            sheet=page,
            form=form,
            rows=rows,
            clashes=clashes,
            layer=layer,
            fill=fill,
            LAYER_NAMES=LAYER_NAMES,
            Layer=Layer,
        ),
        409 if clashes else status_of(form),
    )


@blueprint.post("/<int:alliance_id>/take-over")
def take_over(year_id: int, alliance_id: int) -> Page:
    """Make the self-score from the reports."""
    taken = scoring.take_over(g.actor, year_id, alliance_id=alliance_id, now=datetime.now(UTC))
    flash(
        ngettext(
            "%(num)s line was taken over from the reports.",
            "%(num)s lines were taken over from the reports.",
            len(taken.written),
        ),
        "success",
    )
    for code, why in taken.refused.items():
        flash(_("%(code)s was not taken over: %(why)s", code=code, why=say(why)), "warning")
    own = Layer.SELF.value
    return redirect(url_for(".sheet", year_id=year_id, alliance_id=alliance_id, layer=own))


def _are_valid(form: SheetForm, rows: Mapping[str, FigureForm]) -> bool:
    """Tell whether every line can be read; otherwise say on the form which cannot."""
    unreadable = [code for code, row in rows.items() if row.was_sent and not row.validate()]
    if unreadable:
        form.form_errors = [
            _("Please look at these lines: %(codes)s.", codes=", ".join(unreadable))
        ]
    return not unreadable


def _save(page: Sheet, rows: Mapping[str, FigureForm]) -> dict[str, Conflict]:
    """Save the lines; put what is refused at its line, and return what others saved first."""
    try:
        written = scoring.save_sheet(
            g.actor,
            page.year_id,
            alliance_id=page.member.alliance_id,
            layer=page.voice.layer,
            scorer_id=page.voice.scorer_id,
            entries=[row.entry(code) for code, row in rows.items() if row.was_sent],
            now=datetime.now(UTC),
        )
    except SheetRefused as refusal:
        for code, why in refusal.lines.items():
            rows[code].refuse(why)
        clashes = {c: why for c, why in refusal.lines.items() if isinstance(why, Conflict)}
        for row in page.rows:
            if row.criterion.code in clashes:
                rows[row.criterion.code].accept_revision(row.revision)
        if not clashes:
            raise
        return clashes
    count = len(written)
    flash(ngettext("%(num)s line is saved.", "%(num)s lines are saved.", count), "success")
    return {}
