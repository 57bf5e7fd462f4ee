"""What members ask about their appraisal: when, and who answers what."""

from collections.abc import Callable
from datetime import date

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.objections import (
    ObjectionKind,
    Verdict,
    can_ask,
    check_answerable,
    check_asking,
    check_days,
    check_new,
    check_text,
    last_day,
)
from cluster.domain.years import Phase

LAST = date(2026, 12, 10)
LATE = date(2026, 12, 11)
ASKED, OBJECTED = ObjectionKind.EXPLANATION, ObjectionKind.OBJECTION


def refused(act: Callable[[], None]) -> str:
    with pytest.raises(RuleViolation) as refusal:
        act()
    return str(refusal.value.message)


def test_the_days_run_from_the_councils_first() -> None:
    assert last_day(date(2026, 12, 7), 3) == LAST


@pytest.mark.parametrize("days", [1, 60])
def test_a_time_to_object_that_a_cluster_can_mean(days: int) -> None:
    check_days(days)


@pytest.mark.parametrize("days", [0, 61])
def test_a_time_to_object_that_no_cluster_can_mean(days: int) -> None:
    assert refused(lambda: check_days(days)) == "Give members from 1 to 60 days."


@pytest.mark.parametrize(
    ("phase", "last", "today", "may"),
    [
        pytest.param(Phase.COUNCIL, LAST, LAST, True, id="on the last day"),
        pytest.param(Phase.COUNCIL, LAST, LATE, False, id="a day late"),
        pytest.param(Phase.COUNCIL, None, LAST, False, id="without a first day"),
        pytest.param(Phase.REVIEW, LAST, LAST, False, id="before the appraisal is done"),
    ],
)
def test_members_ask_within_the_days(
    phase: Phase, last: date | None, today: date, may: bool
) -> None:
    assert can_ask(phase, last, today) is may


def test_asking_in_time_is_accepted() -> None:
    check_asking(Phase.COUNCIL, LAST, LAST)


def test_asking_late_is_refused_with_the_day() -> None:
    assert refused(lambda: check_asking(Phase.COUNCIL, LAST, LATE)) == (
        "The last day to ask or to object was 2026-12-10."
    )


def test_asking_before_the_appraisal_is_done_is_refused() -> None:
    assert refused(lambda: check_asking(Phase.REVIEW, None, LAST)) == (
        "Asking for an explanation or objecting is not possible now: the year is in the phase"
        " “Review”."
    )


def test_words_stay_on_the_record_so_there_are_some() -> None:
    check_text("Vì sao?", field="text")

    silence = refused(lambda: check_text(" ", field="text"))

    assert silence == "Write it down: it stays on the record."


def test_nothing_is_asked_twice_at_once() -> None:
    check_new("I.1", waits=False)

    assert refused(lambda: check_new("I.1", waits=True)) == "Line I.1 waits for an answer already."


def test_each_kind_has_its_own_answer() -> None:
    check_answerable(Phase.COUNCIL, ASKED, ASKED, None)

    assert refused(lambda: check_answerable(Phase.COUNCIL, ASKED, OBJECTED, None)) == (
        "An explanation is given, an objection is decided."
    )


def test_an_answer_is_given_once_and_before_the_freeze() -> None:
    again = lambda: check_answerable(Phase.COUNCIL, OBJECTED, OBJECTED, Verdict.REFUSED)  # noqa: E731
    late = lambda: check_answerable(Phase.FROZEN, OBJECTED, OBJECTED, None)  # noqa: E731

    assert refused(again) == "This has been answered already."
    assert refused(late) == (
        "Answering a member is not possible now: the year is in the phase “Frozen”."
    )
