"""The page of the record of changes."""

from datetime import UTC, datetime

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _

from cluster.domain.audit_words import called
from cluster.domain.years import vietnam_day
from cluster.services import audit, years
from cluster.web.filters import say
from cluster.web.forms.audit import FilterForm

blueprint = Blueprint("audit", __name__, url_prefix="/years/<int:year_id>/audit")


@blueprint.get("/")
def index(year_id: int) -> str:
    """Show who changed what in the year, newest first, a page at a time."""
    year = years.get_visible(g.actor, year_id)
    form = FilterForm(request.args)
    only = form.chosen()
    today = vietnam_day(datetime.now(UTC))
    page = audit.list_entries(g.actor, year, only=only, today=today)
    form.alliance_id.choices = [(0, _("All members")), *page.alliances]
    form.actor_name.choices = [
        ("", _("Everybody")),
        *((name, say(called(name))) for name in page.actors),
    ]
    return render_template("audit/index.html", year=year, form=form, only=only, page=page)
