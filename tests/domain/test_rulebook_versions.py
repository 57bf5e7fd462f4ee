"""When a version of the rule book may be written, published, taken back or followed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.rulebook import CriterionKind, rulebook_from_data
from cluster.domain.rulebook_versions import Standing, check_place, check_removable, next_code
from cluster.domain.years import Phase
from tests.make.rulebook import make_line, small_book

DRAFT = Standing(phase=Phase.SETUP, version=1, published=False, frozen=False)
PUBLISHED = Standing(phase=Phase.SETUP, version=1, published=True, frozen=False)
SIGNED = Standing(phase=Phase.REPORT, version=1, published=True, frozen=True)
LATE_DRAFT = Standing(phase=Phase.REPORT, version=1, published=False, frozen=False)
NEXT_DRAFT = Standing(phase=Phase.REPORT, version=2, published=False, frozen=False)
AFTER = Standing(phase=Phase.COUNCIL, version=1, published=True, frozen=True)
LATE_UNSIGNED = Standing(phase=Phase.COUNCIL, version=1, published=True, frozen=False)

BOOK = rulebook_from_data(small_book())


@pytest.mark.parametrize(
    ("standing", "may"),
    [
        pytest.param(DRAFT, "change", id="a draft while the year is set up"),
        pytest.param(PUBLISHED, "reopen", id="published, nobody has signed"),
        pytest.param(SIGNED, "follow", id="signed"),
        pytest.param(LATE_DRAFT, "", id="a first draft after setup"),
        pytest.param(NEXT_DRAFT, "change", id="the draft of a new version"),
        pytest.param(AFTER, "", id="signed, but reporting is over"),
    ],
)
def test_one_thing_may_be_done_at_a_time(standing: Standing, may: str) -> None:
    possible = {
        "change": standing.is_changeable,
        "reopen": standing.is_reopenable,
        "follow": standing.is_versionable,
    }

    assert [act for act, allowed in possible.items() if allowed] == ([may] if may else [])


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        pytest.param(SIGNED.check_changeable, "make a new version", id="changing what is signed"),
        pytest.param(PUBLISHED.check_changeable, "take the publication back", id="published"),
        pytest.param(LATE_DRAFT.check_changeable, "in the phase “Report”", id="changing too late"),
        pytest.param(PUBLISHED.check_publishable, "published already", id="publishing twice"),
        pytest.param(LATE_DRAFT.check_publishable, "Publishing the", id="publishing too late"),
        pytest.param(DRAFT.check_reopenable, "is not published", id="taking back a draft"),
        pytest.param(SIGNED.check_reopenable, "make a new version", id="taking back the signed"),
        pytest.param(LATE_UNSIGNED.check_reopenable, "phase “Council”", id="taking back too late"),
        pytest.param(
            lambda: NEXT_DRAFT.check_versionable("Sửa"), "a draft already", id="beside a draft"
        ),
        pytest.param(
            lambda: PUBLISHED.check_versionable("Sửa"), "take it back instead", id="unsigned"
        ),
        pytest.param(lambda: AFTER.check_versionable("Sửa"), "phase “Council”", id="too late"),
        pytest.param(lambda: SIGNED.check_versionable(" "), "needs a reason", id="no reason"),
    ],
)
def test_a_refusal_says_what_to_do(check: Callable[[], None], sentence: str) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        check()


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(DRAFT.check_changeable, id="changing a draft"),
        pytest.param(DRAFT.check_publishable, id="publishing a draft"),
        pytest.param(NEXT_DRAFT.check_publishable, id="publishing a new version"),
        pytest.param(PUBLISHED.check_reopenable, id="taking back the unsigned"),
        pytest.param(lambda: SIGNED.check_versionable("Sửa"), id="following the signed"),
    ],
)
def test_what_is_due_is_allowed(check: Callable[[], None]) -> None:
    assert check() is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("code", "parent", "was", "field"),
    [
        pytest.param("", "I", None, "code", id="no code"),
        pytest.param("I.1", "I", None, "code", id="a code that is taken"),
        pytest.param("I.3", "II", None, "parent_code", id="a section that is not there"),
        pytest.param("I.3", "I.1", None, "parent_code", id="under a criterion"),
        pytest.param("I", "I", "I", "parent_code", id="a section under itself"),
    ],
)
def test_a_line_needs_a_code_and_a_section(
    code: str, parent: str, was: str | None, field: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check_place(BOOK, code, parent, was=was)
    assert refusal.value.field == field


def test_a_section_may_stand_at_the_top_or_under_another() -> None:
    check_place(BOOK, "II", None, was=None)
    check_place(BOOK, "I.3", "I", was=None)
    check_place(BOOK, "I.1", "I", was="I.1")

    with pytest.raises(RuleViolation, match="The section I is not empty"):
        check_removable(BOOK, "I")
    check_removable(BOOK, "I.1")


def test_a_section_deep_under_itself_is_refused() -> None:
    inner = make_line("I.A", kind=CriterionKind.SECTION, formula=None)
    nested = replace(BOOK, criteria=(*BOOK.criteria, inner))

    with pytest.raises(RuleViolation, match="under itself"):
        check_place(nested, "I", "I.A", was="I")


@pytest.mark.parametrize(
    ("parent", "code"),
    [
        pytest.param("I", "I.3", id="after the last"),
        pytest.param("II", "II.1", id="the first of a section"),
        pytest.param(None, "", id="none at the top"),
    ],
)
def test_a_new_line_is_offered_the_next_code(parent: str | None, code: str) -> None:
    assert next_code(BOOK, parent) == code
