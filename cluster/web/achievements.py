"""Pages for achievements and their evidence."""

from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    Response as Answer,
)
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.achievements import (
    AGGREGATE_NAMES,
    CLAIM_STATUS_NAMES,
    ClaimStatus,
    Report,
    check_reporting,
)
from cluster.domain.errors import RuleViolation
from cluster.services import achievements, evidence
from cluster.services.achievements import ClaimPage, CriterionPage
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.filters import in_language, say
from cluster.web.forms.achievements import ReportForm, SearchForm, WithdrawForm, report_form

blueprint = Blueprint("achievements", __name__, url_prefix="/years/<int:year_id>/achievements")

Page = str | Response | tuple[str, int]

SANDBOX = "sandbox; default-src 'none'"


@blueprint.record_once
def _name_states(state: BlueprintSetupState) -> None:
    """Offer the names of the states to all templates, also within their macros."""
    state.app.jinja_env.globals.update(
        AGGREGATE_NAMES=AGGREGATE_NAMES,
        CLAIM_STATUS_NAMES=CLAIM_STATUS_NAMES,
        ClaimStatus=ClaimStatus,
    )


@blueprint.get("/")
def index(year_id: int) -> Page:
    """Show how many reports there are; who sees one member only is taken there."""
    table = achievements.overview(g.actor, year_id)
    if table.only_member is not None:
        return redirect(
            url_for(
                "achievements.member", year_id=year_id, alliance_id=table.only_member.alliance_id
            )
        )
    return render_template("achievements/index.html", table=table)


@blueprint.get("/members/<int:alliance_id>")
def member(year_id: int, alliance_id: int) -> Page:
    """Show a member's criteria: what was promised, what was reached, what is missing."""
    form = SearchForm(request.args)
    page = achievements.member_page(
        g.actor,
        year_id,
        alliance_id,
        search=form.q.data or "",
        section=form.section.data or "",
    )
    form.section.choices = [("", _("All sections"))] + [
        (section.code, in_language(section.name_vi, section.name_en)) for section in page.sections
    ]
    return render_template("achievements/member.html", page=page, form=form)


@blueprint.get("/members/<int:alliance_id>/<code>")
def criterion(year_id: int, alliance_id: int, code: str) -> Page:
    """Show a member's reports on one criterion."""
    page = achievements.criterion_page(g.actor, year_id, alliance_id, code)
    return render_template("achievements/criterion.html", page=page)


