"""The handover checklist: derived from what stands, ticked by both sides."""

from datetime import date

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.handover import Item, Side
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.years import Phase
from cluster.models import AuditEntry, HandoverTick, Year
from cluster.services import leadership, years
from tests.conftest import NOW
from tests.make.awards import decide, make_published_year, propose
from tests.make.ballots import make_council, open_ballot
from tests.make.queries import count_queries
from tests.make.scoring import acting, ids_of


def still_open(year: Year) -> dict[Item, list[str]]:
    lines = leadership.handover(SYSTEM, year.id, NOW).lines
    return {line.item: [str(message) for message in line.open] for line in lines if line.open}


@pytest.fixture
def year(app: Flask) -> Year:
    """Return a published year whose second member is to lead the next one."""
    year = make_published_year()
    leadership.appoint(SYSTEM, year.cluster_id, year.number + 1, leader_id=ids_of(year)[1], now=NOW)
    return year


def test_the_checklist_names_both_leaders_and_what_is_open(year: Year) -> None:
    propose(year)
    decide(year, [propose(year, place=1)])
    db.session.expire_all()

    handover = leadership.handover(SYSTEM, year.id, NOW)

    assert handover.leader is not None
    assert handover.next_leader is not None
    assert [handover.leader.alliance_id, handover.next_leader.alliance_id] == ids_of(year)[:2]
    assert still_open(year) == {
        Item.AWARDS: [
            "Proposed awards without a decision: 1.",
            "Decided awards not handed out: 1.",
        ],
        Item.PAPERS: [
            "Not issued yet: Joint pledge (1).",
            "Not issued yet: Score summary table (1).",
            "Not issued yet: Standings (1).",
            "Not issued yet: Award certificate (1).",
        ],
        Item.PLEDGE: ["The year 2027 is not opened."],
    }


def test_a_council_year_leaves_ballots_and_the_result_open(app: Flask) -> None:
    year, _users = make_council(3)
    open_ballot(year)

    found = still_open(year)

    assert found[Item.RESULT] == ["The ranking is not frozen yet."]
    assert found[Item.BALLOTS] == [
        "Still open: Bầu Cụm trưởng năm 2027.",
        "Nobody is named yet to lead 2027.",
    ]


def test_an_opened_next_year_shows_what_it_lacks_and_its_days(year: Year) -> None:
    coming = years.open_year(SYSTEM, year.cluster_id, 2027, from_year_id=year.id, now=NOW)
    years.plan(SYSTEM, coming.id, {Phase.PLEDGE: date(2026, 12, 20)}, now=NOW)

    handover = leadership.handover(SYSTEM, year.id, NOW)

    assert still_open(year)[Item.PLEDGE] == [
        "The rule book of 2027 is not published.",
        "The pledge of 2027 is not started.",
    ]
    assert [(each.year_number, each.phase, each.day) for each in handover.coming] == [
        (2027, Phase.PLEDGE, date(2026, 12, 20))
    ]
    pledge = next(line for line in handover.lines if line.item is Item.PLEDGE)
    assert (pledge.year_id, handover.next_year_id) == (coming.id, coming.id)


def test_each_side_ticks_its_own_boxes_and_may_take_them_back(year: Year) -> None:
    secretary = acting(year, Role.SECRETARY)
    incoming = acting(year, Role.SIGNER, ids_of(year)[1])
    for actor, side in ((secretary, Side.GIVING), (incoming, Side.TAKING)):
        leadership.tick(actor, year.id, item=Item.FLAG, side=side, is_done=True, now=NOW)
        leadership.tick(actor, year.id, item=Item.FLAG, side=side, is_done=True, now=NOW)

    handover = leadership.handover(incoming, year.id, NOW)
    line = next(line for line in handover.lines if line.item is Item.FLAG)
    assert line.given is not None
    assert line.taken is not None
    assert (line.given.by, line.taken.by) == (secretary.name, incoming.name)
    assert handover.may_tick == {Side.TAKING}
    assert not handover.is_complete

    leadership.tick(secretary, year.id, item=Item.FLAG, side=Side.GIVING, is_done=False, now=NOW)
    assert db.session.scalars(db.select(HandoverTick.side)).all() == [Side.TAKING]
    done = db.session.scalars(
        db.select(AuditEntry.action).where(AuditEntry.action.startswith("handover."))
    ).all()
    assert done == ["handover.ticked", "handover.ticked", "handover.unticked"]


def test_a_handover_is_complete_when_all_is_ticked_twice(year: Year) -> None:
    incoming = acting(year, Role.SIGNER, ids_of(year)[1])
    for item in Item:
        leadership.tick(SYSTEM, year.id, item=item, side=Side.GIVING, is_done=True, now=NOW)
        leadership.tick(incoming, year.id, item=item, side=Side.TAKING, is_done=True, now=NOW)

    assert leadership.handover(SYSTEM, year.id, NOW).is_complete


def test_nobody_ticks_for_the_other_side_nor_in_an_archived_year(year: Year) -> None:
    incoming = acting(year, Role.SIGNER, ids_of(year)[1])
    tick = {"item": Item.FILES, "is_done": True, "now": NOW}

    with pytest.raises(NotAllowed):
        leadership.tick(SYSTEM, year.id, side=Side.TAKING, **tick)
    with pytest.raises(NotAllowed):
        leadership.tick(incoming, year.id, side=Side.GIVING, **tick)
    years.move(SYSTEM, year.id, Phase.ARCHIVED, now=NOW)
    with pytest.raises(RuleViolation, match="not possible now"):
        leadership.tick(incoming, year.id, side=Side.TAKING, **tick)
    assert leadership.handover(SYSTEM, year.id, NOW).may_tick == frozenset()


def test_other_members_do_not_know_of_the_checklist(year: Year) -> None:
    with pytest.raises(NotFound):
        leadership.handover(acting(year, Role.SIGNER, ids_of(year)[2]), year.id, NOW)


def test_a_year_without_any_leader_has_a_checklist_too(app: Flask) -> None:
    year, _users = make_council(3)
    db.session.execute(db.text("DELETE FROM leadership"))
    db.session.commit()

    handover = leadership.handover(SYSTEM, year.id, NOW)

    assert (handover.leader, handover.next_leader, handover.note) == (None, None, "")


@pytest.mark.parametrize("members", [3, 6])
def test_more_members_cost_no_more_queries(app: Flask, members: int) -> None:
    year_id = make_published_year(members).id

    assert count_queries(lambda: leadership.handover(SYSTEM, year_id, NOW)) == 13
