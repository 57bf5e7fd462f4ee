"""Who sees which points of a year, and who may give which."""

from decimal import Decimal

import pytest

from cluster.domain.errors import NotAllowed, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.score_sight import (
    Sight,
    Voice,
    check_reason_for_hidden,
    sees_care,
    sees_provisional_places,
)
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase

CLUSTER, OWN, ASSIGNED, OTHER = 7, 1, 2, 3
SELF, CROSS, APPRAISAL, FINAL = Layer.SELF, Layer.CROSS, Layer.APPRAISAL, Layer.FINAL
EVERYTHING = set(Layer)
OPEN = [Phase.SETUP, Phase.PLEDGE, Phase.REPORT, Phase.REVIEW, Phase.COUNCIL]
SETTLED = [Phase.FROZEN, Phase.PUBLISHED, Phase.ARCHIVED]


def holding(role: Role, alliance_id: int | None = None) -> Actor:
    return Actor(user_id=1, name="An", grants=(Grant(role, CLUSTER, alliance_id),))


def sight(actor: Actor, phase: Phase) -> Sight:
    pairs = {(OWN, ASSIGNED), (OTHER, ASSIGNED)}
    return Sight(actor=actor, cluster_id=CLUSTER, phase=phase, assigned=pairs)


OFFICER = holding(Role.OFFICER, OWN)
SIGNER = holding(Role.SIGNER, OWN)
REVIEWER = holding(Role.REVIEWER, OWN)
COUNCIL = holding(Role.COUNCIL, OWN)
CHAIR = holding(Role.CHAIR)
SECRETARY = holding(Role.SECRETARY)
AUDITOR = holding(Role.AUDITOR)
SYSADMIN = Actor(user_id=1, name="An", grants=(Grant(Role.SYSADMIN),))


@pytest.mark.parametrize("actor", [OFFICER, SIGNER], ids=["officer", "signer"])
@pytest.mark.parametrize("phase", OPEN)
def test_a_member_sees_its_self_score_and_once_it_is_done_its_appraisal(
    actor: Actor, phase: Phase
) -> None:
    appraised = {APPRAISAL} if phase is Phase.COUNCIL else set()
    assert sight(actor, phase).layers(OWN) == {SELF, *appraised}
    assert sight(actor, phase).layers(OTHER) == set()
    assert not sight(actor, phase).sees_member(OTHER)


@pytest.mark.parametrize("phase", SETTLED)
def test_a_member_sees_every_layer_of_its_own_once_frozen(phase: Phase) -> None:
    assert sight(OFFICER, phase).layers(OWN) == EVERYTHING
    assert sight(OFFICER, phase).layers(OTHER) == set()
    assert sight(OFFICER, phase).sees_result(OWN)
    assert sight(OFFICER, phase).sees_result(OTHER) is (phase is not Phase.FROZEN)


@pytest.mark.parametrize("phase", OPEN)
def test_nobody_sees_a_result_that_is_not_frozen(phase: Phase) -> None:
    assert not sight(SECRETARY, phase).sees_result(OWN)


def test_a_cross_scorer_sees_the_self_score_of_its_member_during_the_review() -> None:
    assert sight(OFFICER, Phase.REPORT).layers(ASSIGNED) == set()
    assert sight(OFFICER, Phase.REVIEW).layers(ASSIGNED) == {SELF}


def test_a_cross_scorer_is_blind_until_its_own_score_of_the_line_is_in() -> None:
    review = sight(OFFICER, Phase.REVIEW)

    assert review.sees_cross(ASSIGNED, scorer_id=OWN, own_given=False)
    assert not review.sees_cross(ASSIGNED, scorer_id=OTHER, own_given=False)
    assert review.sees_cross(ASSIGNED, scorer_id=OTHER, own_given=True)
    assert not review.sees_cross(OWN, scorer_id=OTHER, own_given=True)
    assert not sight(OFFICER, Phase.REPORT).sees_cross(ASSIGNED, scorer_id=OWN, own_given=True)
    assert sight(AUDITOR, Phase.REVIEW).sees_cross(ASSIGNED, scorer_id=OTHER, own_given=False)


@pytest.mark.parametrize(
    ("phase", "own", "other"),
    [
        pytest.param(Phase.REPORT, set(), set(), id="nothing while members report"),
        pytest.param(Phase.REVIEW, {SELF}, {SELF, APPRAISAL}, id="no appraisal of its own"),
        pytest.param(Phase.FROZEN, {SELF}, {SELF, APPRAISAL}, id="still so when frozen"),
    ],
)
def test_an_appraiser_sees_what_it_appraises(
    phase: Phase, own: set[Layer], other: set[Layer]
) -> None:
    assert sight(REVIEWER, phase).layers(OWN) == own
    assert sight(REVIEWER, phase).layers(OTHER) == other


