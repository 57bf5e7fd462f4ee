"""Pages on which the text of an award's certificates is written and looked at."""

from base64 import b64encode
from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.certificate_text import BLOCK_STYLE_NAMES, GAPS, built_in
from cluster.domain.errors import RuleViolation
from cluster.services import awards
from cluster.services.awards import TextView
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import say
from cluster.web.forms.certificate_text import CertificateTextForm, filled_in

blueprint = Blueprint(
    "certificate_texts", __name__, url_prefix="/years/<int:year_id>/awards/<int:kind_id>/text"
)

Page = str | Response | tuple[str, int]


@blueprint.route("/", methods=["GET", "POST"])
def edit(year_id: int, kind_id: int) -> Page:
    """Show what the certificates of an award say, with pictures; write another version."""
    view = awards.view_text(g.actor, year_id, kind_id)
    form = CertificateTextForm() if request.method == "POST" else _form_of(view)
    if form.look.data:
        form.reason.validators = ()
    elif form.validate_on_submit():
        with refusals_on(form) as outcome:
            awards.write_text(
                g.actor,
                year_id,
                kind_id,
                blocks=form.written(),
                reason=form.reason.data,
                version=form.version.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The text is written. Papers issued before keep theirs."), "success")
            return redirect(url_for("certificate_texts.edit", year_id=year_id, kind_id=kind_id))
    page = render_template(
        "awards/text.html",
        year_id=year_id,
        view=view,
        form=form,
        gaps=GAPS[view.kind.certificate],
        style_names=BLOCK_STYLE_NAMES,
        texts=built_in(view.kind.certificate),
        pictures=_pictures(year_id, kind_id, form),
    )
    return page, status_of(form)


@blueprint.post("/pictures")
def pictures(year_id: int, kind_id: int) -> str:
    """Show how the text would look that is being written."""
    form = CertificateTextForm()
    return render_template("awards/pictures.html", pictures=_pictures(year_id, kind_id, form))


def _form_of(view: TextView) -> CertificateTextForm:
    """Return the form with the text in force, or with a built-in one or an earlier version."""
    asked = request.args.get("from", "")
    known = {text.key.value: text.blocks for text in built_in(view.kind.certificate)}
    known |= {str(version.number): version.blocks for version in view.earlier}
    return filled_in(known.get(asked, view.blocks), view.version)


def _pictures(year_id: int, kind_id: int, form: CertificateTextForm) -> list[dict[str, str]]:
    """Return each picture as a page shows it, or the sentence why there is none."""
    try:
        shown = awards.specimens(
            g.actor,
            year_id,
            kind_id,
            form.written(),
            plates=current_app.extensions["settings"].plates,
            now=datetime.now(UTC),
        )
    except RuleViolation as refusal:
        return [{"words": "", "picture": "", "refusal": say(refusal.message)}]
    return [
        {
            "words": say(one.words),
            "picture": b64encode(one.picture).decode() if one.picture else "",
            "refusal": say(one.refusal) if one.refusal else "",
        }
        for one in shown
    ]
