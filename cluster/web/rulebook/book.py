"""Pages for the rule book as a whole: read, settings, publication, versions."""

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from cluster.domain.achievements import AGGREGATE_NAMES
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import can_run_year, can_write_rulebook
from cluster.domain.rulebook import CRITERION_KIND_NAMES, CriterionKind
from cluster.domain.rulebook_checks import problems
from cluster.domain.rulebook_shown import lines_shown, maximum_of, redline_shown
from cluster.domain.rulebook_words import SETTING_NAMES, settings_in_words
from cluster.services import rulebook, years
from cluster.services.rulebook import BookPage
from cluster.web.errors import refusals_on, status_of
from cluster.web.filters import say
from cluster.web.forms.rulebook import ReasonForm, SettingsForm, StartForm, settings_to_form
from cluster.web.rulebook.blueprint import Page, blueprint


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show a version of the rule book, the newest unless another is asked for."""
    page = rulebook.view(
        g.actor,
        year_id,
        version=request.args.get("version", type=int),
        compared_id=request.args.get("compared", type=int),
    )
    return _book(page)


@blueprint.app_errorhandler(rulebook.NoRuleBook)
def none_yet(missing: rulebook.NoRuleBook) -> Page:
    """Say on every page that needs a rule book who starts it, instead of showing nothing."""
    year = years.get_visible(g.actor, missing.year_id)
    may_start = can_write_rulebook(g.actor, year.cluster_id)
    page = render_template("rulebook/none.html", year=year, may_start=may_start)
    return page, 200 if request.method == "GET" else 422


def _book(page: BookPage, refusal: str = "") -> str:
    cluster_id = page.year.cluster_id
    may_write = can_write_rulebook(g.actor, cluster_id)
    may_publish = can_run_year(g.actor, cluster_id)
    return render_template(
        "rulebook/index.html",
        page=page,
        refusal=refusal,
        lines=lines_shown(page.book),
        problems=problems(page.book),
        settings=settings_in_words(page.book),
        setting_names=SETTING_NAMES,
        aggregate_names=AGGREGATE_NAMES,
        changes=redline_shown(page.earlier, page.book) if page.earlier else [],
        totals={kind: maximum_of(page.book, kind) for kind in CriterionKind},
        Kind=CriterionKind,
        kind_names=CRITERION_KIND_NAMES,
        may_write=may_write and page.is_newest and page.standing.is_changeable,
        may_publish=may_publish and page.is_newest and page.standing.is_changeable,
        may_reopen=may_publish and page.is_newest and page.standing.is_reopenable,
        may_version=may_write and page.is_newest and page.standing.is_versionable,
    )


@blueprint.route("/start", methods=["GET", "POST"])
def start(year_id: int) -> Page:
    """Start the rule book of a year from the sample, from another year's, or from nothing."""
    year = rulebook.get_startable(g.actor, year_id)
    form = StartForm()
    form.offer(rulebook.list_sources(g.actor, year))
    if form.validate_on_submit():
        now = datetime.now(UTC)
        with refusals_on(form) as outcome:
            if form.copied_id is not None:
                rulebook.copy_to_year(g.actor, form.copied_id, year, now=now)
            else:
                rulebook.import_book(g.actor, year_id, form.new_book(), now=now)
        if outcome.accepted:
            return redirect(url_for("rulebook.index", year_id=year_id))
    return render_template("rulebook/start.html", year=year, form=form), status_of(form)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings(year_id: int) -> Page:
    """Change how points become a result."""
    page = rulebook.view_draft(g.actor, year_id)
    form = SettingsForm(data=settings_to_form(page.book, page.revision))
    form.offer(page.book)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            rulebook.change_settings(
                g.actor,
                page.version.id,
                form.settings(),
                revision=form.revision.data or 0,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            flash(_("The settings are saved."), "success")
            return redirect(url_for("rulebook.index", year_id=year_id))
    return render_template("rulebook/settings.html", page=page, form=form), status_of(form)


@blueprint.post("/publish")
def publish(year_id: int) -> Page:
    """Publish the draft, or show everything that must be put right first."""
    page = rulebook.view(g.actor, year_id)
    try:
        rulebook.publish(g.actor, page.version.id, now=datetime.now(UTC))
    except RuleViolation as refusal:
        return _book(page, say(refusal.message)), 422
    flash(_("The rule book is published."), "success")
    return redirect(url_for("rulebook.index", year_id=year_id))


@blueprint.post("/reopen")
def reopen(year_id: int) -> Page:
    """Take the publication back."""
    page = rulebook.view(g.actor, year_id)
    rulebook.reopen(g.actor, page.version.id, now=datetime.now(UTC))
    flash(_("The rule book is a draft again."), "success")
    return redirect(url_for("rulebook.index", year_id=year_id))


@blueprint.route("/versions/new", methods=["GET", "POST"])
def create_version(year_id: int) -> Page:
    """Start a new version of the frozen rule book."""
    page = rulebook.view_versionable(g.actor, year_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            rulebook.new_version(
                g.actor, year_id, reason=form.reason.data or "", now=datetime.now(UTC)
            )
        if outcome.accepted:
            flash(_("The new version is a draft: change it, then publish it."), "success")
            return redirect(url_for("rulebook.index", year_id=year_id))
    return render_template("rulebook/new_version.html", page=page, form=form), status_of(form)
