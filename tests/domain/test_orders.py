"""Print orders: their states, what becomes of a line, how long it will take."""

from datetime import timedelta

import pytest

from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding, Severity
from cluster.domain.orders import (
    ITEM_STATUS_NAMES,
    MOVES,
    ORDER_STATUS_NAMES,
    ItemStatus,
    OrderStatus,
    Run,
    check_draft,
    check_move,
    check_start,
    is_stale,
    status_of,
    time_left,
)
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before in OrderStatus for after in OrderStatus],
)
def test_an_order_moves_only_where_the_table_says(before: OrderStatus, after: OrderStatus) -> None:
    if after in MOVES[before]:
        check_move(before, after)
    else:
        with pytest.raises(RuleViolation, match="This order is"):
            check_move(before, after)


def test_printed_and_cancelled_orders_are_closed() -> None:
    assert [status for status in OrderStatus if not MOVES[status]] == [
        OrderStatus.DONE,
        OrderStatus.CANCELLED,
    ]
    assert set(ORDER_STATUS_NAMES) == set(OrderStatus)
    assert set(ITEM_STATUS_NAMES) == set(ItemStatus)


@pytest.mark.parametrize(
    ("found", "accepted", "status"),
    [
        pytest.param([], False, ItemStatus.WAITING, id="nothing found"),
        pytest.param([Severity.NOTE], False, ItemStatus.WAITING, id="a note"),
        pytest.param([Severity.WARNING], False, ItemStatus.LEFT_OUT, id="a warning"),
        pytest.param([Severity.WARNING], True, ItemStatus.WAITING, id="a warning looked at"),
        pytest.param(
            [Severity.WARNING, Severity.ERROR], True, ItemStatus.STOPPED, id="an error stops"
        ),
    ],
)
def test_what_was_found_decides_what_becomes_of_a_line(
    found: list[Severity], accepted: bool, status: ItemStatus
) -> None:
    findings = [Finding(severity=severity, message=_("So.")) for severity in found]

    assert status_of(findings, is_accepted=accepted) is status


def test_an_order_of_nothing_is_not_started() -> None:
    check_start(1)

    with pytest.raises(RuleViolation, match="Nothing would be printed"):
        check_start(0)


def test_what_is_done_with_a_draft_is_refused_once_it_is_started() -> None:
    check_draft(OrderStatus.DRAFT)

    for status in set(OrderStatus) - {OrderStatus.DRAFT}:
        with pytest.raises(RuleViolation, match="started already"):
            check_draft(status)


def test_the_time_left_follows_the_pace_since_the_last_pause() -> None:
    run = Run(done=150, left=300, since=NOW - timedelta(seconds=10), done_before=50)

    assert time_left(run, NOW) == timedelta(seconds=30)
    assert time_left(Run(done=50, left=300, since=NOW, done_before=50), NOW) is None


def test_an_order_without_a_sign_of_life_is_taken_up_again() -> None:
    assert is_stale(None, NOW)
    assert is_stale(NOW - timedelta(minutes=2), NOW)
    assert not is_stale(NOW - timedelta(seconds=119), NOW)
