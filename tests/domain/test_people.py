"""Addresses, passwords, locks and the days of a role."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cluster.domain import people
from cluster.domain.errors import RuleViolation
from cluster.domain.people import HeldGrant, LockRule, Tries
from cluster.domain.permissions import Grant, Role

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
RULE = LockRule(failures=3, minutes=15)
TODAY = date(2026, 3, 2)
SECRETARY = Grant(Role.SECRETARY, 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Hoa@Cum.VN", "hoa@cum.vn", id="capitals do not matter"),
        pytest.param("  hoa@cum.vn ", "hoa@cum.vn", id="nor do blanks around it"),
        pytest.param("hoa@localhost", "hoa@localhost", id="an office network has short names"),
    ],
)
def test_an_address_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert people.normal_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("hoa", id="no host"),
        pytest.param("hoa@", id="empty host"),
        pytest.param("hoa@cum.vn, lan@cum.vn", id="two addresses"),
        pytest.param("hoa@cum.vn\nBcc: lan@cum.vn", id="a smuggled header"),
        pytest.param("x" * 250 + "@cum.vn", id="longer than mail allows"),
    ],
)
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        people.normal_email(typed)

    assert refusal.value.field == "email"


def test_a_password_is_the_same_however_the_keyboard_composes_it() -> None:
    assert people.normal_password("mật khẩu") == people.normal_password("mật khẩu")


def test_a_short_password_is_refused() -> None:
    people.check_new_password("đủ dài rồi")

    with pytest.raises(RuleViolation) as refusal:
        people.check_new_password("ngắn")

    assert refusal.value.field == "password"


def test_the_last_failure_allowed_locks_for_the_minutes_of_the_rule() -> None:
    tries = Tries()
    seen = []
    for _try in range(3):
        tries = people.after_failure(tries, RULE, NOW)
        seen.append((tries.failed, tries.locked_until))

    assert seen == [(1, None), (2, None), (0, NOW + timedelta(minutes=15))]


@pytest.mark.parametrize(
    ("after", "locked"),
    [
        pytest.param(timedelta(0), True, id="at once"),
        pytest.param(timedelta(minutes=14, seconds=59), True, id="just before the time is up"),
        pytest.param(timedelta(minutes=15), False, id="when the time is up"),
    ],
)
def test_a_lock_lasts_exactly_its_time(after: timedelta, locked: bool) -> None:
    tries = Tries(locked_until=NOW + timedelta(minutes=15))

    assert people.is_locked(tries, NOW + after) == locked


def test_a_lock_says_how_long_to_wait() -> None:
    tries = Tries(locked_until=NOW + timedelta(minutes=15))

    with pytest.raises(RuleViolation) as refusal:
        people.check_not_locked(tries, NOW + timedelta(minutes=2, seconds=30), field="code")

    assert dict(refusal.value.message.values) == {"minutes": 13}
    assert refusal.value.field == "code"


def test_without_a_lock_passwords_are_looked_at() -> None:
    people.check_not_locked(Tries(failed=2), NOW)

    assert not people.is_locked(Tries(failed=2), NOW)


def held(grant: Grant, starts_on: date, ends_on: date | None = None) -> HeldGrant:
    return HeldGrant(grant=grant, starts_on=starts_on, ends_on=ends_on)


def test_a_role_may_follow_itself() -> None:
    before = held(SECRETARY, date(2025, 1, 1), date(2026, 3, 1))

    people.check_can_hold([before], held(SECRETARY, TODAY))

    with pytest.raises(RuleViolation, match="already"):
        people.check_can_hold([held(SECRETARY, date(2025, 1, 1))], held(SECRETARY, TODAY))


def test_a_role_of_a_later_time_is_no_obstacle_to_one_that_ends_before() -> None:
    later = held(Grant(Role.AUDITOR, 1), date(2027, 1, 1))

    people.check_can_hold([later], held(SECRETARY, TODAY, date(2026, 12, 31)))

    with pytest.raises(RuleViolation, match="may not be"):
        people.check_can_hold([later], held(SECRETARY, TODAY))


def test_a_role_does_not_end_before_it_starts() -> None:
    with pytest.raises(RuleViolation) as refusal:
        people.check_can_hold([], held(SECRETARY, TODAY, date(2026, 3, 1)))

    assert refusal.value.field == "ends_on"


@pytest.mark.parametrize(
    "grant",
    [
        pytest.param(Grant(Role.SYSADMIN, 1), id="an administrator belongs to no cluster"),
        pytest.param(Grant(Role.CHAIR), id="a chair to one"),
    ],
)
def test_role_and_cluster_must_fit(grant: Grant) -> None:
    with pytest.raises(RuleViolation) as refusal:
        people.check_can_hold([], held(grant, TODAY))

    assert refusal.value.field == "cluster_id"


def test_a_role_ends_yesterday_at_the_earliest_and_never_later_than_recorded() -> None:
    people.check_last_day(held(SECRETARY, TODAY), date(2026, 3, 1), TODAY)

    with pytest.raises(RuleViolation, match="past"):
        people.check_last_day(held(SECRETARY, TODAY), date(2026, 2, 28), TODAY)
    with pytest.raises(RuleViolation, match="already"):
        people.check_last_day(held(SECRETARY, TODAY, date(2026, 6, 30)), date(2026, 7, 1), TODAY)
