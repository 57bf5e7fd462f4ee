from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.formulas import Band, Direction, RatioCapped, StepBand
from cluster.domain.pledges import (
    PledgeStatus,
    TargetLine,
    TargetWarning,
    check_abandonable,
    check_amendable,
    check_changeable,
    check_complete,
    check_consent,
    check_office,
    check_read,
    check_signable,
    check_target,
    is_easier,
    is_lower_better,
    middle,
    status_after_signature,
    target_warnings,
)
from cluster.domain.years import Phase
from tests.domain.sample_rulebook import NEW_COOPERATIVES

NEEDED = TargetLine(code="III.1", value=Decimal(30))


def said(warnings: list[TargetWarning]) -> list[tuple[str, str, bool]]:
    return [(warning.code, str(warning.message), warning.stops) for warning in warnings]


def refusal(act: Callable[[], None]) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as caught:
        act()
    return str(caught.value), caught.value.field


@pytest.mark.parametrize(
    ("line", "sentence", "stops"),
    [
        pytest.param(replace(NEEDED, value=None), "The target is missing.", True, id="missing"),
        pytest.param(replace(NEEDED, value=Decimal(0)), "The target is zero.", True, id="zero"),
        pytest.param(
            replace(NEEDED, last_result=Decimal(35)),
            "The target 30 is easier than last year's result 35.",
            False,
            id="below last year's result",
        ),
        pytest.param(
            replace(NEEDED, value=Decimal(5), last_result=Decimal(2), lower_is_better=True),
            "The target 5 is easier than last year's result 2.",
            False,
            id="above last year's result where low is good",
        ),
    ],
)
def test_doubts_are_told_before_signing(line: TargetLine, sentence: str, stops: bool) -> None:
    assert said(target_warnings([line])) == [("III.1", sentence, stops)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(NEEDED, id="nothing known of last year"),
        pytest.param(replace(NEEDED, last_result=Decimal(30)), id="as much as last year"),
        pytest.param(replace(NEEDED, value=None, not_assigned=True), id="not assigned"),
        pytest.param(
            replace(NEEDED, value=Decimal(0), last_result=Decimal(1), lower_is_better=True),
            id="zero where low is good",
        ),
    ],
)
def test_a_sound_target_raises_no_doubt(line: TargetLine) -> None:
    assert target_warnings([line]) == []


def test_no_target_is_easier_than_nothing() -> None:
    assert not is_easier(replace(NEEDED, value=None), Decimal(5))


