"""Pages for the money that goes with the awards of a year."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain.award_money import in_words
from cluster.domain.awards import AWARD_STATUS_NAMES, RECIPIENT_NAMES
from cluster.domain.permissions import can_run_year
from cluster.domain.years import vietnam_day
from cluster.services import awards, spreadsheets, years
from cluster.web.errors import refusals_on, status_of
from cluster.web.files import give
from cluster.web.filters import in_language
from cluster.web.forms import BaseForm
from cluster.web.forms.money import FundForm, RateForm, SalaryForm

blueprint = Blueprint("money", __name__, url_prefix="/years/<int:year_id>/awards/money")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index(year_id: int) -> str:
    """Show what the year's awards cost, and whether the funds are enough."""
    sheet = awards.money_sheet(g.actor, year_id, vietnam_day(datetime.now(UTC)))
    return render_template(
        "money/index.html",
        year=years.get_visible(g.actor, year_id),
        sheet=sheet,
        words=in_words(sheet.needed),
        status_names=AWARD_STATUS_NAMES,
    )


@blueprint.get("/payments.xlsx")
def spreadsheet(year_id: int) -> Response:
    """Give out whom the decided awards are paid to as a workbook."""
    workbook = spreadsheets.payment_workbook(g.actor, year_id, now=datetime.now(UTC))
    return give(workbook.filename, workbook.content)


@blueprint.get("/rules")
def rules(year_id: int) -> str:
    """Show the base salaries and multiples with the texts that set them."""
    year = years.get_visible(g.actor, year_id)
    return render_template(
        "money/rules.html",
        year=year,
        salaries=awards.list_salaries(),
        rates=awards.list_rates(),
        kinds={kind.code: kind for kind in awards.list_kinds()},
        recipient_names=RECIPIENT_NAMES,
        may_run=can_run_year(g.actor, year.cluster_id),
    )


@blueprint.post("/rules")
def install_rules(year_id: int) -> Response:
    """Take over the rules that the program brings along."""
    years.get_visible(g.actor, year_id)
    awards.install_rules(g.actor, now=datetime.now(UTC))
    flash(_("The rules are taken over; check them against the texts in force."), "success")
    return redirect(url_for("money.rules", year_id=year_id))


@blueprint.route("/salaries/new", methods=["GET", "POST"])
def create_salary(year_id: int) -> Page:
    """Enter a base salary."""
    return _enter(
        year_id,
        SalaryForm(),
        awards.add_salary,
        title=_("Enter a base salary"),
        done=_("The base salary is entered."),
    )


@blueprint.route("/rates/new", methods=["GET", "POST"])
def create_rate(year_id: int) -> Page:
    """Enter a multiple of the base salary."""
    form = RateForm()
    form.kind_id.choices = [
        (kind.id, in_language(kind.name_vi, kind.name_en)) for kind in awards.list_kinds()
    ]
    return _enter(
        year_id,
        form,
        awards.add_rate,
        title=_("Enter a multiple of the base salary"),
        done=_("The multiple is entered."),
    )


@blueprint.route("/funds/new", methods=["GET", "POST"])
def edit_fund(year_id: int) -> Page:
    """Say what a source has."""
    return _enter(
        year_id,
        FundForm(source=request.args.get("source", "")),
        awards.set_fund,
        title=_("Enter a fund for awards"),
        done=_("The fund is entered."),
        back="money.index",
    )


def _enter(
    year_id: int,
    form: BaseForm,
    enter: Callable[..., object],
    *,
    title: str,
    done: str,
    back: str = "money.rules",
) -> Page:
    """Show a form to who runs the year, and have what was typed entered."""
    year = years.get_to_run(g.actor, year_id)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            enter(g.actor, year_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(done, "success")
            return redirect(url_for(back, year_id=year_id))
    return render_template("money/form.html", year=year, form=form, title=title), status_of(form)