@pytest.mark.parametrize(
    ("actor", "report", "review", "council"),
    [
        pytest.param(SECRETARY, set(), {SELF, APPRAISAL}, EVERYTHING, id="secretary"),
        pytest.param(CHAIR, {SELF}, {SELF, APPRAISAL}, EVERYTHING, id="chair"),
        pytest.param(COUNCIL, set(), set(), EVERYTHING, id="council"),
        pytest.param(AUDITOR, EVERYTHING, EVERYTHING, EVERYTHING, id="auditor"),
        pytest.param(SYSTEM, EVERYTHING, EVERYTHING, EVERYTHING, id="the system"),
        pytest.param(SYSADMIN, set(), set(), set(), id="administrator"),
    ],
)
def test_who_runs_or_settles_the_year_sees_more_with_each_phase(
    actor: Actor, report: set[Layer], review: set[Layer], council: set[Layer]
) -> None:
    seen = [sight(actor, phase).layers(OTHER) for phase in OPEN[2:]]

    assert seen == [report, review, council]


def test_organisers_know_of_every_member_and_administrators_of_none() -> None:
    known = {
        name: sight(actor, Phase.REPORT).sees_member(OTHER)
        for name, actor in {
            "secretary": SECRETARY,
            "appraiser": REVIEWER,
            "council": COUNCIL,
            "system": SYSTEM,
            "administrator": SYSADMIN,
            "officer": OFFICER,
        }.items()
    }

    assert known == {
        "secretary": True,
        "appraiser": True,
        "council": True,
        "system": True,
        "administrator": False,
        "officer": False,
    }


@pytest.mark.parametrize(
    ("actor", "phase", "alliance_id", "voices"),
    [
        pytest.param(OFFICER, Phase.REPORT, OWN, [Voice(SELF)], id="officer reports"),
        pytest.param(OFFICER, Phase.REVIEW, OWN, [], id="self-score is closed"),
        pytest.param(OFFICER, Phase.REVIEW, ASSIGNED, [Voice(CROSS, OWN)], id="cross-scorer"),
        pytest.param(OFFICER, Phase.REVIEW, OTHER, [], id="not assigned"),
        pytest.param(REVIEWER, Phase.REVIEW, OTHER, [Voice(APPRAISAL)], id="appraiser"),
        pytest.param(REVIEWER, Phase.REVIEW, OWN, [], id="appraiser of the same alliance"),
        pytest.param(COUNCIL, Phase.COUNCIL, OTHER, [Voice(FINAL)], id="council"),
        pytest.param(COUNCIL, Phase.COUNCIL, OWN, [], id="council of the same alliance"),
        pytest.param(CHAIR, Phase.COUNCIL, OTHER, [Voice(FINAL)], id="chair"),
        pytest.param(CHAIR, Phase.FROZEN, OTHER, [], id="frozen"),
        pytest.param(SECRETARY, Phase.COUNCIL, OTHER, [], id="secretary"),
        pytest.param(SYSADMIN, Phase.REPORT, OWN, [], id="administrator"),
        pytest.param(SYSTEM, Phase.REPORT, OWN, [], id="not even the system"),
    ],
)
def test_who_may_give_points_when(
    actor: Actor, phase: Phase, alliance_id: int, voices: list[Voice]
) -> None:
    assert sight(actor, phase).voices(alliance_id) == voices


def test_points_from_whom_they_are_not_due_are_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        sight(SECRETARY, Phase.REPORT).check_may_score(OWN, Voice(SELF))


def test_points_out_of_their_phase_are_refused_with_a_sentence() -> None:
    with pytest.raises(RuleViolation) as refusal:
        sight(OFFICER, Phase.REVIEW).check_may_score(OWN, Voice(SELF))

    assert str(refusal.value.message) == (
        "Entering the layer “Self-score” is not possible now: the year is in the phase “Review”."
    )


@pytest.mark.parametrize(
    ("actor", "phase", "seen"),
    [
        pytest.param(SECRETARY, Phase.REPORT, True, id="secretary"),
        pytest.param(COUNCIL, Phase.REVIEW, False, id="council before its phase"),
        pytest.param(COUNCIL, Phase.COUNCIL, True, id="council"),
        pytest.param(OFFICER, Phase.COUNCIL, False, id="member"),
        pytest.param(SYSTEM, Phase.REPORT, True, id="the system"),
    ],
)
def test_provisional_places_are_for_those_who_settle_them(
    actor: Actor, phase: Phase, seen: bool
) -> None:
    assert sees_provisional_places(sight(actor, phase)) is seen


@pytest.mark.parametrize(
    ("below", "reason"),
    [
        pytest.param(None, "", id="nothing below"),
        pytest.param(Decimal(3), "", id="the same points"),
        pytest.param(Decimal(4), "Theo biên bản", id="a reason"),
    ],
)
def test_points_above_a_hidden_layer_stand(below: Decimal | None, reason: str) -> None:
    check_reason_for_hidden(Decimal(3), below, reason)


