"""Phases, the moves between them, and a year's days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from cluster.domain.errors import RuleViolation, _
from cluster.domain.years import (
    MOVES,
    PHASE_NAMES,
    Move,
    Phase,
    YearState,
    check_move,
    check_number,
    check_phase,
    check_plan,
    check_plannable,
    moves_from,
    naming_day,
    shifted,
    vietnam_day,
    what_blocks,
)

READY = YearState(
    phase=Phase.SETUP,
    rulebook_published=True,
    members=6,
    has_leader=True,
    signatures=0,
    pledge_in_force=True,
    rulebook_unsigned=False,
    amendment_open=False,
    result_frozen=True,
)


def test_the_day_in_vietnam_begins_seven_hours_before_utc() -> None:
    assert vietnam_day(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert vietnam_day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_every_phase_has_a_name_and_is_reached_in_order() -> None:
    phases = list(Phase)
    forward = [(move.before, move.after) for move in MOVES if not move.back]

    assert list(PHASE_NAMES) == phases
    assert forward == list(pairwise(phases))


def test_a_ready_year_lives_through_all_phases() -> None:
    state = READY
    for phase in list(Phase)[1:]:
        state = replace(state, phase=check_move(state, phase, "").after)

    assert state.phase is Phase.ARCHIVED
    assert moves_from(state.phase) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in Phase
        for after in Phase
        if (before, after) not in {(move.before, move.after) for move in MOVES}
    ],
)
def test_what_the_table_does_not_know_is_refused(before: Phase, after: Phase) -> None:
    with pytest.raises(RuleViolation, match="A year cannot move from"):
        check_move(replace(READY, phase=before), after, "a reason")


@pytest.mark.parametrize("move", [move for move in MOVES if move.back], ids=lambda m: m.before)
def test_a_step_back_needs_a_reason(move: Move) -> None:
    state = replace(READY, phase=move.before)

    with pytest.raises(RuleViolation) as refusal:
        check_move(state, move.after, "  ")
    assert refusal.value.field == "reason"
    assert check_move(state, move.after, "Counted wrongly") == move


@pytest.mark.parametrize(
    ("state", "after", "reasons"),
    [
        pytest.param(READY, Phase.PLEDGE, [], id="ready for the pledge"),
        pytest.param(
            replace(READY, rulebook_published=False, members=1, has_leader=False),
            Phase.PLEDGE,
            [
                "The rule book of the year is not published.",
                "The year has fewer than two members.",
                "The year has no leader.",
            ],
            id="every reason at once",
        ),
        pytest.param(
            replace(READY, pledge_in_force=False),
            Phase.REPORT,
            ["Not every member has signed the pledge."],
            id="a signature is missing",
        ),
        pytest.param(
            replace(READY, phase=Phase.REPORT, rulebook_unsigned=True, amendment_open=True),
            Phase.REVIEW,
            [
                "A newer rule book is published that the members have not signed.",
                "Not every member has signed the amended pledge.",
            ],
            id="no review on rules that the members have not signed",
        ),
        pytest.param(
            replace(READY, phase=Phase.COUNCIL, rulebook_unsigned=True, amendment_open=True),
            Phase.REVIEW,
            [],
            id="the way back from the council is never shut",
        ),
        pytest.param(
            replace(READY, result_frozen=False),
            Phase.FROZEN,
            ["The result is frozen on the ranking page, and the year with it."],
            id="frozen only with its result",
        ),
        pytest.param(
            replace(READY, phase=Phase.REVIEW, lines_open=2, lines_to_confirm=1),
            Phase.COUNCIL,
            [
                "Lines sent back to members are still open: 2.",
                (
                    "Lines appraised before the member reported anew wait to be confirmed"
                    " or appraised again: 1."
                ),
            ],
            id="no council while lines are reported or appraised again",
        ),
        pytest.param(
            replace(READY, signatures=1),
            Phase.SETUP,
            ["A member has already signed the pledge."],
            id="no way back to setup after a signature",
        ),
    ],
)
def test_all_reasons_that_block_a_move_are_told(
    state: YearState, after: Phase, reasons: list[str]
) -> None:
    assert [str(reason) for reason in what_blocks(state, after)] == reasons


def test_a_blocked_move_is_refused_with_its_first_reason() -> None:
    with pytest.raises(RuleViolation, match="The rule book of the year is not published"):
        check_move(replace(READY, rulebook_published=False), Phase.PLEDGE, "")


def test_an_act_out_of_its_phase_is_refused_in_a_sentence() -> None:
    doing = _("Signing the pledge")
    check_phase(Phase.PLEDGE, [Phase.PLEDGE], doing)

    with pytest.raises(RuleViolation) as refusal:
        check_phase(Phase.SETUP, [Phase.PLEDGE], doing)
    assert str(refusal.value) == (
        "Signing the pledge is not possible now: the year is in the phase “Setup”."
    )


def test_the_days_of_an_archived_year_stay() -> None:
    check_plannable(Phase.PUBLISHED)
    with pytest.raises(RuleViolation, match="Planning the days is not possible now"):
        check_plannable(Phase.ARCHIVED)


@pytest.mark.parametrize("number", [1948, 2026, 2100])
def test_years_of_emulation_are_accepted(number: int) -> None:
    check_number(number)

    assert 1948 <= number <= 2100


@pytest.mark.parametrize("number", [-1, 26, 1947, 2101])
def test_other_numbers_are_no_years(number: int) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_number(number)
    assert refusal.value.field == "number"


def test_planned_days_follow_the_phases_and_may_have_gaps() -> None:
    check_plan({})
    check_plan({Phase.SETUP: date(2026, 1, 5), Phase.REPORT: None, Phase.REVIEW: date(2026, 1, 5)})

    with pytest.raises(RuleViolation) as refusal:
        check_plan({Phase.PLEDGE: date(2026, 3, 1), Phase.COUNCIL: date(2026, 2, 28)})
    assert refusal.value.field == "council"


def test_a_day_moves_to_another_year() -> None:
    assert shifted(date(2026, 3, 15), 1) == date(2027, 3, 15)
    assert shifted(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_papers_of_a_past_year_carry_the_names_of_its_last_day() -> None:
    assert naming_day(2024, date(2026, 3, 2)) == date(2024, 12, 31)
    assert naming_day(2026, date(2026, 3, 2)) == date(2026, 3, 2)
