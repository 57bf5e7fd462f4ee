"""Pages for what members ask about their appraisal, and what they are told."""

from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.objections import (
    OBJECTION_KIND_NAMES,
    VERDICT_NAMES,
    ObjectionKind,
    Verdict,
)
from cluster.services import objections
from cluster.services.objections import QuestionPage
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms import BaseForm
from cluster.web.forms.objections import DecideForm, ExplainForm, ask_form
from cluster.web.forms.scoring import FigureForm, figure_form

blueprint = Blueprint("objections", __name__, url_prefix="/years/<int:year_id>/objections")

Page = str | Response | tuple[str, int]


@blueprint.get("")
def index(year_id: int) -> Page:
    """Show a member its appraised lines, and everybody the questions that concern them."""
    return render_template(
        "objections/index.html",
        page=objections.overview(g.actor, year_id, now=datetime.now(UTC)),
        KIND_NAMES=OBJECTION_KIND_NAMES,
        VERDICT_NAMES=VERDICT_NAMES,
    )


@blueprint.route("/members/<int:alliance_id>/<code>", methods=["GET", "POST"])
def create(year_id: int, alliance_id: int, code: str) -> Page:
    """Ask about one appraised line, or object to it."""
    now = datetime.now(UTC)
    page = objections.view_to_ask(g.actor, year_id, alliance_id=alliance_id, code=code, now=now)
    form = ask_form()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            objections.ask(
                g.actor,
                year_id,
                alliance_id=alliance_id,
                code=code,
                kind=ObjectionKind(form.kind.data),
                text=form.text.data,
                now=now,
            )
        if outcome.accepted:
            flash(_("It is on the record, and will be answered here."), "success")
            return redirect(url_for(".index", year_id=year_id))
    return render_template("objections/create.html", page=page, form=form), status_of(form)


@blueprint.route("/<int:objection_id>", methods=["GET", "POST"])
def view(year_id: int, objection_id: int) -> Page:
    """Show one question; explain it or decide it."""
    page = objections.view(g.actor, year_id, objection_id)
    explains = page.question.kind is ObjectionKind.EXPLANATION
    form: ExplainForm | DecideForm = ExplainForm() if explains else DecideForm()
    figure = figure_form(page.inputs, page.said, page.revision, name="final")
    if form.validate_on_submit() and _is_readable(form, figure):
        with refusals_on(form) as outcome:
            _answer(page, form, figure)
        if outcome.accepted:
            flash(_("Your answer is on the record."), "success")
            return redirect(url_for(".index", year_id=year_id))
    answer = render_template(
        "objections/view.html",
        page=page,
        form=form,
        figure=figure,
        explains=explains,
        KIND_NAMES=OBJECTION_KIND_NAMES,
        VERDICT_NAMES=VERDICT_NAMES,
    )
    return answer, status_of(form)


def _is_readable(form: BaseForm, figure: FigureForm) -> bool:
    """Tell whether the figure can be read where it is needed; otherwise say so on the form."""
    if isinstance(form, ExplainForm) or form.verdict.data != Verdict.UPHELD or figure.validate():
        return True
    form.form_errors = [_("Please look at the figure.")]
    return False


def _answer(page: QuestionPage, form: ExplainForm | DecideForm, figure: FigureForm) -> None:
    now = datetime.now(UTC)
    if isinstance(form, ExplainForm):
        objections.explain(g.actor, page.year_id, page.question.id, text=form.text.data, now=now)
        return
    entry = figure.entry(page.question.criterion.code)
    objections.decide(
        g.actor,
        page.year_id,
        page.question.id,
        upheld=form.verdict.data == Verdict.UPHELD,
        text=form.text.data,
        measure=entry.measure,
        revision=entry.revision or 0,
        now=now,
    )
