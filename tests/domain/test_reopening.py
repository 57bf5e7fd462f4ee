"""Lines sent back to a member: which, until when, and how they close."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.reopening import (
    MOST_DAYS,
    ReopeningState,
    check_answer,
    check_due,
    check_flagged,
    check_sending_back,
    state_of,
)
from cluster.domain.years import Phase

TODAY = date(2026, 12, 1)
LINES = ("I.1", "III.1")


def refused(act: Callable[[], None]) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as refusal:
        act()
    return str(refusal.value.message), refusal.value.field


@pytest.mark.parametrize(
    ("due_on", "answered", "state"),
    [
        pytest.param(TODAY, False, ReopeningState.OPEN, id="open through its last day"),
        pytest.param(
            TODAY - timedelta(days=1),
            False,
            ReopeningState.OVERDUE,
            id="closed by itself the day after",
        ),
        pytest.param(TODAY, True, ReopeningState.ANSWERED, id="closed with the answer"),
        pytest.param(
            TODAY - timedelta(days=9), True, ReopeningState.ANSWERED, id="answered, and long ago"
        ),
    ],
)
def test_the_clock_closes_what_nobody_answers(
    due_on: date, answered: bool, state: ReopeningState
) -> None:
    assert state_of(due_on, answered=answered, today=TODAY) is state


def test_lines_are_sent_back_in_review_only() -> None:
    check_sending_back(Phase.REVIEW)

    assert refused(lambda: check_sending_back(Phase.COUNCIL))[0] == (
        "Sending lines back is not possible now: the year is in the phase “Council”."
    )


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        pytest.param({}, "Write a note at each line that you send back.", id="nothing flagged"),
        pytest.param(
            {"IX": "Thiếu"}, "Line IX is not assigned to this member.", id="no line of the member"
        ),
        pytest.param({"I.1": "  "}, "Say what is asked in line I.1.", id="no note"),
        pytest.param({"III.1": "Thiếu"}, "Line III.1 was sent back and is still open.", id="twice"),
    ],
)
def test_a_line_is_sent_back_once_and_with_a_note(notes: dict[str, str], sentence: str) -> None:
    act = lambda: check_flagged(notes, scored=LINES, still_open=["III.1"])  # noqa: E731

    assert refused(act)[0] == sentence


def test_what_is_flagged_with_a_note_is_sent_back() -> None:
    check_flagged({"I.1": "Thiếu biên bản"}, scored=LINES, still_open=[])


@pytest.mark.parametrize("ahead", [0, MOST_DAYS])
def test_the_last_day_is_near(ahead: int) -> None:
    check_due(TODAY + timedelta(days=ahead), TODAY)


@pytest.mark.parametrize("ahead", [-1, MOST_DAYS + 1])
def test_a_day_that_has_passed_or_lies_far_ahead_is_refused(ahead: int) -> None:
    assert refused(lambda: check_due(TODAY + timedelta(days=ahead), TODAY)) == (
        "Choose a day from today up to 30 days ahead.",
        "due_on",
    )


@pytest.mark.parametrize(
    ("unchanged", "text"),
    [
        pytest.param([], "", id="reported anew on every line"),
        pytest.param(["I.1"], "Số liệu đã đúng.", id="says why a line stays"),
    ],
)
def test_an_answer_reports_anew_or_says_why_not(unchanged: list[str], text: str) -> None:
    check_answer(ReopeningState.OPEN, TODAY, unchanged, text)


@pytest.mark.parametrize(
    ("state", "sentence", "field"),
    [
        pytest.param(
            ReopeningState.OPEN, "Say why these lines stay as they are: I.1.", "text", id="silence"
        ),
        pytest.param(
            ReopeningState.ANSWERED, "These lines have been answered already.", None, id="twice"
        ),
        pytest.param(
            ReopeningState.OVERDUE, "These lines were open until 2026-12-01.", None, id="too late"
        ),
    ],
)
def test_an_answer_comes_once_in_time_and_says_something(
    state: ReopeningState, sentence: str, field: str | None
) -> None:
    assert refused(lambda: check_answer(state, TODAY, ["I.1"], " ")) == (sentence, field)
