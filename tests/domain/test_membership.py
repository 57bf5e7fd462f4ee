"""Names and offices from one day to another, codes, mergers."""

from datetime import date

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.membership import (
    Span,
    check_code,
    check_ends,
    check_follows,
    check_merger,
    check_merger_day,
    check_not_dissolved,
    could_compete,
    covering,
    covers,
    day_before,
    nearest,
    replaced_by,
    standing,
)

OLD = Span(starts_on=date(2020, 1, 1), ends_on=date(2025, 6, 30))
NEW = Span(starts_on=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2019, 12, 31), False, id="the day before it starts"),
        pytest.param(date(2020, 1, 1), True, id="its first day"),
        pytest.param(date(2025, 6, 30), True, id="its last day"),
        pytest.param(date(2025, 7, 1), False, id="the day after it ended"),
    ],
)
def test_a_span_covers_both_its_ends(day: date, expected: bool) -> None:
    assert covers(OLD, day) is expected


def test_a_span_without_end_goes_on() -> None:
    assert covers(NEW, date(2999, 1, 1))


def test_the_one_in_office_is_found_and_a_gap_has_nobody() -> None:
    assert covering([OLD, NEW], date(2025, 6, 30)) == OLD
    assert covering([OLD, NEW], date(2025, 7, 1)) == NEW
    assert covering([OLD], date(2026, 1, 1)) is None


def test_of_two_in_office_the_later_counts() -> None:
    acting = Span(starts_on=date(2024, 1, 1), ends_on=date(2026, 1, 1))

    assert covering([acting, OLD], date(2024, 5, 1)) == acting


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 5, 1), OLD, id="while it held"),
        pytest.param(date(2026, 5, 1), NEW, id="today's"),
        pytest.param(date(1999, 5, 1), OLD, id="before all, the first"),
    ],
)
def test_a_name_is_known_for_every_day(day: date, expected: Span) -> None:
    assert nearest([NEW, OLD], day) == expected


def test_a_dissolved_alliance_keeps_its_last_name() -> None:
    assert nearest([OLD], date(2030, 1, 1)) == OLD


@pytest.mark.parametrize(
    ("dissolved_on", "expected"),
    [
        pytest.param(None, True, id="goes on"),
        pytest.param(date(2025, 7, 1), True, id="dissolved within the year"),
        pytest.param(date(2025, 1, 1), False, id="dissolved with its first day"),
        pytest.param(date(2024, 7, 1), False, id="dissolved before"),
    ],
)
def test_who_existed_in_2025_could_compete_in_it(dissolved_on: date | None, expected: bool) -> None:
    assert could_compete(dissolved_on, 2025) is expected


def test_a_code_is_written_in_capitals() -> None:
    assert check_code("  kh-2 ") == "KH-2"


@pytest.mark.parametrize("code", ["", "KHÁNH", "A B", "-A", "A--B", "A/B", "LONGER-THAN-IT-MAY"])
def test_a_code_with_other_signs_is_refused(code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_code(code)
    assert refusal.value.field == "code"


def test_an_end_before_the_start_is_refused() -> None:
    check_ends(OLD)
    check_ends(Span(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1)))
    with pytest.raises(RuleViolation, match="The end lies before the start"):
        check_ends(Span(starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1)))


def test_a_new_name_begins_after_all_recorded_ones() -> None:
    check_follows([OLD], NEW)

    with pytest.raises(RuleViolation) as refusal:
        check_follows([OLD, NEW], Span(starts_on=date(2025, 7, 1)))
    assert refusal.value.field == "starts_on"


def test_a_new_head_replaces_the_one_in_office() -> None:
    assert replaced_by([NEW, OLD], Span(starts_on=date(2026, 1, 1))) == [NEW]
    assert replaced_by([OLD], Span(starts_on=date(2026, 1, 1))) == []


def test_a_former_head_is_recorded_where_nobody_else_was() -> None:
    before_all = Span(starts_on=date(2015, 1, 1), ends_on=date(2019, 12, 31))

    assert replaced_by([OLD, NEW], before_all) == []


def test_a_former_head_does_not_overlap_a_later_one() -> None:
    with pytest.raises(RuleViolation) as refusal:
        replaced_by([OLD, NEW], Span(starts_on=date(2015, 1, 1), ends_on=date(2020, 1, 1)))
    assert refusal.value.field == "starts_on"


def test_two_heads_do_not_begin_on_one_day() -> None:
    with pytest.raises(RuleViolation, match="from a later or equal date"):
        replaced_by([NEW], Span(starts_on=date(2025, 7, 1)))


def test_a_dissolved_alliance_takes_no_more_changes() -> None:
    check_not_dissolved(None)
    with pytest.raises(RuleViolation, match="This alliance was dissolved on 2025-07-01"):
        check_not_dissolved(date(2025, 7, 1))


def test_a_merger_takes_more_than_the_successor() -> None:
    check_merger([1, 2], 1)
    check_merger([2], 1)
    for nobody in ([], [1]):
        with pytest.raises(RuleViolation) as refusal:
            check_merger(nobody, 1)
        assert refusal.value.field == "alliance_ids"


def test_a_merger_lies_after_the_last_name_began() -> None:
    check_merger_day(date(2025, 7, 2), [OLD, NEW])
    check_merger_day(date(2025, 7, 2), [])
    with pytest.raises(RuleViolation) as refusal:
        check_merger_day(date(2025, 7, 1), [OLD, NEW])
    assert refusal.value.field == "on"


def test_the_last_day_of_the_old_is_the_day_before_the_new() -> None:
    assert day_before(date(2025, 7, 1)) == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("members", "successors", "expected"),
    [
        pytest.param([1, 2, 3], {}, [1, 2, 3], id="nobody merged"),
        pytest.param([1, 2, 3], {2: 9}, [1, 9, 3], id="a new one takes the place"),
        pytest.param([1, 2, 3], {3: 1, 2: 1}, [1], id="nobody competes twice"),
        pytest.param([1, 2], {1: 3, 3: 4}, [4, 2], id="merged and merged again"),
    ],
)
def test_successors_take_the_place_of_dissolved_members(
    members: list[int], successors: dict[int, int], expected: list[int]
) -> None:
    assert standing(members, successors) == expected
