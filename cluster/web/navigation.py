"""The frame around every page: where one is, where one can go, and whose year it is."""

from dataclasses import dataclass

from flask import Flask, g, request, session, url_for
from flask_babel import lazy_gettext as _

from cluster.domain.permissions import Actor, can_see_pledge
from cluster.domain.years import REPORTING_CLOSED
from cluster.services import navigation
from cluster.services.navigation import ClusterInSight, YearInSight

KEPT_YEAR = "year_id"
NOBODY = Actor(user_id=None, name="")
PART_OF = {
    "care": "ranking",
    "certificate_texts": "awards",
    "money": "awards",
    "objections": "scoring",
    "official": "printing",
    "orders": "printing",
    "pledge_text": "pledges",
    "register": "printing",
    "reopening": "scoring",
    "revising": "ranking",
    "spreadsheets": "scoring",
    "stock": "printing",
}
"""Pages that have no link of their own, and the section under which they stand."""
OUTSIDE_A_YEAR = frozenset({"home", "members", "people"})


@dataclass(frozen=True)
class Feature:
    """A section of the year: its word, and what it is called."""

    word: str
    label: str


FEATURES = (
    Feature("home", _("To do")),
    Feature("years", _("Overview")),
    Feature("members", _("Members")),
    Feature("rulebook", _("Rule book")),
    Feature("pledges", _("Pledge")),
    Feature("achievements", _("Achievements")),
    Feature("scoring", _("Scoring")),
    Feature("ranking", _("Ranking")),
    Feature("ballots", _("Ballots")),
    Feature("awards", _("Awards")),
    Feature("printing", _("Papers")),
    Feature("leadership", _("Leadership")),
    Feature("audit", _("Record of changes")),
)


@dataclass(frozen=True)
class Section:
    """A link of the navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What base.html shows around a page."""

    actor_name: str
    clusters: list[ClusterInSight]
    cluster: ClusterInSight | None
    year: YearInSight | None
    sections: list[Section]

    @property
    def is_sample(self) -> bool:
        """Tell whether the cluster in sight is the made-up one."""
        return self.cluster is not None and self.cluster.is_sample


def page_frame() -> Frame:
    """Return the frame of the page being shown; read once for each request."""
    if "page_frame" not in g:
        g.page_frame = _read_frame(g.get("actor") or NOBODY)
    frame: Frame = g.page_frame
    return frame


def start_of(feature: str, alliance_id: int | None = None) -> str:
    """Return where a feature starts in the year in sight, and for which alliance."""
    year = page_frame().year
    if alliance_id is not None and year is not None and feature == "achievements":
        return url_for("achievements.member", year_id=year.id, alliance_id=alliance_id)
    return _first_page(feature, year)


def _first_page(feature: str, year: YearInSight | None) -> str:
    if feature in OUTSIDE_A_YEAR:
        return url_for(f"{feature}.index")
    if year is None:
        return url_for("years.index")
    return url_for("years.view" if feature == "years" else f"{feature}.index", year_id=year.id)


def _read_frame(actor: Actor) -> Frame:
    clusters = navigation.clusters_in_sight(actor)
    year = _year_in_sight([year for cluster in clusters for year in cluster.years])
    return Frame(
        actor_name=actor.name,
        clusters=clusters,
        cluster=next((c for c in clusters if year is None or c.id == year.cluster_id), None),
        year=year,
        sections=_sections(actor, year) if year else [],
    )


def _year_in_sight(years: list[YearInSight]) -> YearInSight | None:
    """Return the year of the page, else the one looked at last, else the newest."""
    by_id = {year.id: year for year in years}
    asked = (request.view_args or {}).get(KEPT_YEAR)
    if asked in by_id and asked != session.get(KEPT_YEAR):
        session[KEPT_YEAR] = asked
    return by_id.get(session.get(KEPT_YEAR, 0)) or next(iter(years), None)


def _sections(actor: Actor, year: YearInSight) -> list[Section]:
    closed = year.phase in REPORTING_CLOSED
    pledge_is_seen = can_see_pledge(actor, year.cluster_id, reporting_closed=closed)
    shown = request.blueprint or ""
    current = PART_OF.get(shown, shown)
    return [
        Section(str(feature.label), _first_page(feature.word, year), current == feature.word)
        for feature in FEATURES
        if pledge_is_seen or feature.word != "pledges"
    ]


def init_app(app: Flask) -> None:
    """Offer the frame to the templates."""
    app.jinja_env.globals["page_frame"] = page_frame