def test_a_reason_is_asked_for_without_telling_hidden_points() -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_reason_for_hidden(Decimal(3), Decimal(4), " ")

    assert refusal.value.field == "reason"
    assert "4" not in str(refusal.value.message)


@pytest.mark.parametrize(
    ("actor", "phases"),
    [
        pytest.param(SECRETARY, {Phase.REVIEW, Phase.COUNCIL, *SETTLED}, id="secretary"),
        pytest.param(CHAIR, {Phase.REVIEW, Phase.COUNCIL, *SETTLED}, id="chair"),
        pytest.param(AUDITOR, {Phase.REVIEW, Phase.COUNCIL, *SETTLED}, id="auditor"),
        pytest.param(SYSTEM, {Phase.REVIEW, Phase.COUNCIL, *SETTLED}, id="the system"),
        pytest.param(COUNCIL, {Phase.COUNCIL, *SETTLED}, id="council"),
        pytest.param(REVIEWER, {Phase.COUNCIL, *SETTLED}, id="appraiser, once theirs are in"),
        pytest.param(OFFICER, set(), id="officer"),
        pytest.param(SYSADMIN, set(), id="administrator"),
    ],
)
def test_what_needs_care_is_for_those_who_settle_appraise_or_audit(
    actor: Actor, phases: set[Phase]
) -> None:
    assert {phase for phase in Phase if sees_care(sight(actor, phase))} == phases


# Lines sent back, and people with two hats


def both(*grants: Grant) -> Actor:
    return Actor(user_id=1, name="An", grants=grants)


def open_to(alliance_id: int, actor: Actor, *, leader_id: int | None = None) -> Sight:
    return Sight(
        actor=actor,
        cluster_id=CLUSTER,
        phase=Phase.REVIEW,
        open_lines={(alliance_id, "I.1")},
        leader_id=leader_id,
    )


def test_a_line_sent_back_is_open_to_its_member_alone() -> None:
    own, other = open_to(OWN, OFFICER), open_to(OTHER, OFFICER)

    assert own.voices(OWN, "I.1") == [Voice(SELF)]
    assert own.voices(OWN, "I.2") == own.voices(OWN) == []
    assert other.voices(OWN, "I.1") == []
    own.check_may_score(OWN, Voice(SELF), "I.1")
    with pytest.raises(RuleViolation, match="Entering the layer “Self-score”"):
        own.check_may_score(OWN, Voice(SELF), "I.2")


def test_while_a_line_is_open_again_its_side_sees_nobody_elses() -> None:
    hats = both(Grant(Role.OFFICER, CLUSTER, OWN), Grant(Role.CHAIR, CLUSTER))
    review = open_to(OWN, hats)

    assert not review.sees_figure(OTHER, Voice(SELF), code="I.1", own_given=False)
    assert review.sees_figure(OWN, Voice(SELF), code="I.1", own_given=False)
    assert review.sees_figure(OTHER, Voice(SELF), code="I.2", own_given=False)
    assert (review.may_compare("I.1"), review.may_compare("I.2")) == (False, True)


@pytest.mark.parametrize(("leader_id", "sees"), [(OWN, False), (OTHER, True), (None, True)])
def test_the_secretariat_is_on_the_leaders_side(leader_id: int | None, sees: bool) -> None:
    review = open_to(OWN, SECRETARY, leader_id=leader_id)

    assert review.sees_figure(ASSIGNED, Voice(SELF), code="I.1", own_given=False) is sees
    assert open_to(OWN, CHAIR, leader_id=OWN).may_compare("I.1")


@pytest.mark.parametrize(
    "hat",
    [Grant(Role.CHAIR, CLUSTER), Grant(Role.REVIEWER, CLUSTER, OWN)],
    ids=["chair", "reviewer"],
)
def test_a_cross_scorer_with_another_hat_is_blind_all_the_same(hat: Grant) -> None:
    review = sight(both(Grant(Role.OFFICER, CLUSTER, OWN), hat), Phase.REVIEW)
    council = sight(both(Grant(Role.OFFICER, CLUSTER, OWN), hat), Phase.COUNCIL)

    assert review.sees_figure(ASSIGNED, Voice(SELF), code="I.1", own_given=False)
    assert not review.sees_figure(ASSIGNED, Voice(APPRAISAL), code="I.1", own_given=False)
    assert not review.sees_figure(ASSIGNED, Voice(CROSS, OTHER), code="I.1", own_given=False)
    assert review.sees_figure(ASSIGNED, Voice(APPRAISAL), code="I.1", own_given=True)
    assert council.sees_figure(ASSIGNED, Voice(APPRAISAL), code="I.1", own_given=False)
