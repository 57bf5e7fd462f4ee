"""Pages on which the text of certificates is written and looked at: of an award, of the pledge.

The pages of the pledge are the same under another address, without a `kind_id`.
"""

from base64 import b64encode
from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.certificate_text import BLOCK_STYLE_NAMES
from cluster.domain.errors import RuleViolation
from cluster.services import certificate_texts, printing
from cluster.services.certificate_texts import TextView
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import say
from cluster.web.forms.certificate_text import CertificateTextForm, filled_in

blueprint = Blueprint(
    "certificate_texts", __name__, url_prefix="/years/<int:year_id>/awards/<int:kind_id>/text"
)
PLEDGE = "pledge_text"
PLEDGE_PREFIX = "/years/<int:year_id>/pledges/certificate-text"

Page = str | Response | tuple[str, int]


@blueprint.route("/", methods=["GET", "POST"])
def edit(year_id: int, kind_id: int | None = None) -> Page:
    """Show what certificates say, with pictures; write another version."""
    view = certificate_texts.view_text(g.actor, year_id, kind_id)
    form = CertificateTextForm() if request.method == "POST" else _form_of(view)
    if form.is_looked_at:
        form.rearrange()
    elif form.validate_on_submit():
        with refusals_on(form) as outcome:
            certificate_texts.write_text(
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
            return redirect(url_for(".edit", year_id=year_id, kind_id=kind_id))
    page = render_template(
        "awards/text.html",
        year_id=year_id,
        view=view,
        form=form,
        style_names=BLOCK_STYLE_NAMES,
        pictures=_pictures(year_id, kind_id, form),
    )
    return page, status_of(form)


@blueprint.post("/pictures")
def pictures(year_id: int, kind_id: int | None = None) -> str:
    """Show how the text would look that is being written."""
    form = CertificateTextForm()
    return render_template("awards/pictures.html", pictures=_pictures(year_id, kind_id, form))


def _form_of(view: TextView) -> CertificateTextForm:
    """Return the form with the text in force, or with a built-in one or an earlier version."""
    asked = request.args.get("from", "")
    known = {text.key: text.blocks for text in view.rules.built_in}
    known |= {str(version.number): version.blocks for version in view.earlier}
    return filled_in(known.get(asked, view.blocks), view.version)


def _pictures(year_id: int, kind_id: int | None, form: CertificateTextForm) -> list[dict[str, str]]:
    """Return each picture as a page shows it, and once each sentence why there is none."""
    try:
        shown = printing.specimens(
            g.actor,
            year_id,
            kind_id,
            form.written(),
            plates=current_app.extensions["settings"].plates,
            now=datetime.now(UTC),
        )
    except RuleViolation as error:
        return [{"words": "", "name": "", "picture": "", "refusal": say(error.message)}]
    pictures: dict[str | int, dict[str, str]] = {}
    for place, one in enumerate(shown):
        refusal = say(one.refusal) if one.refusal else ""
        words = say(one.words)
        if refusal in pictures:
            pictures[refusal] |= {"words": f"{pictures[refusal]['words']}, {words}", "name": ""}
        else:
            pictures[refusal or place] = {
                "words": words,
                "name": one.name,
                "picture": b64encode(one.picture).decode() if one.picture else "",
                "pages": _("Page 1 of %(pages)s", pages=one.pages) if one.pages > 1 else "",
                "refusal": refusal,
            }
    return list(pictures.values())
