"""The handover of the lead: what is open, who sees the checklist, who ticks."""

from dataclasses import replace

import pytest

from cluster.domain.handover import (
    ITEM_NAMES,
    Item,
    NextYear,
    Side,
    Situation,
    can_see_handover,
    can_tick,
    open_matters,
)
from cluster.domain.permissions import Actor, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase

CLUSTER, OLD, NEW, OTHER = 1, 11, 12, 13
PREPARED = NextYear(rulebook_published=True, pledge=PledgeStatus.IN_FORCE)
FINISHED = Situation(
    year_number=2026, phase=Phase.PUBLISHED, has_next_leader=True, next_year=PREPARED
)


def said(at: Situation) -> list[tuple[Item, str]]:
    return [(matter.item, str(matter.message)) for matter in open_matters(at)]


def who(role: Role, alliance_id: int | None = None) -> Actor:
    return Actor(user_id=1, name="An", grants=(Grant(role, CLUSTER, alliance_id),))


def test_a_finished_year_leaves_nothing_open() -> None:
    assert open_matters(FINISHED) == []


def test_what_is_open_is_named_in_the_order_of_the_checklist() -> None:
    at = Situation(
        year_number=2026,
        phase=Phase.COUNCIL,
        has_next_leader=False,
        without_report=["Gia Lai"],
        without_score=["Đắk Lắk", "Khánh Hòa"],
        open_ballots=["Bầu Cụm trưởng năm 2027"],
        proposed=2,
        decided=1,
        not_issued={PaperKind.STANDINGS: 1},
    )

    assert said(at) == [
        (Item.RESULT, "The ranking is not frozen yet."),
        (Item.BALLOTS, "Still open: Bầu Cụm trưởng năm 2027."),
        (Item.BALLOTS, "Nobody is named yet to lead 2027."),
        (Item.AWARDS, "Proposed awards without a decision: 2."),
        (Item.AWARDS, "Decided awards not handed out: 1."),
        (Item.PAPERS, "Not issued yet: Standings (1)."),
        (Item.FIGURES, "Criteria without a report at: Gia Lai."),
        (
            Item.FIGURES,
            "Lines without any score, so that there is no total: Đắk Lắk, Khánh Hòa.",
        ),
        (Item.PLEDGE, "The year 2027 is not opened."),
    ]


@pytest.mark.parametrize(
    ("next_year", "sentences"),
    [
        pytest.param(
            NextYear(rulebook_published=False, pledge=None),
            ["The rule book of 2027 is not published.", "The pledge of 2027 is not started."],
            id="only opened",
        ),
        pytest.param(
            replace(PREPARED, pledge=PledgeStatus.DRAFT, without_targets=["Gia Lai"]),
            ["Targets are missing at: Gia Lai."],
            id="targets missing",
        ),
        pytest.param(
            replace(PREPARED, pledge=PledgeStatus.SIGNING, unsigned=["Gia Lai"]),
            ["Not signed yet: Gia Lai."],
            id="not signed by all",
        ),
    ],
)
def test_the_next_year_is_handed_over_as_far_as_it_is_prepared(
    next_year: NextYear, sentences: list[str]
) -> None:
    assert said(replace(FINISHED, next_year=next_year)) == [
        (Item.PLEDGE, sentence) for sentence in sentences
    ]


def test_a_frozen_result_waits_to_be_published() -> None:
    assert said(replace(FINISHED, phase=Phase.FROZEN)) == [
        (Item.RESULT, "The result is not published yet.")
    ]


def test_every_item_has_a_name() -> None:
    assert list(ITEM_NAMES) == list(Item)


SIDES = {"leader_id": OLD, "next_id": NEW}


@pytest.mark.parametrize(
    ("actor", "early", "late"),
    [
        pytest.param(who(Role.SECRETARY), True, True, id="the secretary"),
        pytest.param(who(Role.AUDITOR), True, True, id="the auditor"),
        pytest.param(who(Role.SIGNER, OLD), False, True, id="the head who gives"),
        pytest.param(who(Role.OFFICER, NEW), False, True, id="an officer of who takes"),
        pytest.param(who(Role.REVIEWER, NEW), False, False, id="an appraiser of who takes"),
        pytest.param(who(Role.SIGNER, OTHER), False, False, id="another head"),
    ],
)
def test_the_checklist_is_seen_by_role_and_phase(actor: Actor, early: bool, late: bool) -> None:
    assert can_see_handover(actor, CLUSTER, Phase.COUNCIL, **SIDES) is early
    assert can_see_handover(actor, CLUSTER, Phase.FROZEN, **SIDES) is late


@pytest.mark.parametrize(
    ("actor", "sides"),
    [
        pytest.param(who(Role.CHAIR), [Side.GIVING], id="the chair gives"),
        pytest.param(who(Role.OFFICER, OLD), [Side.GIVING], id="the old leader gives"),
        pytest.param(who(Role.SIGNER, NEW), [Side.TAKING], id="the new leader takes"),
        pytest.param(who(Role.SIGNER, OTHER), [], id="another member does neither"),
        pytest.param(who(Role.AUDITOR), [], id="the auditor does neither"),
    ],
)
def test_each_side_ticks_for_itself(actor: Actor, sides: list[Side]) -> None:
    assert [side for side in Side if can_tick(actor, CLUSTER, side, **SIDES)] == sides


def test_nobody_takes_over_before_a_leader_is_named() -> None:
    assert not can_tick(who(Role.SIGNER, NEW), CLUSTER, Side.TAKING, leader_id=OLD, next_id=None)
