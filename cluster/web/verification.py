"""Pages on which anybody checks a certificate by the code that stands on it."""

from http import HTTPStatus

from flask import Blueprint, render_template, request

from cluster.domain.printing import PAPER_KIND_NAMES
from cluster.services import verification
from cluster.web.errors import refusals_on
from cluster.web.forms.verification import CodeForm

blueprint = Blueprint("verification", __name__, url_prefix="/v")

Page = str | tuple[str, int]


@blueprint.get("/")
def index() -> Page:
    """Ask for a code; show the paper whose code was typed."""
    if "code" in request.args:
        return _checked(request.args["code"])
    return render_template("verification/index.html", form=CodeForm())


@blueprint.get("/<code>")
def view(code: str) -> Page:
    """Show what the paper with this code says and whether it counts; this address is for ever."""
    return _checked(code)


def _checked(typed: str) -> Page:
    form = CodeForm(code=typed)
    with refusals_on(form) as outcome:
        paper = verification.get_by_code(typed)
    if not outcome.accepted:
        return render_template("verification/index.html", form=form), HTTPStatus.NOT_FOUND
    return render_template("verification/view.html", paper=paper, kind_names=PAPER_KIND_NAMES)