def test_low_is_good_only_where_bands_step_down() -> None:
    bands = (Band(limit=Decimal(2), points=Decimal(2)), Band(limit=None, points=Decimal(0)))
    down = StepBand(direction=Direction.DOWN, bands=bands)
    up = StepBand(direction=Direction.UP, bands=bands)

    judged = [
        is_lower_better(replace(NEW_COOPERATIVES, formula=formula))
        for formula in (down, up, RatioCapped(), None)
    ]

    assert judged == [True, False, False, False]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        pytest.param([None], None, id="nobody has set one"),
        pytest.param([Decimal(9), None, Decimal(3), Decimal(4)], Decimal(4), id="odd number"),
        pytest.param([Decimal(3), Decimal(4)], Decimal("3.5"), id="even number"),
    ],
)
def test_the_middle_of_the_targets(targets: list[Decimal | None], expected: Decimal | None) -> None:
    assert middle(targets) == expected


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param(
            replace(NEEDED, value=Decimal(-1)), "A target cannot be below zero.", id="negative"
        ),
        pytest.param(
            replace(NEEDED, value=Decimal(10) ** 15),
            "Write a number under 10^15 with at most six decimals, not 1000000000000000.",
            id="endless",
        ),
        pytest.param(
            replace(NEEDED, value=None, not_assigned=True),
            "The rule book does not allow III.1 to be left out.",
            id="may not be left out",
        ),
        pytest.param(
            replace(NEEDED, not_assigned=True, may_be_not_assigned=True),
            "Either enter a target or mark it as not assigned, not both.",
            id="both a number and left out",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_its_row(line: TargetLine, sentence: str) -> None:
    assert refusal(lambda: check_target(line)) == (sentence, "III.1")


def test_a_target_may_be_missing_until_somebody_signs() -> None:
    check_target(replace(NEEDED, value=None))


def test_a_line_is_left_out_where_the_rule_book_allows_it() -> None:
    check_target(replace(NEEDED, value=None, not_assigned=True, may_be_not_assigned=True))


def test_an_amendment_is_still_written_while_members_report() -> None:
    check_changeable(Phase.REPORT, PledgeStatus.DRAFT, amendment=True)

    with pytest.raises(RuleViolation):
        check_changeable(Phase.REPORT, PledgeStatus.DRAFT, amendment=False)


def test_a_signed_text_is_locked() -> None:
    assert refusal(
        lambda: check_changeable(Phase.PLEDGE, PledgeStatus.SIGNING, amendment=False)
    ) == (
        "The pledge has been signed by a member already; only an amendment can change it.",
        None,
    )


@pytest.mark.parametrize(
    ("phase", "status", "signed", "sentence"),
    [
        pytest.param(
            Phase.PLEDGE,
            PledgeStatus.IN_FORCE,
            True,
            "This member has signed the pledge already.",
            id="a second time",
        ),
        pytest.param(
            Phase.PLEDGE,
            PledgeStatus.SUPERSEDED,
            False,
            "A newer version of the pledge exists; sign that one.",
            id="an old version",
        ),
        pytest.param(
            Phase.REPORT,
            PledgeStatus.GIVEN_UP,
            False,
            "This amendment has been given up; nobody signs it any more.",
            id="one that was given up",
        ),
        pytest.param(
            Phase.SETUP,
            PledgeStatus.DRAFT,
            False,
            "Signing the pledge is not possible now: the year is in the phase “Setup”.",
            id="before its time",
        ),
    ],
)
def test_who_may_not_sign_is_told_why(
    phase: Phase, status: PledgeStatus, signed: bool, sentence: str
) -> None:
    assert refusal(lambda: check_signable(phase, status=status, already_signed=signed)) == (
        sentence,
        None,
    )


@pytest.mark.parametrize("phase", [Phase.PLEDGE, Phase.REPORT])
def test_a_pledge_is_signed_in_its_phase_and_an_amendment_later(phase: Phase) -> None:
    check_signable(phase, status=PledgeStatus.SIGNING, already_signed=False)


@pytest.mark.parametrize(
    "seen", [pytest.param("aa", id="the same"), pytest.param(None, id="not shown on a page")]
)
def test_what_was_read_is_what_is_signed(seen: str | None) -> None:
    check_read(seen, "aa")


def test_nobody_signs_what_changed_after_it_was_read() -> None:
    with pytest.raises(RuleViolation, match="changed since you opened"):
        check_read("bb", "aa")


def test_nobody_signs_while_a_target_of_anybody_is_missing() -> None:
    sentence, _field = refusal(
        lambda: check_complete({"Đắk Lắk": ["I.1", "III.2"], "Gia Lai": [], "Lâm Đồng": ["II.1"]})
    )

    assert sentence == (
        "Before anybody signs, set the missing or zero targets:"
        " Đắk Lắk (I.1, III.2); Lâm Đồng (II.1)."
    )


def test_complete_targets_may_be_signed() -> None:
    check_complete({"Gia Lai": []})


@pytest.mark.parametrize(
    ("consented", "password_checked", "field"),
    [
        pytest.param(False, True, "consent", id="without consent"),
        pytest.param(True, False, "password", id="without the password"),
    ],
)
def test_a_signature_needs_consent_and_the_password(
    consented: bool, password_checked: bool, field: str
) -> None:
    _sentence, named = refusal(
        lambda: check_consent(consented=consented, password_checked=password_checked)
    )

    assert named == field


def test_a_willing_signer_is_let_through() -> None:
    check_consent(consented=True, password_checked=True)


def test_the_pledge_is_in_force_with_the_last_signature() -> None:
    members = frozenset({1, 2})

    assert status_after_signature(members, frozenset({1})) is PledgeStatus.SIGNING
    assert status_after_signature(members, frozenset({1, 2})) is PledgeStatus.IN_FORCE


@pytest.mark.parametrize(
    ("status", "reason", "sentence"),
    [
        pytest.param(
            PledgeStatus.DRAFT,
            "why",
            "Nobody has signed yet: change the pledge itself.",
            id="of a draft",
        ),
        pytest.param(
            PledgeStatus.SUPERSEDED,
            "why",
            "Only the newest version can be amended.",
            id="of an old version",
        ),
        pytest.param(
            PledgeStatus.IN_FORCE, " ", "An amendment needs a reason.", id="without a reason"
        ),
    ],
)
def test_an_amendment_that_is_not_possible(
    status: PledgeStatus, reason: str, sentence: str
) -> None:
    assert refusal(lambda: check_amendable(Phase.REPORT, status, reason))[0] == sentence


@pytest.mark.parametrize(
    ("phase", "status", "beside_one_in_force", "reason", "sentence"),
    [
        pytest.param(
            Phase.REVIEW,
            PledgeStatus.SIGNING,
            True,
            "why",
            "Giving up an amendment is not possible now: the year is in the phase “Review”.",
            id="too late",
        ),
        pytest.param(
            Phase.REPORT,
            PledgeStatus.IN_FORCE,
            True,
            "why",
            "Only an amendment that not all have signed, beside a pledge in force, is given up.",
            id="signed by all",
        ),
        pytest.param(
            Phase.PLEDGE,
            PledgeStatus.SIGNING,
            False,
            "why",
            "Only an amendment that not all have signed, beside a pledge in force, is given up.",
            id="the only pledge there is",
        ),
        pytest.param(Phase.REPORT, PledgeStatus.DRAFT, True, " ", "Say why.", id="silently"),
    ],
)
def test_an_amendment_that_is_not_given_up(
    phase: Phase, status: PledgeStatus, beside_one_in_force: bool, reason: str, sentence: str
) -> None:
    assert (
        refusal(
            lambda: check_abandonable(
                phase, status, beside_one_in_force=beside_one_in_force, reason=reason
            )
        )[0]
        == sentence
    )


def test_an_amendment_that_waits_for_signatures_is_given_up_with_a_reason() -> None:
    check_abandonable(
        Phase.REPORT, PledgeStatus.SIGNING, beside_one_in_force=True, reason="Không đủ chữ ký"
    )


def test_a_pledge_in_force_is_amended_with_a_reason() -> None:
    check_amendable(Phase.REPORT, PledgeStatus.IN_FORCE, "Bão số 5")


def test_a_signature_needs_an_office_to_stand_below_it() -> None:
    check_office("Chủ tịch")

    with pytest.raises(RuleViolation, match="names no office"):
        check_office("")
