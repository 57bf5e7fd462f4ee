"""What is read of a pledge: beside last year and the others, and by whom."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Score, Year
from cluster.services import pledges, years
from cluster.services.members import members_of
from cluster.services.pledges import TargetValue
from tests.conftest import NOW
from tests.make.achievements import make_report_year, make_submitted
from tests.make.members import make_alliances
from tests.make.pledges import (
    first_member,
    make_officer,
    make_pledge,
    make_pledge_year,
    make_secretary,
    second_member,
    set_targets,
)
from tests.make.queries import count_queries
from tests.make.rulebook import make_rulebook, small_book
from tests.make.years import make_year

pytestmark = pytest.mark.usefixtures("app")


def open_next(year: Year) -> Year:
    following = years.open_year(SYSTEM, year.cluster_id, year.number + 1, now=NOW)
    members = [member.alliance_id for member in members_of(year)]
    years.set_members(SYSTEM, following.id, members, now=NOW)
    make_rulebook(following, small_book())
    return following


def test_a_target_stands_beside_last_year_and_the_others() -> None:
    before = make_report_year()
    member, other = first_member(before), second_member(before)
    make_submitted(before, make_officer(before, member), member, "I.1", quantity=Decimal(12))
    year = open_next(before)
    pledge = make_pledge(year, None)
    set_targets(year, pledge, member, {"I.1": TargetValue(value=Decimal(9))})
    set_targets(year, pledge, other, {"I.1": TargetValue(value=Decimal(20))})

    page = pledges.targets_of(make_officer(year, member, "Cán Bộ Mới"), year.id, member)
    line = page.rows[0].line
    assert (page.last_year, line.value, line.last_target, line.last_result, line.peers) == (
        2026,
        Decimal(9),
        Decimal(10),
        Decimal(12),
        Decimal(20),
    )
    assert [str(row.warning) for row in page.rows] == [
        "The target 9 is easier than last year's result 12.",
        "The target is missing.",
    ]
    assert [row.stops for row in page.rows] == [False, True]
    table = pledges.overview(make_secretary(year), year.id)
    assert [[cell.is_low for cell in row.cells] for row in table.rows] == [
        [True, False],
        [False, False],
    ]
    assert [row.middle for row in table.rows] == [Decimal("14.5"), None]


def test_the_figure_of_the_final_score_is_last_years_result() -> None:
    before = make_report_year()
    member = first_member(before)
    make_submitted(before, make_officer(before, member), member, "I.1", quantity=Decimal(12))
    for revision, actual in enumerate(("11", "8"), start=1):
        db.session.add(
            Score(
                year_id=before.id,
                alliance_id=member,
                criterion_code="I.1",
                layer=Layer.FINAL,
                revision=revision,
                points=Decimal(4),
                measure={"actual": actual, "base": None},
                scored_at=NOW + timedelta(minutes=revision),
            )
        )
    db.session.commit()
    year = open_next(before)
    make_pledge(year, None)

    page = pledges.targets_of(SYSTEM, year.id, member)
    assert page.rows[0].line.last_result == Decimal(8)


def test_the_overview_is_for_whoever_runs_the_year() -> None:
    year = make_pledge_year()
    make_pledge(year)

    with pytest.raises(NotAllowed):
        pledges.overview(make_officer(year, first_member(year)), year.id)


def test_pages_ask_the_same_number_of_questions_for_any_number_of_members() -> None:
    alliances = make_alliances(12)
    few = make_year(2026, alliances=alliances[:2])
    many = make_year(2030, alliances=alliances, cluster=few.cluster)
    for year, lines in ((few, 2), (many, 25)):
        make_rulebook(year, small_book(lines))
        make_pledge(year)

    ids = [few.id, many.id]
    for read in (pledges.view, pledges.overview):
        asked = [count_queries(partial(read, SYSTEM, year_id)) for year_id in ids]
        assert asked[0] == asked[1]


@pytest.mark.parametrize("read", [pledges.view, pledges.find_view, pledges.list_versions])
def test_an_appraiser_reads_the_pledge_once_there_is_something_to_appraise(
    read: Callable[[Actor, int], object],
) -> None:
    year = make_report_year()
    own = Grant(Role.REVIEWER, year.cluster_id, first_member(year))
    appraiser = Actor(user_id=1, name="x", grants=(own,))
    with pytest.raises(NotFound):
        read(appraiser, year.id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    assert read(appraiser, year.id) is not None


def test_who_only_administers_has_no_business_with_the_pledge() -> None:
    year = make_report_year()
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    administrator = Actor(user_id=1, name="x", grants=(Grant(Role.SYSADMIN),))

    for read in (pledges.view, pledges.find_view, pledges.list_versions, pledges.paper_data):
        with pytest.raises(NotFound):
            read(administrator, year.id)