@blueprint.route("/members/<int:alliance_id>/<code>/new", methods=["GET", "POST"])
def create(year_id: int, alliance_id: int, code: str) -> Page:
    """Write a new report; it is kept as a draft before anything can go wrong with it."""
    page = achievements.criterion_page(g.actor, year_id, alliance_id, code)
    permissions.require(permissions.can_report_for(g.actor, page.year.cluster_id, alliance_id))
    form = report_form(page.asked)
    if form.is_submitted():
        form.validate()
        with refusals_on(form) as outcome:
            claim = achievements.draft(
                g.actor,
                year_id,
                alliance_id=alliance_id,
                code=code,
                report=form.report(Report()),
                form_key=form.key,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return _carry_on(year_id, claim.id, form, is_new=True)
        form.renew()
    else:
        check_reporting(page.year.phase, is_open_again=page.may_report)
    return _form_page(page, form)


@blueprint.get("/<int:claim_id>")
def view(year_id: int, claim_id: int) -> Page:
    """Show one report with its evidence."""
    return render_template("achievements/view.html", page=_claim_page(year_id, claim_id))


@blueprint.route("/<int:claim_id>/edit", methods=["GET", "POST"])
def edit(year_id: int, claim_id: int) -> Page:
    """Change a draft, attach evidence to it, submit it."""
    page = _own_page(year_id, claim_id)
    form = report_form(page.asked, shown=page.claim.report, revision=page.claim.revision)
    if form.is_submitted():
        form.validate()
        with refusals_on(form) as outcome:
            achievements.revise(
                g.actor,
                claim_id,
                report=form.report(page.claim.report),
                revision=form.revision.data,
                now=datetime.now(UTC),
            )
        if outcome.accepted:
            return _carry_on(year_id, claim_id, form)
    else:
        check_reporting(page.year.phase, is_open_again=page.may_report)
    return _form_page(page, form)


@blueprint.post("/<int:claim_id>/submit")
def submit(year_id: int, claim_id: int) -> Page:
    """Submit a draft as it stands."""
    page = _own_page(year_id, claim_id)
    form = report_form(
        page.asked, shown=page.claim.report, revision=page.claim.revision, typed=False
    )
    with refusals_on(form) as outcome:
        achievements.submit(g.actor, claim_id, now=datetime.now(UTC))
    if not outcome.accepted:
        return _form_page(page, form)
    flash(_("The report is submitted; it counts from now on."))
    return redirect(url_for("achievements.view", year_id=year_id, claim_id=claim_id))


@blueprint.post("/<int:claim_id>/correct")
def correct(year_id: int, claim_id: int) -> Page:
    """Start a new version of a submitted report."""
    _own_page(year_id, claim_id)
    version = achievements.correct(g.actor, claim_id, now=datetime.now(UTC))
    flash(_("This is the new version. The old one counts until you submit it."))
    return redirect(url_for("achievements.edit", year_id=year_id, claim_id=version.id))


@blueprint.route("/<int:claim_id>/withdraw", methods=["GET", "POST"])
def withdraw(year_id: int, claim_id: int) -> Page:
    """Take a submitted report back."""
    page = _own_page(year_id, claim_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            achievements.withdraw(g.actor, claim_id, reason=form.reason.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The report is withdrawn; it counts no more."))
            return redirect(url_for("achievements.view", year_id=year_id, claim_id=claim_id))
    return render_template("achievements/withdraw.html", page=page, form=form), status_of(form)


@blueprint.post("/<int:claim_id>/delete")
def delete(year_id: int, claim_id: int) -> Page:
    """Throw a draft away."""
    page = _own_page(year_id, claim_id)
    achievements.delete_draft(g.actor, claim_id, now=datetime.now(UTC))
    flash(_("The draft is deleted."))
    return redirect(
        url_for(
            "achievements.criterion",
            year_id=year_id,
            alliance_id=page.member.alliance_id,
            code=page.criterion.code,
        )
    )


@blueprint.post("/evidence/<int:evidence_id>/detach")
def detach(year_id: int, evidence_id: int) -> Page:
    """Take a file off a draft."""
    claim_id = evidence.detach(g.actor, evidence_id, now=datetime.now(UTC))
    flash(_("The file is removed from the draft."))
    return redirect(url_for("achievements.edit", year_id=year_id, claim_id=claim_id))


@blueprint.get("/evidence/<int:evidence_id>")
def download(year_id: int, evidence_id: int) -> Answer:
    """Give a file of evidence back, bit by bit as it came in."""
    file = evidence.download(g.actor, evidence_id, store=current_app.extensions["files"])
    if file.year_id != year_id:
        abort(404)
    return give(
        file.filename,
        file.pieces,
        size=file.size,
        media_type=file.media_type,
        sha256=file.sha256,
    )


vars(download)["talisman_view_options"] = {"content_security_policy": SANDBOX}


def _claim_page(year_id: int, claim_id: int) -> ClaimPage:
    page = achievements.view(g.actor, claim_id)
    if page.year.id != year_id:
        abort(404)
    return page


def _own_page(year_id: int, claim_id: int) -> ClaimPage:
    page = _claim_page(year_id, claim_id)
    cluster_id, alliance_id = page.year.cluster_id, page.member.alliance_id
    permissions.require(permissions.can_report_for(g.actor, cluster_id, alliance_id))
    return page


def _carry_on(year_id: int, claim_id: int, form: ReportForm, *, is_new: bool = False) -> Page:
    """Attach the files to the draft that was saved, then submit it if that was asked for.

    `is_new`: the form may have been sent twice; what its first arrival submitted stands.
    """
    for upload in form.uploads:
        _attach(claim_id, form, upload, again=is_new)
    if request.form.get("act") == "submit" and not form.errors:
        with refusals_on(form):
            achievements.submit(g.actor, claim_id, now=datetime.now(UTC))
    page = _claim_page(year_id, claim_id)
    is_settled = is_new and page.claim.status is not ClaimStatus.DRAFT
    if form.errors and not is_settled:
        form.revision.data, form.revision.raw_data = page.claim.revision, None
        return _form_page(page, form)
    if page.claim.status is ClaimStatus.SUBMITTED:
        flash(_("The report is submitted; it counts from now on."))
    else:
        flash(_("The draft is saved. It counts once you submit it."))
    return redirect(url_for("achievements.view", year_id=year_id, claim_id=claim_id))


def _attach(claim_id: int, form: ReportForm, upload: Any, *, again: bool) -> None:
    """Attach one file; `again`: it may have come with the same form before."""
    try:
        evidence.attach(
            g.actor,
            claim_id,
            store=current_app.extensions["files"],
            filename=upload.filename,
            content=upload.stream,
            limit=current_app.extensions["settings"].upload_limit,
            now=datetime.now(UTC),
        )
    except RuleViolation as refusal:
        if again and isinstance(refusal, evidence.AttachedAlready):
            return
        sentence = f"{upload.filename}: {say(refusal.message)}"
        form.files.errors = [*form.files.errors, sentence]


def _form_page(page: ClaimPage | CriterionPage, form: ReportForm) -> Page:
    claim = page.claim if isinstance(page, ClaimPage) else None
    return render_template("achievements/form.html", page=page, claim=claim, form=form), status_of(
        form
    )
