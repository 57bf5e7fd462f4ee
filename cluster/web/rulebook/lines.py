"""Pages for one line of the rule book: choose its rule, write it, move it, delete it."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cluster.domain.rulebook import CRITERION_KIND_NAMES, Criterion, CriterionKind
from cluster.domain.rulebook_shown import ExampleShown, examples_shown
from cluster.domain.rulebook_versions import next_code
from cluster.domain.rulebook_words import FORMULA_EXAMPLES, FORMULA_NAMES
from cluster.services import rulebook
from cluster.services.rulebook import BookPage
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.rulebook import (
    FORM_OF,
    FORMULAS_OF,
    LineForm,
    ScoredForm,
    blank_line,
    fill_in,
)
from cluster.web.rulebook.blueprint import Page, blueprint


@blueprint.get("/lines/new")
def choose(year_id: int) -> Page:
    """Choose what a new line shall be, or by which other rule a line shall be scored."""
    page = rulebook.view_draft(g.actor, year_id)
    criterion_id = request.args.get("line", type=int)
    line = page.line(criterion_id)[0] if criterion_id else None
    return render_template(
        "rulebook/choose.html",
        page=page,
        line=line,
        line_id=criterion_id,
        parent=request.args.get("parent", ""),
        formulas={line.kind: FORMULAS_OF[line.kind]} if line else FORMULAS_OF,
        kind_names=CRITERION_KIND_NAMES,
        formula_names=FORMULA_NAMES,
        formula_examples=FORMULA_EXAMPLES,
    )


@blueprint.route("/lines/create", methods=["GET", "POST"])
def create(year_id: int) -> Page:
    """Add a line; its kind and rule were chosen on the page before."""
    page = rulebook.view_draft(g.actor, year_id)
    parent = request.args.get("parent") or None
    kind = CriterionKind(_asked("kind", tuple(CriterionKind)))
    formula = _asked("formula", FORMULAS_OF[kind] or ("",))
    line = blank_line(kind, formula, code=next_code(page.book, parent), parent_code=parent)
    form = _form(page, line, revision=0)
    if form.validate_on_submit() and not _only_computing():
        line = form.criterion(line)
        with refusals_on(form) as outcome:
            rulebook.add_criterion(g.actor, page.version.id, line, now=datetime.now(UTC))
        if outcome.accepted:
            return _saved(year_id, line)
    return _line_page(page, form, line)


@blueprint.route("/lines/<int:criterion_id>", methods=["GET", "POST"])
def edit(year_id: int, criterion_id: int) -> Page:
    """Change a line; `formula` in the address gives it another rule."""
    page = rulebook.view_draft(g.actor, year_id)
    line, key = page.line(criterion_id)
    if "formula" in request.args:
        asked = _asked("formula", FORMULAS_OF[line.kind])
        blank = blank_line(line.kind, asked, code=line.code, parent_code=line.parent_code)
        line = replace(line, formula=blank.formula, examples=())
    form = _form(page, line, revision=key.revision)
    if form.validate_on_submit() and not _only_computing():
        line = form.criterion(line)
        with refusals_on(form) as outcome:
            rulebook.change_criterion(
                g.actor,
                criterion_id,
                line,
                revision=form.revision.data or 0,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return _saved(year_id, line)
    return _line_page(page, form, line, criterion_id)


@blueprint.post("/lines/<int:criterion_id>/move")
def move(year_id: int, criterion_id: int) -> Page:
    """Move a line one place up or down."""
    page = rulebook.view_draft(g.actor, year_id)
    line, _key = page.line(criterion_id)
    up = request.form.get("direction") == "up"
    rulebook.move_criterion(g.actor, criterion_id, up=up, now=datetime.now(UTC))
    return _back_to(year_id, line)


@blueprint.post("/lines/<int:criterion_id>/delete")
def delete(year_id: int, criterion_id: int) -> Page:
    """Delete a line of the draft."""
    page = rulebook.view_draft(g.actor, year_id)
    line, _key = page.line(criterion_id)
    revision = request.form.get("revision", 0, type=int)
    rulebook.delete_criterion(g.actor, criterion_id, revision=revision, now=datetime.now(UTC))
    flash(_("%(code)s is deleted.", code=line.code), "success")
    return redirect(url_for("rulebook.index", year_id=year_id))


def _form(page: BookPage, line: Criterion, *, revision: int) -> LineForm:
    kind = FORM_OF[line.formula.kind] if line.formula else LineForm
    form = kind(data=fill_in(line, revision=revision))
    form.offer(page.book)
    return form


def _line_page(
    page: BookPage, form: LineForm, line: Criterion, criterion_id: int | None = None
) -> Page:
    shown = render_template(
        "rulebook/line.html",
        page=page,
        form=form,
        line=line,
        line_id=criterion_id,
        checked=_checked(form, line),
        kind_names=CRITERION_KIND_NAMES,
        formula_names=FORMULA_NAMES,
    )
    return shown, status_of(form)


def _checked(form: LineForm, line: Criterion) -> list[ExampleShown | None]:
    """Return what comes of each row of examples, None for a blank one; [] in a faulty form."""
    if not isinstance(form, ScoredForm) or form.errors:
        return []
    typed = form.criterion(line) if form.is_submitted() else line
    computed = iter(examples_shown(typed))
    return [None if row.form.is_blank else next(computed, None) for row in form["examples"]]


def _asked(name: str, allowed: tuple[str, ...]) -> str:
    asked = request.args.get(name, "")
    if asked not in allowed:
        raise NotFound
    return asked


def _only_computing() -> bool:
    return "compute" in request.form


def _saved(year_id: int, line: Criterion) -> Response:
    wrong = sum(not example.is_right for example in examples_shown(line))
    if wrong:
        flash(
            _(
                "%(code)s is saved, but %(count)s worked examples do not come out right.",
                code=line.code,
                count=wrong,
            ),
            "warning",
        )
    else:
        flash(_("%(code)s is saved.", code=line.code), "success")
    return _back_to(year_id, line)


def _back_to(year_id: int, line: Criterion) -> Response:
    return redirect(url_for("rulebook.index", year_id=year_id, _anchor=f"line-{line.code}"))
